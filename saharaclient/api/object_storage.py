"""Content in the project's object storage (Swift): what job binaries and data sources point to."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, BinaryIO

from saharaclient.api import object_upload, stored_objects
from saharaclient.api.stored_objects import StoredObject, names_in, url_of
from saharaclient.exceptions import APIException, InvalidResponse, NotFound
from saharaclient.transport import streaming
from saharaclient.transport.adapter import Adapter
from saharaclient.transport.object_store import ObjectStore

if TYPE_CHECKING:
    from openstack.connection import Connection

__all__ = ["ObjectStorage", "Source", "StoredObject", "names_in", "url_of"]

#: Content to store: the path of a file, an open binary file, or bytes.
Source = str | os.PathLike[str] | BinaryIO | bytes

#: Bytes above which content is stored in segments. An object of Swift has at most 5 GiB.
SEGMENT_SIZE = 2**30


class ObjectStorage:
    """The object storage of a project, reached through openstacksdk with the session's token.

    ``client.object_storage`` is one. Objects are named by their ``swift://container/object`` URLs.

    :param api: adapter of the data processing service; its session, time limits and retries hold.
    :param connection: an openstacksdk connection; by default one for that session.
    :param segment_size: bytes above which content is stored in segments of that size; by default
        1 GiB.
    """

    def __init__(
        self, api: Adapter, connection: Connection | None = None, segment_size: int | None = None
    ) -> None:
        self._store = ObjectStore(api, connection)
        self.segment_size = segment_size or SEGMENT_SIZE

    def upload(
        self,
        source: Source,
        container: str,
        name: str,
        *,
        progress: streaming.Progress | None = None,
    ) -> StoredObject:
        """Store content as a new object, in pieces, and verify its checksum.

        The container is created if it is missing. If anything fails, no object is left; if that
        fails too, the error names what is left.

        :param source: the path of a file, an open binary file or bytes.
        :param progress: called after every piece with the number of bytes so far and in total.
        :return: the object; its ``url`` is for job binaries and data sources.
        :raises saharaclient.exceptions.Conflict: the object exists; it is left unchanged.
        :raises saharaclient.exceptions.BadRequest: there is no content.
        :raises OSError: the source cannot be read.
        """
        url = url_of(container, name)
        with (
            _opened(source) as file,
            streaming.Upload(file, progress, with_checksum=True) as body,
        ):
            if object_upload.find(self._store, container, name) is not None:
                raise object_upload.exists_already(url)
            self._create_container(container)
            upload = object_upload.ObjectUpload(self._store, container, name)
            if len(body) <= self.segment_size:
                return upload.store(body)
            self._create_container(container + object_upload.SEGMENTS)
            return upload.store_in_segments(body, self.segment_size)

    def find(self, url: str) -> StoredObject | None:
        """Return an object without its content, None if there is none.

        :param url: ``swift://container/object``.
        """
        return object_upload.find(self._store, *names_in(url))

    def has_content(self, url: str, source: Source) -> bool:
        """Return whether an object exists and has the same content, by its size and checksums.

        :param url: ``swift://container/object``.
        :param source: the path of a file, an open binary file or bytes.
        """
        found = self.find(url)
        if found is None:
            return False
        with _opened(source) as file:
            return stored_objects.is_content(file, found.size, self._checksums(found))

    def download(
        self, url: str, fileobj: IO[bytes], progress: streaming.Progress | None = None
    ) -> None:
        """Write the content of an object to a file, in pieces, and verify its checksum.

        :param url: ``swift://container/object``.
        :param fileobj: an open binary file.
        :param progress: called after every piece with the number of bytes so far and in total.
        :raises saharaclient.exceptions.NotFound: there is no such object.
        :raises saharaclient.exceptions.ConnectionFailed: the content is incomplete; a part of it
            may be in the file.
        :raises saharaclient.exceptions.InvalidResponse: the content does not have its checksum.
        """
        container, name = names_in(url)
        headers = {"Accept-Encoding": "identity"}
        response = self._store.request("GET", container, name, headers=headers, stream=True)
        # What is stored compressed stays so; the checksum is that of the stored bytes.
        response.headers.pop("Content-Encoding", None)
        response.raw.headers.pop("Content-Encoding", None)
        with contextlib.closing(response):
            if "Etag" not in response.headers:  # which object storage always sends
                message = f'What answers for "{url}" is not object storage.'
                raise InvalidResponse(0, "INVALID_RESPONSE", message, url=response.url)
            found = stored_objects.from_headers(container, name, response.headers)
            writer = stored_objects.VerifyingWriter(fileobj, self._checksums(found))
            streaming.download(response, writer, progress)
        if not writer.is_verified():
            raise InvalidResponse(
                0, "DAMAGED", f'The content of "{url}" does not have the checksum of the object.'
            )

    def delete(self, url: str) -> None:
        """Delete an object, and the segments of its content, if it exists.

        :param url: ``swift://container/object``.
        """
        found = self.find(url)
        if found is not None:
            object_upload.delete(self._store, found)

    def _checksums(self, stored: StoredObject) -> list[tuple[int, str | None]]:
        """Return the sizes and checksums of the parts of an object."""
        if not stored.is_large:
            return [(stored.size, stored.checksum or None)]
        response = self._store.request(
            "GET", stored.container, stored.name, params={"multipart-manifest": "get"}
        )
        return stored_objects.checksums_in(response) or [(stored.size, None)]

    def _create_container(self, container: str) -> None:
        try:
            self._store.request("HEAD", container)
        except NotFound:
            self._store.request("PUT", container)
        except APIException as error:
            if error.error_code != 403:  # users may write where they may not look
                raise


@contextlib.contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    elif isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            yield file
    else:
        yield source
