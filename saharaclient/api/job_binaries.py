"""Job binaries: the scripts and archives that job templates are made of."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from saharaclient.api import base
from saharaclient.api.job_binary_content import ContentManager
from saharaclient.api.signatures import creates
from saharaclient.api.types import S3Credentials, SwiftCredentials
from saharaclient.exceptions import APIException, BadRequest, ServerFault


class JobBinaries(base.Resource):
    """A job binary; the server does not send its credentials."""

    resource_name = "Job binary"
    wrapping_key = "job_binary"

    #: Where its content is: ``swift://``, ``s3://``, ``manila://`` or ``internal-db://<id>``.
    url: str
    description: str | None
    is_public: bool
    is_protected: bool


class BaseJobBinaryManager(base.Listable[JobBinaries], ContentManager[JobBinaries]):
    """The job binaries of a project, in either version of the API.

    Filter of a list: ``name``.
    """

    resource_class = JobBinaries
    path = "job-binaries"
    key = "job_binary"
    plural_key = "binaries"
    server_filters = frozenset({"name"})

    @creates
    def create(
        self,
        name: str,
        url: str,
        description: str | None = None,
        extra: SwiftCredentials | S3Credentials | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
    ) -> JobBinaries:
        """Register a job binary: ``POST /job-binaries``.

        :param url: where its content is: ``swift://``, ``s3://``, ``manila://`` or, from
            ``job_binary_internals``, ``internal-db://<id>``.
        :param extra: ``user`` and ``password`` for Swift, ``accesskey``, ``secretkey`` and
            ``endpoint`` for S3.
        :raises saharaclient.exceptions.Conflict: a job binary of that name exists.
        :raises saharaclient.exceptions.BadRequest: the server does not accept a field.
        """

    def get(self, job_binary_id: str) -> JobBinaries:
        """Return a job binary without its content: ``GET /job-binaries/<id>``."""
        return self._fetch(job_binary_id)

    def update(self, job_binary_id: str, data: Mapping[str, object]) -> JobBinaries:
        """Update the given fields: ``PATCH /job-binaries/<id>``, in v1.1 ``PUT``.

        :param data: ``name``, ``description``, ``url``, ``is_public``, ``is_protected``,
            ``extra``.
        :raises saharaclient.exceptions.BadRequest: a job that has not started yet uses it, or the
            URL is ``internal-db://`` and would change.
        """
        return self.update_from(job_binary_id, data)

    def delete(self, job_binary_id: str) -> None:
        """Delete a job binary, but not its content: ``DELETE /job-binaries/<id>``."""
        self._delete(job_binary_id)


class JobBinariesManagerV1(BaseJobBinaryManager):
    """The job binaries of a project, in v1.1."""

    update_verb = "PUT"


class JobBinariesManagerV2(BaseJobBinaryManager):
    """The job binaries of a project, in v2."""

    def _content(self, job_binary_id: str, stream: bool) -> requests.Response:
        try:
            return super()._content(job_binary_id, stream)
        except ServerFault as fault:
            # Under v2, Sahara 19 reads a field that no job binary has (get_job_binary_data in
            # service/api/v2/job_binaries.py). It serves v1.1, where this works, as well.
            v1_api = self.api.with_version("1.1")
            try:
                return JobBinariesManagerV1(v1_api)._content(job_binary_id, stream)
            except BadRequest as refusal:
                raise refusal from fault  # it says what is wrong with the content
            except APIException:
                raise fault from None


#: The name by which programs import it.
JobBinariesManager = JobBinariesManagerV1
