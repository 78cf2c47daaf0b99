"""Bad input against real services: one case of each kind; the rest is in tests/unit/shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_admin, as_member, in_v2, smoke
from tests.functional.shell import Shell

NODE_GROUP = "node group template create --plugin fake --plugin-version 0.1 --processes datanode"


@pytest.fixture
def nothing_left_behind(names: Names, account: Account) -> Iterator[Callable[[], None]]:
    """Check that the server has the same resources before and after a test.

    A test calls the fixture after it has created what it needs.
    """
    before = names.in_use(account)

    def remember() -> None:
        nonlocal before
        before = names.in_use(account)

    yield remember
    assert names.in_use(account) == before


@as_member
@pytest.mark.parametrize(
    ("command", "kind"),
    smoke(
        [
            ("plugin show fake --plugin-version no-such-thing", ""),
            ("image register --username ubuntu no-such-thing", "image"),
            ("node group template delete no-such-thing", "node group template"),
            (NODE_GROUP + " --name x --flavor no-such-thing", "flavor"),
            (NODE_GROUP + " --name x --flavor m1.tiny --floating-ip-pool no-such-thing", "network"),
            ("cluster show no-such-thing", "cluster"),
        ]
    ),
)
def test_unknown_name_is_named(openstack: Shell, command: str, kind: str) -> None:
    error = openstack.fails(command)
    assert kind in error
    assert "no-such-thing" in error


def test_name_is_never_part_of_a_path(openstack: Shell, cluster: str, account: Account) -> None:
    cluster_id = account.named("clusters", cluster)[0]["id"]
    error = openstack.fails("node group template delete", f"../clusters/{cluster_id}")
    assert "No matches found." in error
    assert account.get("clusters", cluster_id)["name"] == cluster


@as_member
def test_public_template_of_another_project_makes_a_name_ambiguous(
    openstack: Shell,
    account: Account,
    accounts: dict[str, Account],
    names: Names,
    flavor_id: str,
    nothing_left_behind: Callable[[], None],
) -> None:
    fields = {
        "name": names("shared"),
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "flavor_id": flavor_id,
        "node_processes": ["datanode"],
    }
    mine = account.create("node-group-templates", **fields)
    theirs = accounts["admin"].create("node-group-templates", is_public=True, **fields)
    nothing_left_behind()
    error = openstack.fails("node group template show", fields["name"])
    assert error.startswith("Multiple matches found.")
    assert mine["id"] in error
    assert theirs["id"] in error


def test_failures_do_not_stop_a_delete(
    openstack: Shell, account: Account, names: Names, worker: dict[str, Any]
) -> None:
    group = {"name": "worker", "node_group_template_id": worker["id"], "count": 1}
    fields = {"plugin_name": "fake", "plugin_version": "0.1", "node_groups": [group]}
    good = [
        account.create("cluster-templates", name=names("good"), **fields)["name"] for _ in range(2)
    ]
    outcome = openstack.run("cluster template delete", "bad-1", good[0], "bad-2", good[1])
    assert outcome.exit_status == 1
    assert outcome.lines == [
        f'Cluster template "{name}" has been removed successfully.' for name in good
    ]
    assert outcome.stderr.splitlines()[-1] == "2 of 4 cluster templates failed to delete."


@as_admin
@in_v2
def test_failures_do_not_stop_the_deletion_of_clusters(
    openstack: Shell, names: Names, launching: Callable[..., list[str]]
) -> None:
    name = names("good")
    openstack("cluster create", *launching(name))
    outcome = openstack.run("cluster delete --wait --poll-interval 0.2 bad-1", name, "bad-2")
    assert outcome.exit_status == 1
    assert outcome.lines == [
        f'Cluster "{name}" deletion has been started.',
        f'Cluster "{name}" has been removed successfully.',
    ]
    assert outcome.stderr.splitlines()[-1] == "2 of 3 clusters failed to delete."


@pytest.mark.usefixtures("nothing_left_behind")
def test_field_that_the_server_refuses_is_named(openstack: Shell, names: Names) -> None:
    document = f'{{"colour": 1, "name": "{names("x")}"}}'
    outcome = openstack.run(f"{NODE_GROUP} --flavor m1.tiny --json -", stdin=document)
    assert outcome.exit_status == 1
    assert "colour" in outcome.stderr.splitlines()[-1]


@as_member
def test_closed_port_is_named(openstack: Shell) -> None:
    options = ("--os-data-processing-url", "http://127.0.0.1:9")
    outcome = openstack.run("cluster list", options=options)
    assert outcome.exit_status == 1
    assert "http://127.0.0.1:9" in outcome.stderr


def test_endpoint_override_serves_both_versions(
    openstack: Shell, account: Account, cluster: str
) -> None:
    url = account.sahara.endpoint_override.removesuffix("/v2")
    command = f"cluster show -f value -c Name {cluster}"
    outcome = openstack.run(command, options=("--os-data-processing-url", url))
    assert outcome.lines == [cluster]


@as_member
@pytest.mark.parametrize(
    ("option", "value", "word"),
    smoke(
        [("--os-password", "wrong", "authentication"), ("--os-region-name", "Nowhere", "Nowhere")]
    ),
)
def test_login_that_fails_is_one_error(
    openstack: Shell, option: str, value: str, word: str
) -> None:
    outcome = openstack.run("cluster list", options=(option, value))
    assert outcome.exit_status == 1
    (error,) = outcome.stderr.splitlines()
    assert word in error
