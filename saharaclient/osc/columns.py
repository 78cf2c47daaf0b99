"""What commands show of a resource: fields, their headers, and how people read them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from cliff import columns as cliff_columns
from osc_lib.cli import format_columns

from saharaclient.api.resource import Resource
from saharaclient.osc.status_colours import coloured

if TYPE_CHECKING:
    FormattableColumn = cliff_columns.FormattableColumn[Any]
else:  # older versions of cliff have no type parameter
    FormattableColumn = cliff_columns.FormattableColumn

DictColumn = format_columns.DictColumn

Row = tuple[Sequence[str], Sequence[Any]]


class _TextOrList(list[Any]):
    """A list for JSON and YAML, and text for the formatters that make text of everything."""

    def __init__(self, items: Iterable[Any], text: str) -> None:
        super().__init__(items)
        self._text = text

    def __str__(self) -> str:
        return self._text


yaml.SafeDumper.add_representer(_TextOrList, yaml.SafeDumper.represent_list)


class ListColumn(FormattableColumn):
    """A list: ``a, b`` in tables and with ``-f value|csv|shell``, a list in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(sorted(str(item) for item in self._value or ()))

    def machine_readable(self) -> Any:
        return _TextOrList(self._value or (), self.human_readable())


class NodeGroupsColumn(ListColumn):
    """Node groups: ``master:1, worker:3``, and all that is known of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(f"{group['name']}:{group['count']}" for group in self._value or ())


class BinariesColumn(ListColumn):
    """Job binaries: ``name:id, name:id``, and all that is known of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(f"{binary['name']}:{binary['id']}" for binary in self._value or ())


class PluginsColumn(ListColumn):
    """Plugins: ``fake(0.1), vanilla(2.7.1, 2.8.2)``, and all of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(
            f"{plugin['name']}({', '.join(sorted(plugin['versions']))})"
            if plugin.get("versions")
            else plugin["name"]
            for plugin in self._value or ()
        )


class StatusColumn(FormattableColumn):
    """A status, in colour in tables on a terminal."""

    def human_readable(self) -> str:
        return coloured(self._value, sys.stdout)


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
