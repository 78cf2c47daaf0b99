"""Nodes of a file as JSON, each value by the declaration of its field."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from saharaclient.api.fields import JSON, Field, Type
from saharaclient.api.kinds import KINDS
from saharaclient.manifest.model import Location, ManifestError
from saharaclient.manifest.reading import nodes, spelling
from saharaclient.manifest.reading.files import Source
from saharaclient.manifest.reading.variables import Unresolved, Variables

if TYPE_CHECKING:
    import yaml

#: Keys and positions that lead to a value.
Path: TypeAlias = tuple[str | int, ...]
#: More nodes than this, aliases included, are no manifest.
_MOST_NODES = 200_000
_DEEPEST = 50


class Reader:
    """Reads a file: names of fields become those of API v2, and variables their values.

    :ivar locations: the line of each value by its path.
    :ivar unset: variables that are not set, each with its first use.
    :ivar broken: the paths of values that could not be read, or not as a whole.
    """

    def __init__(
        self, source: Source, variables: Variables, errors: list[ManifestError], strict: bool
    ) -> None:
        self.source = source
        self.locations: dict[Path, Location] = {}
        self.unset: dict[str, Location] = {}
        self.broken: set[Path] = set()
        self._variables = variables
        self._errors = errors
        self._strict = strict
        self._count = 0
        self._is_too_large = False
        self._found: set[tuple[Location, str]] = set()

    def read(self, root: yaml.Node) -> dict[str, JSON] | None:
        """Return the document of a root node, None if it is no object."""
        self.locations[()] = self._location(root)
        pairs = self._pairs(root)
        if pairs is None:
            keys = ", ".join(kind.key for kind in KINDS)
            self._error(root, f"A manifest must be an object with keys such as {keys}.")
            return None
        kinds = {kind.key: kind for kind in KINDS}
        document: dict[str, JSON] = {}
        for key, key_node, value in pairs:
            path: Path = (key,)
            self.locations[path] = self._location(key_node)
            if key.startswith("x-"):
                continue
            if key in kinds:
                read = partial(self._object, known=spelling.fields_of(kinds[key]))
                listed = self._list(value, path, read)
                document[key] = [] if listed is None else listed
            elif key in ("version", "project"):
                kind = Type.TEXT if key == "project" else None
                document[key] = self._value(value, path, kind)
            else:
                self._unknown(key_node, key, ("version", "project", *kinds))
        return document

    def _object(self, node: yaml.Node, path: Path, known: Mapping[str, spelling.Spelled]) -> JSON:
        """Return an object under the names of API v2; what is no object as it is."""
        if not nodes.is_mapping(node):
            return self._value(node, path, None)
        pairs = self._pairs(node, path)
        if pairs is None:
            return None
        found: dict[str, JSON] = {}
        spelled: dict[tuple[str, ...], str] = {}
        for key, key_node, value in sorted(pairs, key=lambda pair: pair[0] not in known):
            # An unknown key is read as what was probably meant, which is then not missing.
            meant = key if key in known else self._unknown(key_node, key, known)
            one = known.get(meant)
            if one is None:
                continue
            # A part of a field is one spelling of it, too.
            other = next(
                (key for at, key in spelled.items() if spelling.is_same(at, one.path)), None
            )
            if other is not None and meant != key:
                continue
            if other is not None:
                self._error(
                    key_node, f'"{key}" and "{other}" are the same field: give one of them.'
                )
                continue
            spelled[one.path] = key
            *above, last = one.path
            place, at = found, path
            for name in above:
                inner = place.setdefault(name, {})
                place, at = inner if isinstance(inner, dict) else {}, (*at, name)
                self.locations.setdefault(at, self._location(key_node))
            at = (*at, last)
            self.locations[at] = self._location(key_node)
            place[last] = self._field(value, at, one.field)
        return found

    def _field(self, node: yaml.Node, path: Path, field: Field) -> JSON:
        if field.type is Type.OBJECTS or field.type is Type.OBJECT:
            known = spelling.parts_of(field)
            if field.type is Type.OBJECT:
                return self._object(node, path, known)
            return self._list(node, path, partial(self._object, known=known))
        if field.type is Type.TEXTS:
            return self._list(node, path, partial(self._value, kind=Type.TEXT))
        return self._value(node, path, field.type)

    def _list(self, node: yaml.Node, path: Path, read: Callable[[yaml.Node, Path], JSON]) -> JSON:
        """Return a list of what is read of each item; what is no list as it is."""
        if not nodes.is_sequence(node):
            return self._value(node, path, None)
        if not self._may_enter(node, path):
            return None
        items: list[JSON] = []
        for position, item in enumerate(node.value):
            at = (*path, position)
            self.locations[at] = self._location(item)
            items.append(read(item, at))
        return items

    def _value(self, node: yaml.Node, path: Path, kind: Type | None) -> JSON:
        """Return a value of a type; what is of another as it is."""
        if nodes.is_scalar(node):
            return self._scalar(node, path, kind)
        if nodes.is_sequence(node):
            return self._list(node, path, partial(self._value, kind=None))
        found: dict[str, JSON] = {}
        for key, key_node, value in self._pairs(node, path) or ():
            at = (*path, key)
            self.locations[at] = self._location(key_node)
            found[key] = self._value(value, at, None)
        return found

    def _scalar(self, node: yaml.ScalarNode, path: Path, kind: Type | None) -> JSON:
        if not self._may_enter(node, path):
            return None
        is_text = nodes.is_text(node)
        if not is_text and nodes.is_null(node.value):
            return None
        found = self._variables.substitute(node.value)
        text = found.text
        for name in found.unset:
            self._unset(node, name)
        for problem in found.problems:
            self._error(node, problem, path)
        if isinstance(text, Unresolved) or kind is Type.TEXT:
            return text
        if is_text and (kind is None or text == node.value):
            return text
        if kind is Type.NUMBER:
            return nodes.as_number(text)
        if kind is Type.SWITCH:
            return nodes.as_switch(text)
        if nodes.is_no_number(text):
            self._error(node, f"{text} is no number that JSON has. Quote it if it is text.", path)
        return nodes.as_json(text)

    def _pairs(
        self, node: yaml.Node, path: Path = ()
    ) -> list[tuple[str, yaml.Node, yaml.Node]] | None:
        """Return the keys of an object with their nodes, merged ones last; None if it is none."""
        if not nodes.is_mapping(node) or not self._may_enter(node, path):
            return None
        pairs: dict[str, tuple[str, yaml.Node, yaml.Node]] = {}
        merged: yaml.Node | None = None
        for key_node, value in node.value:
            if not nodes.is_scalar(key_node) or nodes.problem_of(key_node):
                self._error(key_node, "A key must be text.", path)
            elif key_node.tag == nodes.PLAIN and key_node.value == "<<":
                if merged is not None:
                    self._error(key_node, 'The key "<<" is there twice: give it a list.')
                merged = value
            elif key_node.value in pairs:
                first = self._location(pairs[key_node.value][1])
                self._error(key_node, f'The key "{key_node.value}" is there twice, see {first}.')
            else:
                pairs[key_node.value] = (key_node.value, key_node, value)
        if merged is not None:
            for pair in self._merged(merged, path):
                pairs.setdefault(pair[0], pair)
        return list(pairs.values())

    def _merged(self, node: yaml.Node, path: Path) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        for one in node.value if nodes.is_sequence(node) else [node]:
            pairs = self._pairs(one, (*path, "<<"))
            if pairs is None:
                message = 'The value of the key "<<" must be an object, or a list of them.'
                self._error(one, message, path)
            yield from pairs or ()

    def _may_enter(self, node: yaml.Node, path: Path) -> bool:
        """Return whether a node can be read, and count it; report once if it cannot."""
        self._count += 1
        problem = nodes.problem_of(node)
        if problem is not None:
            self._error(node, problem, path)
            return False
        if self._count > _MOST_NODES or len(path) > _DEEPEST:
            self.broken.add(path)
            if not self._is_too_large:
                self._error(node, "The file is too large or too deep, with its aliases in place.")
            self._is_too_large = True
            return False
        return True

    def _unset(self, node: yaml.Node, name: str) -> None:
        self.unset.setdefault(name, self._location(node))
        if self._strict:
            self._error(
                node,
                f"The variable {name} is not set: give --var {name}=VALUE, or set it in the"
                ' environment. For the text "${", write "$${".',
            )

    def _unknown(self, node: yaml.Node, key: str, known: Collection[str]) -> str:
        """Report a key, and return the nearest one, or nothing."""
        near = difflib.get_close_matches(key, sorted(known), n=1)
        advice = f'did you mean "{near[0]}"?' if near else f"the keys are {', '.join(known)}."
        self._error(node, f'Unknown key "{key}": {advice}')
        return near[0] if near else ""

    def _location(self, node: yaml.Node) -> Location:
        return Location(self.source.path, node.start_mark.line + 1)

    def _error(self, node: yaml.Node, message: str, path: Path | None = None) -> None:
        """Add an error, once for a node that has several aliases."""
        if path is not None:
            self.broken.add(path)
        found = self._location(node), message
        if found not in self._found:
            self._found.add(found)
            self._errors.append(ManifestError(*found))
