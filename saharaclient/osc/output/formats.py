"""What the output formats of cliff need: text without control characters, names of variables."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from cliff.formatters import shell

from saharaclient.osc.openstackclient import Column
from saharaclient.osc.output.columns import StatusColumn
from saharaclient.text import escape_control_chars

#: Formats that take lists and objects as they are, and escape control characters themselves.
STRUCTURED = ("json", "yaml")


class _Text(Column):
    """A value as text, for people and for formats that have text only.

    :param escape: whether control characters are escaped.
    """

    def __init__(self, value: object, escape: bool) -> None:
        super().__init__(value)
        self._escape = escape

    def human_readable(self) -> str:
        text = str(self.value)
        if not self._escape or isinstance(self.value, StatusColumn):  # has its own color codes
            return text
        return escape_control_chars(text)

    def machine_readable(self) -> object:
        text = self.value.as_text() if isinstance(self.value, Column) else str(self.value)
        return escape_control_chars(text) if self._escape else text


def as_text(values: Iterable[object], on_terminal: bool) -> list[object]:
    """Return the values of a row for formats that are text.

    A terminal gets no character that would control it.
    """
    kinds = (str, Column) if on_terminal else Column
    return [_Text(value, on_terminal) if isinstance(value, kinds) else value for value in values]


class ShellFormatter(shell.ShellFormatter):
    """``name="value"`` lines that a shell can evaluate, whatever the service sent.

    cliff's own formatter keeps dots and parentheses in names, and escapes only quotation marks in
    values, so that ``eval`` would run what a description holds in backticks.
    """

    def emit_one(
        self,
        column_names: Sequence[str],
        data: Iterable[object],
        stdout: TextIO,
        parsed_args: argparse.Namespace,
    ) -> None:
        names = [variable_name(name) for name in column_names]
        values = [re.sub(r"([\\$`])", r"\\\1", _shell_text(value)) for value in data]
        super().emit_one(names, values, stdout, parsed_args)


def variable_name(header: str) -> str:
    """Return the name of a shell variable for a column: ``plugin_version_0_1``."""
    name = re.sub(r"[^a-z0-9_]", "_", header.lower())
    return f"_{name}" if name[:1].isdigit() else name


def _shell_text(value: object) -> str:
    return str(value.machine_readable() if isinstance(value, Column) else value)
