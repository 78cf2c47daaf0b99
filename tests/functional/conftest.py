"""The cloud that functional tests run against, and what they share of it."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import THOROUGH
from tests.functional.cloud import CLOUDS, Account, Names
from tests.functional.projects import own_projects, write_clouds
from tests.functional.shell import Shell

DEVCLOUD = Path(__file__).parents[2] / "tools" / "devcloud" / "devcloud"
WARM = Path(__file__).parent / "warm_openstack.py"
API_VERSIONS = ("1.1", "2")
DEFAULT_PAIRS = (("member", "1.1"), ("admin", "2"))
#: A description that has a cluster hurry through its stages.
FAST = "stage_seconds=0.02"


@pytest.fixture(scope="session", autouse=True)
def devcloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str] | None]:
    """A cloud that is up, and an environment that says nothing but where it is.

    Processes that run tests next to the first one have projects of their own, by user.
    """
    config = os.environ.get("OS_CLIENT_CONFIG_FILE")
    if config is None:
        subprocess.run([DEVCLOUD, "up"], check=True)
        printed = subprocess.run([DEVCLOUD, "env"], check=True, stdout=subprocess.PIPE, text=True)
        variables = dict(word.split("=", 1) for word in shlex.split(printed.stdout) if "=" in word)
        config = variables["OS_CLIENT_CONFIG_FILE"]
    folder = Path(config).parent
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        for name in list(os.environ):
            if name.startswith("OS_"):
                patch.delenv(name)
        patch.setenv("DEVCLOUD_DIR", str(folder))
        patch.setenv("OS_CLIENT_CONFIG_FILE", config)
        patch.setenv("COLUMNS", "500")
        if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
            projects = stack.enter_context(own_projects())
            path = tmp_path_factory.mktemp("clouds") / "clouds.yaml"
            write_clouds(folder / "clouds.yaml", path, projects)
            patch.setenv("OS_CLIENT_CONFIG_FILE", str(path))
            yield projects
        else:
            yield None


@pytest.fixture(scope="session")
def warm_openstack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Variables with which ``openstack`` and ``python`` are found, and the first of them warm."""
    folder = tmp_path_factory.mktemp("bin")
    address = folder / "socket"
    command = folder / "openstack"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "{WARM}" "$@"\n')
    command.chmod(0o755)
    server = subprocess.Popen([sys.executable, str(WARM), "--serve", str(address)])
    try:
        end = time.monotonic() + 60
        while not address.exists():
            assert server.poll() is None, "The server of the openstack command has ended."
            assert time.monotonic() < end, "The server of the openstack command does not start."
            time.sleep(0.05)
        path = f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        yield {"PATH": path, "WARM_OPENSTACK": str(address), "LC_ALL": "C.UTF-8"}
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of every test, for files that commands read and write."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# Users and versions. By default, each user runs one version. Where a test has other parameters,
# its cases alternate between the two, so that every case runs once and both versions have some.
# Tests that are marked with `every_combination`, and all tests in `make test-all`, run as both
# users in both versions.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not THOROUGH:
        items[:] = _alternating([item for item in items if _is_wanted(item)])
    for item in items:
        if item.path.name.startswith("test_devcloud") or item.path.parent.name == "load":
            item.add_marker(pytest.mark.slow)  # tests of the cloud itself, and of its limits
            item.add_marker(pytest.mark.alone)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Have one process run each file, and all tests of the library: it records their calls."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path, _, _ = nodeid.partition("::")
            folder, _, _ = path.rpartition("/")
            return folder if folder.endswith("/api") else path

    return Scheduling(config, log)


def _parameters(item: pytest.Item) -> dict[str, Any]:
    return item.callspec.params if hasattr(item, "callspec") else {}


def _is_wanted(item: pytest.Item) -> bool:
    parameters = _parameters(item)
    pair = (parameters.get("user"), parameters.get("api_version"))
    if None in pair or item.get_closest_marker("every_combination"):
        return True
    fixed = {
        name
        for mark in item.iter_markers("parametrize")
        for name in (mark.args[0].split(",") if isinstance(mark.args[0], str) else mark.args[0])
    }
    return "user" in fixed or pair in DEFAULT_PAIRS


def _alternating(items: list[pytest.Item]) -> list[pytest.Item]:
    """Keep one version of each case of a test with several cases, in turn."""
    tests: dict[str, dict[str, list[pytest.Item]]] = {}
    for item in items:
        others = {
            name: id(value)
            for name, value in _parameters(item).items()
            if name not in ("user", "api_version")
        }
        test = tests.setdefault(item.nodeid.partition("[")[0], {})
        test.setdefault(str(sorted(others.items())), []).append(item)
    kept: set[pytest.Item] = set()
    for cases in tests.values():
        for number, case in enumerate(cases.values()):
            everything = len(cases) == 1 or case[0].get_closest_marker("every_combination")
            kept.update(case if everything else [case[number % len(case)]])
    return [item for item in items if item in kept]


