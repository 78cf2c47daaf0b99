"""``cluster ssh``, ``cluster url list``, ``cluster show --long``, names for completion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.functional.marks import as_member
from tests.functional.osc.program import Program
from tests.functional.shell import Shell

pytestmark = as_member


def test_ssh_replaces_the_command(program: Program, cluster: str, empty_folder: Path) -> None:
    fake = empty_folder / "bin" / "ssh"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nprintf '<%s>' \"$@\"\ncat\nexit 9\n")
    fake.chmod(0o755)
    done = program.run(
        "cluster ssh", cluster, "--", "df", "-h",
        stdin=b"from a pipe",
        environment={"PATH": f"{fake.parent}:/usr/bin:/bin"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (9, b"")
    assert done.stdout.startswith(b"<ubuntu@10.0.")
    assert done.stdout.endswith(b"><df -h>from a pipe")


def test_ssh_command_line_is_printed(openstack: Shell, cluster: str) -> None:
    (first, *_) = sorted(
        openstack.json("cluster instance list", cluster), key=lambda one: one["Instance"]
    )
    (line,) = openstack("cluster ssh --print", cluster).lines
    assert line == f"ssh ubuntu@{first['Management IP']}"


def test_web_interfaces_are_listed(openstack: Shell, cluster: str) -> None:
    urls = {row["Service"]: row["Url"] for row in openstack.json("cluster url list", cluster)}
    addresses = {row["Management IP"] for row in openstack.json("cluster instance list", cluster)}
    assert urls["HDFS"].removeprefix("http://").removesuffix(":50070") in addresses


def test_long_details_have_instances_and_events(openstack: Shell, cluster: str) -> None:
    shown = openstack.json("cluster show --long", cluster)
    names = {row["Instance"] for row in openstack.json("cluster instance list", cluster)}
    assert {one["name"] for one in shown["Instances"]} == names
    assert shown["Last events"][-1]["result"] == "completed"
    assert "Verification status" in shown


def test_names_for_completion_are_cached(
    openstack: Shell, cluster: str, cluster_template: dict[str, Any], empty_folder: Path
) -> None:
    folder = empty_folder / "cache" / "1"
    openstack("completion refresh --folder", str(folder))
    assert cluster in (folder / "clusters").read_text().splitlines()
    templates = (folder / "cluster-templates").read_text().splitlines()
    assert cluster_template["name"] in templates
    assert (folder / "updated").read_text().strip().isdigit()
