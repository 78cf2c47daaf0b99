"""Jobs, which v1.1 calls job executions: each method's request, and waiting for them."""

from __future__ import annotations

import inspect

import pytest
import requests

from saharaclient import exceptions
from saharaclient.api import base
from tests.unit.api import recorded_jobs

ID = "20da9edb-12ce-4b45-a473-41baeefef997"
TEMPLATE_ID = "310b0fc6-e1db-408e-8798-312e7500f3ac"
CLUSTER_ID = "811e1134-666f-4c48-bc92-afb5b10c9d8c"
GONE = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": "not found"}
CONFIGS = {
    "configs": {"mapred.map.tasks": "1"},
    "args": ["arg1", "arg2"],
    "params": {"param1": "value1"},
}
#: What a job goes through before it ends.
UNDERWAY = ["PENDING", "READYTORUN", "PREP", "RUNNING", "TOBEKILLED", "SUSPENDED"]
FAILED = ["FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED"]


@pytest.fixture
def jobs(client):
    return client.job_executions


@pytest.fixture
def path(root):
    return {"/v1.1": f"/v1.1/job-executions/{ID}", "/v2": f"/v2/jobs/{ID}"}[root]


@pytest.fixture
def key(root):
    return {"/v1.1": "job_execution", "/v2": "job"}[root]


@pytest.fixture
def started(root):
    """Path that starts jobs, and what goes into every body there."""
    return {
        "/v1.1": (f"/v1.1/jobs/{TEMPLATE_ID}/execute", {}),
        "/v2": ("/v2/jobs", {"job_template_id": TEMPLATE_ID}),
    }[root]


@pytest.fixture
def recorded(client):
    return recorded_jobs.JOB[client.api.api_version]


def test_create_starts_a_job_of_a_template(jobs, sahara, started, key, recorded):
    path, template = started
    sahara.on("POST", path, sahara.answer(202, {key: recorded}))
    job = jobs.create(TEMPLATE_ID, CLUSTER_ID, "in", "out", CONFIGS, {"a": "1"}, True, False)
    assert sahara.requests == [
        (
            "POST",
            path,
            {
                **template,
                "cluster_id": CLUSTER_ID,
                "input_id": "in",
                "output_id": "out",
                "job_configs": CONFIGS,
                "interface": {"a": "1"},
                "is_public": True,
                "is_protected": False,
            },
        )
    ]
    assert getattr(job, key) == recorded
    assert type(job) is jobs.resource_class


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {}),
        ({"input_id": None, "output_id": None, "configs": None, "interface": None}, {}),
        ({"configs": {}, "interface": {}}, {"job_configs": {}, "interface": {}}),
    ],
)
def test_what_was_not_given_is_left_out(jobs, sahara, started, key, recorded, given, sent):
    path, template = started
    sahara.on("POST", path, {key: recorded})
    jobs.create(TEMPLATE_ID, CLUSTER_ID, **given)
    assert sahara.requests == [("POST", path, {**template, "cluster_id": CLUSTER_ID, **sent})]


def test_the_template_has_the_name_that_the_version_has_for_it(
    client, jobs, sahara, started, key, recorded
):
    sahara.on("POST", started[0], {key: recorded})
    named = {"1.1": "job_id", "2": "job_template_id"}[client.api.api_version]
    jobs.create(cluster_id=CLUSTER_ID, **{named: TEMPLATE_ID})
    assert len(sahara.requests) == 1
    assert next(iter(inspect.signature(jobs.create).parameters)) == named


@pytest.mark.parametrize("named", ["job_id", "job_template_id"])
def test_fields_have_either_versions_names(jobs, sahara, started, key, recorded, named):
    path, template = started
    sahara.on("POST", path, {key: recorded})
    jobs.create_from({named: TEMPLATE_ID, "cluster_id": CLUSTER_ID, "configs": CONFIGS})
    body = {**template, "cluster_id": CLUSTER_ID, "job_configs": CONFIGS}
    assert sahara.requests == [("POST", path, body)]


def test_a_job_without_a_template_is_not_started_in_v1(v1, sahara):
    with pytest.raises(exceptions.NotFound, match="job template"):
        v1.job_executions.create_from({"cluster_id": CLUSTER_ID})
    assert sahara.requests == []


def test_a_start_is_sent_once(jobs, sahara, started):
    sahara.on("POST", started[0], sahara.answer(503))
    with pytest.raises(exceptions.ServerFault):
        jobs.create(TEMPLATE_ID, CLUSTER_ID)
    assert len(sahara.requests) == 1


def test_a_job_answers_to_both_versions_names(jobs, sahara, path, key, recorded):
    sahara.on("GET", path, {key: recorded})
    job = jobs.get(ID)
    assert job.job_id == job.job_template_id == TEMPLATE_ID
    assert job.oozie_job_id == job.engine_job_id == "0000001-150915094349962-oozie-hado-W"


