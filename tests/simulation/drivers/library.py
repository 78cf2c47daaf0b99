"""Operations by the library: ``Client`` and a keystoneauth session."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from keystoneauth1 import session as ksa_session
from keystoneauth1.identity import v3

from saharaclient.client import Client
from tests.simulation import samples
from tests.simulation.clock import VirtualClock
from tests.simulation.drivers import Outcome
from tests.simulation.model import Service
from tests.simulation.network import IDENTITY_URL, Endless
from tests.simulation.schedules import Operation, Schedule

MANAGERS = {
    "cluster": "clusters",
    "data_source": "data_sources",
    "job_binary": "job_binaries",
    "node_group_template": "node_group_templates",
    "cluster_template": "cluster_templates",
    "job_template": "job_templates",
    "job": "job_executions",
    "image": "images",
    "plugin": "plugins",
    "job_type": "job_types",
}


class Library:
    """A program that has one client, and knows the IDs of what it works with."""

    def __init__(self, schedule: Schedule, service: Service, clock: VirtualClock) -> None:
        self.version = schedule.version
        self.service = service
        self.clock = clock
        auth = v3.Password(
            auth_url=f"{IDENTITY_URL}/v3",
            username="ann",
            password=samples.PASSWORD,
            user_domain_id="default",
            project_name="data",
            project_domain_id="default",
        )
        endpoint = schedule.endpoint
        self.client: Any = Client(
            schedule.version,
            session=ksa_session.Session(auth=auth),
            **({"sahara_url": endpoint.url} if endpoint.override else {}),
        )

    def carry_out(self, operation: Operation) -> Outcome | None:
        action = getattr(self, f"_{operation.verb}")
        if operation.verb == "upload" and self.version != "1.1":
            return None
        outcome = Outcome()
        try:
            outcome.value = action(operation, outcome)
        except (Exception, Endless) as error:
            outcome.error = error
            outcome.texts += [str(error), repr(error)]
        else:
            outcome.texts += [repr(outcome.value), str(outcome.value)]
        return outcome

    def manager(self, kind: str) -> Any:
        return getattr(self.client, MANAGERS[kind])

    def id_of(self, operation: Operation) -> str:
        record = self.service.find(operation.kind, operation.name)
        if operation.kind == "plugin":
            return "fake"
        return record.id if record is not None else samples.UNKNOWN_ID

    def _wait_for(
        self, outcome: Outcome, wait: Callable[..., Any], operation: Operation, *args: Any
    ) -> Any:
        outcome.wait_began = self.clock.now
        return wait(*args, timeout=operation.timeout)

    # Operations

    def _list(self, operation: Operation, outcome: Outcome) -> Any:
        return list(self.manager(operation.kind).list())

    def _show(self, operation: Operation, outcome: Outcome) -> Any:
        return self.manager(operation.kind).get(self.id_of(operation))

    def _create(self, operation: Operation, outcome: Outcome) -> Any:
        clusters = self.client.clusters
        if operation.kind != "cluster":
            return self._create_of_kind(operation)
        fields = samples.cluster(operation.name, self.service)
        more = {"count": operation.count} if operation.count > 1 else {}
        made = clusters.create(
            fields["name"],
            fields["plugin_name"],
            fields["plugin_version"],
            cluster_template_id=fields["cluster_template_id"],
            default_image_id=fields["default_image_id"],
            cluster_configs=fields["cluster_configs"],
            **more,
        )
        made_id = getattr(made, "id", None)
        if operation.wait and operation.count == 1 and isinstance(made_id, str):
            return self._wait_for(outcome, clusters.wait_active, operation, made_id)
        return made

    def _create_of_kind(self, operation: Operation) -> Any:
        name, manager = operation.name, self.manager(operation.kind)
        match operation.kind:
            case "data_source":
                source = samples.data_source(name)
                return manager.create(
                    name,
                    source["description"],
                    source["type"],
                    source["url"],
                    source["credentials"]["user"],
                    source["credentials"]["password"],
                )
            case "job_binary":
                binary = samples.job_binary(name)
                return manager.create(name, binary["url"], extra=binary["extra"])
            case "node_group_template":
                group = samples.node_group_template(name)
                return manager.create(
                    name,
                    group["plugin_name"],
                    group["plugin_version"],
                    group["flavor_id"],
                    node_processes=group["node_processes"],
                    node_configs=group["node_configs"],
                )
            case "cluster_template":
                template = samples.cluster_template(name, self.service)
                return manager.create(
                    name,
                    template["plugin_name"],
                    template["plugin_version"],
                    node_groups=template["node_groups"],
                    cluster_configs=template["cluster_configs"],
                )
        return manager.create(name, "Pig", mains=[], libs=[])

    def _update(self, operation: Operation, outcome: Outcome) -> Any:
        manager, resource_id = self.manager(operation.kind), self.id_of(operation)
        if operation.kind in ("data_source", "job_binary"):
            return manager.update(resource_id, {"description": samples.NEW_DESCRIPTION})
        return manager.update(resource_id, description=samples.NEW_DESCRIPTION)

    def _delete(self, operation: Operation, outcome: Outcome) -> Any:
        manager, resource_id = self.manager(operation.kind), self.id_of(operation)
        if operation.kind == "image":
            return manager.unregister_image(resource_id)
        if operation.force and hasattr(manager, "force_delete"):
            manager.force_delete(resource_id)
        else:
            manager.delete(resource_id)
        if operation.wait:
            return self._wait_for(outcome, manager.wait_deleted, operation, resource_id)
        return None

    def _scale(self, operation: Operation, outcome: Outcome) -> Any:
        clusters, cluster_id = self.client.clusters, self.id_of(operation)
        scaled = clusters.scale(cluster_id, samples.SCALING)
        if operation.wait:
            return self._wait_for(
                outcome, clusters.wait_scaled, operation, cluster_id, samples.SCALING
            )
        return scaled

    def _execute(self, operation: Operation, outcome: Outcome) -> Any:
        jobs, fields = self.client.job_executions, samples.job(operation.name, self.service)
        job = jobs.create(
            fields["job_template_id"], fields["cluster_id"], configs=fields["job_configs"]
        )
        job_id = getattr(job, "id", None)
        if operation.wait and isinstance(job_id, str):
            return self._wait_for(outcome, jobs.wait_done, operation, job_id)
        return job

    def _wait(self, operation: Operation, outcome: Outcome) -> Any:
        manager = self.manager(operation.kind)
        wait = manager.wait_active if operation.kind == "cluster" else manager.wait_done
        return self._wait_for(outcome, wait, operation, self.id_of(operation))

    def _wait_deleted(self, operation: Operation, outcome: Outcome) -> Any:
        wait = self.manager(operation.kind).wait_deleted
        return self._wait_for(outcome, wait, operation, self.id_of(operation))

    def _verify(self, operation: Operation, outcome: Outcome) -> Any:
        clusters, cluster_id = self.client.clusters, self.id_of(operation)
        cluster = clusters.verification_update(cluster_id, "START")
        if operation.wait:
            return self._wait_for(outcome, clusters.wait_verified, operation, cluster_id)
        return cluster

    def _cancel(self, operation: Operation, outcome: Outcome) -> Any:
        jobs, job_id = self.client.job_executions, self.id_of(operation)
        job = jobs.cancel(job_id)
        if operation.wait:
            return self._wait_for(outcome, jobs.wait_over, operation, job_id)
        return job

    def _suspend(self, operation: Operation, outcome: Outcome) -> Any:
        jobs, job_id = self.client.job_executions, self.id_of(operation)
        job = jobs.suspend(job_id)
        if operation.wait:
            return self._wait_for(outcome, jobs.wait_suspended, operation, job_id)
        return job

    def _tag(self, operation: Operation, outcome: Outcome) -> Any:
        return self.client.images.update_tags(self.id_of(operation), ["fake", "new"])

    def _download(self, operation: Operation, outcome: Outcome) -> Any:
        file = io.BytesIO()
        self.client.job_binaries.download(self.id_of(operation), file)
        return file.getvalue()

    def _upload(self, operation: Operation, outcome: Outcome) -> Any:
        return self.client.job_binary_internals.create(operation.name, samples.CONTENT)
