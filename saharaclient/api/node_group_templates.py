"""Node group templates: what a kind of node is, from flavor to processes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.signatures import creates, updates
from saharaclient.api.types import Configs, Share

#: Fields without a meaning where nodes have no volumes.
_VOLUME_DETAILS = frozenset(
    {
        "volumes_size",
        "volumes_availability_zone",
        "volume_type",
        "volume_local_to_instance",
        "volume_mount_prefix",
    }
)


class NodeGroupTemplate(base.Resource):
    """A node group template."""

    resource_name = "Node group template"
    wrapping_key = "node_group_template"

    plugin_name: str
    plugin_version: str
    hadoop_version: str
    description: str | None
    #: ID of a flavor in Nova.
    flavor_id: str
    #: ID of an image in Glance; the cluster's by default.
    image_id: str | None
    #: What the nodes run, by the plugin's names.
    node_processes: list[str]
    node_configs: Configs
    volumes_per_node: int
    #: Gigabytes of each volume.
    volumes_size: int | None
    volume_type: str | None
    volume_mount_prefix: str | None
    volume_local_to_instance: bool
    volumes_availability_zone: str | None
    #: ID of the network that floating IPs come from.
    floating_ip_pool: str | None
    #: Names or IDs of security groups in Neutron.
    security_groups: list[str] | None
    auto_security_group: bool
    availability_zone: str | None
    is_proxy_gateway: bool
    use_autoconfig: bool
    shares: list[Share] | None
    is_public: bool
    is_protected: bool
    #: Whether it came with the plugin.
    is_default: bool
    #: v2 only, with ``boot_volume_type`` and so on.
    boot_from_volume: bool


class BaseNodeGroupTemplateManager(base.ListableByMarker[NodeGroupTemplate]):
    """The node group templates of a project, in either version of the API.

    Filters of a list: ``name``, ``plugin_name`` and ``plugin_version`` (v1.1:
    ``hadoop_version``).
    """

    resource_class = NodeGroupTemplate
    path = "node-group-templates"
    key = "node_group_template"
    plural_key = "node_group_templates"
    server_filters = frozenset({"name", "plugin_name", "plugin_version"})

    def create_from(self, fields: Mapping[str, Any]) -> NodeGroupTemplate:
        """Create a node group template from its fields, see :meth:`create`.

        Without volumes, empty details of volumes are left out: exports have
        ``"volumes_size": 0``, which Sahara refuses (``node_group_template_schema.py`` in
        ``sahara/service/validations``, 19.0.0).
        """
        if not fields.get("volumes_per_node"):
            fields = {
                name: value
                for name, value in fields.items()
                if value or name not in _VOLUME_DETAILS
            }
        return super().create_from(fields)

    def get(self, ng_template_id: str) -> NodeGroupTemplate:
        """Return a node group template: ``GET /node-group-templates/<id>``."""
        return self._fetch(ng_template_id)

    def delete(self, ng_template_id: str) -> None:
        """Delete a node group template: ``DELETE /node-group-templates/<id>``.

        :raises saharaclient.exceptions.BadRequest: a cluster or cluster template uses it.
        """
        self._delete(ng_template_id)

    def export(self, ng_template_id: str) -> NodeGroupTemplate:
        """Return a template without what ties it to this cloud.

        ``GET /node-group-templates/<id>/export``

        :return: the template in its envelope: ``to_dict()`` is
            ``{"node_group_template": {...}}``. Its fields are attributes as usual.
        """
        return self._get(self._url(ng_template_id, "export"))


class NodeGroupTemplateManagerV1(BaseNodeGroupTemplateManager):
    """The node group templates of a project, in v1.1."""

    update_verb = "PUT"

    @creates
    def create(
        self,
        name: str,
        plugin_name: str,
        hadoop_version: str,
        flavor_id: str,
        description: str | None = None,
        volumes_per_node: int | None = None,
        volumes_size: int | None = None,
        node_processes: list[str] | None = None,
        node_configs: Configs | None = None,
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
        shares: list[Share] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
        volume_mount_prefix: str | None = None,
    ) -> NodeGroupTemplate:
        """Create a node group template: ``POST /node-group-templates``.

        :param name: a host name: letters, digits and ``-``.
        :param volumes_size: gigabytes of each volume.
        :param node_processes: what the nodes run, by the plugin's names.
        :param floating_ip_pool: ID of the network that floating IPs come from.
        :raises saharaclient.exceptions.Conflict: a template of that name exists.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        """

    @updates
    def update(
        self,
        ng_template_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        plugin_name: str | NotUpdated = NOT_UPDATED,
        hadoop_version: str | NotUpdated = NOT_UPDATED,
        flavor_id: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        volumes_per_node: int | NotUpdated | None = NOT_UPDATED,
        volumes_size: int | NotUpdated | None = NOT_UPDATED,
        node_processes: list[str] | NotUpdated = NOT_UPDATED,
        node_configs: Configs | NotUpdated | None = NOT_UPDATED,
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
        shares: list[Share] | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
        volume_mount_prefix: str | NotUpdated | None = NOT_UPDATED,
    ) -> NodeGroupTemplate:
        """Update the given fields; None clears a field: ``PUT /node-group-templates/<id>``.

        :raises saharaclient.exceptions.Conflict: a cluster or cluster template uses it.
        """


class NodeGroupTemplateManagerV2(BaseNodeGroupTemplateManager):
    """The node group templates of a project, in v2."""

    @creates
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
        node_configs: Configs | None = None,
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
        shares: list[Share] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
        volume_mount_prefix: str | None = None,
        boot_from_volume: bool | None = None,
        boot_volume_type: str | None = None,
        boot_volume_availability_zone: str | None = None,
        boot_volume_local_to_instance: bool | None = None,
    ) -> NodeGroupTemplate:
        """Create a node group template: ``POST /node-group-templates``.

        :param name: a host name: letters, digits and ``-``.
        :param volumes_size: gigabytes of each volume.
        :param node_processes: what the nodes run, by the plugin's names.
        :param floating_ip_pool: ID of the network that floating IPs come from.
        :raises saharaclient.exceptions.Conflict: a template of that name exists.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        """

    @updates
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
        node_configs: Configs | NotUpdated | None = NOT_UPDATED,
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
        shares: list[Share] | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
        volume_mount_prefix: str | NotUpdated | None = NOT_UPDATED,
        boot_from_volume: bool | NotUpdated | None = NOT_UPDATED,
        boot_volume_type: str | NotUpdated | None = NOT_UPDATED,
        boot_volume_availability_zone: str | NotUpdated | None = NOT_UPDATED,
        boot_volume_local_to_instance: bool | NotUpdated | None = NOT_UPDATED,
    ) -> NodeGroupTemplate:
        """Update the given fields; None clears a field: ``PATCH /node-group-templates/<id>``.

        :raises saharaclient.exceptions.Conflict: a cluster or cluster template uses it.
        """


#: The name by which programs import it.
NodeGroupTemplateManager = NodeGroupTemplateManagerV1
