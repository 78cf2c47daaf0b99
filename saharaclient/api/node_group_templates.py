"""Node group templates: what a kind of node is, from flavor to processes."""

from __future__ import annotations

from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.base_node_group_templates import (
    BaseNodeGroupTemplateManager,
    NodeGroupTemplate,
)
from saharaclient.api.signatures import creates, updates
from saharaclient.api.types import Configs, Share


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

        :raises saharaclient.exceptions.BadRequest: a cluster was made from a cluster template
            with it.
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

        :raises saharaclient.exceptions.BadRequest: a cluster was made from a cluster template
            with it.
        """


#: The name by which programs import it.
NodeGroupTemplateManager = NodeGroupTemplateManagerV1
