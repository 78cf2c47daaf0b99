"""Waiting for the server: one poll loop with three outcomes, done, failed and timed out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from saharaclient import exceptions
from saharaclient.transport import failures, retries

LOG = logging.getLogger(__name__)

#: Seconds that a wait lasts at the most, unless the caller says otherwise.
TIMEOUT = 3600.0
SHORTEST_INTERVAL = 1.0
LONGEST_INTERVAL = 5.0
T = TypeVar("T")

#: Seconds between two looks: a number, or a function of the seconds waited so far.
Interval = float | Callable[[float], float]


def patient_interval(waited: float) -> float:
    """Look often at first, and less often the longer it takes."""
    return min(max(SHORTEST_INTERVAL, waited / 4), LONGEST_INTERVAL)


def wait(
    look: Callable[[], T],
    verdict: Callable[[T], bool | str],
    pending: Callable[[T | None], str],
    *,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    timeout: float = TIMEOUT,
    poll_interval: Interval | None = None,
    on_poll: Callable[[T], None] | None = None,
    seen: T | None = None,
) -> T:
    """Look at something until it is done, and return it as last seen.

    A server that fails, is out of reach or answers nonsense for a while does not end the wait.

    :param look: fetches what is waited for.
    :param verdict: True for done, False for not yet, a sentence for failed.
    :param pending: says of what was last seen that it is not done yet, for a timeout's sentence.
    :param clock: tells seconds; must not go backwards.
    :param sleep: sleeps for seconds.
    :param timeout: seconds to wait at the most.
    :param poll_interval: seconds between two looks, or a function of the seconds waited so far.
    :param on_poll: called with what every look has found.
    :param seen: what is known already, from the answer to the request that has started it; it
        takes the place of the first look.
    :raises saharaclient.exceptions.WaitFailed: the verdict is a sentence.
    :raises saharaclient.exceptions.WaitTimedOut: it was not done in time.
    """
    start = clock()
    interval = patient_interval if poll_interval is None else poll_interval
    known = seen
    obstacle: exceptions.APIException | None = None
    while True:
        try:
            seen = look() if known is None else known
            known = obstacle = None
        except exceptions.APIException as error:
            if not _is_passing(error):
                raise
            LOG.debug("The wait goes on in spite of: %s", error)
            obstacle = error
        else:
            if on_poll is not None:
                on_poll(seen)
            outcome = verdict(seen)
            if isinstance(outcome, str):
                failed = exceptions.WaitFailed(0, "WAIT_FAILED", outcome)
                failed.resource = seen
                raise failed
            if outcome:
                return seen
        waited = clock() - start
        left = timeout - waited
        if left <= 0:
            message = f"{pending(seen)} after {waited:.0f} s. It goes on; only the wait has ended."
            if obstacle is not None:
                message += f" The last look failed: {obstacle}"
            timed_out = exceptions.WaitTimedOut(0, "WAIT_TIMED_OUT", message)
            timed_out.resource = seen
            raise timed_out from obstacle
        pause = interval(waited) if callable(interval) else interval
        sleep(min(max(pause, 0.0), left))


def _is_passing(error: exceptions.APIException) -> bool:
    # A server that asks for patience is as good as one that does not answer yet.
    if error.error_code == retries.TOO_MANY_REQUESTS:
        return True
    if isinstance(error, exceptions.ConnectionFailed):
        return error.error_name == failures.CONNECTION_FAILED
    return isinstance(error, (exceptions.ServerFault, exceptions.InvalidResponse))
