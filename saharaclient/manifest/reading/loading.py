"""From files to a manifest."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from saharaclient.api.fields import JSON, Field, Kind, Type
from saharaclient.api.kinds import CLUSTER, CLUSTER_TEMPLATE, KINDS
from saharaclient.api.resource import is_uuid
from saharaclient.manifest.model import (
    Declaration,
    FieldValue,
    Location,
    Manifest,
    ManifestError,
    SecretReference,
)
from saharaclient.manifest.reading import files, nodes, rules, spelling, validation
from saharaclient.manifest.reading.reader import Path, Reader
from saharaclient.manifest.reading.variables import Variables


def load(
    paths: Sequence[str | os.PathLike[str]],
    variables: Mapping[str, str] | None = None,
    environment: Mapping[str, str] = os.environ,
    stdin: TextIO | None = None,
) -> Manifest:
    """Return the manifest in files and folders.

    Secrets are not read, and no request is sent.

    :param paths: files, folders with files, and ``-`` for standard input.
    :param variables: values for ``${NAME}``, which precede those of the environment.
    :param environment: the environment variables.
    :param stdin: standard input, by default that of the process.
    :raises ManifestError: something is wrong with the files; it has all errors that were found.
    """
    loaded = check(paths, variables, environment, stdin, needs_variables=True)
    if loaded.errors:
        raise ManifestError.of(loaded.errors)
    return loaded.manifest


@dataclass(frozen=True)
class Checked:
    """What was found in files.

    :ivar manifest: what they declare, as far as it could be read.
    :ivar errors: what is wrong, in the order of the files.
    :ivar unset: variables that are not set, each with its first use.
    """

    manifest: Manifest
    errors: Sequence[ManifestError]
    unset: Mapping[str, Location]


def check(
    paths: Sequence[str | os.PathLike[str]],
    variables: Mapping[str, str] | None = None,
    environment: Mapping[str, str] = os.environ,
    stdin: TextIO | None = None,
    *,
    needs_variables: bool = False,
) -> Checked:
    """Return what is in files and what is wrong with them, as :func:`load` does.

    :param needs_variables: whether a variable that is not set is an error.
    """
    errors: list[ManifestError] = []
    unset: dict[str, Location] = {}
    declarations: list[Declaration] = []
    projects: list[tuple[str, Location]] = []
    values = Variables(variables or {}, environment)
    for source in files.read_all(paths, stdin, errors):
        found: list[ManifestError] = []
        reader = Reader(source, values, found, needs_variables)
        document = _document(source, reader, found)
        if document is not None:
            declared = _Declared(source, reader.locations, environment)
            declarations += declared.resources(document)
            if document.get("project") is not None:
                projects.append((str(document["project"]), reader.locations["project",]))
        for name, location in reader.unset.items():
            unset.setdefault(name, location)
        errors += sorted(found, key=_line)
    errors += rules.check(declarations, projects)
    order = sorted(declarations, key=lambda one: one.kind.order)
    manifest = Manifest(projects[0][0] if projects else None, tuple(order))
    return Checked(manifest, errors, unset)


def _line(error: ManifestError) -> int:
    return error.location.line if error.location else 0


def _document(
    source: files.Source, reader: Reader, errors: list[ManifestError]
) -> dict[str, JSON] | None:
    """Return the document of a file if it is as the schema has it; else add errors."""
    try:
        root = nodes.compose(source)
    except ManifestError as error:
        errors.append(error)
        return None
    if root is None:
        errors.append(ManifestError(Location(source.path, 1), "The file is empty."))
        return None
    document = reader.read(root)
    if document is None:
        return None
    errors += validation.validate(document, reader.locations, reader.broken)
    return None if errors else document


class _Declared:
    """Makes declarations of the resources of a file."""

    def __init__(
        self,
        source: files.Source,
        locations: Mapping[Path, Location],
        environment: Mapping[str, str],
    ) -> None:
        self._source = source
        self._locations = locations
        self._places = _by_resource(locations)
        self._environment = environment

    def resources(self, document: Mapping[str, JSON]) -> Iterator[Declaration]:
        for kind in KINDS:
            listed = document.get(kind.key)
            for position, fields in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(fields, dict):
                    yield self._resource(kind, (kind.key, position), fields)

    def _resource(self, kind: Kind, path: Path, written: Mapping[str, JSON]) -> Declaration:
        known = {field.name: field for field in spelling.declared_by(kind)}
        fields = {
            name: self._value(value, (*path, name), known[name]) for name, value in written.items()
        }
        if kind in (CLUSTER_TEMPLATE, CLUSTER):
            fields = with_names_of_node_groups(fields)
        file = fields.pop(spelling.FILE.name, None)
        return Declaration(
            kind,
            str(fields["name"]),
            fields,
            self._locations[path],
            self._places[path],
            self._absolute(file) if isinstance(file, str) else None,
        )

    def _value(self, value: JSON, path: Path, field: Field) -> FieldValue:
        """Return a value with references in place of objects that name a secret."""
        if field.type is Type.CONFIGS and isinstance(value, dict):
            return {
                service: {
                    name: self._referred(one, (*path, service, name))
                    for name, one in settings.items()
                }
                for service, settings in value.items()
                if isinstance(settings, dict)
            }
        if field.type is Type.OBJECT and isinstance(value, dict):
            return {name: self._referred(one, (*path, name)) for name, one in value.items()}
        if field.type is Type.OBJECTS and isinstance(value, list):
            known = field.by_name
            return [
                {
                    name: self._value(one, (*path, at, name), known[name])
                    for name, one in item.items()
                }
                for at, item in enumerate(value)
                if isinstance(item, dict)
            ]
        return _plain(value)

    def _referred(self, value: JSON, path: Path) -> FieldValue:
        if not isinstance(value, dict):
            return _plain(value)
        env, file = value.get("env"), value.get("file")
        return SecretReference(
            env=None if env is None else str(env),
            file=None if file is None else self._absolute(str(file)),
            location=self._locations[path],
            environment=self._environment,
        )

    def _absolute(self, path: str) -> str:
        return os.path.normpath(os.path.join(self._source.folder, os.path.expanduser(path)))


def _plain(value: JSON) -> FieldValue:
    """Return a value that is none by reference."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _by_resource(locations: Mapping[Path, Location]) -> dict[Path, dict[str, Location]]:
    """Return the lines of the fields of each resource, and of what is in them."""
    places: dict[Path, dict[str, Location]] = {}
    for path, location in locations.items():
        if len(path) > 2:
            places.setdefault(path[:2], {})[_key_of(path[2:])] = location
    return places


def with_names_of_node_groups(fields: dict[str, FieldValue]) -> dict[str, FieldValue]:
    """Return fields with the names of templates for node groups without a name."""
    groups = fields.get("node_groups")
    if not isinstance(groups, list):
        return fields
    return {**fields, "node_groups": [_named(group) for group in groups]}


def _named(group: FieldValue) -> FieldValue:
    template = group.get("node_group_template_id") if isinstance(group, dict) else None
    if not isinstance(group, dict) or "name" in group or not isinstance(template, str):
        return group
    return group if is_uuid(template) else {"name": template, **group}


def _key_of(path: Path) -> str:
    """Return ``node_groups[0].count`` for the path of a part of a field."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")
