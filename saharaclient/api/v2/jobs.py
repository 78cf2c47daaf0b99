"""Jobs, under the name that v2 has for them."""

from __future__ import annotations

from saharaclient.api.base_jobs import BaseJobManager, JobFields
from saharaclient.api.signatures import creates
from saharaclient.api.types import JobConfigs


class Job(JobFields):
    """A job: one run of a job template on a cluster."""

    wrapping_key = "job"


class JobsManagerV2(BaseJobManager[Job]):
    """The jobs of a project, in v2.

    Filter of a list: ``status``.
    """

    resource_class = Job
    path = "jobs"
    key = "job"
    plural_key = "jobs"
    server_filters = frozenset({"status"})

    @creates
    def create(
        self,
        job_template_id: str,
        cluster_id: str,
        input_id: str | None = None,
        output_id: str | None = None,
        configs: JobConfigs | None = None,
        interface: dict[str, str] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> Job:
        """Start a job: ``POST /jobs``.

        :param cluster_id: ID of an Active cluster.
        :param input_id: ID of the data source that it reads.
        :param output_id: ID of the data source that it writes.
        :param configs: ``{"configs": {...}, "args": [...], "params": {...}}``, all optional.
        :param interface: values for the arguments of the template's interface, by name.
        :param is_public: ignored by Sahara, as ``is_protected``; use :meth:`update`.
        :raises saharaclient.exceptions.BadRequest: it lacks what its type needs.
        """

    def cancel(self, obj_id: str) -> Job:
        """Start to cancel a job: ``PATCH /jobs/<id>``."""
        return self.update_from(obj_id, {"info": {"status": "cancel"}})
