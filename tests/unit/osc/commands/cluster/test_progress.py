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


@pytest.mark.parametrize("status", ["Active", "Deleting", "Error"])
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
    assert outcome(samples.step("Run", done)) == ("Engine: create cluster: Run", sentence)
