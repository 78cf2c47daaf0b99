"""Node group templates: a kind of node and its processes, in either version of the API."""

from __future__ import annotations

from collections.abc import Mapping

from saharaclient.api import base
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
    #: v1.1's name for ``plugin_version``.
    hadoop_version: str
    description: str | None
    #: ID of a flavor in Nova.
    flavor_id: str
    #: ID of an image in Glance; the cluster's by default.
    image_id: str | None
    #: What the nodes run, by the plugin's names.
    node_processes: list[str]
    node_configs: Configs
    #: Number of Cinder volumes; 0 for disks of the instance. The next five fields are about them.
    volumes_per_node: int
    #: Gigabytes of each volume.
    volumes_size: int | None
    #: Name of a type in Cinder.
    volume_type: str | None
    #: Begin of the paths of mounts: ``/volumes/disk`` by default.
    volume_mount_prefix: str | None
    #: Whether each volume is on the host of its instance.
    volume_local_to_instance: bool
    #: Name of a zone in Cinder.
    volumes_availability_zone: str | None
    #: ID of the network that floating IPs come from.
    floating_ip_pool: str | None
    #: Names or IDs of security groups in Neutron.
    security_groups: list[str] | None
    #: Whether Sahara creates a security group for the ports of the processes.
    auto_security_group: bool
    #: Name of a zone in Nova.
    availability_zone: str | None
    #: Whether the service reaches the other nodes of a cluster through these.
    is_proxy_gateway: bool
    #: Whether the plugin sets what depends on the size of the nodes.
    use_autoconfig: bool
    #: Manila shares that the nodes mount.
    shares: list[Share] | None
    is_public: bool
    is_protected: bool
    #: Whether it came with the plugin.
    is_default: bool
    #: Whether the root disk is a volume, of the type, in the zone and where the next fields say;
    #: v2 only.
    boot_from_volume: bool
    boot_volume_type: str | None
    boot_volume_availability_zone: str | None
    boot_volume_local_to_instance: bool | None


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

    def create_from(self, fields: Mapping[str, object]) -> NodeGroupTemplate:
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
