"""The parts of Sahara's objects that this package uses."""

from __future__ import annotations

import datetime
from typing import Any, Protocol


class Instance(Protocol):
    id: str
    instance_id: str
    instance_name: str
    cluster_id: str
    cluster: Cluster


class NodeGroup(Protocol):
    id: str
    name: str
    count: int
    instances: list[Instance]
    cluster: Cluster


class Cluster(Protocol):
    id: str
    name: str
    status: str
    description: str | None
    extra: Any
    rollback_info: dict[str, Any] | None
    node_groups: list[NodeGroup]


class JobTemplate(Protocol):
    """A job template, which Sahara's code calls a job."""

    name: str
    description: str | None


class Job(Protocol):
    """A job, which Sahara's code calls a job execution."""

    id: str
    job_id: str
    info: dict[str, Any]
    start_time: datetime.datetime | None
    engine_job_id: str | None
