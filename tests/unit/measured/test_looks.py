"""How often a wait looks."""

from __future__ import annotations

import pytest

from saharaclient.api import waiters

#: Seconds until it is done, looks at the most; the client before this one looked every 5 seconds.
WAITS = [(4, 6), (60, 21), (600, 130)]


@pytest.mark.parametrize(("seconds", "looks"), WAITS)
def test_a_wait_looks_often_at_first_and_then_hardly_more_than_every_five_seconds(
    clock, seconds, looks
):
    done_at = clock() + seconds
    seen = []

    def look():
        seen.append(clock())
        return clock() >= done_at

    waiters.wait(look, bool, str, clock=clock, sleep=clock.sleep)
    assert len(seen) <= looks
    assert clock() - done_at <= 5
