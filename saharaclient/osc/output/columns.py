"""What commands show of a resource: fields, their headers, and how people read them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from osc_lib import utils

from saharaclient.api.resource import Resource, object_in, objects_in
from saharaclient.osc.openstackclient import Column
from saharaclient.osc.output.colors import colored
from saharaclient.osc.output.durations import in_words
from saharaclient.osc.output.times import with_zone
from saharaclient.text import escape_control_chars, redact_urls
from saharaclient.transport.redaction import redact

#: Headers, and the values of one resource.
Row = tuple[Sequence[str], Sequence[object]]
#: Headers, and the rows of several resources.
Table = tuple[Sequence[str], Iterable[Sequence[object]]]


class DictColumn(Column):
    """An object: ``a='1', b='2'`` in tables, and as it is in JSON and YAML."""

    def human_readable(self) -> str:
        value = redact(self.value)
        return str(utils.format_dict(value)) if isinstance(value, dict) else str(value or "")

    def machine_readable(self) -> object:
        return redact(self.value)


class ListColumn(Column):
    """A list: ``a, b`` in tables and with ``-f value|csv|shell``, a list in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(sorted(str(item) for item in self._items))

    def machine_readable(self) -> object:
        return redact(list(self._items))

    def as_text(self) -> str:
        return self.human_readable()

    @property
    def _items(self) -> list[object] | tuple[object, ...]:
        value = self.value or ()
        return value if isinstance(value, (list, tuple)) else (value,)


class NodeGroupsColumn(ListColumn):
    """Node groups: ``master:1, worker:3``, and all that is known of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(
            f"{group.get('name')}:{group.get('count')}" for group in objects_in(self.value)
        )


class BinariesColumn(ListColumn):
    """Job binaries: ``name:id, name:id``, and all that is known of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(
            f"{binary.get('name')}:{binary.get('id')}" for binary in objects_in(self.value)
        )


class PluginsColumn(ListColumn):
    """Plugins: ``fake(0.1), vanilla(2.7.1, 2.8.2)``, and all of them in JSON and YAML."""

    def human_readable(self) -> str:
        return ", ".join(
            f"{plugin.get('name')}({', '.join(sorted(versions))})"
            if (versions := object_in(plugin.get("versions")))
            else str(plugin.get("name"))
            for plugin in objects_in(self.value)
        )


class ReasonColumn(Column):
    """A reason that the service gives: one line without the error ID in tables, else unchanged."""

    def human_readable(self) -> str:
        reason = " ".join(str(self.value or "").split())
        return re.sub(r" ?Error ID: [0-9a-fA-F-]+$", "", reason)


class DurationColumn(Column):
    """Seconds: ``1m 02s`` in tables, and a number elsewhere."""

    def human_readable(self) -> str:
        return in_words(self.value) if isinstance(self.value, (int, float)) else ""


class DateColumn(Column):
    """A time: ``2030-01-01 00:00:00Z`` in tables, where it may break, and with a T elsewhere."""

    def human_readable(self) -> str:
        return str(with_zone(self.value) or "").replace("T", " ")

    def machine_readable(self) -> object:
        return with_zone(self.value)


class StatusColumn(Column):
    """A status, in color in tables on a terminal."""

    def human_readable(self) -> str:
        return colored(escape_control_chars(str(self.value or "")), sys.stdout)


@dataclass(frozen=True)
class Field:
    """One field of a resource as commands show it.

    :param name: attribute of the resource.
    :param header: column header; by default the name with blanks, in sentence case.
    :param column: class that formats a list or a dict.
    :param compute: returns the value from the resource, if no attribute has it.
    :param kind: the kind of resource whose ID it is, as in "cluster template".
    :param when: predicate: include this field in ``show``. By default it is always there, with
        None if the server left it out. It must depend on the API version or the arguments only, so
        that scripts can rely on the field.
    :param in_table_when: predicate: include this field in the table of ``show``. Other formats
        always have it.
    """

    name: str
    header: str = ""
    column: Callable[[object], object] | None = None
    when: Callable[[Resource], bool] | None = None
    in_table_when: Callable[[Resource], bool] | None = None
    compute: Callable[[Resource], object] | None = None
    kind: str = ""

    @property
    def title(self) -> str:
        return self.header or self.name.replace("_", " ").capitalize()

    def value_of(self, resource: Resource) -> object:
        value = self.compute(resource) if self.compute else getattr(resource, self.name, None)
        if isinstance(value, str):
            value = redact_urls(value)
        return value if self.column is None else self.column(value)

    def is_shown_for(self, resource: Resource) -> bool:
        """Return whether the details of a resource have it."""
        return self.when is None or self.when(resource)

    def is_in_table_of(self, resource: Resource) -> bool:
        """Return whether the details of a resource have it if they are shown as a table."""
        return self.in_table_when is None or self.in_table_when(resource)


def labelled(resource_id: object, name: str) -> object:
    """Return an ID with the name of its resource in front, as in ``small (c7c7...)``."""
    return f"{name} ({resource_id})" if resource_id and name else resource_id


def if_sent(name: str) -> Callable[[Resource], bool]:
    """Return a predicate for fields that only some API versions have."""
    return lambda resource: hasattr(resource, name)


def if_set(name: str) -> Callable[[Resource], bool]:
    """Return a predicate for fields that have a meaning only if another one is set."""
    return lambda resource: bool(getattr(resource, name, None))


def table(fields: Iterable[Field], resources: Iterable[Resource]) -> Table:
    """Return (headers, rows) of a list."""
    fields = tuple(fields)
    return (
        [field.title for field in fields],
        (tuple(field.value_of(resource) for field in fields) for resource in resources),
    )


def details(
    fields: Iterable[Field],
    resource: Resource,
    *more: Iterable[tuple[str, object]],
    added: Iterable[Field] = (),
) -> Row:
    """Return (headers, values) of one resource.

    :param fields: fields, which are sorted by header.
    :param more: further headers and values.
    :param added: fields behind all others.
    """
    shown = sorted(
        (field.title, field.value_of(resource)) for field in fields if field.is_shown_for(resource)
    )
    for extra in more:
        shown.extend(extra)
    shown.extend((field.title, field.value_of(resource)) for field in added)
    return [title for title, _ in shown], [value for _, value in shown]
