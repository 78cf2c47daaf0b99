"""Starting, awaiting and ending what runs in the service: jobs and clusters."""

from __future__ import annotations

import pytest
import requests
from osc_lib import exceptions

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands import jobs
from saharaclient.osc.commands.cluster.lifecycle import WaitForCluster
from tests.unit.osc import samples
from tests.unit.osc.samples import (
    CLUSTER_ID,
    JOB_ID,
    SECOND_JOB_ID,
    UNKNOWN_ID,
    Collection,
    both_versions,
)

DETAILS = f" For details:\nopenstack dataprocessing job show {JOB_ID}"
DETAILS_OF_CLUSTER = " For details:\nopenstack dataprocessing cluster event list c1 --long"
EACH = pytest.mark.parametrize("command", [jobs.DeleteJob, jobs.CancelJob, jobs.SuspendJob])


@pytest.fixture(autouse=True)
def held(service):
    """Two jobs that the service has, both running."""
    return Collection(service, "jobs", samples.job(), samples.second_job())


@pytest.fixture
def becomes(service, held):
    """Return a function that has a job be found in these states, one after the other."""

    def become(first, *others):
        path = f"{held.path}/{first['id']}"
        states = (first, *others)
        if service.version == "1.1":
            held.becomes(first)
            looks = [{held.key: state} for state in others or (first,)]
            service.answers("GET", f"{path}/refresh-status", *looks)
            service.answers("GET", f"{path}/cancel", {held.key: first})
        else:
            held.becomes(*states)

    return become


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


def said(sentence, *ids):
    return "".join(f'Job "{one}" {sentence}.\n' for one in ids or (JOB_ID,))


# Delete


@both_versions
def test_deletion_is_started(shell, service, held):
    assert shell(jobs.DeleteJob, JOB_ID, SECOND_JOB_ID, JOB_ID) == said(
        "deletion has been started", JOB_ID, SECOND_JOB_ID
    )
    assert service.requests("DELETE") == [f"{held.path}/{JOB_ID}", f"{held.path}/{SECOND_JOB_ID}"]


@both_versions
def test_deleted_job_is_reported_when_it_is_gone(shell):
    assert shell(jobs.DeleteJob, JOB_ID, "--wait") == (
        said("deletion has been started") + said("has been removed successfully")
    )


def test_delete_timeout(shell, becomes):
    becomes(samples.job(), samples.job("TOBEKILLED"))
    assert refusal(shell, jobs.DeleteJob, JOB_ID, "--wait", "--timeout", "5") == (
        f'Job "{JOB_ID}" is not deleted yet (status TOBEKILLED) after 5 s. Only the wait'
        " has ended; nothing was stopped. To wait again:\n"
        f"openstack dataprocessing job wait {JOB_ID} --for deleted"
    )
    assert shell.stdout == said("deletion has been started")


# Cancel


@pytest.mark.parametrize("version", ["1.1"])
def test_v1_cancels_with_a_get(shell, service, becomes):
    becomes(samples.job())
    assert shell(jobs.CancelJob, JOB_ID) == said("cancellation has been started")
    assert service.requests("GET")[-1] == f"/job-executions/{JOB_ID}/cancel"
    assert not service.requests("PATCH")


def test_v2_cancels_with_an_update(shell, service):
    assert shell(jobs.CancelJob, JOB_ID) == said("cancellation has been started")
    assert service.requests("PATCH") == [f"/jobs/{JOB_ID}"]
    assert service.sent("PATCH") == {"info": {"status": "cancel"}}


@both_versions
@pytest.mark.parametrize("status", ["KILLED", "SUCCEEDED"])
def test_cancelled_job_is_waited_for_until_it_has_ended(shell, becomes, status):
    becomes(samples.job(), samples.job("TOBEKILLED"), samples.job(status))
    assert shell(jobs.CancelJob, JOB_ID, "--wait") == (
        said("cancellation has been started") + said(f"has ended {status}")
    )
    assert shell.progress == [f"{JOB_ID}: TOBEKILLED", f"{JOB_ID}: {status}"]


@both_versions
@pytest.mark.parametrize(
    "status", ["SUCCEEDED", "FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED"]
)
@pytest.mark.parametrize("argv", [[], ["--wait"]])
def test_job_that_has_ended_is_not_cancelled(shell, service, becomes, status, argv):
    becomes(samples.job(status))
    assert shell(jobs.CancelJob, JOB_ID, *argv) == said(f"has ended {status} already")
    assert len(service.mock.request_history) == 1


