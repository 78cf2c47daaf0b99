"""Commands that show resources: one of them, or a list."""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Collection, Iterable
from typing import Any, ClassVar

from osc_lib.command import command as osc_command

from saharaclient.api.resource import Resource
from saharaclient.osc.arguments import options, types
from saharaclient.osc.output import columns, formats
from saharaclient.osc.verbs.command import Command, M


class ShowCommand(Command[M], osc_command.ShowOne):
    """A command whose result is one resource."""

    #: Headers that the table of this resource does not have.
    _not_in_table: Collection[str] = ()

    def details(self, resource: Resource, *more: Iterable[tuple[str, Any]]) -> columns.Row:
        """Return (headers, values) of a resource, with more fields at the end."""
        self._not_in_table = {
            field.title for field in self.view.details if not field.is_in_table_of(resource)
        }
        return columns.details(self.view.details, resource, *more)

    def produce_output(self, parsed_args: argparse.Namespace, column_names: Any, data: Any) -> int:
        """Write a result; a table leaves out fields that say nothing, unless they are asked for."""
        if parsed_args.formatter == "shell":
            self.formatter = formats.ShellFormatter()
        if parsed_args.formatter == "table" and not parsed_args.columns:
            shown = [name not in self._not_in_table for name in column_names]
            column_names = list(itertools.compress(column_names, shown))
            data = itertools.compress(data, shown)
        return super().produce_output(parsed_args, column_names, data)


class List(Command[M], osc_command.Lister):
    """``list``: all resources, filtered by the server if it can."""

    #: Options that filter by a field's exact value.
    filters: ClassVar[tuple[options.Value, ...]] = ()
    #: Options that filter by a substring of a field; the server has no such filter.
    contains: ClassVar[tuple[options.Value, ...]] = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--long", action="store_true", help="List additional fields in output")
        if self.view.sort_keys:
            self._add_paging(parser)
        for option in (*self.filters, *self.contains):
            option.add_to(parser, updating=False)

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        fields = self.view.listed_long if parsed_args.long else self.view.listed
        return columns.table(fields, self.fetch(parsed_args))

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
            help=f"List what comes after the {self.view.name} with this id, the last one of a list"
            " with --limit",
        )
        parser.add_argument(
            "--sort",
            metavar="<key>[:<direction>]",
            type=types.SortKey(self.view.sort_keys),
            help=f"Have the service sort by {', '.join(self.view.sort_keys)}; direction is asc"
            " (default) or desc",
        )

    def fetch(self, parsed_args: argparse.Namespace) -> Iterable[Any]:
        """Return what is to be listed."""
        fields = options.given(self.filters, parsed_args)
        keeps = self.client_side_filter(parsed_args)
        limit = getattr(parsed_args, "limit", None)
        paging: dict[str, Any] = getattr(parsed_args, "sort", None) or {}
        if getattr(parsed_args, "marker", None):
            paging = {**paging, "marker": parsed_args.marker}
        if keeps is None:
            found: Iterable[Any] = self.manager.find_all(fields, limit=limit, **paging)
            return found
        # The limit applies to what passes the filter, so all pages may be needed.
        return itertools.islice(filter(keeps, self.manager.find_all(fields, **paging)), limit)

    def client_side_filter(self, parsed_args: argparse.Namespace) -> Callable[[Any], bool] | None:
        """Return the predicate of resources to list, None if the manager's filters are enough."""
        texts = options.given(self.contains, parsed_args)
        if not texts:
            return None
        return lambda one: all(
            text in str(getattr(one, field, None) or "") for field, text in texts.items()
        )


class Show(ShowCommand[M]):
    """``show``: one resource."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "display")

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        return self.details(self.resolve_argument_or_prefix(parsed_args))
