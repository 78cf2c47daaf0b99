"""Commands that show resources: one of them, or a list."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import ClassVar

from osc_lib.command import command as osc_command

from saharaclient.api.pagination import Paging
from saharaclient.api.resource import Resource
from saharaclient.exceptions import InvalidResponse
from saharaclient.osc.arguments import options, types
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.output import columns, formats
from saharaclient.osc.verbs.command import Command, M


class ShowCommand(Command[M], osc_command.ShowOne):
    """A command whose result is one resource."""

    #: Headers that the table of this resource does not have.
    _not_in_table: Collection[str] = ()
    #: Whether a table has names in front of IDs.
    shows_names: ClassVar[bool] = False

    def details(self, resource: Resource, *more: Iterable[tuple[str, object]]) -> columns.Row:
        """Return (headers, values) of a resource, with more fields at the end.

        :raises saharaclient.exceptions.InvalidResponse: the service sent something else in answer
            to a change.
        """
        if not getattr(resource, "id", None):
            raise InvalidResponse(
                error_message=f"The data processing service answered without the {self.view.name}:"
                " look whether the request was carried out before you send it again."
            )
        self._not_in_table = {
            field.title for field in self.view.details if not field.is_in_table_of(resource)
        }
        return columns.details(self.view.details, resource, *more, added=self.view.added_details)

    def produce_output(
        self, parsed_args: argparse.Namespace, column_names: Sequence[str], data: Iterable[object]
    ) -> int:
        """Write a result; a table leaves out fields that say nothing, unless they are asked for."""
        if parsed_args.formatter == "shell":
            self.formatter = formats.ShellFormatter()
        if parsed_args.formatter == "table" and not parsed_args.columns:
            shown = [name not in self._not_in_table for name in column_names]
            column_names = list(itertools.compress(column_names, shown))
            data = itertools.compress(data, shown)
        if parsed_args.formatter == "table" and self.shows_names:
            data = self._with_names(parsed_args, column_names, data)
        return super().produce_output(parsed_args, column_names, data)

    def _with_names(
        self, parsed_args: argparse.Namespace, column_names: Iterable[str], data: Iterable[object]
    ) -> Iterator[object]:
        """Yield the values with names in front of the IDs of other resources."""
        kinds = {field.title: field.kind for field in self.view.details if field.kind}
        for title, value in zip(column_names, data, strict=True):
            kind = kinds.get(title)
            if kind and isinstance(value, str) and value and _is_selected(title, parsed_args):
                value = columns.labelled(value, self.advisor.names.name_of(kind, value))
            yield value


#: Arguments that choose the order of a list, or only a part of it.
_PAGING = ("sort", "limit", "marker")


def add_long_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--long``."""
    parser.add_argument(
        "--long", action="store_true", help="List more columns; --column shows single ones of them"
    )


def is_long(parsed_args: argparse.Namespace, added: Iterable[str]) -> bool:
    """Return whether a list has the columns of ``--long``: with it, or if one is selected.

    :param added: headers of the columns that ``--long`` adds.
    """
    selected = parsed_args.columns and any(_is_selected(title, parsed_args) for title in added)
    return bool(parsed_args.long or selected)


