"""The upload of an object: what it leaves behind is a whole object, or nothing unmentioned."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from saharaclient.api import stored_objects
from saharaclient.api.stored_objects import StoredObject
from saharaclient.exceptions import (
    APIException,
    Conflict,
    ConnectionFailed,
    InvalidResponse,
    NotFound,
    ServerFault,
)
from saharaclient.transport import streaming
from saharaclient.transport.object_store import ObjectStore

#: Follows the name of a container in that of the one with its segments, as for other clients.
SEGMENTS = "_segments"
#: Header with a random value that identifies the upload that an object comes from.
_MARK = "X-Object-Meta-Sahara-Upload"


class ObjectUpload:
    """The upload of one object.

    :param container: its container, which exists.
    :param name: its name.
    """

    def __init__(self, store: ObjectStore, container: str, name: str) -> None:
        self._store = store
        self._container = container
        self._name = name
        self._mark = uuid.uuid4().hex

    def store(self, body: streaming.Upload) -> StoredObject:
        """Store content as one object."""
        return self._check_owner(self._put(self._container, self._name, body))

    def store_in_segments(self, body: streaming.Upload, size: int) -> StoredObject:
        """Store content as segments, and an object that joins them."""
        segments: list[StoredObject] = []
        try:
            for offset in range(0, len(body), size):
                name = f"{self._name}/{self._mark}/{len(segments):08}"
                part = body.part(offset, size)
                segments.append(self._put(self._container + SEGMENTS, name, part))
            manifest = stored_objects.Manifest(segments)
            return self._check_owner(
                self._put(
                    self._container, self._name, manifest, params={"multipart-manifest": "put"}
                )
            )
        except BaseException as error:
            self._remove(segments, error)
            raise

    def _put(
        self,
        container: str,
        name: str,
        body: streaming.Upload | stored_objects.Manifest,
        params: Mapping[str, str] | None = None,
    ) -> StoredObject:
        """Store an object that must not exist, and verify it."""
        url = stored_objects.url_of(container, name)
        data: object = body.content if isinstance(body, stored_objects.Manifest) else body
        headers = {
            "If-None-Match": "*",
            "Content-Type": "application/octet-stream",
            _MARK: self._mark,
        }
        try:
            response = self._store.request(
                "PUT", container, name, data=data, headers=headers, params=params
            )
            stored = StoredObject(
                container,
                name,
                len(body),
                stored_objects.etag_in(response.headers),
                is_large=isinstance(body, stored_objects.Manifest),
            )
        except (Conflict, ConnectionFailed, ServerFault) as error:
            found = self._stored_nevertheless(container, name, body, error)
            if found is None:
                if isinstance(error, Conflict):
                    raise exists_already(url) from error
                raise
            stored = found
        except BaseException as error:  # the answer did not come before an interruption
            found = self._stored_nevertheless(container, name, body, error)
            if found is not None:
                self._remove([found], error)
            raise
        if stored.checksum != body.checksum:
            damaged = InvalidResponse(
                0,
                "DAMAGED",
                f'"{url}" was damaged on the way: its checksum is not that of the data.',
            )
            self._remove([stored], damaged)
            raise damaged
        return stored

    def _check_owner(self, stored: StoredObject) -> StoredObject:
        """Return an object that was stored, if no simultaneous upload has replaced it.

        Swift evaluates ``If-None-Match`` when an upload begins, and keeps the content of the one
        that began last.
        """
        try:
            response = self._store.request(
                "HEAD", stored.container, stored.name, headers={"X-Newest": "true"}
            )
        except APIException:  # it was stored, and that is all that can be known
            return stored
        if response.headers.get(_MARK) != self._mark:
            raise exists_already(stored.url)
        return stored

    def _stored_nevertheless(
        self,
        container: str,
        name: str,
        body: streaming.Upload | stored_objects.Manifest,
        error: BaseException,
    ) -> StoredObject | None:
        """Return the object if it is this upload's, although it was not reported as stored."""
        if body.checksum is None:  # it has not been sent to its end, and so is not stored
            return None
        try:
            try:
                response = self._store.request("HEAD", container, name)
            except NotFound:
                if not isinstance(error, Conflict):
                    # Swift does not store what was sent before a deletion, not even later.
                    delete(self._store, StoredObject(container, name, 0, ""))
                return None
        except APIException:
            if not isinstance(error, Conflict):
                url = stored_objects.url_of(container, name)
                stored_objects.add_to(error, f'Check whether "{url}" was stored.')
            return None
        if response.headers.get(_MARK) != self._mark:
            return None
        return stored_objects.from_headers(container, name, response.headers)

    def _remove(self, stored: Sequence[StoredObject], error: BaseException) -> None:
        """Remove objects because of an error, which names those that cannot be removed."""
        left: list[str] = []
        failure: APIException | None = None
        for one in stored:
            if not isinstance(failure, ConnectionFailed):  # else each would wait for its retries
                try:
                    delete(self._store, one)
                    continue
                except APIException as caught:
                    failure = caught
            left.append(f'"{one.url}"')
        if left:
            verb = "is" if len(left) == 1 else "are"
            stored_objects.add_to(
                error, f"{', '.join(left)} {verb} left in object storage: {failure}"
            )


def find(store: ObjectStore, container: str, name: str) -> StoredObject | None:
    """Return an object, None if there is none."""
    try:
        response = store.request("HEAD", container, name)
    except NotFound:
        return None
    return stored_objects.from_headers(container, name, response.headers)


def delete(store: ObjectStore, stored: StoredObject) -> None:
    """Delete an object with its segments, if it exists."""
    params = {"multipart-manifest": "delete"} if stored.is_large else None
    headers = {"Accept": "application/json"}
    try:
        response = store.request(
            "DELETE", stored.container, stored.name, params=params, headers=headers
        )
    except NotFound:
        return
    if stored.is_large:
        stored_objects.check_deletion(response, stored.url)


def exists_already(url: str) -> Conflict:
    """Return the error for an object that is in the way."""
    return Conflict(0, "OBJECT_EXISTS", f'The object "{url}" exists already; it is left unchanged.')
