"""A cluster's life with a fault at every request: as declared, nothing twice, nothing lost."""

from __future__ import annotations

import pytest

from tests.functional.faults.run import Run
from tests.functional.faults.table import FAULTS, Fault, Point
from tests.functional.marks import as_admin, in_one_version

with_every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.title)


@as_admin
@in_one_version
@with_every_fault
@pytest.mark.parametrize("point", Point, ids=lambda point: point.value)
def test_outcome(run: Run, fault: Fault, point: Point) -> None:
    assert run.outcomes[point] is fault.outcome_at(point), run.errors.get(point)


@as_admin
@in_one_version
@with_every_fault
def test_nothing_is_twice_or_lost_and_errors_are_clear(run: Run) -> None:
    assert not run.problems
