"""Clusters: launching, resizing, checking and removing them, and waiting for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from saharaclient.api import base, waiters
from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.manager import json_of
from saharaclient.api.resource import object_in
from saharaclient.api.signatures import in_v1
from saharaclient.api.waitable import Waitable
from saharaclient.exceptions import InvalidResponse

OnPoll = Callable[["Cluster"], None]


class Cluster(base.Resource):
    """A cluster; its node groups and their instances are raw dicts, as the server sent them."""

    resource_name = "Cluster"
    wrapping_key = "cluster"

    status: str
    status_description: str
    plugin_name: str
    plugin_version: str
    hadoop_version: str
    description: str | None
    cluster_template_id: str | None
    default_image_id: str | None
    neutron_management_network: str | None
    user_keypair_id: str | None
    node_groups: list[dict[str, Any]]
    cluster_configs: dict[str, Any]
    anti_affinity: list[str]
    info: dict[str, Any]
    verification: dict[str, Any]
    provision_progress: list[dict[str, Any]]
    use_autoconfig: bool
    is_transient: bool
    is_public: bool
    is_protected: bool
    shares: list[dict[str, Any]] | None

    def __getattr__(self, name: str) -> Any:
        try:
            return super().__getattr__(name)
        except AttributeError:
            if name == "verification":
                # Left out until the first health check (db/sqlalchemy/models.py of Sahara 19).
                return {}
            raise


class ClusterManager(base.Listable[Cluster], Waitable[Cluster]):
    """The clusters of a project."""

    resource_class = Cluster
    path = "clusters"
    key = "cluster"
    plural_key = "clusters"
    server_filters = frozenset({"name", "plugin_name", "plugin_version"})
    parameter_fields = {"net_id": "neutron_management_network"}
    #: Where several clusters at once are created, below the collection.
    multiple_path: tuple[str, ...] = ()

    def create(
        self,
        name: str,
        plugin_name: str,
        plugin_version: str,
        cluster_template_id: str | None = None,
        default_image_id: str | None = None,
        is_transient: bool | None = None,
        description: str | None = None,
        cluster_configs: dict[str, Any] | None = None,
        node_groups: list[dict[str, Any]] | None = None,
        user_keypair_id: str | None = None,
        anti_affinity: list[str] | None = None,
        net_id: str | None = None,
        count: int | None = None,
        use_autoconfig: bool | None = None,
        shares: list[dict[str, Any]] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> Cluster:
        """Launch a cluster; it is not Active yet: ``POST /clusters``.

        :param name: a host name: letters, digits and ``-``.
        :param default_image_id: id of a registered image.
        :param is_transient: delete the cluster when its jobs are done.
        :param user_keypair_id: name of a Nova key pair.
        :param net_id: id of the network that the cluster is attached to.
        :param count: launch that many, named ``<name>-1`` and on; where it is more than one, the
            answer's ``clusters`` is the list that the server sent (ids in v1.1, in v2 wrapped
            clusters), see :meth:`created_ids`.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        :raises saharaclient.exceptions.Conflict: there is one of that name.
        """
        return self._create(locals())

    def create_from(self, fields: Mapping[str, Any]) -> Cluster:
        """Launch a cluster, or ``count`` of them, from its fields, see :meth:`create`."""
        body = self.request_body(fields)
        if (body.get("count") or 0) > 1:
            return self._resource(self._request("POST", *self.multiple_path, json=body))
        body.pop("count", None)
        return self._created(self._request("POST", json=body))

    def created_ids(self, answer: Cluster) -> list[str]:
        """Return the ids of all clusters that a create has launched.

        :param answer: what :meth:`create` has returned, for one or for several.
        """
        several = getattr(answer, "clusters", None)
        if several is None:
            several = [getattr(answer, "id", None)]
        if not isinstance(several, list):
            several = [several]
        ids = [object_in(object_in(item).get(self.key, item)).get("id", item) for item in several]
        if not all(isinstance(one, str) for one in ids):
            raise InvalidResponse(error_message="The service has not said what it has launched.")
        return ids

    def get(self, cluster_id: str, show_progress: bool = False) -> Cluster:
        """Return a cluster: ``GET /clusters/<id>``.

        :param show_progress: with its provisioning steps and their events.
        """
        return self._get(cluster_id, **({"show_progress": True} if show_progress else {}))

    def update(
        self,
        cluster_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
        shares: list[dict[str, Any]] | NotUpdated | None = NOT_UPDATED,
    ) -> Cluster:
        """Update what is given; None clears a field: ``PATCH /clusters/<id>``."""
        return self._update(locals())

    def scale(self, cluster_id: str, scale_object: Mapping[str, Any]) -> Cluster:
        """Start to resize a cluster: ``PUT /clusters/<id>``.

        :param scale_object: ``{"resize_node_groups": [{"name", "count"}], "add_node_groups":
            [{"name", "node_group_template_id", "count"}]}``, both optional. In v2 a node group to
            shrink may name its victims: ``"instances": [id, ...]``.
        :raises saharaclient.exceptions.BadRequest: the cluster is not Active, or cannot be
            resized like that.
        """
        # Sent twice it would be refused the second time, as if it had not been started.
        response = self._request("PUT", cluster_id, json=scale_object, idempotent=False)
        return self._resource(response)

    def verification_update(self, cluster_id: str, status: str) -> Cluster:
        """Start to check the health of a cluster: ``PATCH /clusters/<id>``.

        :param status: ``"START"``.
        """
        return self.update_from(cluster_id, {"verification": {"status": status}})

    def delete(self, cluster_id: str) -> None:
        """Start to delete a cluster: ``DELETE /clusters/<id>``."""
        self._delete(cluster_id)

    # Waiting

    def _poll(
        self,
        resource_id: str,
        until: waiters.Condition[Cluster],
        show_progress: bool = False,
    ) -> Cluster:
        return self.get(resource_id, show_progress=show_progress)

    def wait_active(
        self,
        cluster_id: str,
        *,
        timeout: float = waiters.TIMEOUT,
        poll_interval: waiters.Interval | None = None,
        on_poll: OnPoll | None = None,
        show_progress: bool = False,
    ) -> Cluster:
        """Wait until a cluster is Active.

        :param timeout: seconds to wait at most.
        :param poll_interval: seconds between two polls, or a function of the seconds waited so
            far; by default 1.5 at first and 5.5 later.
        :param on_poll: called with the cluster that each poll found. Its exceptions are logged
            and do not end the wait.
        :param show_progress: have provisioning steps in what ``on_poll`` gets.
        :raises saharaclient.exceptions.WaitFailed: it is in Error, or is being deleted.
        :raises saharaclient.exceptions.WaitTimedOut: it is not Active yet.
        """
        return self.wait(
            cluster_id,
            conditions.ACTIVE,
            timeout=timeout,
            poll_interval=poll_interval,
            on_poll=on_poll,
            show_progress=show_progress,
        )

    def wait_scaled(
        self, cluster_id: str, scale_object: Mapping[str, Any], **kwargs: Any
    ) -> Cluster:
        """Wait until a cluster is Active again, with the nodes that were asked for.

        :param scale_object: what :meth:`scale` was called with.
        :param kwargs: as in :meth:`wait_active`.
        :raises saharaclient.exceptions.WaitFailed: it is in Error, is being deleted, or is Active
            without these nodes.
        :raises saharaclient.exceptions.WaitTimedOut: it has not finished scaling.
        """
        return self.wait(cluster_id, conditions.scaled(scale_object), **kwargs)

    def wait_deleted(self, cluster_id: str, **kwargs: Any) -> None:
        """Wait until a cluster is gone.

        :param kwargs: as in :meth:`wait_active`.
        :raises saharaclient.exceptions.WaitFailed: it is in Error, so it stays.
        :raises saharaclient.exceptions.WaitTimedOut: it is not gone yet.
        """
        self.wait(cluster_id, conditions.DELETED, **kwargs)

    def wait_verified(
        self, cluster_id: str, *, before: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Cluster:
        """Wait until a health check of a cluster is done.

        :param before: the cluster's ``verification`` before the check was started. The service
            shows it for a moment longer, and in its answer to :meth:`verification_update`.
        :param kwargs: as in :meth:`wait_active`.
        :raises saharaclient.exceptions.WaitFailed: its result is RED, or the cluster is being
            deleted.
        :raises saharaclient.exceptions.WaitTimedOut: it is still being verified.
        """
        return self.wait(cluster_id, conditions.verified_after((before or {}).get("id")), **kwargs)


class ClusterManagerV1(ClusterManager):
    """The clusters of a project, in v1.1."""

    multiple_path = ("multiple",)
    create = in_v1(ClusterManager.create)


class ClusterManagerV2(ClusterManager):
    """The clusters of a project, in v2."""

    def force_delete(self, cluster_id: str) -> dict[str, Any]:
        """Delete a cluster whatever its state: ``DELETE /clusters/<id>`` with ``force``.

        :return: ``{"stack_name": ...}``, what may be left of it in Heat; empty where the server
            does not tell.
        """
        response = self._delete(cluster_id, json={"force": True})
        return json_of(response, dict) if response.ok and response.content else {}

    def update_keypair(self, cluster_id: str) -> Cluster:
        """Have all instances take the key pair anew: ``PATCH /clusters/<id>``.

        The key pair has been replaced in Nova, under the same name, before.
        """
        return self.update_from(cluster_id, {"update_keypair": True})
