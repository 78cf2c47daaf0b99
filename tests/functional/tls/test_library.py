"""Whom the library talks to over TLS, and whom it refuses to talk to."""

from __future__ import annotations

from typing import Any

import pytest
from keystoneauth1.identity import Password
from keystoneauth1.session import Session

from saharaclient.api.base import APIException
from saharaclient.client import Client
from saharaclient.exceptions import ConnectionFailed
from tests.functional.marks import as_admin, as_member
from tests.functional.tls.cases import Case, each_case
from tests.functional.tls.conftest import REGION, TLS_CLOUDS, Tls
from tests.functional.tls.servers import Server

Verify = bool | str


class Library:
    """Makes clients of one user, in one version of the API."""

    def __init__(self, tls: Tls, user: str, api_version: str) -> None:
        self.account = tls.clouds[TLS_CLOUDS[user]]["auth"]
        self.plain = tls.clouds["devcloud"]["auth"]["auth_url"]
        self.api_version = api_version

    def client(self, verify: Verify, auth_url: str | None = None, url: str | None = None) -> Any:
        """Return a client; one that is given Sahara's URL logs in over plain HTTP."""
        auth_url = self.plain if url else auth_url or self.account["auth_url"]
        auth = Password(**{**self.account, "auth_url": auth_url})
        return Client(
            self.api_version,
            session=Session(auth=auth, verify=verify),
            sahara_url=url,
            region_name=REGION,
        )


@pytest.fixture
def library(tls: Tls, user: str, api_version: str) -> Library:
    return Library(tls, user, api_version)


def failure(client: Any) -> ConnectionFailed:
    with pytest.raises(ConnectionFailed) as failed:
        client.plugins.list()
    assert isinstance(failed.value, APIException)
    assert failed.value.error_name == "CONNECTION_IMPOSSIBLE"
    return failed.value


@pytest.mark.parametrize("verified", [True, False])
def test_a_session_that_knows_the_authority_or_asks_for_none(
    library: Library, tls: Tls, verified: bool
) -> None:
    client = library.client(tls.authority if verified else False)
    assert "fake" in {plugin.name for plugin in client.plugins.list()}


@as_admin
@each_case
def test_sahara_is_refused(
    case: Case, library: Library, tls: Tls, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(case.server)
    verify: Verify = case.authority(tls, server) or True
    before = len(server.requests)
    error = failure(library.client(verify, url=server.url(case.host)))
    for sentence in case.sentences:
        assert sentence in str(error)
    assert error.url == f"{server.url(case.host)}/v{library.api_version}/plugins"
    assert len(server.requests) == before


@as_member
@each_case
def test_keystone_is_refused(
    case: Case, library: Library, tls: Tls, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(case.server)
    verify: Verify = case.authority(tls, server) or True
    before = len(server.requests)
    error = failure(library.client(verify, f"{server.url(case.host)}/v3"))
    assert f'"{server.url(case.host)}/v3' in str(error)
    for sentence in case.sentences:
        assert sentence in str(error)
    assert len(server.requests) == before


@as_member
def test_one_who_is_trusted_is_talked_to(library: Library, by_address: Server) -> None:
    for verify in (str(by_address.authority), False):
        before = len(by_address.requests)
        assert library.client(verify, url=by_address.url()).plugins.list() == []
        assert len(by_address.requests) == before + 1


@as_admin
@pytest.mark.parametrize("at_keystone", [True, False])
def test_a_missing_file_is_an_error_of_the_librarys_own(
    library: Library, tls: Tls, at_keystone: bool
) -> None:
    url = None if at_keystone else tls.sahara
    assert "/nonexistent/ca.pem" in str(failure(library.client("/nonexistent/ca.pem", url=url)))
