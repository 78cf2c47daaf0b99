"""JSON and YAML documents that commands read and write."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from typing import TextIO, TypeVar, overload

import yaml
from osc_lib import exceptions

from saharaclient.osc.arguments import files
from saharaclient.text import omit_quotations

T = TypeVar("T")

_YAML_SUFFIXES = (".yaml", ".yml")
_KINDS: dict[type, str] = {dict: "an object (names and values)", list: "a list"}
_TAG = "tag:yaml.org,2002:"


class _Loader(yaml.SafeLoader):
    """Load YAML as JSON: names are text, and so is each value that JSON would have to quote.

    YAML 1.1 makes 18 of a umask 022, 750 of 12:30, False of no, and 2.1 of the version 2.10.
    """

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        if isinstance(node, yaml.MappingNode):
            self.flatten_mapping(node)
            for key, _ in node.value:
                if isinstance(key, yaml.ScalarNode):
                    key.tag = f"{_TAG}str"
        return super().construct_mapping(node, deep)


def _construct_text(loader: _Loader, node: yaml.ScalarNode) -> object:
    return loader.construct_scalar(node)


_Loader.yaml_implicit_resolvers = {}
for _type, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|", ["n", ""]),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(f"{_TAG}{_type}", re.compile(rf"(?:{_pattern})\Z"), list(_first))
# << merges as a name, and is text as a value.
_Loader.add_constructor(f"{_TAG}merge", _construct_text)


class _Dumper(yaml.SafeDumper):
    """Dump fractions with their tag, for the loader takes a plain 0.5 for text."""

    def represent_float(self, data: float) -> yaml.ScalarNode:
        return self.represent_scalar(f"{_TAG}float", repr(data), style="'")


_Dumper.add_representer(float, _Dumper.represent_float)


@overload
def read_document(path: str) -> dict[str, object]:
    pass


@overload
def read_document(path: str, kind: type[T]) -> T:
    pass


def read_document(path: str, kind: type[object] = dict) -> object:
    """Return the content of a JSON or YAML file.

    :param path: file name, ``-`` for standard input.
    :param kind: dict or list, whichever it must be.
    :raises osc_lib.exceptions.CommandError: it cannot be read, is something else, or has what
        cannot be sent as JSON.
    """
    source = files.describe_source(path)
    text = files.read_text(path)
    if not text.strip():
        raise exceptions.CommandError(f"{source} is empty.")
    try:
        document = _parse(text, source)
        _refuse_what_json_lacks(document, source)
    except RecursionError as error:
        raise exceptions.CommandError(f"{source} is nested too deeply.") from error
    if not isinstance(document, kind):
        raise exceptions.CommandError(f"{source} must hold {_KINDS[kind]} as JSON or YAML.")
    return document


def write_document(path: str, document: object, *, overwrite: bool, stdout: TextIO) -> None:
    """Write a document: YAML for ``.yaml`` and ``.yml``, JSON otherwise.

    :param path: file name, ``-`` for standard output.
    :param stdout: standard output.
    :raises osc_lib.exceptions.CommandError: as :func:`files.writing` does.
    """
    if path == files.STREAM:
        stdout.write(as_json(document))
        return
    text = as_yaml(document) if path.lower().endswith(_YAML_SUFFIXES) else as_json(document)
    with files.writing(path, overwrite=overwrite) as file:
        file.write(text.encode("utf-8"))


def as_json(document: object) -> str:
    """Return a document as indented JSON, with a line feed at the end."""
    return json.dumps(document, indent=4) + "\n"


def as_yaml(document: object) -> str:
    """Return a document as YAML in blocks, in its own order."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, default_flow_style=False)


def _parse(text: str, source: str) -> object:
    """Parse JSON or YAML; what neither parser accepts and looks like JSON is malformed JSON."""
    json_problem = None
    if text.lstrip().startswith(("{", "[")):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            what = error.msg.removesuffix(" at")
            json_problem = f"{what} at line {error.lineno}, column {error.colno}"
        except ValueError:
            json_problem = "a number has too many digits"
    try:
        return yaml.load(text, _Loader)  # nosec B506  # it is a SafeLoader
    except (yaml.YAMLError, ValueError) as error:
        problem = json_problem or _yaml_problem(error)
    # Without the context: what it quotes of the file may be a password.
    raise exceptions.CommandError(f"{source} is neither JSON nor YAML: {problem}.")


def _yaml_problem(error: Exception) -> str:
    """Return what PyYAML says, and where."""
    problem = omit_quotations(getattr(error, "problem", None) or "it cannot be parsed")
    mark = getattr(error, "problem_mark", None)
    where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return problem + where


def _refuse_what_json_lacks(document: object, source: str) -> None:
    try:
        json.dumps(document, ensure_ascii=False, allow_nan=False, check_circular=False).encode()
    except UnicodeEncodeError:
        problem = "text that is not Unicode, such as half of a surrogate pair"
    except TypeError:
        problem = "a value that JSON does not have, such as a date or a set"
    except ValueError:
        problem = "NaN or an infinite number, which JSON does not have"
    else:
        return
    raise exceptions.CommandError(f"{source} has {problem}.")
