"""One transfer of a large job binary: how long it takes, and the most that is in memory.

Arguments: ``plain`` or ``client``, ``up`` or ``down``, URL of the stub server, size, file.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any, BinaryIO

import requests
from clients import client

PIECE = 128 * 1024


def peak() -> int:
    """The most that this process ever had in memory, in bytes."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("/proc/self/status has no VmHWM.")


def plain_up(url: str, file: BinaryIO) -> None:
    requests.put(f"{url}/v1.1/job-binary-internals/big", data=file).raise_for_status()


def plain_down(url: str, file: BinaryIO) -> None:
    with requests.get(f"{url}/v1.1/job-binaries/big/data", stream=True) as response:
        for piece in response.iter_content(PIECE):
            file.write(piece)


def client_up(url: str, file: BinaryIO) -> None:
    internals = client(url).job_binary_internals
    # python-saharaclient 4.2.0 sends what it is given, and its own command gives it all at once.
    internals.create("big", file if _streams() else file.read())


def client_down(url: str, file: BinaryIO) -> None:
    binaries = client(url).job_binaries
    if _streams():
        binaries.download("big", file)
    else:
        file.write(binaries.get_file("big"))


def _streams() -> bool:
    from saharaclient.api.job_binaries import JobBinariesManagerV1

    return hasattr(JobBinariesManagerV1, "download")


ACTS: dict[tuple[str, str], Callable[[str, Any], None]] = {
    ("plain", "up"): plain_up,
    ("plain", "down"): plain_down,
    ("client", "up"): client_up,
    ("client", "down"): client_down,
}


def main() -> None:
    who, direction, server, size, path = sys.argv[1:]
    act = ACTS[who, direction]
    small = f"{server}/{1 << 20}"
    # A first transfer, of one MiB, imports what is imported late.
    with open("/dev/null", "wb") as sink, open(path, "rb") as source:
        if direction == "down":
            act(small, sink)
            before, began = peak(), time.perf_counter()
            act(f"{server}/{size}", sink)
        else:
            if who == "client":
                client(small).data_sources.get("x")
            else:
                requests.get(f"{small}/v1.1/data-sources/x")
            before, began = peak(), time.perf_counter()
            act(f"{server}/{size}", source)
        seconds = time.perf_counter() - began
    json.dump({"seconds": seconds, "memory": peak() - before}, sys.stdout)


if __name__ == "__main__":
    main()
