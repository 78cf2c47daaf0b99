"""What users hand in and take out: documents in JSON or YAML, and bytes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import yaml
from osc_lib import exceptions

from saharaclient.text import escape_control_chars

STDIN = "-"
_YAML_SUFFIXES = (".yaml", ".yml")
_KINDS: dict[type, str] = {dict: "an object (names and values)", list: "a list"}


class _Loader(yaml.SafeLoader):
    """YAML with the types of JSON, and versions such as 2.10 left as they are written."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:float", "tag:yaml.org,2002:timestamp")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """Floats with their tag, for the loader to know them from versions."""

    def represent_float(self, data: float) -> yaml.ScalarNode:
        node = super().represent_float(data)
        return self.represent_scalar(node.tag, node.value, style="'")


_Dumper.add_representer(float, _Dumper.represent_float)


def _refuse(loader: _Loader, node: yaml.Node) -> Any:
    kind = node.tag.rpartition(":")[2]
    raise yaml.constructor.ConstructorError(None, None, f"JSON has no {kind}", node.start_mark)


for _kind in ("binary", "set", "omap", "pairs", "timestamp"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", _refuse)


def read_document(path: str, kind: type[Any] = dict) -> Any:
    """Return what a JSON or YAML file holds.

    :param path: file name, ``-`` for standard input.
    :param kind: dict or list, whichever it must be.
    :raises osc_lib.exceptions.CommandError: it cannot be read, or is something else.
    """
    source = describe_source(path)
    text = read_text(path)
    if not text.strip():
        raise exceptions.CommandError(f"{source} is empty.")
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise exceptions.CommandError(f"{source} is nested too deeply.") from error
    except ValueError:
        document = _read_yaml(text, source)
    if not isinstance(document, kind):
        raise exceptions.CommandError(f"{source} must hold {_KINDS[kind]} as JSON or YAML.")
    return document


def read_text(path: str) -> str:
    """Return the text of a file, ``-`` for standard input.

    :raises osc_lib.exceptions.CommandError: it cannot be read.
    """
    try:
        if path == STDIN:
            return sys.stdin.read()
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise exceptions.CommandError(f"{describe_source(path)} is not text in UTF-8.") from error


@contextlib.contextmanager
def reading(path: str) -> Iterator[BinaryIO]:
    """Open a file to read its bytes, ``-`` for standard input.

    :raises osc_lib.exceptions.CommandError: it cannot be read.
    """
    try:
        if path == STDIN:
            yield sys.stdin.buffer
            return
        with open(path, "rb") as file:
            yield file
    except OSError as error:
        raise _unreadable(path, error) from error


def describe_source(path: str) -> str:
    """Return what to call a source in a sentence."""
    return "Standard input" if path == STDIN else f'The file "{path}"'


def refuse_existing(path: str, advice: str = "choose another one with --file") -> None:
    """Raise CommandError if there is such a file."""
    if os.path.lexists(path):
        raise exceptions.CommandError(f'File "{path}" already exists; {advice}.')


def write_document(path: str, document: Any, *, overwrite: bool) -> None:
    """Write a document whole or not at all: YAML for ``.yaml`` and ``.yml``, JSON otherwise.

    :raises osc_lib.exceptions.CommandError: as :func:`writing` does.
    """
    text = as_yaml(document) if path.lower().endswith(_YAML_SUFFIXES) else as_json(document)
    with writing(path, overwrite=overwrite) as file:
        file.write(text.encode("utf-8"))


@contextlib.contextmanager
def writing(path: str, *, overwrite: bool) -> Iterator[BinaryIO]:
    """Open a file that gets its name when it is complete; until then it lies beside it.

    Only the owner may read it, for configs and binaries can hold passwords.

    :raises osc_lib.exceptions.CommandError: there is such a file already, it is a symbolic link, or
        it cannot be written.
    """
    if not overwrite:
        refuse_existing(path)
    temporary = None
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # /dev/stdout, a pipe
            with open(path, "wb") as file:
                yield file
            return
        if os.path.islink(path):
            raise exceptions.CommandError(
                f'"{path}" is a symbolic link; give the name of the file itself.'
            )
        folder = os.path.dirname(os.path.abspath(path))
        with tempfile.NamedTemporaryFile(
            dir=folder, prefix=".", suffix=".part", delete=False
        ) as part:
            temporary = part.name
            yield part  # type: ignore[misc]
        if overwrite:
            os.replace(temporary, path)
        else:
            _give_new_name(temporary, path)
    except BrokenPipeError:  # not the file: whoever reads our output has gone
        raise
    except OSError as error:
        raise exceptions.CommandError(
            f'The file "{path}" cannot be written: {_system_reason(error)}.'
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)


def _give_new_name(temporary: str, path: str) -> None:
    """Give a file a name that no other file has, even one that has come in the meantime."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        refuse_existing(path)
    except OSError:  # a file system without hard links
        refuse_existing(path)
        os.replace(temporary, path)


def file_name_for(name: Any) -> str:
    """Return the name of a file in the current folder for what a resource is called."""
    return escape_control_chars(str(name)).replace("/", "-")


def as_json(document: Any) -> str:
    """Return a document as indented JSON, with a line feed at the end."""
    return json.dumps(document, indent=4) + "\n"


def as_yaml(document: Any) -> str:
    """Return a document as YAML in blocks, in its own order."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, default_flow_style=False)


def _read_yaml(text: str, source: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # nosec B506  # it is a SafeLoader
    except RecursionError as error:
        raise exceptions.CommandError(f"{source} is nested too deeply.") from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        # What it quotes of the file, and the lines that a traceback shows, may be a password.
        problem = re.sub(r"'.*'", "...", getattr(error, "problem", None) or "it cannot be parsed")
        raise exceptions.CommandError(
            f"{source} is neither JSON nor YAML: {problem}{where}."
        ) from None


def _unreadable(path: str, error: OSError) -> exceptions.CommandError:
    return exceptions.CommandError(
        f"{describe_source(path)} cannot be read: {_system_reason(error)}."
    )


def _system_reason(error: OSError) -> str:
    return (os.strerror(error.errno) if error.errno else "unknown reason").lower()
