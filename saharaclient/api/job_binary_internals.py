"""Job binary internals: content in the database of the service; v1.1 only."""

from __future__ import annotations

from saharaclient.api import base
from saharaclient.api.base import NOT_UPDATED, NotUpdated
from saharaclient.api.downloadable import Downloadable
from saharaclient.api.signatures import updates
from saharaclient.exceptions import BadRequest
from saharaclient.transport import streaming

#: Begin of the URL of a job binary with such content; the ID follows.
SCHEME = "internal-db://"


class JobBinaryInternal(base.Resource):
    """Content in the service's own database."""

    resource_name = "Job binary internal"
    wrapping_key = "job_binary_internal"

    #: Bytes.
    datasize: int
    is_public: bool
    is_protected: bool


class JobBinaryInternalsManager(base.Listable[JobBinaryInternal], Downloadable[JobBinaryInternal]):
    """The job binary internals of a project.

    Filter of a list: ``name``.
    """

    resource_class = JobBinaryInternal
    path = "job-binary-internals"
    key = "job_binary_internal"
    plural_key = "binaries"
    server_filters = frozenset({"name"})
    # A PUT creates, and Sahara refuses a second one of the same name.
    put_is_idempotent = False

    def create(
        self,
        name: str,
        data: streaming.Data,
        *,
        progress: streaming.Progress | None = None,
    ) -> JobBinaryInternal:
        """Store content: ``PUT /job-binary-internals/<name>``.

        Jobs use it through a job binary with the URL ``internal-db://<id>``.

        :param data: bytes, text (stored as UTF-8) or an open binary file, which is sent from its
            current position without reading it into memory.
        :param progress: called after every piece with the number of bytes so far and in total.
        :raises saharaclient.exceptions.Conflict: content of that name exists.
        :raises saharaclient.exceptions.BadRequest: it is empty, or too large for the server.
        """
        if name in (None, "", ".", ".."):  # which no URL can end in
            raise BadRequest(0, "INVALID_NAME", f'"{name}" cannot be the name of content.')
        with streaming.Upload(data, progress) as upload:
            body: object = upload
            if progress is None and isinstance(data, (bytes, str)):
                # Programs look for what they passed in the body of a request that they mock.
                ascii_only = isinstance(data, str) and data.isascii()
                body = data if ascii_only or isinstance(data, bytes) else str(data).encode()
            return self._update(self._url(name), body, self.key, dump_json=False)

    def get(self, job_binary_id: str) -> JobBinaryInternal:
        """Return a job binary internal without its content.

        ``GET /job-binary-internals/<id>``
        """
        return self._fetch(job_binary_id)

    @updates
    def update(
        self,
        job_binary_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        is_public: bool | NotUpdated | None = NOT_UPDATED,
        is_protected: bool | NotUpdated | None = NOT_UPDATED,
    ) -> JobBinaryInternal:
        """Update the given fields: ``PATCH /job-binary-internals/<id>``."""

    def delete(self, job_binary_id: str) -> None:
        """Delete content: ``DELETE /job-binary-internals/<id>``."""
        self._delete(job_binary_id)
