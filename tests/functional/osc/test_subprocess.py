"""The console script ``openstack`` in a process of its own: statuses, pipes, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import CLOUDS, Account, Names
from tests.functional.marks import as_admin, as_member, in_v1, in_v2
from tests.functional.osc.program import heed_interrupts

PROGRAM = Path(sys.executable).with_name("openstack")

Launching = Callable[..., list[str]]


@pytest.fixture
def openstack(user: str, api_version: str) -> Callable[..., subprocess.Popen[str]]:
    """Starts the program, with pipes for all its streams."""

    def start(*words: str, **kwargs: Any) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "OS_CLOUD": CLOUDS[user],
            "OS_DATA_PROCESSING_API_VERSION": api_version,
        }
        streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        return subprocess.Popen(
            [PROGRAM, "dataprocessing", *words],
            env=environment,
            text=True,
            preexec_fn=heed_interrupts,
            **{**streams, **kwargs},
        )

    return start


def test_a_result_is_json_in_a_pipe_and_nothing_else(
    openstack: Callable[..., subprocess.Popen[str]],
) -> None:
    process = openstack("plugin", "list", "-f", "json")
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stderr) == (0, "")
    assert "fake" in {plugin["Name"] for plugin in json.loads(stdout)}


@as_member
@in_v1
def test_an_error_is_one_line_and_exit_status_1(
    openstack: Callable[..., subprocess.Popen[str]],
) -> None:
    process = openstack("cluster", "show", "no-such-cluster")
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (1, "")
    assert stderr.startswith('No matches found. There is no cluster with name "no-such-cluster".')
    assert stderr.count("\n") == 1


@as_member
@in_v2
def test_a_usage_error_is_exit_status_2(
    openstack: Callable[..., subprocess.Popen[str]],
) -> None:
    process = openstack("cluster", "scale", "x", "--instances", "worker")
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "NAME:COUNT" in stderr


@as_member
@in_v2
def test_a_template_goes_from_export_to_import_through_a_pipe(
    openstack: Callable[..., subprocess.Popen[str]],
    account: Account,
    names: Names,
    worker: dict[str, Any],
    image: str,
) -> None:
    name = names("piped")
    command = ("node", "group", "template")
    exporting = openstack(*command, "export", worker["name"])
    importing = openstack(
        *command, "import", "-", "--name", name, "--image_id", image, "--flavor_id", "m1.tiny",
        stdin=exporting.stdout,
    )  # fmt: skip
    _, stderr = importing.communicate(timeout=60)
    assert (exporting.wait(timeout=60), importing.returncode, stderr) == (0, 0, "")
    assert account.named("node-group-templates", name)


@as_admin
@in_v2
def test_a_reader_that_has_gone_is_no_reason_for_a_traceback(
    openstack: Callable[..., subprocess.Popen[str]],
) -> None:
    process = openstack("plugin", "list", "--long", "-f", "json")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    stderr = process.stderr.read()
    process.wait(timeout=60)
    assert "Traceback" not in stderr


@pytest.mark.parametrize("command", ["create", "delete"])
@as_member
@in_v1
def test_an_interrupted_wait_says_what_goes_on(
    openstack: Callable[..., subprocess.Popen[str]],
    account: Account,
    names: Names,
    launching: Launching,
    command: str,
) -> None:
    name = names("interrupted")
    words = launching(name, "stage_seconds=5")
    if command == "delete":
        started = openstack("cluster", "create", *words)
        assert started.wait(timeout=60) == 0
        words = [name]
    process = openstack("cluster", command, "--wait", "-v", *words)
    assert process.stderr is not None
    first = process.stderr.readline()
    while f"{name}: " not in first:
        assert first, "it ended before it was interrupted"
        first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == 130
    assert f'Stopped waiting for cluster "{name}".' in stderr
    goal = "active" if command == "create" else "deleted"
    assert stderr.endswith(f"\nopenstack dataprocessing cluster wait {name} --for {goal}\n")
    assert "Traceback" not in stderr
    if command == "create":
        (cluster,) = account.named("clusters", name)
        assert cluster["status"] not in ("Active", "Error", "Deleting")
