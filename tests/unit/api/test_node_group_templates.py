"""Node group templates: each method's request, and what it hands back."""

from __future__ import annotations

import pytest

from saharaclient.api import base
from saharaclient.api.node_group_templates import NodeGroupTemplate

ID = "0bb9f1a4-0c44-4dc5-9452-6741c62ed9ae"
TEMPLATE = {
    "id": ID,
    "name": "worker",
    "plugin_name": "vanilla",
    "flavor_id": "2",
    "node_processes": ["datanode", "nodemanager"],
    "volumes_per_node": 2,
    "is_public": False,
}
EVERY_FIELD = {
    "name": "worker",
    "plugin_name": "vanilla",
    "flavor_id": "2",
    "description": "words",
    "volumes_per_node": 2,
    "volumes_size": 10,
    "node_processes": ["datanode"],
    "node_configs": {"HDFS": {}},
    "floating_ip_pool": "033debed",
    "security_groups": ["default"],
    "auto_security_group": True,
    "availability_zone": "nova",
    "volumes_availability_zone": "cinder",
    "volume_type": "ssd",
    "image_id": "4118a476",
    "is_proxy_gateway": False,
    "volume_local_to_instance": True,
    "use_autoconfig": False,
    "shares": [{"id": "share"}],
    "is_public": True,
    "is_protected": False,
    "volume_mount_prefix": "/mnt",
}
BOOT_VOLUME = {
    "boot_from_volume": True,
    "boot_volume_type": "ssd",
    "boot_volume_availability_zone": "cinder",
    "boot_volume_local_to_instance": False,
}


@pytest.fixture
def collection(root):
    return f"{root}/node-group-templates"


def test_create_sends_what_was_given(client, sahara, collection, field):
    sahara.on("POST", collection, sahara.answer(202, {"node_group_template": TEMPLATE}))
    template = client.node_group_templates.create(
        "worker", "vanilla", "2.7.1", "2", volumes_per_node=0, node_processes=["datanode"]
    )
    assert sahara.requests == [
        (
            "POST",
            collection,
            {
                "name": "worker",
                "plugin_name": "vanilla",
                field: "2.7.1",
                "flavor_id": "2",
                "volumes_per_node": 0,
                "node_processes": ["datanode"],
            },
        )
    ]
    assert type(template) is NodeGroupTemplate
    assert template.to_dict() == TEMPLATE


def test_every_parameter_of_create_is_sent(client, sahara, collection, field):
    sahara.on("POST", collection, {"node_group_template": TEMPLATE})
    client.node_group_templates.create(**EVERY_FIELD, **{field: "2.7.1"})
    assert sahara.requests[0][2] == {**EVERY_FIELD, field: "2.7.1"}


def test_v2_can_boot_from_a_volume(v2, sahara):
    sahara.on("POST", "/v2/node-group-templates", {"node_group_template": TEMPLATE})
    v2.node_group_templates.create("worker", "vanilla", "2.7.1", "2", **BOOT_VOLUME)
    assert sahara.requests[0][2] == {
        "name": "worker",
        "plugin_name": "vanilla",
        "plugin_version": "2.7.1",
        "flavor_id": "2",
        **BOOT_VOLUME,
    }


@pytest.mark.parametrize("parameter", BOOT_VOLUME)
def test_v1_cannot_boot_from_a_volume(v1, sahara, parameter):
    with pytest.raises(TypeError, match=parameter):
        v1.node_group_templates.create("worker", "vanilla", "2.7.1", "2", **{parameter: True})
    with pytest.raises(TypeError, match=parameter):
        v1.node_group_templates.update(ID, **{parameter: True})
    assert sahara.requests == []


def test_update_sends_what_was_given(client, sahara, path, verb):
    sahara.on(verb, path, sahara.answer(202, {"node_group_template": TEMPLATE}))
    template = client.node_group_templates.update(ID, name="renamed", flavor_id="3")
    assert sahara.requests == [(verb, path, {"name": "renamed", "flavor_id": "3"})]
    assert type(template) is NodeGroupTemplate
    assert template.node_group_template == TEMPLATE


def test_every_parameter_of_update_is_sent(client, sahara, path, verb):
    sahara.on(verb, path, {"node_group_template": TEMPLATE})
    client.node_group_templates.update(ID, **EVERY_FIELD)
    assert sahara.requests[0][2] == EVERY_FIELD


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"volumes_size": None}, {"volumes_size": None}),
        ({"volumes_per_node": 0, "is_public": False}, {"volumes_per_node": 0, "is_public": False}),
        ({"shares": base.NotUpdated(), "image_id": None}, {"image_id": None}),
    ],
)
def test_update_clears_with_none_and_keeps_what_is_not_updated(
    client, sahara, path, verb, given, body
):
    sahara.on(verb, path, {"node_group_template": TEMPLATE})
    client.node_group_templates.update(ID, **given)
    assert sahara.history[0].json() == body


def test_the_version_is_updated_by_its_name_alone_in_v1(v1, sahara):
    sahara.on("PUT", f"/v1.1/node-group-templates/{ID}", {"node_group_template": TEMPLATE})
    v1.node_group_templates.update(ID, hadoop_version="2.7.5")
    assert sahara.requests[0][2] == {"hadoop_version": "2.7.5"}


def test_empty_details_of_volumes_are_left_out_without_volumes(client, sahara, collection):
    sahara.on("POST", collection, {"node_group_template": TEMPLATE})
    client.node_group_templates.create(
        "worker", "vanilla", "2.7.1", "2", volumes_per_node=0, volumes_size=0, volume_type=""
    )
    body = sahara.requests[0][2]
    assert body["volumes_per_node"] == 0
    assert not {"volumes_size", "volume_type"} & body.keys()
