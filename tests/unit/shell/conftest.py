"""The ``openstack`` shell as a whole, in this process, and a cloud in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.shell import Shell
from tests.unit.loopback import Loopback
from tests.unit.shell.memory import PASSWORD, Cloud


@pytest.fixture(scope="session")
def server() -> Iterator[Loopback]:
    """A server; each test has it answer for a cloud of its own."""
    with Loopback(None) as loopback:
        yield loopback


@pytest.fixture
def cloud(server: Loopback) -> Cloud:
    cloud = Cloud(server.url)
    server.ways = [cloud.answer]
    server.bytes_read = cloud.bytes_read
    return cloud


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of every test."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(params=["1.1", "2"], ids=lambda version: f"v{version}")
def api_version(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def openstack(
    cloud: Cloud, api_version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """Runs commands as a user of the cloud in memory."""
    auth = {
        "auth_url": f"{cloud.url}/identity/v3",
        "username": "ann",
        "password": PASSWORD,
        "project_name": "data",
        "user_domain_id": "default",
        "project_domain_id": "default",
    }
    config = tmp_path / "clouds.yaml"
    entry = {"auth": auth, "region_name": "RegionOne", "identity_api_version": "3"}
    config.write_text(json.dumps({"clouds": {"memory": entry}}))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(config))
    monkeypatch.setenv("COLUMNS", "500")
    return Shell("memory", api_version)