def test_cancel_timeout(shell, becomes):
    becomes(samples.job())
    sentence = refusal(shell, jobs.CancelJob, JOB_ID, "--wait", "--timeout", "5")
    assert "has not ended yet (status RUNNING) after 5 s" in sentence
    assert shell.stdout == said("cancellation has been started")


# Suspend


@both_versions
@pytest.mark.parametrize("status", ["RUNNING", "PREP"])
def test_suspension_is_started(shell, service, held, becomes, status):
    becomes(samples.job(status))
    assert shell(jobs.SuspendJob, JOB_ID) == said("suspension has been started")
    assert service.requests("PATCH") == [f"{held.path}/{JOB_ID}"]
    assert service.sent("PATCH") == {"info": {"status": "suspend"}}


@both_versions
@pytest.mark.parametrize("status", ["SUSPENDED", "PREPSUSPENDED"])
def test_job_is_waited_for_until_it_is_suspended(shell, becomes, status):
    becomes(samples.job(), samples.job("TOBESUSPENDED"), samples.job(status))
    assert shell(jobs.SuspendJob, JOB_ID, "--wait") == (
        said("suspension has been started") + said(f"is {status}")
    )


def test_job_that_ends_instead_was_not_suspended(shell, becomes):
    becomes(samples.job(), samples.job("SUCCEEDED"))
    assert refusal(shell, jobs.SuspendJob, JOB_ID, "--wait") == (
        f'Job "{JOB_ID}" was not suspended: it has ended SUCCEEDED.{DETAILS}'
    )


@pytest.mark.parametrize("status", ["SUSPENDED", "PREPSUSPENDED"])
@pytest.mark.parametrize("argv", [[], ["--wait"]])
def test_job_that_is_suspended_stays_so(shell, service, becomes, status, argv):
    becomes(samples.job(status))
    assert shell(jobs.SuspendJob, JOB_ID, *argv) == said(f"is {status} already")
    assert not service.requests("PATCH")


@pytest.mark.parametrize("status", ["PENDING", "SUCCEEDED", "TOBEKILLED"])
def test_job_that_does_not_run_cannot_be_suspended(shell, service, becomes, status):
    becomes(samples.job(status))
    assert refusal(shell, jobs.SuspendJob, JOB_ID) == (
        f'Job "{JOB_ID}" cannot be suspended, for it is {status}; one that is PREP or RUNNING can.'
    )
    assert not service.requests("PATCH")
    assert shell.stdout == ""


def test_engine_that_cannot_suspend(shell, service):
    service.refuses("PATCH", f"/jobs/{JOB_ID}", 400, "Spark jobs cannot be suspended")
    assert refusal(shell, jobs.SuspendJob, JOB_ID) == (
        f'Job "{JOB_ID}" failed to suspend: Spark jobs cannot be suspended. (HTTP 400)'
    )
    assert shell.stdout == ""


# What all of these have


@EACH
@pytest.mark.parametrize("option", ["--timeout", "--poll-interval"])
def test_times_without_wait_are_refused_before_anything_is_sent(shell, service, command, option):
    assert shell.usage_error(command, JOB_ID, option, "5") == (
        "--timeout and --poll-interval have an effect only with --wait."
    )
    assert not service.mock.request_history


@EACH
def test_one_unknown_job_does_not_end_the_others(shell, command, caplog):
    sentence = refusal(shell, command, UNKNOWN_ID, SECOND_JOB_ID)
    assert sentence == f"1 of 2 jobs failed to {command.doing}."
    assert shell.stdout == said(f"{command.process} has been started", SECOND_JOB_ID)
    assert caplog.messages == [f'No matches found. There is no job with id "{UNKNOWN_ID}".']


@EACH
def test_service_without_an_answer_is_not_asked_for_every_job(shell, service, command, caplog):
    service.answers("GET", f"/jobs/{JOB_ID}", requests.exceptions.ConnectionError("gone"))
    assert refusal(shell, command, JOB_ID, SECOND_JOB_ID).startswith("2 of 2 jobs failed to ")
    assert caplog.messages[1] == f'Job "{SECOND_JOB_ID}" was not tried.'
    assert not service.requests("PATCH") + service.requests("DELETE")


def test_wait_of_one_that_fails_does_not_end_the_wait_for_the_others(shell, becomes, caplog):
    becomes(samples.job(), samples.job("SUCCEEDED"))
    becomes(samples.second_job(), samples.second_job("SUSPENDED"))
    assert refusal(shell, jobs.SuspendJob, JOB_ID, SECOND_JOB_ID, "--wait") == (
        "1 of 2 jobs failed to suspend."
    )
    assert shell.stdout == (
        said("suspension has been started", JOB_ID, SECOND_JOB_ID)
        + said("is SUSPENDED", SECOND_JOB_ID)
    )
    assert caplog.messages == [
        f'Job "{JOB_ID}" was not suspended: it has ended SUCCEEDED.{DETAILS}'
    ]


