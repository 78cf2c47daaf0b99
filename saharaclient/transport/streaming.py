"""Bodies that are not read into memory: uploads from a file and downloads into one."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

import requests
from keystoneauth1 import exceptions as ksa_exceptions

from saharaclient.exceptions import BadRequest
from saharaclient.transport import failures

#: Bytes that are in memory at a time. Smaller pieces cost more CPU time; larger ones gain nothing.
PIECE = 256 * 1024

#: Called after every piece with the bytes so far, and with all of them where that is known.
Progress = Callable[[int, "int | None"], None]


#: What can be uploaded: bytes, text (sent as UTF-8) or an open binary file.
Data = bytes | bytearray | str | BinaryIO


class Writable(Protocol):
    """A file as far as downloads need one."""

    def write(self, data: bytes, /) -> object:
        """Write to it."""


class CallerFailed(Exception):  # noqa: N818  it is never the caller's to catch
    """Carries what the caller's file or callback raised past requests, which translates OSError.

    :param error: what it raised.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(error)
        self.error = error


class Upload:
    """The body of a request, read from a file piece by piece while it is sent.

    Each iteration starts from the beginning, because the request is repeated with a new token if
    the service rejects an expired one.

    :param data: what to send; a file from where it stands.
    :param progress: called after every piece.
    :param with_checksum: whether to compute the MD5 checksum of what is sent.
    :ivar checksum: MD5 of what was sent the last time that all of it was, None before that.
    :raises saharaclient.exceptions.BadRequest: there is nothing to send, or it is no binary file.
    """

    def __init__(
        self, data: Data, progress: Progress | None = None, *, with_checksum: bool = False
    ) -> None:
        if isinstance(data, str):
            data = data.encode("utf-8")
        file = io.BytesIO(data) if isinstance(data, (bytes, bytearray)) else data
        self._file = _rewindable(file)
        self._is_spooled = self._file is not file
        self._progress = progress
        self._with_checksum = with_checksum
        self.checksum: str | None = None
        self._start = self._file.tell()
        self._size = self._file.seek(0, io.SEEK_END) - self._start
        self._sent_before, self._total = 0, self._size
        if self._size <= 0:
            raise BadRequest(0, "EMPTY_UPLOAD", "There is no data to upload: it is empty.")

    def __enter__(self) -> Upload:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_spooled:
            self._file.close()

    def __len__(self) -> int:
        return self._size

    def part(self, offset: int, size: int) -> Upload:
        """Return a part of it as a body of its own, whose progress is that of the whole.

        :param offset: bytes of the whole before it.
        :param size: its bytes; fewer at the end of the whole.
        """
        part = copy.copy(self)
        part._start = self._start + offset
        part._size = min(size, self._size - offset)
        part._sent_before = offset
        part.checksum = None
        return part

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        sent = 0
        checksum = hashlib.md5(usedforsecurity=False) if self._with_checksum else None
        while sent < self._size:
            with _callers():
                piece = self._file.read(min(PIECE, self._size - sent))
            if not piece:
                # The server has been told how much is to come, and would wait for it.
                message = f"The data ended after {sent} of {self._size} bytes; nothing was stored."
                raise BadRequest(0, "SHORT_UPLOAD", message)
            if checksum is not None:
                checksum.update(piece)
            sent += len(piece)
            if checksum is not None and sent == self._size:
                self.checksum = checksum.hexdigest()  # the receiver may not ask for more
            yield piece
            if self._progress is not None:
                with _callers():
                    self._progress(self._sent_before + sent, self._total)


@contextlib.contextmanager
def _callers() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise CallerFailed(error) from error


def _rewindable(file: BinaryIO) -> BinaryIO:
    """Return a file of which the size can be told; the API takes no body of unknown size."""
    seekable = getattr(file, "seekable", bool)()
    if seekable and isinstance(file.read(0), bytes):
        return file
    spool = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the upload
    try:
        shutil.copyfileobj(file, spool, PIECE)
    except TypeError as error:
        spool.close()
        message = "What is to be uploaded is a file of text; open it in binary mode."
        raise BadRequest(0, "NOT_BINARY", message) from error
    spool.seek(0)
    return spool


def download(response: requests.Response, file: Writable, progress: Progress | None = None) -> None:
    """Write the body of a streamed answer to a file.

    :param file: an open binary file.
    :param progress: called after every piece.
    :raises saharaclient.exceptions.ConnectionFailed: it has ended before its time; some of it
        may be in the file.
    """
    total = None if "Content-Encoding" in response.headers else announced_length(response)
    received = 0
    with contextlib.closing(response):
        try:
            for piece in response.iter_content(PIECE):
                file.write(piece)
                received += len(piece)
                if progress is not None:
                    progress(received, total)
        except requests.exceptions.RequestException as error:
            failure = ksa_exceptions.UnknownConnectionError("The download failed.", error)
            raise failures.from_failure(failure, "GET", response.url) from error


def announced_length(response: requests.Response) -> int | None:
    """Return the number of bytes that the header of an answer promises."""
    announced = response.headers.get("Content-Length", "")
    digits = announced.isascii() and announced.isdigit() and len(announced) < 20
    return int(announced) if digits else None
