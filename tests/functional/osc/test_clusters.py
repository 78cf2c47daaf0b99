"""``dataprocessing cluster ...``: the main job, and what a cluster tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.functional import compat
from tests.functional.cloud import CLOUDS, Account, Names
from tests.functional.marks import as_admin, every_combination, in_v2
from tests.functional.shell import Shell

Launching = Callable[..., list[str]]
SOON = ("--wait", "--poll-interval", "0.2")


def _counts(cluster: dict[str, Any]) -> dict[str, int]:
    return {group["name"]: group["count"] for group in cluster["Node groups"]}


@pytest.fixture(scope="module")
def launched(openstack: Shell, names: Names, launching: Launching) -> dict[str, Any]:
    """A cluster as ``cluster create --wait`` has shown it."""
    return openstack.waits("cluster create -f json", *SOON, *launching(names("job"))).json()


# The main job, in order: each takes the cluster from where the one before has left it


@every_combination
def test_a_launched_cluster_is_active(
    launched: dict[str, Any], api_version: str, cluster_template: dict[str, Any]
) -> None:
    assert compat.is_complete(api_version, "cluster create", launched)
    assert launched["Status"] == "Active"
    assert launched["Cluster template id"] == cluster_template["id"]
    assert (launched["Plugin name"], launched["Plugin version"]) == ("fake", "0.1")


@every_combination
def test_a_node_group_is_resized_and_another_one_added(
    openstack: Shell,
    api_version: str,
    names: Names,
    launched: dict[str, Any],
    master: dict[str, Any],
    worker: dict[str, Any],
) -> None:
    added = names("more")
    openstack(
        "node group template create --plugin fake --plugin-version 0.1 --flavor m1.tiny",
        "--processes", "datanode", "--name", added,
    )  # fmt: skip
    scaled = openstack.waits(
        "cluster scale -f json", launched["Name"], *SOON,
        "--instances", f"{worker['name']}:2", "--instances", f"{added}:1",
    ).json()  # fmt: skip
    assert compat.is_complete(api_version, "cluster scale", scaled)
    assert scaled["Status"] == "Active"
    assert _counts(scaled) == {master["name"]: 1, worker["name"]: 2, added: 1}


@every_combination
@pytest.mark.parametrize("dump", [json.dumps, yaml.safe_dump], ids=["JSON", "YAML"])
def test_a_cluster_is_scaled_from_a_file(
    openstack: Shell, launched: dict[str, Any], worker: dict[str, Any], dump: Any
) -> None:
    Path("change").write_text(dump({"resize_node_groups": [{"name": worker["name"], "count": 1}]}))
    scaled = openstack.waits("cluster scale -f json --json change", launched["Name"], *SOON).json()
    assert _counts(scaled)[worker["name"]] == 1


@every_combination
def test_without_wait_scaling_is_only_started(
    openstack: Shell, account: Account, launched: dict[str, Any], worker: dict[str, Any]
) -> None:
    scaled = openstack.json("cluster scale", launched["Name"], "--instances", f"{worker['id']}:2")
    assert scaled["Status"] != "Active"
    account.until_active(launched["Id"])


@every_combination
def test_a_health_check_is_started_and_shown(
    openstack: Shell, api_version: str, account: Account, launched: dict[str, Any]
) -> None:
    name = launched["Name"]
    account.until_checked(launched["Id"])
    assert openstack("cluster verification --start", name).lines == [
        f'Cluster "{name}" health verification has been started.'
    ]
    account.until_checked(launched["Id"])
    done = openstack.waits("cluster verification --start -f json", name, *SOON).json()
    assert done["Verification status"] == "GREEN"
    shown = openstack.json("cluster verification --show", name)
    assert compat.is_complete(api_version, "cluster verification --show", shown)
    assert shown == done
    assert "Health check (Check of instances accessibility)" in shown


@every_combination
def test_a_cluster_is_updated(
    openstack: Shell, api_version: str, names: Names, launched: dict[str, Any]
) -> None:
    name = names("renamed")
    updated = openstack.json(
        "cluster update", launched["Name"],
        "--name", name, "--description", "new words", "--public", "--protected",
    )  # fmt: skip
    assert compat.is_complete(api_version, "cluster update", updated)
    assert updated["Name"] == name
    assert updated["Description"] == "new words"
    assert updated["Is public"] is True
    assert updated["Is protected"] is True
    updated = openstack.json("cluster update", name, "--unprotected", "--private")
    assert updated["Is public"] is False
    assert updated["Is protected"] is False
    openstack("cluster update", name, "--name", launched["Name"])


@every_combination
@in_v2
def test_a_key_pair_is_updated(openstack: Shell, launched: dict[str, Any]) -> None:
    updated = openstack.json("cluster update keypair", launched["Name"])
    assert updated["Id"] == launched["Id"]


@every_combination
def test_a_deleted_cluster_is_gone(
    openstack: Shell, account: Account, launched: dict[str, Any]
) -> None:
    name = launched["Name"]
    outcome = openstack.waits("cluster delete", name, *SOON)
    assert outcome.lines == [
        f'Cluster "{name}" deletion has been started.',
        f'Cluster "{name}" has been removed successfully.',
    ]
    assert not account.named("clusters", name)


# Several at once, and other ways


def test_several_clusters_are_launched_and_deleted_at_once(
    openstack: Shell, account: Account, names: Names, launching: Launching
) -> None:
    name = names("trio")
    launched = openstack.json("cluster create --count 2", *launching(name))
    assert set(launched) == {f"{name}-1", f"{name}-2"}
    for cluster, cluster_id in launched.items():
        assert account.get("clusters", cluster_id)["name"] == cluster
    outcome = openstack("cluster delete", *launched)
    assert outcome.lines == [f'Cluster "{one}" deletion has been started.' for one in launched]


@in_v2
def test_a_forced_deletion_says_the_same(
    openstack: Shell, account: Account, names: Names, launching: Launching
) -> None:
    name = names("forced")
    openstack("cluster create", *launching(name, "stage_seconds=5"))
    outcome = openstack.waits("cluster delete --force", name, *SOON)
    assert outcome.lines == [
        f'Cluster "{name}" deletion has been started.',
        f'Cluster "{name}" has been removed successfully.',
    ]
    assert not account.named("clusters", name)


def test_create_takes_all_that_a_cluster_has(
    openstack: Shell, names: Names, launching: Launching, network_id: str
) -> None:
    name = names("full")
    created = openstack.json(
        "cluster create --user-keypair devcloud --public --transient --count 1", *launching(name)
    )
    assert created["Name"] == name
    assert created["User keypair id"] == "devcloud"
    assert created["Neutron management network"] == network_id
    assert created["Is public"] is True
    assert created["Is transient"] is True
    openstack("cluster delete", created["Id"])


def test_a_protected_cluster_stays(
    openstack: Shell, account: Account, names: Names, launching: Launching
) -> None:
    name = names("safe")
    created = openstack.id_of("cluster create --protected", *launching(name))
    assert "protected" in openstack.fails("cluster delete", name)
    assert account.get("clusters", created)["name"] == name


@pytest.mark.parametrize("dump", [json.dumps, yaml.safe_dump], ids=["JSON", "YAML"])
def test_create_from_standard_input_and_options_over_it(
    openstack: Shell,
    account: Account,
    names: Names,
    cluster_template: dict[str, Any],
    image: str,
    network_id: str,
    dump: Any,
) -> None:
    document = {
        "name": names("other"),
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "cluster_template_id": cluster_template["id"],
        "default_image_id": account.connection.image.find_image(image).id,
        "neutron_management_network": network_id,
        "description": "stage_seconds=0.1",
    }
    name = names("file")
    created = openstack.json("cluster create --json - --name", name, stdin=dump(document))
    assert created["Name"] == name
    assert created["Description"] == "stage_seconds=0.1"
    openstack("cluster delete", name)


# What a cluster tells


def test_show_has_a_field_for_every_step_and_check(
    openstack: Shell, api_version: str, cluster: str
) -> None:
    shown = openstack.json("cluster show --show-progress --verification", cluster)
    assert compat.is_complete(api_version, "cluster show", shown)
    assert compat.is_complete(api_version, "cluster show --verification", shown)
    assert shown["Engine: create cluster: Run instances"] == "Step completed successfully"
    assert shown["Verification status"] == "GREEN"


def test_events_are_dumped_to_a_file_and_stdout_stays_json(
    openstack: Shell, empty_folder: Path, cluster: str
) -> None:
    shown = openstack.json("cluster show --full-dump-events", cluster)
    (dump,) = empty_folder.iterdir()
    assert shown["Event log file"] == dump.name
    steps = json.loads(dump.read_text())
    assert "Run instances" in {step["step_name"] for step in steps}
    assert all("events" in step for step in steps)


# How many requests it takes


def _sahara_requests(account: Account, openstack: Shell, *words: str) -> list[tuple[str, str]]:
    base = account.sahara.endpoint_override.removesuffix("/v2")
    return [
        (method, url.removeprefix(base))
        for method, url in openstack(*words).requests
        if url.startswith(base)
    ]


def test_show_by_name_is_one_filtered_list(
    openstack: Shell, api_version: str, account: Account, cluster: str
) -> None:
    ((method, url),) = _sahara_requests(account, openstack, "cluster show -f json", cluster)
    path, _, query = url.partition("?")
    assert (method, path) == ("GET", f"/v{api_version}/clusters")
    assert f"name={cluster}" in query.split("&")


def test_show_by_id_is_one_get(
    openstack: Shell, api_version: str, account: Account, cluster: str
) -> None:
    cluster_id = account.named("clusters", cluster)[0]["id"]
    requests = _sahara_requests(account, openstack, "cluster show -f json", cluster_id)
    assert requests == [("GET", f"/v{api_version}/clusters/{cluster_id}")]


# Endpoints, whichever shape the catalog has them in


@as_admin
def test_an_endpoint_with_version_and_project_serves_both_versions(
    api_version: str, cluster: str
) -> None:
    legacy = Shell("devcloud-legacy", api_version)
    outcome = legacy("cluster show -f value -c Name", cluster)
    assert outcome.lines == [cluster]
    assert f"/v{api_version}/clusters" in outcome.requests[-1][1]


def test_version_1_1_is_the_default(user: str, account: Account) -> None:
    requests = _sahara_requests(account, Shell(CLOUDS[user]), "plugin list")
    assert requests == [("GET", "/v1.1/plugins")]
