"""Sentences about what a document has and the schema does not allow."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from saharaclient.api.fields import JSON, Field, Kind, Type
from saharaclient.api.kinds import KINDS
from saharaclient.api.resource import object_in, objects_in, texts_in
from saharaclient.manifest.model import Location, ManifestError
from saharaclient.manifest.reading import schema, spelling
from saharaclient.manifest.reading.nodes import as_number, as_switch
from saharaclient.manifest.reading.reader import Path
from saharaclient.transport.redaction import is_secret

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_KINDS = {kind.key: kind for kind in KINDS}
_TYPES = {
    Type.TEXT: "text",
    Type.NUMBER: "a whole number",
    Type.SWITCH: "true or false",
    Type.TEXTS: "a list of texts",
    Type.CONFIGS: "an object, {service: {name: value}}",
    Type.OBJECT: "an object",
    Type.OBJECTS: "a list of objects",
}
_REFERENCE = "{env: NAME} or {file: PATH}"


def validate(
    document: Mapping[str, JSON],
    locations: Mapping[Path, Location],
    broken: Collection[Path] = (),
) -> Iterator[ManifestError]:
    """Yield an error for each place of a document that the schema does not allow.

    :param broken: paths of values that have an error already.
    """
    for error in _validator().iter_errors(document):
        path: Path = tuple(error.absolute_path)
        if path in broken:
            continue
        yield ManifestError(location_of(path, locations), _sentence(error, path))


def location_of(path: Path, locations: Mapping[Path, Location]) -> Location:
    """Return the line of a value, or of the nearest thing around it."""
    while path not in locations:
        path = path[:-1]
    return locations[path]


def field_at(path: Path) -> Field | None:
    """Return the field that a path leads to, or into."""
    fields: Sequence[Field] = ()
    kind = _KINDS.get(str(path[0])) if path else None
    field: Field | None = None
    if kind is not None:
        fields = spelling.declared_by(kind)
    for step in path[1:]:
        if isinstance(step, str):
            found = next((one for one in fields if one.name == step), None)
            if found is None:
                break
            field, fields = found, found.fields
    return field


@cache
def _validator() -> Validator:
    import jsonschema  # here: it takes longer to import than all of the library

    # jsonschema 3 has no draft 2020-12. What it ignores of the schema, the reader checks.
    kind: type[Validator] = getattr(jsonschema, "Draft202012Validator", jsonschema.Draft7Validator)
    return kind(schema.schema())


def _sentence(error: ValidationError, path: Path) -> str:
    """Return what is wrong in a sentence, without a value that may be a secret."""
    if path == ("version",):
        return f'"version" must be 1, not {_shown(error.instance, path)}.'
    keys = _required_keys(error)
    if keys:
        return f"{_subject(path)} needs {' or '.join(keys)}."
    return f"{_name_of(path)} must be {_expected(error, path)}{_instead(error, path)}."


def _required_keys(error: ValidationError) -> list[str]:
    """Return the keys of which an object needs one, without those of other API versions."""
    value: object = error.validator_value
    alternatives = (
        objects_in(value) if error.validator == "anyOf" else [{str(error.validator): value}]
    )
    keys = [
        f'"{names[0]}"'
        for alternative in alternatives
        if (names := texts_in(alternative.get("required")))
    ]
    return [key for key in keys if key != '"hadoop_version"']


def _subject(path: Path) -> str:
    kind: Kind | None = _KINDS.get(str(path[0])) if path else None
    if kind is None:
        return "The manifest"
    if len(path) == 2:
        return _one(kind)
    names = {"node_groups": "A node group", "shares": "A share", "interface": "An argument"}
    return names.get(str(path[2]), f'"{path[2]}"')


def _one(kind: Kind) -> str:
    return f"{'An' if kind.name[0] in 'aeiou' else 'A'} {kind.name}"


def _name_of(path: Path) -> str:
    """Return what to call the value in a sentence."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "A manifest"
    if isinstance(path[-1], int):
        if len(path) == 2:
            return _one(_KINDS[str(path[0])])
        return f'Each item of "{names[-1]}"'
    return f'"{names[-1]}"'


def _expected(error: ValidationError, path: Path) -> str:
    field, inside = field_at(path), _is_inside(path)
    reference = object_in(object_in(error.schema).get("properties")).keys() == {"env", "file"}
    if field is None:
        if path == ("project",):
            return "text"
        return "a list of objects" if len(path) == 1 else "an object"
    if path[-1] == "env" and error.validator == "pattern":
        return "the name of an environment variable"
    if field.secret:
        return f"{_REFERENCE}, because secrets are not kept in manifests"
    if error.validator in ("maxProperties", "minProperties", "additionalProperties") and reference:
        return _REFERENCE
    if error.validator == "minimum":
        return f"{field.minimum} or more"
    if error.validator == "maxLength":
        return f"at most {field.longest} characters long"
    if error.validator == "minItems":
        return "a list with an item at least"
    if error.validator == "minLength":
        return "text that is not empty"
    if field.choices:
        return f"one of {', '.join(field.choices)}"
    if field.format and error.validator == "pattern":
        return field.format.description
    if field.type is Type.CONFIGS and inside:
        return _of_configs(path)
    if inside and field.type in (Type.TEXTS, Type.OBJECTS):
        return "text" if field.type is Type.TEXTS else "an object"
    return _TYPES[field.type] + _without_quotes(error.instance, field.type)


def _without_quotes(value: object, kind: Type) -> str:
    """Return a hint for a number or switch that is in quotes."""
    read = {Type.NUMBER: as_number, Type.SWITCH: as_switch}.get(kind)
    is_quoted = read is not None and isinstance(value, str) and value != read(value)
    return " without quotes" if is_quoted else ""


def _of_configs(path: Path) -> str:
    """Return what is expected in configurations: per service, and per parameter."""
    depth = len(path) - next(at for at, step in enumerate(path) if str(step).endswith("_configs"))
    if depth == 2:
        return "an object with the settings of a service"
    if depth == 3:
        return f"text, a whole number, true, false, {_REFERENCE}"
    return "text"


def _is_inside(path: Path) -> bool:
    """Return whether a path leads to a part of the value of its field."""
    field = field_at(path)
    return field is not None and path[-1] != field.name


def _instead(error: ValidationError, path: Path) -> str:
    field = field_at(path)
    hidden = field is not None and (field.secret or field.write_only)
    is_number = error.validator == "minimum"
    if hidden or any(isinstance(step, str) and is_secret(step) for step in path):
        return ""
    if str(error.validator).startswith(("max", "min", "additional")) and not is_number:
        return ""
    return f", not {_shown(error.instance, path)}"


def _shown(value: object, path: Path) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    shown = text if len(text) <= 60 else f"{text[:57]}..."
    return json.dumps(shown, ensure_ascii=False) if isinstance(value, str) else shown
