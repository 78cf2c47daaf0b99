"""Fields of node group templates, which node groups have, too."""

from __future__ import annotations

from saharaclient.api.fields import Compare, Field, Format, Kind, Lookup, Type
from saharaclient.api.kinds.shared_fields import shares, sharing

_NODE_FIELDS = (
    Field(
        "node_processes",
        Type.TEXTS,
        'Processes that run on each node, as in "plugin show --plugin-version"',
        option="processes",
        required=True,
        compare=Compare.SET,
    ),
    Field(
        "flavor_id",
        Type.TEXT,
        "Name or ID of the flavor",
        option="flavor",
        required=True,
        refers_to=Lookup.FLAVOR,
    ),
    Field(
        "security_groups",
        Type.TEXTS,
        "Names or IDs of the security groups of the instances",
        option="security-groups",
        nullable=True,
        compare=Compare.SET,
        refers_to=Lookup.SECURITY_GROUP,
    ),
    Field(
        "auto_security_group",
        Type.SWITCH,
        "Create a security group for the node group",
        option="auto-security-group",
        nullable=True,
        default=False,
        off_description="Do not create a security group for the node group",
    ),
    Field(
        "availability_zone",
        Type.TEXT,
        "Availability zone of the instances",
        option="availability-zone",
        nullable=True,
    ),
    Field(
        "floating_ip_pool",
        Type.TEXT,
        "Name or ID of the external network that provides floating IPs",
        option="floating-ip-pool",
        nullable=True,
        refers_to=Lookup.NETWORK,
    ),
    Field(
        "volumes_per_node",
        Type.NUMBER,
        "Number of volumes attached to each node",
        option="volumes-per-node",
        default=0,
        minimum=0,
    ),
    Field(
        "volumes_size",
        Type.NUMBER,
        "Size of each volume in GiB",
        option="volumes-size",
        nullable=True,
        default=0,
        minimum=1,
        needs="volumes_per_node",
    ),
    Field(
        "volume_type",
        Type.TEXT,
        "Type of the volumes",
        option="volumes-type",
        nullable=True,
        needs="volumes_per_node",
    ),
    Field(
        "volumes_availability_zone",
        Type.TEXT,
        "Availability zone of the volumes",
        option="volumes-availability-zone",
        nullable=True,
        needs="volumes_per_node",
    ),
    Field(
        "volume_mount_prefix",
        Type.TEXT,
        "Prefix of the mount points of the volumes",
        option="volumes-mount-prefix",
        nullable=True,
        default="/volumes/disk",
        needs="volumes_per_node",
        format=Format.PATH,
    ),
    Field(
        "volume_local_to_instance",
        Type.SWITCH,
        "Create the volumes on the host of their instance",
        option="volumes-locality",
        nullable=True,
        default=False,
        needs="volumes_per_node",
        off_description="Allow volumes on other hosts than their instance",
    ),
)
_DESCRIPTION = Field(
    "description",
    Type.TEXT,
    "Description of the node group template",
    option="description",
    nullable=True,
)
_MORE_NODE_FIELDS = (
    Field(
        "use_autoconfig",
        Type.SWITCH,
        "Have the plugin derive settings from the size of the nodes",
        option="autoconfig",
        nullable=True,
        default=True,
        off_description="Do not have the plugin derive settings",
    ),
    Field(
        "is_proxy_gateway",
        Type.SWITCH,
        "Use the nodes as proxies to reach the other instances",
        option="proxy-gateway",
        nullable=True,
        default=False,
        off_description="Do not use the nodes as proxies",
    ),
)
_CONFIGS = Field(
    "node_configs",
    Type.CONFIGS,
    "Settings of the nodes, {service: {name: value}}",
    option="configs",
    nullable=True,
    default={},
    compare=Compare.WHOLE_MAP,
)
_IMAGE = Field(
    "image_id",
    Type.TEXT,
    "Name or ID of the registered image of the instances (default: the image of the cluster)",
    aliases=("image",),
    nullable=True,
    refers_to="images",
)
_BOOT_VOLUME_FIELDS = (
    Field(
        "boot_from_volume",
        Type.SWITCH,
        "Boot the instances from volumes",
        option="boot-from-volume",
        default=False,
        only_in="2",
        off_description="Boot the instances from local disks",
    ),
    Field(
        "boot_volume_type",
        Type.TEXT,
        "Type of the boot volumes",
        option="boot-volume-type",
        only_in="2",
        needs="boot_from_volume",
    ),
    Field(
        "boot_volume_availability_zone",
        Type.TEXT,
        "Availability zone of the boot volumes",
        option="boot-volume-availability-zone",
        only_in="2",
        needs="boot_from_volume",
    ),
    Field(
        "boot_volume_local_to_instance",
        Type.SWITCH,
        "Create the boot volume on the host of its instance",
        option="boot-volume-local-to-instance",
        default=False,
        only_in="2",
        needs="boot_from_volume",
        off_description="Allow boot volumes on other hosts than their instance",
    ),
)
#: The fields that a node group of a cluster template or cluster can have, too. Sahara 19 does not
#: accept those of boot volumes there (``service/validations/cluster_template_schema.py``).
OF_NODE_GROUPS = (*_NODE_FIELDS, *_MORE_NODE_FIELDS, _IMAGE, shares("nodes"), _CONFIGS)

NODE_GROUP_TEMPLATE = Kind(
    key="node_group_templates",
    name="node group template",
    manager="node_group_templates",
    order=1,
    fields=(
        Field(
            "name",
            Type.TEXT,
            "Name of the node group template",
            option="name",
            required=True,
            longest=50,
            format=Format.HOST_NAME,
        ),
        Field(
            "plugin_name",
            Type.TEXT,
            'Plugin of the nodes, as in "plugin list"',
            option="plugin",
            required=True,
        ),
        Field(
            "plugin_version",
            Type.TEXT,
            'Version of the plugin, as in "plugin list"',
            option="plugin-version",
            required=True,
        ),
        *_NODE_FIELDS,
        _DESCRIPTION,
        *_MORE_NODE_FIELDS,
        *sharing("node group template"),
        _IMAGE,
        shares("nodes"),
        _CONFIGS,
        *_BOOT_VOLUME_FIELDS,
    ),
)
