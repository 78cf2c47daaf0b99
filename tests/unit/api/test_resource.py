"""One thing that the API knows: its fields as attributes, under either version's names."""

from __future__ import annotations

import copy
import pickle

import pytest

from saharaclient.api import base
from saharaclient.api.cluster_templates import ClusterTemplate
from saharaclient.api.clusters import Cluster
from saharaclient.api.images import Image
from saharaclient.api.node_group_templates import NodeGroupTemplate
from saharaclient.api.plugins import Plugin

INFO = {
    "id": "e172d86c-906d-418e-a29c-6189f53bfa42",
    "name": "vanilla-cluster",
    "status": "Active",
    "plugin_name": "vanilla",
    "hadoop_version": "2.7.1",
    "tenant_id": "808d5032ea0446889097723bfc8e919d",
    "node_groups": [{"name": "worker", "count": 3}],
    "is_public": False,
    "shares": None,
    "a_field_of_tomorrow": 42,
}


@pytest.fixture
def cluster():
    return Cluster(None, copy.deepcopy(INFO))


@pytest.mark.parametrize("field", INFO)
def test_every_field_is_an_attribute(cluster, field):
    assert getattr(cluster, field) == INFO[field]


@pytest.mark.parametrize(
    ("v1_name", "v2_name"),
    [
        ("hadoop_version", "plugin_version"),
        ("tenant_id", "project_id"),
        ("job_id", "job_template_id"),
        ("oozie_job_id", "engine_job_id"),
    ],
)
def test_a_renamed_field_answers_to_both_names(v1_name, v2_name):
    of_v1 = base.Resource(None, {v1_name: "x"})
    of_v2 = base.Resource(None, {v2_name: "x"})
    for resource in (of_v1, of_v2):
        assert getattr(resource, v1_name) == "x"
        assert getattr(resource, v2_name) == "x"
    assert of_v1.to_dict() == {v1_name: "x"}
    assert of_v2.to_dict() == {v2_name: "x"}


def test_a_field_that_is_not_there_is_an_attribute_error(cluster):
    with pytest.raises(AttributeError, match='This Cluster has no field "colour"'):
        cluster.colour  # noqa: B018
    assert not hasattr(cluster, "colour")
    assert getattr(cluster, "colour", "none") == "none"


def test_vars_hold_every_field_under_the_servers_names(cluster):
    assert vars(cluster) == cluster.__dict__ == INFO


def test_vars_hold_a_field_with_a_name_that_classes_have():
    assert vars(base.Resource(None, {"mro": 1})) == {"mro": 1}


def test_vars_hold_the_defaults():
    assert vars(Image(None, {"id": "1"})) == {"id": "1", "description": ""}
    assert Image(None, {"id": "1"}).to_dict() == {"id": "1", "description": ""}


def test_vars_hold_the_id_of_a_plugin():
    assert vars(Plugin(None, {"name": "vanilla"})) == {"name": "vanilla", "id": "vanilla"}
    assert Plugin(None, {"name": "vanilla"}).to_dict() == {"name": "vanilla"}


@pytest.mark.parametrize(
    "name",
    ["to_dict", "manager", "_info", "described", "resource_name", "__class__", "__deepcopy__"],
)
def test_no_field_takes_the_place_of_what_the_library_defines(name):
    manager = object()
    resource = Cluster(manager, {"id": "1", name: "from the server"})
    assert getattr(resource, name) != "from the server"
    assert vars(resource) == {"id": "1"}
    assert resource.manager is manager
    assert resource.to_dict() == {"id": "1", name: "from the server"}


@pytest.mark.parametrize("before", [True, False], ids=["vars read before", "not read"])
def test_attributes_that_are_set_are_in_vars(cluster, before):
    if before:
        vars(cluster)
    cluster.ui_state = "open"
    cluster.name = "renamed"
    assert vars(cluster) == {**INFO, "ui_state": "open", "name": "renamed"}
    assert cluster.to_dict() == INFO


def test_what_is_written_to_vars_is_an_attribute(cluster):
    vars(cluster)["ui_state"] = "open"
    vars(cluster).update(name="renamed")
    assert (cluster.ui_state, cluster.name) == ("open", "renamed")
    assert cluster.to_dict() == INFO


@pytest.mark.parametrize("name", ["_colour", "__colour__"])
def test_private_names_are_never_fields(name):
    resource = base.Resource(None, {"_colour": 1, "__colour__": 1})
    assert vars(resource) == {}
    with pytest.raises(AttributeError):
        getattr(resource, name)


def test_two_defaults_are_not_one_object():
    class Shared(base.Resource):
        defaults = {"tags": []}

    Shared(None, {}).tags.append("x")
    assert Shared(None, {}).tags == []


def test_to_dict_is_what_the_server_sent(cluster):
    assert cluster.to_dict() == INFO


def test_to_dict_is_a_copy(cluster):
    cluster.to_dict()["node_groups"][0]["count"] = 99
    assert cluster.node_groups[0]["count"] == 3


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (Cluster, "cluster"),
        (ClusterTemplate, "cluster_template"),
        (NodeGroupTemplate, "node_group_template"),
        (Image, "image"),
        (Plugin, "plugin"),
    ],
)
def test_the_wrapping_key_is_the_raw_dict(kind, key):
    info = {"id": "1", "name": "n", "description": "d"}
    assert getattr(kind(None, info), key) == info


def test_a_field_named_like_the_wrapping_key_wins():
    assert Cluster(None, {"cluster": "mine"}).cluster == "mine"


def test_attributes_can_be_added_and_replaced(cluster):
    cluster.ui_state = {"open": True}
    cluster.name = "renamed"
    assert cluster.ui_state == {"open": True}
    assert cluster.name == "renamed"
    assert cluster.to_dict() == INFO


