"""Objects in object storage: their URLs, headers, segments and checksums."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from urllib import parse

import requests

from saharaclient.api.resource import objects_in
from saharaclient.exceptions import APIException, BadRequest, ServerFault
from saharaclient.transport.streaming import PIECE, Writable

LOG = logging.getLogger(__name__)

SCHEME = "swift://"
#: What may follow a container in a URL, for Hadoop's connector (swift/utils.py of Sahara 19).
_SUFFIX = ".sahara"


@dataclass(frozen=True)
class StoredObject:
    """An object without its content.

    :ivar size: bytes.
    :ivar checksum: MD5 of the content; of a large object, MD5 of the checksums of its segments;
        empty if it is not known.
    :ivar is_large: whether its content is in segments.
    """

    container: str
    name: str
    size: int
    checksum: str
    is_large: bool = False

    @property
    def url(self) -> str:
        """``swift://container/object``."""
        return url_of(self.container, self.name)


class Manifest:
    """The body of a request that makes one large object of segments.

    :ivar checksum: that of the object.
    """

    def __init__(self, segments: Sequence[StoredObject]) -> None:
        self._size = sum(segment.size for segment in segments)
        self.checksum = _md5("".join(segment.checksum for segment in segments).encode())
        self.content = json.dumps(
            [
                {
                    "path": f"/{segment.container}/{segment.name}",
                    "etag": segment.checksum,
                    "size_bytes": segment.size,
                }
                for segment in segments
            ]
        ).encode()

    def __len__(self) -> int:
        return self._size


class VerifyingWriter:
    """A file that computes checksums of what is written to it.

    :param file: gets all of it.
    :param checksums: sizes and checksums of the parts, a checksum being None if it is not known.
    """

    def __init__(self, file: Writable, checksums: Sequence[tuple[int, str | None]]) -> None:
        self._file = file
        self._checksums = iter(checksums)
        self._is_right = True
        self._size: int | None = None
        self._checksum: str | None = None
        self._next_part()

    def write(self, data: bytes) -> int:
        """Write to the file."""
        self._file.write(data)
        view = memoryview(data)
        while view:
            if not self._left:
                self._finish_part()
                if not self._left:  # more than there should be
                    self._is_right = False
                    break
            self._md5.update(view[: self._left])
            taken = min(len(view), self._left)
            self._left -= taken
            view = view[taken:]
        return len(data)

    def is_verified(self) -> bool:
        """Return whether all parts were written, and had their checksums."""
        while self._is_right and not self._left and self._size is not None:
            self._finish_part()
        return self._is_right and self._size is None

    def _next_part(self) -> None:
        self._size, self._checksum = next(self._checksums, (None, None))
        self._left = self._size or 0
        self._md5 = hashlib.md5(usedforsecurity=False)

    def _finish_part(self) -> None:
        if self._checksum is not None and self._md5.hexdigest() != self._checksum:
            self._is_right = False
        self._next_part()


def url_of(container: str, name: str) -> str:
    """Return the URL of an object."""
    return f"{SCHEME}{container}/{name}"


def names_in(url: str) -> tuple[str, str]:
    """Return the container and the name in the URL of an object.

    :raises saharaclient.exceptions.BadRequest: it is not the URL of an object.
    """
    container, _, name = url.removeprefix(SCHEME).partition("/")
    if not (url.startswith(SCHEME) and container and name):
        message = f'"{url}" is not the URL of an object, such as swift://container/object.'
        raise BadRequest(0, "INVALID_URL", message)
    return container.removesuffix(_SUFFIX), name


def from_headers(container: str, name: str, headers: Mapping[str, str]) -> StoredObject:
    """Return the object that the headers of an answer describe."""
    # The segments of a dynamic large object are unknown, and so is the checksum of its content.
    is_dynamic = "X-Object-Manifest" in headers
    length = headers.get("Content-Length", "")
    return StoredObject(
        container,
        name,
        int(length) if length.isascii() and length.isdigit() else 0,
        "" if is_dynamic else etag_in(headers),
        is_large=headers.get("X-Static-Large-Object", "").lower() == "true",
    )


def etag_in(headers: Mapping[str, str]) -> str:
    """Return the checksum in the headers of an answer."""
    return headers.get("Etag", "").strip().strip('"').lower()


def checksums_in(response: requests.Response) -> list[tuple[int, str | None]]:
    """Return the sizes and checksums of the segments of a large object, empty if not known.

    :param response: the answer to a request for its manifest. Segments that are ranges of objects
        have no checksums.
    """
    try:
        segments = objects_in(response.json())
    except (ValueError, RecursionError):
        return []
    if any("range" in segment or segment.get("sub_slo") for segment in segments):
        return []
    known: list[tuple[int, str | None]] = []
    for segment in segments:
        size, md5 = segment.get("bytes"), segment.get("hash")
        if not isinstance(size, int) or not isinstance(md5, str):
            return []
        known.append((size, md5))
    return known


def is_content(file: BinaryIO, size: int, checksums: Sequence[tuple[int, str | None]]) -> bool:
    """Return whether a file has the content of an object.

    :param size: bytes of the object.
    :param checksums: sizes and checksums of its parts.
    """
    verifier = VerifyingWriter(_Nothing(), checksums)
    read = 0
    for piece in _pieces(file):
        read += len(piece)
        if read > size:
            return False
        verifier.write(piece)
    is_known = all(md5 is not None for _, md5 in checksums)
    return read == size and is_known and verifier.is_verified()


class _Nothing:
    def write(self, data: bytes) -> int:
        return len(data)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(PIECE), b"")


def check_deletion(response: requests.Response, url: str) -> None:
    """Raise the error that the answer to the deletion of a large object reports.

    Its status is 200 whatever has happened (Swift's bulk middleware).

    :raises saharaclient.exceptions.ServerFault: something is left.
    """
    try:
        report = response.json()
    except (ValueError, RecursionError):
        return
    failed = report.get("Errors") if isinstance(report, dict) else None
    if failed:
        left = ", ".join(f'"swift:/{parse.unquote(str(path))}"' for path, _ in failed)
        message = f'Object storage did not delete all of "{url}". Left: {left}.'
        raise ServerFault(500, "NOT_DELETED", message)


def add_to(error: BaseException, sentence: str) -> None:
    """Add what is left to do to an error, or to the log if it is not one of this library."""
    if isinstance(error, APIException):
        error.error_message = f"{error.error_message} {sentence}"
        error.args = (error.error_message,)
    else:
        LOG.error("%s", sentence)


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()
