"""How the commands show each kind of resource: names in sentences, columns, sort keys."""

from __future__ import annotations

from dataclasses import replace

from saharaclient.osc.output.columns import (
    BinariesColumn,
    DictColumn,
    Field,
    ListColumn,
    NodeGroupsColumn,
    PluginsColumn,
    StatusColumn,
    if_sent,
    if_set,
)
from saharaclient.osc.output.resource_view import ResourceView

_NAME_AND_ID = (Field("name"), Field("id"))
_DESCRIPTION = Field("description")
_PLUGIN_AND_VERSION = (Field("plugin_name"), Field("plugin_version"))
_NODE_GROUPS = Field("node_groups", column=NodeGroupsColumn)
_ANTI_AFFINITY = Field("anti_affinity", column=ListColumn)
_SHARING = (Field("is_protected"), Field("is_public"))
_SHARING_LISTED = (Field("is_public"), Field("is_protected"))
_TYPE = Field("type")
_STATUS = Field("status", column=StatusColumn)

_BY_NAME_OR_TIME = ("name", "id", "created_at", "updated_at")
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
        _DESCRIPTION,
        _VERSIONS,
        Field("required_image_tags", column=ListColumn, when=if_sent("required_image_tags")),
    ),
    listed=(Field("name"), _VERSIONS),
    listed_long=(Field("name"), Field("title"), _VERSIONS, _DESCRIPTION),
)

_IMAGE = (*_NAME_AND_ID, Field("username"), Field("tags", column=ListColumn))
_IMAGE_LONG = (*_IMAGE, Field("status"), _DESCRIPTION)

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
_TEMPLATE = (*_NAME_AND_ID, *_PLUGIN_AND_VERSION)
_NODE_PROCESSES = Field("node_processes", column=ListColumn)

NODE_GROUP_TEMPLATE = ResourceView(
    name="node group template",
    manager="node_group_templates",
    details=(
        *_TEMPLATE,
        _NODE_PROCESSES,
        _DESCRIPTION,
        Field("flavor_id"),
        Field("auto_security_group"),
        Field("security_groups", column=ListColumn),
        Field("availability_zone"),
        Field("floating_ip_pool"),
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
        *_SHARING,
    ),
    listed=_TEMPLATE,
    listed_long=(*_TEMPLATE, _NODE_PROCESSES, _DESCRIPTION),
    sort_keys=(*_BY_NAME_OR_TIME, *_BY_PLUGIN),
)

CLUSTER_TEMPLATE = ResourceView(
    name="cluster template",
    manager="cluster_templates",
    details=(
        *_TEMPLATE,
        _NODE_GROUPS,
        _DESCRIPTION,
        _ANTI_AFFINITY,
        Field("domain_name"),
        Field("use_autoconfig"),
        Field("is_default"),
        *_SHARING,
    ),
    listed=_TEMPLATE,
    listed_long=(*_TEMPLATE, _NODE_GROUPS, _DESCRIPTION),
    sort_keys=(*_BY_NAME_OR_TIME, *_BY_PLUGIN),
)

_CLUSTER = (*_NAME_AND_ID, *_PLUGIN_AND_VERSION, _STATUS)
_CLUSTER_IMAGE = Field("default_image_id", "Image")

CLUSTER = ResourceView(
    name="cluster",
    manager="clusters",
    details=(
        *_CLUSTER,
        _CLUSTER_IMAGE,
        _ANTI_AFFINITY,
        Field("cluster_template_id"),
        _DESCRIPTION,
        Field("info", column=DictColumn),
        Field("is_transient"),
        Field("neutron_management_network"),
        _NODE_GROUPS,
        Field("status_description", in_table_when=if_set("status_description")),
        Field("use_autoconfig"),
        Field("user_keypair_id"),
        *_SHARING,
    ),
    listed=_CLUSTER,
    listed_long=(*_CLUSTER, _DESCRIPTION, _CLUSTER_IMAGE),
    sort_keys=("name", "id", *_BY_PLUGIN, "status"),
)

_DATA_SOURCE = (*_NAME_AND_ID, _TYPE)

DATA_SOURCE = ResourceView(
    name="data source",
    title="Data Source",
    manager="data_sources",
    details=(*_DATA_SOURCE, Field("url"), _DESCRIPTION, *_SHARING),
    listed=_DATA_SOURCE,
    listed_long=(*_DATA_SOURCE, Field("url"), _DESCRIPTION, *_SHARING_LISTED),
    sort_keys=(*_BY_NAME_OR_TIME, "type"),
)

_JOB_BINARY = (*_NAME_AND_ID, Field("url"))

JOB_BINARY = ResourceView(
    name="job binary",
    plural="job binaries",
    manager="job_binaries",
    details=(*_JOB_BINARY, _DESCRIPTION, *_SHARING),
    listed=_JOB_BINARY,
    listed_long=(*_JOB_BINARY, _DESCRIPTION, *_SHARING_LISTED),
    sort_keys=_BY_NAME_OR_TIME,
)

_JOB_TEMPLATE = (*_NAME_AND_ID, _TYPE)

JOB_TEMPLATE = ResourceView(
    name="job template",
    manager="job_templates",
    details=(
        *_JOB_TEMPLATE,
        Field("mains", column=BinariesColumn),
        Field("libs", column=BinariesColumn),
        _DESCRIPTION,
        *_SHARING,
    ),
    listed=_JOB_TEMPLATE,
    listed_long=(*_JOB_TEMPLATE, _DESCRIPTION, *_SHARING_LISTED),
    sort_keys=(*_BY_NAME_OR_TIME, "type"),
)

_JOB_TYPE = (Field("name"), Field("plugins", column=PluginsColumn))

JOB_TYPE = ResourceView(
    name="job type",
    manager="job_types",
    details=_JOB_TYPE,
    listed=_JOB_TYPE,
    listed_long=_JOB_TYPE,
)


def _jobs_listed(template_header: str) -> tuple[Field, ...]:
    template = Field("job_template_id", template_header)
    return Field("id"), Field("cluster_id"), template, _STATUS


def _jobs_listed_long(template_header: str) -> tuple[Field, ...]:
    return *_jobs_listed(template_header), Field("start_time"), Field("end_time")


JOB = ResourceView(
    name="job",
    manager="job_executions",
    details=(
        *_jobs_listed("Job template id"),
        Field("engine_job_id"),
        Field("input_id"),
        Field("output_id"),
        Field("start_time"),
        Field("end_time"),
        Field("failure", in_table_when=if_set("failure")),
        *_SHARING,
    ),
    listed=_jobs_listed("Job id"),
    listed_long=_jobs_listed_long("Job id"),
    # Sahara 19 accepts other keys and answers 500 to them (db/sqlalchemy/api.py,
    # job_execution_get_all).
    sort_keys=("id",),
)
#: The list of jobs as it looks in v2.
JOB_V2 = replace(
    JOB, listed=_jobs_listed("Job template id"), listed_long=_jobs_listed_long("Job template id")
)
