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

#: Its library is kept in Sahara's own database, which only v1.1 has.
JOB = {
    "type": "Java",
    "configs": {"edp.java.main_class": "org.example.Main"},
    "args": ["10"],
}


def scenario(edp: bool, folder: pathlib.Path) -> dict[str, Any]:
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
        library = {"type": "database", "source": str(folder / "example.jar")}
        cluster["edp_jobs_flow"] = "java"
        document["edp_jobs_flow"] = {"java": [{**JOB, "additional_libs": [library]}]}
    return document


class Scenario(unittest.TestCase):
    def run_scenario(self, *options: str, edp: bool) -> None:
        folder = pathlib.Path(tempfile.mkdtemp(dir=".")).resolve()
        (folder / "example.jar").write_bytes(b"PK\x05\x06" + b"\0" * 18)
        (folder / "fake.yaml").write_text(yaml.safe_dump(scenario(edp, folder)))
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
