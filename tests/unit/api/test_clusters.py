"""Clusters: each method's request, and what it hands back."""

from __future__ import annotations

import pytest
import requests

from saharaclient import exceptions
from saharaclient.api import base
from saharaclient.api.clusters import Cluster

ID = "e172d86c-906d-418e-a29c-6189f53bfa42"
CLUSTER = {
    "id": ID,
    "name": "vanilla-cluster",
    "status": "Validating",
    "status_description": "",
    "plugin_name": "vanilla",
    "cluster_template_id": "57c92a7c-5c6a-42ea-9c6f-9f40a5aa4b36",
    "default_image_id": "4118a476-dfdc-4b0e-8d5c-463cba08e9ae",
    "user_keypair_id": "test",
    "neutron_management_network": "b1610452-2933-46b0-bf31-660cfa5621bd",
    "node_groups": [],
    "is_public": False,
}
MULTIPLE_PATH = {"1.1": "/v1.1/clusters/multiple", "2": "/v2/clusters"}
SEVERAL = {
    "1.1": {
        "clusters": ["a007a3e7-658f-4568-b0f2-fe2fd5efc554", "b012a6e7-65af-4566-b0f2-fe3fd7efc567"]
    },
    "2": {
        "clusters": [
            {"cluster": {"id": "a007a3e7-658f-4568-b0f2-fe2fd5efc554", "name": "c-1"}},
            {"cluster": {"id": "b012a6e7-65af-4566-b0f2-fe3fd7efc567", "name": "c-2"}},
        ]
    },
}
IDS = ["a007a3e7-658f-4568-b0f2-fe2fd5efc554", "b012a6e7-65af-4566-b0f2-fe3fd7efc567"]


@pytest.fixture
def version(client):
    return client.api.api_version


@pytest.fixture
def path(root):
    return f"{root}/clusters/{ID}"


def test_create_sends_what_was_given(client, root, sahara, field):
    sahara.on("POST", f"{root}/clusters", sahara.answer(202, {"cluster": CLUSTER}))
    cluster = client.clusters.create(
        "vanilla-cluster",
        "vanilla",
        "2.7.1",
        cluster_template_id="57c92a7c-5c6a-42ea-9c6f-9f40a5aa4b36",
        default_image_id="4118a476-dfdc-4b0e-8d5c-463cba08e9ae",
        user_keypair_id="test",
        net_id="b1610452-2933-46b0-bf31-660cfa5621bd",
        is_transient=False,
        node_groups=[],
        cluster_configs={},
        description="",
    )
    assert sahara.requests == [
        (
            "POST",
            f"{root}/clusters",
            {
                "name": "vanilla-cluster",
                "plugin_name": "vanilla",
                field: "2.7.1",
                "cluster_template_id": "57c92a7c-5c6a-42ea-9c6f-9f40a5aa4b36",
                "default_image_id": "4118a476-dfdc-4b0e-8d5c-463cba08e9ae",
                "user_keypair_id": "test",
                "neutron_management_network": "b1610452-2933-46b0-bf31-660cfa5621bd",
                "is_transient": False,
                "node_groups": [],
                "cluster_configs": {},
                "description": "",
            },
        )
    ]
    assert type(cluster) is Cluster
    assert cluster.to_dict() == CLUSTER


def test_every_parameter_of_create_is_sent(client, root, sahara, field):
    sahara.on("POST", f"{root}/clusters", {"cluster": CLUSTER})
    client.clusters.create(
        "c", "vanilla", "2.7.1", "ct", "image", True, "words", {"HDFS": {}}, [{"count": 1}],
        "key", ["namenode"], "net", 1, False, [{"id": "share"}], True, False,
    )  # fmt: skip
    assert sahara.requests[0][2] == {
        "name": "c",
        "plugin_name": "vanilla",
        field: "2.7.1",
        "cluster_template_id": "ct",
        "default_image_id": "image",
        "is_transient": True,
        "description": "words",
        "cluster_configs": {"HDFS": {}},
        "node_groups": [{"count": 1}],
        "user_keypair_id": "key",
        "anti_affinity": ["namenode"],
        "neutron_management_network": "net",
        "use_autoconfig": False,
        "shares": [{"id": "share"}],
        "is_public": True,
        "is_protected": False,
    }


def test_the_versions_name_is_the_parameters_name(client, root, sahara, field):
    sahara.on("POST", f"{root}/clusters", {"cluster": CLUSTER})
    client.clusters.create(name="c", plugin_name="vanilla", **{field: "2.7.1"})
    assert sahara.requests[0][2] == {"name": "c", "plugin_name": "vanilla", field: "2.7.1"}


@pytest.mark.parametrize("given", ["hadoop_version", "plugin_version"])
def test_fields_have_either_versions_names(client, root, sahara, field, given):
    sahara.on("POST", f"{root}/clusters", {"cluster": CLUSTER})
    client.clusters.create_from({"name": "c", given: "2.7.1", "net_id": "net"})
    assert sahara.requests[0][2] == {
        "name": "c",
        field: "2.7.1",
        "neutron_management_network": "net",
    }


def test_several_are_created_in_one_request(client, sahara, version, field):
    sahara.on("POST", MULTIPLE_PATH[version], sahara.answer(202, SEVERAL[version]))
    answer = client.clusters.create("c", "vanilla", "2.7.1", count=2)
    assert sahara.requests == [
        (
            "POST",
            MULTIPLE_PATH[version],
            {"name": "c", "plugin_name": "vanilla", field: "2.7.1", "count": 2},
        )
    ]
    assert answer.clusters == SEVERAL[version]["clusters"]
    assert client.clusters.created_ids(answer) == IDS