def test_what_is_in_an_envelope_is_an_attribute_too():
    exported = ClusterTemplate(None, {"cluster_template": {"name": "x", "hadoop_version": "1"}})
    assert (exported.name, exported.plugin_version) == ("x", "1")
    assert exported.cluster_template == {"name": "x", "hadoop_version": "1"}
    assert vars(exported) == exported.to_dict()


def test_a_cluster_that_was_never_checked_has_an_empty_verification():
    assert Cluster(None, {"id": "1"}).verification == {}
    assert Cluster(None, {"id": "1"}).to_dict() == vars(Cluster(None, {"id": "1"})) == {"id": "1"}
    assert Cluster(None, {"cluster": {"verification": {"id": 2}}}).verification == {"id": 2}


def test_text_of_a_resource_has_its_defaults():
    assert str(Image(None, {"id": "1"})) == "Image {'id': '1', 'description': ''}"


def test_dir_lists_fields_and_methods(cluster):
    assert {"status", "a_field_of_tomorrow", "to_dict"} <= set(dir(cluster))


def test_repr_names_the_resource(cluster):
    assert repr(cluster) == (
        "<Cluster {'id': 'e172d86c-906d-418e-a29c-6189f53bfa42', 'name': 'vanilla-cluster',"
        " 'status': 'Active'}>"
    )
    assert str(cluster) == f"Cluster {INFO}"
    assert repr(Image(None, {"id": "1"})) == "<Image {'id': '1'}>"


def test_equality_is_of_kind_and_fields(cluster):
    assert cluster == Cluster(object(), INFO)
    assert cluster != Cluster(None, {**INFO, "status": "Error"})
    assert cluster != ClusterTemplate(None, INFO)
    assert cluster != INFO


def test_another_type_is_asked_whether_it_is_equal(cluster):
    class Anything:
        def __eq__(self, other):
            return True

        __hash__ = object.__hash__

    assert cluster == Anything()
    assert cluster.__eq__(Anything()) is NotImplemented


def test_equality_is_of_what_the_server_sent(cluster):
    again = Cluster(None, copy.deepcopy(INFO))
    again.ui_state = "open"
    assert again == cluster


def test_equal_resources_are_one_member_of_a_set(cluster):
    assert {cluster, Cluster(None, copy.deepcopy(INFO)), copy.deepcopy(cluster)} == {cluster}
    assert len({Plugin(None, {"name": "vanilla"}), Plugin(None, {"name": "vanilla"})}) == 1


def test_hash_is_of_type_and_id(cluster):
    later = Cluster(None, {**INFO, "status": "Error"})
    assert hash(later) == hash(cluster)
    assert hash(ClusterTemplate(None, INFO)) != hash(cluster)


@pytest.mark.parametrize("id_", [None, 7, ["x"], {"x": 1}])
def test_a_resource_with_any_id_can_be_hashed(id_):
    assert len({Cluster(None, {"id": id_}), Cluster(None, {"id": id_})}) == 1


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda resource: pickle.loads(pickle.dumps(resource))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_copy_is_equal_and_has_what_was_added(cluster, copied):
    cluster.ui_state = "open"
    again = copied(cluster)
    assert again is not cluster
    assert again == cluster
    assert vars(again) == {**INFO, "ui_state": "open"}
    assert again.plugin_version == "2.7.1"
    assert again.to_dict() == INFO


def test_a_deep_copy_shares_nothing(cluster):
    again = copy.deepcopy(cluster)
    again.node_groups[0]["count"] = 99
    assert cluster.node_groups[0]["count"] == 3


@pytest.mark.parametrize(
    "copied",
    [
        copy.copy,
        pytest.param(copy.deepcopy),
        pytest.param(lambda resource: pickle.loads(pickle.dumps(resource))),
    ],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_resource_from_a_server_can_be_copied(client, root, sahara, copied):
    sahara.on("GET", f"{root}/clusters/e172d86c", {"cluster": INFO})
    cluster = client.clusters.get("e172d86c")
    assert copied(cluster) == cluster


@pytest.mark.parametrize(
    "copied",
    [
        copy.copy,
        copy.deepcopy,
    ],
    ids=["copy", "deepcopy"],
)
def test_a_copy_keeps_its_manager(v2, sahara, copied):
    sahara.on("GET", "/v2/clusters/e172d86c", {"cluster": INFO})
    assert copied(v2.clusters.get("e172d86c")).manager is v2.clusters


def test_a_pickle_leaves_its_manager_behind(v2, sahara):
    sahara.on("GET", "/v2/clusters/e172d86c", {"cluster": INFO})
    assert pickle.loads(pickle.dumps(v2.clusters.get("e172d86c"))).manager is None


def test_an_image_without_a_description_has_an_empty_one():
    assert Image(None, {"id": "1"}).description == ""
    assert Image(None, {"id": "1", "description": None}).description is None


def test_the_id_of_a_plugin_is_its_name():
    plugin = Plugin(None, {"name": "vanilla", "versions": ["2.7.1"]})
    assert plugin.id == plugin.name == "vanilla"


def test_a_page_is_a_list_that_knows_its_neighbours():
    page = base.Page(["a", "b"], "m1", "m2", 2)
    assert page == ["a", "b"]
    assert (page.prev, page.next, page.limit) == ("m1", "m2", 2)


def test_a_page_of_all_has_no_neighbours():
    page = base.Page([])
    assert (page.prev, page.next, page.limit) == (None, None, None)


def test_not_updated_is_called_so():
    assert repr(base.NotUpdated()) == "NotUpdated"
    assert base.ResourceManager.NotUpdated is base.NOT_UPDATED