# Wait for jobs


@both_versions
def test_job_is_waited_for_until_it_has_succeeded(shell, becomes):
    becomes(samples.job(), samples.job(), samples.job("SUCCEEDED"))
    assert shell(jobs.WaitForJob, JOB_ID) == said("has ended SUCCEEDED after 2s")
    assert shell.progress == [f"{JOB_ID}: RUNNING", f"{JOB_ID}: SUCCEEDED"]


def test_job_that_does_not_succeed_is_a_failure(shell, becomes):
    becomes(samples.job("KILLED"))
    assert refusal(shell, jobs.WaitForJob, JOB_ID) == (
        f'Job "{JOB_ID}" has ended KILLED: the server gives no reason.{DETAILS}'
    )
    assert shell.stdout == ""


def test_several_jobs_are_waited_for_past_failures(shell, becomes, caplog):
    becomes(samples.job("FAILED"))
    becomes(samples.second_job(), samples.second_job("SUCCEEDED"))
    assert refusal(shell, jobs.WaitForJob, JOB_ID, SECOND_JOB_ID) == (
        "1 of 2 jobs did not reach the awaited state."
    )
    assert shell.stdout == said("has ended SUCCEEDED", SECOND_JOB_ID)
    assert len(caplog.messages) == 1


def test_wait_has_limits_of_its_own(shell, clock, becomes):
    becomes(samples.job())
    sentence = refusal(shell, jobs.WaitForJob, JOB_ID, "--timeout", "10", "--poll-interval", "4")
    assert "is not done yet (status RUNNING) after 10 s" in sentence
    assert [round(seconds) for seconds in clock.sleeps] == [4, 4, 2]


def test_wait_for_an_unknown_job(shell):
    with pytest.raises(NotFound, match=f'There is no job with id "{UNKNOWN_ID}"'):
        shell(jobs.WaitForJob, UNKNOWN_ID)


@pytest.mark.parametrize(("command", "argv"), [(jobs.WaitForJob, "j"), (WaitForCluster, "c")])
def test_wait_takes_no_option_to_wait(shell, command, argv):
    with pytest.raises(SystemExit):
        shell(command, argv, "--wait")


# Wait for clusters


@both_versions
def test_cluster_is_waited_for_until_it_is_active(shell, service):
    service.holds(clusters=samples.cluster())
    service.cluster_becomes(samples.cluster(status="Spawning"), samples.cluster())
    assert shell(WaitForCluster, "c1") == 'Cluster "c1" is Active after 2s.\n'
    assert shell.progress == ["c1: 3/7 Spawning instances", "c1: Active"]
    assert service.requests("GET")[-1] == f"/clusters/{CLUSTER_ID}?show_progress=True"


def test_cluster_in_error_is_a_failure(shell, service):
    service.holds(clusters=samples.cluster())
    service.cluster_becomes(samples.cluster(status="Error", status_description="No host"))
    assert refusal(shell, WaitForCluster, "c1") == (
        f'Cluster "c1" has failed: No host.{DETAILS_OF_CLUSTER}'
    )
    assert shell.stdout == ""


def test_several_clusters_are_waited_for_past_failures(shell, service, caplog):
    service.holds(clusters=[samples.cluster(status="Error"), samples.second_cluster()])
    assert refusal(shell, WaitForCluster, "c1", "nobody", "c2") == (
        "2 of 3 clusters did not reach the awaited state."
    )
    assert shell.stdout == 'Cluster "c2" is Active.\n'
    assert len(caplog.messages) == 2


def test_cluster_timeout(shell, service):
    service.holds(clusters=samples.cluster(status="Spawning"))
    sentence = refusal(shell, WaitForCluster, "c1", "--timeout", "5")
    assert "is not Active yet (status Spawning) after 5 s. Only the wait has ended" in sentence


@both_versions
def test_cluster_is_waited_for_until_it_is_gone(shell, service):
    deleting = samples.cluster(status="Deleting")
    service.holds(clusters=deleting)
    gone = {"json": {"error_code": 404, "error_message": "gone"}, "status_code": 404}
    there = {"json": {"cluster": service.in_its_words(deleting)}}
    service.mock.get(f"{service.url}/clusters/{CLUSTER_ID}", [there, gone])
    assert shell(WaitForCluster, "c1", "--deleted") == (
        'Cluster "c1" has been removed successfully.\n'
    )
    assert not service.requests("DELETE")
    assert service.requests("GET")[-1] == f"/clusters/{CLUSTER_ID}"  # without its steps


