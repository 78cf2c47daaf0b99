from __future__ import annotations

import pytest

from saharaclient.api.clusters import Cluster
from saharaclient.osc.commands.cluster.progress import describe, outcome
from tests.unit.osc import samples


@pytest.mark.parametrize(
    ("steps", "description"),
    [
        (None, "Spawning"),
        ([], "Spawning"),
        ([samples.step("Run", True)], "Spawning"),
        ([samples.step("Run", False)], "Spawning"),
        ([samples.step("Run", True), samples.step("Wait")], "Spawning - Wait 1/4"),
        ([samples.step("Run", completed=None)], "Spawning - Run 0/4"),
        ([samples.step("Run", total=0)], "Spawning - Run"),
    ],
)
def test_status_comes_with_the_step_under_way(steps, description):
    info = samples.cluster(status="Spawning", provision_progress=steps)
    assert describe(Cluster(None, info)) == description


@pytest.mark.parametrize("status", ["Active", "Deleting", "Error", "Validating"])
def test_step_left_unfinished_is_not_under_way(status):
    info = samples.cluster(status=status, provision_progress=[samples.step("Run")])
    assert describe(Cluster(None, info)) == status


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
    assert describe(cluster) == "Spawning - Wait 1/4"


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
    assert describe(cluster) == (f"{status} - Run 1/4" if is_current else status)
