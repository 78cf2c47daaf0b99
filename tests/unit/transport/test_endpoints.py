"""Whichever shape the catalog or the caller has the endpoint in, requests go to the right URL."""

from __future__ import annotations

import re
from urllib import parse

import pytest
from keystoneauth1 import noauth
from keystoneauth1 import session as ksa_session
from keystoneauth1.identity import generic
from requests_mock import ANY

from saharaclient import exceptions
from saharaclient.client import Client

SHAPES = [
    ("http://sahara.example:8386", "http://sahara.example:8386"),
    ("http://sahara.example:8386/", "http://sahara.example:8386"),
    ("http://sahara.example:8386/v1.1/808d", "http://sahara.example:8386"),
    ("http://sahara.example:8386/v1.1/808d/", "http://sahara.example:8386"),
    ("http://sahara.example:8386/v1.1", "http://sahara.example:8386"),
    ("http://sahara.example:8386/v2", "http://sahara.example:8386"),
    ("http://sahara.example:8386/v2/", "http://sahara.example:8386"),
    ("http://sahara.example/data-processing", "http://sahara.example/data-processing"),
    ("http://sahara.example/data-processing/", "http://sahara.example/data-processing"),
    ("http://sahara.example/dp/v1.1/808d", "http://sahara.example/dp"),
    ("http://sahara.example/dp/v2/", "http://sahara.example/dp"),
    ("http://sahara.example/v1.1-proxy", "http://sahara.example/v1.1-proxy"),
    ("http://sahara.example/v1.1/%(tenant_id)s", "http://sahara.example"),
    ("http://sahara.example/v1.0", "http://sahara.example"),
    ("https://api.example.com/v1/sahara", "https://api.example.com/v1/sahara"),
    ("https://api.example.com/v3/sahara/v2", "https://api.example.com/v3/sahara"),
    ("https://api.example.com/v1", "https://api.example.com/v1"),
    ("https://api.example.com/v1/AUTH_808d", "https://api.example.com/v1/AUTH_808d"),
    ("https://api.example.com/v2/sahara", "https://api.example.com/v2/sahara"),
    ("http://[2001:db8::1]:8386/v2", "http://[2001:db8::1]:8386"),
    ("https://v2.example.org", "https://v2.example.org"),
]


@pytest.mark.parametrize("version", ["1.1", "2"])
@pytest.mark.parametrize(("endpoint", "base"), SHAPES)
def test_the_catalog_may_have_any_shape_of_endpoint(
    requests_mock, keystone, keystone_session, version, endpoint, base
):
    keystone.endpoint = endpoint
    requests_mock.get(f"{base}/v{version}/clusters", json={"clusters": []})
    Client(version, session=keystone_session).clusters.list()
    assert requests_mock.last_request.url == f"{base}/v{version}/clusters"


@pytest.mark.parametrize("version", ["1.1", "2"])
@pytest.mark.parametrize(("endpoint", "base"), SHAPES)
def test_an_explicit_url_may_have_any_shape(requests_mock, session, version, endpoint, base):
    url = f"{base}/v{version}"
    if re.fullmatch(re.escape(url) + "(/808d|/%.*)?/*", endpoint):
        url = endpoint.rstrip("/")  # it ends in the version in use
    requests_mock.get(ANY, json={"clusters": []})
    Client(version, session=session, sahara_url=endpoint).clusters.list()
    sent = parse.unquote(requests_mock.last_request.url)
    assert sent == parse.unquote(f"{url}/clusters")


@pytest.mark.parametrize(
    ("version", "given", "used"),
    [
        ("2", "http://h/v2", "http://h/v2"),
        ("2", "http://h/gate/v2/808d4e5f/", "http://h/gate/v2/808d4e5f"),
        ("1.1", "http://h/v1.1/808d4e5f", "http://h/v1.1/808d4e5f"),
        ("1.1", "http://h/v2", "http://h/v1.1"),
        ("2", "http://h/v1.1/808d4e5f", "http://h/v2"),
        ("2", "http://h/v2/sahara", "http://h/v2/sahara/v2"),
    ],
)
def test_explicit_url_that_ends_in_version_is_used_as_it_is(
    requests_mock, session, version, given, used
):
    requests_mock.get(f"{used}/clusters", json={"clusters": []})
    client = Client(version, session=session, sahara_url=given)
    assert client.clusters.list() == []
    assert client.api.service_url() == used


