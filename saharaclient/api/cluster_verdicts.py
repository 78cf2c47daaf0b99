"""What a look at a cluster tells a wait: done, not yet, or a sentence about its failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from saharaclient.api.resource import object_in, objects_in

if TYPE_CHECKING:
    from saharaclient.api.clusters import Cluster

ACTIVE = "Active"
ERROR = "Error"
CHECKING = "CHECKING"
RED = "RED"


def active(cluster: Cluster) -> bool | str:
    """Tell whether a cluster is Active."""
    if cluster.status == ERROR:
        return f"{cluster.described} has failed: {_why(cluster)}"
    return cluster.status == ACTIVE


def scaled(scale_object: Mapping[str, Any]) -> Callable[[Cluster], bool | str]:
    """Return the verdict on whether a cluster has the nodes that a scale has asked for."""
    changes = [
        *scale_object.get("resize_node_groups", ()),
        *scale_object.get("add_node_groups", ()),
    ]
    wanted = {group["name"]: group["count"] for group in changes}

    def verdict(cluster: Cluster) -> bool | str:
        outcome = active(cluster)
        if outcome is not True:
            return outcome
        groups = objects_in(getattr(cluster, "node_groups", None))
        counts = {str(group.get("name")): group.get("count") for group in groups}
        # A node group that is scaled down to nothing may be gone altogether.
        missed = [name for name, count in wanted.items() if counts.get(name, 0) != count]
        if not missed:
            return True
        short = ", ".join(f"{name} {counts.get(name, 0)} of {wanted[name]}" for name in missed)
        return f"{cluster.described} was not scaled ({short}): {_why(cluster)}"

    return verdict


def deleted(cluster: Cluster) -> bool | str:
    """Tell whether a cluster, which is still there, will not go."""
    if cluster.status == ERROR:
        return f"{cluster.described} was not deleted: {_why(cluster)}"
    return False


def verified_after(old_id: str | None) -> Callable[[Cluster], bool | str]:
    """Return the verdict on a health check, which is not the one with the old id."""

    def verdict(cluster: Cluster) -> bool | str:
        verification = object_in(cluster.verification)
        status = verification.get("status")
        if status in (None, CHECKING) or verification.get("id") == old_id:
            return False
        if status != RED:
            return True
        bad = [
            f"{check.get('name')}: {str(check.get('description')).rstrip('.')}"
            for check in objects_in(verification.get("checks"))
            if check.get("status") == RED
        ]
        return f"{cluster.described} is not healthy: {'; '.join(bad) or 'it is RED'}."

    return verdict


def _why(cluster: Cluster) -> str:
    reason = " ".join(str(getattr(cluster, "status_description", None) or "").split())
    if not reason:
        return "the server gives no reason."
    return reason if reason.endswith(".") else f"{reason}."