class List(Command[M], osc_command.Lister):
    """``list``: all resources, filtered by the server if it can."""

    #: Options that filter by a field's exact value.
    filters: ClassVar[tuple[options.Value, ...]] = ()
    #: Options that filter by a substring of a field; the server has no such filter.
    contains: ClassVar[tuple[options.Value, ...]] = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_long_option(parser)
        if self.view.sort_keys:
            self._add_paging(parser)
        for option in (*self.filters, *self.contains):
            option.add_to(parser, updating=False)

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Table:
        listed, listed_long = self.view.listed, self.view.listed_long
        added = [field.title for field in listed_long if field not in listed]
        fields = listed_long if is_long(parsed_args, added) else listed
        resources = self.fetch(parsed_args)
        if parsed_args.formatter == "table":
            fields = self._with_names(fields, parsed_args)
            if not any(getattr(parsed_args, name, None) for name in _PAGING):
                # Other formats are in the order of the service, which is by ID
                # (_parse_sorting_args in db/sqlalchemy/api.py of Sahara 19): a list that comes in
                # pages can be written before it has been read to the end.
                resources = _sorted(resources, self.view.table_order)
        return columns.table(fields, resources)

    def _with_names(
        self, fields: Iterable[columns.Field], parsed_args: argparse.Namespace
    ) -> tuple[columns.Field, ...]:
        """Return fields that have names in front of the IDs of other resources."""
        names = self.advisor.names
        names.expire()  # --watch lists again

        def with_names(field: columns.Field) -> columns.Field:
            if not (field.kind and _is_selected(field.title, parsed_args)):
                return field
            return replace(
                field,
                column=lambda one: (
                    columns.labelled(one, names.name_in_list(field.kind, one))
                    if isinstance(one, str)
                    else one
                ),
            )

        return tuple(with_names(field) for field in fields)

    def _add_paging(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--limit",
            metavar="<count>",
            type=types.positive_number,
            help="Maximum number of resources to list (default: all)",
        )
        parser.add_argument(
            "--marker",
            metavar="<id>",
            type=types.text,
            help=f"List what comes after the {self.view.name} with this ID, the last one of a list"
            " with --limit",
        )
        parser.add_argument(
            "--sort",
            metavar="<key>[:<direction>]",
            type=types.SortKey((*self.view.sort_keys, *self.view.client_sort_keys)),
            help=f"Sort by {', '.join(self.view.sort_keys)}{self._client_sort_help()}; direction is"
            " asc (default) or desc (default: tables without --limit and --marker by"
            f" {self.view.table_order.replace('_', ' ')}, all others by ID)",
        )

    def _client_sort_help(self) -> str:
        keys = " or ".join(self.view.client_sort_keys)
        return f", or by {keys}, which excludes --limit and --marker" if keys else ""

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        key = self._client_sort_key(parsed_args)
        if key and (parsed_args.limit or parsed_args.marker):
            raise UsageError(
                f"--sort {key} reads the whole list, because the service cannot sort by it: omit"
                " --limit and --marker."
            )

    def _client_sort_key(self, parsed_args: argparse.Namespace) -> str | None:
        """Return the field that the client sorts by, None if the service sorts."""
        key = (getattr(parsed_args, "sort", None) or {}).get("sort_by")
        return key if key in self.view.client_sort_keys else None

    def fetch(self, parsed_args: argparse.Namespace) -> Iterable[Resource]:
        """Return what is to be listed."""
        fields = self.filter_fields(parsed_args)
        keeps = self.client_side_filter(parsed_args)
        limit = getattr(parsed_args, "limit", None)
        sort: Paging | None = getattr(parsed_args, "sort", None)
        paging = Paging(**sort) if sort else Paging()
        client_sort_key = self._client_sort_key(parsed_args)
        if client_sort_key:
            matching = self.manager.find_all(fields)
            if keeps is not None:
                matching = filter(keeps, matching)
            return _sorted(matching, client_sort_key, reverse=bool(paging.get("reverse")))
        if getattr(parsed_args, "marker", None):
            paging["marker"] = parsed_args.marker
        if keeps is None:
            return self.manager.find_all(fields, limit=limit, **paging)
        # The limit applies to what passes the filter, so all pages may be needed.
        return itertools.islice(filter(keeps, self.manager.find_all(fields, **paging)), limit)

    def filter_fields(self, parsed_args: argparse.Namespace) -> dict[str, object]:
        """Return the fields whose exact values are filtered by."""
        return options.given(self.filters, parsed_args)

    def client_side_filter(
        self, parsed_args: argparse.Namespace
    ) -> Callable[[Resource], bool] | None:
        """Return the predicate of resources to list, None if the manager's filters are enough."""
        texts = options.given(self.contains, parsed_args)
        if not texts:
            return None
        return lambda one: all(
            str(text) in str(getattr(one, field, None) or "") for field, text in texts.items()
        )


def _sorted(resources: Iterable[Resource], field: str, *, reverse: bool = False) -> list[Resource]:
    """Return resources sorted by a field and their IDs; those without a value come last."""
    found = list(resources)
    known = [one for one in found if getattr(one, field, None) is not None]
    known.sort(
        key=lambda one: (str(getattr(one, field)).casefold(), str(getattr(one, "id", ""))),
        reverse=reverse,
    )
    return [*known, *(one for one in found if getattr(one, field, None) is None)]


def _is_selected(title: str, parsed_args: argparse.Namespace) -> bool:
    """Return whether a column is shown; cliff compares names in these spellings."""
    wanted = {name.lower().replace("_", " ") for name in parsed_args.columns or ()}
    return not wanted or title.lower().replace("_", " ") in wanted


class Show(ShowCommand[M]):
    """``show``: one resource."""

    shows_names = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "display")

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        return self.details(self.resolve_argument_or_prefix(parsed_args))
