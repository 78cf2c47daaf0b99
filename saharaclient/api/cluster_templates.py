"""Cluster templates: which node groups make a cluster, how many nodes each, and configurations."""

from __future__ import annotations

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.signatures import creates, updates
from saharaclient.api.types import Configs, NodeGroup, Share


class ClusterTemplate(base.Resource):
    """A cluster template."""

    resource_name = "Cluster template"
    wrapping_key = "cluster_template"

    plugin_name: str
    plugin_version: str
    #: v1.1's name for ``plugin_version``.
    hadoop_version: str
    description: str | None
    #: ``name``, ``node_group_template_id`` and ``count`` of each, and the template's fields.
    node_groups: list[NodeGroup]
    cluster_configs: Configs
    #: Processes whose nodes go to different hosts.
    anti_affinity: list[str]
    #: ID of an image in Glance.
    default_image_id: str | None
    #: ID of a network in Neutron.
    neutron_management_network: str | None
    #: DNS domain of the nodes' host names, in Designate.
    domain_name: str | None
    #: Whether the plugin sets what depends on the size of the nodes.
    use_autoconfig: bool
    #: Manila shares that all nodes mount.
    shares: list[Share] | None
    is_public: bool
    is_protected: bool
    #: Whether it came with the plugin.
    is_default: bool


class BaseClusterTemplateManager(base.ListableByMarker[ClusterTemplate]):
    """The cluster templates of a project, in either version of the API.

    Filters of a list: ``name``, ``plugin_name`` and ``plugin_version`` (v1.1:
    ``hadoop_version``).
    """

    resource_class = ClusterTemplate
    path = "cluster-templates"
    key = "cluster_template"
    plural_key = "cluster_templates"
    server_filters = frozenset({"name", "plugin_name", "plugin_version"})
    parameter_fields = {"net_id": "neutron_management_network"}

    def get(self, cluster_template_id: str) -> ClusterTemplate:
        """Return a cluster template: ``GET /cluster-templates/<id>``."""
        return self._fetch(cluster_template_id)

    def delete(self, cluster_template_id: str) -> None:
        """Delete a cluster template: ``DELETE /cluster-templates/<id>``.

        :raises saharaclient.exceptions.BadRequest: a cluster uses it.
        """
        self._delete(cluster_template_id)

    def export(self, cluster_template_id: str) -> ClusterTemplate:
        """Return a template without what ties it to this cloud.

        ``GET /cluster-templates/<id>/export``

        :return: the template in its envelope: ``to_dict()`` is ``{"cluster_template": {...}}``.
            Its fields are attributes as usual.
        """
        return self._get(self._url(cluster_template_id, "export"))


class ClusterTemplateManagerV1(BaseClusterTemplateManager):
    """The cluster templates of a project, in v1.1."""

    update_verb = "PUT"

    @creates
    def create(
        self,
        name: str,
        plugin_name: str,
        hadoop_version: str,
        description: str | None = None,
        cluster_configs: Configs | None = None,
        node_groups: list[NodeGroup] | None = None,
        anti_affinity: list[str] | None = None,
        net_id: str | None = None,
        default_image_id: str | None = None,
        use_autoconfig: bool | None = None,
        shares: list[Share] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
        domain_name: str | None = None,
    ) -> ClusterTemplate:
        """Create a cluster template: ``POST /cluster-templates``.

        :param name: a host name: letters, digits and ``-``.
        :param node_groups: ``{"name", "node_group_template_id", "count"}`` each.
        :param anti_affinity: processes whose nodes go to different hosts.
        :param net_id: ID of the network that clusters are attached to.
        :raises saharaclient.exceptions.Conflict: a template of that name exists.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        """

    @updates
    def update(
        self,
        cluster_template_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        plugin_name: str | NotUpdated = NOT_UPDATED,
        hadoop_version: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        cluster_configs: Configs | NotUpdated | None = NOT_UPDATED,
        node_groups: list[NodeGroup] | NotUpdated | None = NOT_UPDATED,
        anti_affinity: list[str] | NotUpdated | None = NOT_UPDATED,
        net_id: str | NotUpdated | None = NOT_UPDATED,
        default_image_id: str | NotUpdated | None = NOT_UPDATED,
        use_autoconfig: bool | NotUpdated | None = NOT_UPDATED,
        shares: list[Share] | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
        domain_name: str | NotUpdated | None = NOT_UPDATED,
    ) -> ClusterTemplate:
        """Update the given fields; None clears a field: ``PUT /cluster-templates/<id>``.

        :raises saharaclient.exceptions.BadRequest: a cluster was made from it.
        """


class ClusterTemplateManagerV2(BaseClusterTemplateManager):
    """The cluster templates of a project, in v2."""

    @creates
    def create(
        self,
        name: str,
        plugin_name: str,
        plugin_version: str,
        description: str | None = None,
        cluster_configs: Configs | None = None,
        node_groups: list[NodeGroup] | None = None,
        anti_affinity: list[str] | None = None,
        net_id: str | None = None,
        default_image_id: str | None = None,
        use_autoconfig: bool | None = None,
        shares: list[Share] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
        domain_name: str | None = None,
    ) -> ClusterTemplate:
        """Create a cluster template: ``POST /cluster-templates``.

        :param name: a host name: letters, digits and ``-``.
        :param node_groups: ``{"name", "node_group_template_id", "count"}`` each.
        :param anti_affinity: processes whose nodes go to different hosts.
        :param net_id: ID of the network that clusters are attached to.
        :raises saharaclient.exceptions.Conflict: a template of that name exists.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        """

    @updates
    def update(
        self,
        cluster_template_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        plugin_name: str | NotUpdated = NOT_UPDATED,
        plugin_version: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        cluster_configs: Configs | NotUpdated | None = NOT_UPDATED,
        node_groups: list[NodeGroup] | NotUpdated | None = NOT_UPDATED,
        anti_affinity: list[str] | NotUpdated | None = NOT_UPDATED,
        net_id: str | NotUpdated | None = NOT_UPDATED,
        default_image_id: str | NotUpdated | None = NOT_UPDATED,
        use_autoconfig: bool | NotUpdated | None = NOT_UPDATED,
        shares: list[Share] | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
        domain_name: str | NotUpdated | None = NOT_UPDATED,
    ) -> ClusterTemplate:
        """Update the given fields; None clears a field: ``PATCH /cluster-templates/<id>``.

        :raises saharaclient.exceptions.BadRequest: a cluster was made from it.
        """


#: The name by which programs import it.
ClusterTemplateManager = ClusterTemplateManagerV1
