"""The poll loop: done, failed, timed out, and what does not end it."""

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
def wait(many):
    """Return a function that waits for what a list of looks finds; the last one stays."""

    def wait_(*looks, **kwargs):
        (ended,) = many({"it": looks}, **kwargs)
        assert ended.resource_id == "it"
        if ended.error is not None:
            raise ended.error
        return ended.resource

    return wait_


def check(seen):
    if seen == "failed":
        return waiters.Failed("It has failed.")
    return waiters.DONE if seen == "done" else waiters.PENDING


CONDITION = waiters.Condition(check, "is not done")


@pytest.fixture
def many(clock):
    """Return a function that waits for several; each has a list of what polls of it find."""

    def many_(found, condition=CONDITION, **kwargs):
        left = {name: list(polls) for name, polls in found.items()}

        def poll(name):
            seen = left[name].pop(0) if len(left[name]) > 1 else left[name][0]
            if isinstance(seen, Exception):
                raise seen
            return seen

        return waiters.wait_for_many(
            left,
            poll,
            condition,
            lambda name, seen: f"{name.capitalize()} is {seen}",
            clock=clock,
            sleep=clock.sleep,
            **{"timeout": 60, **kwargs},
        )

    return many_


def test_done_at_once_takes_no_sleep(wait, clock):
    assert wait("done") == "done"
    assert clock.sleeps == []


def test_done_is_what_was_last_seen(wait):
    assert wait("new", "new", "done") == "done"


def test_failure_is_decided_by_the_condition(wait):
    with pytest.raises(exceptions.WaitFailed) as ended:
        wait("new", "failed")
    assert str(ended.value) == "It has failed."
    assert ended.value.resource == "failed"
    assert ended.value.error_name == "WAIT_FAILED"
    assert ended.value.error_code == 0


def test_timeout_reports_duration_and_status(wait):
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        wait("new", timeout=30)
    assert str(ended.value) == "It is new after 30 s. Only the wait has ended; nothing was stopped."
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
        "It is new after 30 s. Only the wait has ended; nothing was stopped."
        f" The last poll failed: {obstacle}"
    )
    assert ended.value.resource == "new"
    assert ended.value.__cause__ is obstacle


def test_an_obstacle_that_has_passed_is_not_named(wait):
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        wait(PASSING[0], "new")
    assert "The last poll failed" not in str(ended.value)


