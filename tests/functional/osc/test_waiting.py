"""``--wait``: done, failed or timed out, and never anything but the result on stdout."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_admin, as_member, smoke
from tests.functional.shell import Shell

Launching = Callable[..., list[str]]
SOON = ("--wait", "--poll-interval", "0.2")
NO_HOST = "No valid host was found. There are not enough hosts available."


@pytest.fixture
def slow_cluster(
    openstack: Shell, account: Account, names: Names, launching: Launching
) -> Iterator[str]:
    """Name of a cluster that will not be Active for long."""
    name = names("slow")
    openstack("cluster create", *launching(name, "stage_seconds=5"))
    yield name
    openstack("cluster delete", name)


def test_signs_of_life_go_to_stderr_one_line_for_each_change(
    openstack: Shell, names: Names, launching: Launching
) -> None:
    name = names("lively")
    outcome = openstack.waits("cluster create -f value -c Status", *SOON, *launching(name))
    assert outcome.lines == ["Active"]
    lines = outcome.stderr.splitlines()
    assert lines.pop().startswith(f'Cluster "{name}" is Active after ')
    assert all(f"s {name}: " in line for line in lines)
    assert any("/7 " in line for line in lines)
    changes = [line.partition("s ")[2] for line in lines]
    assert all(before != after for before, after in itertools.pairwise(changes))


def test_a_cluster_that_fails_is_an_error_with_the_server_s_reason(
    openstack: Shell, names: Names, launching: Launching
) -> None:
    name = names("doomed")
    outcome = openstack.run("cluster create -f json", *SOON, *launching(name))
    assert outcome.exit_status == 1
    assert outcome.json()["Status"] == "Error"
    *_, error, command = outcome.stderr.splitlines()
    assert name in error
    assert NO_HOST in error
    assert command == f"openstack dataprocessing cluster event list {name} --long"


@as_admin
def test_of_several_clusters_each_failure_is_reported(
    openstack: Shell, names: Names, launching: Launching
) -> None:
    name = names("doomed")
    outcome = openstack.run("cluster create --count 2", *SOON, *launching(name))
    assert outcome.exit_status == 1
    assert f"{name}-1" in outcome.stdout
    assert f"{name}-2" in outcome.stdout
    assert f'"{name}-1" has failed' in outcome.stderr
    assert f'"{name}-2" has failed' in outcome.stderr
    assert "2 of 2 clusters" in outcome.stderr.splitlines()[-1]


@as_admin
def test_several_clusters_are_all_waited_for(
    openstack: Shell, account: Account, names: Names, launching: Launching
) -> None:
    name = names("pair")
    launched = openstack.waits("cluster create --count 2 -f json", *SOON, *launching(name)).json()
    assert list(launched) == [f"{name}-1", f"{name}-2"]
    for cluster_id in launched.values():
        assert account.get("clusters", cluster_id)["status"] == "Active"
    outcome = openstack.waits("cluster delete", *SOON, *launched)
    assert len(outcome.lines) == 4


def test_timeout_does_not_stop_the_cluster(
    openstack: Shell, account: Account, names: Names, launching: Launching
) -> None:
    name = names("late")
    start = time.monotonic()
    outcome = openstack.run(
        "cluster create -f json --wait --timeout 1", *launching(name, "stage_seconds=5")
    )
    assert time.monotonic() - start < 5
    assert outcome.exit_status == 1
    assert outcome.json()["Name"] == name
    *_, error, command = outcome.stderr.splitlines()
    assert command == f"openstack dataprocessing cluster wait {name} --for active"
    assert f'"{name}" is not Active yet' in error
    assert "nothing was stopped" in error
    (cluster,) = account.named("clusters", name)
    assert cluster["status"] not in ("Error", "Active")
    openstack("cluster delete", name)


@as_member
def test_scaling_that_fails_is_an_error_with_the_reason(
    openstack: Shell,
    account: Account,
    names: Names,
    launching: Launching,
    worker: dict[str, Any],
) -> None:
    name = names("unscalable")
    openstack.waits("cluster create", *SOON, *launching(name))
    outcome = openstack.run(
        "cluster scale -f json", name, "--instances", f"{worker['name']}:3", *SOON
    )
    assert outcome.exit_status == 1
    assert outcome.json()["Status"] == "Active"
    error = outcome.stderr
    assert f'"{name}" was not scaled ({worker["name"]} 1 of 3)' in error
    assert NO_HOST in error
    (cluster,) = account.named("clusters", name)
    assert cluster["status"] == "Active"


@as_admin
def test_a_check_that_finds_the_cluster_ill_is_an_error_with_the_finding(
    openstack: Shell, names: Names, launching: Launching
) -> None:
    name = names("unhealthy")
    openstack.waits("cluster create", *SOON, *launching(name))
    outcome = openstack.run("cluster verification --start -f json", name, *SOON)
    assert outcome.exit_status == 1
    assert outcome.stdout == ""
    assert f'"{name}" is not healthy' in outcome.stderr


def test_time_runs_out_for_a_deletion(
    openstack: Shell, account: Account, slow_cluster: str
) -> None:
    outcome = openstack.run("cluster delete --wait --timeout 0.5 --poll-interval 0.2", slow_cluster)
    assert outcome.exit_status == 1
    assert outcome.lines == [f'Cluster "{slow_cluster}" deletion has been started.']
    error = outcome.stderr
    assert f'"{slow_cluster}" is not deleted yet' in error
    assert "nothing was stopped" in error


@pytest.mark.parametrize(
    "command",
    smoke(
        [
            "cluster create --name x --cluster-template y --timeout 5",
            "cluster delete no-such-cluster --poll-interval 5",
            "cluster scale no-such-cluster --instances x:1 --timeout 5",
            "cluster verification --start no-such-cluster --timeout 5",
        ]
    ),
)
def test_limits_without_wait_are_an_error(openstack: Shell, command: str) -> None:
    outcome = openstack.run(command)
    assert outcome.exit_status == 2
    assert "only with --wait" in outcome.stderr


@pytest.mark.parametrize("limit", smoke(["--timeout=0", "--timeout=-1", "--timeout=soon"]))
def test_a_limit_is_a_duration(openstack: Shell, limit: str) -> None:
    assert "duration" in openstack.fails("cluster delete --wait x", limit, status=2)
