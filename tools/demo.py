"""Launch, scale and check a cluster on the devcloud, and leave it running: ``make demo``."""

from __future__ import annotations

import os
import pathlib
import shlex
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEVCLOUD = ROOT / "tools" / "devcloud" / "devcloud"
OPENSTACK = pathlib.Path(sys.executable).parent / "openstack"

#: Declares the cluster ``example``, which the runbooks use, and its templates.
MANIFEST = "tools/demo.yaml"

#: Each step and its command, without the leading `openstack dataprocessing`.
STEPS = (
    ("List the plugins", "plugin list"),
    ("Check what is missing", f"manifest plan {MANIFEST}"),
    ("Create it, and launch the cluster", f"manifest apply {MANIFEST} --wait"),
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
    os.chdir(ROOT)
    if status := remove_example():
        return status
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
        'The cluster "example" is running. To use it:\n'
        f'  eval "$({DEVCLOUD.relative_to(ROOT)} env)"\n'
        f"  export PATH=$PWD/{OPENSTACK.parent.relative_to(ROOT)}:$PATH"
        " OS_DATA_PROCESSING_API_VERSION=2\n"
        "  openstack dataprocessing cluster show example",
        highlight=False,
        soft_wrap=True,
    )
    return 0


def remove_example() -> int:
    """Delete the example of an earlier run; return the exit status."""
    command = [OPENSTACK, "dataprocessing", "manifest", "delete", MANIFEST, "--wait", "-f", "value"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
