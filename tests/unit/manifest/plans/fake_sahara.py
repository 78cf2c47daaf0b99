"""A data processing service in memory, which treats templates and clusters as Sahara 19 does.

It is a transport adapter of requests, so that everything above it is real, threads included.
"""

from __future__ import annotations

import copy
import io
import itertools
import json
import threading
from collections.abc import Callable
from typing import Any
from urllib import parse

import requests
import urllib3
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from requests.adapters import BaseAdapter

from saharaclient.api.resource import RENAMED_FIELDS, V1_NAMES
from saharaclient.client import AnyClient, Client

URL = "http://sahara.example:8386"
PROJECT = "808d5fb7ba4d4bd5a37f0fd1c3b0d7a5"
OTHER_PROJECT = "0000000000000000000000000000beef"
IMAGES = {"ubuntu": "11111111-0000-4000-8000-000000000001"}
IMAGES |= {"debian": "11111111-0000-4000-8000-000000000002"}

_GROUP_DEFAULTS = {
    "node_configs": {},
    "volumes_per_node": 0,
    "volumes_size": 0,
    "volumes_availability_zone": None,
    "volume_mount_prefix": "/volumes/disk",
    "volume_type": None,
    "image_id": None,
    "floating_ip_pool": None,
    "security_groups": None,
    "auto_security_group": False,
    "availability_zone": None,
    "is_proxy_gateway": False,
    "volume_local_to_instance": False,
    "use_autoconfig": True,
    "shares": None,
}
_SHARED = {"description": None, "is_public": False, "is_protected": False}
_CLUSTER_DEFAULTS = {
    **_SHARED,
    "cluster_configs": {},
    "anti_affinity": [],
    "node_groups": [],
    "use_autoconfig": True,
    "default_image_id": None,
    "neutron_management_network": None,
    "domain_name": None,
    "shares": None,
}
#: Collections of v2: key of one resource, key of the list, defaults.
COLLECTIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "images": ("image", "images", {}),
    "node-group-templates": (
        "node_group_template",
        "node_group_templates",
        {**_GROUP_DEFAULTS, **_SHARED},
    ),
    "cluster-templates": ("cluster_template", "cluster_templates", _CLUSTER_DEFAULTS),
    "clusters": ("cluster", "clusters", {**_CLUSTER_DEFAULTS, "is_transient": False}),
    "data-sources": ("data_source", "data_sources", {**_SHARED, "description": ""}),
    "job-binaries": ("job_binary", "binaries", {**_SHARED, "description": ""}),
    "job-binary-internals": ("job_binary_internal", "binaries", _SHARED),
    "job-templates": (
        "job_template",
        "job_templates",
        {**_SHARED, "mains": [], "libs": [], "interface": []},
    ),
}
_V1_TEMPLATES = ("job", "jobs")
_WRITE_ONLY = ("credentials", "extra")
#: Kinds whose names are compared with those of all projects.
_UNIQUE_AMONG_VISIBLE = ("node-group-templates", "cluster-templates", "clusters", "data-sources")


