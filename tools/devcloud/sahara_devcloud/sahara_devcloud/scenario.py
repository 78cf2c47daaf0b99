"""How long the stages of a cluster take and which fail, according to its name and description."""

from __future__ import annotations

import re

from oslo_config import cfg
from sahara import conductor, context, exceptions
from sahara.utils import cluster as clusters

from sahara_devcloud.types import Cluster

CONF = cfg.CONF
CONF.register_opts(
    [
        cfg.FloatOpt(
            "stage_seconds",
            default=0.5,
            min=0,
            help="Seconds that each stage of a cluster takes.",
        )
    ],
    group="devcloud",
)

#: Parts of names that select a failure.
FAILING = "doomed"
UNSCALABLE = "unscalable"
UNHEALTHY = "unhealthy"

_STAGE_SECONDS = re.compile(r"stage_seconds=(\d+(?:\.\d+)?)")


class InstanceFailure(exceptions.SaharaException):
    """An instance could not be launched; the message is Nova's."""

    code = "INSTANCE_FAILURE"

    def __init__(self, instance_name: str) -> None:
        super().__init__(
            f"Instance {instance_name} went to ERROR: No valid host was found. "
            "There are not enough hosts available."
        )


class ClusterGone(exceptions.SaharaException):
    """The cluster was deleted in the meantime; Sahara ends the operation silently."""

    code = "CLUSTER_GONE"

    def __init__(self, cluster_id: str) -> None:
        super().__init__(f"Cluster {cluster_id} has been deleted.")


def stage_seconds(cluster: Cluster) -> float:
    """Return ``stage_seconds=N`` of the description, or the configured value."""
    match = _STAGE_SECONDS.search(cluster.description or "")
    return float(match.group(1)) if match else float(CONF.devcloud.stage_seconds)


def wait(cluster: Cluster, share: float = 1.0) -> None:
    """Sleep for a share of a stage.

    Raises ClusterGone if the cluster was deleted in the meantime.
    """
    context.sleep(stage_seconds(cluster) * share)
    now = conductor.API.cluster_get(context.ctx(), cluster.id)
    if now is None or now.status == clusters.CLUSTER_STATUS_DELETING:
        raise ClusterGone(cluster.id)