@pytest.mark.parametrize("count", [None, 1])
def test_one_is_created_without_a_count(client, root, sahara, count):
    sahara.on("POST", f"{root}/clusters", {"cluster": CLUSTER})
    answer = client.clusters.create("c", "vanilla", "2.7.1", count=count)
    assert sahara.requests[0][1] == f"{root}/clusters"
    assert "count" not in sahara.requests[0][2]
    assert client.clusters.created_ids(answer) == [ID]


def test_created_ids_come_from_bare_clusters_too(v2):
    answer = Cluster(v2.clusters, {"clusters": [{"id": "a"}, {"cluster": {"id": "b"}}, "c"]})
    assert v2.clusters.created_ids(answer) == ["a", "b", "c"]


def test_an_answer_without_the_wrapping_key_is_taken_as_it_is(client, root, sahara):
    sahara.on("POST", f"{root}/clusters", CLUSTER)
    assert client.clusters.create("c", "vanilla", "2.7.1").id == ID


def test_get(client, sahara, path):
    sahara.on("GET", path, {"cluster": CLUSTER})
    cluster = client.clusters.get(ID)
    assert sahara.requests == [("GET", f"{path}?show_progress=False", None)]
    assert type(cluster) is Cluster
    assert cluster.manager is client.clusters
    assert cluster.name == "vanilla-cluster"


@pytest.mark.parametrize(("show", "query"), [(True, "True"), (False, "False"), (None, "False")])
def test_get_with_progress(client, sahara, path, show, query):
    sahara.on("GET", path, {"cluster": {**CLUSTER, "provision_progress": []}})
    assert client.clusters.get(ID, show).provision_progress == []
    assert sahara.requests == [("GET", f"{path}?show_progress={query}", None)]


def test_update_patches_what_was_given(client, sahara, path):
    sahara.on("PATCH", path, sahara.answer(202, {"cluster": CLUSTER}))
    cluster = client.clusters.update(ID, name="public-vanilla-cluster", is_public=True)
    assert sahara.requests == [
        ("PATCH", path, {"name": "public-vanilla-cluster", "is_public": True})
    ]
    assert type(cluster) is Cluster
    assert cluster.cluster == CLUSTER


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"description": None}, {"description": None}),
        ({"shares": []}, {"shares": []}),
        ({"is_public": False}, {"is_public": False}),
        ({"name": base.NotUpdated(), "is_protected": True}, {"is_protected": True}),
    ],
)
def test_update_clears_with_none_and_keeps_what_is_not_updated(client, sahara, path, given, body):
    sahara.on("PATCH", path, {"cluster": CLUSTER})
    client.clusters.update(ID, **given)
    assert sahara.history[0].json() == body


def test_scale_puts_what_was_given(client, sahara, path):
    wanted = {
        "add_node_groups": [{"count": 1, "name": "b-worker", "node_group_template_id": "bc270ffe"}],
        "resize_node_groups": [{"count": 4, "name": "worker"}],
    }
    sahara.on("PUT", path, sahara.answer(202, {"cluster": CLUSTER}))
    cluster = client.clusters.scale(ID, wanted)
    assert sahara.requests == [("PUT", path, wanted)]
    assert cluster.cluster == CLUSTER


@pytest.mark.parametrize("trouble", [503, requests.exceptions.ConnectionError("reset")])
def test_scale_is_not_sent_twice(client, sahara, path, clock, trouble):
    sahara.on("PUT", path, sahara.answer(trouble) if isinstance(trouble, int) else trouble)
    with pytest.raises(exceptions.APIException):
        client.clusters.scale(ID, {})
    assert len(sahara.requests) == 1
    assert clock.sleeps == []


def test_verification_is_started_by_a_patch(client, sahara, path):
    sahara.on("PATCH", path, sahara.answer(202, {"cluster": {**CLUSTER, "verification": {}}}))
    cluster = client.clusters.verification_update(ID, "START")
    assert sahara.requests == [("PATCH", path, {"verification": {"status": "START"}})]
    assert cluster.cluster["verification"] == {}


def test_delete(client, sahara, path):
    sahara.on("DELETE", path, sahara.answer(204))
    assert client.clusters.delete(ID) is None
    assert sahara.requests == [("DELETE", path, None)]


@pytest.mark.parametrize(
    ("status", "body", "answer"),
    [(200, {"stack_name": "web-e172d86c"}, {"stack_name": "web-e172d86c"}), (204, None, {})],
)
def test_force_delete_returns_what_may_be_left(v2, sahara, status, body, answer):
    sahara.on("DELETE", f"/v2/clusters/{ID}", sahara.answer(status, body))
    assert v2.clusters.force_delete(ID) == answer
    assert sahara.requests == [("DELETE", f"/v2/clusters/{ID}", {"force": True})]


def test_force_delete_with_lost_answer_returns_nothing(v2, sahara):
    gone = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": "not found"}
    lost = requests.exceptions.ConnectionError("reset")
    sahara.on("DELETE", f"/v2/clusters/{ID}", lost, sahara.answer(404, gone))
    assert v2.clusters.force_delete(ID) == {}


def test_update_keypair_patches(v2, sahara):
    sahara.on("PATCH", f"/v2/clusters/{ID}", sahara.answer(202, {"cluster": CLUSTER}))
    cluster = v2.clusters.update_keypair(ID)
    assert sahara.requests == [("PATCH", f"/v2/clusters/{ID}", {"update_keypair": True})]
    assert cluster.cluster == CLUSTER


@pytest.mark.parametrize("method", ["force_delete", "update_keypair"])
def test_what_v2_alone_can_do_is_not_in_v1(v1, method):
    assert not hasattr(v1.clusters, method)
