"""Every way to pass a secret: no output, log or file shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.secrets.given import Given, give
from tests.functional.secrets.table import WAYS, Way
from tests.functional.secrets.traces import ODD, PLAIN, files_in, found_in
from tests.functional.shell import Outcome, Shell
from tests.unit.shell.memory import Cloud

pytestmark = pytest.mark.slow

#: Everything that OpenStackClient logs, on stderr and in a file.
VERBOSE = ("--debug", "--timing", "--log-file", "log")
#: The resources of the cloud in memory.
NAMES = {
    "data_source": "input",
    "job_binary": "main.pig",
    "job_template": "pig",
    "group": "worker",
    "template": "small",
    "image": "ubuntu",
    "cluster": "c1",
    "name": "secretive",
}


@pytest.fixture
def given(way: Way, secret: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Given:
    given = give(way, secret, NAMES, tmp_path / "given")
    for name, value in given.environment.items():
        monkeypatch.setenv(name, value)
    return given


def traces_of(way: Way, secret: str, folder: Path, outcome: Outcome) -> list[str]:
    output = {"stdout": outcome.stdout, "stderr": outcome.stderr}
    return found_in({**files_in(folder), **output}, secret, in_command_line=way.shows)


@pytest.mark.parametrize("secret", [ODD], ids=["odd"])
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_secret_is_sent_and_never_shown(
    openstack: Shell, cloud: Cloud, given: Given, empty_folder: Path, way: Way, secret: str
) -> None:
    done = openstack.run(
        way.command, *given.words, "-f", "json", stdin=given.stdin, options=VERBOSE
    )
    assert done.exit_status == way.exit_status, done
    assert any("frotz" in body for body in cloud.bodies) is way.sends, done
    if done.exit_status != 2:
        assert (empty_folder / "log").stat().st_size
    assert traces_of(way, secret, empty_folder, done) == []


@pytest.mark.parametrize("secret", [PLAIN], ids=["plain"])
@pytest.mark.parametrize("api_version", ["2"])
@pytest.mark.parametrize("way", [way for way in WAYS if way.command != "cluster scale"], ids=str)
def test_dry_run_does_not_show_it(
    openstack: Shell, cloud: Cloud, given: Given, empty_folder: Path, way: Way, secret: str
) -> None:
    done = openstack.run(
        way.command, *given.words, "--dry-run",
        stdin=given.stdin, options=("-v", "--log-file", "log"),
    )  # fmt: skip
    assert (done.exit_status == 0) is way.sends, done
    assert cloud.changes == []
    assert traces_of(way, secret, empty_folder, done) == []
