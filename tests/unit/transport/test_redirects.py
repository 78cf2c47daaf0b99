"""Redirects: which requests follow them, and what the others are told."""

from __future__ import annotations

import re

import pytest
import requests
from keystoneauth1 import adapter as ksa_adapter
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from keystoneauth1.identity import v3
from requests_mock import ANY

from saharaclient import exceptions
from saharaclient.client import Client

OLD = "http://sahara.example:8386"
NEW = "https://sahara.example"
STATUSES = [301, 302, 303, 307, 308]
WRITES = {
    "POST": lambda client: client.clusters.create("c", "fake", "0.1"),
    "PATCH": lambda client: client.clusters.update("e172d86c", name="d"),
    "PUT": lambda client: client.clusters.scale("e172d86c", {"resize_node_groups": []}),
    "DELETE": lambda client: client.clusters.delete("e172d86c"),
}


@pytest.fixture
def redirects(requests_mock):
    """Return a function that has all requests below one URL redirected to another."""

    def redirects_(old=OLD, new=NEW, status=308):
        def answer(request, context):
            context.status_code = status
            context.headers["Location"] = request.url.replace(old, new, 1)
            return ""

        requests_mock.register_uri(ANY, below(old), text=answer)

    return redirects_


def below(url):
    return re.compile(re.escape(url))


@pytest.fixture
def api(v2):
    return v2.api


def sent_to(requests_mock, url):
    return [sent for sent in requests_mock.request_history if sent.url.startswith(url)]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("method", WRITES)
def test_redirected_write_is_one_error_that_names_new_url(
    v2, requests_mock, redirects, clock, method, status
):
    redirects(status=status)
    with pytest.raises(exceptions.Redirected) as failed:
        WRITES[method](v2)
    assert failed.value.location.startswith(f"{NEW}/v2/clusters")
    assert failed.value.service_url == NEW
    assert failed.value.error_code == status
    assert f'redirects the {method} request to "{NEW}/v2/clusters' in str(failed.value)
    assert len(requests_mock.request_history) == 1
    assert clock.sleeps == []


def test_see_other_leaves_open_whether_write_was_carried_out(v2, redirects):
    redirects(status=303)
    with pytest.raises(exceptions.Redirected, match="may have reached it"):
        WRITES["POST"](v2)


@pytest.mark.parametrize("status", STATUSES)
def test_read_follows_redirect_to_https(v2, requests_mock, redirects, status):
    redirects(status=status)
    requests_mock.get(f"{NEW}/v2/clusters", json={"clusters": []})
    assert v2.clusters.list({"name": "c"}) == []
    assert requests_mock.last_request.headers["X-Auth-Token"] == "token"
    assert requests_mock.last_request.qs == {"name": ["c"]}


@pytest.mark.parametrize("method", WRITES)
def test_writes_go_where_earlier_read_was_redirected(v2, requests_mock, redirects, method):
    redirects()
    requests_mock.get(f"{NEW}/v2/clusters", json={"clusters": []})
    requests_mock.register_uri(
        method, below(f"{NEW}/v2/clusters"), json={"cluster": {"id": "e172d86c"}}
    )
    v2.clusters.list()
    WRITES[method](v2)
    assert requests_mock.last_request.url.startswith(NEW)
    assert [sent.method for sent in sent_to(requests_mock, OLD)] == ["GET"]


def test_write_does_not_follow_earlier_read_to_page_for_signing_in(v2, requests_mock):
    requests_mock.get(
        f"{OLD}/v2/clusters", status_code=302, headers={"Location": f"{NEW}/login?next=x"}
    )
    requests_mock.get(f"{NEW}/login", text="<html><title>Login</title></html>")
    requests_mock.post(f"{OLD}/v2/clusters", json={"cluster": {"id": "e172d86c"}})
    with pytest.raises(exceptions.InvalidResponse):
        v2.clusters.list()
    WRITES["POST"](v2)
    assert requests_mock.last_request.url == f"{OLD}/v2/clusters"


