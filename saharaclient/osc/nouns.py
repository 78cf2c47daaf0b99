"""The nouns of the command line, and the columns in which each is shown."""

from __future__ import annotations

from dataclasses import dataclass

from saharaclient.osc.columns import (
    DictColumn,
    Field,
    ListColumn,
    NodeGroupsColumn,
    if_sent,
    if_set,
)


@dataclass(frozen=True)
class Noun:
    """What a command is about.

    :param name: its name in sentences.
    :param manager: its manager on a client.
    :param details: fields of a show, of which those appear that the server has sent.
    :param listed: fields of a list.
    :param listed_long: fields of a list with ``--long``.
    """

    name: str
    manager: str
    details: tuple[Field, ...]
    listed: tuple[Field, ...]
    listed_long: tuple[Field, ...]

    @property
    def title(self) -> str:
        return self.name.capitalize()

    @property
    def dest(self) -> str:
        return self.name.replace(" ", "_")

    @property
    def metavar(self) -> str:
        return f"<{self.name.replace(' ', '-')}>"


_NAME_AND_ID = (Field("name"), Field("id"))
_DESCRIPTION = Field("description")
_PLUGIN_AND_VERSION = (Field("plugin_name"), Field("plugin_version"))
_NODE_GROUPS = Field("node_groups", column=NodeGroupsColumn)
_ANTI_AFFINITY = Field("anti_affinity", column=ListColumn)
_SHARING = (Field("is_protected"), Field("is_public"))

_VERSIONS = Field(
    "versions",
    column=ListColumn,
    # The details of one version name them all, which tells nothing there.
    when=lambda plugin: not hasattr(plugin, "required_image_tags"),
)

PLUGIN = Noun(
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

IMAGE = Noun(
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

NODE_GROUP_TEMPLATE = Noun(
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
        *(Field(name, when=if_set("volumes_per_node")) for name in VOLUME_FIELDS),
        Field("boot_from_volume", when=if_sent("boot_from_volume")),
        *(Field(name, when=if_set("boot_from_volume")) for name in BOOT_VOLUME_FIELDS),
        Field("use_autoconfig"),
        Field("is_proxy_gateway"),
        Field("is_default"),
        *_SHARING,
    ),
    listed=_TEMPLATE,
    listed_long=(*_TEMPLATE, _NODE_PROCESSES, _DESCRIPTION),
)

CLUSTER_TEMPLATE = Noun(
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
)

_CLUSTER = (*_NAME_AND_ID, *_PLUGIN_AND_VERSION, Field("status"))
_CLUSTER_IMAGE = Field("default_image_id", "Image")

CLUSTER = Noun(
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
        Field("status_description", when=if_set("status_description")),
        Field("use_autoconfig"),
        Field("user_keypair_id"),
        *_SHARING,
    ),
    listed=_CLUSTER,
    listed_long=(*_CLUSTER, _DESCRIPTION, _CLUSTER_IMAGE),
)
