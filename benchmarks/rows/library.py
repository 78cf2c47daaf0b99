"""The library, compared with keystoneauth's adapter and with plain requests."""

from __future__ import annotations

import functools
from typing import Any

from benchmarks.environments import HOME
from benchmarks.figures import BASELINE, NEW, OLD, Figure, figure
from benchmarks.probes.rounds import alternate
from benchmarks.processes import probe, stub_server

COUNT = 20_000
SIZE = 1 << 30
MIB = 1 << 20


def library(quick: bool) -> list[Figure]:
    """Measure lists and single resources."""
    runs = {"lists": "9" if quick else "25", "gets": "30" if quick else "90"}
    taken: dict[str, dict[str, Any]] = {"lists": {}, "gets": {}}
    with stub_server() as url:
        for client in (OLD, NEW):
            for name, size in (("lists", COUNT), ("gets", 100)):
                found = probe(client, "library", name, url, str(size), runs[name])
                taken[name][client] = found

    def samples(name: str, what: str) -> dict[str, list[float]]:
        return {client: found[what] for client, found in taken[name].items()}

    lists, gets = f"`data_sources.list()` of {COUNT:,}", "`data_sources.get(id)`"
    adapter, rate = "time over that of the adapter and `json()`", "rate over that of the adapter"
    list_seconds, list_base = samples("lists", "client"), samples("lists", "baseline")
    get_rates, get_base = samples("gets", "client"), samples("gets", "baseline")
    return [
        figure(lists, adapter, "s", list_seconds, 1.3, over="ratio", baselines=list_base),
        figure(
            gets, rate, "calls/s", get_rates, 0.98, at_least=True, over="ratio", baselines=get_base
        ),
    ]


def transfers(quick: bool) -> list[Figure]:
    """Measure a job binary of 1 GiB, up and down."""
    path = HOME / "job-binary"
    # A sparse file, because the disk is not to be measured.
    with open(path, "wb") as file:
        file.truncate(SIZE)
    figures = []

    def transfer(client: str, direction: str) -> list[float]:
        """Return seconds, and bytes of memory."""
        where = NEW if client == BASELINE else client
        arguments = (url, client, direction, str(SIZE), str(path))
        return list(probe(where, "library", "transfer", *arguments))

    with stub_server() as url:
        for direction, row in (
            ("up", "Upload of a 1 GiB job binary"),
            ("down", "Download of a 1 GiB job binary"),
        ):
            clients = (BASELINE, OLD, NEW)
            measures = {who: functools.partial(transfer, who, direction) for who in clients}
            taken = alternate(measures, 2 if quick else 5)
            memory = {who: [size / MIB for _, size in runs] for who, runs in taken.items()}
            rates = {who: [SIZE / MIB / time for time, _ in runs] for who, runs in taken.items()}
            what = "throughput over that of plain requests"
            figures += [
                figure(row, "peak memory added", "MiB", memory, 24),
                figure(row, what, "MiB/s", rates, 0.9, at_least=True, over="ratio"),
            ]
    path.unlink()
    return figures
