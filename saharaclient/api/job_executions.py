"""Jobs, under the name that v1.1 has for them: job executions."""

from __future__ import annotations

from collections.abc import Mapping

from saharaclient.api.base_jobs import BaseJobManager, JobFields
from saharaclient.api.jobs import JobsManagerV1
from saharaclient.api.signatures import creates
from saharaclient.api.types import JobConfigs


class JobExecution(JobFields):
    """A job, which v1.1 calls a job execution."""

    wrapping_key = "job_execution"


class JobExecutionsManager(BaseJobManager[JobExecution]):
    """The jobs of a project, in v1.1.

    Filters of a list: ``status``, ``cluster_id`` and ``job_id``.
    """

    resource_class = JobExecution
    path = "job-executions"
    key = "job_execution"
    plural_key = "job_executions"
    server_filters = frozenset({"status", "cluster_id", "job_template_id"})

    @creates
    def create(
        self,
        job_id: str,
        cluster_id: str,
        input_id: str | None = None,
        output_id: str | None = None,
        configs: JobConfigs | None = None,
        interface: dict[str, str] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> JobExecution:
        """Start a job: ``POST /jobs/<job_id>/execute``.

        :param job_id: ID of a job template.
        :param cluster_id: ID of an Active cluster.
        :param input_id: ID of the data source that it reads.
        :param output_id: ID of the data source that it writes.
        :param configs: ``{"configs": {...}, "args": [...], "params": {...}}``, all optional.
        :param interface: values for the arguments of the template's interface, by name.
        :param is_public: ignored by Sahara, as ``is_protected``; use :meth:`update`.
        :raises saharaclient.exceptions.BadRequest: it lacks what its type needs.
        """

    def create_from(self, fields: Mapping[str, object]) -> JobExecution:
        """Start a job from its fields, see :meth:`create`."""
        body = self.request_body(fields)
        url = JobsManagerV1(self.api)._url(str(body.pop("job_id", "")), "execute")
        return self._create(url, body, self.key)

    def refresh_status(self, obj_id: str) -> JobExecution:
        """Have the service ask the engine for a job's status.

        ``GET /job-executions/<id>/refresh-status``
        """
        return self._get(self._url(obj_id, "refresh-status"), self.key)

    def cancel(self, obj_id: str) -> JobExecution:
        """Start to cancel a job: ``GET /job-executions/<id>/cancel``."""
        return self._get(self._url(obj_id, "cancel"), self.key)
