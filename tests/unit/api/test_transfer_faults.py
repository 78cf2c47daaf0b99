"""Transfers that fail in the middle: what is left, over real sockets."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from typing import Any

import pytest

from saharaclient import exceptions
from saharaclient.api.object_storage import ObjectStorage
from saharaclient.client import AnyClient, Client
from tests.unit.identity import session_of
from tests.unit.loopback import Exchange, Loopback
from tests.unit.object_store import Fault, MemoryStore, cut_off, refuses, resets
from tests.unit.shell.memory import Cloud

SEGMENT = 4 << 20
#: Two segments and a half. A segment is more than the buffers of a connection hold.
CONTENT = os.urandom(1 << 20) * 10
URL = "swift://box/count.jar"
#: Where a request stops being read.
HALF = SEGMENT // 2

STATUSES = (401, 413, 507)
#: What happens in the middle of a body.
FAULTS: dict[str, Fault] = {
    "reset": resets,
    "cut off": cut_off,
    **{str(status): refuses(status) for status in STATUSES},
    **{f"{status} in peace": refuses(status, reads_on=True) for status in STATUSES},
}
#: The requests with content: the segment size, and the number of the request.
UPLOADS = {"one object": (2**30, 3), "first segment": (SEGMENT, 5), "second segment": (SEGMENT, 6)}

faults = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
uploads = pytest.mark.parametrize(("size", "number"), UPLOADS.values(), ids=UPLOADS.keys())


def upload(storage: ObjectStorage, size: int) -> exceptions.APIException | None:
    storage.segment_size = size
    try:
        storage.upload(CONTENT, "box", "count.jar")
    except exceptions.APIException as error:
        return error
    return None


@faults
@uploads
def test_upload_that_fails_once_is_whole_or_leaves_nothing(
    storage: ObjectStorage, store: MemoryStore, size: int, number: int, fault: Fault
) -> None:
    store.faults[number] = fault
    store.cuts[number] = HALF
    error = upload(storage, size)
    assert store.requests[number].startswith("PUT /box"), "That is the request with content."
    if error is None:
        assert store.objects[URL] == CONTENT
    else:
        assert store.objects == {}
    if fault in (resets, cut_off):
        assert error is None, "It is sent again."


@faults
@uploads
def test_upload_that_keeps_failing_leaves_nothing_unmentioned(
    storage: ObjectStorage, store: MemoryStore, size: int, number: int, fault: Fault
) -> None:
    store.faults = {**dict.fromkeys(range(number)), -1: fault}
    store.cuts = dict.fromkeys(range(number, 100), HALF)
    error = upload(storage, size)
    assert error is not None
    assert [url for url in store.objects if url not in str(error)] == []
    assert URL not in store.objects


@uploads
@pytest.mark.parametrize(
    ("status", "words"), [(401, "token"), (413, "quota"), (507, "no space left")]
)
def test_refusal_in_the_middle_is_explained(
    storage: ObjectStorage, store: MemoryStore, size: int, number: int, status: int, words: str
) -> None:
    store.faults[number] = refuses(status, reads_on=True)
    store.cuts[number] = HALF
    error = upload(storage, size)
    assert error is not None
    assert (error.error_code, words in str(error)) == (status, True)
    assert store.objects == {}


@pytest.mark.parametrize("fault", [resets, cut_off], ids=["reset", "cut off"])
def test_download_that_fails_in_the_middle_is_an_error(
    storage: ObjectStorage, store: MemoryStore, fault: Fault
) -> None:
    def ends_early(exchange: Exchange) -> bool:
        exchange.say(200, CONTENT[:HALF], Content_Length=str(len(CONTENT)), Etag="0" * 32)
        return fault(exchange)

    store.faults[-1] = ends_early
    with pytest.raises(exceptions.ConnectionFailed) as caught:
        storage.download(URL, io.BytesIO())
    assert store.url in str(caught.value)
    assert len(store.requests) == 1, "What is in the file would be there twice."


@pytest.mark.parametrize("number", [0, 1], ids=["content", "manifest"])
def test_download_of_segments_that_fails_is_an_error(
    storage: ObjectStorage, store: MemoryStore, number: int
) -> None:
    upload(storage, SEGMENT)
    store.requests.clear()
    store.faults = {number: refuses(507)}
    with pytest.raises(exceptions.ServerFault, match="no space left"):
        storage.download(URL, io.BytesIO())


def test_full_disk_ends_a_download(storage: ObjectStorage, store: MemoryStore) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any, /) -> int:
            if self.tell() > HALF:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    upload(storage, 2**30)
    with pytest.raises(OSError, match="No space left on device"):
        storage.download(URL, Full())


# The database of the service, which API v1.1 has


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud()
    with Loopback(cloud.answer) as loopback:
        cloud.url = loopback.url
        loopback.bytes_read = lambda exchange: HALF
        yield cloud


@pytest.fixture
def client(cloud: Cloud, clock: Any) -> AnyClient:
    session = session_of(cloud.url)
    return Client("1.1", session=session, clock=clock, sleep=clock.sleep)


@faults
def test_upload_to_the_service_that_fails_is_sent_once(
    client: AnyClient, cloud: Cloud, fault: Fault
) -> None:
    cloud.faults = [fault] * 4
    with pytest.raises(exceptions.APIException) as caught:
        client.job_binary_internals.create("count.jar", CONTENT)
    assert cloud.resources["job-binary-internals"] == []
    is_refused = caught.value.error_code in STATUSES
    assert is_refused or "may have reached it" in str(caught.value)
    is_renewed = caught.value.error_code == 401
    assert len(cloud.changes) == 1 + is_renewed, "A new token is tried once."
