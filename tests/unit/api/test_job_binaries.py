"""Job binaries: what is sent to create and to update them."""

from __future__ import annotations

import pytest

from saharaclient.api.job_binaries import JobBinaries, JobBinariesManager, JobBinariesManagerV1
from tests.unit.api import recorded_jobs

ID = "a716a9cd-9add-4b12-b1b6-cdb71aaef350"


@pytest.fixture
def collection(root):
    return f"{root}/job-binaries"


@pytest.fixture
def recorded(client):
    return recorded_jobs.JOB_BINARY[client.api.api_version]


def test_create_sends_what_was_given(client, sahara, collection, recorded):
    sahara.on("POST", collection, sahara.answer(202, {"job_binary": recorded}))
    binary = client.job_binaries.create(
        "jar-example.jar",
        "swift://container/jar-example.jar",
        "This is a job binary",
        {"user": "admin", "password": "swordfish"},
        True,
        False,
    )
    assert sahara.requests == [
        (
            "POST",
            collection,
            {
                "name": "jar-example.jar",
                "url": "swift://container/jar-example.jar",
                "description": "This is a job binary",
                "extra": {"user": "admin", "password": "swordfish"},
                "is_public": True,
                "is_protected": False,
            },
        )
    ]
    assert type(binary) is JobBinaries
    assert binary.job_binary == recorded


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {}),
        ({"description": None, "extra": None, "is_public": None, "is_protected": None}, {}),
        ({"description": "", "extra": {}}, {"description": "", "extra": {}}),
    ],
)
def test_what_was_not_given_is_left_out(client, sahara, collection, recorded, given, sent):
    sahara.on("POST", collection, {"job_binary": recorded})
    client.job_binaries.create(name="a.jar", url="internal-db://1", **given)
    assert sahara.requests == [
        ("POST", collection, {"name": "a.jar", "url": "internal-db://1", **sent})
    ]


def test_update_sends_what_was_given(client, sahara, path, verb, recorded):
    sahara.on(verb, path, sahara.answer(202, {"job_binary": recorded}))
    changes = {"url": "swift://container/new.jar", "description": None, "is_public": False}
    binary = client.job_binaries.update(ID, changes)
    assert sahara.requests == [(verb, path, changes)]
    assert type(binary) is JobBinaries


def test_get_file_hands_back_bytes_as_they_are(client, sahara, path):
    sahara.on("GET", f"{path}/data", sahara.answer(200, content=b"\x00\xff raw \r\n"))
    assert client.job_binaries.get_file(ID) == b"\x00\xff raw \r\n"
    assert sahara.requests == [("GET", f"{path}/data", None)]


def test_the_old_name_of_the_manager_is_v1s():
    assert JobBinariesManager is JobBinariesManagerV1
