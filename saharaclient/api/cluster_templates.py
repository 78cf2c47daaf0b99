"""Cluster templates: which node groups make a cluster, how many nodes each, and its configs."""

from __future__ import annotations

from typing import Any

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.signatures import in_v1


class ClusterTemplate(base.Resource):
    """A cluster template."""

    resource_name = "Cluster template"
    wrapping_key = "cluster_template"

    plugin_name: str
    plugin_version: str
    hadoop_version: str
    description: str | None
    node_groups: list[dict[str, Any]]
    cluster_configs: dict[str, Any]
    anti_affinity: list[str]
    default_image_id: str | None
    neutron_management_network: str | None
    domain_name: str | None
    use_autoconfig: bool
    shares: list[dict[str, Any]] | None
    is_public: bool
    is_protected: bool
    is_default: bool


class ClusterTemplateManager(base.ListableByMarker[ClusterTemplate]):
    """The cluster templates of a project."""

    resource_class = ClusterTemplate
    path = "cluster-templates"
    key = "cluster_template"
    plural_key = "cluster_templates"
    server_filters = frozenset({"name", "plugin_name", "plugin_version"})
    parameter_fields = {"net_id": "neutron_management_network"}

    def create(
        self,
        name: str,
        plugin_name: str,
        plugin_version: str,
        description: str | None = None,
        cluster_configs: dict[str, Any] | None = None,
        node_groups: list[dict[str, Any]] | None = None,
        anti_affinity: list[str] | None = None,
        net_id: str | None = None,
        default_image_id: str | None = None,
        use_autoconfig: bool | None = None,
        shares: list[dict[str, Any]] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
        domain_name: str | None = None,
    ) -> ClusterTemplate:
        """Create a cluster template: ``POST /cluster-templates``.

        :param name: a host name: letters, digits and ``-``.
        :param cluster_configs: ``{service: {config: value}}``.
        :param node_groups: ``{"name", "node_group_template_id", "count"}`` each.
        :param anti_affinity: processes whose nodes go to different hosts.
        :param net_id: id of the network that clusters are attached to.
        :raises saharaclient.exceptions.Conflict: there is one of that name.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        """
        return self._create(locals())

    def update(
        self,
        cluster_template_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        plugin_name: str | NotUpdated = NOT_UPDATED,
        plugin_version: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        cluster_configs: dict[str, Any] | NotUpdated | None = NOT_UPDATED,
        node_groups: list[dict[str, Any]] | NotUpdated | None = NOT_UPDATED,
        anti_affinity: list[str] | NotUpdated | None = NOT_UPDATED,
        net_id: str | NotUpdated | None = NOT_UPDATED,
        default_image_id: str | NotUpdated | None = NOT_UPDATED,
        use_autoconfig: bool | NotUpdated | None = NOT_UPDATED,
        shares: list[dict[str, Any]] | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
        domain_name: str | NotUpdated | None = NOT_UPDATED,
    ) -> ClusterTemplate:
        """Update what is given; None clears a field.

        ``PATCH /cluster-templates/<id>``, in v1.1 ``PUT``. For the fields see :meth:`create`.

        :raises saharaclient.exceptions.Conflict: a cluster uses it.
        """
        return self._update(locals())

    def get(self, cluster_template_id: str) -> ClusterTemplate:
        """Return a cluster template: ``GET /cluster-templates/<id>``."""
        return self._get(cluster_template_id)

    def delete(self, cluster_template_id: str) -> None:
        """Delete a cluster template: ``DELETE /cluster-templates/<id>``."""
        self._delete(cluster_template_id)

    def export(self, cluster_template_id: str) -> ClusterTemplate:
        """Return a template without what ties it to this cloud.

        ``GET /cluster-templates/<id>/export``
        """
        return self._resource(self._request("GET", cluster_template_id, "export"))


class ClusterTemplateManagerV2(ClusterTemplateManager):
    """The cluster templates of a project, in v2."""


class ClusterTemplateManagerV1(ClusterTemplateManager):
    """The cluster templates of a project, in v1.1."""

    update_verb = "PUT"
    create = in_v1(ClusterTemplateManager.create)
    update = in_v1(ClusterTemplateManager.update)
