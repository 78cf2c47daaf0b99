"""Clusters: launching, resizing, verifying and deleting them, and waiting for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, SupportsInt

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.cluster_waits import ClusterWaits
from saharaclient.api.manager import json_of
from saharaclient.api.resource import object_in
from saharaclient.api.signatures import creates, updates
from saharaclient.api.types import (
    Configs,
    NodeGroup,
    ProvisionStep,
    ScaleObject,
    Share,
    Verification,
)


class Cluster(base.Resource):
    """A cluster; ``node_groups[].instances[].instance_id`` are the IDs of its nodes in Nova."""

    resource_name = "Cluster"
    wrapping_key = "cluster"

    #: ``Validating``, ``Spawning``, ``Active``, ``Scaling: Spawning``, ``Error``, ...
    status: str
    #: Why it is in ``Error``, or why scaling failed.
    status_description: str
    plugin_name: str
    plugin_version: str
    hadoop_version: str
    description: str | None
    cluster_template_id: str | None
    #: ID of an image in Glance.
    default_image_id: str | None
    #: ID of a network in Neutron.
    neutron_management_network: str | None
    #: Name of a key pair in Nova.
    user_keypair_id: str | None
    node_groups: list[NodeGroup]
    cluster_configs: Configs
    #: Processes whose nodes are on different hosts.
    anti_affinity: list[str]
    #: URLs and addresses that the plugin publishes: ``{service: {what: text}}``.
    info: dict[str, dict[str, str]]
    verification: Verification
    provision_progress: list[ProvisionStep]
    #: Whether the plugin sets what depends on the size of the nodes.
    use_autoconfig: bool
    #: Whether it is deleted when its jobs are done.
    is_transient: bool
    is_public: bool
    is_protected: bool
    shares: list[Share] | None

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            if name == "verification":
                # Left out until the first health check (db/sqlalchemy/models.py of Sahara 19).
                return {}
            raise


class BaseClusterManager(base.Listable[Cluster], ClusterWaits[Cluster]):
    """The clusters of a project.

    Filters of a list: ``name``, ``plugin_name`` and ``plugin_version`` (v1.1: ``hadoop_version``).
    """

    resource_class = Cluster
    path = "clusters"
    key = "cluster"
    plural_key = "clusters"
    server_filters = frozenset({"name", "plugin_name", "plugin_version"})
    parameter_fields = {"net_id": "neutron_management_network"}
    # A PUT scales, and Sahara refuses a second one while the first is in progress
    # (service/validations/clusters_scaling.py of Sahara 19).
    put_is_idempotent = False
    #: Path below the collection for creating several clusters at once.
    multiple_path: tuple[str, ...] = ()

    def create_from(self, fields: Mapping[str, object]) -> Cluster:
        """Launch a cluster, or ``count`` of them, from its fields: ``POST /clusters``.

        :return: the cluster. With a ``count`` above 1, ``clusters`` is the list that the server
            sent: IDs in v1.1, enveloped clusters in v2; see :meth:`created_ids`.
        """
        body = self.request_body(fields)
        if _is_several(body.get("count")):
            return self._create(self._url(*self.multiple_path), body)
        body.pop("count", None)
        return self._create(self._url(), body, self.key)

    def created_ids(self, created: base.Resource) -> list[str]:
        """Return the IDs of all clusters that a create has launched.

        :param created: what ``create`` has returned, for one cluster or for several.
        :raises saharaclient.exceptions.InvalidResponse: an ID is missing.
        """
        several = getattr(created, "clusters", None)
        if several is None:
            return super().created_ids(created)
        items = several if isinstance(several, list) else [several]
        return self._ids_of(
            [object_in(object_in(item).get(self.key, item)).get("id", item) for item in items]
        )

    def get(self, cluster_id: str, show_progress: bool = False) -> Cluster:
        """Return a cluster: ``GET /clusters/<id>``.

        :param show_progress: include its provisioning steps with their events.
        """
        return self._fetch(cluster_id, show_progress=bool(show_progress))

    @updates
    def update(
        self,
        cluster_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
        shares: list[Share] | NotUpdated | None = NOT_UPDATED,
    ) -> Cluster:
        """Update the given fields; None clears a field: ``PATCH /clusters/<id>``."""

    def scale(self, cluster_id: str, scale_object: ScaleObject) -> Cluster:
        """Start to resize a cluster: ``PUT /clusters/<id>``.

        :param scale_object: ``{"resize_node_groups": [{"name", "count"}], "add_node_groups":
            [{"name", "node_group_template_id", "count"}]}``, both optional. In v2 a node group to
            shrink may name the nodes to remove: ``"instances": [instance_id, ...]``.
        :raises saharaclient.exceptions.BadRequest: the cluster is not Active, or cannot be
            resized like that.
        """
        return self._update(self._url(cluster_id), scale_object, self.key)

    def verification_update(self, cluster_id: str, status: str) -> Cluster:
        """Start to verify the health of a cluster: ``PATCH /clusters/<id>``.

        :param status: ``"START"``.
        """
        return self.update_from(cluster_id, {"verification": {"status": status}})

    def delete(self, cluster_id: str) -> None:
        """Start to delete a cluster: ``DELETE /clusters/<id>``."""
        self._delete(cluster_id)


class ClusterManagerV1(BaseClusterManager):
    """The clusters of a project, in v1.1."""

    multiple_path = ("multiple",)

    @creates
    def create(
        self,
        name: str,
        plugin_name: str,
        hadoop_version: str,
        cluster_template_id: str | None = None,
        default_image_id: str | None = None,
        is_transient: bool | None = None,
        description: str | None = None,
        cluster_configs: Configs | None = None,
        node_groups: list[NodeGroup] | None = None,
        user_keypair_id: str | None = None,
        anti_affinity: list[str] | None = None,
        net_id: str | None = None,
        count: int | None = None,
        use_autoconfig: bool | None = None,
        shares: list[Share] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> Cluster:
        """Launch a cluster, which is not Active yet: ``POST /clusters``.

        Several clusters are launched by ``POST /clusters/multiple``.

        :param name: a host name: letters, digits and ``-``.
        :param default_image_id: ID of a registered image.
        :param is_transient: delete the cluster when its jobs are done.
        :param user_keypair_id: name of a key pair in Nova.
        :param net_id: ID of the network that the cluster is attached to.
        :param count: launch that many clusters, named ``<name>-1`` and so on.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        :raises saharaclient.exceptions.Conflict: a cluster of that name exists.
        """


class ClusterManagerV2(BaseClusterManager):
    """The clusters of a project, in v2."""

    @creates
    def create(
        self,
        name: str,
        plugin_name: str,
        plugin_version: str,
        cluster_template_id: str | None = None,
        default_image_id: str | None = None,
        is_transient: bool | None = None,
        description: str | None = None,
        cluster_configs: Configs | None = None,
        node_groups: list[NodeGroup] | None = None,
        user_keypair_id: str | None = None,
        anti_affinity: list[str] | None = None,
        net_id: str | None = None,
        count: int | None = None,
        use_autoconfig: bool | None = None,
        shares: list[Share] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> Cluster:
        """Launch a cluster, as :meth:`ClusterManagerV1.create` does: ``POST /clusters``."""

    def force_delete(self, cluster_id: str) -> dict[str, str]:
        """Delete a cluster whatever its state: ``DELETE /clusters/<id>`` with ``force``.

        :return: ``{"stack_name": ...}``, the stack in Heat that may be left over; empty if the
            server names none.
        """
        response = self._delete(cluster_id, json={"force": True})
        return json_of(response, dict) if response.ok and response.content else {}

    def update_keypair(self, cluster_id: str) -> Cluster:
        """Install the current key pair on all nodes: ``PATCH /clusters/<id>``.

        Replace the key pair in Nova under the same name first.
        """
        return self.update_from(cluster_id, {"update_keypair": True})


#: The name by which programs import it.
ClusterManager = ClusterManagerV1


def _is_several(count: object) -> bool:
    """Return whether a count, of whatever type, is for the server to launch several clusters."""
    try:
        return int(count) > 1 if isinstance(count, (str, bytes, SupportsInt)) else count is not None
    except ValueError:
        return True
