"""Node group templates: what a kind of node is, from flavor to processes."""

from __future__ import annotations

from typing import Any

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.signatures import in_v1

_BOOT_VOLUME = (
    "boot_from_volume",
    "boot_volume_type",
    "boot_volume_availability_zone",
    "boot_volume_local_to_instance",
)


class NodeGroupTemplate(base.Resource):
    """A node group template."""

    resource_name = "Node group template"
    wrapping_key = "node_group_template"

    plugin_name: str
    plugin_version: str
    hadoop_version: str
    description: str | None
    flavor_id: str
    image_id: str | None
    node_processes: list[str]
    node_configs: dict[str, Any]
    volumes_per_node: int
    volumes_size: int | None
    volume_type: str | None
    volume_mount_prefix: str | None
    volume_local_to_instance: bool
    volumes_availability_zone: str | None
    floating_ip_pool: str | None
    security_groups: list[str] | None
    auto_security_group: bool
    availability_zone: str | None
    is_proxy_gateway: bool
    use_autoconfig: bool
    shares: list[dict[str, Any]] | None
    is_public: bool
    is_protected: bool
    is_default: bool
    boot_from_volume: bool


class NodeGroupTemplateManager(base.ListableByMarker[NodeGroupTemplate]):
    """The node group templates of a project."""

    resource_class = NodeGroupTemplate
    path = "node-group-templates"
    key = "node_group_template"
    plural_key = "node_group_templates"
    server_filters = frozenset({"name", "plugin_name", "plugin_version"})

    def create(
        self,
        name: str,
        plugin_name: str,
        plugin_version: str,
        flavor_id: str,
        description: str | None = None,
        volumes_per_node: int | None = None,
        volumes_size: int | None = None,
        node_processes: list[str] | None = None,
        node_configs: dict[str, Any] | None = None,
        floating_ip_pool: str | None = None,
        security_groups: list[str] | None = None,
        auto_security_group: bool | None = None,
        availability_zone: str | None = None,
        volumes_availability_zone: str | None = None,
        volume_type: str | None = None,
        image_id: str | None = None,
        is_proxy_gateway: bool | None = None,
        volume_local_to_instance: bool | None = None,
        use_autoconfig: bool | None = None,
        shares: list[dict[str, Any]] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
        volume_mount_prefix: str | None = None,
        boot_from_volume: bool | None = None,
        boot_volume_type: str | None = None,
        boot_volume_availability_zone: str | None = None,
        boot_volume_local_to_instance: bool | None = None,
    ) -> NodeGroupTemplate:
        """Create a node group template: ``POST /node-group-templates``.

        :param name: at least one letter or digit, then also ``-``, ``_`` and ``.``.
        :param volumes_size: gigabytes of each volume.
        :param node_processes: what the nodes run, by the plugin's names.
        :param node_configs: ``{service: {config: value}}``.
        :param floating_ip_pool: id of the network that floating IPs come from.
        :raises saharaclient.exceptions.Conflict: there is one of that name.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        """
        return self._create(locals())

    def update(
        self,
        ng_template_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        plugin_name: str | NotUpdated = NOT_UPDATED,
        plugin_version: str | NotUpdated = NOT_UPDATED,
        flavor_id: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        volumes_per_node: int | NotUpdated | None = NOT_UPDATED,
        volumes_size: int | NotUpdated | None = NOT_UPDATED,
        node_processes: list[str] | NotUpdated = NOT_UPDATED,
        node_configs: dict[str, Any] | NotUpdated | None = NOT_UPDATED,
        floating_ip_pool: str | NotUpdated | None = NOT_UPDATED,
        security_groups: list[str] | NotUpdated | None = NOT_UPDATED,
        auto_security_group: bool | NotUpdated | None = NOT_UPDATED,
        availability_zone: str | NotUpdated | None = NOT_UPDATED,
        volumes_availability_zone: str | NotUpdated | None = NOT_UPDATED,
        volume_type: str | NotUpdated | None = NOT_UPDATED,
        image_id: str | NotUpdated | None = NOT_UPDATED,
        is_proxy_gateway: bool | NotUpdated | None = NOT_UPDATED,
        volume_local_to_instance: bool | NotUpdated | None = NOT_UPDATED,
        use_autoconfig: bool | NotUpdated | None = NOT_UPDATED,
        shares: list[dict[str, Any]] | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
        volume_mount_prefix: str | NotUpdated | None = NOT_UPDATED,
        boot_from_volume: bool | NotUpdated | None = NOT_UPDATED,
        boot_volume_type: str | NotUpdated | None = NOT_UPDATED,
        boot_volume_availability_zone: str | NotUpdated | None = NOT_UPDATED,
        boot_volume_local_to_instance: bool | NotUpdated | None = NOT_UPDATED,
    ) -> NodeGroupTemplate:
        """Update what is given; None clears a field.

        ``PATCH /node-group-templates/<id>``, in v1.1 ``PUT``. For the fields see :meth:`create`.

        :raises saharaclient.exceptions.Conflict: a cluster or cluster template uses it.
        """
        return self._update(locals())

    def get(self, ng_template_id: str) -> NodeGroupTemplate:
        """Return a node group template: ``GET /node-group-templates/<id>``."""
        return self._get(ng_template_id)

    def delete(self, ng_template_id: str) -> None:
        """Delete a node group template: ``DELETE /node-group-templates/<id>``."""
        self._delete(ng_template_id)

    def export(self, ng_template_id: str) -> NodeGroupTemplate:
        """Return a template without what ties it to this cloud.

        ``GET /node-group-templates/<id>/export``
        """
        return self._resource(self._request("GET", ng_template_id, "export"))


class NodeGroupTemplateManagerV2(NodeGroupTemplateManager):
    """The node group templates of a project, in v2."""


class NodeGroupTemplateManagerV1(NodeGroupTemplateManager):
    """The node group templates of a project, in v1.1."""

    update_verb = "PUT"
    create = in_v1(NodeGroupTemplateManager.create, without=_BOOT_VOLUME)
    update = in_v1(NodeGroupTemplateManager.update, without=_BOOT_VOLUME)
