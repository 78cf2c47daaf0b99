"""YAML and JSON as nodes, which keep their lines and their text as written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeGuard

from saharaclient.manifest.model import Location, ManifestError
from saharaclient.manifest.reading.files import Source
from saharaclient.text import has_surrogates, omit_quotations

if TYPE_CHECKING:
    import yaml

_TAG = "tag:yaml.org,2002:"
#: The tag of values without quotes and without a tag of their own.
PLAIN = "plain"
#: Tags that a value may have; it is then read as if it had neither tag nor quotes, but for text.
_TAGS = (PLAIN, *(f"{_TAG}{name}" for name in ("str", "int", "bool", "null", "float")))
#: An emoji or other rare character as JSON writes it, or any other escape.
_ESCAPE = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\.")
_NULL = re.compile(r"null|Null|NULL|~|")
_BOOLEAN = re.compile(r"true|True|TRUE|false|False|FALSE")
#: Numbers as YAML 1.2 has them. Longer ones than 18 digits do not fit into 64 bits.
_NUMBER = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,20}|0x[0-9a-fA-F]{1,15}")
#: Whole numbers as JSON writes them.
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|-?Infinity|NaN")


def compose(source: Source) -> yaml.Node | None:
    """Return the root node of a file; None if it has nothing but comments.

    :raises ManifestError: it is neither YAML nor JSON.
    """
    import yaml  # here, because most programs that import the library need none

    # mypy cannot know the base: PyYAML may have been built without libyaml.
    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Leaves the types of plain values to the reader, which knows the fields."""

        yaml_implicit_resolvers = {None: [(PLAIN, re.compile(""))]}

    text = _without_what_yaml_lacks(source.text)
    try:
        root: yaml.Node | None = yaml.compose(text, Loader)
    except yaml.YAMLError as error:
        raise _error(source, text, error) from error
    except RecursionError as error:
        raise ManifestError(Location(source.path, 1), "The file is nested too deeply.") from error
    return root


def _without_what_yaml_lacks(text: str) -> str:
    """Return JSON without what YAML reads differently: tabs, and halves of characters."""
    if "\t" not in text and "\\ud" not in text.lower():
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _ESCAPE.sub(_whole_character, text.replace("\t", " "))


def _whole_character(found: re.Match[str]) -> str:
    if not found[1]:
        return found[0]
    character = chr(0x10000 + ((int(found[1], 16) & 0x3FF) << 10) + (int(found[2], 16) & 0x3FF))
    return f"\\U{ord(character):08X}"


def _error(source: Source, text: str, error: yaml.YAMLError) -> ManifestError:
    """Return an error without what the parser quotes of the file, which may be a password."""
    import yaml

    mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
    line = 1
    if mark is not None:
        line = mark.line + 1
    elif isinstance(position, int):
        line = text.count("\n", 0, position) + 1
    lines = text.splitlines()
    line = min(line, len(lines))  # the end of the text is a line too far
    written = lines[line - 1]
    if isinstance(error, yaml.reader.ReaderError):
        problem = "it has a control character"
    elif isinstance(error, yaml.composer.ComposerError) and "document" in str(error.problem):
        problem = 'it has a second document, after "---"; use a file for each'
    elif isinstance(error, yaml.composer.ComposerError):
        problem = "there is no anchor (&) for an alias (*)"
    elif re.match(r" *\t", written):
        problem = "the line is indented with a tab; YAML allows only blanks"
    else:
        problem = omit_quotations(getattr(error, "problem", None) or "it cannot be parsed")
        if re.search(r"[{\[].*[ ,:]\$\{", written):
            problem += '; inside { } and [ ], variables need quotes: "${NAME}"'
    return ManifestError(
        Location(source.path, line), f"The file is neither YAML nor JSON: {problem}."
    )


def is_scalar(node: yaml.Node) -> TypeGuard[yaml.ScalarNode]:
    """Return whether a node is a single value."""
    return isinstance(node.value, str)


def is_sequence(node: yaml.Node) -> TypeGuard[yaml.SequenceNode]:
    """Return whether a node is a list."""
    return getattr(node, "id", None) == "sequence"


def is_mapping(node: yaml.Node) -> TypeGuard[yaml.MappingNode]:
    """Return whether a node is an object."""
    return getattr(node, "id", None) == "mapping"


def is_text(node: yaml.ScalarNode) -> bool:
    """Return whether a scalar is text by its quotes or its tag."""
    return node.tag == f"{_TAG}str"


def problem_of(node: yaml.Node) -> str | None:
    """Return what JSON lacks of a node, in a sentence, None if it lacks nothing."""
    if node.tag not in (*_TAGS, f"{_TAG}map", f"{_TAG}seq"):
        return f'The tag "{node.tag.replace(_TAG, "!!")}" is not supported.'
    # The parser in C refuses it itself.
    if is_scalar(node) and has_surrogates(node.value):
        return "The text is not Unicode: it has half of a surrogate pair."
    return None


def is_null(text: str) -> bool:
    """Return whether a plain text is null."""
    return _NULL.fullmatch(text) is not None


def is_no_number(text: str) -> bool:
    """Return whether a plain text is an infinite number or none, which JSON lacks."""
    return _NO_NUMBER.fullmatch(text) is not None


def as_number(text: str) -> int | str:
    """Return the whole number that a text is, else the text."""
    if not _NUMBER.fullmatch(text):
        return text
    return int(text, 0 if text[:2] in ("0o", "0x") else 10)


def as_switch(text: str) -> bool | str:
    """Return true or false if a text is one, else the text."""
    return text[0] in "tT" if _BOOLEAN.fullmatch(text) else text


def as_json(text: str) -> bool | int | str:
    """Return what a plain text is where any value can be.

    A number stays text unless JSON writes it like that: ``012`` may be a umask, ``2.10`` is a
    version, and Sahara accepts no fractions in configurations (is_config in
    utils/api_validator.py of 19.0.0).
    """
    return int(text) if _JSON_NUMBER.fullmatch(text) else as_switch(text)
