"""A list of many data sources, and the same answer from keystoneauth's adapter.

Arguments: URL of the stub server, number of data sources, number of runs.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from clients import client, floor


def seconds(act: Callable[[], Any]) -> float:
    gc.collect()
    began = time.perf_counter()
    result = act()
    took = time.perf_counter() - began
    del result
    return took


def held(act: Callable[[], Any]) -> int:
    """Bytes that a result keeps in memory."""
    act()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    result = act()
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del result
    return after - before


def peak(act: Callable[[], Any]) -> int:
    """Bytes that an act has in memory at the most."""
    act()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    act()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most - before


def exhausted(manager: Any) -> None:
    # Only this client reads by the page; the other has all of a list at once.
    everything = manager.list_all() if hasattr(manager, "list_all") else manager.list()
    for _one in everything:
        pass


def main() -> None:
    server, count, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    url = f"{server}/{count}"
    api, manager = floor(url), client(url).data_sources
    few = client(f"{server}/{count // 4}").data_sources
    acts: dict[str, Callable[[], Any]] = {
        "floor": lambda: api.get("/data-sources").json(),
        "client": lambda: manager.list(),
        "client, names read": lambda: [one.name for one in manager.list()],
    }
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for round_ in range(-1, runs):
        # Each of them first, second and last in turn.
        names = list(acts)
        turn = round_ % len(names)
        for name in names[turn:] + names[:turn]:
            took = seconds(acts[name])
            if round_ >= 0:
                taken[name].append(took)
    memory = {
        "floor": held(acts["floor"]),
        "client": held(acts["client"]),
        "a quarter read by page": peak(lambda: exhausted(few)),
        "all read by page": peak(lambda: exhausted(manager)),
    }
    json.dump({"seconds": taken, "memory": memory}, sys.stdout)


if __name__ == "__main__":
    main()
