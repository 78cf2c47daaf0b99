"""Shapes of what requests and answers hold below the fields of a resource.

No key is guaranteed: callers leave out what they do not need, and services differ. The field
names are those of Sahara 19 (``db/sqlalchemy/models.py`` and ``service/validations``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

#: ``{service: {configuration parameter: value}}``, the service ``general`` included.
Configs = Mapping[str, Mapping[str, object]]


class Share(TypedDict, total=False):
    """A Manila share that nodes mount."""

    #: ID of the share.
    id: str
    #: Absolute path of the mount; ``/mnt/<id>`` by default.
    path: str | None
    #: ``rw`` (the default) or ``ro``.
    access_level: str | None


class Instance(TypedDict, total=False):
    """A node of a cluster."""

    #: ID of the record in Sahara, and of the server in Nova.
    id: str
    instance_id: str
    instance_name: str
    node_group_id: str
    internal_ip: str | None
    management_ip: str | None
    dns_hostname: str | None
    #: IDs of the volumes in Cinder.
    volumes: list[str]
    storage_devices_number: int
    created_at: str
    updated_at: str | None


class NodeGroup(TypedDict, total=False):
    """A node group of a cluster or cluster template.

    In a request, ``name`` and ``count`` and either ``node_group_template_id`` or the fields of a
    :class:`~saharaclient.api.node_group_templates.NodeGroupTemplate`, which explains them.
    """

    id: str
    name: str
    #: Number of nodes.
    count: int
    node_group_template_id: str | None
    flavor_id: str
    image_id: str | None
    image_username: str | None
    node_processes: list[str]
    node_configs: Configs
    volumes_per_node: int
    #: Gigabytes of each volume.
    volumes_size: int | None
    volume_type: str | None
    volume_mount_prefix: str | None
    volume_local_to_instance: bool | None
    volumes_availability_zone: str | None
    boot_from_volume: bool
    boot_volume_type: str | None
    boot_volume_availability_zone: str | None
    boot_volume_local_to_instance: bool | None
    #: ID of the network that floating IPs come from.
    floating_ip_pool: str | None
    security_groups: list[str] | None
    auto_security_group: bool | None
    availability_zone: str | None
    is_proxy_gateway: bool | None
    use_autoconfig: bool | None
    open_ports: list[int] | None
    shares: list[Share] | None
    #: Nodes of a cluster's node group; templates have none.
    instances: list[Instance]
    created_at: str
    updated_at: str | None


class ResizedNodeGroup(TypedDict, total=False):
    """A node group that a cluster has, and how many nodes it is to have."""

    name: str
    count: int
    #: IDs in Nova of the nodes to remove; v2 only.
    instances: list[str]


class ScaleObject(TypedDict, total=False):
    """What to change about the size of a cluster."""

    resize_node_groups: list[ResizedNodeGroup]
    add_node_groups: list[NodeGroup]


class HealthCheck(TypedDict, total=False):
    """One check of a cluster's health."""

    id: str
    name: str
    #: ``CHECKING``, ``GREEN``, ``YELLOW`` or ``RED``.
    status: str
    description: str | None


class Verification(TypedDict, total=False):
    """The latest verification of a cluster's health; empty until there is one."""

    id: str
    cluster_id: str
    #: ``CHECKING``, ``GREEN``, ``YELLOW`` or ``RED``.
    status: str
    checks: list[HealthCheck]
    created_at: str
    updated_at: str | None


class ProvisionEvent(TypedDict, total=False):
    """What happened on one node in a provisioning step."""

    id: str
    node_group_id: str
    instance_id: str
    instance_name: str
    successful: bool
    event_info: str | None
    created_at: str
    updated_at: str | None


class ProvisionStep(TypedDict, total=False):
    """A step of launching, scaling or deleting a cluster."""

    id: str
    step_name: str
    step_type: str
    #: Number of events that the step has when it is complete.
    total: int
    #: Number of events so far; with ``show_progress`` only.
    completed: int
    #: None while the step runs.
    successful: bool | None
    #: With ``show_progress`` only; Sahara omits the events of a successful step.
    events: list[ProvisionEvent]
    created_at: str
    updated_at: str | None


class SwiftCredentials(TypedDict, total=False):
    """How Sahara signs in to Swift."""

    user: str
    password: str


class S3Credentials(TypedDict, total=False):
    """How Sahara signs in to S3 or a service that is compatible with it."""

    accesskey: str
    secretkey: str
    #: Host name of the service, without a scheme.
    endpoint: str
    ssl: bool
    bucket_in_path: bool


class JobBinaryRef(TypedDict, total=False):
    """A job binary of a job template."""

    id: str
    name: str
    url: str
    description: str | None


class InterfaceArgument(TypedDict, total=False):
    """An argument that jobs of a template take."""

    id: str
    name: str
    description: str | None
    #: ``args``, ``configs`` or ``params``.
    mapping_type: str
    #: Position among the arguments, or name of the configuration parameter or parameter.
    location: str
    #: ``string``, ``number`` or ``data_source``.
    value_type: str
    required: bool
    default: str | None


class JobConfigs(TypedDict, total=False):
    """What a job runs with."""

    configs: Mapping[str, object]
    #: Positional arguments; some job types have parameters instead.
    args: list[str]
    params: Mapping[str, object]


class PluginLabel(TypedDict, total=False):
    """A label of a plugin or of one of its versions, by its name."""

    status: bool
    #: Whether administrators can change its status.
    mutable: bool
    description: str


class PluginConfig(TypedDict, total=False):
    """A configuration parameter of a plugin."""

    name: str
    description: str | None
    #: ``string``, ``int`` or ``bool``.
    config_type: str
    default_value: object
    config_values: Sequence[object] | None
    is_optional: bool
    #: 1 for what most users set, 2 for the rest.
    priority: int
    #: ``cluster`` or ``node``.
    scope: str
    #: Name of a service, or ``general``.
    applicable_target: str


class JobTypePlugin(TypedDict, total=False):
    """A plugin that runs jobs of a type."""

    name: str
    title: str
    description: str | None
    #: Configuration parameters of jobs, by version of the plugin.
    versions: dict[str, object]
