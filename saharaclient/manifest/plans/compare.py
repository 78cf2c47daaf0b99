"""Comparison of declared values with those on the server, as the fields declare it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from saharaclient.api.fields import Compare, Field, Lookup, Type
from saharaclient.api.resource import object_in, objects_in
from saharaclient.manifest.changes import Change, Ref
from saharaclient.manifest.cloud import Cloud
from saharaclient.manifest.model import Location, SecretReference
from saharaclient.transport.redaction import REDACTED, Secret, redact_field


class Known(str):
    """A text from the server, which needs no lookup."""

    __slots__ = ()


class Comparison:
    """Compares values, with IDs in place of names on both sides.

    :param cloud: what there is.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    # Values to send

    def resolved(self, field: Field, value: object, location: Location | None) -> object:
        """Return a declared value as a request has it, with IDs and :class:`Ref` for names.

        :raises ManifestError: a name refers to nothing.
        """
        if isinstance(value, list) and field.fields:
            return [self._resolved_object(field, object_in(one), location) for one in value]
        if isinstance(value, list):
            return [self._resolved_text(field, one, location) for one in value]
        if isinstance(value, dict) and field.fields:
            return self._resolved_object(field, value, location)
        return self._resolved_text(field, value, location)

    def _resolved_object(
        self, field: Field, value: Mapping[str, object], location: Location | None
    ) -> dict[str, object]:
        parts = field.by_name
        return {
            name: self.resolved(parts[name], part, location) if name in parts else part
            for name, part in value.items()
        }

    def _resolved_text(self, field: Field, value: object, location: Location | None) -> object:
        if not isinstance(value, str) or isinstance(value, Known) or field.refers_to is None:
            return value
        if not isinstance(field.refers_to, Lookup):
            return self._cloud.refer(field.refers_to, value, location)
        # Sahara takes names of security groups and key pairs.
        if field.refers_to in (Lookup.SECURITY_GROUP, Lookup.KEY_PAIR):
            return value
        return self._cloud.lookups.id_of(field.refers_to, value)

    # Differences

    def changes(
        self, field: Field, declared: object, current: object, location: Location | None = None
    ) -> Iterator[Change]:
        """Yield the differences of a field, none if the values are equal.

        :param declared: its value in the manifest.
        :param current: its value on the server.
        """
        if field.compare is Compare.NEVER:
            return
        if field.type is Type.CONFIGS:
            yield from config_changes(field, declared, current)
        elif not self.is_equal(field, declared, current, location):
            yield Change(field.name, self.shown(field, current), self.shown(field, declared))

    def is_equal(
        self, field: Field, declared: object, current: object, location: Location | None = None
    ) -> bool:
        """Return whether values are equal; null, empty and the default of the server are."""
        ours, theirs = without_default(field, declared), without_default(field, current)
        if ours is None or theirs is None:
            return ours is None and theirs is None
        if field.compare is Compare.SET:
            return self._as_set(field, ours, theirs, location)
        if field.fields:
            return self._are_equal_objects(field, ours, theirs, location)
        if field.refers_to is not None and ours != theirs:
            ours = self._cloud.id_of(self.resolved(field, ours, location))
        return _text(ours) == _text(theirs)

    def _as_set(
        self, field: Field, ours: object, theirs: object, location: Location | None
    ) -> bool:
        mine = {_text(one) for one in _list(ours)}
        other = {_text(one.get("id") if isinstance(one, dict) else one) for one in _list(theirs)}
        if mine == other or field.refers_to is None:
            return mine == other
        if isinstance(field.refers_to, Lookup):  # on the server, they are names or IDs
            find = self._cloud.lookups.id_of
            return {find(field.refers_to, one) for one in mine} == {
                find(field.refers_to, one) for one in other
            }
        resolved = (self.resolved(field, name, location) for name in mine)
        return {str(self._cloud.id_of(one) or one) for one in resolved} == other

    def _are_equal_objects(
        self, field: Field, ours: object, theirs: object, location: Location | None
    ) -> bool:
        if isinstance(ours, dict):
            return all(
                self.is_equal(part, ours.get(part.name), object_in(theirs).get(part.name), location)
                for part in field.fields
            )
        mine, others = _list(ours), objects_in(theirs)
        return len(mine) == len(others) and all(
            self._are_equal_objects(field, one, other, location)
            for one, other in zip(mine, others, strict=True)
        )

    # What people see

    def shown(self, field: Field, value: object) -> object:
        """Return a value with names for IDs, and with secrets masked."""
        if field.secret or field.write_only:
            return REDACTED if value else None
        return masked(field.name, self._named(field, value))

    def _named(self, field: Field, value: object) -> object:
        if isinstance(value, list):
            names = [self._named(field, one) for one in value]
            if field.compare is Compare.SET:
                return sorted(dict.fromkeys(names), key=str)
            return names
        if isinstance(value, dict) and field.refers_to is not None:
            return value.get("name", value.get("id"))
        if isinstance(value, dict) and field.fields:
            parts = field.by_name
            return {
                name: self.shown(parts[name], part)
                for name, part in value.items()
                if name in parts and without_default(parts[name], part) is not None
            }
        if field.refers_to is not None:
            return self._cloud.name_of(field.refers_to, value)
        return value


def without_default(field: Field, value: object) -> object:
    """Return a value, None if it is null, empty or what the server makes of a missing one."""
    if isinstance(value, (Ref, SecretReference)):
        return value
    if value is None or value == "" or value == [] or value == {}:
        return None
    if type(value) is type(field.default) and value == field.default:
        return None
    return value


def config_changes(field: Field, declared: object, current: object) -> Iterator[Change]:
    """Yield the differences of maps of settings, one for each setting.

    :raises ManifestError: a secret cannot be read.
    """
    ours, theirs = object_in(declared), object_in(current)
    for section in sorted({*ours, *theirs}):
        mine, other = object_in(ours.get(section)), object_in(theirs.get(section))
        names = {*mine} if field.compare is Compare.DECLARED_KEYS else {*mine, *other}
        for name in sorted(names):
            value = mine.get(name)
            is_secret = isinstance(value, SecretReference)
            plain = value.read() if isinstance(value, SecretReference) else value
            old = other.get(name)
            if (plain is None and old is None) or (name in mine and _text(plain) == _text(old)):
                continue
            path = f"{field.name}.{section}.{name}"
            if is_secret:
                yield Change(path, None if old is None else REDACTED, REDACTED)
            else:
                yield Change(path, masked(name, old), masked(name, plain))


def merged(template: object, override: object) -> dict[str, dict[str, object]]:
    """Return settings of a template with those of a node group over them, as Sahara merges them."""
    result = {section: dict(object_in(values)) for section, values in object_in(template).items()}
    for section, values in object_in(override).items():
        result.setdefault(section, {}).update(object_in(values))
    return result


def with_secrets(value: object) -> object:
    """Return a value with its secrets, which are read now.

    :raises ManifestError: one cannot be read.
    """
    if isinstance(value, SecretReference):
        return value.read()
    if isinstance(value, list):
        return [with_secrets(one) for one in value]
    if isinstance(value, Mapping):
        return {name: with_secrets(part) for name, part in value.items()}
    return value


def masked(name: str, value: object) -> object:
    """Return the value of a field or setting with what is secret in it masked."""
    return redact_field(name, _without_references(value))


def _without_references(value: object) -> object:
    if isinstance(value, SecretReference):
        return Secret("*")
    if isinstance(value, list):
        return [_without_references(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _without_references(part) for name, part in value.items()}
    return value


def _text(value: object) -> str:
    """Return a value as text, for Sahara may send a number back as one."""
    return str(value) if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
