"""Measure the library, keystoneauth's adapter and plain requests against the stub server.

Arguments: the name of one of the functions in ``PROBES``, the URL of the stub server, and what that
function takes.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import timeit
from collections.abc import Callable
from typing import Any

import requests
from keystoneauth1 import adapter, session, token_endpoint
from rounds import alternate  # type: ignore[import-not-found]

from saharaclient.api.job_binaries import JobBinariesManagerV1
from saharaclient.client import Client

#: 4.2.0 transfers a job binary in one piece.
STREAMS = hasattr(JobBinariesManagerV1, "download")
ID = "00000000-0000-0000-0000-000000000001"


def connect(url: str) -> tuple[adapter.Adapter, Any]:
    """Return keystoneauth's adapter and the installed client for API v1.1."""
    connection = session.Session(auth=token_endpoint.Token(url, "token"))
    client: Any = Client("1.1", session=connection, sahara_url=f"{url}/v1.1")
    return adapter.Adapter(connection, endpoint_override=f"{url}/v1.1"), client


def lists(url: str, count: str, runs: str) -> dict[str, list[float]]:
    """Measure how many seconds a list of ``count`` data sources takes."""
    api, client = connect(f"{url}/{count}")

    def seconds(act: Callable[[], object]) -> float:
        gc.collect()
        began = time.perf_counter()
        result = act()
        took = time.perf_counter() - began
        del result
        return took

    taken: dict[str, list[float]] = alternate(
        {
            "baseline": lambda: seconds(lambda: api.get("/data-sources").json()),
            "client": lambda: seconds(client.data_sources.list),
        },
        int(runs),
    )
    return taken


def gets(url: str, calls: str, runs: str) -> dict[str, list[float]]:
    """Measure how many single data sources per second arrive."""
    api, client = connect(f"{url}/1")

    def rate(act: Callable[[], object]) -> float:
        return int(calls) / timeit.timeit(act, "import gc; gc.enable()", number=int(calls))

    taken: dict[str, list[float]] = alternate(
        {
            "baseline": lambda: rate(lambda: api.get(f"/data-sources/{ID}").json()),
            "client": lambda: rate(lambda: client.data_sources.get(ID)),
        },
        int(runs),
    )
    return taken


def transfer(url: str, who: str, direction: str, size: str, path: str) -> tuple[float, int]:
    """Upload or download a job binary; return seconds and the bytes of memory added."""
    # The first download, of 1 MiB, imports what is imported late.
    _transfer(f"{url}/{1 << 20}", who, "down", "/dev/null")
    before, began = peak(), time.perf_counter()
    _transfer(f"{url}/{size}", who, direction, path if direction == "up" else "/dev/null")
    return time.perf_counter() - began, peak() - before


def _transfer(url: str, who: str, direction: str, path: str) -> None:
    api = connect(url)[1]
    with open(path, "rb" if direction == "up" else "wb") as file:
        if who == "baseline" and direction == "up":
            requests.put(f"{url}/v1.1/job-binary-internals/big", data=file).raise_for_status()
        elif who == "baseline":
            with requests.get(f"{url}/v1.1/job-binaries/big/data", stream=True) as response:
                for piece in response.iter_content(128 * 1024):
                    file.write(piece)
        elif direction == "up":
            api.job_binary_internals.create("big", file if STREAMS else file.read())
        elif STREAMS:
            api.job_binaries.download("big", file)
        else:
            file.write(api.job_binaries.get_file("big"))


def peak() -> int:
    """Return the peak memory of this process so far, in bytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status has no VmHWM.")


PROBES: dict[str, Callable[..., Any]] = {"lists": lists, "gets": gets, "transfer": transfer}

if __name__ == "__main__":
    print(json.dumps(PROBES[sys.argv[1]](*sys.argv[2:])))
