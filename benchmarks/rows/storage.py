"""Programs in object storage, compared with OpenStackClient's own commands for objects."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

from benchmarks.cloud import VARIABLES
from benchmarks.environments import HOME, program
from benchmarks.figures import BASELINE, NEW, Figure, figure
from benchmarks.probes.rounds import alternate
from benchmarks.processes import probe, run

MIB = 1 << 20
SIZE = 1 << 30
QUICK_SIZE = 64 * MIB
CONTAINER = "benchmark"
#: The user of the cloud ``devcloud``, with whom Sahara reads the program.
LOGIN = ["--username", "admin", "--password", "devcloud-admin"]
_BINARY = ["dataprocessing", "job", "binary"]
#: Why the ratio is lower the busier the cores are, on which Swift itself runs.
CHECKSUM = "Only this client verifies the MD5 checksum: 1.6 s of CPU time for 1 GiB."


def storage(quick: bool) -> list[Figure]:
    """Measure a program, up and down; one of 1 GiB, or of 64 MiB in a trial."""
    size, runs = (QUICK_SIZE, 3) if quick else (SIZE, 3)
    path = HOME / "program"
    # A sparse file, because the disk is not to be measured.
    with open(path, "wb") as file:
        file.truncate(size)
    numbers = itertools.count()
    program_size = f"{size // MIB:,} MiB" if quick else "1 GiB"
    up, down = f"Upload of a {program_size} program", f"Download of a {program_size} program"
    _openstack("container", "create", CONTAINER)
    try:
        taken = alternate(
            {
                client: functools.partial(_upload, client, str(path), numbers)
                for client in (BASELINE, NEW)
            },
            runs,
        )
        figures = [_throughput(f"{up} to Swift", "object create", taken, size, 0.9)]
        _openstack(*_BINARY, "create", "--name", "kept", "--data", str(path), "--container",
                   CONTAINER, *LOGIN)  # fmt: skip
        taken = alternate(
            {client: functools.partial(_download, client) for client in (BASELINE, NEW)}, runs
        )
        figures.append(_throughput(f"{down} from Swift", "object save", taken, size, 0.9))
        for direction, name, row in (("up", "measured", up), ("down", "kept", down)):
            target = str(path) if direction == "up" else "/dev/null"
            memory = probe(NEW, "storage", direction, name, target, variables=VARIABLES)
            what = "peak memory added"
            figures.append(figure(row, what, "MiB", {NEW: [memory / MIB]}, 24))
    finally:
        _openstack(*_BINARY, "delete", "kept", check=False)
        _openstack("container", "delete", "--recursive", CONTAINER)
        path.unlink()
    return figures


def _throughput(
    row: str, command: str, taken: dict[str, list[float]], size: int, limit: float
) -> Figure:
    rates = {client: [size / MIB / seconds for seconds in runs] for client, runs in taken.items()}
    what = f"throughput over that of `openstack {command}`"
    return figure(row, what, "MiB/s", rates, limit, at_least=True, over="ratio", note=CHECKSUM)


def _openstack(*words: str, check: bool = True) -> float:
    """Run ``openstack`` with this client installed; return the seconds that it takes."""
    variables = {**VARIABLES, "OS_DATA_PROCESSING_API_VERSION": "2"}
    return run([program(NEW, "openstack"), *words], variables, check=check).wall


def _upload(client: str, path: str, numbers: Iterator[int]) -> float:
    name = f"upload-{next(numbers)}"
    if client == BASELINE:
        seconds = _openstack("object", "create", CONTAINER, path, "--name", name)
        _openstack("object", "delete", CONTAINER, name)
        return seconds
    create = (*_BINARY, "create", "--name", name, "--data", path, "--container", CONTAINER)
    seconds = _openstack(*create, *LOGIN)
    _openstack(*_BINARY, "delete", "--with-content", name)
    return seconds


def _download(client: str) -> float:
    if client == BASELINE:
        return _openstack("object", "save", CONTAINER, "kept", "--file", "/dev/null")
    return _openstack(*_BINARY, "download", "kept", "--force", "--file", "/dev/null")
