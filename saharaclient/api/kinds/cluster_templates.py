"""Fields of cluster templates, and of node groups."""

from __future__ import annotations

from dataclasses import replace

from saharaclient.api.fields import Compare, Field, Format, Kind, Lookup, Type
from saharaclient.api.kinds.node_group_templates import NODE_GROUP_TEMPLATE, OF_NODE_GROUPS
from saharaclient.api.kinds.shared_fields import shares, sharing

#: The fields of a node group.
NODE_GROUP_FIELDS = (
    Field(
        "name",
        Type.TEXT,
        "Name of the node group (default: the name of its template)",
        longest=50,
        format=Format.HOST_NAME,
    ),
    Field(
        "node_group_template_id",
        Type.TEXT,
        "Name or ID of the node group template",
        aliases=("template", "node_group_template"),
        refers_to=NODE_GROUP_TEMPLATE.key,
    ),
    Field("count", Type.NUMBER, "Number of nodes", required=True, minimum=0),
    *(replace(field, required=False, option=None, aliases=field.keys) for field in OF_NODE_GROUPS),
)
#: Fields that clusters and their templates share.
PLUGIN_FIELDS = (
    Field(
        "plugin_name", Type.TEXT, "Plugin (default: that of the node groups)", aliases=("plugin",)
    ),
    Field("plugin_version", Type.TEXT, "Version of the plugin (default: that of the node groups)"),
)
IMAGE = Field(
    "default_image_id",
    Type.TEXT,
    "Name or ID of the registered image that instances are made from",
    aliases=("image",),
    nullable=True,
    refers_to="images",
)
NETWORK = Field(
    "neutron_management_network",
    Type.TEXT,
    "Name or ID of the network that the instances are attached to",
    aliases=("network", "net_id", "neutron_network"),
    nullable=True,
    refers_to=Lookup.NETWORK,
)
ANTI_AFFINITY = Field(
    "anti_affinity",
    Type.TEXTS,
    "Processes whose instances must run on different hosts",
    option="anti-affinity",
    nullable=True,
    default=[],
    compare=Compare.SET,
)
NODE_GROUPS = Field(
    "node_groups",
    Type.OBJECTS,
    "Node group templates (name or ID), each with its number of nodes, such as worker:3",
    option="node-groups",
    nullable=True,
    default=[],
    compare=Compare.NAME,
    fields=NODE_GROUP_FIELDS,
)
AUTOCONFIG = Field(
    "use_autoconfig",
    Type.SWITCH,
    "Have the plugin derive settings from the size of the cluster",
    option="autoconfig",
    nullable=True,
    default=True,
    off_description="Do not have the plugin derive settings",
)
CONFIGS = Field(
    "cluster_configs",
    Type.CONFIGS,
    "Settings of the cluster, {service: {name: value}}",
    option="configs",
    nullable=True,
    default={},
    compare=Compare.WHOLE_MAP,
)

CLUSTER_TEMPLATE = Kind(
    key="cluster_templates",
    name="cluster template",
    manager="cluster_templates",
    order=2,
    fields=(
        Field(
            "name",
            Type.TEXT,
            "Name of the cluster template",
            option="name",
            required=True,
            longest=50,
            format=Format.HOST_NAME,
        ),
        *PLUGIN_FIELDS,
        NODE_GROUPS,
        ANTI_AFFINITY,
        Field(
            "description",
            Type.TEXT,
            "Description of the cluster template",
            option="description",
            nullable=True,
        ),
        AUTOCONFIG,
        *sharing("cluster template"),
        shares("cluster"),
        CONFIGS,
        Field(
            "domain_name",
            Type.TEXT,
            "DNS domain of the instances, managed by Designate",
            option="domain-name",
            nullable=True,
        ),
        IMAGE,
        NETWORK,
    ),
)
