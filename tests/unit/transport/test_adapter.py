"""The way to the server: what is sent again, how long after, and with which time limits."""

from __future__ import annotations

import datetime
import email.utils
import ssl

import pytest
import requests
import urllib3
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from keystoneauth1.identity import v3
from requests_mock import ANY

from saharaclient import exceptions
from saharaclient.api import waiters
from saharaclient.client import Client


def lost():
    return requests.exceptions.ConnectionError("Connection aborted.")


def timed_out():
    return requests.exceptions.ReadTimeout("read timed out")


def refused():
    return requests.exceptions.ConnectionError(
        urllib3.exceptions.NewConnectionError(None, "refused")
    )


def slow_to_connect():
    return requests.exceptions.ConnectTimeout("connect timed out")


NEVER_CONNECTED = [
    pytest.param(refused, id="refused"),
    pytest.param(slow_to_connect, id="connect-timeout"),
]
MAYBE_SENT = [pytest.param(lost, id="reset"), pytest.param(timed_out, id="read-timeout")]
RETRIABLE = [429, 502, 503, 504]
PATH = "/clusters/e172d86c"
NOT_FOUND = {
    "error_code": 404,
    "error_name": "NOT_FOUND",
    "error_message": "Object with {'id': 'e172d86c'} not found",
}


@pytest.fixture
def api(v2):
    return v2.api


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
@pytest.mark.parametrize("failure", [*NEVER_CONNECTED, *MAYBE_SENT])
def test_a_repeatable_request_is_sent_again_after_a_failed_connection(api, sahara, method, failure):
    sahara.on(method, "/v2" + PATH, failure(), failure(), failure(), {})
    assert api.request(PATH, method).status_code == 200
    assert len(sahara.requests) == 4


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
@pytest.mark.parametrize("status", RETRIABLE)
def test_a_repeatable_request_is_sent_again_after_a_passing_fault(api, sahara, method, status):
    sahara.on(method, "/v2" + PATH, *[sahara.answer(status)] * 3, {})
    assert api.request(PATH, method).status_code == 200
    assert len(sahara.requests) == 4


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500, 501])
def test_other_statuses_are_final(api, sahara, status):
    sahara.on("GET", "/v2" + PATH, sahara.answer(status, {"error_code": status}))
    with pytest.raises(exceptions.APIException) as failed:
        api.request(PATH, "GET")
    assert failed.value.error_code == status
    assert len(sahara.requests) == 1


@pytest.mark.parametrize("failure", [lost, None], ids=["reset", "503"])
def test_three_retries_are_all(api, sahara, failure):
    sahara.on("GET", "/v2" + PATH, failure() if failure else sahara.answer(503))
    with pytest.raises((exceptions.ConnectionFailed, exceptions.ServerFault)):
        api.request(PATH, "GET")
    assert len(sahara.requests) == 4


def test_failed_connections_and_faults_have_their_own_count(api, sahara):
    busy = sahara.answer(503)
    sahara.on("GET", "/v2" + PATH, lost(), busy, lost(), busy, lost(), busy, {})
    assert api.request(PATH, "GET").status_code == 200
    assert len(sahara.requests) == 7


@pytest.mark.parametrize(
    "off", [{"connect_retries": 0, "status_code_retries": 0}], ids=["both retries 0"]
)
@pytest.mark.parametrize("failure", [lost, refused, None], ids=["reset", "refused", "503"])
def test_retries_can_be_switched_off(connect, sahara, clock, off, failure):
    sahara.on("GET", "/v2" + PATH, failure() if failure else sahara.answer(503))
    with pytest.raises(exceptions.APIException):
        connect("2", **off).api.request(PATH, "GET")
    assert len(sahara.requests) == 1
    assert clock.sleeps == []


def test_the_number_of_retries_is_the_callers(connect, sahara):
    sahara.on("GET", "/v2" + PATH, sahara.answer(503))
    with pytest.raises(exceptions.ServerFault):
        connect("2", status_code_retries=6).api.request(PATH, "GET")
    assert len(sahara.requests) == 7


