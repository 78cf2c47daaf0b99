"""A job binary of 1 GiB, up and down."""

from __future__ import annotations

import functools
from typing import Any

from benchmarks import children
from benchmarks.bench import Bench
from benchmarks.figures import FLOOR, THIS, TODAY, Figure, figure, ratio

SIZE = 1 << 30
MIB = 1 << 20


def measure(bench: Bench) -> list[Figure]:
    path = bench.home / "job-binary"
    # Sparse: what is measured is not the disk.
    with open(path, "wb") as file:
        file.truncate(SIZE)

    def transfer(who: str, direction: str, url: str) -> dict[str, float]:
        result: dict[str, float] = children.probe(
            bench.environments[THIS if who == FLOOR else who].python,
            "transfers",
            *("plain" if who == FLOOR else "client", direction, url, str(SIZE), str(path)),
        )
        return result

    figures = []
    with children.stub_server(bench.environments[FLOOR].python) as url:
        for direction, title in (("up", "Upload"), ("down", "Download")):
            done = bench.alternating(
                bench.runs(5),
                {
                    who: functools.partial(transfer, who, direction, url)
                    for who in (FLOOR, TODAY, THIS)
                },
                warm_up=False,
            )
            figures += _figures(f"{title} of a job binary of 1 GiB", done)
    path.unlink()
    return figures


def _figures(row: str, done: dict[str, list[Any]]) -> list[Figure]:
    return [
        figure(
            row,
            "peak memory over that before, MiB",
            {who: [one["memory"] / MIB for one in runs] for who, runs in done.items()},
            at_most=24,
        ),
        figure(
            row,
            "MiB a second, as a multiple of plain requests'",
            {who: [SIZE / MIB / one["seconds"] for one in runs] for who, runs in done.items()},
            over=ratio,
            at_least=0.9,
        ),
    ]
