"""Job templates, under the name that v2 has for them."""

from __future__ import annotations

from saharaclient.api.base_job_templates import BaseJobTemplateManager, JobTemplateFields


class JobTemplate(JobTemplateFields):
    """A job template."""

    wrapping_key = "job_template"


class JobTemplatesManagerV2(BaseJobTemplateManager[JobTemplate]):
    """The job templates of a project, in v2."""

    resource_class = JobTemplate
    path = "job-templates"
    key = "job_template"
    plural_key = "job_templates"
