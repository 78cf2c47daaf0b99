"""``cluster scale --remove-instance``, which only v2 has."""

from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.osc.commands.cluster.scale import ScaleCluster, ScaleClusterV2
from tests.unit.osc import samples
from tests.unit.osc.samples import CLUSTER_ID


def group(name, *instances):
    return {
        "name": name,
        "count": len(instances),
        "instances": [{"instance_id": f"id-{one}", "instance_name": one} for one in instances],
    }


CLUSTER = samples.cluster(
    node_groups=[group("master", "m-0"), group("worker", "w-0", "w-1", "w-2")]
)


@pytest.fixture(autouse=True)
def _held(service):
    service.holds(clusters=CLUSTER)


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(ScaleClusterV2, "c1", *argv)
    return str(raised.value)


@pytest.mark.parametrize(
    ("argv", "changes"),
    [
        (
            ["--remove-instance", "w-1"],
            [{"name": "worker", "count": 2, "instances": ["id-w-1"]}],
        ),
        (
            ["--remove-instance", "id-w-1"],
            [{"name": "worker", "count": 2, "instances": ["id-w-1"]}],
        ),
        (
            ["--remove-instance", "id-w-1", "w-1"],
            [{"name": "worker", "count": 2, "instances": ["id-w-1"]}],
        ),
        (
            ["--remove-instance", "w-2", "w-0"],
            [{"name": "worker", "count": 1, "instances": ["id-w-0", "id-w-2"]}],
        ),
        (
            ["--remove-instance", "w-0", "--remove-instance", "m-0"],
            [
                {"name": "master", "count": 0, "instances": ["id-m-0"]},
                {"name": "worker", "count": 2, "instances": ["id-w-0"]},
            ],
        ),
        (
            ["--remove-instance", "w-0", "--instances", "worker:1"],
            [{"name": "worker", "count": 1, "instances": ["id-w-0"]}],
        ),
        (
            ["--remove-instance", "w-0", "--instances", "master:2"],
            [
                {"name": "master", "count": 2},
                {"name": "worker", "count": 2, "instances": ["id-w-0"]},
            ],
        ),
    ],
)
def test_node_groups_shrink_by_the_instances(shell, service, argv, changes):
    shell(ScaleClusterV2, "c1", *argv)
    assert service.requests("PUT") == [f"/clusters/{CLUSTER_ID}"]
    assert service.sent("PUT") == {"resize_node_groups": changes}


def test_instances_come_on_top_of_those_of_a_file(shell, service, document):
    changes = [{"name": "worker", "count": 1, "instances": ["id-w-2"]}]
    path = document({"resize_node_groups": changes})
    shell(ScaleClusterV2, "c1", "--json", path, "--remove-instance", "w-0")
    assert service.sent("PUT") == {
        "resize_node_groups": [{"name": "worker", "count": 1, "instances": ["id-w-2", "id-w-0"]}]
    }


@pytest.mark.parametrize(
    ("argv", "unknown"),
    [
        (["nobody"], '"nobody"'),
        (["w-0", "x", "a"], '"a" or "x"'),
    ],
)
def test_unknown_instance_names_the_command_that_lists_them(shell, service, argv, unknown):
    assert refusal(shell, "--remove-instance", *argv) == (
        f'Cluster "c1" has no instance {unknown}. To list its instances:\n'
        "openstack dataprocessing cluster instance list c1"
    )
    assert not service.requests("PUT")
    assert shell.stdout == ""


@pytest.mark.parametrize("count", [3, 4])
def test_node_group_cannot_lose_instances_and_keep_its_size(shell, service, count):
    assert refusal(shell, "--remove-instance", "w-0", "--instances", f"worker:{count}") == (
        f'Node group "worker" of cluster "c1" cannot have {count} of its 3 nodes when 1 of them'
        " are removed."
    )
    assert not service.requests("PUT")


@pytest.mark.parametrize("change", [{"name": "worker"}, {"name": "worker", "count": "2"}])
def test_file_without_a_count_is_refused(shell, service, document, change):
    path = document({"resize_node_groups": [change]})
    assert path in refusal(shell, "--json", path, "--remove-instance", "w-0")
    assert not service.requests("PUT")


def test_instances_of_a_file_are_among_those_that_are_removed(shell, service, document):
    path = document(
        {"resize_node_groups": [{"name": "worker", "count": 2, "instances": ["id-w-2"]}]}
    )
    refusal(shell, "--json", path, "--remove-instance", "w-0")
    assert not service.requests("PUT")


def test_nothing_to_scale_names_all_the_ways(shell, service):
    sentence = shell.usage_error(ScaleClusterV2, "c1")
    assert sentence == "Nothing to scale: add --instances, --remove-instance or --json."
    assert not service.mock.request_history


def test_shrunk_cluster_is_waited_for(shell, service):
    workers = samples.cluster(node_groups=[group("master", "m-0"), group("worker", "w-1", "w-2")])
    service.cluster_becomes({**CLUSTER, "status": "Decommissioning"}, workers)
    shell(ScaleClusterV2, "c1", "--remove-instance", "w-0", "--wait")
    assert shell.progress == [
        "c1: 1/5 Decommissioning instances",
        'Cluster "c1" is Active after 2s.',
    ]


def test_v1_cannot_choose_instances(shell, service):
    sentence = shell.usage_error(ScaleCluster, "c1", "--remove-instance", "w-0")
    assert "--remove-instance needs API version 2" in sentence
    assert not service.mock.request_history