def test_status_is_the_engines(jobs, sahara, path, key, recorded):
    sahara.on("GET", path, {key: recorded})
    job = jobs.get(ID)
    assert job.status == "KILLED"
    assert job.is_over
    assert job.failure == (
        "Main class [org.apache.oozie.action.hadoop.PigMain], exit code [2];"
        " Workflow failed, error message"
        "[Main class [org.apache.oozie.action.hadoop.PigMain], exit code [2]]."
    )


@pytest.mark.parametrize("status", UNDERWAY)
def test_a_job_underway_is_not_over(jobs, status):
    assert not jobs.resource_class(jobs, {"info": {"status": status}}).is_over


@pytest.mark.parametrize("status", ["SUCCEEDED", *FAILED])
def test_a_final_status_is_the_end(jobs, status):
    assert jobs.resource_class(jobs, {"info": {"status": status}}).is_over


@pytest.mark.parametrize("info", [{}, None])
def test_a_job_that_no_engine_knows_has_no_status(jobs, info):
    job = jobs.resource_class(jobs, {"info": info})
    assert job.status is None
    assert not job.is_over
    assert job.failure == ""


@pytest.mark.parametrize(
    ("actions", "failure"),
    [
        (None, ""),
        ([], ""),
        ([{"errorMessage": None}, {"name": "a"}, "odd"], ""),
        ([{"errorMessage": "JA009:\n  no\thost. "}], "JA009: no host."),
        ([{"errorMessage": "one."}, {"errorMessage": "two"}], "one; two."),
        ([{"errorMessage": 7}], "7."),
    ],
)
def test_a_failure_is_one_sentence(jobs, actions, failure):
    assert jobs.resource_class(jobs, {"info": {"actions": actions}}).failure == failure


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"is_public": True}, {"is_public": True}),
        ({"is_public": None, "is_protected": False}, {"is_public": None, "is_protected": False}),
        ({"is_public": base.NotUpdated(), "is_protected": True}, {"is_protected": True}),
        ({}, {}),
    ],
)
def test_update_patches_what_was_given_and_none(jobs, sahara, path, key, recorded, given, body):
    sahara.on("PATCH", path, sahara.answer(202, {key: recorded}))
    job = jobs.update(ID, **given)
    assert sahara.history[0].url == sahara.url + path
    assert sahara.history[0].json() == body
    assert getattr(job, key) == recorded


def test_v1_asks_the_engine_how_far_a_job_is(v1, sahara):
    path = f"/v1.1/job-executions/{ID}/refresh-status"
    sahara.on("GET", path, {"job_execution": recorded_jobs.JOB["1.1"]})
    assert v1.job_executions.refresh_status(ID).status == "KILLED"
    assert sahara.requests == [("GET", path, None)]


def test_v2_has_a_plain_get_for_that(v2, sahara):
    sahara.on("GET", f"/v2/jobs/{ID}", {"job": recorded_jobs.JOB["2"]})
    assert v2.jobs.refresh_status(ID).status == "KILLED"
    assert sahara.requests == [("GET", f"/v2/jobs/{ID}", None)]


def test_v1_cancels_with_a_get(v1, sahara):
    path = f"/v1.1/job-executions/{ID}/cancel"
    sahara.on("GET", path, sahara.answer(202, {"job_execution": recorded_jobs.JOB["1.1"]}))
    assert v1.job_executions.cancel(ID).id == ID
    assert sahara.requests == [("GET", path, None)]


def test_v2_cancels_with_a_patch(v2, sahara):
    path = f"/v2/jobs/{ID}"
    sahara.on("PATCH", path, sahara.answer(202, {"job": recorded_jobs.JOB["2"]}))
    assert v2.jobs.cancel(ID).id == ID
    assert sahara.requests == [("PATCH", path, {"info": {"status": "cancel"}})]


def test_suspend_is_a_patch(jobs, sahara, path, key, recorded):
    sahara.on("PATCH", path, sahara.answer(202, {key: recorded}))
    assert jobs.suspend(ID).id == ID
    assert sahara.requests == [("PATCH", path, {"info": {"status": "suspend"}})]


def test_job_that_cannot_be_suspended(jobs, sahara, path):
    refused = {
        "error_code": 400,
        "error_name": "SUSPENDING_FAILED",
        "error_message": "Suspending job failed: not supported",
    }
    sahara.on("PATCH", path, sahara.answer(400, refused))
    with pytest.raises(exceptions.BadRequest, match="not supported"):
        jobs.suspend(ID)


def test_v2_has_them_under_v1s_name_too(v2):
    assert v2.job_executions is v2.jobs


