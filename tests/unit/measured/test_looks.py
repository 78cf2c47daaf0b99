"""How often a wait looks."""

from __future__ import annotations

import statistics

import pytest

from saharaclient.api import launch_pace, waiters
from saharaclient.api.resource import Resource

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


#: Seconds that a launch takes, looks at the most, median seconds from Active to the look that
#: sees it. All of its stages take equally long, which is the devcloud's way, or one most of it.
LAUNCHES = [(4, 5, 0.5), (20, 13, 1.5), (60, 16, 2.2), (600, 130, 3.3)]
PROFILES = {
    "equal": (1, 1, 1, 1, 1, 1, 1),
    "long boot": (1, 1, 20, 20, 1, 5, 2),
    "long configuration": (1, 1, 10, 5, 1, 30, 5),
}


@pytest.mark.parametrize(("seconds", "looks", "late"), LAUNCHES)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_launch_is_looked_at_the_more_often_the_nearer_it_is_to_active(
    clock, seconds, looks, late, profile
):
    lags, counts = [], []
    for step in range(40):
        lasts = seconds + (step / 40 - 0.5) * min(5, seconds / 4)
        lag, count = _launch(clock, lasts, PROFILES[profile])
        lags.append(lag)
        counts.append(count)
    assert statistics.median(lags) <= late
    assert statistics.median(counts) <= looks


def test_a_long_last_stage_is_looked_at_hardly_more_than_every_five_seconds(clock):
    _, looks = _launch(clock, 600, (0, 0, 0, 0, 0, 0, 1))
    assert looks <= 600 / 5 + 18


def _launch(clock, seconds, profile):
    """Wait for a launch; return how late it was seen, and in how many looks."""
    began, whole, looks = clock(), sum(profile), 0
    pace = launch_pace.LaunchPace()

    def look():
        nonlocal looks
        looks += 1
        left = (clock() - began) / seconds * whole
        for status, share in zip(launch_pace.STAGES, profile, strict=True):
            left -= share
            if left < 0:
                return Resource(None, {"status": status})
        return Resource(None, {"status": "Active"})

    waiters.wait(
        look,
        lambda one: one.status == "Active",
        str,
        clock=clock,
        sleep=clock.sleep,
        poll_interval=pace,
        on_poll=pace.note,
        seen=Resource(None, {"status": "Validating"}),
    )
    return clock() - began - seconds, looks
