"""How jobs fare on the devcloud, asked in both versions of the API."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from keystoneauth1.adapter import Adapter

from tests.functional.cloud import Account, Names
from tests.functional.marks import in_v1

pytestmark = pytest.mark.parametrize("user", ["admin"], indirect=True)

#: A description that has a job run until it is stopped.
LONG = "run_seconds=600"
#: Where a job stays.
ENDED = ("SUCCEEDED", "FAILED", "KILLED", "SUSPENDED", "SUSPENDFAILED")

Job = dict[str, Any]


class Jobs:
    """Jobs in one version of the API."""

    def __init__(self, account: Account, version: str, cluster_id: str) -> None:
        self.cluster_id = cluster_id
        self.in_v1 = version == "1.1"
        self.sahara = account.sahara
        self.collection = "/jobs"
        if self.in_v1:
            root = str(account.sahara.endpoint_override).removesuffix("/v2")
            self.sahara = Adapter(
                account.connection.session,
                endpoint_override=f"{root}/v1.1/{account.connection.current_project_id}",
            )
            self.collection = "/job-executions"

    def run(self, template_id: str) -> str:
        """Run a job of a template; returns the job's id."""
        body: dict[str, Any] = {
            "cluster_id": self.cluster_id,
            "job_configs": {"configs": {"edp.java.main_class": "org.example.Main"}},
        }
        url = f"/jobs/{template_id}/execute" if self.in_v1 else "/jobs"
        if not self.in_v1:
            body["job_template_id"] = template_id
        return self._job(self.sahara.post(url, json=body))["id"]

    def get(self, id: str, action: str = "") -> Job:
        return self._job(self.sahara.get(f"{self.collection}/{id}{action}"))

    def cancel(self, id: str) -> Job:
        if self.in_v1:
            return self.get(id, "/cancel")
        return self._change(id, "cancel")

    def suspend(self, id: str) -> Job:
        return self._change(id, "suspend")

    def until(self, id: str, *statuses: str, action: str = "", seconds: float = 5) -> list[str]:
        """Wait until a job has one of some statuses; returns all that it had meanwhile."""
        seen: list[str] = []
        end = time.monotonic() + seconds
        while not seen or seen[-1] not in statuses:
            assert time.monotonic() < end, seen
            status = self.get(id, action)["info"]["status"]
            if status not in seen[-1:]:
                seen.append(status)
            time.sleep(0.05)
        return seen

    def _change(self, id: str, status: str) -> Job:
        answer = self.sahara.patch(f"{self.collection}/{id}", json={"info": {"status": status}})
        assert answer.status_code == 202
        return self._job(answer)

    def _job(self, answer: Any) -> Job:
        return answer.json()["job_execution" if self.in_v1 else "job"]


@pytest.fixture(scope="module")
def template(accounts: dict[str, Account], names: Names) -> Iterator[Callable[..., str]]:
    """Creates a job template and returns its ID; all of them, and their jobs, go in the end."""
    account = accounts["admin"]
    binary = account.create(
        "job-binaries",
        name=names("binary"),
        url="swift://jobs/example.jar",
        extra={"user": "nobody", "password": "none"},
    )
    made: list[str] = []

    def create(purpose: str, description: str = "") -> str:
        fields = {"type": "Java", "libs": [binary["id"]], "description": description}
        made.append(account.create("job-templates", name=names(purpose), **fields)["id"])
        return made[-1]

    yield create
    end = time.monotonic() + 30
    while left := [job for job in account.list("jobs") if job["job_template_id"] in made]:
        assert time.monotonic() < end, left
        for job in left:
            account.sahara.delete(f"/jobs/{job['id']}", raise_exc=False)
        time.sleep(1)
    for id in made:
        account.sahara.delete(f"/job-templates/{id}")
    account.sahara.delete(f"/job-binaries/{binary['id']}")


@pytest.fixture
def jobs(account: Account, api_version: str, cluster: str) -> Jobs:
    (found,) = account.named("clusters", cluster)
    return Jobs(account, api_version, found["id"])


