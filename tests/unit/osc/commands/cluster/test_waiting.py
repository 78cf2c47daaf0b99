"""``cluster create --wait`` and ``cluster delete --wait``: done, failed and timed out."""

from __future__ import annotations

import io
import json
import threading

import pytest
import requests
from osc_lib import exceptions

from saharaclient.osc.commands.cluster import lifecycle as commands
from saharaclient.osc.commands.cluster.create import CreateCluster
from saharaclient.osc.commands.cluster.scale import ScaleCluster
from saharaclient.osc.commands.cluster.verification import VerificationUpdateCluster
from tests.unit.osc import samples
from tests.unit.osc.samples import CLUSTER_ID, IMAGE_ID, SECOND_CLUSTER_ID, both_versions

DETAILS = " For details:\nopenstack dataprocessing cluster event list c1 --long"
CREATE = ("--name", "c1", "--cluster-template", "small", "--image", IMAGE_ID, "--wait")


@pytest.fixture
def launching(service):
    """A create that the service accepts; the test decides on its outcome."""
    service.holds(cluster_templates=samples.cluster_template())
    answer = {"cluster": samples.cluster(status="Validating")}
    service.answers("POST", "/clusters", answer, status=202)


@pytest.fixture
def launching_two(service):
    service.holds(
        cluster_templates=samples.cluster_template(),
        clusters=[samples.cluster(), samples.second_cluster()],
    )
    both = [{"cluster": samples.cluster()}, {"cluster": samples.second_cluster()}]
    service.answers("POST", "/clusters", {"clusters": both}, status=202)


@pytest.fixture
def held(service):
    service.holds(clusters=samples.cluster())


@pytest.mark.parametrize(
    ("command", "argv"),
    [
        (CreateCluster, CREATE),
        (commands.DeleteCluster, ("c1", "--wait")),
        (ScaleCluster, ("c1", "--instances", "worker:5", "--wait")),
        (VerificationUpdateCluster, ("c1", "--start", "--wait")),
    ],
)
@pytest.mark.parametrize("option", ["--timeout", "--poll-interval"])
def test_times_without_wait_are_refused_before_anything_is_sent(
    shell, service, command, argv, option
):
    without_wait = [arg for arg in argv if arg != "--wait"]
    assert "only with --wait" in shell.usage_error(command, *without_wait, option, "5")
    assert not service.mock.request_history


# Create


@both_versions
def test_created_cluster_is_shown_when_it_is_active(shell, service, launching):
    service.cluster_becomes(samples.cluster(status="Spawning"), samples.cluster())
    assert shell.json(CreateCluster, *CREATE)["Status"] == "Active"


def test_progress_is_one_line_for_each_change_on_stderr(shell, service, launching):
    step = samples.step("Run instances")
    spawning = samples.cluster(status="Spawning", provision_progress=[step])
    service.cluster_becomes(spawning, spawning, samples.cluster())
    shell.json(CreateCluster, *CREATE)
    assert shell.progress == [
        "c1: 3/7 Spawning instances (1/4)",
        'Cluster "c1" is Active after 3s.',
    ]


def test_progress_is_live_on_a_terminal(shell, service, terminal, launching):
    service.cluster_becomes(samples.cluster(status="Spawning"), samples.cluster())
    shell.json(CreateCluster, *CREATE)
    assert "c1 3/7 Spawning instances" in shell.stderr


def test_failed_cluster_shows_the_reason(shell, service, launching):
    failed = samples.cluster(status="Error", status_description="No valid\n host was found")
    service.cluster_becomes(samples.cluster(status="Spawning"), failed)
    with pytest.raises(exceptions.CommandError) as raised:
        shell(CreateCluster, *CREATE)
    assert str(raised.value) == (f'Cluster "c1" has failed: No valid host was found.{DETAILS}')
    assert CLUSTER_ID in shell.stdout


