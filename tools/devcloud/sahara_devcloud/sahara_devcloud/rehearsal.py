"""How long a cluster's stages take and which of them fail, read off the cluster itself."""

import re

from oslo_config import cfg
from sahara import conductor, context, exceptions
from sahara.utils import cluster as clusters

CONF = cfg.CONF
CONF.register_opts(
    [
        cfg.FloatOpt(
            "stage_seconds",
            default=0.5,
            min=0,
            help="How long each stage of a cluster's way takes.",
        )
    ],
    group="devcloud",
)

DOOMED = "doomed"
UNSCALABLE = "unscalable"
UNHEALTHY = "unhealthy"

_STAGE_SECONDS = re.compile(r"stage_seconds=(\d+(?:\.\d+)?)")


class InstanceFailure(exceptions.SaharaException):
    """An instance could not be had; the words are those Nova would use."""

    code = "INSTANCE_FAILURE"

    def __init__(self, instance_name: str) -> None:
        super().__init__(
            f"Instance {instance_name} went to ERROR: No valid host was found. "
            "There are not enough hosts available."
        )


class ClusterGone(exceptions.SaharaException):
    """The cluster was deleted meanwhile; Sahara drops the operation silently."""

    code = "CLUSTER_GONE"

    def __init__(self, cluster_id: str) -> None:
        super().__init__(f"Cluster {cluster_id} has been deleted.")


def stage_seconds(cluster) -> float:
    """Stage length of `cluster`: its description's `stage_seconds=N`, else the configured one."""
    stated = _STAGE_SECONDS.search(cluster.description or "")
    return float(stated.group(1)) if stated else CONF.devcloud.stage_seconds


def pause(cluster, share: float = 1.0) -> None:
    """Let `share` of a stage pass.

    Raises ClusterGone when `cluster` was deleted meanwhile.
    """
    context.sleep(stage_seconds(cluster) * share)
    now = conductor.API.cluster_get(context.ctx(), cluster.id)
    if now is None or now.status == clusters.CLUSTER_STATUS_DELETING:
        raise ClusterGone(cluster.id)
