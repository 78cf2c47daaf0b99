"""Jobs, which run a job template on a cluster, in either version of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from saharaclient.api import base, waiters
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.resource import object_in, objects_in
from saharaclient.api.signatures import updates
from saharaclient.api.types import JobConfigs
from saharaclient.api.waitable import Waitable

if TYPE_CHECKING:
    from typing_extensions import Unpack

SUCCEEDED = "SUCCEEDED"
#: The statuses that a job ends with.
FINAL_STATUSES = frozenset({SUCCEEDED, "FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED"})

SUSPENDABLE_STATUSES = frozenset({"PREP", "RUNNING"})
SUSPENDED_STATUSES = frozenset({"SUSPENDED", "PREPSUSPENDED"})


class JobFields(base.Resource):
    """The fields of a job."""

    resource_name = "Job"

    cluster_id: str
    #: v1.1's name for ``job_template_id``.
    job_id: str
    job_template_id: str
    #: IDs of the data sources that it reads and writes.
    input_id: str | None
    output_id: str | None
    job_configs: JobConfigs
    #: Values of the template's arguments, by name.
    interface: dict[str, str]
    #: What the engine reports: ``status``, and ``actions[].errorMessage`` from Oozie.
    info: dict[str, object]
    #: ID of the job in its engine (Oozie, for example).
    engine_job_id: str | None
    #: v1.1's name for ``engine_job_id``.
    oozie_job_id: str | None
    #: URL that each data source was resolved to, by its ID.
    data_source_urls: dict[str, str]
    start_time: str | None
    end_time: str | None
    return_code: str | None
    is_public: bool
    is_protected: bool

    @property
    def status(self) -> str | None:
        """``PENDING``, ``RUNNING``, ``SUCCEEDED``, ..., from its ``info``."""
        status = object_in(getattr(self, "info", None)).get("status")
        return status if isinstance(status, str) else None

    @property
    def is_over(self) -> bool:
        """Whether its status is final."""
        return self.status in FINAL_STATUSES

    @property
    def failure(self) -> str:
        """The error messages of the engine, as a sentence; empty if there are none."""
        actions = objects_in(object_in(getattr(self, "info", None)).get("actions"))
        reasons = [
            " ".join(str(action["errorMessage"]).split()).rstrip(".")
            for action in actions
            if action.get("errorMessage")
        ]
        return f"{'; '.join(reasons)}." if reasons else ""


def _has_succeeded(job: base.Resource) -> waiters.Outcome:
    if not job.is_over:
        return waiters.PENDING
    if job.status == SUCCEEDED:
        return waiters.DONE
    reason = job.failure or "the server gives no reason."
    return waiters.Failed(f"{job.described} has ended {job.status}: {reason}")


def _has_ended(job: base.Resource) -> waiters.Outcome:
    return waiters.DONE if job.is_over else waiters.PENDING


def _is_suspended(job: base.Resource) -> waiters.Outcome:
    if job.is_over:
        return waiters.Failed(f"{job.described} was not suspended: it has ended {job.status}.")
    return waiters.DONE if job.status in SUSPENDED_STATUSES else waiters.PENDING


#: What to wait for in a job.
DONE = waiters.Condition(_has_succeeded, "is not done yet")
OVER = waiters.Condition(_has_ended, "has not ended yet")
SUSPENDED = waiters.Condition(_is_suspended, "is not suspended yet")
DELETED = waiters.Condition[base.Resource](
    lambda job: waiters.PENDING, "is not deleted yet", until_gone=True
)

J = TypeVar("J", bound=JobFields, covariant=True)


class BaseJobManager(base.ListableByMarker[J], Waitable[J]):
    """The jobs of a project, in either version of the API."""

    addressed_by = "id"
    parameter_fields = {"configs": "job_configs"}

    def get(self, obj_id: str) -> J:
        """Return a job: ``GET /jobs/<id>``, in v1.1 ``GET /job-executions/<id>``."""
        return self._fetch(obj_id)

    def refresh_status(self, obj_id: str) -> J:
        """Return a job with its current status.

        In v1.1 ``GET /job-executions/<id>/refresh-status``, which has the service ask the engine.
        v2 has only ``GET /jobs/<id>``, so the status may be some seconds old: Sahara 19 refuses
        the parameter ``refresh_status`` (validate_request_params([]) in api/v2/jobs.py).
        """
        return self._fetch(obj_id)

    @updates
    def update(
        self,
        obj_id: str,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
    ) -> J:
        """Update the given fields.

        ``PATCH /jobs/<id>``, in v1.1 ``PATCH /job-executions/<id>``
        """

    def suspend(self, obj_id: str) -> J:
        """Start to suspend a job: ``PATCH /jobs/<id>``, in v1.1 ``PATCH /job-executions/<id>``.

        A job that is not running stays as it is. A suspended job can only be cancelled.

        :raises saharaclient.exceptions.BadRequest: its engine cannot suspend jobs.
        """
        return self.update_from(obj_id, {"info": {"status": "suspend"}})

    def delete(self, obj_id: str) -> None:
        """Start to delete a job: ``DELETE /jobs/<id>``, in v1.1 ``DELETE /job-executions/<id>``.

        A running job is cancelled first.
        """
        self._delete(obj_id)

    # Waiting

    def _poll(self, resource_id: str, until: waiters.Condition[J]) -> J:
        return self._fetch(resource_id) if until.until_gone else self.refresh_status(resource_id)

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

    def wait_over(self, obj_id: str, **kwargs: Unpack[waiters.Options[J]]) -> J:
        """Wait until a job has ended, whichever way; after ``cancel``, say.

        :param kwargs: as in :meth:`wait_done`.
        :raises saharaclient.exceptions.WaitTimedOut: it has not ended.
        """
        return self.wait(obj_id, OVER, **kwargs)

    def wait_suspended(self, obj_id: str, **kwargs: Unpack[waiters.Options[J]]) -> J:
        """Wait until a job is suspended.

        :param kwargs: as in :meth:`wait_done`.
        :raises saharaclient.exceptions.WaitFailed: it has ended instead.
        :raises saharaclient.exceptions.WaitTimedOut: it is not suspended yet.
        """
        return self.wait(obj_id, SUSPENDED, **kwargs)

    def wait_deleted(self, obj_id: str, **kwargs: Unpack[waiters.Options[J]]) -> None:
        """Wait until a job is gone.

        :param kwargs: as in :meth:`wait_done`.
        :raises saharaclient.exceptions.WaitTimedOut: it is not gone yet.
        """
        self.wait(obj_id, DELETED, **kwargs)
