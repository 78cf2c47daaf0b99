"""Data sources of every type; what all collections have is in ``test_job_collections.py``."""

from __future__ import annotations

from typing import Any

import pytest

from saharaclient import exceptions
from tests.functional.cloud import Names
from tests.functional.marks import as_member, in_v1

pytestmark = as_member

SECRET = "not-for-other-eyes"
SHARE = "manila://5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10/data"
S3 = {
    "accesskey": "key",
    "secretkey": SECRET,
    "endpoint": "https://s3.example.org",
    "ssl": True,
    "bucket_in_path": True,
}


@pytest.mark.parametrize(
    ("type", "url", "credentials"),
    [
        ("swift", "swift://container/in", {"credential_user": "u", "credential_pass": SECRET}),
        ("hdfs", "hdfs://node:8020/user/in", {}),
        ("hdfs", "/user/in", {}),
        ("hdfs", "hdfs://node/%JOB_EXEC_ID%/%RANDSTR(5)%", {}),
        ("s3", "s3a://bucket/in", {"s3_credentials": S3}),
        ("manila", SHARE, {}),
        ("maprfs", "maprfs:///in", {}),
        ("maprfs", "maprfs:///in", {"credential_user": "u", "credential_pass": SECRET}),
    ],
)
def test_a_data_source_of_every_type_keeps_its_credentials(
    sahara: Any, names: Names, type: str, url: str, credentials: dict[str, Any]
) -> None:
    made = sahara.data_sources.create(
        names("source"), "for a job", type, url, is_public=False, is_protected=True, **credentials
    )
    got = sahara.data_sources.get(made.id)
    listed = sahara.data_sources.find_unique(name=made.name)
    for shown in (made, got, listed):
        assert (shown.type, shown.url, shown.description) == (type, url, "for a job")
        assert (shown.is_public, shown.is_protected) == (False, True)
        assert "credentials" not in shown.to_dict()
        assert SECRET not in str(shown)


def test_a_data_source_needs_no_description(sahara: Any, names: Names) -> None:
    made = sahara.data_sources.create(names("source"), None, "hdfs", "/in")
    assert sahara.data_sources.get(made.id).description is None


@pytest.mark.parametrize(
    ("type", "url", "sentence"),
    [
        ("tape", "tape://1", "'tape' is not one of"),
        ("swift", "https://container/in", "URL scheme must be 'swift'"),
        ("swift", "swift://container/in", "No credentials provided for Swift"),
        ("swift", "", "Swift url must not be empty"),
        ("hdfs", "ftp://node/in", "URL scheme must be 'hdfs'"),
        ("s3", "https://bucket/in", "s3"),
        ("manila", "manila://share/in", "must be a uuid"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(
    sahara: Any, names: Names, type: str, url: str, sentence: str
) -> None:
    name = names("source")
    with pytest.raises(exceptions.BadRequest, match=sentence) as caught:
        sahara.data_sources.create(name, "", type, url)
    assert caught.value.error_code == 400
    assert "Error ID" not in caught.value.error_message
    assert sahara.data_sources.find(name=name) == []


def test_type_url_and_credentials_are_updated(sahara: Any, names: Names) -> None:
    made = sahara.data_sources.create(names("source"), "", "hdfs", "/in")
    credentials = {"user": "u", "password": SECRET}
    fields = {"type": "swift", "url": "swift://container/in", "credentials": credentials}
    updated = sahara.data_sources.update(made.id, {**fields, "description": "moved"})
    assert (updated.type, updated.url) == ("swift", "swift://container/in")
    got = sahara.data_sources.get(made.id)
    assert (got.type, got.description) == ("swift", "moved")
    assert SECRET not in str(updated)


@in_v1  # v2 of the server takes any URL here
def test_an_update_to_a_bad_url_is_refused(sahara: Any, names: Names) -> None:
    made = sahara.data_sources.create(names("source"), "", "manila", SHARE)
    with pytest.raises(exceptions.BadRequest, match="scheme must be 'manila'"):
        sahara.data_sources.update(made.id, {"url": "https://container/in"})
    assert sahara.data_sources.get(made.id).url == SHARE


def test_the_server_filters_by_type(sahara: Any, names: Names) -> None:
    made = sahara.data_sources.create(names("source"), "", "manila", SHARE)
    assert made.id in {one.id for one in sahara.data_sources.list({"type": "manila"})}
    assert made.id not in {one.id for one in sahara.data_sources.list({"type": "hdfs"})}
    assert made.id in {one.id for one in sahara.data_sources.find(type="manila")}


def test_a_list_sorted_by_what_repeats_is_complete(sahara: Any, names: Names) -> None:
    made = {sahara.data_sources.create(names("t"), "", "maprfs", "/in").id for _ in range(3)}
    listed = {one.id for one in sahara.data_sources.list_all(sort_by="type", page_size=2)}
    assert made <= listed
