"""The poll loop: done, failed, timed out, and what it goes on in spite of."""

from __future__ import annotations

import pytest

from saharaclient import exceptions
from saharaclient.api import waiters

PASSING = [
    exceptions.ServerFault(500, None, "Broken."),
    exceptions.ServerFault(503, None, "Busy."),
    exceptions.ConnectionFailed(0, "CONNECTION_FAILED", "No answer."),
    exceptions.InvalidResponse(200, "INVALID_RESPONSE", "An HTML page."),
    exceptions.APIException(429, None, "Too many."),
]
LASTING = [
    exceptions.NotFound(404, None, "Gone."),
    exceptions.Forbidden(403, None, "No."),
    exceptions.Forbidden(401, None, "No."),
    exceptions.BadRequest(400, None, "No."),
    exceptions.Conflict(409, None, "No."),
    exceptions.APIException(405, None, "No."),
    exceptions.ConnectionFailed(0, "CONNECTION_IMPOSSIBLE", "No trust."),
    exceptions.ConnectionFailed(0, "ENDPOINT_NOT_FOUND", "No endpoint."),
]


def ident(error):
    return f"{type(error).__name__}-{error.error_code}"


@pytest.fixture
def wait(clock):
    """Return a function that waits for what a list of looks finds; the last one stays."""

    def wait_(*looks, **kwargs):
        left = list(looks)

        def look():
            seen = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(seen, Exception):
                raise seen
            return seen

        def verdict(seen):
            return "It has failed." if seen == "failed" else seen == "done"

        def pending(seen):
            return f"It is {seen}"

        return waiters.wait(
            look, verdict, pending, clock=clock, sleep=clock.sleep, **{"timeout": 60, **kwargs}
        )

    return wait_


def test_what_is_known_already_takes_the_place_of_the_first_look(wait, clock):
    found = []
    assert wait("done", seen="begun", poll_interval=3, on_poll=found.append) == "done"
    assert found == ["begun", "done"]
    assert clock.sleeps == [3]


def test_done_at_once_takes_no_sleep(wait, clock):
    assert wait("done") == "done"
    assert clock.sleeps == []


def test_done_is_what_was_last_seen(wait):
    assert wait("new", "new", "done") == "done"


def test_failed_is_told_by_the_verdict(wait):
    with pytest.raises(exceptions.WaitFailed) as ended:
        wait("new", "failed")
    assert str(ended.value) == "It has failed."
    assert ended.value.resource == "failed"
    assert ended.value.error_name == "WAIT_FAILED"
    assert ended.value.error_code == 0


def test_timed_out_says_for_how_long_and_how_it_stands(wait):
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        wait("new", timeout=30)
    assert str(ended.value) == "It is new after 30 s. It goes on; only the wait has ended."
    assert ended.value.resource == "new"
    assert ended.value.error_name == "WAIT_TIMED_OUT"
    assert ended.value.__cause__ is None


@pytest.mark.parametrize("obstacle", PASSING, ids=ident)
def test_an_obstacle_that_passes_does_not_end_the_wait(wait, obstacle):
    assert wait(obstacle, "new", obstacle, obstacle, "done") == "done"


@pytest.mark.parametrize("obstacle", PASSING, ids=ident)
def test_timed_out_names_the_last_obstacle(wait, obstacle):
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        wait("new", obstacle, timeout=30)
    assert str(ended.value) == (
        "It is new after 30 s. It goes on; only the wait has ended."
        f" The last look failed: {obstacle}"
    )
    assert ended.value.resource == "new"
    assert ended.value.__cause__ is obstacle


def test_an_obstacle_that_has_passed_is_not_named(wait):
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        wait(PASSING[0], "new")
    assert "The last look failed" not in str(ended.value)


def test_timed_out_without_ever_having_seen_it(wait):
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        wait(PASSING[2])
    assert str(ended.value) == (
        "It is None after 60 s. It goes on; only the wait has ended."
        " The last look failed: No answer."
    )
    assert ended.value.resource is None


@pytest.mark.parametrize("error", LASTING, ids=ident)
def test_an_error_that_lasts_ends_the_wait(wait, clock, error):
    with pytest.raises(type(error)) as ended:
        wait("new", error)
    assert ended.value is error
    assert len(clock.sleeps) == 1


def test_an_exception_of_other_kinds_ends_the_wait(wait):
    with pytest.raises(ZeroDivisionError):
        wait(ZeroDivisionError())


@pytest.mark.parametrize("timeout", [0, 1, 2.5, 7, 60])
@pytest.mark.parametrize("poll_interval", [None, 3, 1000, lambda waited: 4])
def test_no_sleep_goes_beyond_the_time_limit(wait, clock, timeout, poll_interval):
    with pytest.raises(exceptions.WaitTimedOut):
        wait("new", timeout=timeout, poll_interval=poll_interval)
    assert sum(clock.sleeps) == pytest.approx(timeout)


def test_there_is_a_last_look_at_the_time_limit(wait):
    assert wait("new", "done", timeout=5, poll_interval=1000) == "done"


def test_a_time_limit_of_nothing_is_one_look(wait):
    assert wait("done", timeout=0) == "done"


def test_a_slow_look_counts_as_time(clock):
    def look():
        clock.now += 40
        return "new"

    with pytest.raises(exceptions.WaitTimedOut, match="after 81 s"):
        waiters.wait(
            look,
            lambda seen: False,
            lambda seen: "It is new",
            clock=clock,
            sleep=clock.sleep,
            timeout=41,
        )


@pytest.mark.parametrize(
    ("waited", "seconds"), [(0, 1.0), (4, 1.0), (8, 2.0), (18, 4.5), (20, 5.0), (3000, 5.0)]
)
def test_looks_become_rarer_with_time(waited, seconds):
    assert waiters.patient_interval(waited) == seconds


def test_the_interval_is_a_patient_one_unless_told_otherwise(wait, clock):
    with pytest.raises(exceptions.WaitTimedOut):
        wait("new", timeout=60)
    assert clock.sleeps[:5] == [1.0, 1.0, 1.0, 1.0, 1.0]
    assert clock.sleeps[-2] == 5.0


def test_the_interval_can_be_a_number(wait, clock):
    wait("new", "new", "done", poll_interval=7)
    assert clock.sleeps == [7, 7]


def test_the_interval_can_be_a_function_of_the_time_waited(wait, clock):
    asked = []

    def interval(waited):
        asked.append(waited)
        return 2 + waited

    wait("new", "new", "new", "done", poll_interval=interval)
    assert asked == [0, 2, 6]
    assert clock.sleeps == [2, 4, 8]


def test_a_negative_interval_is_none_at_all(wait, clock):
    wait("new", "done", poll_interval=-3)
    assert clock.sleeps == [0.0]


def test_the_caller_sees_every_look_that_found_something(wait):
    seen = []
    wait("new", PASSING[0], "newer", "done", on_poll=seen.append)
    assert seen == ["new", "newer", "done"]


def test_the_caller_sees_a_failure_before_it_is_raised(wait):
    seen = []
    with pytest.raises(exceptions.WaitFailed):
        wait("failed", on_poll=seen.append)
    assert seen == ["failed"]


def test_an_hour_is_the_time_limit_unless_told_otherwise(clock):
    with pytest.raises(exceptions.WaitTimedOut, match="after 3600 s"):
        waiters.wait(
            lambda: "new",
            lambda seen: False,
            lambda seen: "It is new",
            clock=clock,
            sleep=clock.sleep,
        )
