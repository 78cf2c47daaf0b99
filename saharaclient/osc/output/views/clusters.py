"""Plugins, images, templates of nodes and clusters, and clusters."""

from __future__ import annotations

from dataclasses import replace

from saharaclient.api.resource import Resource, objects_in
from saharaclient.osc.output.columns import (
    DictColumn,
    Field,
    ListColumn,
    NodeGroupsColumn,
    ReasonColumn,
    if_sent,
    if_set,
)
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.output.views.shared_fields import (
    AGE,
    BY_NAME_OR_TIME,
    CREATED_AND_UPDATED,
    DESCRIPTION,
    NAME_AND_ID,
    SHARING,
    STATUS,
)

_PLUGIN_AND_VERSION = (Field("plugin_name"), Field("plugin_version"))
_NODE_GROUPS = Field("node_groups", column=NodeGroupsColumn)
_ANTI_AFFINITY = Field("anti_affinity", column=ListColumn)

_BY_PLUGIN = ("plugin_name", "plugin_version")

_VERSIONS = Field(
    "versions",
    column=ListColumn,
    # Not for the details of one version.
    when=lambda plugin: not hasattr(plugin, "required_image_tags"),
)

PLUGIN = ResourceView(
    name="plugin",
    manager="plugins",
    details=(
        Field("name"),
        Field("title"),
        DESCRIPTION,
        _VERSIONS,
        Field("required_image_tags", column=ListColumn, when=if_sent("required_image_tags")),
    ),
    listed=(Field("name"), _VERSIONS),
    listed_long=(Field("name"), Field("title"), _VERSIONS, DESCRIPTION),
)

_IMAGE = (*NAME_AND_ID, Field("username"), Field("tags", column=ListColumn))
_IMAGE_LONG = (*_IMAGE, Field("status"), DESCRIPTION)

IMAGE = ResourceView(
    name="image",
    manager="images",
    details=_IMAGE_LONG,
    listed=_IMAGE,
    listed_long=_IMAGE_LONG,
)

VOLUME_FIELDS = (
    "volumes_size",
    "volume_type",
    "volume_local_to_instance",
    "volume_mount_prefix",
    "volumes_availability_zone",
)
BOOT_VOLUME_FIELDS = (
    "boot_volume_type",
    "boot_volume_availability_zone",
    "boot_volume_local_to_instance",
)
_TEMPLATE = (*NAME_AND_ID, *_PLUGIN_AND_VERSION)
_NODE_PROCESSES = Field("node_processes", column=ListColumn)

NODE_GROUP_TEMPLATE = ResourceView(
    name="node group template",
    manager="node_group_templates",
    details=(
        *_TEMPLATE,
        _NODE_PROCESSES,
        DESCRIPTION,
        Field("flavor_id", kind="flavor"),
        Field("auto_security_group"),
        Field("security_groups", column=ListColumn),
        Field("availability_zone"),
        Field("floating_ip_pool", kind="network"),
        Field("volumes_per_node"),
        *(Field(name, in_table_when=if_set("volumes_per_node")) for name in VOLUME_FIELDS),
        Field("boot_from_volume", when=if_sent("boot_from_volume")),
        *(
            Field(
                name,
                when=if_sent("boot_from_volume"),
                in_table_when=if_set("boot_from_volume"),
            )
            for name in BOOT_VOLUME_FIELDS
        ),
        Field("use_autoconfig"),
        Field("is_proxy_gateway"),
        Field("is_default"),
        *SHARING,
    ),
    listed=_TEMPLATE,
    listed_long=(*_TEMPLATE, _NODE_PROCESSES, DESCRIPTION),
    sort_keys=(*BY_NAME_OR_TIME, *_BY_PLUGIN),
)

CLUSTER_TEMPLATE = ResourceView(
    name="cluster template",
    manager="cluster_templates",
    details=(
        *_TEMPLATE,
        _NODE_GROUPS,
        DESCRIPTION,
        _ANTI_AFFINITY,
        Field("domain_name"),
        Field("use_autoconfig"),
        Field("is_default"),
        *SHARING,
    ),
    listed=_TEMPLATE,
    listed_long=(*_TEMPLATE, _NODE_GROUPS, DESCRIPTION),
    sort_keys=(*BY_NAME_OR_TIME, *_BY_PLUGIN),
)


def _node_count(cluster: Resource) -> int:
    counts = [group.get("count") for group in objects_in(getattr(cluster, "node_groups", None))]
    return sum(count for count in counts if isinstance(count, int))


#: What answers how big and how old a cluster is.
_SIZE_AND_AGE = (Field("nodes", compute=_node_count), *CREATED_AND_UPDATED, AGE)
_CLUSTER = (*NAME_AND_ID, *_PLUGIN_AND_VERSION, STATUS)
_CLUSTER_IMAGE = Field("default_image_id", "Image", kind="image")

CLUSTER = ResourceView(
    name="cluster",
    manager="clusters",
    details=(
        *_CLUSTER,
        _CLUSTER_IMAGE,
        _ANTI_AFFINITY,
        Field("cluster_template_id", kind="cluster template"),
        DESCRIPTION,
        Field("info", column=DictColumn),
        Field("is_transient"),
        Field("neutron_management_network", kind="network"),
        _NODE_GROUPS,
        Field("status_description", in_table_when=if_set("status_description")),
        Field("use_autoconfig"),
        Field("user_keypair_id"),
        *SHARING,
    ),
    added_details=_SIZE_AND_AGE,
    listed=_CLUSTER,
    listed_long=(
        *_CLUSTER,
        DESCRIPTION,
        _CLUSTER_IMAGE,
        *_SIZE_AND_AGE,
        Field("status_description", column=ReasonColumn),
    ),
    sort_keys=("name", "id", *_BY_PLUGIN, "status"),
    # v1.1 of Sahara 19 answers 400 to them (validate_sorting_clusters in service/validation.py).
    client_sort_keys=("created_at", "updated_at"),
)
#: The list of clusters in v2, whose service sorts by more.
CLUSTER_V2 = replace(
    CLUSTER, sort_keys=(*CLUSTER.sort_keys, *CLUSTER.client_sort_keys), client_sort_keys=()
)
