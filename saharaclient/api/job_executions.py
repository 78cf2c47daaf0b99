"""Jobs: running a job template on a cluster. v1.1 calls them job executions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from saharaclient.api import base, jobs, waiters
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.resource import object_in, objects_in
from saharaclient.api.signatures import in_v1
from saharaclient.api.waitable import Waitable

SUCCEEDED = "SUCCEEDED"
#: The statuses that a job ends with.
FINAL_STATUSES = frozenset({SUCCEEDED, "FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED"})

SUSPENDABLE_STATUSES = frozenset({"PREP", "RUNNING"})
SUSPENDED_STATUSES = frozenset({"SUSPENDED", "PREPSUSPENDED"})


class JobFields(base.Resource):
    """What a job has, under either name."""

    resource_name = "Job"

    cluster_id: str
    job_id: str
    job_template_id: str
    input_id: str | None
    output_id: str | None
    job_configs: dict[str, Any]
    interface: dict[str, Any]
    info: dict[str, Any]
    engine_job_id: str | None
    oozie_job_id: str | None
    data_source_urls: dict[str, str]
    start_time: str | None
    end_time: str | None
    return_code: str | None
    is_public: bool
    is_protected: bool

    @property
    def status(self) -> str | None:
        """How far it is: ``PENDING``, ``RUNNING``, ``SUCCEEDED``, ..., from its ``info``."""
        return object_in(self.info).get("status")

    @property
    def is_over(self) -> bool:
        """Whether its status is final."""
        return self.status in FINAL_STATUSES

    @property
    def failure(self) -> str:
        """What the engine says went wrong, as a sentence; empty where it says nothing."""
        actions = objects_in(object_in(self.info).get("actions"))
        reasons = [
            " ".join(str(action["errorMessage"]).split()).rstrip(".")
            for action in actions
            if action.get("errorMessage")
        ]
        return f"{'; '.join(reasons)}." if reasons else ""


def _has_succeeded(job: JobFields) -> waiters.Outcome:
    if not job.is_over:
        return waiters.PENDING
    if job.status == SUCCEEDED:
        return waiters.DONE
    reason = job.failure or "the server gives no reason."
    return waiters.Failed(f"{job.described} has ended {job.status}: {reason}")


def _has_ended(job: JobFields) -> waiters.Outcome:
    return waiters.DONE if job.is_over else waiters.PENDING


def _is_suspended(job: JobFields) -> waiters.Outcome:
    if job.is_over:
        return waiters.Failed(f"{job.described} was not suspended: it has ended {job.status}.")
    return waiters.DONE if job.status in SUSPENDED_STATUSES else waiters.PENDING


#: What to wait for in a job.
DONE = waiters.Condition(_has_succeeded, "is not done yet")
OVER = waiters.Condition(_has_ended, "has not ended yet")
SUSPENDED = waiters.Condition(_is_suspended, "is not suspended yet")
DELETED = waiters.Condition[JobFields](
    lambda job: waiters.PENDING, "is not deleted yet", until_gone=True
)

J = TypeVar("J", bound=JobFields)


class JobManager(base.ListableByMarker[J], Waitable[J]):
    """The jobs of a project, under either name."""

    addressed_by = "id"
    parameter_fields = {"configs": "job_configs"}

    def create(
        self,
        job_template_id: str,
        cluster_id: str,
        input_id: str | None = None,
        output_id: str | None = None,
        configs: dict[str, Any] | None = None,
        interface: dict[str, Any] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> J:
        """Start a job: ``POST /jobs``, in v1.1 ``POST /jobs/<template id>/execute``.

        :param cluster_id: id of an Active cluster.
        :param input_id: id of the data source that it reads.
        :param output_id: id of the data source that it writes.
        :param configs: ``{"configs": {...}, "args": [...], "params": {...}}``, all optional.
        :param is_public: taken by the server and ignored, as ``is_protected``; see :meth:`update`.
        :param interface: values for the arguments that the template's interface has, by name.
        :raises saharaclient.exceptions.BadRequest: it lacks what its type needs.
        """
        return self._create(locals())

    def get(self, obj_id: str) -> J:
        """Return a job: ``GET /jobs/<id>``, in v1.1 ``GET /job-executions/<id>``."""
        return self._get(obj_id)

    def refresh_status(self, obj_id: str) -> J:
        """Return a job as it is now.

        In v1.1 ``GET /job-executions/<id>/refresh-status``, which has the service ask the engine;
        v2 has a plain ``GET /jobs/<id>``, so what it shows may be some time old.
        """
        return self._get(obj_id)

    def update(
        self,
        obj_id: str,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
    ) -> J:
        """Update what is given: ``PATCH /jobs/<id>``, in v1.1 ``PATCH /job-executions/<id>``."""
        return self._update(locals())

    def suspend(self, obj_id: str) -> J:
        """Start to suspend a job: ``PATCH /jobs/<id>``, in v1.1 ``PATCH /job-executions/<id>``.

        One that does not run, or is over, stays as it is. Only ``cancel`` goes on from there.

        :raises saharaclient.exceptions.BadRequest: its engine cannot.
        """
        return self.update_from(obj_id, {"info": {"status": "suspend"}})

    def delete(self, obj_id: str) -> None:
        """Start to delete a job: ``DELETE /jobs/<id>``, in v1.1 ``DELETE /job-executions/<id>``.

        One that runs is cancelled first.
        """
        self._delete(obj_id)

    # Waiting

    def _poll(self, resource_id: str, until: waiters.Condition[J]) -> J:
        return self._get(resource_id) if until.until_gone else self.refresh_status(resource_id)

    def wait_done(
        self,
        obj_id: str,
        *,
        timeout: float = waiters.TIMEOUT,
        poll_interval: waiters.Interval | None = None,
        on_poll: Callable[[J], None] | None = None,
    ) -> J:
        """Wait until a job has succeeded.

        :param timeout: seconds to wait at most.
        :param poll_interval: seconds between two polls, or a function of the seconds waited so
            far; by default 1.5 at first and 5.5 later.
        :param on_poll: called with the job that each poll found. Its exceptions are logged and do
            not end the wait.
        :raises saharaclient.exceptions.WaitFailed: it has ended in any other way.
        :raises saharaclient.exceptions.WaitTimedOut: it has not ended.
        """
        return self.wait(
            obj_id, DONE, timeout=timeout, poll_interval=poll_interval, on_poll=on_poll
        )

    def wait_over(self, obj_id: str, **kwargs: Any) -> J:
        """Wait until a job has ended, whichever way; after ``cancel``, say.

        :param kwargs: as in :meth:`wait_done`.
        :raises saharaclient.exceptions.WaitTimedOut: it has not ended.
        """
        return self.wait(obj_id, OVER, **kwargs)

    def wait_suspended(self, obj_id: str, **kwargs: Any) -> J:
        """Wait until a job is suspended.

        :param kwargs: as in :meth:`wait_done`.
        :raises saharaclient.exceptions.WaitFailed: it has ended instead.
        :raises saharaclient.exceptions.WaitTimedOut: it is not suspended yet.
        """
        return self.wait(obj_id, SUSPENDED, **kwargs)

    def wait_deleted(self, obj_id: str, **kwargs: Any) -> None:
        """Wait until a job is gone.

        :param kwargs: as in :meth:`wait_done`.
        :raises saharaclient.exceptions.WaitTimedOut: it is not gone yet.
        """
        self.wait(obj_id, DELETED, **kwargs)


class JobExecution(JobFields):
    """A job, which v1.1 calls a job execution."""

    wrapping_key = "job_execution"


class JobExecutionsManager(JobManager[JobExecution]):
    """The jobs of a project, in v1.1."""

    resource_class = JobExecution
    path = "job-executions"
    key = "job_execution"
    plural_key = "job_executions"
    server_filters = frozenset({"status", "cluster_id", "job_template_id"})
    create = in_v1(JobManager.create)

    def create_from(self, fields: Mapping[str, Any]) -> JobExecution:
        """Start a job from its fields, see :meth:`create`."""
        body = self.request_body(fields)
        templates = jobs.JobsManagerV1(self.api)
        template_id = str(body.pop("job_id", ""))
        return self._resource(templates._request("POST", template_id, "execute", json=body))

    def refresh_status(self, obj_id: str) -> JobExecution:
        """Have the service ask the engine how far a job is.

        ``GET /job-executions/<id>/refresh-status``
        """
        return self._resource(self._request("GET", obj_id, "refresh-status"))

    def cancel(self, obj_id: str) -> JobExecution:
        """Start to cancel a job: ``GET /job-executions/<id>/cancel``."""
        return self._resource(self._request("GET", obj_id, "cancel"))
