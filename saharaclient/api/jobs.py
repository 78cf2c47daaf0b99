"""Job templates: what kind of job, from which binaries. v1.1 calls them jobs."""

from __future__ import annotations

from typing import Any

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated, R


class JobTemplateFields(base.Resource):
    """What a job template has, under either name."""

    resource_name = "Job template"

    type: str
    description: str | None
    mains: list[dict[str, Any]]
    libs: list[dict[str, Any]]
    interface: list[dict[str, Any]]
    is_public: bool
    is_protected: bool


class JobTemplateManager(base.Listable[R]):
    """The job templates of a project, under either name."""

    server_filters = frozenset({"name", "type"})

    def create(
        self,
        name: str,
        type: str,
        mains: list[str] | None = None,
        libs: list[str] | None = None,
        description: str | None = None,
        interface: list[dict[str, Any]] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> R:
        """Create a job template: ``POST /job-templates``, in v1.1 ``POST /jobs``.

        :param type: such as ``Pig``, ``MapReduce.Streaming``, ``Spark``, ``Shell``.
        :param mains: ids of the job binaries to run; Java and MapReduce have none.
        :param libs: ids of the job binaries that go along; none is in both.
        :param interface: the arguments that a job of it takes: ``name``, ``mapping_type``
            (``args``, ``configs`` or ``params``), ``location``, ``value_type``, ``required``,
            ``default``, ``description``.
        :raises saharaclient.exceptions.BadRequest: the type does not go with these binaries.
        """
        return self._create(locals())

    def get(self, job_id: str) -> R:
        """Return a job template: ``GET /job-templates/<id>``, in v1.1 ``GET /jobs/<id>``."""
        return self._get(job_id)

    def get_configs(self, job_type: str) -> R:
        """Return what jobs of a type can be configured with.

        ``GET /job-templates/config-hints/<type>``, in v1.1 ``GET /jobs/config-hints/<type>``

        :return: ``job_config`` with ``configs``, ``args`` and, for some types, ``params``.
        """
        return self._resource(self._request("GET", "config-hints", job_type))

    def update(
        self,
        job_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
    ) -> R:
        """Update what is given; None clears a field.

        ``PATCH /job-templates/<id>``, in v1.1 ``PATCH /jobs/<id>``
        """
        return self._update(locals())

    def delete(self, job_id: str) -> None:
        """Delete a job template.

        ``DELETE /job-templates/<id>``, in v1.1 ``DELETE /jobs/<id>``

        :raises saharaclient.exceptions.BadRequest: there are jobs of it.
        """
        self._delete(job_id)


class Job(JobTemplateFields):
    """A job template, which v1.1 calls a job."""

    wrapping_key = "job"


class JobsManagerV1(JobTemplateManager[Job]):
    """The job templates of a project, in v1.1."""

    resource_class = Job
    path = "jobs"
    key = "job"
    plural_key = "jobs"


#: The name by which some import it.
JobsManager = JobsManagerV1