def test_failed_cluster_leaves_the_terminal_as_it_was(shell, service, terminal, launching):
    service.cluster_becomes(samples.cluster(status="Error"))
    with pytest.raises(exceptions.CommandError):
        shell(CreateCluster, *CREATE)
    assert "\x1b[?25h" in shell.stderr


def test_cluster_timeout(shell, service, launching):
    service.cluster_becomes(samples.cluster(status="Spawning"))
    with pytest.raises(exceptions.CommandError) as raised:
        shell(CreateCluster, *CREATE, "--timeout", "10")
    assert str(raised.value) == (
        'Cluster "c1" is not Active yet (status Spawning) after 10 s. Only the wait has ended;'
        " nothing was stopped. To wait again:\n"
        "openstack dataprocessing cluster wait c1 --for active"
    )


def test_lookup_without_an_answer_ends_with_the_timeout(shell, app, service, launching):
    network = app.client_manager.sdk_connection.network
    network.find_network = lambda *_, **options: threading.Event().wait(20)
    with pytest.raises(exceptions.CommandError, match="longer than --timeout"):
        shell(CreateCluster, *CREATE, "--neutron-network", "private", "--timeout", "0.2")
    assert not [sent for sent in service.mock.request_history if sent.method == "POST"]


def test_lookup_in_time_is_used(shell, app, service, launching):
    app.client_manager.sdk_connection.network.ids["private"] = SECOND_CLUSTER_ID
    service.cluster_becomes(samples.cluster())
    shell(CreateCluster, *CREATE, "--neutron-network", "private", "--timeout", "9")
    (sent,) = [sent for sent in service.mock.request_history if sent.method == "POST"]
    assert sent.json()["neutron_management_network"] == SECOND_CLUSTER_ID


def test_cluster_is_looked_at_in_the_given_interval(shell, service, clock, launching):
    service.cluster_becomes(*[samples.cluster(status="Spawning")] * 3, samples.cluster())
    shell.json(CreateCluster, *CREATE, "--poll-interval", "7")
    assert clock.sleeps == [7, 7, 7]


