"""How far a cluster is, in words: its status and its provisioning steps."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from saharaclient.api.clusters import Cluster
from saharaclient.api.resource import objects_in
from saharaclient.osc.verbs import waiting

#: Statuses in which no provisioning step is under way, even if one looks unfinished.
_WITHOUT_STEPS = frozenset({"Active", "Deleting", "Error"})


def watching(parsed_args: argparse.Namespace, stderr: TextIO) -> waiting.WaitSession:
    """Return the watch of a command that waits for clusters to get somewhere."""
    closer = "cluster show {} --show-progress"
    return waiting.WaitSession(parsed_args, stderr, "cluster", describe, closer)


def describe(cluster: Cluster) -> str:
    """Return a cluster's status and the provisioning step that it is at."""
    running = [step for step in steps_of(cluster) if step.get("successful") is None]
    if not running or cluster.status in _WITHOUT_STEPS:
        return cluster.status
    step = running[-1]
    count = f" {step.get('completed') or 0}/{step['total']}" if step.get("total") else ""
    return f"{cluster.status} - {step.get('step_name')}{count}"


def steps_of(cluster: Cluster) -> list[dict[str, Any]]:
    """Return the provisioning steps of a cluster, the first one first."""
    steps = objects_in(getattr(cluster, "provision_progress", None))
    return sorted(steps, key=lambda step: str(step.get("created_at")))


def successful(step: dict[str, Any]) -> bool | None:
    """Tell whether a provisioning step has succeeded; None while it is under way."""
    return step["successful"] if isinstance(step.get("successful"), bool) else None


def outcome(step: dict[str, Any]) -> tuple[str, str]:
    """Return a provisioning step and what has become of it."""
    words = {
        None: "Step in progress",
        True: "Step completed successfully",
        False: "Step has failed events",
    }
    return f"{step.get('step_type')}: {step.get('step_name')}", words[successful(step)]
