"""Jobs, v1.1's job executions, on a cluster; both versions have both names for the manager."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from saharaclient import exceptions
from saharaclient.api.base import APIException
from tests.functional.cloud import Names
from tests.functional.marks import as_member, in_v1, in_v2

pytestmark = as_member

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
#: A description that has a job run until it is stopped.
LONG = "run_seconds=600"
CONFIGS = {"configs": {"edp.java.main_class": "org.example.Main"}}
WAIT = {"poll_interval": 0.1, "timeout": 30}


@pytest.fixture(scope="module")
def jobs(sahara: Any) -> Any:
    """The manager, under the name that both versions have for it."""
    return sahara.job_executions


@pytest.fixture(scope="module")
def binary_id(sahara: Any, names: Names) -> str:
    return sahara.job_binaries.create(names("binary"), f"manila://{NOWHERE}/run.jar").id


@pytest.fixture(scope="module")
def run(sahara: Any, names: Names, jobs: Any, cluster_id: str, binary_id: str) -> Callable:
    """Runs a job of a new template, which says how it fares."""

    def create(purpose: str = "good", description: str = "") -> Any:
        template = sahara.job_templates.create(
            names(purpose), "Java", libs=[binary_id], description=description
        )
        return jobs.create(template.id, cluster_id, configs=CONFIGS)

    return create


@pytest.fixture
def running(jobs: Any, run: Callable[..., Any]) -> Any:
    """A job that runs until it is stopped."""
    return until_running(jobs, run("long", LONG))


def until_running(jobs: Any, job: Any) -> Any:
    end = time.monotonic() + 10
    while (seen := jobs.refresh_status(job.id)).status != "RUNNING":
        assert time.monotonic() < end, seen
        time.sleep(0.1)
    return seen


@pytest.fixture(scope="module")
def five(jobs: Any, run: Callable[..., Any]) -> list[Any]:
    """Jobs that have succeeded."""
    return [jobs.wait_done(one.id, **WAIT) for one in [run() for _ in range(5)]]


# Running


def test_a_job_runs_until_it_has_succeeded(
    sahara: Any, names: Names, jobs: Any, cluster_id: str, binary_id: str
) -> None:
    template = sahara.job_templates.create(names("pig"), "Pig", mains=[binary_id])
    read, write = (
        sahara.data_sources.create(names("source"), "", "maprfs", url) for url in ("/in", "/out")
    )
    configs = {"configs": {"a": "b"}, "args": ["-x"], "params": {"INPUT": "/in"}}
    seen: list[str] = []
    job = jobs.create(template.id, cluster_id, read.id, write.id, configs)
    assert job.status == "PENDING"
    assert job.is_over is False
    done = jobs.wait_done(job.id, on_poll=lambda job: seen.append(job.status), **WAIT)
    assert seen[-1] == done.status == "SUCCEEDED"
    assert set(seen) <= {"PENDING", "RUNNING", "SUCCEEDED"}
    got = jobs.get(job.id)
    assert got.is_over
    assert got.failure == ""
    assert (got.input_id, got.output_id, got.cluster_id) == (read.id, write.id, cluster_id)
    assert got.job_id == got.job_template_id == template.id
    assert got.oozie_job_id == got.engine_job_id
    assert {name: got.job_configs[name] for name in configs} == configs
    assert got.start_time <= got.end_time
    with pytest.raises(exceptions.BadRequest, match="deletion failed"):
        sahara.job_templates.delete(template.id)
    with pytest.raises(exceptions.BadRequest, match="deletion failed"):
        sahara.data_sources.delete(read.id)


def test_a_job_takes_the_arguments_of_its_interface(
    sahara: Any, names: Names, jobs: Any, cluster_id: str, binary_id: str
) -> None:
    argument = {
        "name": "depth",
        "mapping_type": "args",
        "location": "0",
        "value_type": "number",
        "required": True,
    }
    template = sahara.job_templates.create(
        names("java"), "Java", libs=[binary_id], interface=[argument]
    )
    with pytest.raises(exceptions.BadRequest, match="Please pass an interface map"):
        jobs.create(template.id, cluster_id, configs=CONFIGS)
    with pytest.raises(exceptions.BadRequest, match="'deep' is not a valid number"):
        jobs.create(template.id, cluster_id, configs=CONFIGS, interface={"depth": "deep"})
    job = jobs.create(template.id, cluster_id, configs=CONFIGS, interface={"depth": "7"})
    assert job.job_configs["args"] == ["7"]
    assert jobs.wait_over(job.id, **WAIT).status == "SUCCEEDED"


def test_what_a_type_needs_is_told(
    sahara: Any, names: Names, jobs: Any, cluster_id: str, binary_id: str
) -> None:
    pig = sahara.job_templates.create(names("pig"), "Pig", mains=[binary_id])
    with pytest.raises(exceptions.BadRequest, match="requires 'input_id' and 'output_id'"):
        jobs.create(pig.id, cluster_id)
    java = sahara.job_templates.create(names("java"), "Java", libs=[binary_id])
    with pytest.raises(exceptions.BadRequest, match="main_class"):
        jobs.create(java.id, cluster_id)
    with pytest.raises(exceptions.BadRequest, match=f"{NOWHERE}.*doesn't exist") as caught:
        jobs.create(java.id, NOWHERE, configs=CONFIGS)
    assert caught.value.error_name == "INVALID_REFERENCE"


def test_a_job_needs_a_template(jobs: Any, cluster_id: str) -> None:
    with pytest.raises(APIException, match=NOWHERE) as caught:
        jobs.create(NOWHERE, cluster_id, configs=CONFIGS)
    # In v1.1 the template is in the path.
    expected = exceptions.NotFound if jobs.api.api_version == "1.1" else exceptions.BadRequest
    assert type(caught.value) is expected


@pytest.mark.parametrize("name", ["job_id", "job_template_id"])
def test_a_job_is_created_from_fields_of_either_version(
    sahara: Any, jobs: Any, five: list[Any], cluster_id: str, name: str
) -> None:
    fields = {name: five[0].job_id, "cluster_id": cluster_id, "configs": CONFIGS}
    assert jobs.request_body(fields)["job_configs"] == CONFIGS
    job = jobs.create_from(fields)
    assert job.job_template_id == five[0].job_id
    jobs.delete(job.id)
    assert jobs.wait_deleted(job.id, **WAIT) is None


@in_v1
def test_v1_names_the_template_of_a_job_as_before(
    jobs: Any, five: list[Any], cluster_id: str
) -> None:
    job = jobs.create(job_id=five[0].job_id, cluster_id=cluster_id, configs=CONFIGS)
    assert job.job_execution["job_id"] == five[0].job_id


@in_v2
def test_jobs_are_one_manager_under_both_names(sahara: Any, five: list[Any]) -> None:
    assert sahara.jobs is sahara.job_executions
    assert sahara.jobs.get(five[0].id).job["job_template_id"] == five[0].job_template_id


# How it ends


def test_a_wait_ends_with_the_reason_of_a_failure(jobs: Any, run: Callable[..., Any]) -> None:
    job = run("doomed")
    with pytest.raises(exceptions.WaitFailed, match=r"FAILED.*exit code \[1\]") as caught:
        jobs.wait_done(job.id, **WAIT)
    assert job.id in caught.value.error_message
    failed = caught.value.resource
    assert failed.status == "FAILED"
    assert "exit code [1]" in failed.failure
    assert jobs.get(job.id).is_over
    assert jobs.wait_over(job.id, **WAIT).status == "FAILED"
    with pytest.raises(exceptions.WaitFailed, match="has ended FAILED"):
        jobs.wait_suspended(job.id, **WAIT)


def test_a_wait_ends_when_time_is_up_and_the_job_goes_on(jobs: Any, running: Any) -> None:
    for wait in (jobs.wait_done, jobs.wait_over, jobs.wait_suspended, jobs.wait_deleted):
        with pytest.raises(exceptions.WaitTimedOut, match=r"RUNNING.*nothing was") as caught:
            wait(running.id, poll_interval=0.1, timeout=0.2)
        assert caught.value.resource.id == running.id
    assert jobs.get(running.id).status == "RUNNING"


def test_a_job_is_cancelled(jobs: Any, running: Any) -> None:
    assert jobs.cancel(running.id).id == running.id
    over = jobs.wait_over(running.id, **WAIT)
    assert over.status == "KILLED"
    assert over.end_time is not None
    with pytest.raises(exceptions.WaitFailed, match="has ended KILLED"):
        jobs.wait_done(running.id, **WAIT)


def test_a_job_that_is_over_stays_as_it_is(jobs: Any, five: list[Any]) -> None:
    done = five[0]
    assert jobs.cancel(done.id).status == "SUCCEEDED"
    assert jobs.suspend(done.id).status == "SUCCEEDED"
    assert jobs.wait_over(done.id, **WAIT).status == "SUCCEEDED"


def test_a_job_is_suspended_and_then_cancelled(jobs: Any, running: Any) -> None:
    assert jobs.suspend(running.id).id == running.id
    suspended = jobs.wait_suspended(running.id, **WAIT)
    assert suspended.status == "SUSPENDED"
    assert not suspended.is_over
    jobs.cancel(running.id)
    assert jobs.wait_over(running.id, **WAIT).status == "KILLED"


def test_a_wait_ends_when_a_job_cannot_be_suspended(jobs: Any, run: Callable[..., Any]) -> None:
    job = until_running(jobs, run("unsuspendable", LONG))
    jobs.suspend(job.id)
    with pytest.raises(exceptions.WaitFailed, match=r"was not suspended.*SUSPENDFAILED"):
        jobs.wait_suspended(job.id, **WAIT)


def test_a_status_is_refreshed(jobs: Any, five: list[Any], running: Any) -> None:
    assert jobs.refresh_status(five[0].id).status == "SUCCEEDED"
    assert jobs.refresh_status(running.id).status == "RUNNING"


def test_a_job_that_runs_is_deleted(jobs: Any, running: Any) -> None:
    assert jobs.delete(running.id) is None
    assert jobs.wait_deleted(running.id, **WAIT) is None
    with pytest.raises(exceptions.NotFound, match=running.id) as caught:
        jobs.get(running.id)
    assert caught.value.error_code == 404


# Updates, and what others may


def test_a_job_is_private_until_it_is_updated(
    sahara: Any, stranger: Any, jobs: Any, five: list[Any], cluster_id: str
) -> None:
    # The server takes is_public and is_protected here, and does not go by them.
    job = jobs.create(
        five[0].job_id, cluster_id, configs=CONFIGS, is_public=True, is_protected=True
    )
    assert (job.is_public, job.is_protected) == (False, False)
    with pytest.raises(exceptions.NotFound):
        stranger.job_executions.get(job.id)
    updated = jobs.update(job.id, is_public=True, is_protected=True)
    assert (updated.is_public, updated.is_protected) == (True, True)
    assert stranger.job_executions.get(job.id).id == job.id
    with pytest.raises(exceptions.BadRequest, match="marked as protected") as caught:
        jobs.delete(job.id)
    assert caught.value.error_name == "DELETION_FAILED"
    assert jobs.update(job.id, is_protected=False).is_public is True
    assert jobs.update_from(job.id, {"is_public": False}).is_public is False
    jobs.delete(job.id)


def test_others_see_a_public_job_and_cannot_change_it(
    stranger: Any, jobs: Any, running: Any
) -> None:
    jobs.update(running.id, is_public=True)
    theirs = stranger.job_executions
    assert running.id in {job.id for job in theirs.list()}
    for method in (theirs.cancel, theirs.suspend, theirs.delete):
        with pytest.raises(exceptions.BadRequest, match="wasn't created in this tenant"):
            method(running.id)
    assert jobs.get(running.id).status == "RUNNING"


# Lists and lookups


def test_jobs_are_listed(jobs: Any, five: list[Any]) -> None:
    made = sorted(job.id for job in five)

    def of_five(resources: Any) -> list[str]:
        return [resource.id for resource in resources if resource.id in made]

    assert of_five(jobs.list(sort_by="id")) == made
    assert of_five(jobs.list(sort_by="id", reverse=True)) == made[::-1]
    assert sorted(of_five(jobs.list({"status": "SUCCEEDED"}))) == made
    assert of_five(jobs.list({"status": "FAILED"})) == []
    assert of_five(jobs.list_all(sort_by="id")) == made
    first = jobs.list(limit=2, sort_by="id")
    assert len(first) == first.limit == 2
    assert first.prev is None
    second = jobs.list(None, first.next, 2, "id")
    assert second[-1].id > first[-1].id


def test_list_all_goes_through_all_pages(jobs: Any, five: list[Any]) -> None:
    listed = {job.id for job in jobs.list_all(page_size=2)}
    assert listed >= {job.id for job in five}
    assert len(list(jobs.list_all(limit=5, page_size=2))) == 5


def test_list_all_has_every_job_once(jobs: Any, five: list[Any]) -> None:
    listed = [job.id for job in jobs.list_all(page_size=2)]
    assert len(listed) == len(set(listed))


def test_jobs_are_found(jobs: Any, five: list[Any], cluster_id: str) -> None:
    one = five[0]
    assert [job.id for job in jobs.find(id=one.id)] == [one.id]
    for field in ("job_id", "job_template_id"):
        assert one.id in {job.id for job in jobs.find(**{field: one.job_id})}
    assert jobs.find_unique(job_template_id=five[1].job_id).id == five[1].id
    found = {job.id for job in jobs.find(status="SUCCEEDED", cluster_id=cluster_id)}
    assert found >= {job.id for job in five}
    assert len(list(jobs.find_all({"status": "SUCCEEDED"}, limit=2))) == 2
    assert jobs.find(job_template_id=NOWHERE) == []
    with pytest.raises(exceptions.NotFound, match=NOWHERE):
        jobs.find_unique(cluster_id=NOWHERE)
    with pytest.raises(exceptions.NoUniqueMatch, match=one.id):
        jobs.find_unique(cluster_id=cluster_id)


def test_a_job_goes_by_its_id_alone(jobs: Any, five: list[Any]) -> None:
    assert jobs.resolve(five[0].id).id == jobs.resolver()(five[0].id).id == five[0].id
    for id in (NOWHERE, "no-such-job", f"{five[0].id}/x"):
        with pytest.raises(exceptions.NotFound, match=id) as caught:
            jobs.resolve(id)
        assert caught.value.error_code == 404


@pytest.mark.parametrize("id", [NOWHERE, "a/b", "a?b", ".."])
def test_what_is_not_there_is_404(jobs: Any, id: str) -> None:
    for method in (jobs.get, jobs.cancel, jobs.suspend, jobs.delete, jobs.refresh_status):
        with pytest.raises(exceptions.NotFound) as caught:
            method(id)
        assert caught.value.error_code == 404
    with pytest.raises(exceptions.NotFound):
        jobs.wait_done(id, **WAIT)
