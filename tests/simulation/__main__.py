"""Run many schedules, and show the shortest one for each kind of violation."""

from __future__ import annotations

import argparse
import re
import time

import hypothesis
from hypothesis import HealthCheck, Phase

from tests.simulation import schedules
from tests.simulation.invariants import Violation
from tests.simulation.simulation import DRIVERS, run


def kind_of(violation: Violation) -> str:
    """Return what tells one kind of violation from others: its sentence without the details."""
    return re.sub(r"[\d.]+|'.*'|\".*\"|/\S*", "", str(violation).partition("\n")[0])[:90]


def shortest(driver: str, options: argparse.Namespace, known: set[str]) -> str | None:
    """Return the story of the shortest schedule of an unknown kind of violation, if there is any.

    :param known: kinds of violations to ignore; the new one is added.
    """
    stories: dict[str, str] = {}

    @hypothesis.seed(options.seed)
    @hypothesis.settings(
        max_examples=options.schedules,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
    )
    @hypothesis.given(schedules.schedules())
    def one_kind_at_a_time(schedule: schedules.Schedule) -> None:
        try:
            run(DRIVERS[driver], schedule)
        except Violation as violation:
            kind = kind_of(violation)
            wanted = kind in stories if stories else kind not in known
            if wanted and re.search(options.only, str(violation)):
                stories[kind] = f"{schedule}\n{violation}"
                raise

    try:
        one_kind_at_a_time()
    except Violation:
        ((kind, story),) = stories.items()
        known.add(kind)
        return story
    return None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("schedules", nargs="?", type=int, default=500)
    parser.add_argument("--driver", choices=DRIVERS, action="append")
    parser.add_argument("--only", default="", help="regular expression for violations")
    parser.add_argument("--seed", type=int, default=15)
    options = parser.parse_args()
    for driver in options.driver or DRIVERS:
        known: set[str] = set()
        began = time.perf_counter()
        while story := shortest(driver, options, known):
            print(f"== {driver}, {time.perf_counter() - began:.0f} s\n{story}\n", flush=True)


if __name__ == "__main__":
    main()
