"""The data processing service and the identity service, as far as a client can tell.

One store of resources serves both versions of the API; v1.1 has other names for some fields. What
takes time (launches, scaling, deletions, checks, jobs) advances on the virtual clock.
"""

from __future__ import annotations

import heapq
import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib import parse

from tests.simulation.clock import VirtualClock

PROJECT_ID = "808d5fb7ba4d4bd5a37f0fd1c3b0d7a5"
PLUGIN, PLUGIN_VERSION = "fake", "0.1"

V1_NAMES = {
    "plugin_version": "hadoop_version",
    "project_id": "tenant_id",
    "job_template_id": "job_id",
    "engine_job_id": "oozie_job_id",
}
V2_NAMES = {v1: v2 for v2, v1 in V1_NAMES.items()}

LAUNCH = (
    "Validating",
    "InfraUpdating",
    "Spawning",
    "Waiting",
    "Preparing",
    "Configuring",
    "Starting",
)
FINAL_JOB_STATUSES = ("SUCCEEDED", "FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED")
#: Fields of a request that the service keeps to itself.
CREDENTIALS = ("credentials", "extra")


@dataclass(frozen=True)
class Answer:
    """What a server answers, and how its bytes arrive.

    :ivar kept: number of bytes of the body that arrive, None for all.
    :ivar pause: seconds before each byte of the body.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    kept: int | None = None
    pause: float = 0.0


def json_answer(status: int, body: Any, *headers: tuple[str, str]) -> Answer:
    content = json.dumps(body).encode()
    return Answer(status, content, (("Content-Type", "application/json"), *headers))


def html_answer(status: int, title: str, *headers: tuple[str, str]) -> Answer:
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    return Answer(status, body.encode(), (("Content-Type", "text/html"), *headers))


class Refusal(Exception):  # noqa: N818  no error of this program
    """The service refuses a request."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.answer = json_answer(
            status,
            {
                "error_code": status,
                "error_name": name,
                "error_message": f"{message}\nError ID: 3c6f1b5e-6f7a-4b7e-9d55-0c5d0c1f1a11",
            },
        )


@dataclass(frozen=True)
class Collection:
    """A collection of one version of the API: its kind of resource, and its keys in answers."""

    kind: str
    key: str
    plural: str


_SHARED = {
    "plugins": Collection("plugin", "plugin", "plugins"),
    "images": Collection("image", "image", "images"),
    "node-group-templates": Collection(
        "node_group_template", "node_group_template", "node_group_templates"
    ),
    "cluster-templates": Collection("cluster_template", "cluster_template", "cluster_templates"),
    "clusters": Collection("cluster", "cluster", "clusters"),
    "data-sources": Collection("data_source", "data_source", "data_sources"),
    "job-binaries": Collection("job_binary", "job_binary", "binaries"),
    "job-types": Collection("job_type", "job_type", "job_types"),
}
COLLECTIONS = {
    "1.1": {
        **_SHARED,
        "job-binary-internals": Collection("internal", "job_binary_internal", "binaries"),
        "jobs": Collection("job_template", "job", "jobs"),
        "job-executions": Collection("job", "job_execution", "job_executions"),
    },
    "2": {
        **_SHARED,
        "job-templates": Collection("job_template", "job_template", "job_templates"),
        "jobs": Collection("job", "job", "jobs"),
    },
}


@dataclass(frozen=True)
class Behavior:
    """How long things take in the service, and how they end.

    :ivar pace: seconds per stage.
    :ivar fate: ``ok``, ``error``, or ``stuck`` for what never ends.
    """

    pace: float = 0.5
    fate: str = "ok"


