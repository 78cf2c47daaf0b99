"""Looking into clusters: events, instances, waits, statuses; and taking out instances."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_member, in_v1, in_v2
from tests.functional.osc.program import Program, interrupt_after
from tests.functional.shell import Shell

pytestmark = as_member

Launching = Callable[..., list[str]]
SOON = ("--wait", "--poll-interval", "0.2")
EVENT_COLUMNS = ["Step", "Done", "Result", "Started", "Duration"]
INSTANCE_COLUMNS = ["Node group", "Instance", "Management IP", "Internal IP", "Id"]
NO_HOST = "No valid host was found"


@pytest.fixture(scope="module")
def doomed(openstack: Shell, names: Names, launching: Launching) -> str:
    """Name of a cluster in Error."""
    name = names("doomed")
    assert openstack.run("cluster create", *SOON, *launching(name)).exit_status == 1
    return name


@pytest.fixture
def slow(openstack: Shell, names: Names, launching: Launching) -> Iterator[str]:
    """Name of a cluster that will be Active in a few seconds."""
    name = names("slow")
    openstack("cluster create", *launching(name, "stage_seconds=0.1"))
    yield name
    openstack.run("cluster delete", name)


@pytest.fixture(scope="module")
def scaled(
    openstack: Shell, names: Names, launching: Launching, worker: dict[str, Any]
) -> dict[str, Any]:
    """A cluster of one master and three workers, as ``cluster scale --wait`` has shown it."""
    name = names("scaled")
    openstack.waits("cluster create", *SOON, *launching(name))
    resize = (name, "--instances", f"{worker['name']}:3")
    return openstack.waits("cluster scale -f json", *SOON, *resize).json()


def _until(account: Account, cluster_id: str, status: str) -> None:
    end = time.monotonic() + 20
    while account.get("clusters", cluster_id)["status"] != status:
        assert time.monotonic() < end
        time.sleep(0.1)


# Events


def test_events_tell_what_was_done(openstack: Shell, cluster: str) -> None:
    events = openstack.json("cluster event list", cluster)
    assert all(list(event) == EVENT_COLUMNS for event in events)
    assert {event["Result"] for event in events} == {"completed"}
    (run,) = (event for event in events if event["Step"] == "Run instances")
    assert run["Done"] == "2/2"
    assert run["Started"].endswith("Z")
    assert run["Duration"] >= 0
    assert [event["Started"] for event in events] == sorted(event["Started"] for event in events)
    rows = openstack("cluster event list -f csv", cluster).csv()
    assert [row["Step"] for row in rows] == [event["Step"] for event in events]


def test_long_events_tell_what_failed(openstack: Shell, doomed: str) -> None:
    events = openstack.json("cluster event list --long", doomed)
    assert all(list(event) == [*EVENT_COLUMNS, "Step type", "Failures"] for event in events)
    failed = [event for event in events if event["Result"] == "failed"]
    assert failed
    assert any(NO_HOST in event["Failures"] for event in failed)
    assert all(not event["Failures"] for event in events if event["Result"] == "completed")


def test_events_are_followed_until_the_cluster_is_active(openstack: Shell, slow: str) -> None:
    outcome = openstack.waits("cluster event list --follow --poll-interval 0.2 -f json", slow)
    events = outcome.json()
    assert {event["Result"] for event in events} == {"completed"}
    *lines, conclusion = outcome.stderr.splitlines()
    assert any(line.endswith("Run instances 2/2 completed") for line in lines)
    assert f'Cluster "{slow}" is Active' in conclusion


def test_events_are_rows_while_they_are_followed(openstack: Shell, doomed: str) -> None:
    outcome = openstack.run("cluster event list --follow -f csv", doomed)
    assert outcome.exit_status == 1
    rows = outcome.csv()
    assert list(rows[0]) == ["Time", "Step", "Done", "Instance", "Result", "Message"]
    (failed,) = (row for row in rows if row["Instance"] and row["Result"] == "failed")
    assert NO_HOST in failed["Message"]
    lines = openstack.run("cluster event list --follow", doomed).lines
    assert len(lines) == len(rows)
    assert any(failed["Instance"] in line for line in lines)


def test_events_of_a_cluster_in_error_are_listed_and_the_reason_is_an_error(
    openstack: Shell, doomed: str
) -> None:
    outcome = openstack.run("cluster event list --follow -f json", doomed)
    assert outcome.exit_status == 1
    assert "failed" in {event["Result"] for event in outcome.json()}
    assert f'"{doomed}" has failed' in outcome.stderr
    assert NO_HOST in outcome.stderr
    assert outcome.stderr.splitlines()[-1].endswith(f"cluster event list {doomed} --long")


def test_following_ends_in_time(openstack: Shell, names: Names, launching: Launching) -> None:
    name = names("slow")
    openstack("cluster create", *launching(name, "stage_seconds=5"))
    outcome = openstack.run("cluster event list -f json --follow --timeout 0.5", name)
    assert outcome.exit_status == 1
    assert isinstance(outcome.json(), list)
    assert f'"{name}" is not Active yet' in outcome.stderr
    openstack("cluster delete", name)


def test_limits_are_for_following(openstack: Shell, cluster: str) -> None:
    error = openstack.fails("cluster event list --timeout 5", cluster, status=2)
    assert "only with --follow" in error


# Instances


def test_instances_are_listed(
    openstack: Shell, account: Account, cluster: str, cluster_template: dict[str, Any]
) -> None:
    instances = openstack.json("cluster instance list --long", cluster)
    assert all(list(instance) == INSTANCE_COLUMNS for instance in instances)
    groups = {group["name"] for group in cluster_template["node_groups"]}
    assert {instance["Node group"] for instance in instances} == groups
    (on_server,) = account.named("clusters", cluster)
    ids = {
        instance["instance_id"]
        for group in on_server["node_groups"]
        for instance in group["instances"]
    }
    assert {instance["Id"] for instance in instances} == ids
    assert all(instance["Instance"] and instance["Management IP"] for instance in instances)


def test_instances_of_one_node_group_are_listed(
    openstack: Shell, cluster: str, worker: dict[str, Any]
) -> None:
    everything = openstack.json("cluster instance list --long", cluster)
    of_one = ("cluster instance list --long", cluster, "--node-group", worker["name"])
    (instance,) = openstack.json(*of_one)
    assert instance in everything
    assert openstack.id_of(*of_one) == instance["Id"]
    (row,) = openstack(*of_one, "-f", "csv").csv()
    assert row == instance
    error = openstack.fails("cluster instance list --node-group no-such-group", cluster)
    assert '"no-such-group"' in error
    assert worker["name"] in error


# Taking out instances


@in_v2
def test_exactly_the_named_instances_go(
    openstack: Shell, account: Account, scaled: dict[str, Any], worker: dict[str, Any]
) -> None:
    def workers() -> dict[str, str]:
        listed = openstack.json(
            "cluster instance list --long", scaled["Name"], "--node-group", worker["name"]
        )
        return {instance["Instance"]: instance["Id"] for instance in listed}

    before = workers()
    assert len(before) == 3
    by_name, by_id, left = sorted(before)
    body = openstack("cluster scale --dry-run", scaled["Name"], "--remove-instance", by_name).json()
    assert body == {
        "resize_node_groups": [{"name": worker["name"], "count": 2, "instances": [before[by_name]]}]
    }
    assert workers() == before
    # The last ones would go by themselves; of these, the first and the second do.
    openstack.waits(
        "cluster scale", *SOON, scaled["Name"], "--remove-instance", by_name, before[by_id]
    )
    assert workers() == {left: before[left]}
    assert account.get("clusters", scaled["Id"])["status"] == "Active"


@in_v2
@pytest.mark.parametrize("instance", ["no-such-instance", "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"])
def test_an_unknown_instance_is_named(openstack: Shell, cluster: str, instance: str) -> None:
    error = openstack.fails("cluster scale", cluster, "--remove-instance", instance)
    assert f'"{cluster}" has no instance "{instance}"' in error
    assert "cluster instance list" in error


@in_v2
def test_counts_and_removals_must_agree(
    openstack: Shell, cluster: str, worker: dict[str, Any]
) -> None:
    (instance,) = openstack(
        "cluster instance list -f value -c Instance", cluster, "--node-group", worker["name"]
    ).lines
    error = openstack.fails(
        "cluster scale", cluster, "--remove-instance", instance,
        "--instances", f"{worker['name']}:2",
    )  # fmt: skip
    assert f'"{worker["name"]}"' in error
    assert "cannot have 2" in error


@in_v1
def test_v1_1_does_not_take_out_instances(openstack: Shell, cluster: str) -> None:
    error = openstack.fails("cluster scale --remove-instance x", cluster, status=2)
    assert "--remove-instance" in error


# Waiting


def test_clusters_are_waited_for(openstack: Shell, cluster: str, slow: str) -> None:
    outcome = openstack.waits("cluster wait --poll-interval 0.2", slow, cluster)
    first, second = outcome.lines
    assert first == f'Cluster "{cluster}" is Active.'
    assert second.startswith(f'Cluster "{slow}" is Active')
    assert f"s {slow}: " in outcome.stderr


def test_one_that_is_unknown_and_one_in_error_do_not_keep_the_others(
    openstack: Shell, cluster: str, doomed: str
) -> None:
    outcome = openstack.run("cluster wait", "no-such-cluster", doomed, cluster)
    assert outcome.exit_status == 1
    assert outcome.lines == [f'Cluster "{cluster}" is Active.']
    assert '"no-such-cluster"' in outcome.stderr
    assert f'"{doomed}" has failed' in outcome.stderr
    assert NO_HOST in outcome.stderr
    assert outcome.stderr.splitlines()[-1].startswith("2 of 3 clusters")


def test_deletions_are_waited_for(
    openstack: Shell, account: Account, names: Names, launching: Launching
) -> None:
    name = names("leaving")
    openstack("cluster create", *launching(name, "stage_seconds=0.1"))
    openstack("cluster delete", name)
    outcome = openstack.waits(
        "cluster wait --for deleted --poll-interval 0.2", name, "no-such-cluster"
    )
    assert sorted(outcome.lines) == [
        f'Cluster "{name}" has been removed successfully.',
        'Cluster "no-such-cluster" is not there.',
    ]
    assert not account.named("clusters", name)


@pytest.mark.parametrize(
    ("options", "pending"), [("", "is not Active yet"), ("--deleted", "is not deleted yet")]
)
def test_waiting_ends_in_time(
    openstack: Shell, slow: str, cluster: str, options: str, pending: str
) -> None:
    name = cluster if options else slow
    error = openstack.run(f"cluster wait {options} --timeout 0.2s --poll-interval 0.1", name).stderr
    assert f'"{name}" {pending}' in error
    goal = "deleted" if options else "active"
    assert error.splitlines()[-1] == f"openstack dataprocessing cluster wait {name} --for {goal}"


def test_quiet_wait_writes_nothing(openstack: Shell, cluster: str) -> None:
    outcome = openstack.run("cluster wait", cluster, options=("-q",))
    assert (outcome.exit_status, outcome.stdout, outcome.stderr) == (0, "", ""), outcome


def test_next_command_is_for_the_same_cloud(openstack: Shell, cluster: str) -> None:
    options = ("--os-cloud", openstack.cloud)
    command = "cluster wait --for deleted --timeout 5s"
    error = Shell("nowhere", openstack.api_version).run(command, cluster, options=options).stderr
    again = f"dataprocessing cluster wait {cluster} --for deleted"
    assert error.splitlines()[-1] == f"openstack {' '.join(options)} {again}"


def test_an_interrupted_wait_says_what_goes_on(program: Program, cluster: str) -> None:
    process = program.start("cluster wait --deleted", cluster)
    stdout, stderr = interrupt_after(process, ": Active")
    assert (process.returncode, stdout) == (130, b"")
    assert f'Stopped waiting for cluster "{cluster}".' in stderr
    assert stderr.endswith(f"\nopenstack dataprocessing cluster wait {cluster} --for deleted\n")


# Statuses


def test_a_list_is_narrowed_by_status(openstack: Shell, cluster: str, doomed: str) -> None:
    for status, member, other in (("active", cluster, doomed), ("error", doomed, cluster)):
        rows = openstack.json(f"cluster list --status {status}")
        assert {row["Status"].lower() for row in rows} == {status}
        names = {row["Name"] for row in rows}
        assert member in names
        assert other not in names
    assert openstack("cluster list --status Active --plugin vanilla -f value").lines == []
    found = openstack("cluster list --status ACTIVE -f value -c Name --name", cluster).lines
    assert found == [cluster]


def test_a_status_that_there_is_not_is_a_usage_error(openstack: Shell) -> None:
    error = openstack.fails("cluster list --status asleep", status=2)
    assert "'asleep'" in error
    assert "'active'" in error


# Dry run


def test_dry_run_of_launch_shows_the_body_and_launches_nothing(
    openstack: Shell,
    api_version: str,
    account: Account,
    names: Names,
    launching: Launching,
    cluster_template: dict[str, Any],
) -> None:
    name = names("dry-run")
    body = openstack("cluster create --dry-run --wait", *launching(name)).json()
    assert body["name"] == name
    assert body["cluster_template_id"] == cluster_template["id"]
    assert body["hadoop_version" if api_version == "1.1" else "plugin_version"] == "0.1"
    assert not account.named("clusters", name)
    # What is shown is what the command takes.
    Path("body.json").write_text(json.dumps(body))
    assert openstack("cluster create --dry-run --json body.json").json() == body


def test_dry_run_of_change_changes_nothing(
    openstack: Shell, account: Account, cluster: str, worker: dict[str, Any]
) -> None:
    (before,) = account.named("clusters", cluster)
    body = openstack(
        "cluster scale --dry-run --wait", cluster, "--instances", f"{worker['id']}:4"
    ).json()
    assert body == {"resize_node_groups": [{"name": worker["name"], "count": 4}]}
    body = openstack("cluster update --dry-run --name other --public", cluster).json()
    assert body == {"name": "other", "is_public": True}
    assert account.get("clusters", before["id"]) == before


@pytest.mark.parametrize("kind", ["node group template", "cluster template"])
def test_templates_that_are_there_already_are_shown_on_demand(
    openstack: Shell,
    account: Account,
    kind: str,
    worker: dict[str, Any],
    cluster_template: dict[str, Any],
) -> None:
    if kind == "cluster template":
        there, more = cluster_template, ("--node-groups", f"{worker['name']}:1")
    else:
        there = worker
        more = (
            "--plugin", "fake", "--plugin-version", "0.1", "--processes", "datanode",
            "--flavor", "m1.tiny",
        )  # fmt: skip
    create = (f"{kind} create --name", there["name"], *more)
    assert "--or-show" in openstack.fails(*create)
    before = account.get(f"{kind.replace(' ', '-')}s", there["id"])
    assert openstack.id_of(*create, "--or-show") == there["id"]
    assert openstack.id_of(*create, "--or-show") == there["id"]
    assert account.get(f"{kind.replace(' ', '-')}s", there["id"]) == before
    body = openstack(*create, "--dry-run").json()
    assert body["name"] == there["name"]
