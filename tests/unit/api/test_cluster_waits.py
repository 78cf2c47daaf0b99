"""Waiting for clusters: Active, scaled, deleted, verified."""

from __future__ import annotations

import pytest
import requests

from saharaclient import exceptions

ID = "e172d86c"
GONE = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": "not found"}


@pytest.fixture
def looks(client, root, sahara):
    """Return a function that lines up what looks at the cluster find."""

    def looks_(*found):
        answers = [
            {"cluster": {"id": ID, "name": "web", "status_description": "", **one}}
            if isinstance(one, dict)
            else one
            for one in found
        ]
        sahara.on("GET", f"{root}/clusters/{ID}", *answers)

    return looks_


@pytest.fixture
def once(connect, root):
    """A client whose adapter does not try again, so that a wait sees what the server says."""
    version = root.removeprefix("/v")
    return connect(version, connect_retries=0, status_code_retries=0)


def group(name, count):
    return {"name": name, "count": count}


def test_active_is_waited_for_through_all_statuses(client, root, sahara, looks):
    statuses = [
        "Validating",
        "InfraUpdating",
        "Spawning",
        "Waiting",
        "Preparing",
        "Configuring",
        "Starting",
        "Active",
    ]
    looks(*[{"status": status} for status in statuses])
    seen = []
    cluster = client.clusters.wait_active(ID, on_poll=lambda cluster: seen.append(cluster.status))
    assert cluster.status == "Active"
    assert seen == statuses
    assert sahara.requests == [("GET", f"{root}/clusters/{ID}", None)] * 8


@pytest.mark.parametrize("status", ["Deleting", "AwaitingTermination"])
@pytest.mark.parametrize(
    "wait",
    [
        lambda clusters: clusters.wait_active(ID),
        lambda clusters: clusters.wait_scaled(ID, SCALE),
        lambda clusters: clusters.wait_verified(ID, before=OLD),
    ],
    ids=["active", "scaled", "verified"],
)
def test_cluster_that_is_being_deleted_ends_wait_at_once(client, looks, clock, wait, status):
    looks({"status": status, "verification": OLD})
    with pytest.raises(exceptions.WaitFailed, match=rf"is being deleted \(status {status}\)"):
        wait(client.clusters)
    assert clock.sleeps == []


def test_health_check_that_was_done_before_deletion_counts(client, looks):
    looks({**checked("GREEN"), "status": "Deleting"})
    assert client.clusters.wait_verified(ID, before=OLD).verification["status"] == "GREEN"


def test_an_error_is_a_failure_with_the_servers_reason(client, looks):
    looks(
        {"status": "Spawning"},
        {"status": "Error", "status_description": "Creating cluster failed:\n  no  host\n"},
    )
    with pytest.raises(exceptions.WaitFailed) as ended:
        client.clusters.wait_active(ID)
    assert str(ended.value) == 'Cluster "web" has failed: Creating cluster failed: no host.'
    assert ended.value.resource.status == "Error"


@pytest.mark.parametrize("description", ["", None])
def test_error_without_reason(client, looks, description):
    looks({"status": "Error", "status_description": description})
    with pytest.raises(exceptions.WaitFailed) as ended:
        client.clusters.wait_active(ID)
    assert str(ended.value) == 'Cluster "web" has failed: the server gives no reason.'


def test_timeout_reports_the_last_status(client, looks, clock):
    looks({"status": "Spawning"}, {"status": "Waiting"})
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        client.clusters.wait_active(ID, timeout=20, poll_interval=8)
    assert str(ended.value) == (
        'Cluster "web" is not Active yet (status Waiting) after 20 s.'
        " Only the wait has ended; nothing was stopped."
    )
    assert ended.value.resource.status == "Waiting"
    assert clock.sleeps == [8, 8, 4]


def test_time_that_is_up_before_anything_was_seen_names_the_id(once, looks, sahara):
    looks(sahara.answer(500, {"error_message": "database is locked"}))
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        once.clusters.wait_active(ID, timeout=3)
    assert str(ended.value).startswith(f'Cluster "{ID}" is not Active yet after 3 s.')
    assert "database is locked" in str(ended.value)


