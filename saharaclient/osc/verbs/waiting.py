"""``--wait`` and what goes with it: time limits, progress on stderr, interruption."""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TextIO

from osc_lib import exceptions

from saharaclient.api import waiters
from saharaclient.api.waitable import Waitable
from saharaclient.exceptions import WaitFailed, WaitTimedOut
from saharaclient.osc.arguments import types
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.output.wait_progress import LineProgress, LiveProgress, name_of
from saharaclient.osc.verbs import command, signals
from saharaclient.text import escape_control_chars

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    #: The manager of a command that can wait.
    W = TypeVar("W", bound=Waitable[Any], default=Waitable[Any])
else:  # Python before 3.13 has no type parameters with defaults
    from typing import TypeVar

    W = TypeVar("W")


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
    parser.add_argument(
        "--timeout",
        metavar="<seconds>",
        type=types.seconds,
        help=f"{only}Seconds to wait at most (default: {waiters.TIMEOUT:.0f})",
    )
    parser.add_argument(
        "--poll-interval",
        metavar="<seconds>",
        type=types.seconds,
        help=f"{only}Seconds between status checks (default:"
        f" {waiters.SHORTEST_INTERVAL:g} at first, {waiters.LONGEST_INTERVAL:g} later)",
    )


@dataclass(frozen=True)
class WaitView:
    """How the waits of a command are shown.

    :param describe: returns the progress of a resource in words.
    :param details_command: command with details of a resource that failed, with ``{}`` for its
        name.
    """

    describe: Callable[[Any], str]
    details_command: str


class CanWait(command.Command[W]):
    """A command that can wait for resources; a mixin for other base classes."""

    wait_view: ClassVar[WaitView]
    #: The option without which the time limits have no effect, empty if the command always waits.
    wait_option: ClassVar[str] = "--wait"

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        dest = self.wait_option.lstrip("-")
        has_limits = parsed_args.timeout is not None or parsed_args.poll_interval is not None
        if dest and has_limits and not getattr(parsed_args, dest):
            raise UsageError(
                f"--timeout and --poll-interval have an effect only with {self.wait_option}."
            )

    def wait_session(
        self, parsed_args: argparse.Namespace, wait_view: WaitView | None = None
    ) -> WaitSession:
        """Return the session for the waits of a command."""
        return WaitSession(
            self.view,
            wait_view or self.wait_view,
            self.app.stderr,
            waiters.TIMEOUT if parsed_args.timeout is None else parsed_args.timeout,
            parsed_args.poll_interval,
        )


@dataclass(frozen=True)
class Ended:
    """How the wait for one resource ended.

    :param resource: the resource as last seen, None if no poll found it.
    :param error: why it is not done, with the next command; None if it is done.
    """

    resource_id: str
    resource: Any
    error: Exception | None


class WaitSession:
    """The waits of one command: the time that is left, and progress on stderr.

    :param view: the kind of resource.
    :param wait_view: how its progress is shown.
    :param stderr: where progress goes.
    :param timeout: seconds to wait at most, for all waits together.
    :param poll_interval: seconds between two polls, None for the default.
    """

    def __init__(
        self,
        view: ResourceView,
        wait_view: WaitView,
        stderr: TextIO,
        timeout: float,
        poll_interval: float | None,
    ) -> None:
        self._view = view
        self._wait_view = wait_view
        self._stderr = stderr
        self._end = time.monotonic() + timeout
        self._poll_interval = poll_interval
        kind = LiveProgress if stderr.isatty() else LineProgress
        self._progress = kind(stderr, wait_view.describe)

    def __enter__(self) -> WaitSession:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        self._progress.stop()
        if kind is not None and issubclass(kind, (KeyboardInterrupt, signals.Terminated)):
            with contextlib.suppress(OSError, ValueError):
                self._stderr.write(f"Interrupted; {self._work()} continues on the server.\n")

    def _work(self) -> str:
        names = [f'"{name}"' for name in self._progress.last_states]
        if not names:
            return "what was started"
        noun = self._view.name if len(names) == 1 else self._view.plural
        return f"the work on {noun} {', '.join(names)}"

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Stop drawing while something else is written to the terminal."""
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()

    def wait(
        self,
        manager: Waitable[Any],
        resource_ids: Iterable[str],
        until: waiters.Condition[Any],
        **poll_options: Any,
    ) -> Iterator[Ended]:
        """Wait for resources together, and yield how each wait ended when it did.

        :param poll_options: options of each poll, such as ``show_progress`` of clusters.
        """
        for ended in manager.wait_for_many(
            resource_ids,
            until,
            timeout=max(self._end - time.monotonic(), 0.0),
            poll_interval=self._poll_interval,
            on_poll=self._progress.update,
            **poll_options,
        ):
            yield Ended(ended.resource_id, ended.resource, self._with_details(ended.error))

    def wait_for_one(
        self,
        manager: Waitable[Any],
        resource_id: str,
        until: waiters.Condition[Any],
        **poll_options: Any,
    ) -> Ended:
        """Wait for one resource, and return how the wait ended."""
        (ended,) = self.wait(manager, [resource_id], until, **poll_options)
        return ended

    def _with_details(self, error: Exception | None) -> Exception | None:
        """Return an error with the command that shows details of the resource."""
        resource = getattr(error, "resource", None)
        if resource is None or not isinstance(error, (WaitFailed, WaitTimedOut)):
            return error
        details = escape_control_chars(self._wait_view.details_command.format(name_of(resource)))
        with_details = exceptions.CommandError(
            f'{error} For details: "openstack dataprocessing {details}".'
        )
        with_details.__cause__ = error
        return with_details
