from __future__ import annotations

import pytest

from saharaclient.osc.commands.cluster.urls import ListClusterUrls
from tests.unit.osc import samples
from tests.unit.osc.conftest import Terminal
from tests.unit.osc.samples import CLUSTER_ID, both_versions

INFO = {
    "YARN": {"Web UI": "http://10.0.0.1:8088", "ResourceManager": "10.0.0.1:8032"},
    "HDFS": {"Web UI": "HTTPS://10.0.0.1:50070", "NameNode": "hdfs://c1-master-000:9000"},
    "Console": {"Web UI": "http://admin:secret@10.0.0.2", "Password": "secret"},
}


@both_versions
def test_web_interfaces_are_listed(shell, service):
    service.holds(clusters=samples.cluster(info=INFO))
    assert shell.json(ListClusterUrls, "c1") == [
        {"Service": "Console", "Name": "Web UI", "Url": "http://admin:***@10.0.0.2"},
        {"Service": "HDFS", "Name": "Web UI", "Url": "HTTPS://10.0.0.1:50070"},
        {"Service": "YARN", "Name": "Web UI", "Url": "http://10.0.0.1:8088"},
    ]


@pytest.mark.parametrize("info", [{}, None, [], {"a": None, "b": {"c": 1, "d": None}}, "text"])
def test_cluster_without_web_interfaces_has_an_empty_list(shell, service, info):
    service.holds(clusters=samples.cluster(info=info))
    assert shell.json(ListClusterUrls, "c1") == []


def test_terminal_shows_why_a_list_is_empty(shell, service, terminal):
    service.holds(clusters=samples.cluster(info={}, status="Spawning"))
    shell(ListClusterUrls, "c1")
    assert shell.stderr == 'Cluster "c1" has no web interfaces (status Spawning).\n'


def test_beginning_of_an_id_is_enough_on_a_terminal(shell, app, service):
    app.stdout = Terminal()
    service.holds(clusters=samples.cluster(info=INFO))
    assert "10.0.0.1:8088" in shell(ListClusterUrls, CLUSTER_ID[:6])