@dataclass
class Record:
    """A resource in the store, with the statuses that it has had."""

    kind: str
    fields: dict[str, Any]
    content: bytes = b""
    history: list[tuple[float, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.fields["id"])

    @property
    def name(self) -> str:
        """Its name; that of a job is its first argument."""
        if self.kind == "job":
            return str((self.fields["job_configs"].get("args") or ["?"])[0])
        return str(self.fields["name"])

    @property
    def status(self) -> str:
        if self.kind == "job":
            return str(self.fields["info"]["status"])
        return str(self.fields.get("status", ""))

    def status_at(self, time: float) -> str:
        """Return the status that it had at some time."""
        return next((status for since, status in reversed(self.history) if since <= time), "")


class Service:
    """The data processing service."""

    def __init__(self, clock: VirtualClock, behavior: Behavior) -> None:
        self.clock = clock
        self.behavior = behavior
        self.records: dict[str, dict[str, Record]] = {
            collection.kind: {}
            for version in COLLECTIONS.values()
            for collection in version.values()
        }
        self._ids = itertools.count(1)
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._turns = itertools.count()
        self._preload()

    # The store

    def find(self, kind: str, name: str) -> Record | None:
        """Return the resource with a name, or the last of several jobs with one."""
        found = [record for record in self.records[kind].values() if record.name == name]
        return found[-1] if found else None

    def add(self, kind: str, fields: dict[str, Any], status: str = "") -> Record:
        """Put a resource into the store."""
        fields = {
            "id": f"{next(self._ids):08x}-0000-4000-8000-000000000000",
            "description": None,
            "project_id": PROJECT_ID,
            "is_public": False,
            "is_protected": False,
            "created_at": "2026-01-01T00:00:00",
            "updated_at": None,
            **fields,
        }
        record = Record(kind, fields)
        self.records[kind][record.id] = record
        if status:
            self.set_status(record, status)
        return record

    def remove(self, record: Record) -> None:
        self.records[record.kind].pop(record.id, None)

    def set_status(self, record: Record, status: str, description: str = "") -> None:
        if record.kind == "job":
            record.fields["info"] = {"status": status}
            if status in FINAL_JOB_STATUSES:
                record.fields["end_time"] = "2026-01-01T00:01:00"
        else:
            record.fields["status"] = status
            record.fields["status_description"] = description
        record.history.append((self.clock.now, status))

    def _preload(self) -> None:
        plugin = {
            "name": PLUGIN,
            "title": "Fake",
            "versions": [PLUGIN_VERSION],
            "plugin_labels": {"enabled": {"status": True, "description": "", "mutable": True}},
            "version_labels": {
                PLUGIN_VERSION: {
                    "enabled": {"status": True, "description": "", "mutable": True},
                }
            },
        }
        self.add("plugin", {"id": PLUGIN, **plugin})
        self.add("job_type", {"name": "Pig", "plugins": [{"name": PLUGIN, "versions": {}}]})
        image = self.add(
            "image", {"name": "one", "username": "ubuntu", "tags": ["fake"], "status": "ACTIVE"}
        )
        group = self.add("node_group_template", node_group_template("one"))
        template = self.add("cluster_template", cluster_template("one", group.id, image.id))
        self.add("data_source", {"name": "one", "type": "hdfs", "url": "hdfs://h/one"})
        binary = self.add("job_binary", {"name": "one", "url": "swift://c/one"})
        binary.content = b"content of one " * 20
        job_template = self.add(
            "job_template", {"name": "one", "type": "Pig", "mains": [], "libs": [], "interface": []}
        )
        cluster = self.add("cluster", self._cluster_from({"name": "one"}, template), "Active")
        self.add(
            "job",
            {
                "job_template_id": job_template.id,
                "cluster_id": cluster.id,
                "job_configs": {"args": ["one"]},
                "info": {},
                "end_time": None,
            },
            "RUNNING",
        )

    # Time

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something in the service when that much time has passed."""
        heapq.heappush(self._agenda, (self.clock.now + seconds, next(self._turns), act))

    def catch_up(self) -> None:
        """Do what has come due."""
        now = self.clock.now
        while self._agenda and self._agenda[0][0] <= now:
            due, _, act = heapq.heappop(self._agenda)
            self.clock.now = due
            act()
        self.clock.now = now

    def _pass_through(self, record: Record, statuses: tuple[str, ...], end: str) -> None:
        """Let a resource pass through statuses, unless somebody interferes."""
        fate, pace = self.behavior.fate, self.behavior.pace
        self.set_status(record, statuses[0])

        def turn(position: int, expected: str) -> None:
            if record.status != expected or record.id not in self.records[record.kind]:
                return
            if position < len(statuses):
                self.set_status(record, statuses[position])
                if position == len(statuses) // 2 and fate == "stuck":
                    return
                self.later(pace, lambda: turn(position + 1, statuses[position]))
            elif fate == "error":
                bad = "FAILED" if record.kind == "job" else "Error"
                self.set_status(record, bad, "No valid host was found.")
            else:
                self.set_status(record, end)

        if fate != "stuck" or len(statuses) > 1:
            self.later(pace, lambda: turn(1, statuses[0]))

    # Requests

    def answer(self, method: str, path: str, query: dict[str, str], body: bytes) -> Answer:
        """Carry out a request.

        :param path: from the version on, as in ``/v2/clusters``.
        """
        version, *segments = path.strip("/").split("/")
        version = version.removeprefix("v")
        segments = [parse.unquote(segment) for segment in segments]
        collection = COLLECTIONS[version].get(segments[0]) if segments else None
        try:
            if collection is None:
                raise Refusal(404, "NOT_FOUND", f"There is no {path}.")
            if method == "PUT" and collection.kind == "internal" and len(segments) == 2:
                status, answered = self._upload(segments[1], body)
            else:
                fields = json.loads(body) if body else {}
                if version == "1.1":
                    fields = renamed(fields, V2_NAMES)
                request = Request(method, version, collection, segments[1:], query, fields)
                status, answered = self._dispatch(request)
        except Refusal as refusal:
            return refusal.answer
        request_id = ("X-Openstack-Request-Id", "req-6b2f9d3a")
        if isinstance(answered, bytes):
            return Answer(
                status, answered, (("Content-Type", "application/octet-stream"), request_id)
            )
        if status == 204:
            return Answer(204, b"", (request_id,))
        if version == "1.1":
            answered = renamed(answered, V1_NAMES)
        return json_answer(status, answered, request_id)

    def _dispatch(self, request: Request) -> tuple[int, Any]:
        method, rest = request.method, request.rest
        special = getattr(self, f"_{request.collection.kind}_{method.lower()}", None)
        if special is not None:
            outcome: tuple[int, Any] | None = special(request)
            if outcome is not None:
                return outcome
        key = request.collection.key
        if not rest and method == "GET":
            return 200, self._list(request)
        if not rest and method == "POST":
            return 202, {key: shown(self._create(request.collection.kind, request.fields))}
        if len(rest) == 1:
            record = self._record(request)
            if method == "GET":
                return 200, {key: shown(record)}
            if method in ("PUT", "PATCH"):
                self._update(record, request.fields)
                return 202, {key: shown(record)}
            if method == "DELETE":
                if record.fields.get("is_protected"):
                    raise Refusal(403, "UPDATE_FAILED", "It is protected.")
                self.remove(record)
                return 204, None
        raise Refusal(405, "METHOD_NOT_ALLOWED", "The method is not allowed.")

    def _record(self, request: Request) -> Record:
        resource_id = request.rest[0]
        record = self.records[request.collection.kind].get(resource_id)
        if record is None:
            raise Refusal(404, "NOT_FOUND", f"Object '{resource_id}' is not found")
        return record

    def _list(self, request: Request) -> dict[str, Any]:
        query = dict(request.query)
        limit, marker = query.pop("limit", None), query.pop("marker", None)
        query.pop("sort_by", None)
        found = [shown(record) for record in self.records[request.collection.kind].values()]
        for name, value in query.items():
            name = V2_NAMES.get(name, name)
            found = [one for one in found if str(one.get(name)) == value]
        listed: dict[str, Any] = {request.collection.plural: found}
        if limit is None:
            return listed
        if marker is not None:
            ids = [one["id"] for one in found]
            if marker not in ids:
                raise Refusal(404, "NOT_FOUND", f"Object with id '{marker}' not found")
            found = found[ids.index(marker) + 1 :]
        page = found[: int(limit)]
        following = page[-1]["id"] if len(page) < len(found) else None
        return {request.collection.plural: page, "markers": {"prev": None, "next": following}}

    def _refuse_taken(self, kind: str, name: str) -> None:
        if self.find(kind, name) is not None:
            raise Refusal(400, "NAME_ALREADY_EXISTS", f"{kind} with name '{name}' already exists")

    def _create(self, kind: str, fields: dict[str, Any]) -> Record:
        if kind in ("plugin", "image", "job_type", "internal"):
            raise Refusal(405, "METHOD_NOT_ALLOWED", "The method is not allowed.")
        if not isinstance(fields, dict) or not isinstance(fields.get("name"), str):
            raise Refusal(400, "VALIDATION_ERROR", "'name' is a required property")
        self._refuse_taken(kind, fields["name"])
        return self.add(kind, fields)

    def _update(self, record: Record, fields: dict[str, Any]) -> None:
        if record.fields.get("is_protected") and fields.get("is_protected") is not False:
            raise Refusal(403, "UPDATE_FAILED", "It is protected.")
        name = fields.get("name", record.fields.get("name"))
        if name != record.fields.get("name"):
            self._refuse_taken(record.kind, name)
        record.fields.update(fields)

    # What is different about single kinds

    def _plugin_get(self, request: Request) -> tuple[int, Any] | None:
        if len(request.rest) != 2:
            return None
        if request.rest[1] != PLUGIN_VERSION:
            raise Refusal(404, "NOT_FOUND", "There is no such version.")
        details = {
            "node_processes": {"HDFS": ["namenode"]},
            "required_image_tags": [],
            "configs": [],
        }
        return 200, {"plugin": {**shown(self._record(request)), **details}}

    def _image_post(self, request: Request) -> tuple[int, Any]:
        record = self._record(request)
        tags = set(record.fields["tags"])
        match request.rest[1:]:
            case ["tag"]:
                record.fields["tags"] = sorted(tags | set(request.fields["tags"]))
            case ["untag"]:
                record.fields["tags"] = sorted(tags - set(request.fields["tags"]))
            case _:
                record.fields.update(request.fields)
        return 202, {"image": shown(record)}

    def _image_get(self, request: Request) -> tuple[int, Any] | None:
        if request.rest[1:] != ["tags"]:
            return None
        return 200, self._record(request).fields["tags"]

    def _image_put(self, request: Request) -> tuple[int, Any]:
        record = self._record(request)
        record.fields["tags"] = sorted(set(request.fields["tags"]))
        return 200, {"image": shown(record)}

    def _job_binary_get(self, request: Request) -> tuple[int, Any] | None:
        if request.rest[1:] != ["data"]:
            return None
        record = self._record(request)
        url = str(record.fields["url"])
        if url.startswith("internal-db://"):
            content = self.records["internal"].get(url.removeprefix("internal-db://"))
            if content is None:
                raise Refusal(404, "NOT_FOUND", "The content is not found")
            return 200, content.content
        return 200, record.content or b"content"

    def _upload(self, name: str, body: bytes) -> tuple[int, Any]:
        if self.find("internal", name) is not None:
            raise Refusal(400, "DB_DUPLICATE_ENTRY", "Duplicate entry for JobBinaryInternal")
        record = self.add("internal", {"name": name, "datasize": len(body)})
        record.content = body
        return 202, {"job_binary_internal": shown(record)}

    def _job_template_get(self, request: Request) -> tuple[int, Any] | None:
        if request.rest[:1] != ["config-hints"]:
            return None
        return 200, {"job_config": {"configs": [], "args": []}}

    def _job_template_post(self, request: Request) -> tuple[int, Any] | None:
        if request.rest[1:] != ["execute"]:
            return None
        execution = {**request.fields, "job_template_id": request.rest[0]}
        return 202, {"job_execution": shown(self._execute(execution))}

    def _job_post(self, request: Request) -> tuple[int, Any]:
        return 202, {"job": shown(self._execute(request.fields))}

    def _execute(self, fields: dict[str, Any]) -> Record:
        cluster = self.records["cluster"].get(fields.get("cluster_id", ""))
        if cluster is None or cluster.status != "Active":
            raise Refusal(400, "INVALID_REFERENCE", "The cluster is not Active")
        if fields.get("job_template_id") not in self.records["job_template"]:
            raise Refusal(404, "NOT_FOUND", "The job template is not found")
        job = self.add(
            "job", {"job_configs": {}, "info": {}, "end_time": None, **fields}, "PENDING"
        )
        self._pass_through(job, ("PENDING", "RUNNING", "RUNNING"), "SUCCEEDED")
        return job

    def _job_get(self, request: Request) -> tuple[int, Any] | None:
        match request.rest[1:]:
            case ["cancel"]:
                job = self._record(request)
                self._cancel(job)
            case ["refresh-status"]:
                job = self._record(request)
            case _:
                return None
        return 200, {request.collection.key: shown(job)}

    def _job_patch(self, request: Request) -> tuple[int, Any] | None:
        wanted = (request.fields.get("info") or {}).get("status")
        job = self._record(request)
        if wanted == "cancel":
            self._cancel(job)
        elif wanted == "suspend":
            if job.status in ("PREP", "RUNNING"):
                self._pass_through(job, ("TOBESUSPENDED",), "SUSPENDED")
        else:
            return None
        return 202, {request.collection.key: shown(job)}

    def _cancel(self, job: Record) -> None:
        if job.status not in FINAL_JOB_STATUSES:
            self._pass_through(job, ("TOBEKILLED",), "KILLED")

    def _job_delete(self, request: Request) -> tuple[int, Any]:
        job = self._record(request)
        self.later(self.behavior.pace, lambda: self.remove(job))
        return 204, None

    def _cluster_from(self, fields: dict[str, Any], template: Record | None) -> dict[str, Any]:
        made = dict(template.fields) if template is not None else {}
        groups = fields.get("node_groups") or made.get("node_groups") or []
        node_groups = [
            {"instances": [], "node_configs": {}, "id": f"ng-{next(self._ids)}", **group}
            for group in groups
        ]
        inherited = ("plugin_name", "plugin_version", "cluster_configs", "default_image_id")
        return {
            **{name: made[name] for name in inherited if name in made},
            "cluster_template_id": template.id if template is not None else None,
            "verification": {},
            "info": {},
            "is_transient": False,
            **{name: value for name, value in fields.items() if value is not None},
            "node_groups": node_groups,
        }

    def _launch(self, fields: dict[str, Any]) -> Record:
        template = self.records["cluster_template"].get(fields.get("cluster_template_id") or "")
        cluster = self._create("cluster", self._cluster_from(fields, template))
        self._pass_through(cluster, LAUNCH, "Active")
        return cluster

    def _cluster_post(self, request: Request) -> tuple[int, Any]:
        fields = dict(request.fields)
        several = request.rest == ["multiple"] or (fields.get("count") or 0) > 1
        count = fields.pop("count", None)
        if not several:
            return 202, {"cluster": shown(self._launch(fields))}
        names = [f"{fields['name']}-{number}" for number in range(1, count + 1)]
        for name in names:
            self._refuse_taken("cluster", name)
        launched = [self._launch({**fields, "name": name}) for name in names]
        if request.version == "1.1":
            return 202, {"clusters": [one.id for one in launched]}
        return 202, {"clusters": [{"cluster": shown(one)} for one in launched]}

    def _cluster_get(self, request: Request) -> tuple[int, Any] | None:
        if len(request.rest) != 1:
            return None
        cluster = self._record(request)
        answered = shown(cluster)
        if request.query.get("show_progress"):
            answered["provision_progress"] = self._steps(cluster)
        return 200, {"cluster": answered}

    def _steps(self, cluster: Record) -> list[dict[str, Any]]:
        done = cluster.status == "Active"
        return [
            {
                "step_name": "Wait for instance accessibility",
                "step_type": "Cluster create",
                "total": 3,
                "completed": 3 if done else 1,
                "successful": True if done else None,
                "created_at": "2026-01-01T00:00:00",
                "updated_at": "2026-01-01T00:00:01",
                "events": [],
            }
        ]

    def _cluster_put(self, request: Request) -> tuple[int, Any]:
        cluster = self._record(request)
        if cluster.status != "Active":
            raise Refusal(400, "INVALID_REFERENCE", "Cluster is not Active")
        groups = [dict(group) for group in cluster.fields["node_groups"]]
        for change in request.fields.get("resize_node_groups") or ():
            for group in groups:
                if group["name"] == change["name"]:
                    group["count"] = change["count"]
        for added in request.fields.get("add_node_groups") or ():
            groups.append({"instances": [], "node_configs": {}, **added})

        def resized() -> None:
            if cluster.status == "Scaling: Preparing":
                if self.behavior.fate == "error":
                    self.set_status(cluster, "Active", "Scaling failed: no valid host.")
                else:
                    cluster.fields["node_groups"] = groups
                    self.set_status(cluster, "Active")

        self.set_status(cluster, "Scaling: Spawning")
        if self.behavior.fate != "stuck":
            self.later(self.behavior.pace, lambda: self._move(cluster, "Scaling: Preparing"))
            self.later(2 * self.behavior.pace, resized)
        return 202, {"cluster": shown(cluster)}

    def _move(self, cluster: Record, status: str) -> None:
        if cluster.status == "Scaling: Spawning":
            self.set_status(cluster, status)

    def _cluster_patch(self, request: Request) -> tuple[int, Any] | None:
        wanted = (request.fields.get("verification") or {}).get("status")
        if wanted is None:
            return None
        cluster = self._record(request)
        check: dict[str, Any] = {
            "id": f"check-{next(self._ids)}",
            "status": "CHECKING",
            "checks": [],
        }
        cluster.fields["verification"] = check

        def checked() -> None:
            red = self.behavior.fate == "error"
            found = {"name": "disks", "status": "RED", "description": "A disk is full."}
            ended = {"status": "RED", "checks": [found]} if red else {"status": "GREEN"}
            cluster.fields["verification"] = {**check, **ended}

        if self.behavior.fate != "stuck":
            self.later(self.behavior.pace, checked)
        return 202, {"cluster": shown(cluster)}

    def _cluster_delete(self, request: Request) -> tuple[int, Any]:
        cluster = self._record(request)
        if cluster.fields.get("is_protected"):
            raise Refusal(403, "DELETION_FAILED", "It is protected.")
        self.set_status(cluster, "Deleting")
        fate, pace = self.behavior.fate, self.behavior.pace
        if fate == "ok":
            self.later(2 * pace, lambda: self.remove(cluster))
        elif fate == "error":
            self.later(2 * pace, lambda: self.set_status(cluster, "Error", "It cannot be deleted."))
        if request.fields.get("force"):
            return 200, {"stack_name": f"stack-{cluster.name}"}
        return 204, None


@dataclass(frozen=True)
class Request:
    """A request for a collection, in the field names of v2."""

    method: str
    version: str
    collection: Collection
    rest: list[str]
    query: dict[str, str]
    fields: Any


def shown(record: Record) -> dict[str, Any]:
    """Return a resource as the service shows it, without its credentials."""
    return {name: value for name, value in record.fields.items() if name not in CREDENTIALS}


def renamed(body: Any, names: dict[str, str]) -> Any:
    """Return a body with other names for its fields."""
    if isinstance(body, dict):
        return {names.get(name, name): renamed(value, names) for name, value in body.items()}
    if isinstance(body, list):
        return [renamed(item, names) for item in body]
    return body


def node_group_template(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "plugin_name": PLUGIN,
        "plugin_version": PLUGIN_VERSION,
        "flavor_id": "5d3c1a52-7d5c-4a55-a6a2-0a53a2a5c1de",
        "node_processes": ["namenode"],
        "node_configs": {},
    }


def cluster_template(name: str, group_id: str, image_id: str | None = None) -> dict[str, Any]:
    group = {"name": "worker", "count": 1, "node_group_template_id": group_id}
    return {
        "name": name,
        "plugin_name": PLUGIN,
        "plugin_version": PLUGIN_VERSION,
        "node_groups": [group],
        "cluster_configs": {},
        "default_image_id": image_id,
    }


class Identity:
    """The identity service, whose catalog has one endpoint of the data processing service."""

    def __init__(self, url: str, endpoint: str) -> None:
        self.url = url
        self.endpoint = endpoint
        self.valid: set[str] = set()
        self._numbers = itertools.count(1)

    def expire_tokens(self) -> None:
        self.valid.clear()

    def answer(self, method: str, path: str) -> Answer:
        if method == "POST" and path == "/v3/auth/tokens":
            token = f"TOKEN-SECRET-{next(self._numbers)}"
            self.valid.add(token)
            return json_answer(201, {"token": self._token()}, ("X-Subject-Token", token))
        version = {
            "id": "v3.14",
            "status": "stable",
            "updated": "2020-04-07T00:00:00Z",
            "links": [{"rel": "self", "href": f"{self.url}/v3/"}],
            "media-types": [],
        }
        if path.strip("/") == "v3":
            return json_answer(200, {"version": version})
        if path.strip("/") == "":
            return json_answer(300, {"versions": {"values": [version]}})
        return json_answer(404, {"error": {"code": 404, "title": "Not Found", "message": "No."}})

    def _token(self) -> dict[str, Any]:
        domain = {"id": "default", "name": "Default"}
        endpoints = [
            {
                "id": f"e-{interface}",
                "interface": interface,
                "region": "RegionOne",
                "region_id": "RegionOne",
                "url": self.endpoint,
            }
            for interface in ("public", "internal", "admin")
        ]
        service = {
            "type": "data-processing",
            "name": "sahara",
            "id": "8d1f",
            "endpoints": endpoints,
        }
        return {
            "methods": ["password"],
            "issued_at": "2020-01-01T00:00:00.000000Z",
            "expires_at": "2999-01-01T00:00:00.000000Z",
            "user": {"id": "5c3a", "name": "ann", "domain": domain},
            "project": {"id": PROJECT_ID, "name": "data", "domain": domain},
            "roles": [{"id": "9fe2", "name": "member"}],
            "catalog": [service],
        }


def walk(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value in a JSON body."""
    yield path
    items: Any = ()
    if isinstance(body, dict):
        items = body.items()
    elif isinstance(body, list):
        items = enumerate(body)
    for key, value in items:
        yield from walk(value, (*path, key))


VERSIONED = re.compile(r"/v(1\.1|2)(/|$)")
