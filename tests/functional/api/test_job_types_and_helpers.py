"""Job types, and what forms are built from, with the real plugins."""

from __future__ import annotations

from typing import Any

import pytest

from saharaclient import exceptions
from saharaclient.api.helpers import Helpers
from saharaclient.api.parameters import Parameter
from tests.functional.marks import as_member, in_v1

pytestmark = as_member


# Job types


def test_job_types_have_their_plugins(sahara: Any) -> None:
    listed = {one.name: one for one in sahara.job_types.list()}
    assert {"Hive", "Java", "MapReduce", "Pig", "Shell", "Spark", "Storm"} <= listed.keys()
    plugins = {plugin["name"]: plugin for plugin in listed["Pig"].plugins}
    assert plugins.keys() == {"fake", "vanilla"}
    assert list(plugins["fake"]["versions"]) == ["0.1"]
    assert listed["Pig"].job_type == listed["Pig"].to_dict()


def test_job_types_are_filtered_by_type(sahara: Any) -> None:
    (pig,) = sahara.job_types.list({"type": "Pig"})
    assert pig.name == "Pig"
    assert sahara.job_types.list({"type": "Cobol"}) == []


@pytest.mark.parametrize("version_field", ["plugin_version", "hadoop_version"])
def test_job_types_are_filtered_by_plugin(sahara: Any, version_field: str) -> None:
    spark = sahara.job_types.list({"plugin_name": "spark"})
    assert {one.name for one in spark} == {"Shell", "Spark"}
    assert all([plugin["name"] for plugin in one.plugins] == ["spark"] for one in spark)
    old = sahara.job_types.list({"plugin_name": "spark", version_field: "2.3"})
    assert {one.name for one in old} == {"Shell", "Spark"}
    assert all(list(one.plugins[0]["versions"]) == ["2.3"] for one in old)
    assert sahara.job_types.list({"plugin_name": "spark", version_field: "0.1"}) == []
    assert sahara.job_types.list({"plugin_name": "no-such-plugin"}) == []
    (storm,) = sahara.job_types.list({"type": "Storm", version_field: "0.1"})
    assert [plugin["name"] for plugin in storm.plugins] == ["fake"]


def test_all_job_types_are_filtered_by_plugin(sahara: Any) -> None:
    spark = sahara.job_types.list_all({"plugin_name": "spark"})
    assert {one.name for one in spark} == {"Shell", "Spark"}


def test_job_types_are_found(sahara: Any) -> None:
    everything = [one.name for one in sahara.job_types.list()]
    assert [one.name for one in sahara.job_types.list_all()] == everything
    assert [one.name for one in sahara.job_types.list_all(limit=2)] == everything[:2]
    assert [one.name for one in sahara.job_types.find(name="Pig")] == ["Pig"]
    assert [one.name for one in sahara.job_types.find_all({"name": "Pig"}, limit=1)] == ["Pig"]
    assert sahara.job_types.find_unique(name="Pig").name == "Pig"
    assert sahara.job_types.resolve("Pig").name == sahara.job_types.resolver()("Pig").name == "Pig"
    assert sahara.job_types.find(name="Cobol") == []
    with pytest.raises(exceptions.NotFound, match="Cobol"):
        sahara.job_types.find_unique(name="Cobol")
    for resolve in (sahara.job_types.resolve, sahara.job_types.resolver()):
        with pytest.raises(exceptions.NotFound, match="Cobol") as caught:
            resolve("Cobol")
        assert caught.value.error_code == 404


# Plugins


@in_v1
@pytest.mark.parametrize(("plugin", "version"), [("fake", "0.1"), ("vanilla", "2.8.2")])
@pytest.mark.parametrize("content", [b'{"a": 1}', '{"a": 1}'])
def test_a_configuration_file_reaches_a_plugin_that_cannot_convert_it(
    sahara: Any, plugin: str, version: str, content: bytes | str
) -> None:
    sentence = f"Requested plugin '{plugin}' doesn't support converting config files"
    with pytest.raises(exceptions.BadRequest, match=sentence) as caught:
        sahara.plugins.convert_to_cluster_template(plugin, version, "template", content)
    assert caught.value.error_code == 400
    assert caught.value.error_name == "INVALID_REFERENCE"
    assert caught.value.error_message == f"{sentence} to cluster templates."
    path = f"/plugins/{plugin}/{version}/convert-config/template"
    assert caught.value.method == "POST"
    assert caught.value.url.endswith(path)


