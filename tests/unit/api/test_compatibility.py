"""What programs written for python-saharaclient 4.2.0 rely on besides signatures."""

from __future__ import annotations

import importlib
import inspect
from unittest import mock

import pytest
from keystoneauth1 import adapter as ksa_adapter

import saharaclient
from saharaclient import client as client_module
from saharaclient import exceptions
from saharaclient.api import base
from saharaclient.api import client as api_client
from saharaclient.osc import plugin

ID = "e172d86c-906d-418e-a29c-6189f53bfa42"


@pytest.mark.parametrize(
    ("module", "name", "v1_name"),
    [
        ("clusters", "ClusterManager", "ClusterManagerV1"),
        ("cluster_templates", "ClusterTemplateManager", "ClusterTemplateManagerV1"),
        ("node_group_templates", "NodeGroupTemplateManager", "NodeGroupTemplateManagerV1"),
        ("data_sources", "DataSourceManager", "DataSourceManagerV1"),
        ("images", "ImageManager", "ImageManagerV1"),
        ("plugins", "PluginManager", "PluginManagerV1"),
        ("job_binaries", "JobBinariesManager", "JobBinariesManagerV1"),
        ("jobs", "JobsManager", "JobsManagerV1"),
    ],
)
def test_public_name_of_a_manager_is_the_v1_class(v1, module, name, v1_name):
    its = importlib.import_module(f"saharaclient.api.{module}")
    assert getattr(its, name) is getattr(its, v1_name)
    assert type(getattr(v1, module)) is getattr(its, name)


@pytest.mark.parametrize(
    ("module", "name", "method"),
    [
        ("clusters", "ClusterManager", "create"),
        ("cluster_templates", "ClusterTemplateManager", "create"),
        ("cluster_templates", "ClusterTemplateManager", "update"),
        ("node_group_templates", "NodeGroupTemplateManager", "create"),
        ("node_group_templates", "NodeGroupTemplateManager", "update"),
        ("plugins", "PluginManager", "get_version_details"),
    ],
)
def test_public_name_of_a_manager_has_v1_parameters(v1, module, name, method):
    manager = getattr(importlib.import_module(f"saharaclient.api.{module}"), name)
    parameters = inspect.signature(getattr(manager, method)).parameters
    assert "hadoop_version" in parameters
    assert "plugin_version" not in parameters
    with mock.patch.object(manager, method) as replaced:
        getattr(getattr(v1, module), method)("x")
    replaced.assert_called_once_with("x")


SWIFT = {"user": "ann", "password": "pa55"}


@pytest.mark.parametrize(
    ("seam", "call", "arguments"),
    [
        (
            "_create",
            lambda v1: v1.clusters.create("c", "fake", "0.1", net_id="n"),
            (
                "/clusters",
                {
                    "name": "c",
                    "plugin_name": "fake",
                    "hadoop_version": "0.1",
                    "neutron_management_network": "n",
                },
                "cluster",
            ),
        ),
        (
            "_create",
            lambda v1: v1.clusters.create("c", "fake", "0.1", count=2),
            (
                "/clusters/multiple",
                {"name": "c", "plugin_name": "fake", "hadoop_version": "0.1", "count": 2},
            ),
        ),
        (
            "_create",
            lambda v1: v1.data_sources.create("d", None, "swift", "swift://x", "ann", "pa55"),
            (
                "/data-sources",
                {"name": "d", "type": "swift", "url": "swift://x", "credentials": SWIFT},
                "data_source",
            ),
        ),
        (
            "_create",
            lambda v1: v1.job_executions.create(ID, "c"),
            (f"/jobs/{ID}/execute", {"cluster_id": "c"}, "job_execution"),
        ),
        ("_update", lambda v1: v1.clusters.scale(ID, {}), (f"/clusters/{ID}", {}, "cluster")),
        (
            "_update",
            lambda v1: v1.cluster_templates.update(ID, name="t"),
            (f"/cluster-templates/{ID}", {"name": "t"}, "cluster_template"),
        ),
        (
            "_update",
            lambda v1: v1.job_binaries.update(ID, {"extra": SWIFT}),
            (f"/job-binaries/{ID}", {"extra": SWIFT}, "job_binary"),
        ),
        (
            "_patch",
            lambda v1: v1.clusters.update(ID, description=None),
            (f"/clusters/{ID}", {"description": None}, "cluster"),
        ),
        (
            "_patch",
            lambda v1: v1.plugins.update("fake", {"plugin_labels": {}}),
            ("/plugins/fake", {"plugin_labels": {}}, "plugin"),
        ),
        (
            "_post",
            lambda v1: v1.images.update_image(ID, "ubuntu", "d"),
            (f"/images/{ID}", {"username": "ubuntu", "description": "d"}, "image"),
        ),
    ],
)
def test_writes_go_through_what_programs_replace(v1, seam, call, arguments):
    with mock.patch.object(base.ResourceManager, seam, autospec=True) as replaced:
        assert call(v1) is replaced.return_value
    replaced.assert_called_once_with(mock.ANY, *arguments)


def test_content_goes_through_what_programs_replace(v1):
    with mock.patch.object(base.ResourceManager, "_update", autospec=True) as replaced:
        v1.job_binary_internals.create("name", "data")
    replaced.assert_called_once_with(
        mock.ANY, "/job-binary-internals/name", "data", "job_binary_internal", dump_json=False
    )


