"""The declarations of fields go together with the managers."""

from __future__ import annotations

import inspect
from collections import Counter

import pytest

from saharaclient.api.fields import Compare, Lookup, Type
from saharaclient.api.kinds import CLUSTER, CLUSTER_TEMPLATE, IMAGE, KINDS, NODE_GROUP_TEMPLATE
from saharaclient.api.resource import RENAMED_FIELDS

BY_KEY = {kind.key: kind for kind in KINDS}
#: Parameters that are no fields of a resource: how many clusters, and parts of credentials.
OTHER_PARAMETERS = {"count", "credential_user", "credential_pass", "s3_credentials"}


def ids(kind):
    return kind.key


@pytest.fixture(params=KINDS, ids=ids)
def kind(request):
    return request.param


def nested(fields):
    yield fields
    for field in fields:
        if field.fields:
            yield from nested(field.fields)


def test_kinds_are_in_order_of_dependency():
    assert [kind.order for kind in KINDS] == list(range(len(KINDS)))
    for kind in KINDS:
        for fields in nested(kind.fields):
            for field in fields:
                if isinstance(field.refers_to, str):
                    assert BY_KEY[field.refers_to].order < kind.order, field.name
                else:
                    assert field.refers_to is None or isinstance(field.refers_to, Lookup)


def test_no_key_stands_for_two_fields(kind):
    for fields in nested(kind.fields):
        counts = Counter(key for field in fields for key in field.keys)
        assert [key for key, count in counts.items() if count > 1] == []


def test_field_answers_to_all_of_its_names():
    assert NODE_GROUP_TEMPLATE["plugin_version"].keys == ("plugin_version", "hadoop_version")
    assert NODE_GROUP_TEMPLATE["flavor_id"].keys == ("flavor_id", "flavor")
    assert CLUSTER["cluster_template_id"].keys == (
        "cluster_template_id",
        "cluster_template",
        "template",
    )
    assert CLUSTER.by_key["network"].name == "neutron_management_network"
    group = CLUSTER_TEMPLATE["node_groups"].by_name["node_group_template_id"]
    assert "template" in group.keys


def test_fields_are_those_of_create(kind, connect):
    if kind is IMAGE:
        pytest.skip("Images are registered, not created.")
    manager = getattr(connect("2"), kind.manager)
    parameters = set(inspect.signature(manager.create).parameters) - OTHER_PARAMETERS
    names = {
        RENAMED_FIELDS.get(name, name) for name in manager.request_body(dict.fromkeys(parameters))
    }
    declared = {field.name for field in kind}
    assert names <= declared
    # What the service takes, but create has no parameter for.
    extra = {"credentials", "domain_name", "image_id"}
    assert declared - names <= extra


def test_fields_of_v2_are_those_that_v1_lacks(kind, connect):
    if kind is IMAGE:
        pytest.skip("Images are registered, not created.")
    parameters = [
        set(inspect.signature(getattr(connect(version), kind.manager).create).parameters)
        for version in ("1.1", "2")
    ]
    only_in_2 = {RENAMED_FIELDS.get(name, name) for name in parameters[1]} - {
        RENAMED_FIELDS.get(name, name) for name in parameters[0]
    }
    assert {field.name for field in kind if field.only_in == "2"} == only_in_2


def test_lists_and_maps_say_how_they_are_compared(kind):
    for field in kind:
        if field.type in (Type.TEXTS, Type.CONFIGS, Type.OBJECT):
            assert field.compare is not Compare.VALUE, field.name


def test_write_only_fields_are_never_compared(kind):
    for field in kind:
        assert field.write_only == (field.compare is Compare.NEVER)


def test_descriptions_are_phrases(kind):
    for fields in nested(kind.fields):
        for field in fields:
            assert field.description[0].isupper()
            assert not field.description.endswith(".")
