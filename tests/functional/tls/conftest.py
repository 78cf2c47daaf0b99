"""The cloud under test, which can be reached over TLS from here on."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import CLOUDS, Account
from tests.functional.conftest import DEVCLOUD
from tests.functional.osc.conftest import names as names  # uploads go in the end, too
from tests.functional.osc.program import Program
from tests.functional.projects import write_clouds
from tests.functional.tls.servers import Server, certify, serving

REGION = "RegionTLS"
#: Entries of clouds.yaml that come over TLS.
TLS_CLOUDS = {"admin": "devcloud-tls", "member": "devcloud-tls-member"}


@dataclass
class Tls:
    """The cloud as it is over TLS.

    :param clouds: the entries of its clouds.yaml.
    :param authority: the file that vouches for its servers.
    :param sahara: URL of Sahara.
    """

    folder: Path
    clouds: dict[str, Any]
    authority: str
    sahara: str

    @property
    def keystone(self) -> str:
        url: str = self.clouds[TLS_CLOUDS["admin"]]["auth"]["auth_url"]
        return url


def devcloud_command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run devcloud on the cloud under test."""
    return subprocess.run([DEVCLOUD, *words], capture_output=True, text=True)


@pytest.fixture(scope="session")
def tls(devcloud: dict[str, str] | None) -> Tls:
    """The cloud, with TLS brought up; it stays so."""
    done = devcloud_command("up", "--tls")
    assert done.returncode == 0, done
    folder = Path(os.environ["DEVCLOUD_DIR"])
    path = Path(os.environ["OS_CLIENT_CONFIG_FILE"])
    if devcloud is not None:
        write_clouds(folder / "clouds.yaml", path, devcloud)
    clouds = json.loads(path.read_text())["clouds"]
    sahara = Account("admin").connection.session.get_endpoint(
        service_type="data-processing", region_name=REGION
    )
    return Tls(folder, clouds, clouds[TLS_CLOUDS["admin"]]["cacert"], sahara)


@pytest.fixture
def over_tls(tls: Tls, warm_openstack: dict[str, str], api_version: str, user: str) -> Program:
    """Runs commands that come over TLS, as clouds.yaml has it."""
    return Program(TLS_CLOUDS[user], api_version, warm_openstack)


@pytest.fixture
def plain(warm_openstack: dict[str, str], api_version: str, user: str) -> Program:
    """Runs commands that log in over plain HTTP, to be led astray behind that."""
    return Program(CLOUDS[user], api_version, warm_openstack)


@pytest.fixture
def entry(tls: Tls, empty_folder: Path, user: str) -> Callable[..., Mapping[str, str]]:
    """Makes a clouds.yaml and returns the variables that have a command take it.

    Its entry is that over TLS without the certificate of the authority, but for what is given.
    """

    def make(auth_url: str | None = None, **fields: Any) -> Mapping[str, str]:
        made = json.loads(json.dumps(tls.clouds[TLS_CLOUDS[user]]))
        del made["cacert"]
        made["auth"]["auth_url"] = auth_url or made["auth"]["auth_url"]
        path = empty_folder / "clouds.yaml"
        path.write_text(json.dumps({"clouds": {"made": {**made, **fields}}}))
        return {"OS_CLIENT_CONFIG_FILE": str(path), "OS_CLOUD": "made"}

    return make


# Servers that are not the cloud's


@pytest.fixture(scope="session")
def by_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose certificate, of an authority of its own, is for 127.0.0.1 alone."""
    with serving(certify(tmp_path_factory.mktemp("address"), "127.0.0.1")) as server:
        yield server


@pytest.fixture(scope="session")
def by_name(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose certificate is for localhost alone."""
    with serving(certify(tmp_path_factory.mktemp("name"), "localhost")) as server:
        yield server


@pytest.fixture(scope="session")
def expired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose certificate has expired the day before."""
    folder = tmp_path_factory.mktemp("expired")
    with serving(certify(folder, "127.0.0.1", days=-1)) as server:
        yield server