@pytest.fixture
def running(jobs: Jobs, template: Callable[..., str]) -> str:
    """Id of a job that runs until it is stopped."""
    id = jobs.run(template("long", LONG))
    jobs.until(id, "RUNNING")
    return id


def test_a_job_succeeds(jobs: Jobs, template: Callable[..., str]) -> None:
    id = jobs.run(template("good"))
    assert jobs.until(id, *ENDED) == ["PENDING", "RUNNING", "SUCCEEDED"]
    job = jobs.get(id)
    assert job["start_time"] <= job["end_time"]


@in_v1
def test_job_takes_the_time_in_its_template(jobs: Jobs, template: Callable[..., str]) -> None:
    id = jobs.run(template("slow", "It has run_seconds=1.5 to do."))
    jobs.until(id, "RUNNING")
    began = time.monotonic()
    jobs.until(id, "SUCCEEDED")
    assert 1 < time.monotonic() - began < 2.5


def test_failed_job_shows_the_reason(jobs: Jobs, template: Callable[..., str]) -> None:
    id = jobs.run(template("doomed"))
    assert jobs.until(id, *ENDED)[-1] == "FAILED"
    job = jobs.get(id)
    (failed,) = (one for one in job["info"]["actions"] if one["status"] == "ERROR")
    assert failed["name"] == "job-node"
    assert failed["errorCode"] == "JA018"
    assert "exit code [1]" in failed["errorMessage"]
    assert job["end_time"] is not None


def test_a_running_job_is_cancelled(jobs: Jobs, running: str) -> None:
    jobs.cancel(running)
    assert jobs.until(running, *ENDED)[-2:] == ["TOBEKILLED", "KILLED"]
    assert jobs.get(running)["end_time"] is not None


def test_a_job_that_has_ended_is_not_cancelled(jobs: Jobs, template: Callable[..., str]) -> None:
    id = jobs.run(template("good"))
    jobs.until(id, "SUCCEEDED")
    before = jobs.get(id)
    assert jobs.cancel(id)["info"] == {"status": "SUCCEEDED"}
    time.sleep(0.3)
    assert jobs.get(id) == before


def test_a_running_job_is_suspended_and_then_cancelled(jobs: Jobs, running: str) -> None:
    jobs.suspend(running)
    assert jobs.until(running, *ENDED)[-1] == "SUSPENDED"
    assert jobs.get(running)["end_time"] is None
    jobs.cancel(running)
    assert jobs.until(running, "KILLED") == ["SUSPENDED", "TOBEKILLED", "KILLED"]


def test_an_unsuspendable_job_fails_to_suspend(jobs: Jobs, template: Callable[..., str]) -> None:
    id = jobs.run(template("unsuspendable", LONG))
    jobs.until(id, "RUNNING")
    jobs.suspend(id)
    assert jobs.until(id, *ENDED)[-1] == "SUSPENDFAILED"


@in_v1
def test_a_status_is_refreshed(jobs: Jobs, template: Callable[..., str]) -> None:
    id = jobs.run(template("doomed"))
    seen = jobs.until(id, *ENDED, action="/refresh-status")
    assert seen == ["PENDING", "RUNNING", "FAILED"]
    assert jobs.get(id, "/refresh-status") == jobs.get(id)


def test_a_running_job_is_deleted(jobs: Jobs, running: str) -> None:
    url = f"{jobs.collection}/{running}"
    assert jobs.sahara.delete(url).status_code == 204
    end = time.monotonic() + 5
    while jobs.sahara.get(url, raise_exc=False).status_code != 404:
        assert time.monotonic() < end
        time.sleep(0.1)


@in_v1
def test_no_plugin_converts_configuration_files(jobs: Jobs) -> None:
    for plugin in ("fake/0.1", "vanilla/2.8.2", "spark/2.3"):
        answer = jobs.sahara.post(
            f"/plugins/{plugin}/convert-config/template", data=b"{}", raise_exc=False
        )
        assert answer.status_code == 400
        assert "doesn't support converting" in answer.json()["error_message"]
