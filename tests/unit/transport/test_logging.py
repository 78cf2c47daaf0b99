"""The log at DEBUG tells the whole conversation, and never a secret."""

from __future__ import annotations

import json
import logging

import pytest
import requests

from saharaclient import exceptions
from saharaclient.transport.redaction import Secret, redact

HIDDEN = "hunter2-Zq9"


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def test_a_request_is_logged_with_method_url_and_body(client, root, sahara, log):
    sahara.on("PATCH", f"{root}/clusters/e172d86c", {"cluster": {"id": "e172d86c"}})
    client.clusters.update("e172d86c", name="c2")
    assert (
        f'REQ: PATCH http://sahara.example:8386{root}/clusters/e172d86c {{"name": "c2"}}'
        in log.messages
    )


def test_a_request_is_logged_with_its_query(v2, sahara, log):
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    v2.clusters.list(limit=5)
    assert "REQ: GET http://sahara.example:8386/v2/clusters params={'limit': 5}" in log.messages


def test_a_response_is_logged_with_status_request_id_and_body(v2, sahara, log):
    sahara.on(
        "GET",
        "/v2/plugins",
        sahara.answer(200, {"plugins": []}, headers={"X-Openstack-Request-Id": "req-1"}),
    )
    v2.plugins.list()
    assert 'RESP: [200] req-1 {"plugins": []}' in log.messages


def test_a_response_that_is_not_json_is_logged_by_its_size(v2, sahara, log):
    sahara.on("GET", "/v2/plugins", sahara.answer(502, text="<html>bad</html>"))
    with pytest.raises(exceptions.ServerFault):
        v2.plugins.list()
    assert "RESP: [502] no request id (16 bytes that are not JSON)" in log.messages


def test_a_streamed_response_is_left_unread(v2, sahara, log):
    sahara.on("GET", "/v2/job-binaries/a/data", sahara.answer(200, text=HIDDEN))
    v2.api.request("/job-binaries/a/data", "GET", stream=True)
    assert "RESP: [200] no request id (streamed)" in log.messages
    assert HIDDEN not in log.text


def test_raw_data_is_not_logged(v2, sahara, log):
    sahara.on("PUT", "/v2/job-binary-internals/a", {})
    v2.api.request("/job-binary-internals/a", "PUT", data=HIDDEN.encode())
    assert "REQ: PUT http://sahara.example:8386/v2/job-binary-internals/a" in log.messages
    assert HIDDEN not in log.text


@pytest.mark.parametrize("failure", [requests.exceptions.ConnectionError("lost"), None])
def test_another_try_is_logged_with_its_url_and_delay(connect, sahara, log, failure):
    sahara.on("GET", "/v2/clusters", failure or sahara.answer(503), {"clusters": []})
    connect("2", connect_retry_delay=1.5, status_code_retry_delay=1.5).clusters.list()
    again = next(message for message in log.messages if "again in 1.5 s" in message)
    assert again.startswith("GET http://sahara.example:8386/v2/clusters")


BODIES = [
    {"credentials": {"user": "ann", "password": HIDDEN}},
    {"credentials": {"accesskey": "AKIA", "secretkey": HIDDEN}},
    {"extra": {"user": "ann", "password": HIDDEN}},
    {"password": HIDDEN},
    {"job_configs": {"configs": {"fs.swift.service.sahara.password": HIDDEN}}},
    {"job_configs": {"configs": {"fs.s3a.secret.key": HIDDEN}}},
    {"job_configs": {"configs": {"fs.s3a.access.key": HIDDEN}}},
    {"cluster_configs": {"Hive": {"javax.jdo.option.ConnectionPassword": HIDDEN}}},
    {"node_groups": [{"node_configs": {"HDFS": {"admin_passwd": HIDDEN}}}]},
    {"auth": {"X-Auth-Token": HIDDEN}},
    {"management_private_key": HIDDEN},
    {"args": [Secret(HIDDEN)]},
]


@pytest.mark.parametrize("body", BODIES)
def test_a_secret_is_sent_and_never_logged(v2, sahara, log, body):
    sahara.on("POST", "/v2/clusters", {})
    v2.api.request("/clusters", "POST", json=body)
    assert HIDDEN in sahara.history[0].text
    assert HIDDEN not in log.text
    assert "***" in log.text


@pytest.mark.parametrize("body", BODIES[:-1])
def test_a_secret_in_an_answer_is_never_logged(v2, sahara, log, body):
    sahara.on("GET", "/v2/clusters/e172d86c", body)
    assert HIDDEN in v2.api.request("/clusters/e172d86c", "GET").text
    assert HIDDEN not in log.text
    assert "***" in log.text


def test_a_secret_in_an_error_answer_is_never_logged(v2, sahara, log):
    sahara.on("GET", "/v2/clusters/e172d86c", sahara.answer(400, {"token": HIDDEN}))
    with pytest.raises(exceptions.BadRequest):
        v2.clusters.get("e172d86c")
    assert HIDDEN not in log.text


def test_a_secret_in_a_query_is_never_logged(v2, sahara, log):
    sahara.on("GET", "/v2/clusters", {})
    v2.api.request("/clusters", "GET", params={"token": "a-token"})
    ours = [record for record in log.records if record.name.startswith("saharaclient")]
    assert not any("a-token" in record.getMessage() for record in ours)
    assert "params={'token': '***'}" in log.text


def test_the_authentication_token_is_never_logged(v2, sahara, log):
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    v2.clusters.list()
    assert sahara.history[0].headers["X-Auth-Token"] == "token"
    assert "token" not in log.text


def test_only_another_try_is_logged_above_debug(v2, sahara, caplog):
    caplog.set_level(logging.INFO)
    sahara.on("GET", "/v2/clusters", sahara.answer(503), {"clusters": []})
    v2.clusters.list()
    (message,) = caplog.messages
    assert " again in " in message


def test_masking_leaves_the_body_unchanged():
    body = {"credentials": {"password": HIDDEN}, "list": [{"token": HIDDEN}]}
    kept = json.loads(json.dumps(body))
    assert redact(body) == {"credentials": "***", "list": [{"token": "***"}]}
    assert body == kept


@pytest.mark.parametrize(
    "body",
    [
        {"name": "c", "count": 2, "user_keypair_id": "mine", "management_public_key": "ssh-rsa A"},
        {"credentials": None, "password": "", "extra": {}},
        [1, None, "text"],
    ],
)
def test_other_values_are_not_masked(body):
    assert redact(body) == body


def test_secret_is_masked_and_used_unchanged():
    secret = Secret(HIDDEN)
    assert repr(secret) == "'***'"
    assert repr({"password": secret}) == "{'password': '***'}"
    assert secret == HIDDEN
    assert json.dumps([secret]) == f'["{HIDDEN}"]'
