"""The content of job binaries: through the service, and in the project's object storage."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from saharaclient.api import stored_objects
from saharaclient.api.downloadable import Downloadable
from saharaclient.api.manager import R
from saharaclient.api.object_storage import ObjectStorage, Source
from saharaclient.api.types import SwiftCredentials
from saharaclient.exceptions import APIException, BadRequest, Conflict, ConnectionFailed, NotFound
from saharaclient.transport import adapter, streaming

#: The container of content, unless another one is given.
CONTAINER = "job-binaries"
_S3_SCHEMES = ("s3://", "s3a://")


class ContentManager(Downloadable[R]):
    """A manager of resources whose content is at a URL, which may be in object storage.

    :param api: the adapter that sends its requests.
    :param object_storage: the object storage of the project.
    """

    def __init__(self, api: adapter.Adapter, object_storage: ObjectStorage | None = None) -> None:
        super().__init__(api)
        self.object_storage = object_storage or ObjectStorage(api)

    def create_with_content(
        self,
        name: str,
        source: Source,
        extra: SwiftCredentials | None = None,
        *,
        container: str = CONTAINER,
        description: str | None = None,
        is_public: bool | None = None,
        is_protected: bool | None = None,
        progress: streaming.Progress | None = None,
    ) -> R:
        """Store content in object storage and register it: ``POST /job-binaries``.

        The object has the name of the job binary. If the registration fails, the object is removed.

        :param source: the path of a file, an open binary file or bytes.
        :param extra: ``user`` and ``password``, with which the service reads the object.
        :param container: the container, which is created if it is missing.
        :param progress: called after every piece with the number of bytes so far and in total.
        :raises saharaclient.exceptions.Conflict: the object or the job binary exists.
        :raises saharaclient.exceptions.BadRequest: there is no content, or the server does not
            accept a field.
        """
        fields = {
            "name": name,
            "description": description,
            "extra": extra,
            "is_public": is_public,
            "is_protected": is_protected,
        }
        given = {key: value for key, value in fields.items() if value is not None}
        return self.create_from_content(given, source, container, progress)

    def create_from_content(
        self,
        fields: Mapping[str, object],
        source: Source,
        container: str = CONTAINER,
        progress: streaming.Progress | None = None,
    ) -> R:
        """Do what :meth:`create_with_content` does, for the fields of a request.

        :raises saharaclient.exceptions.BadRequest: among other reasons, they have no name.
        """
        name = fields.get("name")
        if not name or not isinstance(name, str):
            raise BadRequest(0, "INVALID_NAME", f'"{name}" cannot be the name of content.')
        stored = self.object_storage.upload(source, container, name, progress=progress)
        return self.create_from_stored(
            {**fields, "url": stored.url}, lambda: self.object_storage.delete(stored.url)
        )

    def create_from_stored(
        self,
        fields: Mapping[str, object],
        remove: Callable[[], object],
        place: str = "object storage",
    ) -> R:
        """Register content that was stored: ``POST /job-binaries``. If that fails, remove it.

        :param fields: of the request, with the name and the URL of the content.
        :param remove: removes the content.
        :param place: where it is, for messages.
        """
        try:
            return self.create_from(fields)
        except BaseException as error:
            name, url = str(fields.get("name")), str(fields.get("url"))
            user = self._user_or_removed(name, url, remove, place, error)
            if user is None or not _is_open(error):
                raise
            return user

    def _user_or_removed(
        self,
        name: str,
        url: str,
        remove: Callable[[], object],
        place: str,
        error: BaseException,
    ) -> R | None:
        """Return the resource that uses content after all, or remove the content.

        The answer to its creation may be lost, or somebody else may have been faster.
        """
        try:
            for one in self.find(name=name):
                if getattr(one, "url", None) == url:
                    return one
        except APIException:
            stored_objects.add_to(
                error,
                f'"{url}" is left in {place}, for it is not known whether a {self._kind()} uses'
                " it.",
            )
            return None
        try:
            remove()
        except APIException as failure:
            stored_objects.add_to(error, f'"{url}" is left in {place}: {failure}')
        return None

    def delete_with_content(self, job_binary_id: str) -> None:
        """Delete a job binary, then its object: ``DELETE /job-binaries/<id>``.

        :raises saharaclient.exceptions.Conflict: other job binaries have the same content. Nothing
            was deleted. Those of other projects are not known.
        :raises saharaclient.exceptions.BadRequest: its content is not in object storage.
        """
        binary = self._fetch(job_binary_id)
        url = str(getattr(binary, "url", ""))
        stored_objects.names_in(url)
        if others := [one.name for one in self._sharing_content(url) if one.id != job_binary_id]:
            message = f"{binary.described} has the same content as others: {', '.join(others)}."
            raise Conflict(0, "CONTENT_IN_USE", message)
        self._delete(job_binary_id)
        try:
            self.object_storage.delete(url)
        except APIException as error:
            stored_objects.add_to(error, f'{binary.described} was deleted, but not "{url}".')
            raise

    def _sharing_content(self, url: str) -> Sequence[R]:
        """Return all job binaries, also public ones of other projects, whose content is an object.

        :param url: ``swift://container/object``.
        """
        names = stored_objects.names_in(url)
        return [one for one in self.list_all() if _names_or_none(getattr(one, "url", "")) == names]

    def get_file(self, job_binary_id: str) -> bytes:
        """Return the content, from where :meth:`download` has it.

        It is read into memory; use :meth:`download` for large content.
        """
        try:
            return super().get_file(job_binary_id)
        except APIException as refusal:
            content = io.BytesIO()
            self._download_directly(job_binary_id, content, None, refusal)
            return content.getvalue()

    def download(
        self,
        job_binary_id: str,
        fileobj: IO[bytes],
        progress: streaming.Progress | None = None,
    ) -> None:
        """Write the content to a file, piece by piece: ``GET /<path>/<id>/data``.

        Content in Swift that the service does not deliver, such as more than 5 MB, is read directly
        from the project's object storage, and its checksum is verified.

        :param fileobj: an open binary file.
        :param progress: called after every piece with the number of bytes so far and in total,
            None if the server does not send it.
        :raises saharaclient.exceptions.ConnectionFailed: the content is incomplete; a part of it
            may be in the file.
        :raises saharaclient.exceptions.InvalidResponse: it does not have its checksum.
        """
        try:
            response = self._content(job_binary_id, stream=True)
        except APIException as refusal:
            self._download_directly(job_binary_id, fileobj, progress, refusal)
        else:
            streaming.download(response, fileobj, progress)

    def _download_directly(
        self,
        job_binary_id: str,
        fileobj: IO[bytes],
        progress: streaming.Progress | None,
        refusal: APIException,
    ) -> None:
        """Download from object storage what the service has refused to deliver."""
        if isinstance(refusal, (ConnectionFailed, NotFound)):
            raise refusal
        try:
            url = str(self._fetch(job_binary_id).url)
        except (APIException, AttributeError):
            raise refusal from None
        if url.startswith(_S3_SCHEMES):
            stored_objects.add_to(
                refusal,
                "Content in S3 comes through the service only, which reads at most 5 MB unless its"
                ' option "job_binary_max_KB" allows more.',
            )
        if _names_or_none(url) is None:
            raise refusal
        try:
            self.object_storage.download(url, fileobj, progress)
        except APIException as error:
            reason = f"The service itself does not deliver it: {refusal.error_message}"
            stored_objects.add_to(error, reason)
            raise


def _is_open(error: BaseException) -> bool:
    """Return whether a request may have been carried out although it failed with this error."""
    return isinstance(error, APIException) and not 400 <= error.error_code < 500


def _names_or_none(url: object) -> tuple[str, str] | None:
    """Return the container and the name of an object, None if a URL is not that of an object."""
    try:
        return stored_objects.names_in(str(url))
    except APIException:
        return None
