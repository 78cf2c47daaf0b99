"""A directive that lists the keys of manifests, generated from the declarations of fields.

The argument of ``manifest-keys`` is a kind of resource, such as ``clusters``, or a field of one
with objects in it, such as ``cluster_templates.node_groups``.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from saharaclient.api.fields import Field, Type
from saharaclient.api.kinds import KINDS
from saharaclient.manifest.reading.schema import describe
from saharaclient.manifest.reading.spelling import declared_by

HEADERS = ("Key", "Value", "Meaning")
_WIDTHS = (30, 15, 55)
_VALUES = {
    Type.TEXT: "text",
    Type.NUMBER: "whole number",
    Type.SWITCH: "true or false",
    Type.TEXTS: "list of texts",
    Type.CONFIGS: "configurations",
    Type.OBJECT: "object",
    Type.OBJECTS: "list of objects",
}


def fields_of(path: str) -> tuple[Field, ...]:
    """Return the fields of a kind, or of the objects in a field."""
    key, _, name = path.partition(".")
    kind = next(kind for kind in KINDS if kind.key == key)
    return kind[name].fields if name else declared_by(kind)


def meaning_of(field: Field) -> str:
    """Return what a field is for, in sentences."""
    sentences = [describe(field)]
    if field.required:
        sentences.append("Required")
    if field.nullable:
        sentences.append("null clears it")
    if field.secret:
        sentences.append("A secret")
    return "".join(f"{sentence}. " for sentence in sentences).strip()


class ManifestKeys(Directive):
    """A table with a row for each field; its first column has all names of the field."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        columns = (nodes.colspec(colwidth=width) for width in _WIDTHS)
        head = nodes.thead("", _row([[nodes.Text(header)] for header in HEADERS]))
        rows = [_row(_cells(field)) for field in fields_of(self.arguments[0])]
        group = nodes.tgroup("", *columns, head, nodes.tbody("", *rows), cols=len(_WIDTHS))
        return [nodes.table("", group)]


def _cells(field: Field) -> list[list[nodes.Node]]:
    keys: list[nodes.Node] = []
    for key in field.keys:
        keys += [nodes.Text(", "), nodes.literal(text=key)] if keys else [nodes.literal(text=key)]
    return [keys, [nodes.Text(_VALUES[field.type])], [nodes.Text(meaning_of(field))]]


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    entries = (nodes.entry("", nodes.paragraph("", "", *cell)) for cell in cells)
    return nodes.row("", *entries)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("manifest-keys", ManifestKeys)
    return {"parallel_read_safe": True}
