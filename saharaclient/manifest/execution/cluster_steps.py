"""How steps about clusters are carried out: launches, scaling, and waits."""

from __future__ import annotations

from typing import cast

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api import waiters
from saharaclient.api.base import Resource
from saharaclient.api.kinds import CLUSTER
from saharaclient.api.resource import objects_in
from saharaclient.api.types import ScaleObject
from saharaclient.manifest.changes import Action, Plan, Step
from saharaclient.manifest.execution.run import Run
from saharaclient.manifest.execution.steps import Replan, Steps, refusal
from saharaclient.manifest.execution.writes import Writer

_UNKNOWN = "unknown"


class ClusterSteps(Steps):
    """Carries out steps about clusters.

    :param run: how clusters are waited for.
    """

    def __init__(self, writer: Writer, plan: Plan, replan: Replan, run: Run) -> None:
        super().__init__(writer, plan, replan)
        self._run = run

    def run(self, step: Step) -> Resource | None:
        """Carry out a step, and wait for the cluster if that is wanted."""
        if step.action is Action.CREATE and step.existing is not None:
            self._until_gone(step, step.existing.id)
        if step.action is Action.SCALE:
            return self._scale(step)
        done = super().run(step)
        if done is not None:
            self.writer.ids[step.ref] = done.id  # which is there, however the wait ends
        is_active = getattr(done, "status", None) == conditions.STATUS_ACTIVE
        if done is None or is_active or not self._run.wait:
            return done
        return self._until(step, done.id, conditions.ACTIVE)

    def delete(self, step: Step) -> None:
        """Delete a cluster and wait until it is gone, for its name and what it uses are needed."""
        super().delete(step)
        if step.resource_id is not None:
            self._until_gone(step, step.resource_id)

    @staticmethod
    def status_of_unfinished(step: Step, done: Resource | None) -> str:
        """Return the status of a cluster whose work continues on the server, else nothing."""
        status = str(getattr(done, "status", ""))
        is_done = step.kind is not CLUSTER or status == conditions.STATUS_ACTIVE
        return "" if is_done else status

    def _made(self, step: Step) -> Resource | None:
        found = self.writer.find(step.kind.key, step.name)
        if found is not None and _status(found) == conditions.STATUS_ERROR:
            reason = " ".join(str(getattr(found, "status_description", "")).split())
            raise refusal(f"It was launched, and is in Error: {reason}")
        return super()._made(step)

    # Scaling

    def _scale(self, step: Step) -> Resource:
        manager = self.writer.client.clusters
        id = str(step.resource_id)
        status = _status(manager.get(id))
        if status != conditions.STATUS_ACTIVE:
            if not self._run.wait:
                raise refusal(
                    f"Its status is {status}, and only an Active cluster is scaled. Apply again"
                    " with --wait, or later."
                )
            self._until(step, id, conditions.ACTIVE)
        changes = self.writer.body(step.body)
        scaled = self.writer.write(
            lambda: self.complete(CLUSTER.key, id, manager.scale(id, cast(ScaleObject, changes))),
            lambda: self._scaling(id, changes),
        )
        if not self._run.wait:
            return scaled
        return self._until(step, id, conditions.scaled(changes))

    def _scaling(self, id: str, changes: dict[str, object]) -> Resource | None:
        """Return the cluster if it is being scaled, or has been."""
        cluster = self.writer.client.clusters.get(id)
        if _status(cluster) not in (conditions.STATUS_ACTIVE, _UNKNOWN):
            return cluster
        groups = objects_in(getattr(cluster, "node_groups", None))
        counts = {group.get("name"): group.get("count") for group in groups}
        wanted = [
            *objects_in(changes.get("resize_node_groups")),
            *objects_in(changes.get("add_node_groups")),
        ]
        is_done = all(counts.get(one["name"]) == one["count"] for one in wanted)
        return cluster if is_done else None

    # Waits

    def _until(self, step: Step, id: str, until: waiters.Condition[Resource]) -> Resource:
        return self._run.wait_for(self.writer, step, id, until)

    def _until_gone(self, step: Step, id: str) -> None:
        self._until(step, id, conditions.DELETED)


def _status(cluster: Resource) -> str:
    """Return the status, which the answer of a proxy may lack."""
    return str(getattr(cluster, "status", None) or _UNKNOWN)
