"""The infrastructure engine: instances are rows in Sahara's database, everything else is real."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from sahara import conductor, context
from sahara.i18n import _
from sahara.service import engine
from sahara.utils import cluster as clusters
from sahara.utils import cluster_progress_ops as progress
from sahara.utils import general

from sahara_devcloud import scenario
from sahara_devcloud.types import Cluster, Instance, NodeGroup

CREATION = (
    clusters.CLUSTER_STATUS_SPAWNING,
    clusters.CLUSTER_STATUS_WAITING,
    clusters.CLUSTER_STATUS_PREPARING,
)
SCALING = (
    clusters.CLUSTER_STATUS_SCALING_SPAWNING,
    clusters.CLUSTER_STATUS_SCALING_WAITING,
    clusters.CLUSTER_STATUS_SCALING_PREPARING,
)
ROLLBACK = (
    clusters.CLUSTER_STATUS_ROLLBACK_SPAWNING,
    clusters.CLUSTER_STATUS_ROLLBACK_WAITING,
    clusters.CLUSTER_STATUS_ROLLBACK__PREPARING,
)


class DevcloudEngine(engine.Engine):
    """Moves clusters through the stages of a real engine at a configured speed."""

    def get_type_and_version(self) -> str:
        return "devcloud.1.0"

    def get_node_group_image_username(self, node_group: NodeGroup) -> Any:
        # Sahara calls this first, while the cluster is Validating. Without a delay here, no client
        # would ever see that status.
        cluster = node_group.cluster
        if cluster.status == clusters.CLUSTER_STATUS_VALIDATING:
            scenario.wait(cluster, share=1 / len(cluster.node_groups))
        return super().get_node_group_image_username(node_group)

    def create_cluster(self, cluster: Cluster) -> None:
        scenario.wait(cluster)
        ctx = context.ctx()
        targets = {group.id: group.count for group in cluster.node_groups}
        # Adding an instance increments the count of its node group, so the counts start from 0.
        for group in cluster.node_groups:
            conductor.API.node_group_update(ctx, group, {"count": 0})
        extra = cluster.extra.to_dict() if cluster.extra else {}
        extra["heat_stack_name"] = f"{cluster.name}-{cluster.id[:8]}"
        conductor.API.cluster_update(
            ctx, cluster, {"extra": extra, "rollback_info": {"shutdown": True}}
        )
        self._launch(cluster.id, targets, CREATION, fails=scenario.FAILING in cluster.name)
        conductor.API.cluster_update(ctx, cluster.id, {"rollback_info": {}})

    def scale_cluster(
        self,
        cluster: Cluster,
        target_count: dict[str, int],
        instances_to_delete: Collection[Instance] | None = None,
    ) -> list[str]:
        """Scale every node group to its target count; return the IDs of the new instances.

        Raises InstanceFailure after a rollback. Sahara does not roll back scaling itself: the
        caller only records the reason and sets the cluster to Active.
        """
        ctx = context.ctx()
        cluster = conductor.API.cluster_get(ctx, cluster.id)
        before = {instance.id for instance in clusters.get_instances(cluster)}
        fails = scenario.UNSCALABLE in cluster.name
        try:
            added = self._launch(
                cluster.id, target_count, SCALING, fails, surplus=instances_to_delete or ()
            )
        except scenario.InstanceFailure:
            self._roll_back(cluster.id, before)
            raise
        finally:
            remaining = conductor.API.cluster_get(ctx, cluster.id)
            if remaining is not None:
                clusters.clean_cluster_from_empty_ng(remaining)
        return added

    def rollback_cluster(self, cluster: Cluster, reason: str) -> bool:
        """Undo a failed creation; return whether the cluster is usable afterwards."""
        if (cluster.rollback_info or {}).get("shutdown"):
            self._remove_instances(cluster)
        return False

    def shutdown_cluster(self, cluster: Cluster, force: bool = False) -> None:
        if not force:
            context.sleep(scenario.stage_seconds(cluster))
        self._remove_instances(cluster)

    def _remove_instances(self, cluster: Cluster) -> None:
        self._clean_job_executions(cluster)
        self._remove_db_objects(cluster)

    def _launch(
        self,
        cluster_id: str,
        targets: dict[str, int],
        stages: tuple[str, str, str],
        fails: bool,
        surplus: Iterable[Instance] = (),
    ) -> list[str]:
        spawning, waiting, preparing = stages
        cluster = clusters.change_cluster_status(cluster_id, spawning)
        for instance in surplus:
            conductor.API.instance_remove(context.ctx(), instance)
        cluster = conductor.API.cluster_get(context.ctx(), cluster_id)
        added = self._spawn(cluster, targets, fails)

        cluster = clusters.change_cluster_status(cluster_id, waiting)
        scenario.wait(cluster)
        self._await_networks(cluster, clusters.get_instances(cluster, added))

        cluster = clusters.change_cluster_status(cluster_id, preparing)
        scenario.wait(cluster)
        if added:
            self._configure_instances(cluster)
        return added

    def _spawn(self, cluster: Cluster, targets: dict[str, int], fails: bool) -> list[str]:
        missing = [
            (group, targets[group.id] - len(group.instances))
            for group in cluster.node_groups
            if targets[group.id] > len(group.instances)
        ]
        total = sum(count for _group, count in missing)
        if not total:
            scenario.wait(cluster)
            return []
        progress.add_provisioning_step(cluster.id, _("Run instances"), total)
        added: list[str] = []
        for group, count in missing:
            for name in _free_names(cluster, group, count):
                scenario.wait(cluster, share=1 / total)
                values = {"instance_id": str(uuid.uuid4()), "instance_name": name}
                # The last instance fails, so that there are others to roll back.
                if fails and len(added) == total - 1:
                    failure = scenario.InstanceFailure(name)
                    _record_failure(cluster, group, values, failure)
                    raise failure
                added.append(conductor.API.instance_add(context.ctx(), group, values))
                progress.add_successful_event(_instance(cluster.id, added[-1]))
        return added

    def _ips_assign(
        self, ips_assigned: set[str], cluster: Cluster, instances: Iterable[Instance]
    ) -> bool:
        for instance in instances:
            address = _address(instance.instance_id)
            conductor.API.instance_update(
                context.ctx(), instance, {"internal_ip": address, "management_ip": address}
            )
            ips_assigned.add(instance.id)
            progress.add_successful_event(instance)
        return True

    def _roll_back(self, cluster_id: str, keep: set[str]) -> None:
        for stage in ROLLBACK:
            cluster = clusters.change_cluster_status(cluster_id, stage)
            scenario.wait(cluster)
            for instance in clusters.get_instances(cluster):
                if instance.id not in keep:
                    conductor.API.instance_remove(context.ctx(), instance)


def _free_names(cluster: Cluster, group: NodeGroup, count: int) -> list[str]:
    """Return the first ``count`` instance names that are not in use in a node group."""
    taken = {instance.instance_name for instance in group.instances}
    names = (
        general.generate_instance_name(cluster.name, group.name, index)
        for index in range(len(taken) + count)
    )
    return [name for name in names if name not in taken][:count]


def _instance(cluster_id: str, instance_id: str) -> Instance:
    cluster = conductor.API.cluster_get(context.ctx(), cluster_id)
    instances: list[Instance] = clusters.get_instances(cluster, [instance_id])
    return instances[0]


def _record_failure(
    cluster: Cluster, group: NodeGroup, values: dict[str, str], failure: Exception
) -> None:
    # Not add_fail_event, which needs the row of an instance.
    step = progress.get_current_provisioning_step(cluster.id)
    conductor.API.cluster_event_add(
        context.ctx(),
        step,
        {
            "successful": False,
            "node_group_id": group.id,
            "event_info": str(failure),
            **values,
        },
    )


def _address(instance_id: str) -> str:
    """Return an address in the subnet 10.0.0.0/16, derived from the ID of the instance."""
    number = uuid.UUID(instance_id).int % 65000 + 256
    return f"10.0.{number >> 8 & 255}.{number & 255}"
