"""Launch, scale and check a cluster on the devcloud, and leave it running: ``make demo``."""

from __future__ import annotations

import os
import pathlib
import shlex
import subprocess
import sys
import time

import openstack
from rich.console import Console
from rich.table import Table

from saharaclient.client import Client

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEVCLOUD = ROOT / "tools" / "devcloud" / "devcloud"
OPENSTACK = pathlib.Path(sys.executable).parent / "openstack"

#: The cluster and cluster template that the runbooks use, and its node group templates.
EXAMPLE = "example"
NODE_GROUPS = ("master", "worker")

#: Each step and its command, without the leading `openstack dataprocessing`.
STEPS = (
    ("List the plugins", "plugin list"),
    ("Register an image", "image register fake-image --username ubuntu"),
    ("Tag it for a plugin", "image tags set fake-image --tags fake 0.1"),
    (
        "Create the master template",
        "node group template create --name master --plugin fake --plugin-version 0.1"
        " --processes namenode jobtracker --flavor m1.tiny",
    ),
    (
        "Create the worker template",
        "node group template create --name worker --plugin fake --plugin-version 0.1"
        " --processes datanode tasktracker --flavor m1.tiny",
    ),
    (
        "Create the cluster template",
        "cluster template create --name example --node-groups master:1 worker:2",
    ),
    (
        "Launch the cluster",
        "cluster create --name example --cluster-template example --image fake-image"
        " --neutron-network private --user-keypair devcloud --wait",
    ),
    ("Add a worker", "cluster scale example --instances worker:3 --wait"),
    ("Remove a worker", "cluster scale example --instances worker:2 --wait"),
    ("Check its health", "cluster verification example --start --wait"),
    ("Show its provisioning steps", "cluster show example --show-progress"),
)


def main() -> int:
    """Run all steps; return the exit status of the first one that fails."""
    console = Console()
    if status := subprocess.run([DEVCLOUD, "up"]).returncode:
        return status
    os.environ.update(
        OS_CLIENT_CONFIG_FILE=str(ROOT / ".devcloud" / "clouds.yaml"),
        OS_CLOUD="devcloud",
        OS_DATA_PROCESSING_API_VERSION="2",
    )
    remove_example()
    report = Table("Step", "Command", "Seconds", title="Steps of this demo")
    report.columns[2].justify = "right"
    for title, arguments in STEPS:
        command = f"openstack dataprocessing {arguments}"
        console.print(f"\n[bold]$ {command}[/bold]", highlight=False, soft_wrap=True)
        start = time.monotonic()
        status = subprocess.run([OPENSTACK, "dataprocessing", *shlex.split(arguments)]).returncode
        if status:
            console.print(f'The step "{title}" failed with exit status {status}.', style="red")
            return status
        duration = f"{time.monotonic() - start:.1f}"
        report.add_row(title, " ".join(arguments.split(" --")[0].split()[:4]), duration)
    console.print()
    console.print(report)
    console.print(
        f'The cluster "{EXAMPLE}" is running. To use it:\n'
        f'  eval "$({DEVCLOUD.relative_to(ROOT)} env)"\n'
        f"  export PATH=$PWD/{OPENSTACK.parent.relative_to(ROOT)}:$PATH"
        " OS_DATA_PROCESSING_API_VERSION=2\n"
        f"  openstack dataprocessing cluster show {EXAMPLE}",
        highlight=False,
        soft_wrap=True,
    )
    return 0


def remove_example() -> None:
    """Delete the example of an earlier run."""
    session = openstack.connect(cloud="devcloud").session
    client = Client("2", session=session, region_name="RegionOne")
    for cluster in client.clusters.find(name=EXAMPLE):
        client.clusters.delete(cluster.id)
        client.clusters.wait_deleted(cluster.id)
    for template in client.cluster_templates.find(name=EXAMPLE):
        client.cluster_templates.delete(template.id)
    for name in NODE_GROUPS:
        for group in client.node_group_templates.find(name=name):
            client.node_group_templates.delete(group.id)


if __name__ == "__main__":
    sys.exit(main())