class Refusal(Exception):  # noqa: N818
    """The service refuses a request."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.status, self.name, self.message = status, name, message


class FakeSahara(BaseAdapter):
    """The service; ``resources`` is what it has, by collection of v2, then by ID.

    :ivar history: method, path and body of each request.
    :ivar before: called with the number of a write before it is carried out.
    :ivar after: called with it after it was carried out.
    :ivar is_sqlite: whether an update of a node group template in use ends half done.
    """

    def __init__(self) -> None:
        super().__init__()
        self.resources: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in COLLECTIONS}
        self.history: list[tuple[str, str, Any]] = []
        self.before: Callable[[int], None] = lambda number: None
        self.after: Callable[[int], None] = lambda number: None
        self.is_sqlite = False
        #: Status of launched clusters; None for a launch that ends at once.
        self.launching: str | None = None
        self.secrets: list[str] = []
        self._ids = itertools.count(1)
        self._writes = itertools.count(1)
        self._lock = threading.Lock()

    @property
    def writes(self) -> list[tuple[str, str, Any]]:
        return [one for one in self.history if one[0] != "GET"]

    def client(self, version: str = "2") -> AnyClient:
        session = requests.Session()
        session.mount(URL, self)
        auth = _Auth(URL, "token")
        return Client(
            version, session=ksa_session.Session(auth=auth, session=session), sleep=lambda _: None
        )

    def add(self, collection: str, **fields: Any) -> dict[str, Any]:
        """Put a resource into the store, as if it had been created."""
        return self._add(collection, fields)

    def named(self, collection: str, name: str) -> dict[str, Any]:
        (found,) = [one for one in self.resources[collection].values() if one["name"] == name]
        return found

    def state(self) -> dict[str, Any]:
        """Return all that there is, with names in place of IDs."""
        names = {one["id"]: one["name"] for of in self.resources.values() for one in of.values()}

        def shown(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: shown(part) for key, part in value.items() if key != "id"}
            if isinstance(value, list):
                return [shown(part) for part in value]
            text = str(value).removeprefix("internal-db://")
            return names.get(text, value)

        return {
            name: sorted((shown(one) for one in of.values()), key=lambda one: one["name"])
            for name, of in self.resources.items()
        }

    # Transport

    def send(self, request: Any, **kwargs: Any) -> requests.Response:
        address = parse.urlsplit(request.url)
        body = request.body
        if body is not None and not isinstance(body, (bytes, str)):
            body = b"".join(body)
        is_json = "json" in request.headers.get("Content-Type", "")
        sent = json.loads(body) if body and is_json else body
        with self._lock:
            self.history.append((request.method, address.path, sent))
            number = next(self._writes) if request.method != "GET" else 0
            try:
                if number:
                    self.before(number)
                status, answer = self._answer(request.method, address, sent)
                if number:
                    self.after(number)
            except Refusal as refusal:
                status, answer = (
                    refusal.status,
                    {
                        "error_code": refusal.status,
                        "error_name": refusal.name,
                        "error_message": refusal.message,
                    },
                )
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        response = requests.Response()
        response.status_code, response.url, response.request = status, request.url, request
        response.raw = urllib3.HTTPResponse(
            io.BytesIO(b"" if status == 204 else content), status=status, preload_content=False
        )
        response.headers["Content-Type"] = "application/json"
        return response

    def close(self) -> None:
        pass

    def _answer(self, method: str, address: parse.SplitResult, sent: Any) -> tuple[int, Any]:
        _, version, *path = [parse.unquote(part) for part in address.path.split("/")]
        query = dict(parse.parse_qsl(address.query))
        collection, *rest = path
        if version == "v1.1":
            sent, query = renamed(sent, RENAMED_FIELDS), renamed(query, RENAMED_FIELDS)
            collection = "job-templates" if collection == "jobs" else collection
        elif collection == "job-binary-internals":
            raise Refusal(404, "NOT_FOUND", "no such path")
        key, plural, _ = COLLECTIONS[collection]
        if version == "v1.1" and collection == "job-templates":
            key, plural = _V1_TEMPLATES
        status, found = self._carry_out(method, collection, rest, query, sent)
        if isinstance(found, bytes):
            return status, found
        answer = {plural if isinstance(found, list) else key: found}
        return status, renamed(answer, V1_NAMES) if version == "v1.1" else answer

    def _carry_out(
        self, method: str, collection: str, rest: list[str], query: dict[str, str], sent: Any
    ) -> tuple[int, Any]:
        items = self.resources[collection]
        if not rest and method == "GET":
            found = [self._shown(collection, one) for one in items.values()]
            return 200, [one for one in found if query.get("name") in (None, one["name"])]
        if not rest and method == "POST":
            return 202, self._shown(collection, self._create(collection, sent))
        if collection == "images":
            return self._image(method, rest, sent)
        if collection == "job-binary-internals" and method == "PUT":
            if any(one["name"] == rest[0] for one in items.values()):
                raise Refusal(400, "DB_DUPLICATE_ENTRY", "Duplicate entry")
            made = self._add(collection, {"name": rest[0], "datasize": len(sent)})
            made["content"] = sent.decode("latin-1")
            return 202, made
        if rest[0] not in items:
            raise Refusal(404, "NOT_FOUND", f"{rest[0]} not found")
        one = items[rest[0]]
        if rest[1:] == ["data"]:
            internal = self.resources["job-binary-internals"][one["url"].partition("//")[2]]
            return 200, internal["content"].encode("latin-1")
        if method == "GET":
            return 200, self._shown(collection, one)
        if method == "DELETE":
            self._refuse_use(collection, one)
            del items[one["id"]]
            return 204, None
        if collection == "clusters" and method == "PUT":
            return 202, self._scale(one, sent)
        self._update(collection, one, sent)
        return 202, self._shown(collection, one)

    def _shown(self, collection: str, one: dict[str, Any]) -> dict[str, Any]:
        shown = {name: value for name, value in one.items() if name not in _WRITE_ONLY}
        if collection == "job-templates":
            binaries = self.resources["job-binaries"]
            for field in ("mains", "libs"):
                shown[field] = [{"id": id, "name": binaries[id]["name"]} for id in one[field]]
        return copy.deepcopy(shown)

    # Create

    def _add(self, collection: str, fields: dict[str, Any]) -> dict[str, Any]:
        id = f"{next(self._ids):08d}-0000-4000-8000-00000000abcd"
        defaults = copy.deepcopy(COLLECTIONS[collection][2])
        made = {"id": id, "project_id": PROJECT, **defaults, **fields}
        if collection == "clusters":
            made = {
                **made,
                "status": self.launching or "Active",
                "status_description": "",
                **fields,
            }
        self.resources[collection][id] = made
        return made

    def _create(self, collection: str, sent: dict[str, Any]) -> dict[str, Any]:
        for one in self.resources[collection].values():
            is_own = one["project_id"] == PROJECT
            if one["name"] == sent["name"] and (is_own or collection in _UNIQUE_AMONG_VISIBLE):
                raise Refusal(400, "NAME_ALREADY_EXISTS", f"{sent['name']} already exists")
        if any(value is None for value in sent.values()) and collection in (
            "data-sources",
            "job-binaries",
        ):
            raise Refusal(400, "VALIDATION_ERROR", "None is not of type 'string'")
        self._check_references(sent)
        self.secrets += _texts([sent.get(name) for name in _WRITE_ONLY])
        fields = copy.deepcopy(sent)
        if collection == "node-group-templates" and fields.get("volumes_size") == 0:
            raise Refusal(400, "VALIDATION_ERROR", "0 is less than the minimum of 1")
        if collection == "clusters" and fields.get("cluster_template_id"):
            template = self.resources["cluster-templates"][fields["cluster_template_id"]]
            inherited = {
                name: copy.deepcopy(value)
                for name, value in template.items()
                if name not in ("id", "is_public", "is_protected", "name", "project_id")
            }
            configs = merged(template["cluster_configs"], fields.get("cluster_configs"))
            configs.setdefault("spark", {}).setdefault("dfs.replication", 1)  # autoconfig
            fields = {**inherited, **fields, "cluster_configs": configs}
        if collection in ("clusters", "cluster-templates"):
            fields["node_groups"] = self._populated(fields.get("node_groups"))
        if collection == "clusters":
            for field in ("default_image_id", "neutron_management_network"):
                if not fields.get(field):
                    raise Refusal(404, "NOT_FOUND", f"'{field}' field is not found")
        return self._add(collection, fields)

    def _check_references(self, sent: dict[str, Any]) -> None:
        for value in _texts(sent):
            assert not value.startswith("Ref("), value
        for id in [*sent.get("mains", ()), *sent.get("libs", ())]:
            if id not in self.resources["job-binaries"]:
                raise Refusal(404, "NOT_FOUND", f"Job binary '{id}' does not exist")

    def _populated(self, groups: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
        populated = []
        for group in groups or ():
            template_id = group.get("node_group_template_id")
            fields = copy.deepcopy(_GROUP_DEFAULTS)
            if template_id is not None:
                if template_id not in self.resources["node-group-templates"]:
                    raise Refusal(400, "INVALID_REFERENCE", f"{template_id} doesn't exist")
                template = self.resources["node-group-templates"][template_id]
                fields |= {name: template.get(name) for name in (*_GROUP_DEFAULTS, *_MORE)}
            configs = merged(fields.get("node_configs"), group.get("node_configs"))
            made = {**fields, **group, "node_configs": configs}
            made["id"] = f"group-{next(self._ids)}"
            populated.append(made)
        return populated

    # Update

    def _update(self, collection: str, one: dict[str, Any], sent: dict[str, Any]) -> None:
        stays_protected = one.get("is_protected") and sent.get("is_protected", True)
        if stays_protected and not set(sent) <= {"is_public"}:
            raise Refusal(400, "UPDATE_FAILED", "it's marked as protected")
        if collection == "cluster-templates" and self._clusters_of(one["id"]):
            raise Refusal(400, "UPDATE_FAILED", "It is referenced by at least one cluster.")
        if collection == "job-templates":
            assert set(sent) <= {"name", "description", "is_public", "is_protected"}
        if collection == "clusters":
            assert set(sent) <= {"name", "description", "is_public", "is_protected", "shares"}
        is_internal = str(one.get("url")).startswith("internal-db://")
        if is_internal and sent.get("url", one["url"]) != one["url"]:
            raise Refusal(400, "UPDATE_FAILED", "it is an internal-db url.")
        self.secrets += _texts([sent.get(name) for name in _WRITE_ONLY])
        fields = copy.deepcopy(sent)
        if collection == "node-group-templates":
            if fields.get("volumes_per_node") and not fields.get("volumes_size"):
                raise Refusal(400, "INVALID_REFERENCE", "You must specify a volumes_size")
            self._rewrite(one, fields)
        if "node_groups" in fields:
            fields["node_groups"] = self._populated(fields["node_groups"])
        one.update(fields)

    def _rewrite(self, template: dict[str, Any], fields: dict[str, Any]) -> None:
        users = self._templates_of(template["id"])
        if any(self._clusters_of(user["id"]) for user in users):
            raise Refusal(400, "UPDATE_FAILED", "It is referenced by an existing cluster.")
        updated = {**template, **fields}
        for user in users:
            if user["is_protected"]:
                raise Refusal(400, "UPDATE_FAILED", "it's marked as protected")
            for group in user["node_groups"]:
                if group["node_group_template_id"] == template["id"]:
                    group |= {name: updated.get(name) for name in (*_GROUP_DEFAULTS, *_MORE)}
                    group["name"] = updated["name"]
        if users and self.is_sqlite:
            raise Refusal(500, "INTERNAL_SERVER_ERROR", "database is locked")

    def _templates_of(self, id: str) -> list[dict[str, Any]]:
        return [
            one
            for one in self.resources["cluster-templates"].values()
            if any(group.get("node_group_template_id") == id for group in one["node_groups"])
        ]

    def _clusters_of(self, id: str) -> list[dict[str, Any]]:
        clusters = self.resources["clusters"].values()
        return [one for one in clusters if one.get("cluster_template_id") == id]

    def _scale(self, cluster: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
        if cluster["status"] != "Active":
            raise Refusal(400, "INVALID_REFERENCE", "Cluster cannot be scaled")
        if cluster["is_protected"]:
            raise Refusal(400, "UPDATE_FAILED", "it's marked as protected")
        counts = {one["name"]: one["count"] for one in sent.get("resize_node_groups", ())}
        assert counts.keys() <= {one["name"] for one in cluster["node_groups"]}
        for group in cluster["node_groups"]:
            group["count"] = counts.get(group["name"], group["count"])
        cluster["node_groups"] += self._populated(sent.get("add_node_groups"))
        return copy.deepcopy(cluster)

    # Delete

    def _refuse_use(self, collection: str, one: dict[str, Any]) -> None:
        id, resources = one["id"], self.resources
        if one.get("is_protected"):
            raise Refusal(400, "DELETION_FAILED", "it's marked as protected")
        users: list[dict[str, Any]] = []
        if collection == "cluster-templates":
            users = self._clusters_of(id)
        elif collection == "node-group-templates":
            users = self._templates_of(id) + [
                cluster
                for cluster in resources["clusters"].values()
                if any(
                    group.get("node_group_template_id") == id for group in cluster["node_groups"]
                )
            ]
        elif collection == "job-binaries":
            users = [
                job
                for job in resources["job-templates"].values()
                if id in job["mains"] + job["libs"]
            ]
        if users:
            raise Refusal(400, "INVALID_REFERENCE", f"in use by {users[0]['name']}")

    # Images

    def _image(self, method: str, rest: list[str], sent: Any) -> tuple[int, Any]:
        items = self.resources["images"]
        id, *action = rest
        if method == "POST" and not action:
            name = next(name for name, known in IMAGES.items() if known == id)
            image = items.setdefault(id, {"id": id, "name": name, "tags": [], "description": ""})
            image["username"] = sent["username"]
            image["description"] = sent["description"] or image["description"]
            return 202, image
        if id not in items:
            raise Refusal(404, "NOT_FOUND", f"image {id} not found")
        image = items[id]
        if method == "DELETE":
            del items[id]
            return 204, None
        if action == ["tag"]:
            image["tags"] = sorted({*image["tags"], *sent["tags"]}, reverse=True)
        elif action == ["untag"]:
            image["tags"] = [tag for tag in image["tags"] if tag not in sent["tags"]]
        elif action == ["tags"] and method == "PUT":
            image["tags"] = sorted(sent["tags"], reverse=True)
        return 200, image


_MORE = ("flavor_id", "node_processes")


class _Auth(token_endpoint.Token):
    def get_project_id(self, session: Any, **kwargs: Any) -> str:
        return PROJECT


class FakeLookups:
    """Names of other services; ``asked`` is what was looked up."""

    IDS = {
        "flavor": {"m1.large": "3", "m1.small": "2"},
        "image": IMAGES,
        "network": {"private": "22222222-0000-4000-8000-000000000001"},
        "security group": {"web": "33333333-0000-4000-8000-000000000001", "other": "34"},
    }

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def id_of(self, kind: Any, name_or_id: str) -> str:
        self.asked.append((kind.value, name_or_id))
        known = self.IDS[kind.value]
        if name_or_id in known.values():
            return name_or_id
        if name_or_id not in known:
            raise LookupError(f'There is no {kind.value} "{name_or_id}".')
        return known[name_or_id]

    def name_of(self, kind: Any, id: str) -> str | None:
        self.asked.append((kind.value, id))
        known = self.IDS.get(kind.value, {})
        return next((name for name, other in known.items() if other == id), None)


def merged(template: Any, override: Any) -> dict[str, Any]:
    result = {section: dict(values) for section, values in (template or {}).items()}
    for section, values in (override or {}).items():
        result.setdefault(section, {}).update(values)
    return result


def renamed(body: Any, names: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {names.get(name, name): renamed(value, names) for name, value in body.items()}
    if isinstance(body, list):
        return [renamed(item, names) for item in body]
    return body


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [str(value)] if isinstance(value, str) else []
