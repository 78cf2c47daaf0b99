"""``--wait`` and what goes with it: options, time limits, the session of a command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from osc_lib import exceptions

from saharaclient.api import waiters
from saharaclient.api.resource import Resource
from saharaclient.api.waitable import Waitable
from saharaclient.client import AnyClient
from saharaclient.osc.arguments import types
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.verbs import adapters, command
from saharaclient.osc.verbs.wait_session import WaitSession, WaitView
from saharaclient.transport import limits

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    #: The manager of a command that can wait.
    W = TypeVar("W", bound=Waitable[Resource], default=Waitable[Resource])
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
        help=f"Wait until {until}; exit with status 1 on failure or timeout",
    )
    add_limits(parser, "--wait")


def add_limits(
    parser: argparse.ArgumentParser, only: str = "", *, timeout: float = waiters.TIMEOUT
) -> None:
    """Add ``--timeout`` and ``--poll-interval``.

    :param only: the option without which they have no effect, empty if there is none.
    :param timeout: the default of the first, in seconds.
    """
    only = f"; only with {only}" if only else ""
    parser.add_argument(
        "--timeout",
        metavar="<duration>",
        type=types.duration,
        help=f"How long to wait at most, such as 90, 90s, 10m or 2h (default:"
        f" {timeout / 60:.0f}m){only}",
    )
    parser.add_argument(
        "--poll-interval",
        metavar="<duration>",
        type=types.duration,
        help="Time between status checks, such as 30s (default:"
        f" {waiters.SHORTEST_INTERVAL:g}s at first, {waiters.LONGEST_INTERVAL:g}s later){only}",
    )


def check_limits(parsed_args: argparse.Namespace, wait_option: str = "--wait") -> None:
    """Refuse time limits without the option that they belong to.

    :param wait_option: that option, empty if the command always waits.
    :raises saharaclient.osc.arguments.usage.UsageError: they are given without it.
    """
    dest = wait_option.lstrip("-")
    has_limits = parsed_args.timeout is not None or parsed_args.poll_interval is not None
    if dest and has_limits and not getattr(parsed_args, dest):
        raise UsageError(f"--timeout and --poll-interval have an effect only with {wait_option}.")


class CanWait(command.Command[W]):
    """A command that can wait for resources; a mixin for other base classes."""

    wait_view: ClassVar[WaitView]
    #: The option without which the time limits have no effect, empty if the command always waits.
    wait_option: ClassVar[str] = "--wait"
    #: Command that continues an interrupted wait, with ``{}`` for the names of the resources.
    resume: ClassVar[str]
    _began = 0.0
    #: When lookups before the wait have to be over, None if they may take their time.
    _deadline: float | None = None

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        check_limits(parsed_args, self.wait_option)

    @property
    def client(self) -> AnyClient:
        """The client of the selected API version; its lookups end with the time of the wait."""
        client = super().client
        if self._deadline is None:
            return client
        return adapters.with_adapter(client, adapters.BoundedReads(client.api, self._deadline))

    def is_time_up(self) -> bool:
        """Return whether the time of the wait was up before it began."""
        return self._deadline is not None and super().client.api.clock() >= self._deadline

    def look_up(self, find: Callable[[], str]) -> str:
        """Return the ID that a lookup in another service finds, while there is time."""
        if self._deadline is None:
            return find()
        left = limits.TimeLimits(0, self._deadline, super().client.api.clock).left() or 0
        try:
            return limits.run_within(left, find)
        except TimeoutError as error:
            raise exceptions.CommandError(
                "Looking up names took longer than --timeout. Nothing was changed."
            ) from error

    def _run(self, parsed_args: argparse.Namespace) -> int:
        self._began = super().client.api.clock()
        if parsed_args.timeout is not None:
            self._deadline = self._began + parsed_args.timeout
        return super()._run(parsed_args)

    def resume_command(self, parsed_args: argparse.Namespace) -> str:
        """Return the command that continues an interrupted wait, as in :attr:`resume`."""
        return self.resume

    def wait_session(
        self,
        parsed_args: argparse.Namespace,
        wait_view: WaitView | None = None,
        *,
        concludes: bool = True,
        shows_states: bool = True,
    ) -> WaitSession:
        """Return the session for the waits of a command.

        :param concludes: whether stderr gets a sentence about each resource that is done. A command
            whose results are sentences writes these instead.
        :param shows_states: whether stderr gets the progress until then.
        """
        api = self.client.api
        self._deadline = None  # the session has the rest of the time
        timeout = waiters.TIMEOUT if parsed_args.timeout is None else parsed_args.timeout
        return WaitSession(
            self.view,
            wait_view or self.wait_view,
            self.app.stderr,
            resume=self.resume_command(parsed_args),
            command_lines=self.command_lines,
            clock=api.clock,
            deadline=self._began + timeout,
            poll_interval=parsed_args.poll_interval,
            concludes=concludes,
            shows_states=shows_states,
            is_quiet=self.is_quiet,
        )