def test_a_server_in_trouble_does_not_end_a_wait(once, looks, sahara):
    looks(
        {"status": "Spawning"},
        sahara.answer(500, {"error_message": "database is locked"}),
        requests.exceptions.ConnectionError("reset"),
        sahara.answer(429),
        sahara.answer(502, text="<html><title>502 Bad Gateway</title></html>"),
        sahara.answer(200, text="<html><title>Maintenance</title></html>"),
        {"status": "Active"},
    )
    assert once.clusters.wait_active(ID).status == "Active"


@pytest.mark.parametrize(
    ("status", "kind"), [(404, exceptions.NotFound), (403, exceptions.Forbidden)]
)
def test_a_cluster_that_is_gone_or_hidden_ends_a_wait(client, looks, sahara, status, kind):
    looks({"status": "Spawning"}, sahara.answer(status, GONE))
    with pytest.raises(kind):
        client.clusters.wait_active(ID)


def test_provisioning_steps_are_asked_for_on_request(client, root, sahara, looks):
    looks({"status": "Active"})
    client.clusters.wait_active(ID, show_progress=True)
    assert sahara.requests == [("GET", f"{root}/clusters/{ID}?show_progress=True", None)]


SCALE = {
    "resize_node_groups": [group("worker", 4)],
    "add_node_groups": [{**group("extra", 1), "node_group_template_id": "bc270ffe"}],
}


def test_scaled_is_active_with_the_nodes_that_were_asked_for(client, looks):
    before = [group("master", 1), group("worker", 3)]
    after = [group("master", 1), group("worker", 4), group("extra", 1)]
    looks(
        {"status": "Validating", "node_groups": before},
        {"status": "Scaling: Spawning", "node_groups": before},
        {"status": "Scaling: Waiting", "node_groups": after},
        {"status": "Active", "node_groups": after},
    )
    assert client.clusters.wait_scaled(ID, SCALE).node_groups == after


def test_active_with_other_nodes_is_a_failure_with_the_servers_reason(client, looks):
    looks(
        {"status": "Scaling: Spawning", "node_groups": []},
        {
            "status": "Active",
            "status_description": "Scaling cluster failed for the following reason(s): quota",
            "node_groups": [group("master", 1), group("worker", 3)],
        },
    )
    with pytest.raises(exceptions.WaitFailed) as ended:
        client.clusters.wait_scaled(ID, SCALE)
    assert str(ended.value) == (
        'Cluster "web" was not scaled (worker 3 of 4, extra 0 of 1):'
        " Scaling cluster failed for the following reason(s): quota."
    )
    assert ended.value.resource.status == "Active"


def test_an_error_while_scaling_is_a_failure(client, looks):
    looks({"status": "Error", "status_description": "boom", "node_groups": []})
    with pytest.raises(exceptions.WaitFailed, match='Cluster "web" has failed: boom'):
        client.clusters.wait_scaled(ID, SCALE)


@pytest.mark.parametrize("groups", [[], [{"name": "worker", "count": 0}]])
def test_a_node_group_scaled_down_to_nothing_may_be_gone(client, looks, groups):
    looks({"status": "Active", "node_groups": groups})
    client.clusters.wait_scaled(ID, {"resize_node_groups": [group("worker", 0)]})


def test_scaling_timeout(client, looks):
    looks({"status": "Scaling: Waiting", "node_groups": []})
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        client.clusters.wait_scaled(ID, SCALE, timeout=10)
    assert str(ended.value) == (
        'Cluster "web" has not finished scaling yet (status Scaling: Waiting) after 10 s.'
        " Only the wait has ended; nothing was stopped."
    )


def test_deleted_is_a_cluster_that_is_gone(client, looks, sahara):
    looks({"status": "Deleting"}, {"status": "AwaitingTermination"}, sahara.answer(404, GONE))
    seen = []
    answer = client.clusters.wait_deleted(ID, on_poll=lambda cluster: seen.append(cluster.status))
    assert answer is None
    assert seen == ["Deleting", "AwaitingTermination"]


