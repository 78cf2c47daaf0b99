"""Files of a manifest: which ones, and their text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from saharaclient.manifest.model import Location, ManifestError

#: The name that stands for standard input.
STREAM = "-"
_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Source:
    """The text of a file.

    :ivar path: the file as it was named, ``<stdin>`` for standard input.
    :ivar folder: absolute path of the folder that paths in it are relative to.
    """

    path: str
    folder: str
    text: str


def read_all(
    paths: Sequence[str | os.PathLike[str]], stdin: TextIO | None, errors: list[ManifestError]
) -> Iterator[Source]:
    """Yield the files that are named, and those of folders, in order.

    :param errors: gets an error for each that cannot be read.
    """
    seen: set[str] = set()
    for path in _files((os.fspath(path) for path in paths), errors):
        real = path if path == STREAM or "\0" in path else os.path.realpath(path)
        if real in seen:
            errors.append(_error(path, "The file is given twice."))
            continue
        seen.add(real)
        try:
            yield _read(path, stdin)
        except ManifestError as error:
            errors.append(error)


def _files(paths: Iterable[str], errors: list[ManifestError]) -> Iterator[str]:
    for path in paths:
        if path == STREAM or "\0" in path or not os.path.isdir(path):
            yield path
            continue
        try:
            names = sorted(os.listdir(path))
        except OSError as error:
            errors.append(_error(path, f"The folder cannot be read: {_reason(error)}."))
            continue
        found = [
            os.path.join(path, name)
            for name in names
            if name.endswith(_SUFFIXES)
            and not name.startswith(".")
            and not os.path.isdir(os.path.join(path, name))
        ]
        if not found:
            errors.append(
                _error(path, "The folder has no file whose name ends in .yaml, .yml or .json.")
            )
        yield from found


def _read(path: str, stdin: TextIO | None) -> Source:
    try:
        if path == STREAM:
            content = _read_stream(sys.stdin if stdin is None else stdin)
        else:
            with open(path, "rb") as file:
                content = file.read()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path, or a closed stream
        reason = _reason(error) if isinstance(error, OSError) else "there is no such file"
        raise _error(path, f"The file cannot be read: {reason}.") from error
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        text.encode("utf-8")  # a stream may have bytes of another encoding as surrogates
    except UnicodeError as error:
        place = Location(_shown(path), _line_of(content, error))
        raise ManifestError(place, "The file is not text in UTF-8.") from error
    folder = os.getcwd() if path == STREAM else os.path.dirname(os.path.abspath(path))
    return Source(_shown(path), folder, text.removeprefix("\ufeff"))


def _read_stream(stream: TextIO | None) -> bytes | str:
    if stream is None:
        raise _error(STREAM, "Standard input cannot be read: it is closed.")
    buffer = getattr(stream, "buffer", None)
    content: bytes | str = stream.read() if buffer is None else buffer.read()
    return content


def _line_of(content: bytes | str, error: UnicodeError) -> int:
    start = error.start if isinstance(error, (UnicodeDecodeError, UnicodeEncodeError)) else 0
    before = content[:start]
    return 1 + (before.count("\n") if isinstance(before, str) else before.count(b"\n"))


def _error(path: str, message: str) -> ManifestError:
    return ManifestError(Location(_shown(path), 0), message)


def _shown(path: str) -> str:
    return "<stdin>" if path == STREAM else path


def _reason(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "unknown reason"