@pytest.mark.parametrize("seam", ["_create", "_post", "_update", "_patch"])
def test_subclass_calls_what_4_2_0_had(v1, sahara, seam):
    method = {"_update": "PUT", "_patch": "PATCH"}.get(seam, "POST")
    sahara.on(method, "/v1.1/things", sahara.answer(202, {"thing": {"id": "1"}}))

    class Things(base.ResourceManager):
        resource_class = base.Resource

        def write(self, *args, **kwargs):
            return getattr(self, seam)("/things", *args, **kwargs)

    things = Things(v1.api)
    assert things.write({"a": 1}, "thing").to_dict() == {"id": "1"}
    assert things.write({"a": 1}).to_dict() == {"thing": {"id": "1"}}
    assert things.write("text", response_key="thing", dump_json=False).id == "1"
    assert [sent.body for sent in sahara.history] == ['{"a": 1}', '{"a": 1}', "text"]


def test_list_that_is_replaced_is_searched(v1):
    class Things(base.ResourceManager):
        resource_class = base.Resource

        def list(self):
            return [base.Resource(self, {"id": "1", "name": "a"})]

    things = Things(v1.api)
    assert [one.id for one in things.find(name="a")] == ["1"]
    assert things.find_unique(name="a").id == "1"
    with pytest.raises(base.APIException, match="No matches found") as raised:
        things.find_unique(name="b")
    assert raised.value.error_code == 404
    v1.clusters.list = mock.Mock(return_value=[base.Resource(None, {"id": "2", "name": "b"})])
    assert v1.clusters.find_unique(name="b").id == "2"


def test_every_exception_is_found_in_base():
    raised = [
        one
        for one in vars(exceptions).values()
        if isinstance(one, type) and issubclass(one, exceptions.APIException)
    ]
    assert len(raised) >= 10
    assert [one for one in raised if one not in vars(base).values()] == []


def test_base_has_what_programs_import():
    assert base.get_query_string(None) == ""
    assert base.get_query_string({"name": "x", "tags": ["a", "b"]}, limit=2, marker="m") == (
        "?limit=2&marker=m&name=x&tags=a&tags=b"
    )
    assert base.get_query_string({}, sort_by="name", reverse=True) == "?sort_by=-name"
    assert base.get_json(mock.Mock(json=lambda: {"a": 1})) == {"a": 1}


def test_names_around_the_client_are_still_there():
    assert client_module.get_client_class("2") is api_client.ClientV2
    assert client_module.get_client_class(1.1) is api_client.Client
    with pytest.raises(client_module.UnsupportedVersion, match='"3"'):
        client_module.get_client_class("3")
    with pytest.raises(client_module.UnsupportedVersion, match='"3"'):
        client_module.Client("3")
    assert issubclass(api_client.HTTPClient, ksa_adapter.Adapter)
    assert plugin.DEFAULT_DATA_PROCESSING_API_VERSION == "1.1"


def test_package_has_its_version():
    assert hasattr(saharaclient, "__version__")
    assert saharaclient.__version__.split(".")[0].isdigit()
    with pytest.raises(AttributeError, match="colour"):
        saharaclient.colour  # noqa: B018


@pytest.mark.parametrize(
    ("method", "path", "key", "create"),
    [
        ("POST", "/clusters", "cluster", lambda c: c.clusters.create("c", "fake", "0.1")),
        (
            "POST",
            "/data-sources",
            "data_source",
            lambda c: c.data_sources.create("d", "", "s", "u"),
        ),
        ("POST", "/job-binaries", "job_binary", lambda c: c.job_binaries.create("b", "u")),
        ("POST", "/jobs/1/execute", "job_execution", lambda c: c.job_executions.create("1", "2")),
        ("POST", "/jobs", "job", lambda c: c.jobs.create("1", "2")),
        (
            "PUT",
            "/job-binary-internals/x",
            "job_binary_internal",
            lambda c: c.job_binary_internals.create("x", b"data"),
        ),
    ],
)
@pytest.mark.parametrize("sent", [{}, {"id": None}, {"name": "x"}, {"id": 7}])
def test_create_returns_what_came_without_an_id(v1, sahara, method, path, key, create, sent):
    sahara.on(method, f"/v1.1{path}", sahara.answer(202, {key: sent}))
    created = create(v1)
    assert created.to_dict() == sent
    with pytest.raises(exceptions.InvalidResponse, match="answered without the ID"):
        created.manager.created_ids(created)


@pytest.mark.parametrize("sent", [[], None, [None], [{}], [{"cluster": {}}], ["a", ""]])
def test_ids_of_several_clusters_are_all_there_or_an_error(client, sent):
    answer = client.clusters.resource_class(client.clusters, {"clusters": sent})
    with pytest.raises(exceptions.InvalidResponse, match="answered without the ID of the cluster"):
        client.clusters.created_ids(answer)


@pytest.mark.parametrize(
    ("count", "several"),
    [("2", True), (2, True), ("two", True), ([], True), (1, False), ("1", False), (None, False)],
)
def test_count_of_any_type_is_left_to_the_server(v2, sahara, count, several):
    sahara.on("POST", "/v2/clusters", sahara.answer(202, {"cluster": {"id": ID}}))
    v2.clusters.create_from({"name": "c", "count": count})
    assert sahara.requests == [
        ("POST", "/v2/clusters", {"name": "c", **({"count": count} if several else {})})
    ]