@pytest.fixture(scope="session", params=API_VERSIONS, ids=lambda version: f"v{version}")
def api_version(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session", params=CLOUDS)
def user(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="session")
def openstack(devcloud: None, api_version: str, user: str) -> Shell:
    return Shell(CLOUDS[user], api_version)


@pytest.fixture(scope="session")
def accounts(devcloud: None) -> dict[str, Account]:
    return {user: Account(user) for user in CLOUDS}


@pytest.fixture(scope="session")
def account(accounts: dict[str, Account], user: str) -> Account:
    return accounts[user]


# What tests share


@pytest.fixture(scope="session")
def names(accounts: dict[str, Account]) -> Iterator[Names]:
    """Names for what tests create; all of it goes in the end."""
    names = Names()
    yield names
    for account in accounts.values():
        names.sweep(account)


@pytest.fixture(scope="session")
def flavor_id(accounts: dict[str, Account]) -> str:
    return accounts["admin"].connection.compute.find_flavor("m1.tiny").id


@pytest.fixture(scope="session")
def network_id(accounts: dict[str, Account]) -> str:
    return accounts["admin"].connection.network.find_network("private").id


@pytest.fixture(scope="session")
def images(accounts: dict[str, Account], names: Names) -> dict[str, str]:
    """Name of a registered image of each user, from which clusters can be made."""
    made = {user: names("image") for user in accounts}
    for user, name in made.items():
        accounts[user].register_image(accounts[user].create_image(name), ("fake", "0.1"))
    return made


@pytest.fixture(scope="session")
def image(images: dict[str, str], user: str) -> str:
    return images[user]


@pytest.fixture(scope="session")
def templates(
    accounts: dict[str, Account], names: Names, flavor_id: str
) -> dict[str, dict[str, dict[str, Any]]]:
    """Of each user: node group templates ``master`` and ``worker``, and a ``cluster`` template."""
    made: dict[str, dict[str, dict[str, Any]]] = {}
    plugin = {"plugin_name": "fake", "plugin_version": "0.1"}
    processes = {"master": ["namenode", "jobtracker"], "worker": ["datanode", "tasktracker"]}
    for user, account in accounts.items():
        groups = {
            role: account.create(
                "node-group-templates",
                name=names(role),
                node_processes=node_processes,
                flavor_id=flavor_id,
                **plugin,
            )
            for role, node_processes in processes.items()
        }
        node_groups = [
            {"name": group["name"], "node_group_template_id": group["id"], "count": 1}
            for group in groups.values()
        ]
        cluster = account.create(
            "cluster-templates", name=names("template"), node_groups=node_groups, **plugin
        )
        made[user] = {**groups, "cluster": cluster}
    return made


@pytest.fixture(scope="session")
def master(templates: dict[str, dict[str, dict[str, Any]]], user: str) -> dict[str, Any]:
    """A node group template with the processes that a cluster has once."""
    return templates[user]["master"]


@pytest.fixture(scope="session")
def worker(templates: dict[str, dict[str, dict[str, Any]]], user: str) -> dict[str, Any]:
    """A node group template with the processes that a cluster has many of."""
    return templates[user]["worker"]


@pytest.fixture(scope="session")
def cluster_template(templates: dict[str, dict[str, dict[str, Any]]], user: str) -> dict[str, Any]:
    """A cluster template of one master and one worker."""
    return templates[user]["cluster"]


@pytest.fixture(scope="session")
def launching(image: str, cluster_template: dict[str, Any]) -> Callable[..., list[str]]:
    """The words behind ``cluster create`` that launch one."""

    def words(name: str, description: str = FAST) -> list[str]:
        return [
            "--name", name,
            "--cluster-template", cluster_template["name"],
            "--image", image,
            "--neutron-network", "private",
            "--description", description,
        ]  # fmt: skip

    return words


@pytest.fixture(scope="session")
def clusters(
    accounts: dict[str, Account],
    names: Names,
    images: dict[str, str],
    templates: dict[str, dict[str, dict[str, Any]]],
    network_id: str,
) -> dict[str, str]:
    """Name of an Active cluster of each user, which tests leave as it is."""
    launched = {
        user: account.create(
            "clusters",
            name=names("cluster"),
            plugin_name="fake",
            plugin_version="0.1",
            cluster_template_id=templates[user]["cluster"]["id"],
            default_image_id=account.connection.image.find_image(images[user]).id,
            neutron_management_network=network_id,
            description=FAST,
        )
        for user, account in accounts.items()
    }
    for user, cluster in launched.items():
        accounts[user].until_active(cluster["id"])
        accounts[user].until_checked(cluster["id"])
    return {user: cluster["name"] for user, cluster in launched.items()}


@pytest.fixture(scope="session")
def cluster(clusters: dict[str, str], user: str) -> str:
    """Name of an Active cluster, which tests leave as it is."""
    return clusters[user]
