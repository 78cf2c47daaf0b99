"""The infrastructure engine: instances are rows in Sahara's database, all else is real."""

import uuid

from sahara import conductor, context
from sahara.i18n import _
from sahara.service import engine
from sahara.utils import cluster as clusters
from sahara.utils import cluster_progress_ops as progress
from sahara.utils import general

from sahara_devcloud import rehearsal

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
    """Takes clusters through the stages a real engine takes them through, at a set pace."""

    def get_type_and_version(self) -> str:
        return "devcloud.1.0"

    def get_node_group_image_username(self, node_group):
        # Sahara asks this first, while the cluster is still Validating: without a pause
        # here nobody would ever see that status.
        cluster = node_group.cluster
        if cluster.status == clusters.CLUSTER_STATUS_VALIDATING:
            rehearsal.pause(cluster, share=1 / len(cluster.node_groups))
        return super().get_node_group_image_username(node_group)

    def create_cluster(self, cluster) -> None:
        rehearsal.pause(cluster)
        ctx = context.ctx()
        targets = {group.id: group.count for group in cluster.node_groups}
        # Adding an instance counts its node group up, so the counts start from nothing.
        for group in cluster.node_groups:
            conductor.API.node_group_update(ctx, group, {"count": 0})
        extra = cluster.extra.to_dict() if cluster.extra else {}
        extra["heat_stack_name"] = f"{cluster.name}-{cluster.id[:8]}"
        conductor.API.cluster_update(
            ctx, cluster, {"extra": extra, "rollback_info": {"shutdown": True}}
        )
        self._launch(cluster.id, targets, CREATION, fails=rehearsal.DOOMED in cluster.name)
        conductor.API.cluster_update(ctx, cluster.id, {"rollback_info": {}})

    def scale_cluster(self, cluster, target_count, instances_to_delete=None):
        """Bring every node group to its target count; returns the ids of new instances.

        Raises InstanceFailure after taking back what was added: Sahara's own rollback
        never runs for scaling, the caller only notes the reason and goes Active.
        """
        ctx = context.ctx()
        cluster = conductor.API.cluster_get(ctx, cluster.id)
        before = {instance.id for instance in clusters.get_instances(cluster)}
        fails = rehearsal.UNSCALABLE in cluster.name
        try:
            added = self._launch(
                cluster.id, target_count, SCALING, fails, surplus=instances_to_delete or ()
            )
        except rehearsal.InstanceFailure:
            self._take_back(cluster.id, before)
            raise
        finally:
            remaining = conductor.API.cluster_get(ctx, cluster.id)
            if remaining is not None:
                clusters.clean_cluster_from_empty_ng(remaining)
        return added

    def rollback_cluster(self, cluster, reason) -> bool:
        """Undo a failed creation; True when the cluster is usable afterwards."""
        if (cluster.rollback_info or {}).get("shutdown"):
            self._remove_instances(cluster)
        return False

    def shutdown_cluster(self, cluster, force=False) -> None:
        if not force:
            context.sleep(rehearsal.stage_seconds(cluster))
        self._remove_instances(cluster)

    def _remove_instances(self, cluster) -> None:
        self._clean_job_executions(cluster)
        self._remove_db_objects(cluster)

    def _launch(self, cluster_id, targets, stages, fails, surplus=()):
        spawning, waiting, preparing = stages
        cluster = clusters.change_cluster_status(cluster_id, spawning)
        for instance in surplus:
            conductor.API.instance_remove(context.ctx(), instance)
        cluster = conductor.API.cluster_get(context.ctx(), cluster_id)
        added = self._spawn(cluster, targets, fails)

        cluster = clusters.change_cluster_status(cluster_id, waiting)
        rehearsal.pause(cluster)
        self._await_networks(cluster, clusters.get_instances(cluster, added))

        cluster = clusters.change_cluster_status(cluster_id, preparing)
        rehearsal.pause(cluster)
        if added:
            self._configure_instances(cluster)
        return added

    def _spawn(self, cluster, targets, fails):
        missing = [
            (group, targets[group.id] - len(group.instances))
            for group in cluster.node_groups
            if targets[group.id] > len(group.instances)
        ]
        total = sum(count for _group, count in missing)
        if not total:
            rehearsal.pause(cluster)
            return []
        progress.add_provisioning_step(cluster.id, _("Run instances"), total)
        added = []
        for group, count in missing:
            for name in _free_names(cluster, group, count):
                rehearsal.pause(cluster, share=1 / total)
                values = {"instance_id": str(uuid.uuid4()), "instance_name": name}
                # The last one fails, so that there is something to take back.
                if fails and len(added) == total - 1:
                    failure = rehearsal.InstanceFailure(name)
                    _record_failure(cluster, group, values, failure)
                    raise failure
                added.append(conductor.API.instance_add(context.ctx(), group, values))
                progress.add_successful_event(_instance(cluster.id, added[-1]))
        return added

    def _ips_assign(self, ips_assigned, cluster, instances) -> bool:
        for instance in instances:
            address = _address(instance.instance_id)
            conductor.API.instance_update(
                context.ctx(), instance, {"internal_ip": address, "management_ip": address}
            )
            ips_assigned.add(instance.id)
            progress.add_successful_event(instance)
        return True

    def _take_back(self, cluster_id, keep) -> None:
        for stage in ROLLBACK:
            cluster = clusters.change_cluster_status(cluster_id, stage)
            rehearsal.pause(cluster)
            for instance in clusters.get_instances(cluster):
                if instance.id not in keep:
                    conductor.API.instance_remove(context.ctx(), instance)


def _free_names(cluster, group, count: int):
    """The `count` lowest instance names that no instance of `group` has."""
    taken = {instance.instance_name for instance in group.instances}
    names = (
        general.generate_instance_name(cluster.name, group.name, index)
        for index in range(len(taken) + count)
    )
    return [name for name in names if name not in taken][:count]


def _instance(cluster_id, instance_id):
    cluster = conductor.API.cluster_get(context.ctx(), cluster_id)
    return clusters.get_instances(cluster, [instance_id])[0]


def _record_failure(cluster, group, values, failure) -> None:
    # There is no instance row to hand to add_fail_event: the instance never came to be.
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
    """An address in the subnet 10.0.0.0/16, always the same for the same instance."""
    number = uuid.UUID(instance_id).int % 65000 + 256
    return f"10.0.{number >> 8 & 255}.{number & 255}"
