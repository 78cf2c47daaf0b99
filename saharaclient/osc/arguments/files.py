"""Files of the command line: bytes and text to read, and bytes to write."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import IO, BinaryIO

from osc_lib import exceptions

from saharaclient.text import escape_control_chars

#: The file name that stands for standard input, or for standard output.
STREAM = "-"


def read_text(path: str) -> str:
    """Return the text of a file, ``-`` for standard input, without a byte order mark.

    :raises osc_lib.exceptions.CommandError: it cannot be read.
    """
    with reading(path) as file:
        content = file.read()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise exceptions.CommandError(f"{describe_source(path)} is not text in UTF-8.") from error


@contextlib.contextmanager
def reading(path: str) -> Iterator[BinaryIO]:
    """Open a file to read its bytes, ``-`` for standard input.

    :raises osc_lib.exceptions.CommandError: it cannot be read.
    """
    try:
        if path == STREAM:
            if sys.stdin is None:
                raise exceptions.CommandError("Standard input cannot be read: it is closed.")
            yield sys.stdin.buffer
            return
        with open(path, "rb") as file:
            yield file
    except OSError as error:
        raise exceptions.CommandError(
            f"{describe_source(path)} cannot be read: {_system_reason(error)}."
        ) from error


def describe_source(path: str) -> str:
    """Return what to call a source in a sentence."""
    return "Standard input" if path == STREAM else f'The file "{path}"'


def refuse_existing(path: str, advice: str = "choose another one with --file") -> None:
    """Raise CommandError if there is such a file."""
    if path != STREAM and os.path.lexists(path):
        raise exceptions.CommandError(f'File "{path}" already exists; {advice}.')


@contextlib.contextmanager
def writing(path: str, *, overwrite: bool) -> Iterator[IO[bytes]]:
    """Open a file to write; if that fails half-way, the file is as it was, or not there.

    A new file can be read by its owner only, because settings and binaries can hold passwords. An
    existing one keeps its mode.

    :raises osc_lib.exceptions.CommandError: the file exists already, or cannot be written.
    """
    try:
        if not overwrite:
            opened: AbstractContextManager[IO[bytes]] = _new_file(path)
        elif os.path.exists(path) and not os.path.isfile(path):  # /dev/null, a pipe
            opened = open(path, "wb")  # noqa: SIM115  # closed below
        else:
            opened = _replacement(os.path.realpath(path))
        with opened as file:
            yield file
    except BrokenPipeError:  # not the file: the reader of our output has gone
        raise
    except FileExistsError:
        refuse_existing(path)
        raise
    except OSError as error:
        raise exceptions.CommandError(
            f'The file "{path}" cannot be written: {_system_reason(error)}.'
        ) from error


@contextlib.contextmanager
def _new_file(path: str) -> Iterator[IO[bytes]]:
    """Write a temporary file, and give it its name at the end if there is no such file."""
    with _temporary(path) as part:
        if os.path.lexists(path):
            raise FileExistsError(path)
        yield part
        part.close()  # the disk may be full
        try:
            os.link(part.name, path)
        except FileExistsError:
            raise
        except OSError:  # the file system has no links
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            os.replace(part.name, path)
        else:
            os.unlink(part.name)


@contextlib.contextmanager
def _replacement(path: str) -> Iterator[IO[bytes]]:
    """Write a temporary file, and replace a file with it at the end."""
    with _temporary(path) as part:
        yield part
        part.close()  # the disk may be full
        if os.path.exists(path):
            shutil.copymode(path, part.name)
        os.replace(part.name, path)


@contextlib.contextmanager
def _temporary(path: str) -> Iterator[tempfile._TemporaryFileWrapper[bytes]]:
    """Open a temporary file next to a file; it is removed if the block fails."""
    part = tempfile.NamedTemporaryFile(  # noqa: SIM115  # closed below
        dir=os.path.dirname(path) or ".", prefix=".", suffix=".part", delete=False
    )
    with _removed_on_failure(part.name), part:
        yield part


@contextlib.contextmanager
def _removed_on_failure(path: str) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


@contextlib.contextmanager
def refusals_of(path: str | os.PathLike[str]) -> Iterator[None]:
    """Report what the system refuses to write below a path.

    :raises osc_lib.exceptions.CommandError: the system refuses.
    """
    try:
        yield
    except OSError as error:
        raise exceptions.CommandError(
            f'"{path}" cannot be written: {_system_reason(error)}.'
        ) from error


def file_name_for(name: object) -> str:
    """Return the name of a file in the current folder for what a resource is called."""
    return escape_control_chars(str(name)).replace("/", "-")


def _system_reason(error: OSError) -> str:
    return (os.strerror(error.errno) if error.errno else "unknown reason").lower()
