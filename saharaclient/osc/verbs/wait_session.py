"""The waits of one command: the time that is left, progress on stderr, interruption."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TextIO, TypeVar

from osc_lib import exceptions

from saharaclient.api import waiters
from saharaclient.api.resource import Resource
from saharaclient.api.waitable import Waitable
from saharaclient.exceptions import WaitFailed, WaitTimedOut
from saharaclient.osc.output.command_lines import CommandLines
from saharaclient.osc.output.durations import in_words
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.output.wait_progress import (
    ConclusionOnly,
    LineProgress,
    LiveProgress,
    WaitProgress,
    name_of,
)
from saharaclient.osc.verbs import signals
from saharaclient.text import escape_control_chars

#: The class of the resources.
T = TypeVar("T", bound=Resource)


def _is_status(resource: Resource) -> str:
    return f"is {resource.status}"


@dataclass(frozen=True)
class WaitView:
    """How the waits of a command are shown.

    :param describe: returns the progress of a resource in words.
    :param details_command: command with details of a resource that failed, with ``{}`` for its
        name.
    :param outcome: completes a sentence about a resource that is done, as in "is Active".
    """

    describe: Callable[[Any], str]
    details_command: str
    outcome: Callable[[Any], str] = _is_status


@dataclass(frozen=True)
class Ended(Generic[T]):
    """How the wait for one resource ended.

    :param resource: the resource as last seen, None if no poll found it.
    :param error: why it is not done, with the next command; None if it is done.
    :param waited: how long it took, as in " after 1m 02s"; empty if it was done at once.
    """

    resource_id: str
    resource: T | None
    error: Exception | None
    waited: str = ""


class WaitSession:
    """The waits of one command: the time that is left, and progress on stderr.

    :param view: the kind of resource.
    :param wait_view: how its progress is shown.
    :param stderr: where progress goes.
    :param resume: command that continues the wait, with ``{}`` for names.
    :param command_lines: makes command lines of commands.
    :param clock: returns seconds.
    :param deadline: time of the clock at which all waits end.
    :param poll_interval: seconds between two polls, None for the default.
    :param concludes: whether stderr gets a sentence about each resource that is done.
    :param is_quiet: whether there is no progress, and no sentence about an end either.
    :param shows_states: whether there is progress; an output of its own can take its place.
    """

    def __init__(
        self,
        view: ResourceView,
        wait_view: WaitView,
        stderr: TextIO,
        *,
        resume: str,
        command_lines: CommandLines,
        clock: Callable[[], float],
        deadline: float,
        poll_interval: float | None = None,
        concludes: bool = True,
        is_quiet: bool = False,
        shows_states: bool = True,
    ) -> None:
        self._view = view
        self._wait_view = wait_view
        self._stderr = stderr
        self._resume = resume
        self._command_lines = command_lines
        self._clock = clock
        self._deadline = deadline
        self._poll_interval = poll_interval
        self._concludes = concludes
        self._is_quiet = is_quiet
        kind: type[WaitProgress] = LiveProgress if stderr.isatty() else LineProgress
        if is_quiet or not shows_states:
            kind = WaitProgress if is_quiet else ConclusionOnly
        self._progress = kind(stderr, wait_view.describe, clock)
        #: Names of the resources that are waited for, by ID.
        self._pending: dict[str, str] = {}

    def __enter__(self) -> WaitSession:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._progress.stop()
        interrupts = (KeyboardInterrupt, signals.Terminated)
        if kind is not None and issubclass(kind, interrupts) and not self._is_quiet:
            with contextlib.suppress(OSError, ValueError):
                self._stderr.write(f"{self._interruption()}\n")

    def _interruption(self) -> str:
        if not self._pending:
            return "Interrupted."
        names = [escape_control_chars(name) for name in self._pending.values()]
        noun = self._view.name if len(names) == 1 else self._view.plural
        quoted = ", ".join(f'"{name}"' for name in names)
        return (
            f"Stopped waiting for {noun} {quoted}. The operation continues on the server. To wait"
            f" again:\n{self._line(self._resume, *names)}"
        )

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
        manager: Waitable[T],
        names: Mapping[str, str],
        until: waiters.Condition[T],
        *,
        follow: Callable[[T], None] | None = None,
        show_progress: bool = False,
    ) -> Iterator[Ended[T]]:
        """Wait for resources together, and yield how each wait ended when it did.

        :param names: names of the resources, or their IDs again, by ID.
        :param follow: called with the resource that each poll found. Its exceptions end the wait.
        :param show_progress: whether polls of clusters include provisioning steps.
        """
        self._pending = {**names}
        polled: set[str] = set()  # resources that were not done yet

        def on_poll(resource: T) -> None:
            if getattr(resource, "id", None) not in self._pending:
                return  # an answer about something else
            self._pending[resource.id] = name_of(resource)
            if until.check(resource) is not waiters.DONE:
                polled.add(resource.id)
            elif self._concludes:
                return  # the conclusion says it
            self._progress.update(resource)

        for ended in manager.wait_for_many(
            names,
            until if follow is None else _followed(until, follow),
            timeout=max(self._deadline - self._clock(), 0.0),
            poll_interval=self._poll_interval,
            on_poll=on_poll,
            **({"show_progress": True} if show_progress else {}),
        ):
            name = self._pending.pop(ended.resource_id)
            waited = ""
            if ended.resource_id in polled:
                waited = f" after {in_words(self._progress.waited())}"
            self._progress.drop(name)
            if self._concludes and ended.error is None and not until.until_gone:
                outcome = self._wait_view.outcome(ended.resource)
                self._progress.conclude(f'{self._view.title} "{name}" {outcome}{waited}.')
            error = None if ended.error is None else self._with_next(ended.error, name)
            yield Ended(ended.resource_id, ended.resource, error, waited)

    def wait_for_one(
        self,
        manager: Waitable[T],
        resource: T,
        until: waiters.Condition[T],
        *,
        follow: Callable[[T], None] | None = None,
        show_progress: bool = False,
    ) -> Ended[T]:
        """Wait for one resource, and return how the wait ended; see :meth:`wait`."""
        names = {resource.id: name_of(resource)}
        (ended,) = self.wait(manager, names, until, follow=follow, show_progress=show_progress)
        return ended

    def _with_next(self, error: Exception, name: str) -> Exception:
        """Return an error with the next command: details of a failure, or another wait."""
        if isinstance(error, WaitTimedOut):
            what, command = "To wait again", self._resume
        elif isinstance(error, WaitFailed):
            what, command = "For details", self._wait_view.details_command
        else:
            return error
        line = self._line(command, escape_control_chars(name))
        with_next = exceptions.CommandError(f"{error} {what}:\n{line}")
        with_next.__cause__ = error
        return with_next

    def _line(self, command: str, *names: str) -> str:
        return self._command_lines.line(f"dataprocessing {command}", *names)


def _followed(until: waiters.Condition[T], follow: Callable[[T], None]) -> waiters.Condition[T]:
    """Return a condition that shows each resource before it checks it."""

    def check(resource: T) -> waiters.Outcome:
        follow(resource)
        return until.check(resource)

    return replace(until, check=check)
