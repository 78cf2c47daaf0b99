"""``sahara-scenario`` of sahara-tests on Sahara's fake plugin, in both versions of the API."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from typing import Any

import yaml

#: Kept in Sahara's own database, which only v1.1 has.
JOB = {
    "type": "Pig",
    "input_datasource": {"type": "hdfs", "destination": "/user/hadoop/in"},
    "output_datasource": {"type": "hdfs", "destination": "/user/hadoop/out"},
    "main_lib": {"type": "database", "source": "main.pig"},
    "configs": {"dfs.replication": 1},
}


def scenario(edp: bool) -> dict[str, Any]:
    processes = {"master": ["namenode", "jobtracker"], "worker": ["datanode", "tasktracker"]}
    project = os.environ["IMPORTERS_PROJECT"]
    cluster: dict[str, Any] = {
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "image": os.environ["IMPORTERS_IMAGE"],
        "image_username": "ubuntu",
        "node_group_templates": [
            {
                "name": name,
                "flavor": os.environ["IMPORTERS_FLAVOR_ID"],
                "node_processes": node_processes,
                "auto_security_group": True,
            }
            for name, node_processes in processes.items()
        ],
        "cluster_template": {
            "name": f"{project}-template",
            "node_group_templates": {"master": 1, "worker": 1},
        },
        "cluster": {"name": f"{project}-cluster"},
        "scaling": [{"operation": "add", "node_group": "worker", "size": 1}],
        "scenario": ["run_jobs", "scale", "run_jobs"] if edp else ["scale"],
    }
    network = {
        "private_network": os.environ["IMPORTERS_NETWORK"],
        "public_network": os.environ["IMPORTERS_PUBLIC_NETWORK"],
    }
    document: dict[str, Any] = {"network": network, "clusters": [cluster]}
    if edp:
        cluster["edp_jobs_flow"] = "pig"
        document["edp_jobs_flow"] = {"pig": [JOB]}
    return document


class Scenario(unittest.TestCase):
    def run_scenario(self, *options: str, edp: bool) -> None:
        folder = pathlib.Path(tempfile.mkdtemp(dir="."))
        (folder / "main.pig").write_text("A = load '$INPUT';\n")
        (folder / "fake.yaml").write_text(yaml.safe_dump(scenario(edp)))
        program = pathlib.Path(sys.executable).parent / "sahara-scenario"
        ended = subprocess.run(
            [program, *options, "--report", "fake.yaml"],
            cwd=folder,
            env={**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        print(ended.stdout)
        assert ended.returncode == 0, ended.stdout

    def test_v1_1(self) -> None:
        self.run_scenario(edp=True)

    def test_v2(self) -> None:
        self.run_scenario("--v2", edp=False)