def test_an_endpoint_override_is_an_explicit_url_too(requests_mock, session):
    requests_mock.get("http://other.example/v2/clusters", json={"clusters": []})
    Client("2", session=session, endpoint_override="http://other.example").clusters.list()
    assert requests_mock.last_request.url == "http://other.example/v2/clusters"


def test_percent_signs_in_an_endpoint_are_no_format(requests_mock, session):
    requests_mock.get("http://sahara.example/a%20b/v2/clusters", json={"clusters": []})
    Client("2", session=session, sahara_url="http://sahara.example/a%20b").clusters.list()
    assert requests_mock.last_request.url == "http://sahara.example/a%20b/v2/clusters"


def test_finding_the_endpoint_costs_no_request_to_the_service(sahara, keystone_session):
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    Client("2", session=keystone_session).clusters.list()
    assert sahara.requests == [("GET", "/v2/clusters", None)]


@pytest.mark.parametrize("endpoint_type", ["internal", "internalURL"])
def test_the_endpoint_type_chooses_among_the_catalogs_endpoints(
    requests_mock, keystone_session, endpoint_type
):
    requests_mock.get("http://inside.example:8386/v2/clusters", json={"clusters": []})
    client = Client("2", session=keystone_session, endpoint_type=endpoint_type)
    client.clusters.list()
    assert requests_mock.last_request.url == "http://inside.example:8386/v2/clusters"


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"region_name": "Atlantis"}, ["data-processing", "Atlantis"]),
        ({"service_type": "sorcery"}, ["sorcery"]),
        ({"endpoint_type": "admin"}, ["data-processing", "admin"]),
    ],
)
def test_missing_endpoint_in_the_catalog(keystone_session, wanted, named):
    client = Client("2", session=keystone_session, **wanted)
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        client.clusters.list()
    assert failed.value.error_name == "ENDPOINT_NOT_FOUND"
    assert failed.value.error_code == 0
    assert failed.value.error_message.startswith("The service catalog has no ")
    for word in named:
        assert word in failed.value.error_message


@pytest.mark.parametrize(
    ("region", "where"), [({}, ""), ({"region_name": "Atlantis"}, ' in region "Atlantis"')]
)
def test_a_session_that_knows_no_endpoint_is_told_to_be_given_one(region, where):
    client = Client("2", session=ksa_session.Session(auth=noauth.NoAuth()), **region)
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        client.clusters.list()
    assert failed.value.error_name == "ENDPOINT_NOT_FOUND"
    assert failed.value.error_code == 0
    assert failed.value.error_message == (
        f'The service catalog has no "public" endpoint of type "data-processing"{where}.'
        " Check region and interface, or give its URL."
    )


def test_no_endpoint_is_no_reason_to_try_again(keystone_session, clock):
    client = Client("2", session=keystone_session, region_name="Atlantis", sleep=clock.sleep)
    with pytest.raises(exceptions.ConnectionFailed):
        client.clusters.list()
    assert clock.sleeps == []


def test_a_session_without_credentials_is_an_error_without_a_request(requests_mock):
    client = Client("2", session=ksa_session.Session())
    with pytest.raises(exceptions.Forbidden, match="Authentication is not possible: ") as failed:
        client.clusters.list()
    assert failed.value.error_code == 0
    assert failed.value.error_name == "AUTHENTICATION_FAILED"
    assert requests_mock.request_history == []


def test_keystone_url_of_another_service(requests_mock):
    requests_mock.get(ANY, text="<html><title>It works!</title></html>")
    auth = generic.Password(
        "http://keystone.example:5000", username="ann", password="pa55", default_domain_id="default"
    )
    client = Client("2", session=ksa_session.Session(auth=auth))
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        client.clusters.list()
    assert failed.value.error_name == "DISCOVERY_FAILED"
    assert failed.value.error_message.startswith("What answers is no OpenStack service: ")
