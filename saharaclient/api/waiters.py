"""Waiting for the service: one poll loop, for one resource or several."""

from __future__ import annotations

import enum
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from saharaclient import exceptions
from saharaclient.transport import failures, retries

LOG = logging.getLogger(__name__)

#: Seconds after which a wait ends, unless the caller says otherwise.
TIMEOUT = 3600.0
SHORTEST_INTERVAL = 1.5
LONGEST_INTERVAL = 5.5
#: Seconds that the last poll may take after the time is up.
GRACE = 0.9

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

#: Seconds between two polls: a number, or a function of the seconds waited so far.
Interval = float | Callable[[float], float]

if TYPE_CHECKING:
    from typing_extensions import TypedDict

    class Options(TypedDict, Generic[T], total=False):
        """The options of a wait: how long, how often, and what each poll calls."""

        timeout: float
        poll_interval: Interval | None
        on_poll: Callable[[T], None] | None


class State(enum.Enum):
    """What a predicate says of a resource that has not failed."""

    DONE = enum.auto()
    PENDING = enum.auto()


DONE, PENDING = State.DONE, State.PENDING


@dataclass(frozen=True)
class Failed:
    """What a predicate says of a resource that will not become what is awaited.

    :param reason: a sentence.
    """

    reason: str


Outcome = State | Failed


@dataclass(frozen=True)
class Condition(Generic[T_contra]):
    """What a wait waits for.

    :param check: the predicate; it is called with the resource as each poll found it.
    :param pending: completes a sentence about a resource that is not done, as in "is not Active
        yet".
    :param until_gone: whether the resource is done when the service answers 404.
    """

    check: Callable[[T_contra], Outcome]
    pending: str
    until_gone: bool = False


@dataclass(frozen=True)
class Ended(Generic[T]):
    """The end of the wait for one resource.

    :param resource_id: its ID.
    :param resource: the resource as last seen, None if no poll found it.
    :param error: why it is not done, None if it is: :class:`~saharaclient.exceptions.WaitFailed`,
        :class:`~saharaclient.exceptions.WaitTimedOut` or the error of a poll.
    """

    resource_id: str
    resource: T | None
    error: exceptions.APIException | None = None


def default_interval(waited: float) -> float:
    """Return the seconds until the next poll: few at first, more the longer it takes.

    They make no more requests for a launch of 4 or 60 seconds than a poll every 5 seconds.
    """
    return min(max(SHORTEST_INTERVAL, 0.6 * waited), LONGEST_INTERVAL)


def wait_for_many(
    resource_ids: Iterable[str],
    poll: Callable[[str], T],
    condition: Condition[T],
    describe: Callable[[str, T | None], str],
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    timeout: float = TIMEOUT,
    poll_interval: Interval | None = None,
    on_poll: Callable[[T], None] | None = None,
) -> Iterator[Ended[T]]:
    """Poll resources until each is done or has failed, and yield how each ended when it did.

    A service that fails, is out of reach or answers nonsense for a while does not end the wait.

    :param poll: fetches a resource by its ID.
    :param describe: returns the subject and state of a sentence about a resource, from its ID and
        the resource as last seen.
    :param clock: returns seconds; must not go backwards.
    :param sleep: sleeps for seconds.
    :param timeout: seconds to wait at most, for all of them.
    :param poll_interval: seconds between two polls, or a function of the seconds waited so far.
    :param on_poll: called with the resource that each poll found. Its exceptions are logged and
        do not end the wait.
    """
    start = clock()
    interval = default_interval if poll_interval is None else poll_interval
    waits = {one: _Wait[T](one) for one in resource_ids}
    while True:
        began = clock()
        for one, wait in list(waits.items()):
            if clock() - start >= timeout + GRACE:
                break
            ended = wait.poll(poll, condition, on_poll)
            if ended is not None:
                del waits[one]
                yield ended
        waited = clock() - start
        left = timeout - waited
        if not waits or left <= 0:
            break
        pause = interval(waited) if callable(interval) else interval
        # Polling many takes its time: spend no more than half of the time on it.
        sleep(min(max(pause, clock() - began, 0.0), left))
    for one, wait in waits.items():
        yield wait.timed_out(f"{describe(one, wait.seen)} after {waited:.0f} s.")


class _Wait(Generic[T]):
    """The wait for one resource."""

    def __init__(self, resource_id: str) -> None:
        self.resource_id = resource_id
        self.seen: T | None = None
        self._last_error: exceptions.APIException | None = None

    def poll(
        self,
        poll: Callable[[str], T],
        condition: Condition[T],
        on_poll: Callable[[T], None] | None,
    ) -> Ended[T] | None:
        """Poll once; return how the wait ended, None if it has not."""
        try:
            seen = poll(self.resource_id)
        except exceptions.APIException as error:
            if condition.until_gone and isinstance(error, exceptions.NotFound) and error.url:
                return Ended(self.resource_id, self.seen)
            if not is_transient(error):
                return Ended(self.resource_id, self.seen, error)
            LOG.debug("The wait continues in spite of: %s", error)
            self._last_error = error
            return None
        self.seen, self._last_error = seen, None
        _notify(on_poll, seen)
        outcome = condition.check(seen)
        if isinstance(outcome, Failed):
            failed = exceptions.WaitFailed(0, "WAIT_FAILED", outcome.reason)
            failed.resource = seen
            return Ended(self.resource_id, seen, failed)
        return Ended(self.resource_id, seen) if outcome is DONE else None

    def timed_out(self, message: str) -> Ended[T]:
        """Return the end of a wait whose time is up."""
        message += " Only the wait has ended; nothing was stopped."
        if self._last_error is not None:
            message += f" The last poll failed: {self._last_error}"
        error = exceptions.WaitTimedOut(0, "WAIT_TIMED_OUT", message)
        error.resource = self.seen
        error.__cause__ = self._last_error
        return Ended(self.resource_id, self.seen, error)


def _notify(on_poll: Callable[[T], None] | None, seen: T) -> None:
    if on_poll is None:
        return
    try:
        on_poll(seen)
    except Exception:
        LOG.warning("The wait continues, although its on_poll failed.", exc_info=True)


def is_transient(error: exceptions.APIException) -> bool:
    """Return whether the same request may succeed later."""
    if error.error_code == retries.TOO_MANY_REQUESTS:
        return True
    if isinstance(error, exceptions.ConnectionFailed):
        return error.error_name == failures.CONNECTION_FAILED
    return isinstance(error, (exceptions.ServerFault, exceptions.InvalidResponse))
