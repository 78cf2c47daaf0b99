"""Child processes, one at a time, with what they cost."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

PROBES = pathlib.Path(__file__).resolve().parent / "probes"


@dataclasses.dataclass
class Run:
    """A child process that has ended.

    :ivar wall: seconds from its start to its end.
    :ivar cpu: seconds of CPU that it took, in user and system mode.
    """

    wall: float
    cpu: float
    stdout: str


class ChildFailedError(Exception):
    """A command that was to be measured did not do what it should."""


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment without what would change what is measured."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OS_", "PYTHON")) and "proxy" not in name.lower()
    }
    return {**kept, **(more or {})}


def run(command: Sequence[str | pathlib.Path], variables: Mapping[str, str]) -> Run:
    """Run a command to its end.

    :raises ChildFailedError: its exit status is not 0.
    """
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        began = time.perf_counter()
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env=environment(variables),
        )
        # The resource usage of this very child, not of all that have ended before.
        _pid, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        stdout.seek(0)
        stderr.seek(0)
        printed, complaint = stdout.read().decode(), stderr.read().decode(errors="replace")
    if child.returncode:
        words = " ".join(str(word) for word in command[:8])
        raise ChildFailedError(f"{words} ... exited with {child.returncode}:\n{complaint[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, printed)


def probe(python: pathlib.Path, name: str, *arguments: str) -> Any:
    """Run one of the scripts in probes/ in an environment, and return what it prints as JSON."""
    return json.loads(run([python, PROBES / f"{name}.py", *arguments], {}).stdout)


def counted(
    python: pathlib.Path, words: Sequence[str], variables: Mapping[str, str]
) -> tuple[Run, list[dict[str, Any]]]:
    """Run ``openstack`` with these words; returns its HTTP requests, too."""
    with tempfile.TemporaryDirectory() as folder:
        counts = pathlib.Path(folder) / "requests.json"
        script = PROBES / "counted_openstack.py"
        done = run([python, script, *words], {**variables, "BENCHMARK_REQUESTS": str(counts)})
        return done, json.loads(counts.read_text())


@contextlib.contextmanager
def stub_server(python: pathlib.Path) -> Iterator[str]:
    """A stub of the service in a process of its own; gives its URL."""
    server = subprocess.Popen(
        [python, PROBES / "stub_server.py"], stdout=subprocess.PIPE, text=True, env=environment()
    )
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()
