"""The names that fields can have in a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from saharaclient.api.fields import Field, Kind, Type
from saharaclient.api.kinds import JOB_BINARY

#: A file to upload, which only manifests have.
FILE = Field(
    "file",
    Type.TEXT,
    "File with the content of the job binary, relative to the manifest",
    aliases=("data",),
)


@dataclass(frozen=True)
class Spelled:
    """What a key stands for.

    :ivar path: name of the field in API v2, and of the part of it.
    :ivar field: the field, or the part.
    """

    path: tuple[str, ...]
    field: Field


@cache
def fields_of(kind: Kind) -> Mapping[str, Spelled]:
    """Return what the keys of a resource stand for, parts of credentials included."""
    known = {key: Spelled((one.name,), one) for one in declared_by(kind) for key in one.keys}
    for field in kind:
        if field.type is Type.OBJECT:
            for part in field.fields:
                if part.option:
                    key = part.option.replace("-", "_")
                    known.setdefault(key, Spelled((field.name, part.name), part))
    return known


@cache
def parts_of(field: Field) -> Mapping[str, Spelled]:
    """Return what the keys of an object in a field stand for."""
    return {key: Spelled((one.name,), one) for one in field.fields for key in one.keys}


def declared_by(kind: Kind) -> tuple[Field, ...]:
    """Return the fields that a manifest can declare of a resource."""
    return (*kind.fields, FILE) if kind is JOB_BINARY else kind.fields


def is_same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether one path leads to the other, or both to one place."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]
