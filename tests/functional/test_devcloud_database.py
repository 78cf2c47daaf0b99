"""Sahara on MariaDB, in a cloud of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cloud import mariadb
from cloud.errors import DevcloudError

from tests import THOROUGH
from tests.functional.cloud import CLOUDS, Account
from tests.functional.conftest import DEVCLOUD
from tests.functional.shell import Shell

#: Not the ports of the cloud that all tests share.
PORT_BASE = "17800"


def is_installed() -> bool:
    try:
        return bool(mariadb.program("mariadbd", "mysqld"))
    except DevcloudError:
        return False


pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("database"),
    pytest.mark.skipif(not THOROUGH, reason="creates a cloud; runs with THOROUGH=1"),
    pytest.mark.skipif(not is_installed(), reason="MariaDB is not installed"),
]

Devcloud = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def devcloud_on_mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devcloud]:
    """Run a command of the devcloud on a cloud with MariaDB."""
    folder = tmp_path_factory.mktemp("cloud")
    shared = Path(os.environ["OS_CLIENT_CONFIG_FILE"]).parent / "environments"
    environment = {"DEVCLOUD_ENVIRONMENTS": str(shared), **os.environ, "DEVCLOUD_DIR": str(folder)}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [DEVCLOUD, *words], env=environment, capture_output=True, text=True, timeout=600
        )

    try:
        created = run("up", "--mariadb", "--without-swift", "--port-base", PORT_BASE)
        assert created.returncode == 0, created
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OS_CLIENT_CONFIG_FILE", str(folder / "clouds.yaml"))
            yield run
    finally:
        run("down")


@pytest.fixture
def admin(devcloud_on_mariadb: Devcloud) -> Account:
    return Account("admin")


def create_source(account: Account, name: str) -> int:
    fields = {"name": name, "type": "hdfs", "url": "hdfs://namenode/input"}
    return account.sahara.post("/data-sources", json=fields, raise_exc=False).status_code


def names(account: Account) -> set[str]:
    return {source["name"] for source in account.list("data-sources")}


def test_tables_come_from_migrations(devcloud_on_mariadb: Devcloud, admin: Account) -> None:
    assert "Running upgrade" in devcloud_on_mariadb("logs", "database-sahara", "-n", "1000").stdout
    assert names(admin) == set()


def test_names_are_compared_without_case(admin: Account) -> None:
    assert create_source(admin, "casey") == 202
    assert create_source(admin, "CASEY") == 400


@pytest.mark.parametrize("api_version", ["1.1", "2"])
def test_name_in_another_case_can_be_shown_instead(admin: Account, api_version: str) -> None:
    openstack = Shell(CLOUDS["admin"], api_version)
    create = "data source create {} --type hdfs --url hdfs://namenode/input"
    existing = openstack.json(create.format(f"mixed-{api_version}"))
    error = openstack.fails(create.format(f"MIXED-{api_version}"), status=1)
    assert f'"mixed-{api_version}"' in error
    assert "--or-show" in error
    assert openstack.json(create.format(f"MIXED-{api_version}"), "--or-show") == existing


def test_restart_keeps_data(devcloud_on_mariadb: Devcloud, admin: Account) -> None:
    create_source(admin, "kept")
    assert devcloud_on_mariadb("restart", "mariadb", "sahara").returncode == 0
    assert "kept" in names(Account("admin"))


def test_seed_is_refused(devcloud_on_mariadb: Devcloud) -> None:
    refused = devcloud_on_mariadb("seed", "1")
    assert refused.returncode == 1
    assert "SQLite" in refused.stderr


def test_cloud_moves_to_sqlite_and_back(devcloud_on_mariadb: Devcloud, admin: Account) -> None:
    create_source(admin, "mariadb-only")
    assert devcloud_on_mariadb("up", "--database", "sqlite").returncode == 0
    assert "mariadb" not in devcloud_on_mariadb("status").stdout
    assert names(Account("admin")) == set()
    assert devcloud_on_mariadb("up", "--mariadb").returncode == 0
    assert "mariadb-only" in names(Account("admin"))


def test_reset_empties_tables(devcloud_on_mariadb: Devcloud, admin: Account) -> None:
    create_source(admin, "temporary")
    assert devcloud_on_mariadb("reset").returncode == 0
    assert names(Account("admin")) == set()
