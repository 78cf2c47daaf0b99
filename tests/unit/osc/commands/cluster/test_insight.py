"""``cluster show --long``"""

from __future__ import annotations

import pytest

from saharaclient.osc.commands.cluster.lifecycle import ShowCluster
from tests.unit.osc import samples
from tests.unit.osc.samples import CLUSTER_ID, both_versions

ADDED = ("Instances", "Last events", "Verification status", "Health check (HDFS)")


@pytest.fixture
def held(service):
    (master,) = samples.node_groups(master=2)
    master["instances"] = [
        {"instance_name": f"c1-master-00{number}", "management_ip": address, "instance_id": "i"}
        for number, address in ((1, None), (0, "10.0.0.1"))
    ]
    steps = [
        samples.step(
            f"Step {number}",
            True,
            id=str(number),
            created_at=f"2030-01-01T00:0{number}:00",
            updated_at=f"2030-01-01T00:0{number}:30",
        )
        for number in range(7)
    ]
    cluster = samples.cluster(
        node_groups=[master], verification=samples.verification("GREEN", "v", HDFS="GREEN")
    )
    service.holds(clusters=cluster)
    service.answers(
        "GET",
        f"/clusters/{CLUSTER_ID}?show_progress=True",
        {"cluster": {**cluster, "provision_progress": steps}},
    )


@both_versions
def test_programs_get_objects(shell, held):
    shown = shell.json(ShowCluster, "c1", "--long")
    assert shown["Instances"][0] == {
        "node_group": "master",
        "name": "c1-master-000",
        "management_ip": "10.0.0.1",
        "internal_ip": None,
        "id": "i",
        "image_id": None,
    }
    assert [event["step"] for event in shown["Last events"]] == [f"Step {n}" for n in range(2, 7)]
    assert shown["Last events"][-1]["time"] == "2030-01-01T00:06:30Z"
    assert shown["Verification status"] == "GREEN"


def test_people_get_lines(shell, held):
    table = shell(ShowCluster, "c1", "--long")
    assert "c1-master-000 10.0.0.1 " in table
    assert "c1-master-001 no address " in table
    assert "2030-01-01T00:06:30Z Step 6 4/4 completed" in table
    assert "Step 1" not in table


def test_it_adds_fields_and_changes_none(shell, held):
    short, long = shell.json(ShowCluster, "c1"), shell.json(ShowCluster, "c1", "--long")
    assert {name: long[name] for name in short} == short
    assert long.keys() - short.keys() == {*ADDED}


def test_text_formats_have_one_line_for_a_field(shell, held):
    line = shell(ShowCluster, "c1", "--long", "-f", "value", "-c", "Instances")
    assert line == "c1-master-000 10.0.0.1; c1-master-001 no address\n"


def test_short_form_sends_no_other_request(shell, service, held):
    shell(ShowCluster, "c1", "-f", "json")
    assert len(service.requests("GET")) == 1
