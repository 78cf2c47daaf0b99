"""Content of job binaries in object storage: stored, registered, downloaded and deleted."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import Any

import pytest

from saharaclient import exceptions
from saharaclient.client import AnyClient, Client
from tests.unit.identity import session_of
from tests.unit.loopback import Exchange, Loopback
from tests.unit.object_store import loses_answer, refuses, resets
from tests.unit.shell.memory import LARGEST, Cloud

CONTENT = os.urandom(3 * LARGEST)
SMALL = CONTENT[:LARGEST]
URL = "swift://job-binaries/count.jar"
EXTRA = {"user": "ann", "password": "s3cr3t"}


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    cloud = Cloud()
    with Loopback(cloud.answer) as loopback:
        cloud.url = loopback.url
        yield cloud


@pytest.fixture(params=["1.1", "2"], ids=["v1.1", "v2"])
def client(request: pytest.FixtureRequest, cloud: Cloud, clock: Any) -> AnyClient:
    session = session_of(cloud.url)
    return Client(request.param, session=session, clock=clock, sleep=clock.sleep)


def registered(cloud: Cloud) -> list[dict[str, Any]]:
    return [one for one in cloud.resources["job-binaries"] if one["name"] == "count.jar"]


def test_content_is_stored_and_registered(client: AnyClient, cloud: Cloud) -> None:
    client.object_storage.segment_size = LARGEST
    binary = client.job_binaries.create_with_content(
        "count.jar", CONTENT, EXTRA, description="Counts", is_protected=True
    )
    assert cloud.store.objects[URL] == CONTENT
    (one,) = registered(cloud)
    assert (one["id"], one["url"], one["extra"]) == (binary.id, URL, EXTRA)
    assert (one["description"], one["is_protected"]) == ("Counts", True)


def test_container_can_be_chosen(client: AnyClient, cloud: Cloud) -> None:
    binary = client.job_binaries.create_with_content("a.jar", SMALL, EXTRA, container="mine")
    assert binary.url == "swift://mine/a.jar"
    assert cloud.store.objects == {"swift://mine/a.jar": SMALL}


@pytest.mark.parametrize("segment_size", [LARGEST, 2**30], ids=["segments", "one object"])
def test_refused_registration_removes_the_object(
    client: AnyClient, cloud: Cloud, segment_size: int
) -> None:
    client.object_storage.segment_size = segment_size
    cloud.faults = [refuses(400)]
    with pytest.raises(exceptions.BadRequest):
        client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    assert cloud.store.objects == {}


@pytest.mark.parametrize("fault", [refuses(500), resets], ids=["500", "reset"])
def test_failed_registration_removes_the_object(
    client: AnyClient, cloud: Cloud, fault: Any
) -> None:
    cloud.faults = [fault] * 4
    with pytest.raises(exceptions.APIException):
        client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    assert cloud.store.objects == {}
    assert registered(cloud) == []


def test_registration_whose_answer_is_lost_counts(client: AnyClient, cloud: Cloud) -> None:
    cloud.faults = [loses_answer]
    binary = client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    assert [one["id"] for one in registered(cloud)] == [binary.id]
    assert URL in cloud.store.objects


def test_object_of_a_faster_registration_stays(client: AnyClient, cloud: Cloud) -> None:
    def is_late(exchange: Exchange) -> bool:
        cloud.add("job-binaries", name="count.jar", url=URL)
        return refuses(409)(exchange)

    cloud.faults = [is_late]
    with pytest.raises(exceptions.Conflict):
        client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    assert list(cloud.store.objects) == [URL]


def test_object_that_cannot_be_removed_is_named(client: AnyClient, cloud: Cloud) -> None:
    cloud.faults = [refuses(400)]
    cloud.store.faults = {**dict.fromkeys(range(5)), -1: refuses(403)}
    with pytest.raises(exceptions.BadRequest, match=f'"{URL}" is left in object storage: .*403'):
        client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    assert list(cloud.store.objects) == [URL]


def test_object_stays_if_it_may_be_registered(
    client: AnyClient, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**fields: object) -> Any:
        raise exceptions.ConnectionFailed(0, None, "No answer.")

    cloud.faults = [loses_answer]
    monkeypatch.setattr(client.job_binaries, "find", fail)
    with pytest.raises(exceptions.ConnectionFailed, match=f'"{URL}" is left') as caught:
        client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    assert "not known whether a job binary uses it" in str(caught.value)
    assert list(cloud.store.objects) == [URL]


@pytest.mark.parametrize("fault", [None, loses_answer], ids=["before", "after"])
def test_interrupted_registration_leaves_no_object_without_a_job_binary(
    client: AnyClient, cloud: Cloud, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    create_from = client.job_binaries.create_from

    def interrupt(fields: Any) -> Any:
        if fault is not None:
            create_from(fields)
        raise KeyboardInterrupt

    monkeypatch.setattr(client.job_binaries, "create_from", interrupt)
    with pytest.raises(KeyboardInterrupt):
        client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    assert len(cloud.store.objects) == len(registered(cloud)) == (0 if fault is None else 1)


# Downloads


@pytest.mark.parametrize("content", [SMALL, CONTENT], ids=["by the service", "directly"])
def test_download_is_what_was_stored(client: AnyClient, cloud: Cloud, content: bytes) -> None:
    binary = client.job_binaries.create_with_content("count.jar", content, EXTRA)
    file = io.BytesIO()
    before = len(cloud.store.requests)
    client.job_binaries.download(binary.id, file)
    assert file.getvalue() == content
    assert client.job_binaries.get_file(binary.id) == content
    is_direct = len(cloud.store.requests) > before
    assert is_direct is (content is CONTENT)


def test_download_that_nobody_delivers_says_what_both_say(client: AnyClient, cloud: Cloud) -> None:
    binary = client.job_binaries.create_with_content("count.jar", SMALL, EXTRA)
    cloud.store.containers.clear()
    with pytest.raises(exceptions.NotFound) as caught:
        client.job_binaries.download(binary.id, io.BytesIO())
    assert f'"{URL}": it does not exist' in str(caught.value)
    assert "Object GET failed" in str(caught.value)


def test_content_in_s3_comes_by_the_service_only(client: AnyClient, cloud: Cloud) -> None:
    id = cloud.add("job-binaries", name="a.jar", url="s3://box/a.jar")
    with pytest.raises(exceptions.BadRequest, match="at most 5 MB") as caught:
        client.job_binaries.download(id, io.BytesIO())
    assert "job_binary_max_KB" in str(caught.value)
    assert cloud.store.requests == []


@pytest.mark.parametrize("url", ["manila://share/a", "internal-db://1"])
def test_other_content_comes_by_the_service_only(client: AnyClient, cloud: Cloud, url: str) -> None:
    id = cloud.add("job-binaries", name="a.jar", url=url)
    with pytest.raises(exceptions.BadRequest, match="Object GET failed"):
        client.job_binaries.download(id, io.BytesIO())
    assert cloud.store.requests == []


# Deletion


def test_content_is_deleted_with_its_job_binary(client: AnyClient, cloud: Cloud) -> None:
    binary = client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    client.job_binaries.delete_with_content(binary.id)
    assert registered(cloud) == []
    assert cloud.store.objects == {}


def test_content_that_others_use_is_kept(client: AnyClient, cloud: Cloud) -> None:
    binary = client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    cloud.add("job-binaries", name="other", url="swift://job-binaries.sahara/count.jar")
    with pytest.raises(exceptions.Conflict, match="same content as others: other"):
        client.job_binaries.delete_with_content(binary.id)
    assert len(registered(cloud)) == 1
    assert URL in cloud.store.objects


def test_content_elsewhere_is_not_deleted(client: AnyClient, cloud: Cloud) -> None:
    id = cloud.add("job-binaries", name="a.jar", url="s3://box/a.jar")
    with pytest.raises(exceptions.BadRequest, match="not the URL of an object"):
        client.job_binaries.delete_with_content(id)
    assert [one for one in cloud.resources["job-binaries"] if one["id"] == id]


def test_content_that_is_left_is_named(client: AnyClient, cloud: Cloud) -> None:
    binary = client.job_binaries.create_with_content("count.jar", CONTENT, EXTRA)
    cloud.store.faults = {-1: refuses(403)}
    with pytest.raises(exceptions.Forbidden, match=f'was deleted, but not "{URL}"'):
        client.job_binaries.delete_with_content(binary.id)
    assert registered(cloud) == []
