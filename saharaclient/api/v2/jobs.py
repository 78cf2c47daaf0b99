"""Jobs, under the name that v2 has for them."""

from __future__ import annotations

from saharaclient.api import job_executions


class Job(job_executions.JobFields):
    """A job: one run of a job template on a cluster."""

    wrapping_key = "job"


class JobsManagerV2(job_executions.JobManager[Job]):
    """The jobs of a project, in v2."""

    resource_class = Job
    path = "jobs"
    key = "job"
    plural_key = "jobs"
    server_filters = frozenset({"status"})

    def cancel(self, obj_id: str) -> Job:
        """Start to cancel a job: ``PATCH /jobs/<id>``."""
        return self.update_from(obj_id, {"info": {"status": "cancel"}})
