"""The job engine: jobs run nowhere, and their templates say how they fare."""

import datetime
import re

from sahara import conductor, context
from sahara.plugins.fake import edp_engine
from sahara.service.edp import job_manager
from sahara.utils import edp

from sahara_devcloud import rehearsal

UNSUSPENDABLE = "unsuspendable"

# The start of the ids of jobs that this engine runs.
ID_PREFIX = "devcloud-"

PENDING_SECONDS = 0.3
RUN_SECONDS = 0.5
CANCEL_SECONDS = 0.5
# How soon a job's status is brought up to date; Sahara itself does it every 45 seconds.
CHECK_SECONDS = 0.2

# What a job leaves by itself.
UNDERWAY = (edp.JOB_STATUS_PENDING, edp.JOB_STATUS_RUNNING)

# The parts of Oozie's answer that say why a workflow failed.
FAILURE = {
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
    """Has jobs wait, run and end by the clock; what may be run is for the fake plugin to say."""

    def run_job(self, job_execution):
        _follow(job_execution.id)
        # No status: the job stays Pending, or whatever a cancel has made of it meanwhile.
        return ID_PREFIX + job_execution.id, None, None

    def get_job_status(self, job_execution):
        """Return the info that `job_execution` should have by now; None when it has it."""
        before = job_execution.info["status"]
        if before not in UNDERWAY or job_execution.start_time is None:
            return None
        elapsed = _elapsed(job_execution)
        if elapsed < PENDING_SECONDS:
            info = {"status": edp.JOB_STATUS_PENDING}
        elif elapsed < _ends_after(job_execution):
            info = {"status": edp.JOB_STATUS_RUNNING}
        elif rehearsal.DOOMED in _template(job_execution).name:
            info = FAILURE
        else:
            info = {"status": edp.JOB_STATUS_SUCCEEDED}
        return info if info["status"] != before else None

    def cancel_job(self, job_execution):
        # Without a pause nobody would ever see the job being killed.
        context.sleep(CANCEL_SECONDS)
        if conductor.API.job_execution_get(context.ctx(), job_execution.id) is None:
            # Deleted meanwhile. Sahara looks for itself when it is told nothing.
            return None
        return {"status": edp.JOB_STATUS_KILLED}

    def suspend_job(self, job_execution):
        if UNSUSPENDABLE in _template(job_execution).name:
            # Sahara takes this for a failure.
            return None
        return {"status": edp.JOB_STATUS_SUSPENDED}


def install() -> None:
    """Have the fake plugin run its jobs here."""
    edp_engine.FakeJobEngine = DevcloudJobEngine


def resume() -> None:
    """Take up the jobs that were under way when Sahara was last ended."""
    context.set_ctx(context.get_admin_context())
    for job_execution in conductor.API.job_execution_get_all(context.ctx(), end_time=None):
        if not (job_execution.engine_job_id or "").startswith(ID_PREFIX):
            continue
        if job_execution.info["status"] == edp.JOB_STATUS_TOBEKILLED:
            context.spawn(
                f"killing-job-{job_execution.id}", job_manager.cancel_job, job_execution.id
            )
        else:
            _follow(job_execution.id)
    context.set_ctx(None)


def _follow(job_execution_id: str) -> None:
    context.spawn(f"following-job-{job_execution_id}", _keep_current, job_execution_id)


def _keep_current(job_execution_id: str) -> None:
    pause = CHECK_SECONDS
    while True:
        context.sleep(pause)
        job_execution = conductor.API.job_execution_get(context.ctx(), job_execution_id)
        if job_execution is None or job_execution.info["status"] not in UNDERWAY:
            return
        job_manager.update_job_status(job_execution_id)
        if job_execution.info["status"] == edp.JOB_STATUS_RUNNING:
            # Nothing else is to come of it until its time is over.
            pause = max(CHECK_SECONDS, _ends_after(job_execution) - _elapsed(job_execution))


def _elapsed(job_execution) -> float:
    """Seconds since the start."""
    # Sahara notes the start in local time.
    return (datetime.datetime.now() - job_execution.start_time).total_seconds()


def _ends_after(job_execution) -> float:
    """Seconds from start to end: its template may say how many of them it runs."""
    job = _template(job_execution)
    stated = _RUN_SECONDS.search(job.description or "")
    return PENDING_SECONDS + (float(stated.group(1)) if stated else RUN_SECONDS)


def _template(job_execution):
    return conductor.API.job_get(context.ctx(), job_execution.job_id)
