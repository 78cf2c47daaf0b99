"""Random schedules, by the library and by commands; see the README of this folder."""

from __future__ import annotations

import os

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase

from tests import THOROUGH
from tests.simulation import schedules
from tests.simulation.schedules import LISTED, Behavior, Operation, Schedule
from tests.simulation.simulation import DRIVERS, run

#: Number of schedules in all, which processes may share.
SCHEDULES = int(os.environ.get("SIMULATION_SCHEDULES", "10000" if THOROUGH else "300"))
SEED = int(os.environ.get("SIMULATION_SEED", "15"))
#: The driver of each part; commands take twice the time.
PARTS = ("library", "library", "library", "library", "commands")

settings = hypothesis.settings(
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    report_multiple_bugs=False,
)


@pytest.mark.slow
@pytest.mark.parametrize(("part", "driver"), enumerate(PARTS))
def test_every_promise_holds_in_every_schedule(part, driver):
    @hypothesis.seed(SEED + part)
    @hypothesis.settings(settings, max_examples=SCHEDULES // len(PARTS))
    @hypothesis.given(schedules.schedules())
    def every_promise_holds(schedule):
        run(DRIVERS[driver], schedule)

    every_promise_holds()


OPERATIONS = (
    *(Operation("list", kind) for kind in (*LISTED, "job_type")),
    *(Operation("show", kind) for kind in LISTED),
    *(Operation("create", kind, "two") for kind in schedules.CREATABLE),
    *(Operation("update", kind) for kind in schedules.CREATABLE),
    *(Operation("delete", kind) for kind in (*schedules.CREATABLE, "image", "cluster", "job")),
    Operation("create", "cluster", "two"),
    Operation("create", "cluster", "two", wait=True),
    Operation("create", "cluster", "two", count=2),
    Operation("delete", "cluster", wait=True),
    Operation("delete", "cluster", wait=True, force=True),
    Operation("delete", "job", wait=True),
    Operation("scale", "cluster"),
    Operation("scale", "cluster", wait=True),
    Operation("verify", "cluster"),
    Operation("verify", "cluster", wait=True),
    Operation("wait", "cluster"),
    Operation("execute", "job", "two"),
    Operation("execute", "job", "two", wait=True),
    Operation("cancel", "job", wait=True),
    Operation("suspend", "job", wait=True),
    Operation("tag", "image"),
    Operation("download", "job_binary"),
    Operation("upload", "job_binary", "two"),
)


@pytest.mark.parametrize("version", ["1.1", "2"])
@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_succeeds_without_faults(operation, driver, version):
    trace = run(DRIVERS[driver], Schedule((operation,), version=version))

    assert not trace.counts["failed"]


@pytest.mark.parametrize(
    "operation",
    [
        Operation("create", "cluster", "two", wait=True),
        Operation("scale", "cluster", wait=True),
        Operation("verify", "cluster", wait=True),
        Operation("delete", "cluster", wait=True),
        Operation("execute", "job", "two", wait=True),
    ],
    ids=str,
)
@pytest.mark.parametrize("fate", ["error", "stuck"])
@pytest.mark.parametrize("driver", DRIVERS)
def test_waits_fail_for_what_fails_in_the_service(operation, fate, driver):
    trace = run(DRIVERS[driver], Schedule((operation,), behavior=Behavior(fate=fate)))

    assert trace.counts["failed"] == 1