def test_a_job_has_no_name_to_be_resolved_by(jobs, sahara, path, key, recorded):
    sahara.on("GET", path, {key: recorded}, sahara.answer(404, GONE))
    assert jobs.resolve(ID).id == ID
    with pytest.raises(exceptions.NotFound, match=f'There is no job with id "{ID}"') as failed:
        jobs.resolve(ID)
    assert failed.value.error_code == 404
    assert sahara.requests == [("GET", path, None)] * 2


@pytest.mark.parametrize("status", ["SUCCEEDED", "KILLED"])
def test_jobs_are_found_by_their_status(jobs, sahara, path, key, recorded, status):
    collection = path.removesuffix(f"/{ID}")
    other = {**recorded, "info": {"status": "SUCCEEDED"}}
    sahara.on("GET", collection, {f"{key}s": [recorded, other]})
    assert [job.status for job in jobs.find(status=status)] == [status]
    assert sahara.requests == [("GET", f"{collection}?status={status}&limit=500", None)]


@pytest.mark.parametrize("field", ["job_id", "job_template_id"])
def test_v1_filters_by_the_template_and_the_cluster_itself(v1, sahara, field):
    infos = [recorded_jobs.JOB["1.1"], {**recorded_jobs.JOB["1.1"], "job_id": "other"}]
    sahara.on("GET", "/v1.1/job-executions", {"job_executions": infos})
    found = v1.job_executions.find(**{field: TEMPLATE_ID, "cluster_id": CLUSTER_ID})
    assert [job.id for job in found] == [ID]
    (asked,) = sahara.history
    assert asked.qs == {"job_id": [TEMPLATE_ID], "cluster_id": [CLUSTER_ID], "limit": ["500"]}


@pytest.mark.parametrize("field", ["job_id", "job_template_id"])
def test_v2s_templates_and_clusters_are_compared_here(v2, sahara, field):
    infos = [recorded_jobs.JOB["2"], {**recorded_jobs.JOB["2"], "job_template_id": "other"}]
    sahara.on("GET", "/v2/jobs", {"jobs": infos})
    found = v2.jobs.find(**{field: TEMPLATE_ID, "cluster_id": CLUSTER_ID})
    assert [job.id for job in found] == [ID]
    assert sahara.requests == [("GET", "/v2/jobs?limit=500", None)]


# Waiting


@pytest.fixture
def looked_at(root, path):
    """Path that a wait for a job's end looks at: in v1.1 only this has the engine asked."""
    return {"/v1.1": f"{path}/refresh-status", "/v2": path}[root]


@pytest.fixture
def looks(sahara, key, looked_at):
    """Return a function that lines up the statuses that looks at the job find."""

    def looks_(*found, at=looked_at):
        sahara.on("GET", at, *[as_answer(key, one) for one in found])

    return looks_


def as_answer(key, one):
    if isinstance(one, str):
        one = {"info": {"status": one}}
    return {key: {"id": ID, **one}} if isinstance(one, dict) else one


@pytest.fixture
def once(connect, root):
    """Jobs of a client that does not try again, so that a wait sees what the server says."""
    client = connect(root.removeprefix("/v"), connect_retries=0, status_code_retries=0)
    return client.job_executions


def test_done_is_waited_for_through_all_statuses(jobs, sahara, looks, looked_at):
    statuses = ["PENDING", "PREP", "RUNNING", "SUCCEEDED"]
    looks(*statuses)
    seen = []
    job = jobs.wait_done(ID, on_poll=lambda job: seen.append(job.status))
    assert job.status == "SUCCEEDED"
    assert seen == statuses
    assert sahara.requests == [("GET", looked_at, None)] * 4


@pytest.mark.parametrize("status", FAILED)
def test_any_other_end_is_a_failure_with_the_engines_reason(jobs, looks, status):
    actions = [
        {"name": ":start:", "errorMessage": None},
        {"name": "job-node", "errorMessage": recorded_jobs.PIG_MAIN},
    ]
    looks("RUNNING", {"info": {"status": status, "actions": actions}})
    with pytest.raises(exceptions.WaitFailed) as ended:
        jobs.wait_done(ID)
    assert str(ended.value) == (
        f'Job "{ID}" has ended {status}:'
        " Main class [org.apache.oozie.action.hadoop.PigMain], exit code [2]."
    )
    assert ended.value.resource.status == status


def test_failure_without_reason(jobs, looks):
    looks("FAILED")
    with pytest.raises(exceptions.WaitFailed) as ended:
        jobs.wait_done(ID)
    assert str(ended.value) == f'Job "{ID}" has ended FAILED: the server gives no reason.'


def test_timeout_reports_the_last_status(jobs, looks, clock):
    looks("PENDING", "RUNNING")
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        jobs.wait_done(ID, timeout=20, poll_interval=8)
    assert str(ended.value) == (
        f'Job "{ID}" is not done yet (status RUNNING) after 20 s.'
        " Only the wait has ended; nothing was stopped."
    )
    assert ended.value.resource.status == "RUNNING"
    assert clock.sleeps == [8, 8, 4]


