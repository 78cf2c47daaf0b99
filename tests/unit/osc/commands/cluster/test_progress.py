from __future__ import annotations

import pytest

from saharaclient.api.clusters import Cluster
from saharaclient.osc.commands.cluster.progress import describe, outcome
from tests.unit.osc import samples


@pytest.mark.parametrize(
    ("steps", "description"),
    [
        (None, ""),
        ([], ""),
        ([samples.step("Run", True)], ""),
        ([samples.step("Run", False)], ""),
        ([samples.step("Run", True), samples.step("Wait")], ": Wait (1/4)"),
        ([samples.step("Run", completed=None)], ": Run (0/4)"),
        ([samples.step("Run", total=0)], ": Run"),
        ([samples.step("Run instances")], " (1/4)"),
    ],
)
def test_stage_comes_with_the_step_under_way(steps, description):
    info = samples.cluster(status="Spawning", provision_progress=steps)
    assert describe(Cluster(None, info)) == f"3/7 Spawning instances{description}"


@pytest.mark.parametrize(
    ("status", "step_type", "step", "description"),
    [
        ("Validating", None, None, "1/7 Validating the request"),
        ("InfraUpdating", None, None, "2/7 InfraUpdating: preparing the infrastructure"),
        ("Waiting", "Engine: create cluster", None, "4/7 Waiting for instances"),
        (
            "Waiting",
            "Engine: create cluster",
            "Assign IPs",
            "4/7 Waiting for instances to get addresses (1/4)",
        ),
        (
            "Waiting",
            "Engine: create cluster",
            "Wait for instance accessibility",
            "4/7 Waiting for instances to accept SSH (1/4)",
        ),
        (
            "Scaling: Waiting",
            "Engine: scale cluster",
            "Wait for instance accessibility",
            "3/5 Scaling: Waiting for instances to accept SSH (1/4)",
        ),
        (
            "Configuring",
            "Plugin: configure cluster",
            "Push",
            "6/7 Configuring services: Push (1/4)",
        ),
        ("Configuring", "Plugin: scale cluster", "Push", "5/5 Configuring services: Push (1/4)"),
        ("Starting", "Plugin: start cluster", None, "7/7 Starting services"),
        ("Rollback: Waiting", None, None, "Rollback: Waiting"),
        ("Scaling", None, None, "Scaling"),
    ],
)
def test_stage_says_what_a_cluster_waits_for(status, step_type, step, description):
    steps = [] if step is None else [samples.step(step, step_type=step_type)]
    info = samples.cluster(status=status, provision_progress=steps)
    assert describe(Cluster(None, info)) == description


def test_step_that_an_earlier_stage_left_unfinished_is_not_shown():
    steps = [samples.step("Configure instances")]
    info = samples.cluster(status="Configuring", provision_progress=steps)
    assert describe(Cluster(None, info)) == "6/7 Configuring services"


@pytest.mark.parametrize("status", ["Active", "Deleting", "Error", "Validating"])
def test_step_left_unfinished_is_not_under_way(status):
    info = samples.cluster(status=status, provision_progress=[samples.step("Run")])
    assert "Run" not in describe(Cluster(None, info))


def test_cluster_without_steps_is_its_status():
    assert describe(Cluster(None, samples.cluster())) == "Active"


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        (None, "Step in progress"),
        (True, "Step completed successfully"),
        (False, "Step has failed events"),
    ],
)
def test_outcome_of_a_step(done, sentence):
    step = samples.step("Run", done)
    cluster = Cluster(None, samples.cluster(status="Spawning", provision_progress=[step]))
    assert outcome(step, cluster) == ("Engine: create cluster: Run", sentence)


def test_outcome_of_a_step_that_a_later_one_passed():
    steps = [
        samples.step("Run", created_at="2030-01-01T00:00:01"),
        samples.step("Wait", created_at="2030-01-01T00:00:02"),
    ]
    cluster = Cluster(None, samples.cluster(status="Spawning", provision_progress=steps))
    assert outcome(steps[0], cluster)[1] == "Step has no result"
    assert describe(cluster) == "3/7 Spawning instances: Wait (1/4)"


@pytest.mark.parametrize(
    ("status", "step_type", "is_current"),
    [
        ("Spawning", "Engine: create cluster", True),
        ("Starting", "Plugin: start cluster", True),
        ("Scaling: Waiting", "Engine: create cluster", False),
        ("Scaling: Waiting", "Engine: scale cluster", True),
        ("Decommissioning", "Plugin: decommission cluster", True),
        ("Rollback: Spawning", "Engine: scale cluster", False),
        ("Rollback: Spawning", "Engine: rollback cluster", True),
        ("Starting", "Engine: scale cluster", False),
        ("Configuring", "Some plugin's own type", True),
    ],
)
def test_step_of_another_operation_is_not_in_progress(status, step_type, is_current):
    step = samples.step("Run", step_type=step_type)
    cluster = Cluster(None, samples.cluster(status=status, provision_progress=[step]))
    assert describe(cluster).endswith(": Run (1/4)") is is_current
