"""Job binary internals: what is sent to rename them; what they hold is in test_transfers."""

from __future__ import annotations

import pytest

from saharaclient import exceptions
from saharaclient.api import base
from saharaclient.api.job_binary_internals import JobBinaryInternal
from tests.unit.api import recorded_jobs

PATH = "/v1.1/job-binary-internals/4833dc4b-8682-4d5b-8a9f-2036b47a0996"
ID = "4833dc4b-8682-4d5b-8a9f-2036b47a0996"
RECORDED = recorded_jobs.JOB_BINARY_INTERNAL["1.1"]


@pytest.fixture
def internals(v1, sahara):
    sahara.on("PATCH", PATH, sahara.answer(202, {"job_binary_internal": RECORDED}))
    return v1.job_binary_internals


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"name": "public-jbi", "is_public": True}, {"name": "public-jbi", "is_public": True}),
        ({"is_protected": False}, {"is_protected": False}),
        ({"is_public": None, "name": base.NotUpdated()}, {"is_public": None}),
        ({}, {}),
    ],
)
def test_update_sends_what_was_given_and_none(internals, sahara, given, body):
    internal = internals.update(ID, **given)
    assert [(sent.method, sent.url.removeprefix(sahara.url)) for sent in sahara.history] == [
        ("PATCH", PATH)
    ]
    assert sahara.history[0].json() == body
    assert type(internal) is JobBinaryInternal
    assert internal.datasize == 160


def test_get_file_hands_back_bytes_as_they_are(internals, sahara):
    sahara.on("GET", f"{PATH}/data", sahara.answer(200, content=b"\x00\xff raw \r\n"))
    assert internals.get_file(ID) == b"\x00\xff raw \r\n"


def test_v2_has_none(v2):
    assert not hasattr(v2, "job_binary_internals")


@pytest.mark.parametrize(
    ("data", "body"), [("größe", "größe".encode()), ("text", "text"), (b"\xff", b"\xff")]
)
def test_small_content_is_sent_as_it_is(v1, sahara, data, body):
    answer = sahara.answer(202, {"job_binary_internal": {"id": "1"}})
    sahara.on("PUT", "/v1.1/job-binary-internals/x", answer)
    v1.job_binary_internals.create("x", data)
    (sent,) = sahara.history
    assert sent.body == body
    assert sent.headers["Content-Type"] == "application/octet-stream"


def test_content_is_not_sent_twice(v1, sahara):
    sahara.on("PUT", "/v1.1/job-binary-internals/x", sahara.answer(503))
    with pytest.raises(exceptions.ServerFault):
        v1.job_binary_internals.create("x", b"data")
    assert len(sahara.history) == 1
