"""Errors of the real service say what would have been right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.functional.cloud import Names
from tests.functional.marks import as_member, every_combination
from tests.functional.shell import Shell

pytestmark = [every_combination]

GROUP = "node group template create --plugin fake --plugin-version 0.1 --flavor m1.tiny"


@as_member
def test_rejected_values_come_with_what_is_valid(
    openstack: Shell, names: Names, worker: dict[str, Any], job_template: Callable[..., str]
) -> None:
    """One case of each kind; the messages are those of the service."""
    error = openstack.fails(f"node group template show {worker['name']}x")
    assert f'Did you mean "{worker["name"]}"' in error
    error = openstack.fails(f"node group template delete {worker['id'][:13]}")
    assert error.endswith(f'Did you mean the ID {worker["id"]} of "{worker["name"]}"?')
    error = openstack.fails(f"{GROUP} --name x --processes nameNode")
    assert "fake 0.1 has these processes: datanode, jobtracker, namenode, tasktracker." in error
    error = openstack.fails(f"{GROUP} --name a_b --processes namenode")
    assert "A name consists of letters, digits and hyphens" in error
    error = openstack.fails(f"{GROUP} --name x --processes namenode --availability-zone mars")
    assert error.endswith("\nopenstack availability zone list --compute")
    binary = openstack.json("job template show", job_template())["Mains"][0]["name"]
    assert "It is used by the job template" in openstack.fails("job binary delete", binary)


@as_member
def test_all_missing_options_of_a_cluster_are_named(
    openstack: Shell, names: Names, cluster_template: dict[str, Any]
) -> None:
    error = openstack.fails(
        f"cluster create --name {names('x')} --cluster-template {cluster_template['id']}"
    )
    assert error.endswith("Add --image and --neutron-network.")
