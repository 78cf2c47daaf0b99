"""The progress of a cluster in words: its status and its provisioning steps."""

from __future__ import annotations

from typing import Any

from saharaclient.api.clusters import Cluster
from saharaclient.api.resource import objects_in
from saharaclient.osc.verbs import waiting

#: Statuses in which no provisioning step is in progress, even if one is not finished.
_WITHOUT_STEPS = frozenset({"Validating", "Active", "Deleting", "AwaitingTermination", "Error"})
#: Words in the types of steps of an operation, by the start of the cluster's status; of a launch
#: otherwise (set_step_type in sahara/service/ops.py, 19.0.0).
_OPERATIONS = {
    "Scaling": ("scale", "decommission"),
    "Decommissioning": ("scale", "decommission"),
    "Rollback": ("rollback",),
}
_LAUNCH = ("create", "configure", "start")


def describe(cluster: Cluster) -> str:
    """Return a cluster's status and the provisioning step that is in progress."""
    step = current_step(cluster)
    if step is None:
        return str(cluster.status)
    count = f" {step.get('completed') or 0}/{step['total']}" if step.get("total") else ""
    return f"{cluster.status} - {step.get('step_name')}{count}"


WAIT_VIEW = waiting.WaitView(describe, "cluster show {} --show-progress")


def steps_of(cluster: Cluster) -> list[dict[str, Any]]:
    """Return the provisioning steps of a cluster, in the order in which they began."""
    steps = objects_in(getattr(cluster, "provision_progress", None))
    return sorted(steps, key=lambda step: str(step.get("created_at")))


def current_step(cluster: Cluster) -> dict[str, Any] | None:
    """Return the provisioning step that is in progress, None if there is none.

    Sahara creates a step when it begins, and finishes it when the next step of the same operation
    begins (add_provisioning_step in sahara/utils/cluster_progress_ops.py, 19.0.0). If operations
    overlap, steps stay unfinished for good. So only the newest step can be in progress, and only
    if it belongs to the operation that the status is about.
    """
    steps = steps_of(cluster)
    status = str(cluster.status)
    if not steps or status in _WITHOUT_STEPS or successful(steps[-1]) is not None:
        return None
    kind = str(steps[-1].get("step_type")).lower()
    words = next((of for start, of in _OPERATIONS.items() if status.startswith(start)), _LAUNCH)
    others = {word for of in (*_OPERATIONS.values(), _LAUNCH) for word in of} - {*words}
    return None if any(word in kind for word in others) else steps[-1]


def successful(step: dict[str, Any]) -> bool | None:
    """Return whether a provisioning step succeeded; None if it is not finished."""
    return step["successful"] if isinstance(step.get("successful"), bool) else None


def outcome(step: dict[str, Any], cluster: Cluster) -> tuple[str, str]:
    """Return a provisioning step and its result, for the details of a cluster."""
    words = {
        None: "Step has no result",
        True: "Step completed successfully",
        False: "Step has failed events",
    }
    result = words[successful(step)]
    if step == current_step(cluster):
        result = "Step in progress"
    return f"{step.get('step_type')}: {step.get('step_name')}", result
