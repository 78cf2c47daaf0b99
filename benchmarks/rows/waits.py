"""From Active on the server to the exit of ``cluster create --wait``."""

from __future__ import annotations

import dataclasses
import sqlite3
import threading
import time
from concurrent import futures
from typing import Any

from benchmarks import children
from benchmarks.bench import Bench
from benchmarks.cloud import Cloud
from benchmarks.figures import THIS, TODAY, Figure, figure

#: Seconds between two looks at the database.
LOOK = 0.01
#: Seconds between the starts of the waits that overlap.
APART = 3.3
#: Stages of a cluster of the devcloud that take as long as its description says.
STAGES = 7


@dataclasses.dataclass
class Wait:
    """One ``cluster create --wait``.

    :ivar lag: seconds from Active to its exit.
    :ivar requests: how many it has made, all told.
    :ivar lasted: seconds that its cluster took to become Active.
    """

    lag: float
    requests: int
    lasted: float


def measure(bench: Bench) -> list[Figure]:
    bench.cloud.reset()
    bench.cloud.seed(1)
    # What all of it takes besides differs from machine to machine.
    besides = _wait(bench, THIS, 0, "besides").lasted
    short = _one_by_one(bench, 4 - besides, bench.runs(7))
    long = _side_by_side(bench, 60 - besides, bench.runs(7, quick=2))
    return [*_figures("4", short, 0.7, ""), *_figures("60", long, 2.5, SIDE_BY_SIDE)]


SIDE_BY_SIDE = (
    "These runs overlap, a few seconds apart, for a wait sleeps nearly all of its time; they"
    " would take a quarter of an hour otherwise."
)


def _one_by_one(bench: Bench, paced: float, runs: int) -> dict[str, list[Wait]]:
    waits: dict[str, list[Wait]] = {TODAY: [], THIS: []}
    for run in range(runs):
        for who in sorted(waits, reverse=bool(run % 2)):
            waits[who].append(_wait(bench, who, _spread(paced, 1, run, runs), f"short-{run}"))
    return waits


def _side_by_side(bench: Bench, paced: float, runs: int) -> dict[str, list[Wait]]:
    with futures.ThreadPoolExecutor(max_workers=2 * runs) as pool:
        waiting: dict[str, list[futures.Future[Wait]]] = {TODAY: [], THIS: []}
        for run in range(runs):
            for who in waiting:
                length = _spread(paced, 5, run, runs)
                waiting[who].append(pool.submit(_wait, bench, who, length, f"long-{run}"))
                time.sleep(APART)
        return {who: [one.result() for one in taken] for who, taken in waiting.items()}


def _spread(seconds: float, width: float, run: int, runs: int) -> float:
    """Lengths evenly around one, for a look not to hit the same spot every time."""
    return max(seconds + width * ((run + 0.5) / runs - 0.5), 0.0)


def _wait(bench: Bench, who: str, paced: float, mark: str) -> Wait:
    """Launch a cluster that takes so many seconds, and what it takes besides."""
    name = f"wait-{who}-{mark}"
    words = [
        *("dataprocessing", "cluster", "create", "--name", name, "--cluster-template", "seeded"),
        *("--image", "fake-image", "--neutron-network", "private", "--wait"),
        *("--description", f"stage_seconds={paced / STAGES:.3f}"),
    ]
    watch = WaitSession(bench.cloud, name)
    watch.start()
    _run, requests = children.counted(bench.environments[who].python, words, bench.cloud.variables)
    ended = time.monotonic()
    watch.join()
    return Wait(ended - watch.active_at, len(requests), watch.active_at - watch.seen_at)


class WaitSession(threading.Thread):
    """Looks into the service's database until a cluster is Active."""

    def __init__(self, cloud: Cloud, name: str) -> None:
        super().__init__(daemon=True)
        self._path = cloud.database
        self._name = name
        self.seen_at = 0.0
        self.active_at = 0.0

    def run(self) -> None:
        database = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
        while not self.active_at:
            row = database.execute(
                "SELECT status FROM clusters WHERE name = ?", (self._name,)
            ).fetchone()
            now = time.monotonic()
            if row is not None and not self.seen_at:
                self.seen_at = now
            if row is not None and row[0] == "Active":
                self.active_at = now
            time.sleep(LOOK)
        database.close()


def _figures(seconds: str, waits: dict[str, list[Wait]], limit: float, note: str) -> list[Figure]:
    row = f"`cluster create --wait` of a cluster that takes {seconds} s"
    requests: dict[str, Any] = {
        who: [one.requests for one in taken] for who, taken in waits.items()
    }
    lasted = [one.lasted for taken in waits.values() for one in taken]
    spread = f"The clusters took {min(lasted):.1f} to {max(lasted):.1f} s."
    return [
        figure(
            row,
            "seconds from Active to exit",
            {who: [one.lag for one in taken] for who, taken in waits.items()},
            at_most=limit,
            note=f"{spread} {note}".strip(),
        ),
        figure(
            row,
            "requests of the whole command",
            requests,
            at_most=figure(row, "", requests).values[TODAY],
        ),
    ]
