"""Manifests of tests, made without files."""

from __future__ import annotations

from typing import Any

from saharaclient.api.kinds import KINDS
from saharaclient.manifest.model import Declaration, Location, Manifest

BY_KEY = {kind.key: kind for kind in KINDS}
PLUGIN = {"plugin_name": "spark", "plugin_version": "2.3"}


def manifest(project: str | None = None, **resources: list[dict[str, Any]]) -> Manifest:
    """Return a manifest of resources by the keys of their kinds."""
    declarations = []
    for kind in KINDS:
        for number, fields in enumerate(resources.get(kind.key, ())):
            file = fields.get("file")
            fields = {name: value for name, value in fields.items() if name != "file"}
            location = Location("env.yaml", 10 * kind.order + number + 1)
            declarations.append(Declaration(kind, fields["name"], fields, location, {}, file))
    return Manifest(project, tuple(declarations))


def spark(**more: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return an environment with one resource of each kind at least."""
    password = {"user": "etl", "password": "secret of etl"}
    return {
        "images": [{"name": "ubuntu", "username": "ubuntu", "tags": ["spark", "2.3"]}],
        "node_group_templates": [
            MASTER,
            WORKER,
        ],
        "cluster_templates": [cluster_template("spark")],
        "data_sources": [
            {"name": "events", "type": "swift", "url": "swift://events/in", "credentials": password}
        ],
        "job_binaries": [{"name": "count.jar", "url": "swift://jars/count.jar", "extra": password}],
        "job_templates": [{"name": "count", "type": "Spark", "mains": ["count.jar"]}],
        "clusters": [cluster("analytics")],
        **more,
    }


def node_group_template(name: str, processes: list[str], **more: Any) -> dict[str, Any]:
    return {"name": name, **PLUGIN, "flavor_id": "m1.large", "node_processes": processes, **more}


def cluster_template(name: str, workers: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "node_groups": [group("spark-master", 1), group("spark-worker", workers)],
        **more,
    }


def group(name: str, count: int, template: str | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "node_group_template_id": template or name, "count": count, **more}


def cluster(name: str, workers: int = 3, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "cluster_template_id": "spark",
        "default_image_id": "ubuntu",
        "neutron_management_network": "private",
        "user_keypair_id": "ops",
        "node_groups": [{"name": "spark-worker", "count": workers}],
        **more,
    }


MASTER = node_group_template("spark-master", ["namenode", "master"])
WORKER = node_group_template("spark-worker", ["datanode", "slave"])
