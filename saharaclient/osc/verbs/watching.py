"""``--watch``: a list that is read and drawn again until Ctrl-C."""

from __future__ import annotations

import argparse
import copy
import time
from collections.abc import Iterable, Sequence

from saharaclient.api import waiters
from saharaclient.exceptions import APIException
from saharaclient.osc.arguments import types
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.output import columns, live
from saharaclient.osc.output.durations import in_words
from saharaclient.osc.verbs import list_show
from saharaclient.text import escape_control_chars

#: Seconds between two reads.
INTERVAL = 5.0


class WatchedList(list_show.List):
    """A list with ``--watch``."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--watch",
            action="store_true",
            help="Show the list until Ctrl-C, and keep it current; needs a terminal and -f table",
        )
        parser.add_argument(
            "--poll-interval",
            metavar="<duration>",
            type=types.duration,
            help=f"With --watch: Time between updates, such as 30s (default: {INTERVAL:g}s)",
        )

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        if parsed_args.poll_interval is not None and not parsed_args.watch:
            raise UsageError("--poll-interval has an effect only with --watch.")
        if not parsed_args.watch:
            return
        if parsed_args.formatter != "table" or not self.app.stdout.isatty():
            raise UsageError(
                f'--watch shows a table on a terminal. In a script, use "{self.view.name} wait", or'
                " list repeatedly."
            )

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Table:
        # A list may change its arguments, and --watch needs them again.
        return super().take_action(copy.copy(parsed_args))

    def produce_output(
        self, parsed_args: argparse.Namespace, column_names: Sequence[str], data: Iterable[object]
    ) -> int:
        if not parsed_args.watch:
            return super().produce_output(parsed_args, column_names, data)
        interval = parsed_args.poll_interval or INTERVAL
        every = f"every {in_words(interval)}. Press Ctrl-C to end."
        table = self._table(parsed_args, column_names, data)
        header = f"Updated {_now()}, {every}"
        with live.Screen.on(self.app.stdout) as screen:
            while True:
                screen.show(header, table)
                self.client.api.sleep(interval)
                try:
                    table = self._table(parsed_args, *self.take_action(parsed_args))
                    header = f"Updated {_now()}, {every}"
                except APIException as error:
                    if not waiters.is_transient(error):
                        raise
                    header = f"Not updated {_now()}, {every} {escape_control_chars(str(error))}"

    def _table(
        self, parsed_args: argparse.Namespace, column_names: Sequence[str], data: Iterable[object]
    ) -> str:
        """Return what the formatter writes."""
        frame = live.Frame()
        stdout, self.app.stdout = self.app.stdout, frame
        try:
            super().produce_output(parsed_args, column_names, data)
        finally:
            self.app.stdout = stdout
        return frame.getvalue()


def _now() -> str:
    return time.strftime("%H:%M:%S")