def test_a_server_in_trouble_does_not_end_a_wait(once, looks, sahara):
    looks(
        "PENDING",
        sahara.answer(503),
        requests.exceptions.ConnectionError("reset"),
        sahara.answer(200, text="<html><title>Maintenance</title></html>"),
        "SUCCEEDED",
    )
    assert once.wait_done(ID).status == "SUCCEEDED"


STATUSLESS = [{}, {"info": None}, {"info": {}}, {"info": {"status": None}}, {"info": "RUNNING"}]


@pytest.mark.parametrize("answer", STATUSLESS)
@pytest.mark.parametrize("wait", ["wait_done", "wait_over"])
def test_poll_without_status_is_ignored(jobs, looks, answer, wait):
    looks(answer, "RUNNING", "SUCCEEDED")
    seen = []
    job = getattr(jobs, wait)(ID, on_poll=lambda job: seen.append(job.status))
    assert job.status == "SUCCEEDED"
    assert seen == ["RUNNING", "SUCCEEDED"]


@pytest.mark.parametrize("answer", STATUSLESS)
def test_polls_without_status_are_reported_at_the_timeout(jobs, looks, answer):
    looks(answer)
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        jobs.wait_done(ID, timeout=10)
    assert isinstance(ended.value.__cause__, exceptions.InvalidResponse)
    assert str(ended.value) == (
        f'Job "{ID}" is not done yet after 10 s.'
        " Only the wait has ended; nothing was stopped."
        f' The last poll failed: Job "{ID}" was sent without a status.'
    )


def test_a_job_that_is_gone_ends_the_wait_for_its_end(jobs, looks, sahara):
    looks("RUNNING", sahara.answer(404, GONE))
    with pytest.raises(exceptions.NotFound):
        jobs.wait_done(ID)


@pytest.mark.parametrize("status", ["SUCCEEDED", *FAILED])
def test_over_is_any_end(jobs, looks, sahara, looked_at, status):
    looks("RUNNING", "TOBEKILLED", status)
    assert jobs.wait_over(ID).status == status
    assert sahara.requests == [("GET", looked_at, None)] * 3


def test_a_job_that_does_not_end_is_a_timeout(jobs, looks):
    looks("TOBEKILLED")
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        jobs.wait_over(ID, timeout=10)
    assert str(ended.value) == (
        f'Job "{ID}" has not ended yet (status TOBEKILLED) after 10 s.'
        " Only the wait has ended; nothing was stopped."
    )


@pytest.mark.parametrize("status", ["SUSPENDED", "PREPSUSPENDED"])
def test_suspended_is_waited_for(jobs, looks, sahara, looked_at, status):
    looks("RUNNING", "TOBESUSPENDED", status)
    assert jobs.wait_suspended(ID).status == status
    assert sahara.requests == [("GET", looked_at, None)] * 3


@pytest.mark.parametrize("status", ["SUCCEEDED", *FAILED])
def test_a_job_that_ends_instead_was_not_suspended(jobs, looks, status):
    looks("TOBESUSPENDED", status)
    with pytest.raises(exceptions.WaitFailed) as ended:
        jobs.wait_suspended(ID)
    assert str(ended.value) == f'Job "{ID}" was not suspended: it has ended {status}.'
    assert ended.value.resource.status == status


def test_a_job_that_runs_on_is_a_timeout(jobs, looks):
    looks("RUNNING")
    with pytest.raises(exceptions.WaitTimedOut, match=r"is not suspended yet \(status RUNNING\)"):
        jobs.wait_suspended(ID, timeout=10)


@pytest.mark.parametrize("before", ["RUNNING", "KILLED", "FAILED", {}])
def test_deleted_is_a_job_that_is_gone_whatever_it_was(jobs, looks, sahara, path, before):
    looks(before, sahara.answer(404, GONE), at=path)
    assert jobs.wait_deleted(ID) is None
    assert sahara.requests == [("GET", path, None)] * 2


def test_a_job_that_stays_is_a_timeout(jobs, looks, path):
    looks("KILLED", at=path)
    with pytest.raises(exceptions.WaitTimedOut, match=r"is not deleted yet \(status KILLED\)"):
        jobs.wait_deleted(ID, timeout=10)


def test_trouble_or_a_refusal_is_not_taken_for_a_deleted_job(once, looks, sahara, path):
    looks(sahara.answer(503), "KILLED", sahara.answer(403, {"error_message": "no"}), at=path)
    with pytest.raises(exceptions.Forbidden):
        once.wait_deleted(ID)
    assert len(sahara.requests) == 3
