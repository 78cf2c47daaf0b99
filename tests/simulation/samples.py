"""What operations send, with secrets planted in it."""

from __future__ import annotations

from typing import Any

from tests.simulation import model
from tests.simulation.model import PLUGIN, PLUGIN_VERSION, Service

#: Every secret has this in it, so that one search finds all.
SECRET = "-SECRET"
PASSWORD = "KEYSTONE-SECRET"
UNKNOWN_ID = "ffffffff-0000-4000-8000-000000000000"
NEW_DESCRIPTION = "updated"
CONTENT = b"content to upload"
SCALING: dict[str, Any] = {"resize_node_groups": [{"name": "worker", "count": 3}]}
CONFIGS = {
    "HDFS": {
        "fs.azure.account.key.a.blob.core.windows.net": "AZURE-SECRET",
        "fs.swift.service.sahara.password": "SWIFT-SECRET",
    }
}


def cluster(name: str, service: Service) -> dict[str, Any]:
    return {
        "name": name,
        "plugin_name": PLUGIN,
        "plugin_version": PLUGIN_VERSION,
        "cluster_template_id": _id("cluster_template", service),
        "default_image_id": _id("image", service),
        "cluster_configs": CONFIGS,
    }


def data_source(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "swift",
        "url": f"swift://container/{name}",
        "description": "a data source",
        "credentials": {"user": "ann", "password": "SWIFT-SECRET"},
    }


def job_binary(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "url": f"swift://container/{name}.pig",
        "extra": {"user": "ann", "password": "SWIFT-SECRET"},
    }


def node_group_template(name: str) -> dict[str, Any]:
    return {**model.node_group_template(name), "node_configs": CONFIGS}


def cluster_template(name: str, service: Service) -> dict[str, Any]:
    made = model.cluster_template(name, _id("node_group_template", service))
    return {**made, "cluster_configs": CONFIGS}


def job(name: str, service: Service) -> dict[str, Any]:
    configs = {"fs.s3a.secret.key": "S3-SECRET", "edp.java.main_class": "Main"}
    return {
        "job_template_id": _id("job_template", service),
        "cluster_id": _id("cluster", service),
        "job_configs": {"args": [name], "configs": configs},
    }


def _id(kind: str, service: Service) -> str:
    record = service.find(kind, "one")
    return record.id if record is not None else UNKNOWN_ID
