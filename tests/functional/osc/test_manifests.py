"""``dataprocessing manifest ...``: the life of an environment that files declare."""

from __future__ import annotations

import json
from pathlib import Path

from tests.functional.cloud import Names
from tests.functional.conftest import FAST
from tests.functional.shell import Shell

CHANGES = 3


def _declare(path: Path, names: Names, image: str, workers: int) -> str:
    master, worker, template, cluster, source = (
        names(kind) for kind in ("master", "worker", "template", "cluster", "source")
    )
    nodes = {"plugin_name": "fake", "plugin_version": "0.1", "flavor": "m1.tiny"}
    path.write_text(
        json.dumps(
            {
                "node_group_templates": [
                    {"name": master, "node_processes": ["namenode", "jobtracker"], **nodes},
                    {"name": worker, "node_processes": ["datanode", "tasktracker"], **nodes},
                ],
                "cluster_templates": [
                    {
                        "name": template,
                        "node_groups": [
                            {"template": master, "count": 1},
                            {"template": worker, "count": 1},
                        ],
                    }
                ],
                "data_sources": [{"name": source, "type": "hdfs", "url": "hdfs://node:8020/in"}],
                "clusters": [
                    {
                        "name": cluster,
                        "template": template,
                        "image": image,
                        "network": "private",
                        "description": FAST,
                        "node_groups": [{"name": worker, "count": workers}],
                    }
                ],
            }
        )
    )
    return cluster


def test_life_of_an_environment(
    openstack: Shell, names: Names, empty_folder: Path, image: str
) -> None:
    path = empty_folder / "env.json"
    cluster = _declare(path, names, image, workers=1)
    with_status = openstack.run("manifest plan env.json --exit-code -f json")
    assert with_status.exit_status == CHANGES, with_status
    assert {row["Action"] for row in with_status.json()} == {"create"}

    applied = openstack.waits("manifest apply env.json --wait -f json")
    assert {row["Result"] for row in applied.json()} == {"created"}
    assert openstack.json("cluster show", cluster)["Status"] == "Active"
    again = openstack.waits("manifest apply env.json -f json")
    assert {row["Action"] for row in again.json()} == {"none"}
    assert all(method == "GET" for method, url in again.requests if ":8386" in url)

    exported = openstack("manifest export", cluster).stdout
    (empty_folder / "exported.yaml").write_text(exported)
    unchanged = openstack.run("manifest plan exported.yaml --exit-code -f json")
    assert unchanged.exit_status == 0, unchanged

    _redeclared_workers(path, count=2)
    (scaled,) = openstack.waits("manifest plan env.json --changed -f json").json()
    assert (scaled["Action"], scaled["Name"]) == ("scale", cluster)
    openstack.waits("manifest apply env.json --wait")
    assert "2" in str(openstack.json("cluster show", cluster)["Node groups"])

    openstack.waits("manifest delete env.json --wait")
    assert openstack.json("cluster list", "--name", cluster) == []
    gone = openstack.run("manifest delete env.json -f json")
    assert gone.exit_status == 0, gone


def _redeclared_workers(path: Path, count: int) -> None:
    document = json.loads(path.read_text())
    document["clusters"][0]["node_groups"][0]["count"] = count
    path.write_text(json.dumps(document))
