"""Cluster templates: each method's request, and what it hands back."""

from __future__ import annotations

import pytest

from saharaclient.api import base
from saharaclient.api.cluster_templates import ClusterTemplate

ID = "57c92a7c-5c6a-42ea-9c6f-9f40a5aa4b36"
TEMPLATE = {
    "id": ID,
    "name": "cluster-template",
    "plugin_name": "vanilla",
    "description": None,
    "neutron_management_network": "b1610452-2933-46b0-bf31-660cfa5621bd",
    "node_groups": [{"name": "worker", "count": 3, "node_group_template_id": "846edb31"}],
    "is_public": False,
}


@pytest.fixture
def path(root):
    return f"{root}/cluster-templates/{ID}"


def test_create_sends_what_was_given(client, root, sahara, field):
    sahara.on(
        "POST", f"{root}/cluster-templates", sahara.answer(202, {"cluster_template": TEMPLATE})
    )
    template = client.cluster_templates.create(
        "cluster-template",
        "vanilla",
        "2.7.1",
        node_groups=TEMPLATE["node_groups"],
    )
    assert sahara.requests == [
        (
            "POST",
            f"{root}/cluster-templates",
            {
                "name": "cluster-template",
                "plugin_name": "vanilla",
                field: "2.7.1",
                "node_groups": [
                    {"name": "worker", "count": 3, "node_group_template_id": "846edb31"}
                ],
            },
        )
    ]
    assert type(template) is ClusterTemplate
    assert template.to_dict() == TEMPLATE


def test_every_parameter_of_create_is_sent(client, root, sahara, field):
    sahara.on("POST", f"{root}/cluster-templates", {"cluster_template": TEMPLATE})
    client.cluster_templates.create(
        "ct", "vanilla", "2.7.1", "words", {"HDFS": {}}, [], ["namenode"], "net", "image",
        True, [{"id": "share"}], False, True, "example.org.",
    )  # fmt: skip
    assert sahara.requests[0][2] == {
        "name": "ct",
        "plugin_name": "vanilla",
        field: "2.7.1",
        "description": "words",
        "cluster_configs": {"HDFS": {}},
        "node_groups": [],
        "anti_affinity": ["namenode"],
        "neutron_management_network": "net",
        "default_image_id": "image",
        "use_autoconfig": True,
        "shares": [{"id": "share"}],
        "is_public": False,
        "is_protected": True,
        "domain_name": "example.org.",
    }


def test_update_sends_what_was_given(client, sahara, path, verb):
    sahara.on(verb, path, sahara.answer(202, {"cluster_template": TEMPLATE}))
    template = client.cluster_templates.update(ID, name="renamed", net_id="net")
    assert sahara.requests == [
        (verb, path, {"name": "renamed", "neutron_management_network": "net"})
    ]
    assert type(template) is ClusterTemplate
    assert template.cluster_template == TEMPLATE


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"description": None}, {"description": None}),
        ({"node_groups": [], "is_public": False}, {"node_groups": [], "is_public": False}),
        ({"shares": base.NotUpdated(), "domain_name": None}, {"domain_name": None}),
    ],
)
def test_update_clears_with_none_and_keeps_what_is_not_updated(
    client, sahara, path, verb, given, body
):
    sahara.on(verb, path, {"cluster_template": TEMPLATE})
    client.cluster_templates.update(ID, **given)
    assert sahara.history[0].json() == body


def test_the_version_is_updated_by_position(client, sahara, path, verb, field):
    sahara.on(verb, path, {"cluster_template": TEMPLATE})
    client.cluster_templates.update(ID, "n", "vanilla", "2.7.5")
    assert sahara.requests[0][2] == {"name": "n", "plugin_name": "vanilla", field: "2.7.5"}


def test_the_version_is_updated_by_its_name_alone_in_v2(v2, sahara):
    sahara.on("PATCH", f"/v2/cluster-templates/{ID}", {"cluster_template": TEMPLATE})
    v2.cluster_templates.update(ID, plugin_version="2.7.5")
    assert sahara.requests[0][2] == {"plugin_version": "2.7.5"}


def test_the_version_is_updated_by_its_name_alone_in_v1(v1, sahara):
    sahara.on("PUT", f"/v1.1/cluster-templates/{ID}", {"cluster_template": TEMPLATE})
    v1.cluster_templates.update(ID, hadoop_version="2.7.5")
    assert sahara.requests[0][2] == {"hadoop_version": "2.7.5"}


@pytest.mark.parametrize("given", ["hadoop_version", "plugin_version"])
def test_fields_have_either_versions_names(client, sahara, path, verb, field, given):
    sahara.on(verb, path, {"cluster_template": TEMPLATE})
    client.cluster_templates.update_from(ID, {given: "2.7.5"})
    assert sahara.requests[0][2] == {field: "2.7.5"}
