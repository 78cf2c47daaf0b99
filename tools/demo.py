"""The life of a cluster on the devcloud, command by command: what ``make demo`` shows."""

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

#: What is done, and the command for it, without the `openstack dataprocessing` before it.
STEPS = (
    ("Look at the plugins", "plugin list"),
    ("Register an image", "image register fake-image --username ubuntu"),
    ("Tag it for a plugin", "image tags set fake-image --tags fake 0.1"),
    (
        "Define the master",
        "node group template create --name demo-master --plugin fake --plugin-version 0.1"
        " --processes namenode jobtracker --flavor m1.tiny",
    ),
    (
        "Define the workers",
        "node group template create --name demo-worker --plugin fake --plugin-version 0.1"
        " --processes datanode tasktracker --flavor m1.tiny",
    ),
    (
        "Define the cluster",
        "cluster template create --name demo --node-groups demo-master:1 demo-worker:2",
    ),
    (
        "Launch it",
        "cluster create --name demo --cluster-template demo --image fake-image"
        " --neutron-network private --user-keypair devcloud --wait",
    ),
    ("Scale it", "cluster scale demo --instances demo-worker:3 --wait"),
    ("Check its health", "cluster verification demo --start --wait"),
    ("Look back", "cluster show demo --show-progress"),
    ("Delete it", "cluster delete demo --wait"),
    ("Delete its template", "cluster template delete demo"),
    ("Delete its node groups", "node group template delete demo-master demo-worker"),
)


def main() -> int:
    """Run all steps; return the exit status of the first that fails."""
    console = Console()
    if status := subprocess.run([DEVCLOUD, "up"]).returncode:
        return status
    environment = {
        **os.environ,
        "OS_CLIENT_CONFIG_FILE": str(ROOT / ".devcloud" / "clouds.yaml"),
        "OS_CLOUD": "devcloud",
        "OS_DATA_PROCESSING_API_VERSION": "2",
    }
    os.environ.update(environment)
    remove_leftovers()
    report = Table("Step", "Command", "Seconds", title="What this demo did")
    report.columns[2].justify = "right"
    for title, arguments in STEPS:
        command = f"openstack dataprocessing {arguments}"
        console.print(f"\n[bold]$ {command}[/bold]", highlight=False, soft_wrap=True)
        start = time.monotonic()
        status = subprocess.run([OPENSTACK, "dataprocessing", *shlex.split(arguments)]).returncode
        if status:
            console.print(f'The step "{title}" failed with exit status {status}.', style="red")
            return status
        took = f"{time.monotonic() - start:.1f}"
        report.add_row(title, " ".join(arguments.split(" --")[0].split()[:4]), took)
    console.print()
    console.print(report)
    console.print(
        f'The cloud stays up. To use it: eval "$({DEVCLOUD.relative_to(ROOT)} env)",'
        f" then {OPENSTACK.relative_to(ROOT)} dataprocessing ...",
        highlight=False,
        soft_wrap=True,
    )
    return 0


def remove_leftovers() -> None:
    """Remove what an interrupted demo has left."""
    session = openstack.connect(cloud="devcloud").session
    client = Client("2", session=session, region_name="RegionOne")
    for cluster in client.clusters.find(name="demo"):
        client.clusters.delete(cluster.id)
        client.clusters.wait_deleted(cluster.id)
    for template in client.cluster_templates.find(name="demo"):
        client.cluster_templates.delete(template.id)
    for name in ("demo-master", "demo-worker"):
        for group in client.node_group_templates.find(name=name):
            client.node_group_templates.delete(group.id)


if __name__ == "__main__":
    sys.exit(main())
