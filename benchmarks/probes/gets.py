"""Calls of ``manager.get`` by the second, and of keystoneauth's adapter with and without a limit.

Arguments: URL of the stub server, number of runs, calls of each run.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from clients import client, floor

ID = "00000000-0000-0000-0000-000000000001"


def rate(act: Callable[[], Any], calls: int) -> float:
    began = time.perf_counter()
    for _ in range(calls):
        act()
    return calls / (time.perf_counter() - began)


def main() -> None:
    url, runs, calls = f"{sys.argv[1]}/1", int(sys.argv[2]), int(sys.argv[3])
    api, limited, manager = floor(url), floor(url), client(url).data_sources
    path = f"/data-sources/{ID}"
    acts: dict[str, Callable[[], Any]] = {
        "floor": lambda: api.get(path).json(),
        "floor with a time limit": lambda: limited.get(path, timeout=(30, 300)).json(),
        "client": lambda: manager.get(ID),
    }
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for round_ in range(-1, runs):
        # Each of them first, second and last in turn.
        names = list(acts)
        turn = round_ % len(names)
        for name in names[turn:] + names[:turn]:
            speed = rate(acts[name], calls)
            if round_ >= 0:
                taken[name].append(speed)
    json.dump(taken, sys.stdout)


if __name__ == "__main__":
    main()
