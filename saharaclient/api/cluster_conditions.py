"""What to wait for in a cluster."""

from __future__ import annotations

from collections.abc import Mapping

from saharaclient.api.resource import Resource, object_in, objects_in
from saharaclient.api.waiters import DONE, PENDING, Condition, Failed, Outcome

STATUS_ACTIVE = "Active"
STATUS_ERROR = "Error"
#: A cluster in one of these does not become Active any more (sahara/utils/cluster.py, 19.0.0).
STATUSES_OF_DELETION = frozenset({"Deleting", "AwaitingTermination"})
CHECKING = "CHECKING"
RED = "RED"


def _is_active(cluster: Resource) -> Outcome:
    if cluster.status == STATUS_ERROR:
        return Failed(f"{cluster.described} has failed: {_reason(cluster)}")
    return _being_deleted(cluster) or (DONE if cluster.status == STATUS_ACTIVE else PENDING)


def _is_deleted(cluster: Resource) -> Outcome:
    if cluster.status == STATUS_ERROR:
        return Failed(f"{cluster.described} was not deleted: {_reason(cluster)}")
    return PENDING


def _is_in_error(cluster: Resource) -> Outcome:
    return DONE if cluster.status == STATUS_ERROR else PENDING


ACTIVE = Condition(_is_active, "is not Active yet")
DELETED = Condition(_is_deleted, "is not deleted yet", until_gone=True)
#: A deletion can still fail, so no status rules it out.
IN_ERROR = Condition(_is_in_error, "is not in Error yet")


def scaled(scale_object: Mapping[str, object]) -> Condition[Resource]:
    """Return the condition that a cluster is Active with the nodes that a scale asked for.

    :param scale_object: what :meth:`saharaclient.api.clusters.ClusterManager.scale` was called
        with.
    """
    changes = [
        *objects_in(scale_object.get("resize_node_groups")),
        *objects_in(scale_object.get("add_node_groups")),
    ]
    wanted = {str(group.get("name")): group["count"] for group in changes if "count" in group}

    def is_scaled(cluster: Resource) -> Outcome:
        outcome = _is_active(cluster)
        if outcome is not DONE:
            return outcome
        groups = objects_in(getattr(cluster, "node_groups", None))
        counts = {str(group.get("name")): group.get("count") for group in groups}
        # A node group that is scaled down to nothing may be gone altogether.
        missed = [name for name, count in wanted.items() if counts.get(name, 0) != count]
        if not missed:
            return DONE
        # Sahara goes back to Active after a failed scale (sahara/service/ops.py, 19.0.0).
        short = ", ".join(f"{name} {counts.get(name, 0)} of {wanted[name]}" for name in missed)
        return Failed(f"{cluster.described} was not scaled ({short}): {_reason(cluster)}")

    return Condition(is_scaled, "has not finished scaling yet")


def verified_after(old_id: object) -> Condition[Resource]:
    """Return the condition that a health check is done.

    :param old_id: ID of the health check before, which the service shows until the new one starts.
    """

    def is_verified(cluster: Resource) -> Outcome:
        verification = object_in(cluster.verification)
        status = verification.get("status")
        if status in (None, CHECKING) or verification.get("id") == old_id:
            return _being_deleted(cluster) or PENDING
        if status != RED:
            return DONE
        bad = [
            f"{check.get('name')}: {str(check.get('description')).rstrip('.')}"
            for check in objects_in(verification.get("checks"))
            if check.get("status") == RED
        ]
        return Failed(f"{cluster.described} is not healthy: {'; '.join(bad) or 'it is RED'}.")

    return Condition(is_verified, "is still being verified")


def _being_deleted(cluster: Resource) -> Failed | None:
    if cluster.status in STATUSES_OF_DELETION:
        return Failed(f"{cluster.described} is being deleted (status {cluster.status}).")
    return None


def _reason(cluster: Resource) -> str:
    reason = " ".join(str(getattr(cluster, "status_description", None) or "").split())
    if not reason:
        return "the server gives no reason."
    return reason if reason.endswith(".") else f"{reason}."
