"""Child processes and their cost."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.environments import HERE, program
from benchmarks.figures import BASELINE

PROBES = HERE / "probes"


class Run(NamedTuple):
    """A finished child process: seconds of wall time, seconds of CPU time, output."""

    wall: float
    cpu: float
    stdout: str


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment without variables that influence the measurement."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OS_", "PYTHON")) and "proxy" not in name.lower()
    }
    return {**kept, **(more or {})}


def run(
    command: Sequence[str], variables: Mapping[str, str] | None = None, *, check: bool = True
) -> Run:
    """Run a command, which must succeed unless ``check`` is false."""
    cpu, began = _cpu(), time.perf_counter()
    child = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, env=environment(variables)
    )
    wall = time.perf_counter() - began
    if child.returncode and check:
        raise RuntimeError(f"{command} failed:\n{child.stderr.decode(errors='replace')}")
    return Run(wall, _cpu() - cpu, child.stdout.decode())


def _cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def probe(
    client: str, name: str, *arguments: str, variables: Mapping[str, str] | None = None
) -> Any:
    """Run a script of ``probes`` in an environment; return the JSON that it prints."""
    command = [program(client, "python"), f"{PROBES}/{name}.py", *arguments]
    return json.loads(run(command, variables).stdout)


def requests_of(
    client: str, words: Sequence[str], variables: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Run ``openstack`` with these words; return its HTTP requests."""
    with tempfile.NamedTemporaryFile() as record:
        command = [program(client, "python"), f"{PROBES}/recorded_openstack.py", *words]
        run(command, {**variables, "BENCHMARK_REQUESTS": record.name})
        return list(json.load(record))


@contextlib.contextmanager
def stub_server() -> Iterator[str]:
    """Run the stub of the service in a process of its own; yield its URL."""
    command = [program(BASELINE, "python"), f"{PROBES}/stub_server.py"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()
