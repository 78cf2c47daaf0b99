"""Job templates: a type of job and its binaries, in either version of the API."""

from __future__ import annotations

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated, R
from saharaclient.api.signatures import creates, updates
from saharaclient.api.types import InterfaceArgument, JobBinaryRef


class JobTemplateFields(base.Resource):
    """The fields of a job template."""

    resource_name = "Job template"

    #: ``Pig``, ``MapReduce.Streaming``, ``Spark``, ``Shell``, ...
    type: str
    description: str | None
    #: Job binaries to run, and those that go along.
    mains: list[JobBinaryRef]
    libs: list[JobBinaryRef]
    #: Arguments that its jobs take.
    interface: list[InterfaceArgument]
    is_public: bool
    is_protected: bool


class BaseJobTemplateManager(base.Listable[R]):
    """The job templates of a project, in either version of the API.

    Filters of a list: ``name`` and ``type``.
    """

    server_filters = frozenset({"name", "type"})

    @creates
    def create(
        self,
        name: str,
        type: str,
        mains: list[str] | None = None,
        libs: list[str] | None = None,
        description: str | None = None,
        interface: list[InterfaceArgument] | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> R:
        """Create a job template: ``POST /job-templates``, in v1.1 ``POST /jobs``.

        :param type: such as ``Pig``, ``MapReduce.Streaming``, ``Spark``, ``Shell``.
        :param mains: IDs of the job binaries to run; Java and MapReduce have none.
        :param libs: IDs of the job binaries that go along; no binary is in both lists.
        :param interface: the arguments that a job of it takes: ``name``, ``mapping_type``
            (``args``, ``configs`` or ``params``), ``location``, ``value_type``, ``required``,
            ``default``, ``description``.
        :raises saharaclient.exceptions.BadRequest: the type does not go with these binaries.
        """

    def get(self, job_id: str) -> R:
        """Return a job template: ``GET /job-templates/<id>``, in v1.1 ``GET /jobs/<id>``."""
        return self._fetch(job_id)

    def get_configs(self, job_type: str) -> R:
        """Return the configuration parameters of a type of job.

        ``GET /job-templates/config-hints/<type>``, in v1.1 ``GET /jobs/config-hints/<type>``

        :return: ``job_config`` with ``configs``, ``args`` and, for some types, ``params``.
        """
        return self._get(self._url("config-hints", job_type))

    @updates
    def update(
        self,
        job_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        description: str | NotUpdated | None = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
    ) -> R:
        """Update the given fields; None clears a field.

        ``PATCH /job-templates/<id>``, in v1.1 ``PATCH /jobs/<id>``
        """

    def delete(self, job_id: str) -> None:
        """Delete a job template.

        ``DELETE /job-templates/<id>``, in v1.1 ``DELETE /jobs/<id>``

        :raises saharaclient.exceptions.BadRequest: there are jobs of it.
        """
        self._delete(job_id)
