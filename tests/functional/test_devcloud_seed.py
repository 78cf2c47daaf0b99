"""``devcloud seed``: clusters and data sources by the hundreds, and none of them again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import Account
from tests.functional.conftest import DEVCLOUD
from tests.functional.shell import Shell

pytestmark = pytest.mark.parametrize("user", ["admin"], indirect=True)

COUNTS = {"clusters": 500, "data-sources": 2000}
TEMPLATES = ("cluster-templates", "node-group-templates")


def seed(factor: str) -> subprocess.CompletedProcess[str]:
    folder = Path(os.environ["OS_CLIENT_CONFIG_FILE"]).parent
    return subprocess.run(
        [DEVCLOUD, "seed", factor],
        env={**os.environ, "DEVCLOUD_DIR": str(folder)},
        capture_output=True,
        text=True,
    )


def seeded(account: Account, collection: str) -> list[dict[str, Any]]:
    return [one for one in account.list(collection) if one["name"].startswith("seeded")]


@pytest.fixture(scope="module")
def seeds(accounts: dict[str, Account]) -> Iterator[str]:
    """What making a seed prints; it goes in the end, and so does what it was made from."""
    admin = accounts["admin"]
    registered = admin.named("images", "fake-image")
    done = seed("1")
    assert done.returncode == 0, done
    yield done.stdout
    assert seed("0").returncode == 0
    for collection in TEMPLATES:
        for one in seeded(admin, collection):
            admin.sahara.delete(f"/{collection}/{one['id']}")
    for image in admin.named("images", "fake-image"):
        admin.sahara.delete(f"/images/{image['id']}")
    for image in registered:
        admin.register_image(image["id"], image["tags"], image["username"])


def test_there_are_as_many_as_it_says(seeds: str, account: Account) -> None:
    for collection, count in COUNTS.items():
        found = seeded(account, collection)
        assert len(found) == len({one["name"] for one in found}) == count
        assert f"{count} in all" in seeds


def test_every_cluster_is_whole_and_nobody_elses(seeds: str, account: Account) -> None:
    clusters = seeded(account, "clusters")
    groups = [group for cluster in clusters for group in cluster["node_groups"]]
    instances = [instance for group in groups for instance in group["instances"]]
    assert {cluster["status"] for cluster in clusters} == {"Active"}
    assert len({group["id"] for group in groups}) == 2 * len(clusters)
    assert len({instance["id"] for instance in instances}) == 3 * len(clusters)
    assert len({instance["instance_id"] for instance in instances}) == 3 * len(clusters)
    for cluster in clusters:
        assert cluster["verification"]["cluster_id"] == cluster["id"]
        for group in cluster["node_groups"]:
            for instance in group["instances"]:
                assert instance["instance_name"].startswith(f"{cluster['name']}-")


def test_a_second_time_adds_nothing(seeds: str, account: Account) -> None:
    assert "0 clusters added, 0 removed" in seed("1").stdout


@pytest.mark.parametrize("api_version", ["2"], indirect=True)
def test_commands_take_them_for_clusters(seeds: str, openstack: Shell) -> None:
    assert openstack.json("cluster show seeded-00321")["Status"] == "Active"
    assert openstack.json("data source show seeded-01999")["Type"] == "hdfs"


@pytest.mark.parametrize("factor", ["-1", "101", "many", "1.5"])
def test_what_is_no_factor_is_refused(factor: str, user: str) -> None:
    done = seed(factor)
    assert done.returncode == 2
    assert f'"{factor}" is not a number from 0 to 100' in done.stderr
