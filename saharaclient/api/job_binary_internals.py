"""Job binary internals: content that the service itself keeps; v1.1 alone has them."""

from __future__ import annotations

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.job_binaries import Downloadable
from saharaclient.exceptions import BadRequest
from saharaclient.transport import streaming


class JobBinaryInternal(base.Resource):
    """Content in the service's own database."""

    resource_name = "Job binary internal"
    wrapping_key = "job_binary_internal"

    datasize: int
    is_public: bool
    is_protected: bool


class JobBinaryInternalsManager(base.Listable[JobBinaryInternal], Downloadable[JobBinaryInternal]):
    """The job binary internals of a project."""

    resource_class = JobBinaryInternal
    path = "job-binary-internals"
    key = "job_binary_internal"
    plural_key = "binaries"
    server_filters = frozenset({"name"})

    def create(
        self,
        name: str,
        data: streaming.Data,
        *,
        progress: streaming.Progress | None = None,
    ) -> JobBinaryInternal:
        """Store content: ``PUT /job-binary-internals/<name>``.

        A job binary with the URL ``internal-db://<id>`` makes it of use for jobs.

        :param data: bytes, text (stored as UTF-8) or an open binary file, which is sent from
            where it stands, without reading it into memory.
        :param progress: called after every piece with the numbers of bytes so far and of all.
        :raises saharaclient.exceptions.Conflict: there is one of that name.
        :raises saharaclient.exceptions.BadRequest: it is empty, or the server finds it too large.
        """
        if name in (None, "", ".", ".."):  # which no URL can end in
            raise BadRequest(0, "INVALID_NAME", f'"{name}" cannot be the name of content.')
        headers = {"Content-Type": "application/octet-stream"}
        with streaming.Upload(data, progress) as body:
            return self._resource(
                self._request("PUT", name, data=body, headers=headers, idempotent=False)
            )

    def get(self, job_binary_id: str) -> JobBinaryInternal:
        """Return a job binary internal without its content.

        ``GET /job-binary-internals/<id>``
        """
        return self._get(job_binary_id)

    def update(
        self,
        job_binary_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
    ) -> JobBinaryInternal:
        """Update what is given: ``PATCH /job-binary-internals/<id>``."""
        return self._update(locals())

    def delete(self, job_binary_id: str) -> None:
        """Delete content: ``DELETE /job-binary-internals/<id>``."""
        self._delete(job_binary_id)
