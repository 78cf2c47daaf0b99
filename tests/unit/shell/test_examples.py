"""Every example of the help works as it is written."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from tests.functional.shell import Shell
from tests.unit.meta.test_cli_compat import OFFERED, make
from tests.unit.osc import samples
from tests.unit.shell.memory import Cloud

EXAMPLES = [
    pytest.param(version.removeprefix("v").replace("1", "1.1"), example, id=f"{version} {example}")
    for version, name in OFFERED
    for example in getattr(type(make(version, name)), "examples", ())
]
#: The ID that the examples of jobs show.
JOB_ID = "4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42"
_WORKER = {
    "name": "new-worker",
    "plugin_name": "fake",
    "plugin_version": "0.1",
    "node_processes": ["datanode"],
}
_SMALL = {
    "name": "new-small",
    "plugin_name": "fake",
    "plugin_version": "0.1",
    "node_groups": ["worker:3"],
}
_CLUSTER = {"name": "new", "cluster_template_id": "small", "default_image_id": "fake-image"}
#: The files that examples name.
FILES = {
    "worker.json": {"node_group_template": _WORKER},
    "worker.yaml": _WORKER,
    "small.json": {"cluster_template": _SMALL},
    "small.yaml": _SMALL,
    "cluster.yaml": _CLUSTER,
    "labels.json": {"plugin_labels": {"enabled": {"status": True}}},
    "count.jar": "a program",
    "environment.yaml": {"images": [{"name": "fake-image", "username": "ubuntu"}]},
    "env.yaml": {"images": [{"name": "fake-image", "username": "ubuntu"}]},
    "common.yaml": {"data_sources": [{"name": "words", "type": "hdfs", "url": "/words"}]},
    "envs/production/clusters.json": {"clusters": [{"name": "example", "template": "small"}]},
}
#: Verbs of examples whose result must not be there before.
CREATES = ("create", "register")


def _named(sample: Any, *names: str) -> list[dict[str, Any]]:
    return [sample(id=f"{name}-id", name=name) for name in names]


@pytest.fixture
def ready(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, empty_folder: Any) -> Cloud:
    """Everything that the examples refer to."""
    images = "fake-image", "spark-image"
    cloud.glance = [{"id": f"{name}-id", "name": name, "status": "active"} for name in images]
    cloud.resources |= {
        "images": _named(samples.image, *images),
        "node-group-templates": [
            samples.master(),
            samples.node_group_template(),
            *_named(samples.node_group_template, "gateway"),
        ],
        "cluster-templates": [
            samples.cluster_template(),
            *_named(samples.cluster_template, "medium", "large"),
        ],
        "clusters": [
            samples.cluster(
                name="example",
                default_image_id="fake-image-id",
                node_groups=samples.node_groups(master=1, worker=3, gateway=1),
                verification=samples.verification("GREEN", HDFS="GREEN"),
            ),
            *_named(samples.cluster, "production"),
        ],
        "data-sources": _named(samples.data_source, "words", "counts"),
        "job-binaries": _named(samples.job_binary, "count.jar", "count.pig"),
        "job-templates": _named(samples.job_template, "count", "sort"),
        "jobs": [samples.job(id=JOB_ID)],
    }
    for group in cloud.resources["clusters"][0]["node_groups"]:
        group["instances"] = [
            {
                "instance_name": f"example-{group['name']}-{number:03}",
                "instance_id": str(number),
                "management_ip": f"10.0.0.{number}",
            }
            for number in range(group["count"])
        ]
    for name, content in FILES.items():
        (empty_folder / name).parent.mkdir(parents=True, exist_ok=True)
        (empty_folder / name).write_text(
            content if isinstance(content, str) else json.dumps(content)
        )
    monkeypatch.setattr("osc_lib.utils.get_password", lambda *_, **__: "a secret")
    ssh = "saharaclient.osc.commands.cluster.ssh"
    monkeypatch.setattr(f"{ssh}.shutil.which", lambda name, **_: name)
    monkeypatch.setattr(f"{ssh}.replace_process", lambda *_: 0)
    return cloud


def _make_room(cloud: Cloud, words: list[str]) -> None:
    """Remove what an example creates under the same name."""
    if not set(words) & set(CREATES):
        return
    if "register" in words:
        cloud.resources["images"] = []
    if "--name" in words:
        name = words[words.index("--name") + 1]
        collection = {
            "data source": "data-sources",
            "job binary": "job-binaries",
            "job template": "job-templates",
            "node group": "node-group-templates",
            "cluster template": "cluster-templates",
        }.get(" ".join(words[:2]), "clusters")
        kept = [one for one in cloud.resources[collection] if one["name"] != name]
        cloud.resources[collection] = kept


@pytest.mark.parametrize(("api_version", "example"), EXAMPLES)
def test_example_works(openstack: Shell, ready: Cloud, example: str) -> None:
    words = shlex.split(example)
    _make_room(ready, words)
    outcome = openstack.run("", *words)
    if "--expect" in words:  # the fingerprint of the example is that of another plan
        assert outcome.exit_status == 1, outcome
        assert words[-1] in outcome.stderr
    else:
        assert outcome.exit_status == 0, outcome