def test_the_retriable_statuses_are_the_callers(connect, sahara):
    sahara.on("GET", "/v2" + PATH, sahara.answer(500), sahara.answer(503))
    with pytest.raises(exceptions.ServerFault) as failed:
        connect("2", retriable_status_codes=[500]).api.request(PATH, "GET")
    assert failed.value.error_code == 503
    assert len(sahara.requests) == 2


@pytest.mark.parametrize("failure", [lost, None], ids=["reset", "503"])
def test_delays_double_with_some_chance_in_them(connect, sahara, clock, failure):
    sahara.on("GET", "/v2" + PATH, failure() if failure else sahara.answer(503))
    with pytest.raises(exceptions.APIException):
        connect("2", connect_retries=9, status_code_retries=9).api.request(PATH, "GET")
    full = [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert [half / 2 <= slept <= half for slept, half in zip(clock.sleeps, full, strict=True)] == [
        True
    ] * 9
    assert clock.sleeps != full


@pytest.mark.parametrize(
    ("failure", "delay"),
    [(lost, {"connect_retry_delay": 2.5}), (None, {"status_code_retry_delay": 2.5})],
    ids=["reset", "503"],
)
def test_a_fixed_delay_is_the_callers(connect, sahara, clock, failure, delay):
    sahara.on("GET", "/v2" + PATH, failure() if failure else sahara.answer(503))
    with pytest.raises(exceptions.APIException):
        connect("2", **delay).api.request(PATH, "GET")
    assert clock.sleeps == [2.5, 2.5, 2.5]


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("0", 0.0), (" 12 ", 12.0), ("120", 120.0)]
)
def test_retry_after_in_seconds_is_waited_for(api, sahara, clock, header, seconds):
    busy = sahara.answer(503, headers={"Retry-After": header})
    sahara.on("GET", "/v2" + PATH, busy, {})
    api.request(PATH, "GET")
    assert clock.sleeps == [seconds]


def test_retry_after_as_a_date_is_waited_for(api, sahara, clock):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=60)
    date = email.utils.format_datetime(moment, usegmt=True)
    sahara.on("GET", "/v2" + PATH, sahara.answer(429, headers={"Retry-After": date}), {})
    api.request(PATH, "GET")
    assert clock.sleeps == [pytest.approx(59, abs=2)]


def test_a_date_that_has_passed_is_not_waited_for(api, sahara, clock):
    date = "Wed, 21 Oct 2015 07:28:00 GMT"
    sahara.on("GET", "/v2" + PATH, sahara.answer(503, headers={"Retry-After": date}), {})
    api.request(PATH, "GET")
    assert clock.sleeps == [0.0]


