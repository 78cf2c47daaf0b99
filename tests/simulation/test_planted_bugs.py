"""The simulation can fail: each promise is broken by a bug that is planted here."""

from __future__ import annotations

import contextlib
from typing import Any

import hypothesis
import pytest
import requests

from tests.simulation import faults, samples, schedules
from tests.simulation.drivers.library import Library
from tests.simulation.drivers.shell import Shell
from tests.simulation.invariants import Violation
from tests.simulation.network import Planned
from tests.simulation.schedules import Behavior, Operation, Schedule
from tests.simulation.simulation import DRIVERS, run
from tests.simulation.test_simulation import SEED, settings


class Retries(Library):
    """A create that goes out again after any failure."""

    def _create_of_kind(self, operation: Operation) -> Any:
        with contextlib.suppress(Exception):
            return super()._create_of_kind(operation)
        return super()._create_of_kind(operation)


class IgnoresTimeout(Library):
    """A wait that takes its time."""

    def _wait_for(self, outcome: Any, wait: Any, operation: Operation, *args: Any) -> Any:
        outcome.wait_began = self.clock.now
        return wait(*args, timeout=operation.timeout + 2)


class WaitsInVain(Library):
    """A wait that continues although it is decided."""

    def _wait_for(self, outcome: Any, wait: Any, operation: Operation, *args: Any) -> Any:
        for _ in range(3):
            with contextlib.suppress(Exception):
                wait(*args, timeout=1)
        return wait(*args, timeout=1)


class AcceptsPages(Library):
    """A deletion for which an HTML page will do."""

    def _delete(self, operation: Operation, outcome: Any) -> Any:
        try:
            return super()._delete(operation, outcome)
        except Exception as error:
            if "HTML" not in str(error):
                raise


class SaysNothing(Library):
    """An error that does not tell that the request may have been carried out."""

    def _create_of_kind(self, operation: Operation) -> Any:
        try:
            return super()._create_of_kind(operation)
        except Exception as error:
            raise type(error)(0, "FAILED", "There is no answer.") from error


class CriesWolf(Library):
    """An error that always tells that the request may have been carried out."""

    def _create_of_kind(self, operation: Operation) -> Any:
        try:
            return super()._create_of_kind(operation)
        except Exception as error:
            raise type(error)(0, "FAILED", "It may have been carried out.") from error


class Crashes(Library):
    """A bug of everyday life."""

    def _show(self, operation: Operation, outcome: Any) -> Any:
        return {}["name"]


class Tells(Library):
    """A result that shows a secret."""

    def _show(self, operation: Operation, outcome: Any) -> Any:
        return f"{super()._show(operation, outcome)} of {samples.PASSWORD}"


class Forgets(Library):
    """A list without its last resource."""

    def _list(self, operation: Operation, outcome: Any) -> Any:
        return super()._list(operation, outcome)[:-1]


class LeaksToken(Library):
    """A token that goes to another host."""

    def _show(self, operation: Operation, outcome: Any) -> Any:
        shown = super()._show(operation, outcome)
        requests.get("https://other.example", headers={"X-Auth-Token": "token"}, timeout=1)
        return shown


class NeverFails(Shell):
    """An exit status that is always 0."""

    def run(self, *argv: str) -> Any:
        outcome = super().run(*argv)
        outcome.status, outcome.error = 0, None
        return outcome


class SaysTooMuch(Shell):
    """A sentence of success before a failure."""

    def run(self, *argv: str) -> Any:
        outcome = super().run(*argv)
        outcome.stdout += 'Data Source "one" has been removed successfully.\n'
        return outcome


class Silent(Shell):
    """A command that fails, and does not show what it has created before that."""

    def run(self, *argv: str) -> Any:
        outcome = super().run(*argv)
        outcome.status, outcome.stdout, outcome.stderr = 1, "", "It has failed."
        return outcome


class Speechless(Shell):
    """A failure without a message."""

    def run(self, *argv: str) -> Any:
        outcome = super().run(*argv)
        outcome.stderr = ""
        return outcome


SHOW = Operation("show", "data_source")
DELETE = Operation("delete", "data_source")
CREATE = Operation("create", "data_source", "two")
WAIT = Operation("wait", "cluster")

PLANTED = (
    (Retries, CREATE, faults.LostAnswer(), "nothing_is_sent_twice"),
    (Retries, CREATE, faults.Status(503), "nothing_is_sent_twice"),
    (AcceptsPages, DELETE, faults.Page(), "success_means_success"),
    (SaysNothing, CREATE, faults.LostAnswer(), "failure_means_failure"),
    (CriesWolf, CREATE, faults.NoConnection(), "failure_means_failure"),
    (WaitsInVain, WAIT, faults.Became("Error"), "a_wait_ends_when_it_is_decided"),
    (Crashes, SHOW, None, "no_python_exception"),
    (Tells, SHOW, None, "no_secret_is_shown"),
    (Forgets, Operation("list", "data_source"), None, "success_means_success"),
    (LeaksToken, SHOW, None, "tokens_stay"),
    (NeverFails, DELETE, faults.Status(500), "success_means_success"),
    (NeverFails, CREATE, faults.Status(409), "success_means_success"),
    (SaysTooMuch, DELETE, faults.Status(500), "what_is_said_is_so"),
    (Silent, CREATE, None, "what_was_created_is_shown"),
    (Speechless, DELETE, faults.Status(500), "no_python_exception"),
)


def _schedule(operation: Operation, fault: Any) -> Schedule:
    planned = () if fault is None else (Planned(0, fault, lasts=faults.FOREVER),)
    return Schedule((operation,), planned)


@pytest.mark.parametrize(("bug", "operation", "fault", "promise"), PLANTED)
def test_a_planted_bug_breaks_its_promise(bug, operation, fault, promise):
    with pytest.raises(Violation) as caught:
        run(bug, _schedule(operation, fault))

    assert caught.value.promise == promise


@pytest.mark.parametrize(("bug", "operation", "fault", "promise"), PLANTED)
def test_without_the_bug_the_same_schedule_is_fine(bug, operation, fault, promise):
    driver = "library" if issubclass(bug, Library) else "commands"

    run(DRIVERS[driver], _schedule(operation, fault))


def test_a_wait_that_is_too_long_breaks_its_promise():
    schedule = Schedule(
        (Operation("create", "cluster", "two", wait=True),), behavior=Behavior(fate="stuck")
    )

    run(Library, schedule)
    with pytest.raises(Violation, match="has lasted 12"):
        run(IgnoresTimeout, schedule)


def test_random_schedules_find_a_planted_bug_and_shrink():
    shortest = []

    @hypothesis.seed(SEED)
    @hypothesis.settings(settings, max_examples=300)
    @hypothesis.given(schedules.schedules())
    def no_bug_is_found(schedule):
        try:
            run(Forgets, schedule)
        except Violation as violation:
            if violation.promise == "success_means_success":
                shortest[:] = [schedule]
                raise

    with pytest.raises(Violation):
        no_bug_is_found()

    assert len(shortest[0].operations) == 1
    assert not shortest[0].faults
