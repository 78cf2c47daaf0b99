"""From Active on the server to the exit of ``cluster create --wait``."""

from __future__ import annotations

import sqlite3
import statistics
import threading
import time
from concurrent import futures
from typing import NamedTuple

from benchmarks.cloud import DATABASE, VARIABLES, devcloud
from benchmarks.figures import NEW, OLD, Figure, figure
from benchmarks.processes import requests_of

#: Stages of a cluster of the devcloud whose length its description sets.
STAGES = 7


class Wait(NamedTuple):
    """One command: seconds from Active to its exit, requests, seconds until Active."""

    lag: float
    requests: int
    launch: float


def waits(quick: bool) -> list[Figure]:
    """Measure ``cluster create --wait`` with short and with long launches."""
    devcloud("reset")
    devcloud("seed", "1")
    # What a launch takes besides its stages depends on the machine.
    overhead = _wait(NEW, 0, "overhead").launch
    short = _both(4 - overhead, width=1, runs=3 if quick else 7)
    # A command sleeps most of these 60 s, so the runs overlap.
    runs = 2 if quick else 7
    long = _both(60 - overhead, width=5, runs=runs, side_by_side=2 * runs, apart=3.3)
    return _figures("4", short, 0.7) + _figures("60", long, 2.5)


def _both(
    seconds: float, width: float, runs: int, side_by_side: int = 1, apart: float = 0
) -> dict[str, list[Wait]]:
    """Run both clients with launches whose lengths differ a little, so that polls do not align."""
    waits: dict[str, list[futures.Future[Wait]]] = {OLD: [], NEW: []}
    with futures.ThreadPoolExecutor(side_by_side) as pool:
        for run in range(runs):
            length = max(seconds + width * ((run + 0.5) / runs - 0.5), 0.0)
            for client in sorted(waits, reverse=bool(run % 2)):
                waits[client].append(pool.submit(_wait, client, length, f"{seconds:.0f}-{run}"))
                time.sleep(apart)
    return {client: [one.result() for one in taken] for client, taken in waits.items()}


def _wait(client: str, seconds: float, mark: str) -> Wait:
    """Launch a cluster whose stages take so many seconds."""
    name = f"wait-{client}-{mark}"
    words = [
        *("dataprocessing", "cluster", "create", "--name", name, "--cluster-template", "seeded"),
        *("--image", "fake-image", "--neutron-network", "private", "--wait"),
        *("--description", f"stage_seconds={seconds / STAGES:.3f}"),
    ]
    exited = threading.Event()
    with futures.ThreadPoolExecutor(1) as pool:
        watch = pool.submit(_watch, name, exited)
        try:
            requests = requests_of(client, words, VARIABLES)
            ended = time.monotonic()
        finally:
            exited.set()
        created, active = watch.result()
    return Wait(ended - active, len(requests), active - created)


def _watch(name: str, exited: threading.Event) -> tuple[float, float]:
    """Return when a cluster appeared in the service's database, and when it was Active."""
    created = 0.0
    database = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
    query = "SELECT status FROM clusters WHERE name = ?"
    while not exited.wait(0.01):
        row = database.execute(query, (name,)).fetchone()
        if row is not None:
            created = created or time.monotonic()
            if row[0] == "Active":
                return created, time.monotonic()
    raise RuntimeError(f"Cluster {name} was not Active before the command exited.")


def _figures(seconds: str, waits: dict[str, list[Wait]], limit: float) -> list[Figure]:
    row = f"`cluster create --wait`, launch of {seconds} s"
    launches = [one.launch for taken in waits.values() for one in taken]
    note = f"The clusters took {min(launches):.1f} to {max(launches):.1f} s."
    lags = {client: [one.lag for one in taken] for client, taken in waits.items()}
    counts = {client: [one.requests for one in taken] for client, taken in waits.items()}
    at_most = statistics.median(counts[OLD])
    return [
        figure(row, "from Active to exit", "s", lags, limit, note=note),
        figure(row, "requests of the whole command", "", counts, at_most),
    ]