def test_interrupted_wait_reports_what_continues(shell, service, launching):
    service.cluster_becomes(samples.cluster(status="Spawning"))
    path = f"/clusters/{CLUSTER_ID}"
    spawning = {"cluster": samples.cluster(status="Spawning")}
    service.answers("GET", path, spawning, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        shell(CreateCluster, *CREATE)
    assert shell.progress == [
        "c1: 3/7 Spawning instances",
        'Stopped waiting for cluster "c1". The operation continues on the server. To wait again:',
        "openstack dataprocessing cluster wait c1 --for active",
    ]


def test_several_clusters_are_waited_for(shell, service, launching_two):
    service.cluster_becomes(samples.cluster(status="Spawning"), samples.cluster())
    service.cluster_becomes(samples.second_cluster(status="Spawning"), samples.second_cluster())
    shown = shell.json(CreateCluster, *CREATE, "--count", "2")
    assert shown == {"c1": CLUSTER_ID, "c2": SECOND_CLUSTER_ID}
    assert shell.progress == [
        "c1: 3/7 Spawning instances",
        "c2: 3/7 Spawning instances",
        'Cluster "c1" is Active after 2s.',
        'Cluster "c2" is Active after 2s.',
    ]


def test_failed_one_of_several_does_not_end_the_wait_for_the_others(
    shell, service, launching_two, caplog
):
    service.cluster_becomes(samples.cluster(status="Error", status_description="No host."))
    service.cluster_becomes(samples.second_cluster(status="Spawning"), samples.second_cluster())
    with pytest.raises(exceptions.CommandError) as raised:
        shell(CreateCluster, *CREATE, "--count", "2")
    assert str(raised.value) == "1 of 2 clusters did not become Active."
    assert caplog.messages == [f'Cluster "c1" has failed: No host.{DETAILS}']
    assert shell.progress[-1] == 'Cluster "c2" is Active after 2s.'
    assert CLUSTER_ID in shell.stdout
    assert SECOND_CLUSTER_ID in shell.stdout


@both_versions
@pytest.mark.parametrize("argv", [(), ("--count", "2")])
@pytest.mark.parametrize("answer", [{"clusters": []}, {"cluster": {}}, {"clusters": [{}]}])
def test_answer_that_names_no_cluster_is_one_error(shell, service, launching, answer, argv):
    for path in ("/clusters", "/clusters/multiple"):
        service.answers("POST", path, answer, status=202)
    for wait in ((), ("--wait",)):
        with pytest.raises(exceptions.CommandError, match="did not report what"):
            shell(CreateCluster, *CREATE[:-1], *argv, *wait)
    assert shell.stdout == ""


def test_missing_cluster_of_several_is_an_error_next_to_the_result(shell, service, launching_two):
    service.answers("POST", "/clusters", {"clusters": [{"cluster": samples.cluster()}]})
    with pytest.raises(exceptions.CommandError, match="reported 1 of 2 clusters"):
        shell(CreateCluster, *CREATE, "--count", "2")
    assert CLUSTER_ID in shell.stdout


def test_created_cluster_that_cannot_be_read_is_shown(shell, service, launching_two, caplog):
    service.refuses("GET", f"/clusters/{SECOND_CLUSTER_ID}", 403, "No")
    shown = shell.json(CreateCluster, *CREATE[:-1], "--count", "2")
    assert shown == {"c1": CLUSTER_ID, SECOND_CLUSTER_ID: SECOND_CLUSTER_ID}
    assert "cannot be read" in caplog.text


@both_versions
def test_nothing_is_read_after_the_time_is_up(shell, service, launching_two, clock):
    began = clock.now
    for path in ("/clusters", "/clusters/multiple"):
        ids = {"clusters": [CLUSTER_ID, SECOND_CLUSTER_ID]}
        service.answers("POST", path, ids, status=202)
    for id in (CLUSTER_ID, SECOND_CLUSTER_ID):
        service.answers("GET", f"/clusters/{id}", requests.ReadTimeout())
    with pytest.raises(exceptions.CommandError, match="2 of 2"):
        shell(CreateCluster, *CREATE, "--count", "2", "--timeout", "10", "-f", "json")
    assert json.loads(shell.stdout) == {id: id for id in (CLUSTER_ID, SECOND_CLUSTER_ID)}
    assert clock.now - began <= 11


class BrokenStream(io.StringIO):
    """A stream whose reader is gone."""

    def write(self, text):
        raise BrokenPipeError


@pytest.mark.parametrize("is_terminal", [False, True])
def test_progress_that_cannot_be_written_does_not_end_the_wait(
    shell, app, service, launching, is_terminal
):
    app.stderr = BrokenStream()
    app.stderr.isatty = lambda: is_terminal
    service.cluster_becomes(samples.cluster(status="Spawning"), samples.cluster())
    assert shell.json(CreateCluster, *CREATE)["Status"] == "Active"


@pytest.mark.parametrize("status", ["Deleting", "AwaitingTermination"])
def test_wait_ends_when_a_cluster_is_deleted_by_somebody_else(shell, service, held, clock, status):
    service.cluster_becomes(samples.cluster(status=status))
    with pytest.raises(exceptions.CommandError, match="is being deleted"):
        shell(commands.WaitForCluster, "c1")
    assert not clock.sleeps


# Delete


@both_versions
def test_deleted_cluster_is_reported_when_it_is_gone(shell, held):
    assert shell(commands.DeleteCluster, "c1", "--wait") == (
        'Cluster "c1" deletion has been started.\nCluster "c1" has been removed successfully.\n'
    )


def test_failed_delete_shows_the_reason(shell, service, held):
    failed = samples.cluster(status="Error", status_description="Stack is stuck.")
    service.cluster_becomes(samples.cluster(status="Deleting"), failed)
    with pytest.raises(exceptions.CommandError) as raised:
        shell(commands.DeleteCluster, "c1", "--wait")
    assert str(raised.value) == f'Cluster "c1" was not deleted: Stack is stuck.{DETAILS}'
    assert shell.stdout == 'Cluster "c1" deletion has been started.\n'
    assert shell.progress == ["c1: Deleting", "c1: Error"]


def test_delete_timeout(shell, service, held):
    service.cluster_becomes(samples.cluster(status="Deleting"))
    with pytest.raises(exceptions.CommandError) as raised:
        shell(commands.DeleteCluster, "c1", "--wait", "--timeout", "1")
    assert str(raised.value) == (
        'Cluster "c1" is not deleted yet (status Deleting) after 1 s. Only the wait has ended;'
        " nothing was stopped. To wait again:\n"
        "openstack dataprocessing cluster wait c1 --for deleted"
    )


def test_delete_of_several_reports_each(shell, service, held, caplog):
    service.holds(clusters=samples.second_cluster())
    service.cluster_becomes(samples.cluster(status="Error", status_description="Stuck."))
    with pytest.raises(exceptions.CommandError) as raised:
        shell(commands.DeleteCluster, "c1", "nobody", "c2", "--wait")
    assert str(raised.value) == "2 of 3 clusters failed to delete."
    assert shell.stdout == (
        'Cluster "c1" deletion has been started.\n'
        'Cluster "c2" deletion has been started.\n'
        'Cluster "c2" has been removed successfully.\n'
    )
    assert caplog.messages[0].startswith("No matches found.")
    assert caplog.messages[1] == f'Cluster "c1" was not deleted: Stuck.{DETAILS}'


def test_refused_poll_of_one_does_not_hide_the_others(shell, service, held, caplog):
    service.holds(clusters=samples.second_cluster())
    service.refuses("GET", f"/clusters/{CLUSTER_ID}", 403, "Forbidden")
    with pytest.raises(exceptions.CommandError, match="1 of 2 clusters failed to delete"):
        shell(commands.DeleteCluster, "c1", "c2", "--wait")
    assert 'Cluster "c2" has been removed successfully.\n' in shell.stdout


def test_delete_without_an_answer_tries_no_other(shell, service, held, caplog):
    service.answers("GET", "/clusters", requests.exceptions.ConnectionError("gone"))
    with pytest.raises(exceptions.CommandError, match="2 of 2 clusters failed to delete"):
        shell(commands.DeleteCluster, "c1", "c2", "--wait")
    assert caplog.messages[1] == 'Cluster "c2" was not tried.'


# With -q


@pytest.mark.parametrize("is_terminal", [False, True])
def test_quiet_command_writes_no_progress(shell, app, service, launching, is_terminal):
    app.options.verbose_level = 0
    app.stderr.isatty = lambda: is_terminal
    service.cluster_becomes(samples.cluster(status="Spawning"), samples.cluster())
    assert shell.json(CreateCluster, *CREATE)["Status"] == "Active"
    assert shell.stderr == ""


@pytest.mark.parametrize(
    ("command", "argv"),
    [
        (commands.WaitForCluster, ()),
        (commands.WaitForCluster, ("gone", "--for", "deleted")),
        (commands.DeleteCluster, ("--wait",)),
    ],
)
def test_quiet_command_writes_no_sentence(shell, app, held, command, argv):
    app.options.verbose_level = 0
    if "--for" in argv:
        shell(commands.DeleteCluster, "c1")
    assert shell(command, "c1", *argv) == ""
    assert shell.stderr == ""


def test_quiet_command_writes_errors(shell, app, service, held):
    app.options.verbose_level = 0
    service.cluster_becomes(samples.cluster(status="Spawning"))
    with pytest.raises(exceptions.CommandError, match="To wait again"):
        shell(commands.WaitForCluster, "c1", "--timeout", "1")


def test_quiet_command_writes_no_notice(shell, app, service, held, terminal):
    app.options.verbose_level = 0
    shell.json(ScaleCluster, "c1", "--instances", "worker:5")
    assert shell.stderr == ""
