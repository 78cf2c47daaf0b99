"""A cloud in memory: Keystone, Nova, Glance, Neutron, Swift and Sahara on one loopback server.

It supports what the tests of this folder need, and sends back every field that it has received,
secrets included. What the real services do is tested in ``tests/functional``.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Callable
from typing import Any
from urllib import parse

from saharaclient.api.resource import RENAMED_FIELDS, V1_NAMES
from tests.unit.identity import PASSWORD, token_of
from tests.unit.loopback import Exchange
from tests.unit.object_store import MemoryStore
from tests.unit.osc import samples

FLAVOR_ID = "42"
FLAVORS = {FLAVOR_ID: "m1.tiny", "43": "m1.small"}
NETWORK_ID = "5e5e5e5e-0000-4000-8000-000000000001"
#: Collections of v2: key of one resource, key of the list.
COLLECTIONS = {
    "plugins": ("plugin", "plugins"),
    "images": ("image", "images"),
    "node-group-templates": ("node_group_template", "node_group_templates"),
    "cluster-templates": ("cluster_template", "cluster_templates"),
    "clusters": ("cluster", "clusters"),
    "data-sources": ("data_source", "data_sources"),
    "job-binaries": ("job_binary", "binaries"),
    "job-templates": ("job_template", "job_templates"),
    "jobs": ("job", "jobs"),
    "job-types": ("job_type", "job_types"),
    "job-binary-internals": ("job_binary_internal", "binaries"),
}
#: What a job becomes at once when it is asked for a change.
JOB_STATUSES = {"cancel": "KILLED", "suspend": "SUSPENDED"}
#: Collections of v1.1 with other names: collection of v2, keys.
IN_V1 = {
    "jobs": ("job-templates", "job", "jobs"),
    "job-executions": ("jobs", "job_execution", "job_executions"),
}
#: What the service adds for one version of a plugin.
PLUGIN_VERSION = {
    "required_image_tags": ["fake", "0.1"],
    "node_processes": {"HDFS": ["namenode", "datanode"]},
    "configs": [{"name": "dfs.replication", "applicable_target": "HDFS"}],
}
#: Bytes of content that the service sends at most.
LARGEST = 1000
_OBJECT_STORE = "/object-store/v1/AUTH_808d"
Reply = tuple[int, Any]


class Cloud:
    """The services.

    :ivar resources: what Sahara has, by collection of v2.
    :ivar store: what Swift has.
    :ivar faults: what Sahara answers to requests that change something, one after the other.
    """

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.bodies: list[str] = []
        self.changes: list[str] = []
        self.faults: list[Callable[[Exchange], bool] | None] = []
        self.store = MemoryStore()
        #: Messages of the service about changes that it rejects, by change ("POST clusters").
        self.refusals: dict[str, str] = {}
        #: ID of every request, if the service is to send one.
        self.request_id = ""
        #: Fields that the service gives to a new cluster.
        self.launched: dict[str, Any] = {"status": "Active"}
        self.glance = [{"id": samples.IMAGE_ID, "name": "ubuntu", "status": "active"}]
        self.resources: dict[str, list[dict[str, Any]]] = {name: [] for name in COLLECTIONS}
        self.resources |= {
            "plugins": [samples.plugin()],
            "images": [samples.image()],
            "node-group-templates": [samples.node_group_template(), samples.master()],
            "cluster-templates": [samples.cluster_template()],
            "clusters": [samples.cluster()],
            "data-sources": [samples.data_source()],
            "job-binaries": [samples.job_binary()],
            "job-templates": [samples.job_template()],
        }

    def add(self, collection: str, **fields: Any) -> str:
        """Add a resource; return its ID."""
        id = str(uuid.uuid4())
        self.resources[collection].append({"id": id, **fields})
        return id

    def bytes_read(self, exchange: Exchange) -> float:
        """Return how many bytes of the body of a request are read before its answer."""
        is_for_store = exchange.path.startswith(_OBJECT_STORE)
        return self.store.bytes_read(exchange) if is_for_store else math.inf

    def answer(self, exchange: Exchange) -> None:
        arrived = exchange.arrived
        if arrived.path.startswith(_OBJECT_STORE):
            arrived.path = arrived.path.removeprefix(_OBJECT_STORE)
            self.store.answer(exchange)
            return
        self.bodies.append(arrived.body.decode(errors="replace"))
        address = parse.urlsplit(arrived.path)
        service, *path = [parse.unquote(part) for part in address.path.strip("/").split("/")]
        query = dict(parse.parse_qsl(address.query))
        is_json = "json" in arrived.headers.get("Content-Type", "")
        body = json.loads(arrived.body) if arrived.body and is_json else None
        if service == "data-processing" and arrived.method != "GET":
            self.changes.append(f"{arrived.method} {'/'.join(path)}")
        fault = None
        if service == "data-processing" and arrived.method != "GET" and self.faults:
            fault = self.faults.pop(0)
            if fault is not None and not fault(exchange):
                return
        handler = getattr(self, f"_{service.replace('-', '_')}")
        refusal = self.refusals.get(f"{arrived.method} {path[1]}") if len(path) > 1 else None
        if refusal and service == "data-processing":
            status, reply = 400, {"error_code": 400, "error_message": refusal}
        else:
            status, reply = handler(arrived.method, path, query, body)
        if fault is not None:  # the answer is lost
            exchange.reset()
            return
        headers = {"X_Subject_Token": "a-token"} if service == "identity" else {}
        if self.request_id:
            headers["X_Openstack_Request_Id"] = self.request_id
        exchange.say(status, b"" if status == 204 else reply, **headers)

    # The other services

    def _identity(self, method: str, path: list[str], query: Any, body: Any) -> Reply:
        if method == "GET":
            return 200, {"version": self._version("v3.14", "identity/v3")}
        user = body["auth"]["identity"]["password"]["user"]
        if user["password"] != PASSWORD:
            error = {
                "code": 401,
                "title": "Unauthorized",
                "message": "This requires authentication.",
            }
            return 401, {"error": error}
        catalog = {
            "compute": "compute/v2.1",
            "image": "image",
            "network": "network",
            "object-store": _OBJECT_STORE.lstrip("/"),
        }
        types = (*catalog, "data-processing")
        return 201, token_of(*(self._service(type, catalog.get(type, type)) for type in types))

    def _service(self, type: str, path: str) -> dict[str, Any]:
        endpoint = {
            "id": type,
            "interface": "public",
            "region": "RegionOne",
            "region_id": "RegionOne",
            "url": f"{self.url}/{path}",
        }
        return {"type": type, "name": type, "id": type, "endpoints": [endpoint]}

    def _version(self, id: str, path: str) -> dict[str, Any]:
        links = [{"rel": "self", "href": f"{self.url}/{path}/"}]
        return {"id": id, "status": "CURRENT", "links": links, "media-types": []}

    def _compute(self, method: str, path: list[str], query: Any, body: Any) -> Reply:
        if path == ["v2.1"]:
            return 200, {"version": self._version("v2.1", "compute/v2.1")}
        flavors = [
            {"id": id, "name": name, "ram": 512, "vcpus": 1, "disk": 1}
            for id, name in FLAVORS.items()
        ]
        if path[-1] in ("flavors", "detail"):
            return 200, {"flavors": flavors}
        if path[-1] == "os-keypairs":
            return 200, {"keypairs": [{"keypair": {"name": "mykey"}}]}
        found = [flavor for flavor in flavors if flavor["id"] == path[-1]]
        return (200, {"flavor": found[0]}) if found else _not_found("flavor")

    def _image(self, method: str, path: list[str], query: Any, body: Any) -> Reply:
        if not path:
            return 200, {"versions": [self._version("v2.15", "image/v2")]}
        if path == ["v2", "images"]:
            names = query.get("name"), query.get("id")
            found = [one for one in self.glance if one["name"] in names or not names[0]]
            return 200, {"images": found}
        found = [one for one in self.glance if one["id"] == path[-1]]
        return (200, found[0]) if found else _not_found("image")

    def _network(self, method: str, path: list[str], query: Any, body: Any) -> Reply:
        if not path:
            return 200, {"versions": [self._version("v2.0", "network/v2.0")]}
        network = {"id": NETWORK_ID, "name": "private", "status": "ACTIVE"}
        if path == ["v2.0", "networks"]:
            return 200, {"networks": [network] if query.get("name") == "private" else []}
        return (200, {"network": network}) if path[-1] == NETWORK_ID else _not_found("network")

    # Sahara

    def _data_processing(
        self, method: str, path: list[str], query: dict[str, str], body: Any
    ) -> Reply:
        version, collection, *rest = path
        if (collection, rest[1:]) == ("job-binaries", ["data"]):
            return self._content(version, rest[0])
        names = (collection, *COLLECTIONS.get(collection, ("", "")))
        if version == "v1.1":
            names = IN_V1.get(collection, names)
        collection, key, plural = names
        status, reply = self._reply(
            method,
            collection,
            rest,
            _renamed(query, RENAMED_FIELDS),
            _renamed(body, RENAMED_FIELDS),
        )
        if rest[1:] == ["execute"]:
            key = "job_execution"
        if status < 400:
            reply = {plural if isinstance(reply, list) else key: reply}
            if version == "v1.1":
                reply = _renamed(reply, V1_NAMES)
        return status, reply

    def _reply(
        self, method: str, collection: str, rest: list[str], query: dict[str, str], body: Any
    ) -> Reply:
        items = self.resources[collection]
        if method == "GET" and not rest:
            return 200, [
                item
                for item in items
                if all(item.get(name) == query[name] for name in query if name in item)
            ]
        if method == "POST" and (rest == ["multiple"] or (not rest and "count" in (body or {}))):
            return 202, [self._create(collection, body)[1] for _ in range(body.pop("count"))]
        if method == "POST" and not rest:
            return self._create(collection, body)
        if collection == "job-binary-internals" and method == "PUT":
            return self._create(collection, {"name": rest[0]})
        id_field = "name" if collection == "plugins" else "id"
        found = [item for item in items if item.get(id_field) == rest[0]]
        if not found and collection == "images" and method == "POST":
            (image,) = [one for one in self.glance if one["id"] == rest[0]]
            items.append({**samples.image(), **image, **body, "tags": []})
            return 202, items[-1]
        if not found or (collection == "plugins" and rest[1:] and rest[1] != "0.1"):
            return _not_found(f"{collection} {'/'.join(rest)}")
        if collection == "plugins" and rest[1:] and method == "GET":
            return 200, {**found[0], **PLUGIN_VERSION}
        if method == "DELETE":
            items.remove(found[0])
            return 204, None
        if method != "GET" and rest[1:] == ["execute"]:
            return self._create("jobs", body)
        if collection == "jobs":
            _change_job(found[0], rest[1:], body)
        elif collection == "clusters" and method == "PUT":
            _scale(found[0], body)
        elif method in ("PUT", "PATCH"):
            found[0].update(body)
        return (200 if method == "GET" else 202), found[0]

    def _content(self, version: str, id: str) -> Reply:
        found = [one for one in self.resources["job-binaries"] if one["id"] == id]
        if not found:
            return _not_found(f"job binary {id}")
        if version == "v2":  # as in Sahara 19
            return 500, {"error_code": 500, "error_message": "Internal Server Error"}
        content = self.store.objects.get(found[0]["url"])
        if content is None or len(content) > LARGEST:
            name = "SWIFT_CLIENT_EXCEPTION" if content is None else "DATA_TOO_BIG"
            message = "Object GET failed" if content is None else "Size is greater than maximum"
            return 400, {"error_code": 400, "error_name": name, "error_message": message}
        return 200, content

    def _create(self, collection: str, body: dict[str, Any]) -> Reply:
        extra = body.get("extra", {})
        for value in (extra, *(extra.values() if isinstance(extra, dict) else ())):
            if not isinstance(value, dict if value is extra else str):
                message = f"{value!r} is not of type 'object' or 'string'"
                return 400, {"error_code": 400, "error_message": message}
        added = dict(self.launched) if collection == "clusters" else {}
        if collection == "node-group-templates":
            added = {"boot_from_volume": False}
        if collection == "jobs":
            added = {"info": {"status": "PENDING"}}
        self.add(collection, **added, **body)
        return 202, self.resources[collection][-1]


def _change_job(job: dict[str, Any], action: list[str], body: Any) -> None:
    """Carry out what a job is asked for; the first look at its status finds it done."""
    wanted = action[0] if action else (body or {}).get("info", {}).get("status")
    if wanted in JOB_STATUSES:
        job["info"] = {"status": JOB_STATUSES[wanted]}
    elif body:
        job.update(body)
    elif job["info"]["status"] == "PENDING":
        job["info"] = {"status": "SUCCEEDED"}


def _scale(cluster: dict[str, Any], body: dict[str, Any]) -> None:
    for resized in body.get("resize_node_groups", ()):
        for group in cluster["node_groups"]:
            if group["name"] == resized["name"]:
                group["count"] = resized["count"]


def _not_found(what: str) -> Reply:
    message = f"{what} not found\nError ID: 1234-abcd"
    return 404, {"error_code": 404, "error_name": "NOT_FOUND", "error_message": message}


def _renamed(body: Any, names: dict[str, str]) -> Any:
    if isinstance(body, list):
        return [_renamed(item, names) for item in body]
    if not isinstance(body, dict):
        return body
    return {names.get(name, name): _renamed(value, names) for name, value in body.items()}
