"""Kinds of resources with the fields of their requests, as options and manifests have them."""

from __future__ import annotations

from saharaclient.api.kinds.cluster_templates import CLUSTER_TEMPLATE
from saharaclient.api.kinds.clusters import CLUSTER
from saharaclient.api.kinds.images import IMAGE
from saharaclient.api.kinds.jobs import DATA_SOURCE, JOB_BINARY, JOB_TEMPLATE
from saharaclient.api.kinds.node_group_templates import NODE_GROUP_TEMPLATE

__all__ = [
    "CLUSTER",
    "CLUSTER_TEMPLATE",
    "DATA_SOURCE",
    "IMAGE",
    "JOB_BINARY",
    "JOB_TEMPLATE",
    "KINDS",
    "NODE_GROUP_TEMPLATE",
]

#: All kinds, each after those that it refers to.
KINDS = (
    IMAGE,
    NODE_GROUP_TEMPLATE,
    CLUSTER_TEMPLATE,
    DATA_SOURCE,
    JOB_BINARY,
    JOB_TEMPLATE,
    CLUSTER,
)