@in_v1
def test_a_plugin_that_is_not_there_converts_nothing(sahara: Any) -> None:
    with pytest.raises(exceptions.NotFound, match="no-such-plugin") as caught:
        sahara.plugins.convert_to_cluster_template("no-such-plugin", "1", "template", b"{}")
    assert caught.value.error_code == 404


# Helpers


@pytest.fixture
def helpers(sahara: Any) -> Helpers:
    return Helpers(sahara)


def test_node_processes_are_choices(helpers: Helpers) -> None:
    fake = helpers.get_node_processes("fake", "0.1")
    processes = ("namenode", "datanode", "tasktracker", "jobtracker")
    assert sorted(fake) == sorted((process, process) for process in processes)
    vanilla = dict(helpers.get_node_processes("vanilla", "2.8.2"))
    assert vanilla["resourcemanager"] == "resourcemanager"
    assert vanilla["spark history server"] == "spark history server"


def test_configs_of_whole_clusters_are_parameters(helpers: Helpers) -> None:
    for plugin, version in (("fake", "0.1"), ("vanilla", "2.8.2")):
        general = {one.name: one for one in helpers.get_cluster_general_configs(plugin, version)}
        assert all(type(one) is Parameter for one in general.values())
        ntp = general["Enable NTP service"]
        assert (ntp.param_type, ntp.required, ntp.priority) == ("bool", True, 1)
        assert ntp.default_value is ntp.initial_value is True
        timeout = general["Timeout for disk preparing"]
        assert (timeout.param_type, timeout.default_value) == ("int", 300)
        assert timeout.description.startswith("Timeout for preparing disks")
        assert not timeout.required


def test_configs_of_services_are_parameters(helpers: Helpers) -> None:
    cluster = helpers.get_targeted_cluster_configs("vanilla", "2.8.2")
    node = helpers.get_targeted_node_group_configs("vanilla", "2.8.2")
    assert cluster.keys() == node.keys() >= {"HDFS", "YARN", "Spark", "ZooKeeper"}
    assert cluster["YARN"] == []
    (tick,) = (one for one in cluster["ZooKeeper"] if one.name == "tickTime")
    assert (tick.default_value, tick.priority) == (2000, 2)
    assert len(node["HDFS"]) > 100
    assert all(one.param_type in ("string", "int", "bool") for one in node["HDFS"])


def test_a_plugin_without_configs_of_node_groups_has_none(helpers: Helpers) -> None:
    assert helpers.get_general_node_group_configs("fake", "0.1") == []
    node = helpers.get_targeted_node_group_configs("fake", "0.1")
    assert node == {"HDFS": [], "MapReduce": [], "Kerberos": []}
    kerberos = helpers.get_targeted_cluster_configs("fake", "0.1")["Kerberos"]
    assert "Enable Kerberos Security" in {one.name for one in kerberos}


def test_every_config_is_of_one_kind(sahara: Any, helpers: Helpers) -> None:
    details = sahara.plugins.get_version_details("vanilla", "2.8.2")
    plugin = ("vanilla", "2.8.2")
    general = [
        *helpers.get_cluster_general_configs(*plugin),
        *helpers.get_general_node_group_configs(*plugin),
    ]
    targeted = [
        *helpers.get_targeted_cluster_configs(*plugin).values(),
        *helpers.get_targeted_node_group_configs(*plugin).values(),
    ]
    assert len(general) + sum(map(len, targeted)) == len(details.configs)


def test_a_version_that_is_not_there_is_404(helpers: Helpers) -> None:
    with pytest.raises(exceptions.NotFound, match=r"fake.*9\.9") as caught:
        helpers.get_node_processes("fake", "9.9")
    assert caught.value.error_code == 404