def test_timed_out_without_ever_having_seen_it(wait):
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        wait(PASSING[2])
    assert str(ended.value) == (
        "It is None after 60 s. Only the wait has ended; nothing was stopped."
        " The last poll failed: No answer."
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


def test_last_poll_is_at_the_timeout(wait):
    assert wait("new", "done", timeout=5, poll_interval=1000) == "done"


def test_zero_timeout_polls_once(wait):
    assert wait("done", timeout=0) == "done"


def test_slow_poll_counts_as_time(many, clock):
    def slow(seen):
        clock.now += 40

    (ended,) = many({"it": ["new"]}, timeout=41, on_poll=slow)
    assert "after 81 s" in str(ended.error)


@pytest.mark.parametrize(
    ("waited", "seconds"), [(0, 1.5), (2.5, 1.5), (5, 3.0), (8, 4.8), (10, 5.5), (3000, 5.5)]
)
def test_polls_become_rarer_with_time(waited, seconds):
    assert waiters.default_interval(waited) == pytest.approx(seconds)


def test_default_interval_grows(wait, clock):
    with pytest.raises(exceptions.WaitTimedOut):
        wait("new", timeout=60)
    assert clock.sleeps[:2] == [1.5, 1.5]
    assert clock.sleeps[-2] == 5.5


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


def test_callback_gets_every_successful_poll(wait):
    seen = []
    wait("new", PASSING[0], "newer", "done", on_poll=seen.append)
    assert seen == ["new", "newer", "done"]


def test_the_caller_sees_a_failure_before_it_is_raised(wait):
    seen = []
    with pytest.raises(exceptions.WaitFailed):
        wait("failed", on_poll=seen.append)
    assert seen == ["failed"]


@pytest.mark.parametrize("failure", [OSError(28, "No space left"), ValueError("closed file")])
def test_progress_that_cannot_be_written_does_not_end_wait(wait, caplog, failure):
    def write(seen):
        raise failure

    assert wait("new", "new", "done", on_poll=write) == "done"
    assert caplog.text.count(str(failure)) >= 1


def test_interrupt_in_on_poll_ends_wait(wait):
    def interrupt(seen):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait("new", on_poll=interrupt)


def test_default_timeout_is_an_hour(clock):
    (ended,) = waiters.wait_for_many(
        ["it"], str, CONDITION, lambda name, seen: "It is new", clock=clock, sleep=clock.sleep
    )
    assert "after 3600 s" in str(ended.error)


def ends(ended):
    return [(one.resource_id, one.resource, one.error and one.error.error_name) for one in ended]


def test_many_are_polled_together_and_end_when_they_do(many, clock):
    found = {"a": ["new", "new", "new", "done"], "b": ["new", "failed"], "c": ["done"]}
    ended = []
    for one in many(found, poll_interval=2):
        ended.append((one.resource_id, clock.now - 1000, one.error and one.error.error_name))
    assert ended == [("c", 0, None), ("b", 2, "WAIT_FAILED"), ("a", 6, None)]


def test_error_of_one_does_not_end_wait_for_others(many):
    gone = exceptions.NotFound(404, None, "Gone.", url="http://x")
    found = {"a": ["new", gone], "b": ["new", "new", "done"]}
    assert ends(many(found)) == [("a", "new", "NOT_FOUND"), ("b", "done", None)]


def test_time_limit_holds_for_all_of_them(many, clock):
    found = {"a": ["new"], "b": ["new", "done"], "c": ["new", PASSING[0]]}
    ended = ends(many(found, timeout=30))
    assert ended == [
        ("b", "done", None),
        ("a", "new", "WAIT_TIMED_OUT"),
        ("c", "new", "WAIT_TIMED_OUT"),
    ]
    assert clock.now == 1030


def test_last_polls_of_many_share_the_grace(clock):
    def poll(name):
        polled.append(name)
        clock.now += 0.5
        return "new"

    polled = []
    ended = waiters.wait_for_many(
        "abcdef",
        poll,
        CONDITION,
        lambda name, seen: name,
        clock=clock,
        sleep=clock.sleep,
        timeout=0,
    )
    assert [one.resource_id for one in ended] == list("abcdef")
    assert polled == ["a", "b"]
    assert clock.now == 1001


def test_polling_many_takes_at_most_half_of_the_time(clock):
    def poll(name):
        clock.now += 4
        return "new"

    list(
        waiters.wait_for_many(
            "abc",
            poll,
            CONDITION,
            lambda name, seen: name,
            clock=clock,
            sleep=clock.sleep,
            timeout=100,
            poll_interval=1,
        )
    )
    assert clock.sleeps[:3] == [12, 12, 12]


def test_nothing_to_wait_for_ends_at_once(many, clock):
    assert list(many({})) == []
    assert clock.sleeps == []


@pytest.mark.parametrize("before", [["new"], []])
def test_until_gone_is_done_by_a_404_of_the_service(many, before):
    gone = exceptions.NotFound(404, None, "Gone.", url="http://x")
    condition = waiters.Condition(check, "is not gone", until_gone=True)
    (ended,) = many({"it": [*before, gone]}, condition)
    assert ended == waiters.Ended("it", before[0] if before else None)


def test_until_gone_is_not_done_by_an_id_that_cannot_be_one(many):
    condition = waiters.Condition(check, "is not gone", until_gone=True)
    (ended,) = many({"it": [exceptions.NotFound(error_message="No id.")]}, condition)
    assert isinstance(ended.error, exceptions.NotFound)
