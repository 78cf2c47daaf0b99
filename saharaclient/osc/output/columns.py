"""What commands show of a resource: fields, their headers, and how people read them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from cliff import columns as cliff_columns
from osc_lib.cli import format_columns

from saharaclient.api.resource import Resource, object_in, objects_in
from saharaclient.osc.output.colors import colored
from saharaclient.text import escape_control_chars
from saharaclient.transport.redaction import redact

if TYPE_CHECKING:
    FormattableColumn = cliff_columns.FormattableColumn[Any]
else:  # older versions of cliff have no type parameter
    FormattableColumn = cliff_columns.FormattableColumn

_COLUMN = cliff_columns.FormattableColumn

Row = tuple[Sequence[str], Sequence[Any]]


class _TextOrList(list[Any]):
    """A list for JSON and YAML, and text for the formatters that make text of everything."""

    def __init__(self, items: Iterable[Any], text: str) -> None:
        super().__init__(items)
        self._text = text

    def __str__(self) -> str:
        return self._text


yaml.SafeDumper.add_representer(_TextOrList, yaml.SafeDumper.represent_list)


class DictColumn(format_columns.DictColumn):
    """An object: ``a='1', b='2'`` in tables, and as it is in JSON and YAML."""

    def human_readable(self) -> str:
        return super().human_readable() if isinstance(self._value, dict) else str(self._value or "")


class ListColumn(FormattableColumn):
    """A list: ``a, b`` in tables and with ``-f value|csv|shell``, a list in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(sorted(str(item) for item in self._items))

    def machine_readable(self) -> Any:
        return _TextOrList(redact(list(self._items)), self.human_readable())

    @property
    def _items(self) -> list[Any] | tuple[Any, ...]:
        value = self._value or ()
        return value if isinstance(value, (list, tuple)) else (value,)


class NodeGroupsColumn(ListColumn):
    """Node groups: ``master:1, worker:3``, and all that is known of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(
            f"{group.get('name')}:{group.get('count')}" for group in objects_in(self._value)
        )


class BinariesColumn(ListColumn):
    """Job binaries: ``name:id, name:id``, and all that is known of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(
            f"{binary.get('name')}:{binary.get('id')}" for binary in objects_in(self._value)
        )


class PluginsColumn(ListColumn):
    """Plugins: ``fake(0.1), vanilla(2.7.1, 2.8.2)``, and all of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(
            f"{plugin.get('name')}({', '.join(sorted(versions))})"
            if (versions := object_in(plugin.get("versions")))
            else str(plugin.get("name"))
            for plugin in objects_in(self._value)
        )


class StatusColumn(FormattableColumn):
    """A status, in colour in tables on a terminal."""

    def human_readable(self) -> str:
        return colored(escape_control_chars(str(self._value or "")), sys.stdout)


class _Printable(FormattableColumn):
    """What a terminal is shown, in formats that are text, in place of a value."""

    def human_readable(self) -> str:
        value = self._value
        # Columns of older versions of cliff do not turn into text by themselves.
        shown = value.human_readable() if isinstance(value, _COLUMN) else str(value)
        return shown if isinstance(value, StatusColumn) else escape_control_chars(shown)

    def machine_readable(self) -> Any:
        value = self._value
        return escape_control_chars(
            str(value.machine_readable() if isinstance(value, _COLUMN) else value)
        )


def on_terminal(values: Iterable[Any]) -> list[Any]:
    """Return the values of a row without what would drive a terminal."""
    return [_Printable(value) if isinstance(value, (str, _COLUMN)) else value for value in values]


@dataclass(frozen=True)
class Field:
    """One field of a resource as commands show it.

    :param name: attribute of the resource.
    :param header: column header; by default the name with blanks, in sentence case.
    :param column: class that formats a list or a dict.
    :param when: tells of a resource whether its details have the field; by default they do, be
        it without a value where the server has left it out.
    """

    name: str
    header: str = ""
    column: Callable[[Any], Any] | None = None
    when: Callable[[Resource], bool] | None = None

    @property
    def title(self) -> str:
        return self.header or self.name.replace("_", " ").capitalize()

    def value_of(self, resource: Resource) -> Any:
        value = getattr(resource, self.name, None)
        return value if self.column is None else self.column(value)

    def is_shown_for(self, resource: Resource) -> bool:
        """Tell whether the details of a resource have it."""
        return self.when is None or self.when(resource)


def if_sent(name: str) -> Callable[[Resource], bool]:
    """Return a ``when`` for fields that only some answers have."""
    return lambda resource: hasattr(resource, name)


def if_set(name: str) -> Callable[[Resource], bool]:
    """Return a ``when`` for fields that say something only where another one is set."""
    return lambda resource: bool(getattr(resource, name, None))


def table(fields: Iterable[Field], resources: Iterable[Resource]) -> tuple[list[str], Any]:
    """Return (headers, rows) of a list."""
    fields = tuple(fields)
    return (
        [field.title for field in fields],
        (tuple(field.value_of(resource) for field in fields) for resource in resources),
    )


def details(fields: Iterable[Field], resource: Resource, *more: Iterable[tuple[str, Any]]) -> Row:
    """Return (headers, values) of one resource, by header, and then what comes on top."""
    shown = sorted(
        (field.title, field.value_of(resource)) for field in fields if field.is_shown_for(resource)
    )
    for extra in more:
        shown.extend(extra)
    return [title for title, _ in shown], [value for _, value in shown]