@pytest.mark.parametrize("name", ["c1", CLUSTER_ID])
def test_cluster_that_is_not_there_is_as_good_as_gone(shell, name):
    assert shell(WaitForCluster, name, "--deleted") == f'Cluster "{name}" is not there.\n'


def test_cluster_that_will_not_go_is_a_failure(shell, service):
    service.holds(clusters=samples.cluster(status="Error", status_description="Stuck"))
    assert refusal(shell, WaitForCluster, "c1", "--deleted") == (
        f'Cluster "c1" was not deleted: Stuck.{DETAILS_OF_CLUSTER}'
    )
    assert shell.stdout == ""


@both_versions
@pytest.mark.parametrize(
    ("goal", "status", "sentence"),
    [
        ("succeeded", "SUCCEEDED", "has ended SUCCEEDED"),
        ("ended", "KILLED", "has ended KILLED"),
        ("suspended", "SUSPENDED", "is SUSPENDED"),
    ],
)
def test_job_wait_has_several_goals(shell, becomes, goal, status, sentence):
    becomes(samples.job(status))
    assert shell(jobs.WaitForJob, JOB_ID, "--for", goal) == said(sentence)


def test_job_is_waited_for_until_it_is_gone(shell):
    assert shell(jobs.WaitForJob, UNKNOWN_ID, "--for", "deleted") == (
        f'Job "{UNKNOWN_ID}" is not there.\n'
    )


def test_cluster_is_waited_for_until_it_is_in_error(shell, service):
    service.holds(clusters=samples.cluster())
    service.cluster_becomes(
        samples.cluster(), samples.cluster(status="Deleting"), samples.cluster(status="Error")
    )
    assert shell(WaitForCluster, "c1", "--for", "error") == 'Cluster "c1" is in Error after 3s.\n'


@pytest.mark.parametrize("goal", ["active", "deleted", "error"])
def test_timeout_names_the_command_that_waits_again(shell, service, goal):
    service.holds(clusters=samples.cluster(status="Spawning"))
    sentence = refusal(shell, WaitForCluster, "c1", "--for", goal, "--timeout", "5")
    assert sentence.splitlines()[1] == f"openstack dataprocessing cluster wait c1 --for {goal}"


@pytest.mark.parametrize("goal", ["", "--for", "Active", "gone"])
def test_unknown_goal_is_a_usage_error(shell, goal):
    with pytest.raises(SystemExit):
        shell.parsed(WaitForCluster, "c1", "--for", goal)


# Lookups before a wait


def slow_lookup(service, clock, seconds):
    """Have the lookup of the cluster "c1" take some seconds."""
    listed = service.in_its_words([samples.cluster(status="Spawning")])

    def answer(request, context):
        clock.now += seconds
        return {"clusters": listed}

    service.mock.get(f"{service.url}/clusters?name=c1", json=answer)


@both_versions
def test_lookups_count_against_the_timeout(shell, service, clock):
    service.holds(clusters=samples.cluster(status="Spawning"))
    slow_lookup(service, clock, 4)
    started = clock.now
    assert "is not Active yet" in refusal(shell, WaitForCluster, "c1", "--timeout", "10")
    assert clock.now - started == pytest.approx(10)


def test_lookup_that_takes_all_of_the_time_names_the_next_command(shell, service, clock):
    def never(request, context):
        clock.now += 60
        raise requests.exceptions.ReadTimeout(request=request)

    service.mock.get(f"{service.url}/clusters?name=c1", json=never)
    sentence = refusal(shell, WaitForCluster, "c1", "--timeout", "10")
    assert sentence.startswith("There is no answer")
    assert sentence.endswith("\nopenstack dataprocessing cluster wait c1 --for active")


def test_failing_lookups_are_retried_until_the_time_is_up(shell, service, clock):
    service.refuses("GET", "/clusters", 503, "Come back later")
    started = clock.now
    assert "Come back later" in refusal(shell, WaitForCluster, "c1", "--timeout", "1.2")
    assert clock.sleeps
    assert clock.now - started < 1.2


def test_lookup_that_fails_once_does_not_end_a_wait(shell, service):
    service.holds(clusters=samples.cluster())
    refused = {"json": {"error_message": "busy"}, "status_code": 503}
    found = {"json": {"clusters": [samples.cluster()]}}
    service.mock.get(f"{service.url}/clusters?name=c1", [refused, found])
    assert shell(WaitForCluster, "c1", "--timeout", "1m") == 'Cluster "c1" is Active.\n'
