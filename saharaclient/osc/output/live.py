"""Output while a command runs: the rows of ``--follow``, and the tables of ``--watch``."""

from __future__ import annotations

import argparse
import contextlib
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from cliff.formatters import base, commaseparated

from saharaclient.osc.openstackclient import Column
from saharaclient.osc.output.wait_progress import console_for

if TYPE_CHECKING:
    from rich.live import Live

#: Formats whose rows are written as they come; the others need all rows.
STREAMED = ("value", "csv", "table")


class TimeColumn(Column):
    """A time of the service, which is in UTC: ``22:55:07Z`` for people, all of it for programs."""

    def human_readable(self) -> str:
        _, separator, time = str(self.value or "").partition("T")
        return f"{time[:8]}Z" if separator else str(self.value or "")


class Lines(base.ListFormatter):
    """A line for each row, with its values and no borders."""

    def add_argument_group(self, parser: argparse.ArgumentParser) -> None:
        """Add no options: this formatter takes the place of the one for tables."""

    def emit_list(
        self,
        column_names: Sequence[str],
        data: Iterable[Sequence[object]],
        stdout: TextIO,
        parsed_args: argparse.Namespace,
    ) -> None:
        for row in data:
            texts = [
                one.human_readable() if isinstance(one, Column) else str(one)
                for one in row
                if one is not None
            ]
            stdout.write(" ".join(filter(None, texts)) + "\n")


class CsvRows(commaseparated.CSVLister):
    """CSV in several parts, with one header."""

    _has_header = False

    def emit_list(
        self,
        column_names: Sequence[str],
        data: Iterable[Sequence[object]],
        stdout: TextIO,
        parsed_args: argparse.Namespace,
    ) -> None:
        part = io.StringIO(newline="")
        super().emit_list(column_names, data, part, parsed_args)
        if self._has_header:  # headers have no line breaks
            header = io.StringIO(newline="")
            super().emit_list(column_names, (), header, parsed_args)
            stdout.write(part.getvalue()[len(header.getvalue()) :])
        else:
            stdout.write(part.getvalue())
        self._has_header = True


def stream_formatter(
    parsed_args: argparse.Namespace, formatter: base.ListFormatter
) -> base.ListFormatter:
    """Return the formatter for rows that are written one by one.

    :param formatter: the one that was selected.
    """
    return {"table": Lines(), "csv": CsvRows()}.get(parsed_args.formatter, formatter)


class Frame(io.StringIO):
    """What a formatter writes for one picture on a terminal."""

    def isatty(self) -> bool:
        return True


class Screen:
    """A table on a terminal that is drawn again and again, and stays in the end.

    :param live: rich's display of it.
    """

    def __init__(self, live: Live) -> None:
        self._live = live

    @classmethod
    @contextlib.contextmanager
    def on(cls, stdout: TextIO) -> Iterator[Screen]:
        """Leave the terminal as it was, with the last table on it.

        :param stdout: the terminal.
        """
        from rich.live import Live

        with Live(console=console_for(stdout), auto_refresh=False) as live:
            yield cls(live)

    def show(self, header: str, table: str) -> None:
        """Draw a table in place of the one before.

        :param header: a line above it, which is there even if the terminal is too small.
        :param table: what the formatter wrote, with its colors.
        """
        from rich.console import Group
        from rich.text import Text

        picture = Text.from_ansi(table.rstrip("\n"), no_wrap=True, overflow="crop")
        self._live.update(Group(Text(header, style="dim"), picture), refresh=True)