def test_an_error_while_deleting_is_a_failure(client, looks):
    looks({"status": "Deleting"}, {"status": "Error", "status_description": "stack stuck"})
    with pytest.raises(exceptions.WaitFailed) as ended:
        client.clusters.wait_deleted(ID)
    assert str(ended.value) == 'Cluster "web" was not deleted: stack stuck.'


def test_a_cluster_that_stays_is_a_timeout(client, looks):
    looks({"status": "Deleting"})
    with pytest.raises(exceptions.WaitTimedOut, match="is not deleted yet"):
        client.clusters.wait_deleted(ID, timeout=10)


def test_a_hidden_cluster_is_not_taken_for_a_deleted_one(client, looks, sahara):
    looks({"status": "Deleting"}, sahara.answer(403, {"error_message": "no"}))
    with pytest.raises(exceptions.Forbidden):
        client.clusters.wait_deleted(ID)


def test_a_server_in_trouble_is_not_taken_for_a_deleted_cluster(once, looks, sahara):
    looks({"status": "Deleting"}, sahara.answer(500), {"status": "Deleting"})
    with pytest.raises(exceptions.WaitTimedOut):
        once.clusters.wait_deleted(ID, timeout=10)


def test_a_proxys_404_page_is_not_taken_for_a_deleted_cluster(client, looks, sahara):
    looks(
        {"status": "Deleting"},
        sahara.answer(404, text="<html><title>404 Not Found</title></html>"),
        {"status": "Deleting"},
    )
    with pytest.raises(exceptions.WaitTimedOut):
        client.clusters.wait_deleted(ID, timeout=10)


def checked(status, id="new", checks=()):
    return {"status": "Active", "verification": {"id": id, "status": status, "checks": checks}}


OLD = {"id": "old", "status": "RED", "checks": []}


def test_verified_is_a_new_check_that_is_done(client, looks):
    looks(
        {"status": "Active", "verification": OLD},
        checked("CHECKING"),
        checked("GREEN"),
    )
    cluster = client.clusters.wait_verified(ID, before=OLD)
    assert cluster.verification["status"] == "GREEN"
    assert cluster.verification["id"] == "new"


@pytest.mark.parametrize("verification", [{}, None])
def test_a_check_that_has_not_begun_is_waited_for(client, looks, verification):
    looks({"status": "Active", "verification": verification}, checked("YELLOW"))
    assert client.clusters.wait_verified(ID).verification["status"] == "YELLOW"


def test_a_cluster_without_the_field_is_waited_for(client, looks):
    looks({"status": "Active"}, checked("GREEN"))
    client.clusters.wait_verified(ID)


@pytest.mark.parametrize("before", [None, {}])
def test_the_first_check_of_a_cluster_has_nothing_before_it(client, looks, before):
    looks(checked("GREEN"))
    assert client.clusters.wait_verified(ID, before=before).verification["id"] == "new"


def test_a_red_check_is_a_failure_that_names_what_is_red(client, looks):
    looks(
        checked(
            "RED",
            checks=[
                {"name": "Check DataNodes", "status": "RED", "description": "2 of 3 are dead"},
                {"name": "Check NameNode", "status": "GREEN", "description": "fine"},
                {"name": "Check Disk", "status": "RED", "description": "It is full."},
            ],
        )
    )
    with pytest.raises(exceptions.WaitFailed) as ended:
        client.clusters.wait_verified(ID, before=OLD)
    assert str(ended.value) == (
        'Cluster "web" is not healthy: Check DataNodes: 2 of 3 are dead; Check Disk: It is full.'
    )


@pytest.mark.parametrize("checks", [None, [], [{"name": "a", "status": "GREEN"}]])
def test_red_check_without_details(client, looks, checks):
    looks(checked("RED", checks=checks))
    with pytest.raises(exceptions.WaitFailed) as ended:
        client.clusters.wait_verified(ID)
    assert str(ended.value) == 'Cluster "web" is not healthy: it is RED.'


def test_a_check_that_never_begins_is_a_timeout(client, looks):
    looks({"status": "Active", "verification": OLD})
    with pytest.raises(exceptions.WaitTimedOut, match="is still being verified"):
        client.clusters.wait_verified(ID, before=OLD, timeout=10)