@pytest.mark.parametrize("header", ["121", "86400", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_retry_after_beyond_two_minutes_is_not_waited_for(api, sahara, clock, header):
    sahara.on("GET", "/v2" + PATH, sahara.answer(503, headers={"Retry-After": header}))
    with pytest.raises(exceptions.ServerFault):
        api.request(PATH, "GET")
    assert clock.sleeps == []
    assert len(sahara.requests) == 1


@pytest.mark.parametrize(
    "header",
    [
        "soon",
        "-5",
        "",
        "1.5",
        pytest.param("²"),
    ],
)
def test_malformed_retry_after_is_ignored(api, sahara, clock, header):
    sahara.on("GET", "/v2" + PATH, sahara.answer(503, headers={"Retry-After": header}), {})
    api.request(PATH, "GET")
    assert 0.25 <= clock.sleeps[0] <= 0.5


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("failure", MAYBE_SENT)
def test_a_request_that_may_have_arrived_is_not_sent_twice(api, sahara, clock, method, failure):
    sahara.on(method, "/v2/clusters", failure())
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        api.request("/clusters", method, json={"name": "c"})
    assert (
        f"The {method} request may have reached it: look whether it was carried out before you"
        " send it again." in str(failed.value)
    )
    assert len(sahara.requests) == 1
    assert clock.sleeps == []


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("status", RETRIABLE)
def test_a_request_that_was_answered_is_not_sent_twice(api, sahara, method, status):
    sahara.on(method, "/v2/clusters", sahara.answer(status))
    with pytest.raises(exceptions.APIException) as failed:
        api.request("/clusters", method, json={"name": "c"})
    assert failed.value.error_code == status
    assert len(sahara.requests) == 1


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("failure", NEVER_CONNECTED)
def test_a_request_that_cannot_have_been_sent_is_sent_again(api, sahara, method, failure):
    sahara.on(method, "/v2/clusters", failure(), {})
    assert api.request("/clusters", method, json={"name": "c"}).status_code == 200
    assert len(sahara.requests) == 2


def test_a_request_that_cannot_have_been_sent_is_not_said_to_have_arrived(api, sahara):
    sahara.on("POST", "/v2/clusters", refused())
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        api.request("/clusters", "POST", json={"name": "c"})
    assert "may have reached" not in str(failed.value)


def test_lost_get_is_not_reported_as_processed(api, sahara):
    sahara.on("GET", "/v2/clusters", lost())
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        api.request("/clusters", "GET")
    assert "may have reached" not in str(failed.value)


def test_what_the_caller_is_handling_does_not_make_a_lost_post_repeatable(api, sahara):
    sahara.on("GET", "/v2/clusters", refused())
    sahara.on("POST", "/v2/clusters", lost())
    try:
        api.request("/clusters", "GET")
    except exceptions.ConnectionFailed:
        with pytest.raises(exceptions.ConnectionFailed):
            api.request("/clusters", "POST", json={"name": "c"})
    assert [method for method, _, _ in sahara.requests].count("POST") == 1


def test_a_request_can_be_declared_unrepeatable(api, sahara):
    sahara.on("PUT", "/v2" + PATH, sahara.answer(503))
    with pytest.raises(exceptions.ServerFault):
        api.request(PATH, "PUT", json={}, idempotent=False)
    assert len(sahara.requests) == 1


def test_tls_that_is_not_trusted_is_no_reason_to_try_again(api, sahara):
    sahara.on("GET", "/v2" + PATH, requests.exceptions.SSLError("bad certificate"))
    with pytest.raises(exceptions.ConnectionFailed):
        api.request(PATH, "GET")
    assert len(sahara.requests) == 1


def cut_off():
    """Return what requests raises where a connection ends while TLS is set up."""
    failure = urllib3.exceptions.SSLError(ssl.SSLEOFError(8, "EOF occurred"))
    return requests.exceptions.SSLError(urllib3.exceptions.MaxRetryError(None, "/", failure))


def test_closed_tls_connection_is_like_any_closed_connection(api, sahara):
    sahara.on("GET", "/v2" + PATH, cut_off(), {})
    assert api.request(PATH, "GET").status_code == 200
    assert len(sahara.requests) == 2


def test_closed_tls_connection_sends_no_post_twice_and_ends_no_wait(api, sahara):
    sahara.on("POST", "/v2/clusters", cut_off())
    with pytest.raises(exceptions.ConnectionFailed, match="may have reached") as failed:
        api.request("/clusters", "POST", json={"name": "c"})
    assert len(sahara.requests) == 1
    assert waiters.is_transient(failed.value)


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_delete_that_was_carried_out_before_its_fault_is_a_success(api, sahara, status):
    sahara.on("DELETE", "/v2" + PATH, sahara.answer(status), sahara.answer(404, NOT_FOUND))
    assert api.request(PATH, "DELETE").status_code == 404


@pytest.mark.parametrize("failure", MAYBE_SENT)
def test_a_delete_whose_answer_was_lost_is_a_success(v2, sahara, failure):
    sahara.on("DELETE", "/v2" + PATH, failure(), sahara.answer(404, NOT_FOUND))
    assert v2.clusters.delete("e172d86c") is None
    assert len(sahara.requests) == 2


def test_a_delete_of_what_is_not_there_is_an_error(v2, sahara):
    sahara.on("DELETE", "/v2" + PATH, sahara.answer(404, NOT_FOUND))
    with pytest.raises(exceptions.NotFound):
        v2.clusters.delete("e172d86c")


def test_delete_in_progress_is_retried(v2, sahara):
    lost = requests.exceptions.ReadTimeout()
    failed = sahara.answer(500, {"error_message": "Internal Server Error"})
    sahara.on("DELETE", "/v2" + PATH, lost, failed, sahara.answer(404, NOT_FOUND))
    assert v2.api.request(PATH, "DELETE").status_code == 404


@pytest.mark.parametrize("failure", NEVER_CONNECTED)
def test_a_delete_that_never_arrived_before_does_not_turn_a_404_into_success(v2, sahara, failure):
    sahara.on("DELETE", "/v2" + PATH, failure(), sahara.answer(404, NOT_FOUND))
    with pytest.raises(exceptions.NotFound):
        v2.clusters.delete("e172d86c")


def test_a_delete_that_was_turned_away_before_does_not_turn_a_404_into_success(v2, sahara):
    sahara.on("DELETE", "/v2" + PATH, sahara.answer(429), sahara.answer(404, NOT_FOUND))
    with pytest.raises(exceptions.NotFound):
        v2.clusters.delete("e172d86c")


def test_a_proxys_404_page_does_not_turn_a_lost_delete_into_success(v2, sahara):
    page = sahara.answer(404, text="<html><title>404 Not Found</title></html>")
    sahara.on("DELETE", "/v2" + PATH, lost(), page)
    with pytest.raises(exceptions.InvalidResponse):
        v2.clusters.delete("e172d86c")


PAGE = "<html><title>Login</title></html>"


@pytest.mark.parametrize("status", [200, 202])
@pytest.mark.parametrize("body", [PAGE, "It works!"])
def test_delete_that_is_answered_by_a_page_is_no_deletion(v2, sahara, status, body):
    sahara.on("DELETE", "/v2" + PATH, sahara.answer(status, text=body))
    with pytest.raises(exceptions.InvalidResponse, match="may have reached it"):
        v2.clusters.delete("e172d86c")
    assert len(sahara.requests) == 1


@pytest.mark.parametrize(
    "answer", [{"status": 204}, {"status": 200, "text": " "}, {"status": 200, "json": {}}]
)
def test_delete_that_is_answered_by_the_api_is_a_deletion(v2, sahara, answer):
    sahara.on("DELETE", "/v2" + PATH, sahara.answer(**answer))
    assert v2.clusters.delete("e172d86c") is None


@pytest.mark.parametrize("status", [400, 404, 409, 410])
@pytest.mark.parametrize("how", ["wait", "delete"])
def test_not_found_of_identity_service_is_not_about_a_resource(
    requests_mock, keystone, keystone_session, sahara, clock, status, how
):
    url = f"{keystone.url}/v3/auth/tokens"
    requests_mock.post(url, status_code=status, text="<html><title>404 Not Found</title></html>")
    clusters = Client("2", session=keystone_session, clock=clock, sleep=clock.sleep).clusters
    with pytest.raises(exceptions.APIException, match="The identity service refuses") as failed:
        clusters.wait_deleted("e172d86c", timeout=5) if how == "wait" else clusters.delete("e")
    assert not isinstance(failed.value, (exceptions.NotFound, exceptions.Conflict))
    assert failed.value.error_code in (0, 410)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_refused_token_is_renewed_once(keystone, keystone_session, sahara, method):
    sahara.on(method, "/v2/clusters", sahara.answer(401), {})
    api = Client("2", session=keystone_session).api
    assert api.request("/clusters", method).status_code == 200
    assert [sent.headers["X-Auth-Token"] for sent in sahara.history] == ["token-1", "token-2"]


def test_a_token_that_stays_refused_is_forbidden(keystone, sahara):
    keystone.speak_v3()
    password = v3.Password(
        "http://keystone.example:5000/v3", username="ann", password="pa55", user_domain_id="default"
    )
    sahara.on("GET", "/v2/clusters", sahara.answer(401))
    api = Client(
        "2", session=ksa_session.Session(auth=password), sahara_url="http://sahara.example:8386"
    ).api
    with pytest.raises(exceptions.Forbidden) as failed:
        api.request("/clusters", "GET")
    assert failed.value.error_code == 401
    assert len(sahara.requests) == 2


@pytest.mark.parametrize(
    ("given", "limit"),
    [({}, (30.0, 300.0)), ({"timeout": 45}, (30.0, 45)), ({"timeout": 10}, (10, 10))],
)
def test_every_request_has_a_time_limit(connect, sahara, given, limit):
    sahara.on("GET", "/v2/clusters", {})
    connect("2", **given).api.request("/clusters", "GET")
    assert sahara.history[0].timeout == limit


def test_the_sessions_own_time_limit_holds(sahara):
    session = ksa_session.Session(
        auth=token_endpoint.Token("http://sahara.example:8386", "token"), timeout=77
    )
    sahara.on("GET", "/v2/clusters", {})
    Client("2", session=session, timeout=5).api.request("/clusters", "GET")
    assert sahara.history[0].timeout == 77


def test_a_requests_own_time_limit_holds(api, sahara):
    sahara.on("GET", "/v2/clusters", {})
    api.request("/clusters", "GET", timeout=3)
    assert sahara.history[0].timeout == 3


@pytest.mark.parametrize(
    ("given", "segment"),
    [
        ("../x", "..%2Fx"),
        ("../clusters/e172d86c", "..%2Fclusters%2Fe172d86c"),
        ("a/b", "a%2Fb"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("a%2Fb", "a%252Fb"),
        ("a b", "a%20b"),
        ("größe", "gr%C3%B6%C3%9Fe"),
        ("a;b&c", "a%3Bb%26c"),
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
        ("a\nb", "a%0Ab"),
        ("e172d86c-906d", "e172d86c-906d"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_id_stays_one_segment_whatever_is_in_it(
    v2, sahara, requests_mock, method, given, segment
):
    requests_mock.register_uri(method, ANY, json={"data_source": {"id": given}})
    verb = {"GET": v2.data_sources.get, "DELETE": v2.data_sources.delete}[method]
    verb(given)
    assert sahara.requests == [(method, f"/v2/data-sources/{segment}", None)]


@pytest.mark.parametrize("given", ["", ".", ".."])
@pytest.mark.parametrize(
    "verb",
    [
        lambda client, id: client.clusters.get(id),
        lambda client, id: client.clusters.delete(id),
        lambda client, id: client.clusters.update(id, name="n"),
        lambda client, id: client.clusters.scale(id, {}),
        lambda client, id: client.cluster_templates.export(id),
        lambda client, id: client.images.update_tags(id, ["t"]),
        lambda client, id: client.images.update_image(id, "u"),
        lambda client, id: client.plugins.update(id, {}),
    ],
)
def test_an_id_that_would_be_another_path_is_not_found_without_a_request(
    client, sahara, verb, given
):
    with pytest.raises(exceptions.NotFound, match=f'"{given}" cannot be the ID of a '):
        verb(client, given)
    assert sahara.requests == []


@pytest.mark.parametrize("text", ["\ud800", "gr\udcf6\udcdfe"])
def test_body_that_is_not_text_is_refused_before_it_is_sent(v2, sahara, text):
    with pytest.raises(exceptions.BadRequest, match="not text in UTF-8") as failed:
        v2.api.request("/clusters", "POST", json={"node_groups": [{"description": text}]})
    assert failed.value.error_name == "NOT_TEXT"
    assert sahara.requests == []


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_number_that_json_lacks_is_refused_before_it_is_sent(v2, sahara, number):
    with pytest.raises(exceptions.BadRequest, match="JSON has no such numbers"):
        v2.api.request("/clusters", "POST", json={"configs": [{"x": number}]})
    assert sahara.requests == []