def test_redirected_write_that_loses_its_answer_is_sent_once(v2, requests_mock, redirects):
    redirects()
    requests_mock.get(f"{NEW}/v2/clusters", json={"clusters": []})
    requests_mock.post(f"{NEW}/v2/clusters", exc=requests.exceptions.ReadTimeout)
    v2.clusters.list()
    with pytest.raises(exceptions.ConnectionFailed, match="may have reached it"):
        WRITES["POST"](v2)
    assert [sent.method for sent in requests_mock.request_history] == ["GET", "GET", "POST"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("http://sahara.example:8386", "http://elsewhere.example:8386"),
        ("http://sahara.example:8386", "https://elsewhere.example"),
        ("http://sahara.example:8386", "https://sahara.example.attacker.example"),
        ("https://sahara.example", "http://sahara.example"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_token_goes_to_no_other_host_and_never_unencrypted(
    connect, requests_mock, redirects, old, new, method
):
    redirects(old, new)
    client = connect("2", sahara_url=old)
    with pytest.raises(exceptions.Redirected, match="The token is not sent there") as failed:
        client.api.request("/clusters", method)
    assert f'"{new}/v2/clusters"' in str(failed.value)
    assert not sent_to(requests_mock, f"{new}/")


def test_host_name_is_compared_without_case(v2, requests_mock):
    requests_mock.get(
        f"{OLD}/v2/clusters", status_code=308, headers={"Location": "https://SAHARA.example/c"}
    )
    requests_mock.get("https://sahara.example/c", json={"clusters": []})
    assert v2.clusters.list() == []


@pytest.mark.parametrize("location", ["/there", "//sahara.example:8386/there", "../there"])
def test_location_may_be_relative(v2, requests_mock, location):
    requests_mock.get(f"{OLD}/v2/clusters", status_code=302, headers={"Location": location})
    requests_mock.get(f"{OLD}/there", json={"clusters": []})
    assert v2.clusters.list() == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("location", ["", "ftp://sahara.example/x", "http://[", "mailto:a@b"])
def test_unusable_location_is_reported_as_redirect(api, requests_mock, location, method):
    requests_mock.register_uri(
        method, f"{OLD}/v2/clusters", status_code=302, headers={"Location": location}
    )
    with pytest.raises(exceptions.Redirected, match="redirects instead of answering") as failed:
        api.request("/clusters", method)
    assert failed.value.location is None
    assert "not the URL of a service" not in str(failed.value)


def test_redirect_loop_ends(v2, requests_mock):
    requests_mock.get(
        f"{OLD}/v2/clusters", status_code=302, headers={"Location": f"{OLD}/v2/clusters"}
    )
    with pytest.raises(exceptions.Redirected, match="too many redirects"):
        v2.clusters.list()
    assert len(requests_mock.request_history) == 31


@pytest.mark.parametrize(("limit", "requests_sent"), [(False, 1), (0, 1), (2, 3), (True, 31)])
def test_limit_of_session_holds(requests_mock, limit, requests_sent):
    requests_mock.get(
        f"{OLD}/v2/clusters", status_code=302, headers={"Location": f"{OLD}/v2/clusters"}
    )
    session = ksa_session.Session(auth=token_endpoint.Token(OLD, "token"), redirect=limit)
    with pytest.raises(exceptions.Redirected):
        Client("2", session=session).clusters.list()
    assert len(requests_mock.request_history) == requests_sent
    assert session.redirect == limit


KEYSTONE = "http://keystone.example:5000"


@pytest.mark.parametrize("given", [{}, {"sahara_url": OLD}], ids=["catalog", "url"])
def test_password_does_not_follow_identity_service_to_other_host(requests_mock, redirects, given):
    redirects(KEYSTONE, "http://elsewhere.example:5000", 307)
    auth = v3.Password(f"{KEYSTONE}/v3", username="ann", password="pa55", user_domain_id="default")
    client = Client("2", session=ksa_session.Session(auth=auth), **given)
    with pytest.raises(exceptions.Redirected, match=r"elsewhere\.example"):
        client.clusters.list()
    assert not sent_to(requests_mock, "http://elsewhere.example")


def test_identity_service_may_have_moved_to_https(
    requests_mock, keystone, keystone_session, sahara
):
    requests_mock.post(
        f"{KEYSTONE}/v3/auth/tokens",
        status_code=308,
        headers={"Location": "https://keystone.example/v3/auth/tokens"},
    )
    requests_mock.post("https://keystone.example/v3/auth/tokens", json=keystone._v3_token)
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    assert Client("2", session=keystone_session).clusters.list() == []


def test_session_may_be_an_adapter(sahara, session):
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    nested = ksa_adapter.Adapter(session, additional_headers={"X-Trace": "t"})
    assert Client("2", session=nested).clusters.list() == []
    assert sahara.history[0].headers["X-Trace"] == "t"
    assert sahara.history[0].headers["X-Auth-Token"] == "token"
