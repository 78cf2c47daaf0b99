"""Run many schedules, and show the shortest one that breaks each promise.

``python -m tests.simulation [SCHEDULES] [library|commands]``
"""

from __future__ import annotations

import re
import sys
import time

import hypothesis
from hypothesis import HealthCheck, Phase

from tests.simulation import invariants, schedules
from tests.simulation.simulation import DRIVERS, run


def _kind(violation: invariants.Violation) -> str:
    """Return what tells one kind of violation from others: its sentence without the details."""
    return re.sub(r"[\d.]+|'.*'|\".*\"|/\S*", "", str(violation).partition("\n")[0])[:90]


def survey(driver: str, count: int, seed: int) -> dict[str, str]:
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    number = 0

    def search(known: set[str]) -> str | None:
        caught: list[str] = []

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=count,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
            report_multiple_bugs=False,
        )
        @hypothesis.given(schedules.schedules())
        def one(schedule: schedules.Schedule) -> None:
            nonlocal number
            number += 1
            try:
                trace = run(DRIVERS[driver], schedule)
                for key, value in trace.counts.items():
                    counts[key] = counts.get(key, 0) + value
            except invariants.Violation as violation:
                kind = _kind(violation)
                if kind in known or (caught and caught[0] != kind):
                    return
                caught[:] = [kind]
                found[kind] = f"{schedule}\n{violation}"
                raise

        try:
            one()
        except invariants.Violation as violation:
            return _kind(violation)
        return None

    known: set[str] = set()
    began = time.perf_counter()
    while True:
        number = 0
        promise = search(known)
        print(f"== {driver}: {number} runs, {time.perf_counter() - began:.1f} s", flush=True)
        if promise is None:
            print(counts)
            return found
        known.add(promise)
        print(found[promise], flush=True)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    for driver in sys.argv[2:] or DRIVERS:
        survey(driver, count, seed=1)
