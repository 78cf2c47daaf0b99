"""``--wait`` and what goes with it: time limits, signs of life on stderr, Ctrl-C."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from typing import Any, TextIO, TypeVar

from osc_lib import exceptions

from saharaclient.api import waiters
from saharaclient.exceptions import APIException, WaitFailed, WaitTimedOut
from saharaclient.osc.arguments import types
from saharaclient.text import escape_control_chars

T = TypeVar("T")


def add_wait_options(parser: argparse.ArgumentParser, until: str) -> None:
    """Add ``--wait``, ``--timeout`` and ``--poll-interval``.

    :param until: what is waited for, as in "the cluster is Active".
    """
    parser.add_argument(
        "--wait",
        action="store_true",
        help=f"Wait until {until}; exit with 1 if it fails or takes too long",
    )
    add_limits(parser, "With --wait: ")


def add_limits(parser: argparse.ArgumentParser, only: str = "") -> None:
    """Add ``--timeout`` and ``--poll-interval``.

    :param only: when they have an effect, as in "With --wait: "; always, by default.
    """
    parser.set_defaults(wait=not only)
    parser.add_argument(
        "--timeout",
        metavar="<seconds>",
        type=types.seconds,
        help=f"{only}wait that long at the most (default: {waiters.TIMEOUT:.0f})",
    )
    parser.add_argument(
        "--poll-interval",
        metavar="<seconds>",
        type=types.seconds,
        help=f"{only}look that often (by default often at first, then less)",
    )


class WaitSession:
    """The waits of one command: what is left of its time, and signs of life on stderr.

    On a terminal the picture is live; elsewhere there is one line for each change.

    :param parsed_args: has the options of :func:`add_wait_options`.
    :param stderr: where the signs of life go.
    :param resource_name: what is waited for, as in "cluster".
    :param describe: says of a resource how far it is.
    :param details_command: command that tells more of one that failed, for its name.
    """

    def __init__(
        self,
        parsed_args: argparse.Namespace,
        stderr: TextIO,
        resource_name: str,
        describe: Callable[[Any], str],
        details_command: str,
    ) -> None:
        if not parsed_args.wait and (parsed_args.timeout or parsed_args.poll_interval):
            raise exceptions.CommandError(
                "--timeout and --poll-interval have an effect only together with"
                f" {'--follow' if hasattr(parsed_args, 'follow') else '--wait'}."
            )
        self._end = time.monotonic() + (parsed_args.timeout or waiters.TIMEOUT)
        self._poll_interval = parsed_args.poll_interval
        self._stderr = stderr
        self._resource_name = resource_name
        self._look_closer = details_command
        kind = LiveProgress if stderr.isatty() else LineProgress
        self._progress = kind(stderr, describe)

    def __enter__(self) -> WaitSession:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        self._progress.stop()
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            seen = self._progress.last_states
            names = ", ".join(f'"{name}"' for name in seen)
            what = f"the work on {self._resource_name}{'s' if len(seen) > 1 else ''} {names}"
            self._stderr.write(
                f"Interrupted; {what if seen else 'what was started'} continues on the server.\n"
            )

    def for_one(self, wait: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Wait for one thing, and return it as last seen.

        :param wait: a ``wait_...`` of a manager, called with the arguments and the limits.
        :raises osc_lib.exceptions.CommandError: it has failed, or the time is up.
        """
        try:
            return wait(
                *args,
                timeout=max(self._end - time.monotonic(), 0.0),
                poll_interval=self._poll_interval,
                on_poll=self._progress.update,
                **kwargs,
            )
        except (WaitFailed, WaitTimedOut) as error:
            if error.resource is None:
                raise
            closer = escape_control_chars(self._look_closer.format(_named(error.resource)))
            raise exceptions.CommandError(
                f'{error} To look closer: "openstack dataprocessing {closer}".'
            ) from error

    def for_each(
        self, names: Iterable[str], wait: Callable[..., T], **kwargs: Any
    ) -> tuple[dict[str, T], dict[str, Exception]]:
        """Wait for one thing after the other.

        :param wait: as in :meth:`for_one`, called with a name.
        :return: what the waits have returned, and what failed or ran out of time, by the name.
        """
        ended: dict[str, T] = {}
        failures: dict[str, Exception] = {}
        for name in names:
            try:
                ended[name] = self.for_one(wait, name, **kwargs)
            except (APIException, exceptions.CommandError) as error:
                failures[name] = error
        return ended, failures


def _named(resource: Any) -> str:
    return str(getattr(resource, "name", None) or resource.id)


class LineProgress:
    """A line on stderr for each change.

    :param stderr: where the lines go.
    :param describe: says of a resource how far it is.
    """

    def __init__(self, stderr: TextIO, describe: Callable[[Any], str]) -> None:
        self.stderr = stderr
        self.describe = describe
        #: How far each resource is, by its name.
        self.last_states: dict[str, str] = {}
        self._began = time.monotonic()

    def start(self) -> None:
        """Begin to show."""
        self._began = time.monotonic()

    def stop(self) -> None:
        """Leave the terminal as it was."""

    def update(self, resource: Any) -> None:
        """Take note of a resource as a look has found it."""
        name = escape_control_chars(_named(resource))
        state = escape_control_chars(self.describe(resource))
        changed = self.last_states.get(name) != state
        self.last_states[name] = state
        if changed:
            self.emit(name, state)

    def emit(self, name: str, state: str) -> None:
        """Show a change."""
        self.stderr.write(f"{self.waited():>5} {name}: {state}\n")
        self.stderr.flush()

    def waited(self) -> str:
        """Return the time since the start, as people read it."""
        return f"{time.monotonic() - self._began:.0f}s"


class LiveProgress(LineProgress):
    """A spinner, the time waited, and a line for each resource, redrawn in place."""

    def start(self) -> None:
        from rich.console import Console
        from rich.live import Live
        from rich.spinner import Spinner

        super().start()
        self._spinner = Spinner("dots")
        self._live = Live(
            console=Console(file=self.stderr, stderr=True),
            get_renderable=self._picture,
            refresh_per_second=4,
            transient=True,
        )
        self._live.start()

    def stop(self) -> None:
        self._live.stop()

    def emit(self, name: str, state: str) -> None:
        self._live.refresh()

    def _picture(self) -> Any:
        from rich.table import Table
        from rich.text import Text

        picture = Table.grid(padding=(0, 1))
        for name, state in list(self.last_states.items()):  # another thread adds to it
            picture.add_row(self._spinner, Text(self.waited()), Text(name), Text(state))
        return picture
