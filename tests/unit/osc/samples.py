"""Resources as v2 of the service sends them; keyword arguments change a field."""

from __future__ import annotations

from typing import Any

import pytest

CLUSTER_ID = "c1c1c1c1-0000-4000-8000-000000000001"
SECOND_CLUSTER_ID = "c1c1c1c1-0000-4000-8000-000000000002"
CLUSTER_TEMPLATE_ID = "c7c7c7c7-0000-4000-8000-000000000001"
MASTER_ID = "a0a0a0a0-0000-4000-8000-000000000001"
WORKER_ID = "a0a0a0a0-0000-4000-8000-000000000002"
IMAGE_ID = "1a1a1a1a-0000-4000-8000-000000000001"
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


def both_versions(test: Any) -> Any:
    """Run a test against either version of the service."""
    return pytest.mark.parametrize("version", ["1.1", "2"])(test)
