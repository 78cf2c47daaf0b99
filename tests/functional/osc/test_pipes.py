"""``openstack`` in pipes: readers that leave early, and output that others parse."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_member
from tests.functional.osc import program as programs
from tests.functional.osc.program import Program
from tests.functional.osc.service import version_1

pytestmark = as_member

CONTENT = bytes(range(256)) * 4096  # more than a pipe holds


@pytest.fixture(scope="module")
def upload(account: Account, names: Names) -> str:
    """Name of a job binary that the service keeps."""
    name = names("upload")
    answer = version_1(account).put(f"/job-binary-internals/{name}", data=CONTENT)
    content_id = answer.json()["job_binary_internal"]["id"]
    account.create("job-binaries", name=name, url=f"internal-db://{content_id}")
    return name


@pytest.fixture
def shell(program: Program) -> Callable[[str], subprocess.CompletedProcess[bytes]]:
    """Runs a line of bash in which ``dp`` is ``openstack dataprocessing``."""

    def run(line: str) -> subprocess.CompletedProcess[bytes]:
        function = f'dp() {{ {shlex.quote(str(program.path))} dataprocessing "$@"; }}'
        environment = {**os.environ, **program.environment}
        return subprocess.run(
            ["bash", "-c", f"{function}\n{line}"],
            env=environment,
            capture_output=True,
            timeout=programs.PATIENCE,
            check=False,
        )

    return run


Bash = Callable[[str], subprocess.CompletedProcess[bytes]]


@pytest.mark.usefixtures("cluster")
@pytest.mark.parametrize(
    "command",
    [
        "job type list -f value",
        "plugin list --long",
        "cluster template list -f json",
        "node group template list",
    ],
)
def test_a_list_whose_reader_leaves_ends_quietly(shell: Bash, command: str) -> None:
    done = shell(f"dp {command} | head -1")
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.count(b"\n") <= 1


def test_a_download_whose_reader_leaves_ends_quietly(shell: Bash, upload: str) -> None:
    done = shell(f"dp job binary download --file - {upload} | head -c 10")
    assert done.stderr == b""
    assert done.stdout == CONTENT[:10]


def test_a_download_goes_on_through_a_pipe(shell: Bash, upload: str) -> None:
    done = shell(f"set -o pipefail; dp job binary download --file - {upload} | cat")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == CONTENT


def test_results_of_several_kinds_are_json_in_a_pipe(shell: Bash, cluster: str) -> None:
    for command in (
        f"cluster event list --long {cluster}",
        f"cluster instance list {cluster}",
        "job type list",
    ):
        done = shell(f"set -o pipefail; dp {command} -f json | cat")
        assert (done.returncode, done.stderr) == (0, b"")
        result: list[dict[str, Any]] = json.loads(done.stdout)
        assert result


def test_signs_of_life_stay_out_of_a_pipe(
    shell: Bash, cluster: str, job_template: Callable[..., str]
) -> None:
    done = shell(
        "set -o pipefail; dp job execute --wait --poll-interval 0.2 -f json"
        f" --cluster {cluster} --job-template {job_template('doomed')} | cat"
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["Status"] == "FAILED"
    *signs, error, command = done.stderr.decode().splitlines()
    assert all(": " in line for line in signs)
    assert "has ended FAILED" in error
    assert command.startswith("openstack dataprocessing job show ")
