"""Plugins: each method's request, and what it hands back."""

from __future__ import annotations

import pytest

from saharaclient import exceptions
from saharaclient.api.plugins import Plugin

PLUGIN = {
    "name": "vanilla",
    "title": "Vanilla Apache Hadoop",
    "description": "Launches upstream Vanilla Apache Hadoop.",
    "versions": ["2.7.1", "2.8.2"],
}
MISSING = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": "not found"}


@pytest.fixture
def path(root):
    return f"{root}/plugins/vanilla"


def test_list(client, root, sahara):
    sahara.on("GET", f"{root}/plugins", {"plugins": [PLUGIN, {"name": "spark"}]})
    plugins = client.plugins.list()
    assert sahara.requests == [("GET", f"{root}/plugins", None)]
    assert [type(plugin) for plugin in plugins] == [Plugin, Plugin]
    assert [plugin.id for plugin in plugins] == ["vanilla", "spark"]


def test_list_with_a_filter(client, root, sahara):
    sahara.on("GET", f"{root}/plugins", {"plugins": []})
    client.plugins.list({"name": "vanilla"})
    assert sahara.requests == [("GET", f"{root}/plugins?name=vanilla", None)]


def test_get(client, sahara, path):
    sahara.on("GET", path, {"plugin": PLUGIN})
    plugin = client.plugins.get("vanilla")
    assert sahara.requests == [("GET", path, None)]
    assert plugin.to_dict() == PLUGIN


def test_get_version_details(client, sahara, path):
    details = {"name": "vanilla", "node_processes": {"HDFS": ["namenode"]}, "configs": []}
    sahara.on("GET", f"{path}/2.7.1", {"plugin": details})
    plugin = client.plugins.get_version_details("vanilla", "2.7.1")
    assert sahara.requests == [("GET", f"{path}/2.7.1", None)]
    assert plugin.node_processes == {"HDFS": ["namenode"]}


@pytest.mark.parametrize(
    ("version", "parameter"), [("1.1", "hadoop_version"), ("2", "plugin_version")]
)
def test_get_version_details_by_the_versions_parameter(connect, sahara, version, parameter):
    sahara.on("GET", f"/v{version}/plugins/vanilla/2.7.1", {"plugin": PLUGIN})
    connect(version).plugins.get_version_details(plugin_name="vanilla", **{parameter: "2.7.1"})
    assert sahara.requests == [("GET", f"/v{version}/plugins/vanilla/2.7.1", None)]


def test_unknown_version(client, sahara, path):
    sahara.on("GET", f"{path}/9", sahara.answer(404, MISSING))
    with pytest.raises(exceptions.NotFound) as failed:
        client.plugins.get_version_details("vanilla", "9")
    assert str(failed.value) == (
        'No matches found. There is no plugin with name "vanilla" and version "9".'
    )


@pytest.mark.parametrize("version", ["", ".", ".."])
def test_a_version_that_would_be_another_path_is_not_found_without_a_request(
    client, sahara, version
):
    with pytest.raises(exceptions.NotFound):
        client.plugins.get_version_details("vanilla", version)
    assert sahara.requests == []


def test_update_patches_labels(client, sahara, path):
    labels = {"plugin_labels": {"enabled": {"status": False}}}
    sahara.on("PATCH", path, sahara.answer(202, {"plugin": {**PLUGIN, **labels}}))
    plugin = client.plugins.update("vanilla", labels)
    assert sahara.requests == [("PATCH", path, labels)]
    assert plugin.plugin_labels == {"enabled": {"status": False}}


@pytest.mark.parametrize("content", ["<config/>", b"\x00\xff raw"])
def test_v1_converts_a_plugins_own_file_to_a_cluster_template(v1, sahara, content):
    path = "/v1.1/plugins/vanilla/2.7.1/convert-config/my%20template"
    sahara.on("POST", path, sahara.answer(202, {"cluster_template": {"name": "my template"}}))
    answer = v1.plugins.convert_to_cluster_template("vanilla", "2.7.1", "my template", content)
    assert answer == {"name": "my template"}
    assert [(sent.method, sent.url.removeprefix(sahara.url)) for sent in sahara.history] == [
        ("POST", path)
    ]
    assert sahara.history[0].body == content


def test_v2_converts_nothing(v2):
    assert not hasattr(v2.plugins, "convert_to_cluster_template")
