"""The JSON Schema of manifests, from the declarations of the fields."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache

from saharaclient.api.fields import Field, Kind, Type, by_key
from saharaclient.api.kinds import JOB_BINARY, KINDS
from saharaclient.api.resource import object_in, texts_in
from saharaclient.manifest.reading import spelling

#: What a variable can stand for. Before variables are replaced, an editor sees only text.
VARIABLE = r"\$\{"
_IS_VARIABLE = {"type": "string", "pattern": VARIABLE}
#: YAML reads 2.10 as a number and true as a boolean, and the client as the texts that they are.
_TEXT_TYPES = ("string", "number", "boolean")
#: Where a secret is, as far as a value is an object.
_SECRET: dict[str, object] = {
    "description": "Where a secret is: {env: NAME} or {file: PATH}",
    "properties": {
        "env": {
            "description": "Environment variable with the secret",
            "type": "string",
            "pattern": rf"^[A-Za-z_][A-Za-z0-9_]*$|{VARIABLE}",
        },
        "file": {
            "description": "File with the secret, relative to the manifest",
            "type": "string",
            "minLength": 1,
        },
    },
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
}


@cache
def schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of a manifest."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Manifest of OpenStack Data Processing",
        "description": "Resources that an environment is made of",
        "type": "object",
        "properties": {
            "version": {"description": "Version of the format", "const": 1},
            "project": {
                "description": "Name or ID of the project that the manifest is for",
                "type": list(_TEXT_TYPES),
                "minLength": 1,
            },
            **{kind.key: _list_of(kind) for kind in KINDS},
        },
        "patternProperties": {"^x-": {"description": "Ignored, a place for anchors"}},
        "additionalProperties": False,
        "$defs": {
            "secret": {"type": "object", **_SECRET},
            **{kind.key: object_schema(spelling.declared_by(kind), kind) for kind in KINDS},
        },
    }


def as_json() -> str:
    """Return the schema as indented JSON."""
    return json.dumps(schema(), indent=2) + "\n"


def _list_of(kind: Kind) -> dict[str, object]:
    return {"type": ["array", "null"], "items": {"$ref": f"#/$defs/{kind.key}"}}


def object_schema(fields: Iterable[Field], kind: Kind | None = None) -> dict[str, object]:
    """Return the schema of an object with fields under any of their names."""
    fields = tuple(fields)
    properties: dict[str, object] = {key: _value(field) for field in fields for key in field.keys}
    if kind is not None:
        for field in fields:
            if field.type is Type.OBJECT:
                parts = object_in(_parts(field)["properties"])
                options = (part.option.replace("-", "_") for part in field.fields if part.option)
                properties |= {key: parts[key] for key in options}
    needed = [field for field in fields if field.required]
    required = {
        # The client has only the names of API v2 when it validates: they are quick to find.
        "if": {"required": [field.name for field in needed]},
        "else": {"allOf": [_one_of(_keys(field, kind)) for field in needed]},
    }
    spellings = {
        key: {"properties": dict.fromkeys((other for other in field.keys if other != key), False)}
        for field in fields
        for key in field.keys
        if len(field.keys) > 1
    }
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **(required if needed else {}),
        **({"dependentSchemas": spellings} if spellings else {}),
    }


def _keys(field: Field, kind: Kind | None) -> tuple[str, ...]:
    """Return the keys of which one is required; a file will do for a URL."""
    is_url = kind is JOB_BINARY and field.name == "url"
    return field.keys + (spelling.FILE.keys if is_url else ())


def _one_of(keys: tuple[str, ...]) -> dict[str, object]:
    if len(keys) == 1:
        return {"required": list(keys)}
    return {"anyOf": [{"required": [key]} for key in keys]}


def _value(field: Field) -> dict[str, object]:
    """Return the schema of the value of a field."""
    schema: dict[str, object] = {"description": describe(field)}
    if field.default not in (None, [], {}, ""):
        schema["default"] = field.default
    if field.secret:
        return {**schema, "$ref": "#/$defs/secret"}
    schema |= _SHAPES[field.type](field)
    if field.nullable:
        schema["type"] = [*_types(schema), "null"]
    return schema


def _types(schema: dict[str, object]) -> list[str]:
    types = schema["type"]
    return texts_in(types) if isinstance(types, list) else [str(types)]


def _text(field: Field) -> dict[str, object]:
    schema: dict[str, object] = {"type": list(_TEXT_TYPES)}
    if field.choices:
        choices = [*field.choices, None] if field.nullable else list(field.choices)
        schema["anyOf"] = [{"enum": choices}, _IS_VARIABLE]
    if field.format:
        schema["pattern"] = f"^(?:{field.format.pattern})$|{VARIABLE}"
    if field.required or field.format:
        schema["minLength"] = 1
    if field.longest:
        schema["maxLength"] = field.longest
    return schema


def _number(field: Field) -> dict[str, object]:
    schema: dict[str, object] = {"type": ["integer", "string"], "pattern": VARIABLE}
    return schema if field.minimum is None else {**schema, "minimum": field.minimum}


def _switch(field: Field) -> dict[str, object]:
    return {"type": ["boolean", "string"], "pattern": VARIABLE}


def _texts(field: Field) -> dict[str, object]:
    item: dict[str, object] = {"type": list(_TEXT_TYPES), "minLength": 1}
    if field.format:
        item["pattern"] = f"^(?:{field.format.pattern})$|{VARIABLE}"
    return {"type": "array", "items": item, **({"minItems": 1} if field.required else {})}


def _configs(field: Field) -> dict[str, object]:
    names = {"minLength": 1}
    parameter = {
        **_SECRET,
        "description": "A value, or where a secret is: {env: NAME} or {file: PATH}",
        "type": ["string", "number", "boolean", "object"],
    }
    service = {"type": "object", "propertyNames": names, "additionalProperties": parameter}
    return {"type": "object", "propertyNames": names, "additionalProperties": service}


def _parts(field: Field) -> dict[str, object]:
    """Return the schema of an object; parts that are no secrets may be kept like them."""
    schema = object_schema(field.fields)
    properties = object_in(schema["properties"])
    for key, part in by_key(field.fields).items():
        if field.write_only and part.type is Type.TEXT and not part.secret:
            value = object_in(properties[key])
            properties[key] = {**_SECRET, **value, "type": [*_types(value), "object"]}
    return schema


def _objects(field: Field) -> dict[str, object]:
    return {"type": "array", "items": object_schema(field.fields)}


_SHAPES = {
    Type.TEXT: _text,
    Type.NUMBER: _number,
    Type.SWITCH: _switch,
    Type.TEXTS: _texts,
    Type.CONFIGS: _configs,
    Type.OBJECT: _parts,
    Type.OBJECTS: _objects,
}


def describe(field: Field) -> str:
    """Return the description of a field, with what else limits it."""
    description = field.description
    if field.needs:
        description += f"; requires {field.needs}"
    if field.only_in:
        description += f" (API v{field.only_in} only)"
    return description
