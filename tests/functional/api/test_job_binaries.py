"""Job binaries and their content; what all collections have is in ``test_job_collections.py``."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from cloud.credentials import PASSWORDS

from saharaclient import client, exceptions
from tests.functional.api.conftest import REGION
from tests.functional.cloud import Account, Names
from tests.functional.containers import container, objects_in
from tests.functional.marks import as_member, in_v1

pytestmark = as_member

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
SECRET = "not-for-other-eyes"
#: Every byte value, in a size that takes several pieces.
CONTENT = bytes(range(256)) * 1500


@pytest.fixture(scope="module")
def internals(account: Account) -> Any:
    """The manager of content that the service keeps, which v1.1 alone has."""
    v1 = client.Client("1.1", session=account.connection.session, region_name=REGION)
    return v1.job_binary_internals


@pytest.fixture(scope="module")
def content_id(internals: Any, names: Names) -> str:
    return internals.create(names("content"), CONTENT).id


@pytest.fixture
def binary(sahara: Any, names: Names, content_id: str) -> Any:
    return sahara.job_binaries.create(names("binary"), f"internal-db://{content_id}", "a script")


# Content in the service's own database


@in_v1
@pytest.mark.parametrize(
    ("data", "stored"),
    [
        (CONTENT, CONTENT),
        (b"\0", b"\0"),
        ("echo grüß Gott\n", "echo grüß Gott\n".encode()),
    ],
    ids=["bytes", "one zero", "text"],
)
def test_content_comes_back_as_it_was(
    sahara: Any, names: Names, data: bytes | str, stored: bytes
) -> None:
    made = sahara.job_binary_internals.create(names("content"), data)
    assert made.datasize == len(stored)
    assert sahara.job_binary_internals.get(made.id).datasize == len(stored)
    assert sahara.job_binary_internals.get_file(made.id) == stored


@in_v1
def test_a_file_is_uploaded_from_where_it_stands(sahara: Any, names: Names, tmp_path: Path) -> None:
    path = tmp_path / "run.jar"
    path.write_bytes(b"skipped" + CONTENT)
    seen: list[tuple[int, int | None]] = []
    with path.open("rb") as file:
        file.seek(len(b"skipped"))
        made = sahara.job_binary_internals.create(
            names("content"), file, progress=lambda done, total: seen.append((done, total))
        )
    assert len(seen) > 1
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    received = io.BytesIO()
    sahara.job_binary_internals.download(made.id, received)
    assert received.getvalue() == CONTENT


@in_v1
def test_what_cannot_be_content_is_refused(sahara: Any, names: Names, tmp_path: Path) -> None:
    name = names("content")
    with pytest.raises(exceptions.BadRequest, match="it is empty"):
        sahara.job_binary_internals.create(name, b"")
    path = tmp_path / "run.sh"
    path.write_text("echo")
    with path.open() as file, pytest.raises(exceptions.BadRequest, match="binary mode"):
        sahara.job_binary_internals.create(name, file)
    with pytest.raises(exceptions.BadRequest, match="not a valid name"):
        sahara.job_binary_internals.create(f"{name} copy", b"content")
    with pytest.raises(exceptions.NotFound):
        sahara.job_binary_internals.create(f"{name}/copy", b"content")
    assert sahara.job_binary_internals.find(name=name) == []


@in_v1
def test_content_that_is_gone_is_not_downloaded(sahara: Any, names: Names) -> None:
    made = sahara.job_binary_internals.create(names("content"), b"content")
    sahara.job_binary_internals.delete(made.id)
    received = io.BytesIO()
    with pytest.raises(exceptions.NotFound):
        sahara.job_binary_internals.get_file(made.id)
    with pytest.raises(exceptions.NotFound):
        sahara.job_binary_internals.download(made.id, received)
    assert received.getvalue() == b""


# Job binaries


def test_the_content_of_a_job_binary_is_downloaded(sahara: Any, binary: Any) -> None:
    assert sahara.job_binaries.get_file(binary.id) == CONTENT
    seen: list[int] = []
    received = io.BytesIO()
    sahara.job_binaries.download(binary.id, received, lambda done, total: seen.append(done))
    assert received.getvalue() == CONTENT
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)


def test_what_is_not_there_is_not_downloaded(sahara: Any) -> None:
    with pytest.raises(exceptions.NotFound, match=NOWHERE) as caught:
        sahara.job_binaries.get_file(NOWHERE)
    assert caught.value.error_code == 404
    with pytest.raises(exceptions.NotFound, match=NOWHERE):
        sahara.job_binaries.download(NOWHERE, io.BytesIO())


def test_others_download_what_is_public(
    sahara: Any, stranger: Any, binary: Any, internals: Any, content_id: str
) -> None:
    with pytest.raises(exceptions.NotFound):
        stranger.job_binaries.get_file(binary.id)
    internals.update(content_id, is_public=True)
    sahara.job_binaries.update(binary.id, {"is_public": True})
    assert stranger.job_binaries.get_file(binary.id) == CONTENT


@pytest.mark.parametrize(
    ("url", "extra"),
    [
        ("swift://container/run.jar", {"user": "u", "password": SECRET}),
        ("s3://bucket/run.jar", {"accesskey": "k", "secretkey": SECRET, "endpoint": "https://s3"}),
        (f"manila://{NOWHERE}/run.jar", None),
    ],
)
def test_a_job_binary_keeps_its_credentials(
    sahara: Any, names: Names, url: str, extra: dict[str, Any] | None
) -> None:
    made = sahara.job_binaries.create(
        names("binary"), url, "a jar", extra, is_public=False, is_protected=True
    )
    for shown in (made, sahara.job_binaries.get(made.id)):
        assert (shown.url, shown.description) == (url, "a jar")
        assert (shown.is_public, shown.is_protected) == (False, True)
        assert "extra" not in shown.to_dict()
        assert SECRET not in str(shown)


#: All that Sahara 10 says of an invalid URL.
UNEXPLAINED = "Data is invalid"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://host/run.jar", f"Invalid job binary|{UNEXPLAINED}"),
        ("run.jar", f"must have a scheme|{UNEXPLAINED}"),
        ("swift://container/run.jar", "add 'user' and 'password' to extra"),
        ("internal-db://here", "is not a 'valid_job_location'"),
        (f"internal-db://{NOWHERE}", "doesn't exist"),
    ],
)
def test_a_bad_url_is_refused_with_a_sentence(
    sahara: Any, names: Names, url: str, sentence: str
) -> None:
    with pytest.raises(exceptions.BadRequest, match=sentence) as caught:
        sahara.job_binaries.create(names("binary"), url)
    assert caught.value.error_code == 400
    assert "Error ID" not in caught.value.error_message


def test_url_and_credentials_are_updated(sahara: Any, names: Names) -> None:
    binary = sahara.job_binaries.create(names("binary"), f"manila://{NOWHERE}/run.jar")
    extra = {"user": "u", "password": SECRET}
    url = "swift://container/run.jar"
    updated = sahara.job_binaries.update(
        binary.id, {"url": url, "extra": extra, "description": "moved"}
    )
    assert (updated.url, updated.description) == (url, "moved")
    assert sahara.job_binaries.get(binary.id).url == url
    with pytest.raises(exceptions.BadRequest, match=f"must have a scheme|{UNEXPLAINED}"):
        sahara.job_binaries.update(binary.id, {"url": "run.jar"})


def test_where_content_of_the_service_is_stays(sahara: Any, binary: Any) -> None:
    assert sahara.job_binaries.update(binary.id, {"description": "new"}).description == "new"
    with pytest.raises(exceptions.BadRequest, match="because it is an internal-db url"):
        sahara.job_binaries.update(binary.id, {"url": f"manila://{NOWHERE}/run.jar"})


def test_what_a_job_template_needs_is_not_deleted(sahara: Any, names: Names, binary: Any) -> None:
    template = sahara.job_templates.create(names("template"), "Pig", mains=[binary.id])
    with pytest.raises(exceptions.BadRequest, match="is referenced") as caught:
        sahara.job_binaries.delete(binary.id)
    assert caught.value.error_name == "DELETION_FAILED"
    sahara.job_templates.delete(template.id)
    sahara.job_binaries.delete(binary.id)


# Content in object storage


@pytest.mark.parametrize("segment_size", [2**30, 100_000], ids=["one object", "segments"])
def test_program_is_stored_in_object_storage_and_comes_back(
    sahara: Any, account: Account, names: Names, segment_size: int
) -> None:
    name = names("program")
    extra = {"user": "member", "password": PASSWORDS["member"]}
    storage = sahara.job_binaries.object_storage
    with container(account, names("box")) as box:
        previous, storage.segment_size = storage.segment_size, segment_size
        try:
            binary = sahara.job_binaries.create_with_content(name, CONTENT, extra, container=box)
        finally:
            storage.segment_size = previous
        found = storage.find(binary.url)
        assert (found.size, found.is_large) == (len(CONTENT), segment_size < len(CONTENT))
        assert storage.has_content(binary.url, CONTENT)
        assert not storage.has_content(binary.url, CONTENT[:-1] + b"x")
        with pytest.raises(exceptions.Conflict, match="exists already"):
            storage.upload(b"x", box, name)
        directly, through_sahara = io.BytesIO(), io.BytesIO()
        storage.download(binary.url, directly)
        sahara.job_binaries.download(binary.id, through_sahara)
        assert directly.getvalue() == through_sahara.getvalue() == CONTENT
        sahara.job_binaries.delete_with_content(binary.id)
        assert storage.find(binary.url) is None
        assert objects_in(account, f"{box}_segments") == []


def test_program_is_registered_from_fields_and_goes_if_that_fails(
    sahara: Any, account: Account, names: Names
) -> None:
    name = names("program")
    fields = {"name": name, "extra": {"user": "member", "password": PASSWORDS["member"]}}
    with container(account, names("box")) as box:
        binary = sahara.job_binaries.create_from_content(fields, CONTENT, box)
        assert binary.url == f"swift://{box}/{name}"
        removed: list[str] = []
        with pytest.raises(exceptions.BadRequest):
            sahara.job_binaries.create_from_stored(
                {"name": names("bad"), "url": "ftp://x/y"}, lambda: removed.append("content")
            )
        assert removed == ["content"]
        sahara.job_binaries.delete_with_content(binary.id)
        assert objects_in(account, box) == []


def test_object_of_a_simultaneous_upload_stays(account: Account, names: Names, sahara: Any) -> None:
    storage = sahara.job_binaries.object_storage
    content = CONTENT * 20  # more than fits into the buffers of sockets: the service has begun
    with container(account, names("box")) as box:

        def overtake(done: int, total: int | None) -> None:
            if len(content) / 2 < done < len(content):
                account.connection.object_store.put(f"/{box}/run.sh", data=b"first")

        with pytest.raises(exceptions.Conflict, match="exists already"):
            storage.upload(content, box, "run.sh", progress=overtake)
        assert account.connection.object_store.get(f"/{box}/run.sh").content == b"first"
