"""How the commands show each kind of resource: names in sentences, columns, sort keys."""

from saharaclient.osc.output.views.clusters import (
    BOOT_VOLUME_FIELDS,
    CLUSTER,
    CLUSTER_TEMPLATE,
    CLUSTER_V2,
    IMAGE,
    NODE_GROUP_TEMPLATE,
    PLUGIN,
    VOLUME_FIELDS,
)
from saharaclient.osc.output.views.jobs import (
    DATA_SOURCE,
    JOB,
    JOB_BINARY,
    JOB_TEMPLATE,
    JOB_TYPE,
    JOB_V2,
)

__all__ = [
    "BOOT_VOLUME_FIELDS",
    "CLUSTER",
    "CLUSTER_TEMPLATE",
    "CLUSTER_V2",
    "DATA_SOURCE",
    "IMAGE",
    "JOB",
    "JOB_BINARY",
    "JOB_TEMPLATE",
    "JOB_TYPE",
    "JOB_V2",
    "NODE_GROUP_TEMPLATE",
    "PLUGIN",
    "VOLUME_FIELDS",
]
