"""Content in object storage: uploads, downloads, and what is left after failures."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint

from saharaclient import exceptions
from saharaclient.api.object_storage import ObjectStorage
from saharaclient.client import Client
from tests.unit.loopback import Exchange
from tests.unit.object_store import Fault, MemoryStore, loses_answer, refuses, resets

CONTENT = os.urandom(2500)
URL = "swift://box/count.jar"


@pytest.fixture(autouse=True)
def small_segments(storage: ObjectStorage) -> None:
    """Have more than 1000 bytes stored in segments."""
    storage.segment_size = 1000


@pytest.fixture(params=[600, 2500], ids=["one object", "segments"])
def content(request: pytest.FixtureRequest) -> bytes:
    return CONTENT[: request.param]


# Uploads


@pytest.mark.parametrize("kind", ["path", "Path", "file", "bytes", "pipe"])
def test_every_source_is_stored(
    storage: ObjectStorage, store: MemoryStore, tmp_path: Path, kind: str, content: bytes
) -> None:
    path = tmp_path / "count.jar"
    path.write_bytes(content)
    read_end, write_end = os.pipe()
    os.write(write_end, content)
    os.close(write_end)
    with path.open("rb") as file, os.fdopen(read_end, "rb") as pipe:
        sources = {"path": str(path), "Path": path, "file": file, "bytes": content, "pipe": pipe}
        stored = storage.upload(sources[kind], "box", "count.jar")
    assert (stored.url, stored.size) == (URL, len(content))
    assert store.objects[URL] == content
    assert storage.find(URL) == stored


def test_large_content_is_segmented_in_a_container_of_its_own(
    storage: ObjectStorage, store: MemoryStore
) -> None:
    stored = storage.upload(CONTENT, "box", "count.jar")
    assert stored.is_large
    segments = store.containers["box_segments"]
    assert [len(segments[name].content) for name in sorted(segments)] == [1000, 1000, 500]
    assert list(store.containers["box"]) == ["count.jar"]


def test_segments_begin_above_the_limit(storage: ObjectStorage, store: MemoryStore) -> None:
    storage.upload(CONTENT[:1000], "box", "count.jar")
    assert list(store.containers) == ["box"]


def test_progress_covers_all_segments(storage: ObjectStorage) -> None:
    seen: list[tuple[int, int | None]] = []
    storage.upload(CONTENT, "box", "x", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1000, 2500), (2000, 2500), (2500, 2500)]


def test_existing_object_is_left_unchanged(storage: ObjectStorage, store: MemoryStore) -> None:
    store.put(URL, b"precious")
    with pytest.raises(exceptions.Conflict, match=f'"{URL}" exists already'):
        storage.upload(CONTENT, "box", "count.jar")
    assert store.objects == {URL: b"precious"}
    assert store.requests == ["HEAD /box/count.jar"]


def test_object_of_a_simultaneous_upload_is_left_unchanged(
    storage: ObjectStorage, store: MemoryStore, content: bytes
) -> None:
    def is_overtaken(exchange: Exchange) -> bool:
        store.put(URL, b"first")
        return refuses(412)(exchange)

    # The last request of an upload makes the object.
    store.faults[3 if len(content) < 1000 else 8] = is_overtaken
    with pytest.raises(exceptions.Conflict, match="exists already"):
        storage.upload(content, "box", "count.jar")
    assert store.objects == {URL: b"first"}


def test_upload_that_a_later_one_replaced_is_an_error(
    storage: ObjectStorage, store: MemoryStore
) -> None:
    def is_replaced(exchange: Exchange) -> bool:
        store.put(URL, b"later")
        exchange.say(201, b"", Etag=hashlib.md5(b"x").hexdigest())
        return False

    store.faults[3] = is_replaced
    with pytest.raises(exceptions.Conflict, match="exists already"):
        storage.upload(b"x", "box", "count.jar")
    assert store.objects == {URL: b"later"}


def test_upload_does_not_need_to_see_the_container(
    storage: ObjectStorage, store: MemoryStore
) -> None:
    store.containers["box"] = {}
    store.faults[1] = refuses(403)
    storage.upload(b"x", "box", "count.jar")
    assert store.objects == {URL: b"x"}


def test_empty_content_is_refused_before_any_request(
    storage: ObjectStorage, store: MemoryStore
) -> None:
    with pytest.raises(exceptions.BadRequest, match="empty"):
        storage.upload(b"", "box", "count.jar")
    assert store.requests == []


@pytest.mark.parametrize(
    ("container", "name", "what"),
    [
        ("a/b", "x", '"a/b" cannot be the name of a container'),
        ("..", "x", '".." cannot be the name of a container'),
        ("box", "..", '".." cannot be the name of an object'),
        ("box", "a/../x", '"a/../x" cannot be the name of an object'),
        ("box", "\ud800", "cannot be the name of anything"),
    ],
)
def test_name_that_is_no_path_is_refused(
    storage: ObjectStorage, store: MemoryStore, container: str, name: str, what: str
) -> None:
    with pytest.raises(exceptions.BadRequest, match=what):
        storage.upload(b"x", container, name)
    assert store.requests == []


def test_odd_names_are_quoted(storage: ObjectStorage, store: MemoryStore) -> None:
    storage.upload(b"x", "my box", "50% näher/ü?x#y")
    assert store.objects == {"swift://my box/50% näher/ü?x#y": b"x"}


def test_damaged_content_is_removed(storage: ObjectStorage, store: MemoryStore) -> None:
    def is_damaged(exchange: Exchange) -> bool:
        store.put(URL, b"damaged")
        exchange.say(201, b"", Etag="d41d8cd98f00b204e9800998ecf8427e")
        return False

    store.faults[3] = is_damaged
    with pytest.raises(exceptions.InvalidResponse, match="damaged on the way"):
        storage.upload(b"x", "box", "count.jar")
    assert store.objects == {}


# Failures at every point of an upload

FAULTS = {
    "reset": resets,
    "lost answer": loses_answer,
    **{str(status): refuses(status) for status in (401, 403, 413, 422, 500, 507)},
}


def objects_after(
    storage: ObjectStorage, store: MemoryStore, content: bytes
) -> exceptions.APIException | None:
    """Upload, and check that what is in the store is whole, or is named in the error."""
    try:
        storage.upload(content, "box", "count.jar")
    except exceptions.APIException as error:
        unmentioned = [url for url in store.objects if url not in str(error)]
        assert unmentioned == []
        return error
    assert store.objects[URL] == content
    return None


#: Every request of an upload: how much is uploaded, and the number of the request.
POINTS = pytest.mark.parametrize(
    ("size", "number"),
    [*((600, number) for number in range(5)), *((2500, number) for number in range(10))],
)


def test_every_request_has_a_point(storage: ObjectStorage, store: MemoryStore) -> None:
    storage.upload(CONTENT[:600], "box", "a")
    assert len(store.requests) == 5
    store.containers.clear()
    storage.upload(CONTENT, "box", "b")
    assert len(store.requests) == 5 + 10


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@POINTS
def test_single_failure_leaves_nothing(
    storage: ObjectStorage, store: MemoryStore, size: int, number: int, fault: Fault
) -> None:
    store.faults[number] = fault
    error = objects_after(storage, store, CONTENT[:size])
    if error is not None:
        assert store.objects == {}
    if fault in (resets, loses_answer):
        assert error is None, "It is sent again."
    is_stored_before = number == (4 if size == 600 else 9)
    assert error is None or not is_stored_before


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@POINTS
def test_object_storage_that_stays_away_leaves_nothing_unmentioned(
    storage: ObjectStorage, store: MemoryStore, size: int, number: int, fault: Fault
) -> None:
    store.faults = {**dict.fromkeys(range(number)), -1: fault}
    is_stored_before = number == (4 if size == 600 else 9)
    error = objects_after(storage, store, CONTENT[:size])
    assert (error is None) is is_stored_before


def test_interruption_removes_what_was_stored(
    storage: ObjectStorage, store: MemoryStore, content: bytes
) -> None:
    def interrupt(done: int, total: int | None) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        storage.upload(content, "box", "count.jar", progress=interrupt)
    assert store.objects == {}


def test_upload_that_object_storage_finishes_later_is_removed(
    storage: ObjectStorage, store: MemoryStore
) -> None:
    store.faults = dict.fromkeys(range(3, 7), resets)
    with pytest.raises(exceptions.ConnectionFailed):
        storage.upload(b"x", "box", "count.jar")
    assert store.requests[-2:] == ["HEAD /box/count.jar", "DELETE /box/count.jar"]


def test_file_that_cannot_be_read_on_leaves_nothing(
    storage: ObjectStorage, store: MemoryStore, content: bytes
) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= len(content) - 600 and size:
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(OSError, match="Input/output error"):
        storage.upload(Broken(content), "box", "count.jar")
    assert store.objects == {}


# Lookups


def test_content_is_compared(storage: ObjectStorage, store: MemoryStore, content: bytes) -> None:
    assert not storage.has_content(URL, content)
    storage.upload(content, "box", "count.jar")
    assert storage.has_content(URL, content)
    assert not storage.has_content(URL, content + b"x")
    assert not storage.has_content(URL, content[:-1])
    assert not storage.has_content(URL, b"x" + content[1:])
    assert not storage.has_content(URL, content[:-1] + bytes([content[-1] ^ 1]))


@pytest.mark.parametrize("url", ["swift://box", "s3://box/x", "swift:///x", "box/x", ""])
def test_url_of_no_object_is_refused(storage: ObjectStorage, url: str) -> None:
    with pytest.raises(exceptions.BadRequest, match="is not the URL of an object"):
        storage.find(url)


def test_suffix_of_hadoop_is_no_part_of_the_container(
    storage: ObjectStorage, store: MemoryStore
) -> None:
    store.put(URL, b"x")
    found = storage.find("swift://box.sahara/count.jar")
    assert found is not None
    assert found.url == URL


# Downloads


def test_download_is_what_was_stored(
    storage: ObjectStorage, store: MemoryStore, content: bytes
) -> None:
    storage.upload(content, "box", "count.jar")
    file = io.BytesIO()
    seen: list[tuple[int, int | None]] = []
    storage.download(URL, file, lambda done, total: seen.append((done, total)))
    assert file.getvalue() == content
    assert seen[-1] == (len(content), len(content))


def test_stored_compression_is_kept(storage: ObjectStorage, store: MemoryStore) -> None:
    store.put(URL, b"not really compressed", Content_Encoding="gzip")
    file = io.BytesIO()
    storage.download(URL, file)
    assert file.getvalue() == b"not really compressed"


def test_dynamic_large_object_is_read(storage: ObjectStorage, store: MemoryStore) -> None:
    store.put(URL, b"joined", X_Object_Manifest="box_segments/x", Etag="0")
    file = io.BytesIO()
    storage.download(URL, file)
    assert file.getvalue() == b"joined"
    assert not storage.has_content(URL, b"joined"), "Its checksum is not known."


@pytest.mark.parametrize("damage", ["flip", "swap"])
def test_damaged_download_is_an_error(
    storage: ObjectStorage, store: MemoryStore, content: bytes, damage: str
) -> None:
    storage.upload(content, "box", "count.jar")
    stored = store.containers["box"]["count.jar"]
    stored.headers["Etag"] = stored.etag
    if damage == "swap":
        stored.content = content[::-1]
    else:
        stored.content = content[:-1] + bytes([content[-1] ^ 1])
    with pytest.raises(exceptions.InvalidResponse, match="checksum"):
        storage.download(URL, io.BytesIO())


def test_download_that_ends_early_is_an_error(storage: ObjectStorage, store: MemoryStore) -> None:
    def ends_early(exchange: Exchange) -> bool:
        exchange.say(200, b"half", Content_Length="8", Etag="x")
        exchange.hang_up()
        return False

    store.faults[-1] = ends_early
    with pytest.raises(exceptions.ConnectionFailed, match="cut short"):
        storage.download(URL, io.BytesIO())


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (401, exceptions.Forbidden, "token"),
        (403, exceptions.Forbidden, "no access"),
        (404, exceptions.NotFound, "does not exist"),
        (413, exceptions.APIException, "quota"),
        (500, exceptions.ServerFault, "failed"),
        (507, exceptions.ServerFault, "no space"),
    ],
)
def test_refusal_says_what_and_why(
    storage: ObjectStorage,
    store: MemoryStore,
    status: int,
    kind: type[exceptions.APIException],
    words: str,
) -> None:
    store.faults[-1] = refuses(status)
    with pytest.raises(kind, match=words) as caught:
        storage.download(URL, io.BytesIO())
    assert (caught.value.error_code, caught.value.request_id) == (status, "tx123")
    assert f'refuses to read "{URL}"' in str(caught.value)


# Deletion


def test_segments_are_deleted_with_their_object(
    storage: ObjectStorage, store: MemoryStore, content: bytes
) -> None:
    store.put("swift://box/other", b"x")
    storage.upload(content, "box", "count.jar")
    storage.delete(URL)
    assert store.objects == {"swift://box/other": b"x"}
    storage.delete(URL)  # it is gone


def test_incomplete_deletion_is_an_error(storage: ObjectStorage, store: MemoryStore) -> None:
    def reports(exchange: Exchange) -> bool:
        exchange.say(200, {"Errors": [["/box_segments/count%20jar/1", "403 Forbidden"]]})
        return False

    storage.upload(CONTENT, "box", "count.jar")
    store.faults[len(store.requests) + 1] = reports
    with pytest.raises(exceptions.ServerFault, match='"swift://box_segments/count jar/1"'):
        storage.delete(URL)


# Other conditions


@pytest.mark.parametrize("act", ["delete", "download"])
def test_page_in_place_of_object_storage_is_an_error(
    storage: ObjectStorage, store: MemoryStore, act: str
) -> None:
    def shows_page(exchange: Exchange) -> bool:
        exchange.say(200, b"<html><title>Log in</title></html>", Content_Type="text/html")
        return False

    storage.upload(CONTENT[:600], "box", "count.jar")
    store.faults[len(store.requests) + (act == "delete")] = shows_page
    with pytest.raises(exceptions.InvalidResponse):
        storage.delete(URL) if act == "delete" else storage.download(URL, io.BytesIO())


def test_cloud_without_object_storage_is_named(clock: Any, keystone_session: Any) -> None:
    client = Client("2", session=keystone_session, clock=clock, sleep=clock.sleep)
    with pytest.raises(exceptions.ConnectionFailed, match="no object storage"):
        client.object_storage.upload(b"x", "box", "count.jar")


def test_token_is_not_sent_to_another_host(storage: ObjectStorage, store: MemoryStore) -> None:
    def redirects(exchange: Exchange) -> bool:
        exchange.say(307, b"", Location="http://elsewhere.invalid/")
        return False

    store.faults[-1] = redirects
    with pytest.raises(exceptions.Redirected, match="token"):
        storage.download(URL, io.BytesIO())


def test_session_is_left_as_it_was(store: MemoryStore, clock: Any) -> None:
    session = ksa_session.Session(auth=token_endpoint.Token(store.url, "token"))
    before = dict(vars(session))
    Client("2", session=session, sleep=clock.sleep).object_storage.upload(b"x", "box", "a")
    assert {name for name in vars(session) if name.endswith("connection")} == set()
    assert vars(session).keys() == before.keys()
