"""What all steps of a run share: events, slots, and the time limit of waits for clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from saharaclient.api import waiters
from saharaclient.api.base import Resource
from saharaclient.manifest.changes import Step
from saharaclient.manifest.execution.tasks import Slots
from saharaclient.manifest.execution.writes import Writer

#: Called with a step, what is happening with it in words, and the resource as last seen.
OnEvent: TypeAlias = Callable[[Step, str, "Resource | None"], None]


@dataclass(frozen=True)
class Run:
    """A run of an apply or a deletion.

    :ivar slots: other steps use them while a cluster is waited for.
    :ivar wait: whether to wait until clusters are as they should be.
    :ivar deadline: time of the client's clock at which all waits end.
    :ivar poll_interval: seconds between two polls of a cluster, None for the default.
    :ivar on_event: called from other threads when something happens.
    """

    slots: Slots
    wait: bool
    deadline: float
    poll_interval: waiters.Interval | None
    on_event: OnEvent | None

    def tell(self, step: Step, what: str, resource: Resource | None = None) -> None:
        """Report an event."""
        if self.on_event is not None:
            self.on_event(step, what, resource)

    def wait_for(
        self, writer: Writer, step: Step, id: str, until: waiters.Condition[Resource]
    ) -> Resource:
        """Wait for the cluster of a step, and return it; other steps go ahead meanwhile."""
        manager = writer.waitable()
        with self.slots.released():
            return manager.wait(
                id,
                until,
                timeout=max(self.deadline - manager.api.clock(), 0.0),
                poll_interval=self.poll_interval,
                on_poll=lambda cluster: self.tell(step, str(cluster.status), cluster),
            )
