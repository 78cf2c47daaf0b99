"""How often a wait polls, and how late it sees the end."""

from __future__ import annotations

import statistics

import pytest

from saharaclient.api import waiters

#: Seconds that a launch takes, by how much that varies, polls at most, and median seconds from its
#: end to the poll that sees it. The rest of the benchmark's 1.2 and 3.2 seconds and of its 11 and
#: 22 requests is for the start and the lookups of the command.
LAUNCHES = [(4.3, 1.2, 5, 0.9), (60, 5, 15, 2.9), (600, 5, 113, 2.9)]


@pytest.mark.parametrize(("seconds", "spread", "polls", "late"), LAUNCHES)
def test_polls_are_few_and_see_the_end_soon(clock, seconds, spread, polls, late):
    lags, counts = [], []
    for step in range(40):
        lag, count = _wait(clock, seconds + (step / 40 - 0.5) * spread)
        lags.append(lag)
        counts.append(count)
    assert statistics.median(lags) <= late
    assert statistics.median(counts) <= polls


def test_no_poll_is_later_than_the_longest_interval(clock):
    assert max(_wait(clock, seconds)[0] for seconds in range(1, 200)) <= waiters.LONGEST_INTERVAL


def _wait(clock, seconds):
    """Wait for something that takes that long; return how late it was seen, in how many polls."""
    began, polls = clock(), 0

    def poll(_):
        nonlocal polls
        polls += 1
        return clock() - began

    def is_done(waited):
        return waiters.DONE if waited >= seconds else waiters.PENDING

    list(
        waiters.wait_for_many(
            ["it"],
            poll,
            waiters.Condition(is_done, ""),
            lambda name, seen: name,
            clock=clock,
            sleep=clock.sleep,
        )
    )
    return clock() - began - seconds, polls
