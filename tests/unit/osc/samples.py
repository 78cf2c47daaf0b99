"""Resources as v2 of the service sends them; keyword arguments change a field."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib import parse

import pytest
import requests_mock

CLUSTER_ID = "c1c1c1c1-0000-4000-8000-000000000001"
SECOND_CLUSTER_ID = "c1c1c1c1-0000-4000-8000-000000000002"
CLUSTER_TEMPLATE_ID = "c7c7c7c7-0000-4000-8000-000000000001"
MASTER_ID = "a0a0a0a0-0000-4000-8000-000000000001"
WORKER_ID = "a0a0a0a0-0000-4000-8000-000000000002"
IMAGE_ID = "1a1a1a1a-0000-4000-8000-000000000001"
DATA_SOURCE_ID = "d5d5d5d5-0000-4000-8000-000000000001"
OUTPUT_ID = "d5d5d5d5-0000-4000-8000-000000000002"
JOB_BINARY_ID = "b1b1b1b1-0000-4000-8000-000000000001"
LIB_ID = "b1b1b1b1-0000-4000-8000-000000000002"
CONTENT_ID = "b0b0b0b0-0000-4000-8000-000000000001"
JOB_TEMPLATE_ID = "e7e7e7e7-0000-4000-8000-000000000001"
JOB_ID = "e1e1e1e1-0000-4000-8000-000000000001"
SECOND_JOB_ID = "e1e1e1e1-0000-4000-8000-000000000002"
UNKNOWN_ID = "ffffffff-0000-4000-8000-000000000000"

SHARING = {"is_public": False, "is_protected": False}


def plugin(**changes: Any) -> dict[str, Any]:
    return {
        "name": "fake",
        "title": "Fake Plugin",
        "description": "Nothing but a plugin.",
        "versions": ["0.1", "0.2"],
        "plugin_labels": {
            "hidden": {"status": False, "mutable": True, "description": ""},
            "enabled": {"status": True, "mutable": True, "description": ""},
        },
        "version_labels": {"0.1": {"stable": {"status": True}, "enabled": {"status": True}}},
        **changes,
    }


def image(**changes: Any) -> dict[str, Any]:
    return {
        "id": IMAGE_ID,
        "name": "ubuntu",
        "username": "ubuntu",
        "description": "",
        "tags": ["fake", "0.1"],
        "status": "ACTIVE",
        **changes,
    }


def node_group_template(**changes: Any) -> dict[str, Any]:
    return {
        "id": WORKER_ID,
        "name": "worker",
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "description": None,
        "node_processes": ["datanode", "tasktracker"],
        "flavor_id": "2",
        "auto_security_group": False,
        "security_groups": None,
        "availability_zone": None,
        "floating_ip_pool": None,
        "volumes_per_node": 0,
        "use_autoconfig": True,
        "is_proxy_gateway": False,
        "is_default": False,
        **SHARING,
        **changes,
    }


def master(**changes: Any) -> dict[str, Any]:
    own = {"id": MASTER_ID, "name": "master", "node_processes": ["namenode"]}
    return node_group_template(**{**own, **changes})


def node_groups(**counts: int) -> list[dict[str, Any]]:
    """Return node groups, each made from the node group template of the same name."""
    made_from = {"master": MASTER_ID, "worker": WORKER_ID}
    return [
        {"name": name, "count": count, "node_group_template_id": made_from.get(name)}
        for name, count in counts.items()
    ]


def cluster_template(**changes: Any) -> dict[str, Any]:
    return {
        "id": CLUSTER_TEMPLATE_ID,
        "name": "small",
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "description": None,
        "node_groups": node_groups(master=1, worker=3),
        "anti_affinity": [],
        "domain_name": None,
        "use_autoconfig": True,
        "is_default": False,
        **SHARING,
        **changes,
    }


def cluster(**changes: Any) -> dict[str, Any]:
    return {
        "id": CLUSTER_ID,
        "name": "c1",
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "status": "Active",
        "status_description": "",
        "default_image_id": IMAGE_ID,
        "anti_affinity": [],
        "cluster_template_id": CLUSTER_TEMPLATE_ID,
        "description": None,
        "info": {},
        "is_transient": False,
        "neutron_management_network": None,
        "node_groups": node_groups(master=1, worker=3),
        "use_autoconfig": True,
        "user_keypair_id": None,
        **SHARING,
        **changes,
    }


def second_cluster(**changes: Any) -> dict[str, Any]:
    return cluster(**{"id": SECOND_CLUSTER_ID, "name": "c2", **changes})


def step(name: str, done: bool | None = None, **changes: Any) -> dict[str, Any]:
    """Return a provisioning step: under way (None), completed or failed."""
    return {
        "step_type": "Engine: create cluster",
        "step_name": name,
        "successful": done,
        "completed": 1,
        "total": 4,
        "created_at": "2030-01-01T00:00:00",
        **changes,
    }


def verification(status: str, id: str = "v-1", **checks: str) -> dict[str, Any]:
    return {
        "id": id,
        "status": status,
        "checks": [
            {"name": name, "status": status, "description": f"{name} is {status}"}
            for name, status in checks.items()
        ],
    }


def data_source(**changes: Any) -> dict[str, Any]:
    return {
        "id": DATA_SOURCE_ID,
        "name": "input",
        "type": "swift",
        "url": "swift://container/in",
        "description": None,
        **SHARING,
        **changes,
    }


def output(**changes: Any) -> dict[str, Any]:
    return data_source(**{"id": OUTPUT_ID, "name": "output", **changes})


def job_binary(**changes: Any) -> dict[str, Any]:
    return {
        "id": JOB_BINARY_ID,
        "name": "main.pig",
        "url": "swift://container/main.pig",
        "description": None,
        **SHARING,
        **changes,
    }


def lib(**changes: Any) -> dict[str, Any]:
    return job_binary(**{"id": LIB_ID, "name": "lib.jar", **changes})


def kept_binary(**changes: Any) -> dict[str, Any]:
    """Return a job binary whose content the service itself keeps."""
    return job_binary(**{"url": f"internal-db://{CONTENT_ID}", **changes})


def job_template(**changes: Any) -> dict[str, Any]:
    return {
        "id": JOB_TEMPLATE_ID,
        "name": "pig",
        "type": "Pig",
        "mains": [job_binary()],
        "libs": [lib()],
        "description": None,
        "interface": [],
        **SHARING,
        **changes,
    }


def job(status: str = "RUNNING", **changes: Any) -> dict[str, Any]:
    return {
        "id": JOB_ID,
        "cluster_id": CLUSTER_ID,
        "job_template_id": JOB_TEMPLATE_ID,
        "engine_job_id": "oozie-1",
        "input_id": DATA_SOURCE_ID,
        "output_id": OUTPUT_ID,
        "start_time": "2030-01-01T00:00:00",
        "end_time": None,
        "info": {"status": status},
        "job_configs": {},
        **SHARING,
        **changes,
    }


def second_job(status: str = "RUNNING", **changes: Any) -> dict[str, Any]:
    return job(status, **{"id": SECOND_JOB_ID, **changes})


#: What jobs are made of: path, key and key of a list.
_JOB_COLLECTIONS = {
    "data_sources": ("data-sources", "data_source", "data_sources"),
    "job_binaries": ("job-binaries", "job_binary", "binaries"),
    "job_binary_internals": ("job-binary-internals", "job_binary_internal", "binaries"),
    "job_templates": ("job-templates", "job_template", "job_templates"),
    "jobs": ("jobs", "job", "jobs"),
}
_V1_JOB_COLLECTIONS = {
    "job_templates": ("jobs", "job", "jobs"),
    "jobs": ("job-executions", "job_execution", "job_executions"),
}


class Collection:
    """A collection of a service: it lists, shows, echoes what it is sent, and deletes.

    :param service: the service.
    :param name: its name in v2, with underscores.
    """

    def __init__(self, service: Any, name: str, *items: dict[str, Any]) -> None:
        found = {**_JOB_COLLECTIONS, **(_V1_JOB_COLLECTIONS if service.version == "1.1" else {})}
        path, self.key, self.plural_key = found[name]
        self.path = f"/{path}"
        self.items = service.in_its_words(list(items))
        self._service = service
        whole = re.compile(rf"{re.escape(service.url + self.path)}(/[^/?]+)?(\?.*)?$")
        service.mock.register_uri(requests_mock.ANY, whole, text=self._answer)

    def becomes(self, *states: dict[str, Any]) -> None:
        """Answer every look at an item with the next of its states."""
        one = f"{self.path}/{states[0]['id']}"
        self._service.answers("GET", one, *({self.key: state} for state in states))

    def _answer(self, request: Any, context: Any) -> str:
        address = parse.urlsplit(request.url)
        item_id = address.path.rpartition(self.path)[2].strip("/")
        found = [item for item in self.items if item["id"] == item_id]
        if not item_id and request.method == "GET":
            query = dict(parse.parse_qsl(address.query))
            names = query.keys() - {"limit", "marker", "sort_by"}
            listed = [one for one in self.items if all(_field(one, n) == query[n] for n in names)]
            return json.dumps({self.plural_key: listed})
        if not item_id:
            context.status_code = 202
            return json.dumps({self.key: {**self.items[0], "id": "new", **request.json()}})
        if not found:
            context.status_code = 404
            return json.dumps({"error_code": 404, "error_message": f"{self.key} not found"})
        if request.method == "DELETE":
            self.items.remove(found[0])
            context.status_code = 204
            return ""
        sent = request.json() if request.method in ("PUT", "PATCH") else {}
        return json.dumps({self.key: {**found[0], **sent}})


def _field(item: dict[str, Any], name: str) -> Any:
    return item["info"]["status"] if name == "status" else item.get(name)


def both_versions(test: Any) -> Any:
    """Run a test against either version of the service."""
    return pytest.mark.parametrize("version", ["1.1", "2"])(test)
