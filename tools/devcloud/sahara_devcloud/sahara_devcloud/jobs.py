"""The job engine: jobs run nowhere; their templates select duration and outcome."""

from __future__ import annotations

import datetime
import re
from typing import Any

from sahara import conductor, context
from sahara.plugins.fake import edp_engine
from sahara.service.edp import job_manager
from sahara.utils import edp

from sahara_devcloud import scenario
from sahara_devcloud.types import Job, JobTemplate

UNSUSPENDABLE = "unsuspendable"

#: Prefix of the engine's job IDs.
ID_PREFIX = "devcloud-"

PENDING_SECONDS = 0.3
RUN_SECONDS = 0.5
CANCEL_SECONDS = 0.5
#: Seconds between updates of a job's status; Sahara's own interval is 45 seconds.
CHECK_SECONDS = 0.2

#: Statuses that change without a request.
IN_PROGRESS = (edp.JOB_STATUS_PENDING, edp.JOB_STATUS_RUNNING)

#: The parts of Oozie's response that explain a failed workflow.
FAILURE: dict[str, Any] = {
    "status": edp.JOB_STATUS_FAILED,
    "actions": [
        {"name": ":start:", "status": "OK", "errorCode": None, "errorMessage": None},
        {
            "name": "job-node",
            "status": "ERROR",
            "errorCode": "JA018",
            "errorMessage": "Launcher ERROR, reason: Main class "
            "[org.apache.oozie.action.hadoop.JavaMain], exit code [1].",
        },
    ],
}

_RUN_SECONDS = re.compile(r"run_seconds=(\d+(?:\.\d+)?)")


class DevcloudJobEngine(edp_engine.FakeJobEngine):
    """Runs jobs by the clock; the fake plugin defines which jobs are valid."""

    def run_job(self, job_execution: Job) -> tuple[str, None, None]:
        _start_polling(job_execution.id)
        # No status: the job stays Pending, or keeps the status that a cancel request has set.
        return ID_PREFIX + job_execution.id, None, None

    def get_job_status(self, job_execution: Job) -> dict[str, Any] | None:
        """Return the current info of a job, or None if it has not changed."""
        before = job_execution.info["status"]
        if before not in IN_PROGRESS or job_execution.start_time is None:
            return None
        elapsed = _elapsed(job_execution)
        info: dict[str, Any]
        if elapsed < PENDING_SECONDS:
            info = {"status": edp.JOB_STATUS_PENDING}
        elif elapsed < _ends_after(job_execution):
            info = {"status": edp.JOB_STATUS_RUNNING}
        elif scenario.FAILING in _template(job_execution).name:
            info = FAILURE
        else:
            info = {"status": edp.JOB_STATUS_SUCCEEDED}
        return info if info["status"] != before else None

    def cancel_job(self, job_execution: Job) -> dict[str, str] | None:
        # Without a delay, no client would ever see TOBEKILLED.
        context.sleep(CANCEL_SECONDS)
        if conductor.API.job_execution_get(context.ctx(), job_execution.id) is None:
            # Deleted in the meantime; for None, Sahara reads the status itself.
            return None
        return {"status": edp.JOB_STATUS_KILLED}

    def suspend_job(self, job_execution: Job) -> dict[str, str] | None:
        if UNSUSPENDABLE in _template(job_execution).name:
            # For Sahara, None is a failure.
            return None
        return {"status": edp.JOB_STATUS_SUSPENDED}


def install() -> None:
    """Register this engine for the fake plugin."""
    edp_engine.FakeJobEngine = DevcloudJobEngine


def resume() -> None:
    """Continue the jobs that were in progress when Sahara was stopped."""
    context.set_ctx(context.get_admin_context())
    for job_execution in conductor.API.job_execution_get_all(context.ctx(), end_time=None):
        if not (job_execution.engine_job_id or "").startswith(ID_PREFIX):
            continue
        if job_execution.info["status"] == edp.JOB_STATUS_TOBEKILLED:
            context.spawn(
                f"killing-job-{job_execution.id}", job_manager.cancel_job, job_execution.id
            )
        else:
            _start_polling(job_execution.id)
    context.set_ctx(None)


def _start_polling(job_execution_id: str) -> None:
    context.spawn(f"polling-job-{job_execution_id}", _poll, job_execution_id)


def _poll(job_execution_id: str) -> None:
    pause = CHECK_SECONDS
    while True:
        context.sleep(pause)
        job_execution = conductor.API.job_execution_get(context.ctx(), job_execution_id)
        if job_execution is None or job_execution.info["status"] not in IN_PROGRESS:
            return
        job_manager.update_job_status(job_execution_id)
        if job_execution.info["status"] == edp.JOB_STATUS_RUNNING:
            # The status does not change before its time is over.
            pause = max(CHECK_SECONDS, _ends_after(job_execution) - _elapsed(job_execution))


def _elapsed(job_execution: Job) -> float:
    """Return the seconds since the start."""
    assert job_execution.start_time is not None
    # Sahara stores the start in local time.
    return (datetime.datetime.now() - job_execution.start_time).total_seconds()


def _ends_after(job_execution: Job) -> float:
    """Return the seconds from start to end; ``run_seconds=N`` of the template sets the run time."""
    job = _template(job_execution)
    match = _RUN_SECONDS.search(job.description or "")
    return PENDING_SECONDS + (float(match.group(1)) if match else RUN_SECONDS)


def _template(job_execution: Job) -> JobTemplate:
    template: JobTemplate = conductor.API.job_get(context.ctx(), job_execution.job_id)
    return template
