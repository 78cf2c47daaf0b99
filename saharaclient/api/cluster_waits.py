"""Waiting for clusters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api import waiters
from saharaclient.api.base import R
from saharaclient.api.waitable import Waitable

if TYPE_CHECKING:
    from typing_extensions import Unpack

    class ClusterWaitOptions(waiters.Options[R], total=False):
        """The options of a wait for a cluster."""

        show_progress: bool


class ClusterWaits(Waitable[R]):
    """A manager of clusters, which can be waited for."""

    def _poll(
        self,
        resource_id: str,
        until: waiters.Condition[R],
        show_progress: bool = False,
    ) -> R:
        # While it deletes a cluster, Sahara 19 can answer 400 to a request for its steps
        # (cluster_provision_progress_update in db/sqlalchemy/api.py). They say nothing then.
        has_steps = show_progress and not until.until_gone
        params = {"show_progress": True} if has_steps else {}
        return self._fetch(resource_id, **params)

    def wait_active(
        self,
        cluster_id: str,
        *,
        timeout: float = waiters.TIMEOUT,
        poll_interval: waiters.Interval | None = None,
        on_poll: Callable[[R], None] | None = None,
        show_progress: bool = False,
    ) -> R:
        """Wait until a cluster is Active.

        :param timeout: seconds to wait at most.
        :param poll_interval: seconds between two polls, or a function of the seconds waited so
            far; by default 1.5 at first and 5.5 later.
        :param on_poll: called with the cluster that each poll found. Its exceptions are logged
            and do not end the wait.
        :param show_progress: include provisioning steps in what ``on_poll`` gets.
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
        self,
        cluster_id: str,
        scale_object: Mapping[str, object],
        **kwargs: Unpack[ClusterWaitOptions[R]],
    ) -> R:
        """Wait until a cluster is Active again, with the nodes that were asked for.

        :param scale_object: what :meth:`scale` was called with.
        :param kwargs: as in :meth:`wait_active`.
        :raises saharaclient.exceptions.WaitFailed: it is in Error, is being deleted, or is Active
            without these nodes.
        :raises saharaclient.exceptions.WaitTimedOut: it has not finished scaling.
        """
        return self.wait(cluster_id, conditions.scaled(scale_object), **kwargs)

    def wait_deleted(self, cluster_id: str, **kwargs: Unpack[ClusterWaitOptions[R]]) -> None:
        """Wait until a cluster is gone.

        :param kwargs: as in :meth:`wait_active`.
        :raises saharaclient.exceptions.WaitFailed: it is in Error, so it stays.
        :raises saharaclient.exceptions.WaitTimedOut: it is not gone yet.
        """
        self.wait(cluster_id, conditions.DELETED, **kwargs)

    def wait_verified(
        self,
        cluster_id: str,
        *,
        before: Mapping[str, object] | None = None,
        **kwargs: Unpack[ClusterWaitOptions[R]],
    ) -> R:
        """Wait until a health check of a cluster is done.

        :param before: the cluster's ``verification`` before the check was started. The service
            shows it for a moment longer, and in its answer to :meth:`verification_update`.
        :param kwargs: as in :meth:`wait_active`.
        :raises saharaclient.exceptions.WaitFailed: its result is RED, or the cluster is being
            deleted.
        :raises saharaclient.exceptions.WaitTimedOut: it is still being verified.
        """
        return self.wait(cluster_id, conditions.verified_after((before or {}).get("id")), **kwargs)
