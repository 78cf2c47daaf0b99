from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.api.kinds import CLUSTER_TEMPLATE, DATA_SOURCE
from saharaclient.osc.arguments import request_fields
from saharaclient.osc.arguments.credentials import Credentials
from saharaclient.osc.arguments.options import Document, Switch, Value, sharing

OPTIONS = (
    Value("--name", "name", "Name"),
    Value("--image", "default_image_id", "Image"),
    Value("--volumes-type", "volume_type", "Type of the volumes"),
    Document("--configs", "cluster_configs", "Settings"),
    Switch("use_autoconfig", "--autoconfig", "--autoconfig-enable", "--autoconfig-disable", "", ""),
    *sharing("thing"),
    Credentials("extra", "thing"),
)
#: What Sahara 19 accepts in a node group (service/validations/cluster_template_schema.py and
#: node_group_template_schema.py).
NODE_GROUP = {
    "name": "worker",
    "node_group_template_id": "ea34d320-09d7-4dc1-acbf-75b57cec81c9",
    "count": 3,
    "flavor_id": "2",
    "image_id": None,
    "node_processes": ["datanode"],
    "node_configs": {},
    "auto_security_group": True,
    "security_groups": [],
    "availability_zone": "nova",
    "volumes_per_node": 1,
    "volumes_size": 10,
    "volume_type": None,
    "volumes_availability_zone": "cinder",
    "volume_mount_prefix": "/volumes/disk",
    "volume_local_to_instance": False,
    "floating_ip_pool": "public",
    "is_proxy_gateway": False,
    "shares": [],
}
DETAILS = {"volumes_per_node": ("volumes_size",)}


def from_document(document):
    return request_fields.from_document(document, OPTIONS, "thing", 'The file "a"')


def strip(fields, given=None, *, keep_null=False):
    return request_fields.without_placeholders(fields, given or {}, DETAILS, keep_null=keep_null)


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        ({"name": "a", "new": 1}, {"name": "a", "new": 1}),
        ({"image": "ubuntu"}, {"default_image_id": "ubuntu"}),
        ({"volumes-type": "ssd"}, {"volume_type": "ssd"}),
        ({"volumes_type": "ssd"}, {"volume_type": "ssd"}),
        ({"configs": {"a": {}}}, {"cluster_configs": {"a": {}}}),
        ({"hadoop_version": "0.1"}, {"plugin_version": "0.1"}),
        ({"thing": {"image": "a"}}, {"default_image_id": "a"}),
        ({"thing": {"image": "a"}, "name": "b"}, {"thing": {"image": "a"}, "name": "b"}),
        ({"public": True, "autoconfig": False}, {"is_public": True, "use_autoconfig": False}),
        ({"private": True, "unprotected": True}, {"is_public": False, "is_protected": False}),
        ({"autoconfig-disable": True}, {"use_autoconfig": False}),
        (
            {"username": "ann", "password": "pw"},
            {"extra": {"user": "ann", "password": "pw"}},
        ),
        (
            {"extra": {"accesskey": "A"}, "secret-key": "S", "s3_endpoint": "e"},
            {"extra": {"accesskey": "A", "secretkey": "S", "endpoint": "e"}},
        ),
    ],
)
def test_keys_of_a_document_become_fields(document, fields):
    assert from_document(document) == fields


@pytest.mark.parametrize(
    "document",
    [
        {"image": "a", "default_image_id": "b"},
        {"plugin_version": "1", "hadoop_version": "1"},
        {"public": True, "private": True},
    ],
)
def test_field_under_two_names_is_refused(document):
    first, second = document
    with pytest.raises(exceptions.CommandError, match=f'has both "{first}" and "{second}"'):
        from_document(document)


def test_credentials_that_are_no_object_are_refused():
    with pytest.raises(exceptions.CommandError, match='"extra" of a thing must be an object'):
        from_document({"extra": "pw"})


def test_placeholders_and_details_of_nothing_are_dropped():
    fields = {"name": "a", "image_id": "{image_id}", "b": None, "volumes_size": 0}
    assert strip(fields) == {"name": "a"}


def test_update_keeps_null_and_details_but_no_placeholders():
    fields = {"name": "{name}", "description": None, "volumes_size": 10}
    assert strip(fields, keep_null=True) == {"description": None, "volumes_size": 10}


def test_update_drops_details_of_what_the_document_does_not_have():
    assert strip({"volumes_per_node": 0, "volumes_size": 0}, keep_null=True) == {
        "volumes_per_node": 0
    }


@pytest.mark.parametrize("keep_null", [False, True])
def test_details_stay_with_an_option_that_enables_them(keep_null):
    fields = {"volumes_per_node": 0, "volumes_size": 10}
    given = {"volumes_per_node": 2}
    assert strip(fields, given, keep_null=keep_null) == fields


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_fields_of_both_versions_are_known(client):
    known = request_fields.known_fields(client.clusters, OPTIONS)
    assert {"plugin_version", "neutron_management_network", "net_id", "extra"} <= known
    assert "hadoop_version" not in known


def test_unknown_field_has_the_nearest_known_one():
    known = {"description", "name"}
    fields = {"name": "x", "descripton": "y", "zzz": None}
    assert list(request_fields.unknown_fields(fields, known)) == [
        '"descripton" (did you mean "description"?)',
        '"zzz"',
    ]


def test_unknown_fields_of_node_groups_are_found():
    groups = [{"name": "master", "count": 1}, {"name": "worker", "counts": 3}, "unheard of"]
    unknown = request_fields.unknown_fields(
        {"node_groups": groups}, {"node_groups"}, CLUSTER_TEMPLATE
    )
    assert list(unknown) == ['"counts" (did you mean "count"?) in node_groups[1]']


def test_unknown_field_of_one_object_is_found():
    fields = {"credentials": {"user": "a", "passwort": "b"}}
    (unknown,) = request_fields.unknown_fields(fields, fields, DATA_SOURCE)
    assert unknown == '"passwort" (did you mean "password"?) in credentials'


def test_node_group_fields_of_both_api_versions_are_known():
    unknown = request_fields.unknown_fields(
        {"node_groups": [NODE_GROUP]}, {"node_groups"}, CLUSTER_TEMPLATE
    )
    assert list(unknown) == []
