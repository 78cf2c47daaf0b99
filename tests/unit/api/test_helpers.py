"""What builders of forms ask of a plugin: its processes and configs."""

from __future__ import annotations

import pytest

from saharaclient.api.helpers import Helpers
from saharaclient.api.parameters import Parameter

TIMEOUT = {
    "name": "Timeout",
    "description": "How long to wait",
    "scope": "cluster",
    "applicable_target": "general",
    "config_type": "int",
    "is_optional": True,
    "default_value": 300,
    "priority": 1,
}


def config(name, scope, target):
    return {
        "name": name,
        "scope": scope,
        "applicable_target": target,
        "config_type": "string",
        "is_optional": False,
    }


PLUGIN = {
    "name": "vanilla",
    "node_processes": {"HDFS": ["namenode", "datanode"], "Hive": ["hiveserver"]},
    "configs": [
        TIMEOUT,
        config("NTP", "cluster", "general"),
        config("Heap", "node", "general"),
        config("dfs.replication", "cluster", "HDFS"),
        config("dfs.data.dir", "node", "HDFS"),
        config("hive.port", "node", "Hive"),
    ],
}


@pytest.fixture
def helpers(client, root, sahara):
    sahara.on("GET", f"{root}/plugins/vanilla/2.7.1", {"plugin": PLUGIN})
    return Helpers(client)


def names(parameters):
    assert {type(parameter) for parameter in parameters} <= {Parameter}
    return [parameter.name for parameter in parameters]


@pytest.fixture
def ask(helpers, root, sahara):
    def ask_(method):
        answer = getattr(helpers, method)("vanilla", "2.7.1")
        assert sahara.requests == [("GET", f"{root}/plugins/vanilla/2.7.1", None)]
        return answer

    return ask_


def test_node_processes_are_choices(ask):
    assert ask("get_node_processes") == [
        ("namenode", "namenode"),
        ("datanode", "datanode"),
        ("hiveserver", "hiveserver"),
    ]


@pytest.mark.parametrize(
    ("method", "left"),
    [
        ("get_cluster_general_configs", ["Timeout", "NTP"]),
        ("get_general_node_group_configs", ["Heap"]),
    ],
)
def test_general_configs_belong_to_no_service(ask, method, left):
    assert names(ask(method)) == left


@pytest.mark.parametrize(
    ("method", "left"),
    [
        ("get_targeted_node_group_configs", {"HDFS": ["dfs.data.dir"], "Hive": ["hive.port"]}),
        ("get_targeted_cluster_configs", {"HDFS": ["dfs.replication"], "Hive": []}),
    ],
)
def test_the_other_configs_are_by_service(ask, method, left):
    assert {service: names(found) for service, found in ask(method).items()} == left


def test_the_parameters_have_the_names_that_callers_know(helpers):
    assert len(helpers.get_node_processes(plugin_name="vanilla", hadoop_version="2.7.1")) == 3


def test_a_parameter_is_a_config():
    parameter = Parameter(TIMEOUT)
    assert parameter.name == "Timeout"
    assert parameter.description == "How long to wait"
    assert parameter.required is False
    assert parameter.default_value == 300
    assert parameter.initial_value == 300
    assert parameter.param_type == "int"
    assert parameter.priority == 1


def test_what_a_config_leaves_out_has_defaults():
    parameter = Parameter(config("NTP", "cluster", "general"))
    assert parameter.description == "No description"
    assert parameter.required is True
    assert parameter.default_value is None
    assert parameter.initial_value is None
    assert parameter.priority == 2


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"configs": None, "node_processes": None},
        {"configs": [None, {}, {"scope": "node"}], "node_processes": {"HDFS": None}},
    ],
)
def test_details_that_are_incomplete_have_no_parameters(client, root, sahara, details):
    answer = {"plugin": {"name": "vanilla", **details}}
    sahara.on("GET", f"{root}/plugins/vanilla/2.7.1", answer)
    helpers = Helpers(client)
    assert helpers.get_node_processes("vanilla", "2.7.1") == []
    assert helpers.get_cluster_general_configs("vanilla", "2.7.1") == []
    assert not any(helpers.get_targeted_node_group_configs("vanilla", "2.7.1").values())


def test_parameter_without_fields_has_defaults():
    parameter = Parameter({})
    assert (parameter.name, parameter.required, parameter.param_type) == ("", False, "string")
