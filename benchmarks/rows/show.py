"""One cluster by its name, among 500 and among 5,000."""

from __future__ import annotations

import functools
import pathlib

from benchmarks import children
from benchmarks.bench import Bench
from benchmarks.figures import FLOOR, THIS, TODAY, Figure, figure, ratio
from benchmarks.service import received

WORDS = ["dataprocessing", "cluster", "show", "seeded-00077"]
#: The same requests, sent by a command that does nothing else.
BARE = ["bare", "cluster", "show", "seeded-00077"]
#: A command of OpenStackClient's own with as many requests, to a service that answers sooner.
REGION = ["region", "show", "RegionOne"]
BARE_SHELL = children.PROBES / "bare_openstack.py"


def measure(bench: Bench) -> list[Figure]:
    bench.cloud.reset()
    figures = []
    # Among 5,000 the old client takes most of half a minute.
    for factor, clusters, today_runs in ((1, "500", 11), (10, "5,000", 3)):
        bench.cloud.seed(factor)
        figures += _among(bench, f"`cluster show NAME` among {clusters} clusters", today_runs)
    return figures


def _among(bench: Bench, row: str, today_runs: int) -> list[Figure]:
    floor = bench.environments[FLOOR]
    requests = {
        who: children.counted(
            bench.environments[who].python,
            REGION if who == FLOOR else WORDS,
            bench.cloud.variables,
        )[1]
        for who in (FLOOR, TODAY, THIS)
    }
    commands: dict[str, list[str | pathlib.Path]] = {
        FLOOR: [floor.python, BARE_SHELL, *BARE],
        "region": [floor.openstack, *REGION],
        TODAY: [bench.environments[TODAY].openstack, *WORDS],
        THIS: [bench.environments[THIS].openstack, *WORDS],
    }

    def seconds(who: str) -> float:
        return children.run(commands[who], bench.cloud.variables).wall

    wall = bench.alternating(
        bench.runs(11),
        {who: functools.partial(seconds, who) for who in commands},
        rarely={TODAY: bench.runs(today_runs)},
    )
    region = wall.pop("region")
    return [
        figure(
            row,
            "bytes received",
            {who: [received(requests[who])] for who in (TODAY, THIS)},
            at_most=6000,
        ),
        figure(
            row,
            "requests, with those of logging in",
            {who: [len(requests[who])] for who in requests},
            at_most=len(requests[FLOOR]),
        ),
        figure(
            row,
            "wall time, s, over that of a bare command with the same requests",
            wall,
            over=ratio,
            at_most=1.10,
        ),
        figure(
            row,
            f"the same over `openstack {' '.join(REGION)}`",
            {**wall, FLOOR: region},
            over=ratio,
            note=f"`openstack {' '.join(REGION)}` makes as many requests, to a service that"
            " answers sooner than this one.",
        ),
    ]
