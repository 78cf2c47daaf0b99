from __future__ import annotations

import pytest

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands.cluster.instances import ListClusterInstances
from tests.unit.osc import samples
from tests.unit.osc.samples import CLUSTER_ID, both_versions

GROUPS = [
    {
        "name": "master",
        "count": 1,
        "instances": [
            {
                "instance_id": "i-1",
                "instance_name": "c1-master-0",
                "internal_ip": "10.0.0.2",
                "management_ip": "172.24.4.2",
            }
        ],
    },
    {
        "name": "worker",
        "count": 2,
        "instances": [{"instance_id": "i-2", "instance_name": "c1-worker-0"}, {}],
    },
    {"name": "edge", "count": 0},
    {"name": "spare", "count": 0, "instances": None},
]


@pytest.fixture(autouse=True)
def _held(service):
    service.holds(clusters=samples.cluster(node_groups=GROUPS))


@both_versions
@pytest.mark.parametrize("name", ["c1", CLUSTER_ID])
def test_instances_are_listed_with_what_is_known_of_them(shell, name):
    nothing = {"Instance": None, "Management IP": None, "Internal IP": None, "Id": None}
    assert shell.json(ListClusterInstances, name, "--long") == [
        {
            "Node group": "master",
            "Instance": "c1-master-0",
            "Management IP": "172.24.4.2",
            "Internal IP": "10.0.0.2",
            "Id": "i-1",
        },
        {"Node group": "worker", **nothing, "Instance": "c1-worker-0", "Id": "i-2"},
        {"Node group": "worker", **nothing},
    ]


def test_table_fits_in_80_columns(shell):
    table = shell(ListClusterInstances, "c1")
    assert "| master     | c1-master-0 | 172.24.4.2    |" in table
    assert len(table.splitlines()[0]) <= 80


def test_one_request_is_enough(shell, service):
    shell(ListClusterInstances, "c1")
    assert service.requests("GET") == ["/clusters?name=c1&limit=500"]


@pytest.mark.parametrize(
    ("group", "ids"), [("master", ["i-1"]), ("worker", ["i-2", None]), ("edge", [])]
)
def test_list_of_one_node_group(shell, group, ids):
    rows = shell.json(ListClusterInstances, "c1", "--node-group", group, "--long")
    assert [row["Id"] for row in rows] == ids


def test_unknown_cluster_is_named(shell):
    with pytest.raises(NotFound, match='There is no cluster with name "nobody"'):
        shell(ListClusterInstances, "nobody")
    assert shell.stdout == ""
