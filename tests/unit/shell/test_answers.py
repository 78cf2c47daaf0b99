"""Answers without what was asked for are one clear error, and no success."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.shell import Shell
from tests.unit.osc import samples
from tests.unit.shell.memory import Cloud

ID = samples.CLUSTER_ID


@pytest.fixture
def answers(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have requests about one resource answered with an object, lists being as they are."""

    def answer_with(reply: dict[str, Any]) -> None:
        as_usual = cloud._data_processing

        def answer(method: str, path: list[str], query: Any, body: Any) -> Any:
            if method == "GET" and len(path) == 2:
                return as_usual(method, path, query, body)
            return (200 if method == "GET" else 202), reply

        monkeypatch.setattr(cloud, "_data_processing", answer)

    return answer_with


@pytest.mark.parametrize("reply", [{}, {"cluster": {}}, {"cluster": {"id": None}}], ids=str)
@pytest.mark.parametrize(
    "command",
    [
        f"cluster show {ID}",
        f"cluster instance list {ID}",
        "cluster scale c1 --instances worker:2",
        "cluster update c1 --public",
    ],
)
def test_answer_without_the_resource_is_an_error(
    openstack: Shell, answers: Any, command: str, reply: dict[str, Any]
) -> None:
    answers(reply)
    error = openstack.fails(command, status=1)
    assert "answered without the cluster" in error
    assert ("look whether" in error) == (ID not in command)


@pytest.mark.parametrize("command", [f"cluster delete {ID}", f"cluster wait {ID}"])
def test_missing_id_is_named(openstack: Shell, answers: Any, command: str) -> None:
    answers({})
    error = openstack.fails(command, status=1)
    assert f'"{ID}"' in error
    assert 'without the "id" of the cluster' in error


def test_resource_without_id_does_not_stop_the_others(openstack: Shell, cloud: Cloud) -> None:
    del cloud.resources["clusters"][0]["id"]
    cloud.add("clusters", **{**samples.cluster(name="c2"), "id": samples.SECOND_CLUSTER_ID})
    outcome = openstack.run("cluster delete c1 c2")
    assert (outcome.exit_status, cloud.resources["clusters"][1:]) == (1, [])
    assert 'without the "id" of the cluster' in outcome.stderr
    assert "1 of 2 clusters failed to delete." in outcome.stderr


@pytest.mark.parametrize(
    ("collection", "field", "command"),
    [
        ("clusters", "node_groups", "cluster scale c1 --instances worker:2"),
        ("images", "id", "image tags add ubuntu --tags a"),
        ("cluster-templates", "id", "cluster create --name x --cluster-template small"),
        ("job-binaries", "url", "job binary delete main.pig"),
    ],
)
def test_field_that_the_service_left_out_is_named(
    openstack: Shell, cloud: Cloud, collection: str, field: str, command: str
) -> None:
    del cloud.resources[collection][0][field]
    error = openstack.fails(command, status=1)
    assert "The data processing service answered without the" in error
    assert cloud.changes == []


def test_list_with_nameless_resources_leaves_out_the_advice(openstack: Shell, cloud: Cloud) -> None:
    del cloud.resources["plugins"][0]["name"]
    assert openstack.fails("plugin show fakk", status=1).startswith("No matches found.")


def test_cluster_without_status_has_none_of_those_asked_for(openstack: Shell, cloud: Cloud) -> None:
    del cloud.resources["clusters"][0]["status"]
    assert openstack.json("cluster list --status active") == []


def test_poll_without_the_resource_shows_no_traceback(openstack: Shell, answers: Any) -> None:
    answers({"cluster": {"status": "Active"}})
    outcome = openstack.run("cluster create --name x --cluster-template small --wait")
    assert "Traceback" not in outcome.stderr
