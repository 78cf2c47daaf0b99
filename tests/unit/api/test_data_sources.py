"""Data sources: what is sent to create and to update them."""

from __future__ import annotations

import pytest

from saharaclient import exceptions
from saharaclient.api.data_sources import DataSources
from tests.unit.api import recorded_jobs

ID = "953831f2-0852-49d8-ac71-af5805e25256"
S3 = {
    "accesskey": "AKIA",
    "secretkey": "swordfish",
    "endpoint": "s3.example",
    "ssl": True,
    "bucket_in_path": False,
}


@pytest.fixture
def collection(root):
    return f"{root}/data-sources"


@pytest.fixture
def recorded(client):
    return recorded_jobs.DATA_SOURCE[client.api.api_version]


def test_create_sends_what_was_given(client, sahara, collection, recorded):
    sahara.on("POST", collection, sahara.answer(202, {"data_source": recorded}))
    source = client.data_sources.create(
        "swift_input", "This is input", "swift", "swift://container/text", "dev", "swordfish"
    )
    assert sahara.requests == [
        (
            "POST",
            collection,
            {
                "name": "swift_input",
                "description": "This is input",
                "type": "swift",
                "url": "swift://container/text",
                "credentials": {"user": "dev", "password": "swordfish"},
            },
        )
    ]
    assert type(source) is DataSources
    assert source.data_source == recorded


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {}),
        ({"credential_user": "dev"}, {"credentials": {"user": "dev"}}),
        ({"credential_pass": "pa55"}, {"credentials": {"password": "pa55"}}),
        ({"s3_credentials": S3}, {"credentials": S3}),
        ({"s3_credentials": None, "is_public": None}, {}),
        ({"is_public": True, "is_protected": False}, {"is_public": True, "is_protected": False}),
    ],
)
def test_what_was_not_given_is_left_out(client, sahara, collection, recorded, given, sent):
    sahara.on("POST", collection, sahara.answer(202, {"data_source": recorded}))
    client.data_sources.create(
        name="in", description=None, data_source_type="hdfs", url="hdfs://host/in", **given
    )
    assert sahara.requests == [
        ("POST", collection, {"name": "in", "type": "hdfs", "url": "hdfs://host/in", **sent})
    ]


def test_an_empty_description_is_sent(client, sahara, collection, recorded):
    sahara.on("POST", collection, {"data_source": recorded})
    client.data_sources.create("in", "", "hdfs", "hdfs://host/in")
    assert sahara.requests[0][2]["description"] == ""


@pytest.mark.parametrize("name", ["DB_DUPLICATE_ENTRY", "NAME_ALREADY_EXISTS"])
def test_a_taken_name_is_a_conflict_whatever_its_status(client, sahara, collection, name):
    taken = {"error_code": 400, "error_name": name, "error_message": "in is taken"}
    sahara.on("POST", collection, sahara.answer(400, taken))
    with pytest.raises(exceptions.Conflict, match=r"^in is taken\."):
        client.data_sources.create("in", "", "hdfs", "hdfs://host/in")
    assert len(sahara.requests) == 1


def test_update_sends_what_was_given(client, sahara, path, verb, recorded):
    sahara.on(verb, path, sahara.answer(202, {"data_source": recorded}))
    changes = {
        "description": None,
        "is_protected": False,
        "credentials": {"user": "dev", "password": "swordfish"},
    }
    source = client.data_sources.update(ID, changes)
    assert sahara.requests == [(verb, path, changes)]
    assert source.data_source == recorded


def test_an_update_knows_creates_word_for_the_type(client, sahara, path, verb, recorded):
    sahara.on(verb, path, {"data_source": recorded})
    client.data_sources.update(ID, {"data_source_type": "hdfs"})
    assert sahara.requests == [(verb, path, {"type": "hdfs"})]


@pytest.mark.parametrize("field", ["type", "data_source_type"])
def test_the_type_is_filtered_by_the_server(client, sahara, collection, recorded, field):
    sahara.on("GET", collection, {"data_sources": [recorded, {**recorded, "type": "hdfs"}]})
    assert len(client.data_sources.find(**{field: "hdfs"})) == 1
    assert sahara.requests == [("GET", f"{collection}?type=hdfs&limit=500", None)]


def test_a_source_in_use_is_not_changed(client, sahara, path, verb):
    in_use = {
        "error_code": 400,
        "error_name": "UPDATE_FAILED_EXCEPTION",
        "error_message": "DataSource is used in a PENDING Job and can not be updated.",
    }
    sahara.on(verb, path, sahara.answer(400, in_use))
    with pytest.raises(exceptions.BadRequest, match="used in a PENDING Job") as failed:
        client.data_sources.update(ID, {"url": "hdfs://host/other"})
    assert failed.value.error_name == "UPDATE_FAILED_EXCEPTION"
