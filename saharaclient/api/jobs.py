"""Job templates, under the name that v1.1 has for them: jobs."""

from __future__ import annotations

from saharaclient.api.base_job_templates import BaseJobTemplateManager, JobTemplateFields


class Job(JobTemplateFields):
    """A job template, which v1.1 calls a job."""

    wrapping_key = "job"


class JobsManagerV1(BaseJobTemplateManager[Job]):
    """The job templates of a project, in v1.1."""

    resource_class = Job
    path = "jobs"
    key = "job"
    plural_key = "jobs"


#: The name by which programs import it.
JobsManager = JobsManagerV1
