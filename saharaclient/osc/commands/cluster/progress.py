"""The progress of a cluster in words: its status and its provisioning steps."""

from __future__ import annotations

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.clusters import Cluster
from saharaclient.api.resource import objects_in
from saharaclient.osc.verbs import wait_session

#: Statuses in which no provisioning step is in progress, even if one is not finished.
_WITHOUT_STEPS = frozenset({"Validating", "Active", "Deleting", "AwaitingTermination", "Error"})
#: Words in the types of steps of each operation (set_step_type in sahara/service/ops.py, 19.0.0).
_STEP_TYPES = {
    "launch": ("create", "configure", "start"),
    "scaling": ("scale", "decommission"),
    "rollback": ("rollback",),
}
#: The stages of operations, in order (_provision_cluster and _provision_scaled_cluster in
#: sahara/service/ops.py, 19.0.0), each with what the cluster does in it.
_LAUNCHING = {
    "Validating": "Validating the request",
    "InfraUpdating": "InfraUpdating: preparing the infrastructure",
    "Spawning": "Spawning instances",
    "Waiting": "Waiting for instances",
    "Preparing": "Preparing instances",
    "Configuring": "Configuring services",
    "Starting": "Starting services",
}
_SCALING = {
    "Decommissioning": "Decommissioning instances",
    "Scaling: Spawning": "Scaling: Spawning instances",
    "Scaling: Waiting": "Scaling: Waiting for instances",
    "Scaling: Preparing": "Scaling: Preparing instances",
    "Configuring": "Configuring services",
}
#: Steps of every engine (sahara/service/engine.py, 19.0.0): the stage that each belongs to, and
#: what to add to the words for that stage.
_ENGINE_STEPS = {
    "Run instances": ("Spawning", ""),
    "Assign IPs": ("Waiting", " to get addresses"),
    "Wait for instance accessibility": ("Waiting", " to accept SSH"),
    "Configure instances": ("Preparing", ""),
}


def describe(cluster: Cluster) -> str:
    """Return the stage of a cluster, and what it waits for in this stage.

    As in ``4/7 Waiting for instances to accept SSH (2/3)``.
    """
    status = str(cluster.status)
    stages = _SCALING if _operation(cluster) == "scaling" else _LAUNCHING
    words = stages.get(status, status)
    if status in stages:
        words = f"{[*stages].index(status) + 1}/{len(stages)} {words}"
    step = current_step(cluster)
    if step is None:
        return words
    name = str(step.get("step_name"))
    stage, more = _ENGINE_STEPS.get(name, (status, f": {name}"))
    if not status.endswith(stage):  # a step that an earlier stage left unfinished
        return words
    count = f" ({step.get('completed') or 0}/{step['total']})" if step.get("total") else ""
    return f"{words}{more}{count}"


def _operation(cluster: Cluster) -> str:
    """Return the operation that a cluster's status is about: a key of ``_STEP_TYPES``."""
    status = str(cluster.status)
    if status.startswith(("Scaling", "Decommissioning")):
        return "scaling"
    if status == "Configuring":  # launching and scaling both have it
        steps = steps_of(cluster)
        if steps and "scale" in str(steps[-1].get("step_type")).lower():
            return "scaling"
    return "rollback" if status.startswith("Rollback") else "launch"


def _outcome(cluster: Cluster) -> str:
    return "is in Error" if cluster.status == conditions.STATUS_ERROR else f"is {cluster.status}"


WAIT_VIEW = wait_session.WaitView(describe, "cluster event list {} --long", _outcome)


def steps_of(cluster: Cluster) -> list[dict[str, object]]:
    """Return the provisioning steps of a cluster, in the order in which they began."""
    steps = objects_in(getattr(cluster, "provision_progress", None))
    return sorted(steps, key=lambda step: str(step.get("created_at")))


def current_step(cluster: Cluster) -> dict[str, object] | None:
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
    own = _STEP_TYPES[_operation(cluster)]
    others = {word for words in _STEP_TYPES.values() for word in words} - {*own}
    return None if any(word in kind for word in others) else steps[-1]


def successful(step: dict[str, object]) -> bool | None:
    """Return whether a provisioning step succeeded; None if it is not finished."""
    value = step.get("successful")
    return value if isinstance(value, bool) else None


def outcome(step: dict[str, object], cluster: Cluster) -> tuple[str, str]:
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
