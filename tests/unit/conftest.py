"""A fake server and a fake clock for the unit tests.

Real keystoneauth and requests run; only the transport and the time are replaced.
"""

from __future__ import annotations

import os
import subprocess

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from keystoneauth1.identity import v3

from saharaclient.client import Client
from tests.unit.identity import token_of

SAHARA_URL = "http://sahara.example:8386"
KEYSTONE_URL = "http://keystone.example:5000"


class FakeClock:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 1000.0
        self.sleeps = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.sleeps.append(seconds)
        self.now += seconds


class FakeSahara:
    """A server that gives prepared answers and records requests."""

    url = SAHARA_URL

    def __init__(self, mocker):
        self.mocker = mocker

    def on(self, method, path, *answers):
        """Answer with these, one after the other; repeat the last one.

        A dict or a list is the JSON of a 200, an exception a failed connection; anything else is
        a dict of requests-mock's wrapped by :meth:`answer`.
        """
        self.mocker.register_uri(
            method, self.url + path, [self._as_answer(answer) for answer in answers]
        )

    @staticmethod
    def answer(status, json=None, **more):
        return Answer(status_code=status, **({} if json is None else {"json": json}), **more)

    @staticmethod
    def _as_answer(answer):
        if isinstance(answer, Answer):
            return answer.parts
        if isinstance(answer, BaseException):
            return {"exc": answer}
        return {"json": answer}

    @property
    def history(self):
        return [sent for sent in self.mocker.request_history if sent.url.startswith(self.url)]

    @property
    def requests(self):
        """(method, path with query, JSON body) of all that has arrived."""
        return [
            (sent.method, sent.url.removeprefix(self.url), sent.json() if sent.body else None)
            for sent in self.history
        ]


class Answer:
    def __init__(self, **parts):
        self.parts = parts


class FakeKeystone:
    """An identity service that hands out tokens with a catalog of one endpoint."""

    url = KEYSTONE_URL

    def __init__(self, mocker):
        self.mocker = mocker
        self.endpoint = SAHARA_URL
        self.tokens = 0

    def speak_v3(self):
        self._discover("v3.14", "v3", [])
        self.mocker.post(f"{self.url}/v3/auth/tokens", json=self._v3_token)
        return self

    def speak_v2(self):
        self._discover(
            "v2.0",
            "v2.0",
            [{"base": "application/json", "type": "application/vnd.openstack.identity-v2.0+json"}],
        )
        self.mocker.post(f"{self.url}/v2.0/tokens", json=self._v2_token)
        return self

    @property
    def asked_for_tokens(self):
        """JSON bodies of all requests for a token."""
        return [
            sent.json()
            for sent in self.mocker.request_history
            if sent.url.startswith(self.url) and sent.method == "POST"
        ]

    def _discover(self, version, path, media_types):
        found = {
            "id": version,
            "status": "stable",
            "updated": "2020-04-07T00:00:00Z",
            "links": [{"rel": "self", "href": f"{self.url}/{path}/"}],
            "media-types": media_types,
        }
        self.mocker.get(f"{self.url}/", json={"versions": {"values": [found]}}, status_code=300)
        self.mocker.get(f"{self.url}/{path}/", json={"version": found})

    def _v3_token(self, request, context):
        self.tokens += 1
        context.status_code = 201
        context.headers["X-Subject-Token"] = f"token-{self.tokens}"
        urls = {"public": self.endpoint, "internal": "http://inside.example:8386"}
        endpoints = [
            {
                "id": f"e-{interface}",
                "interface": interface,
                "region": "RegionOne",
                "region_id": "RegionOne",
                "url": url,
            }
            for interface, url in urls.items()
        ]
        service = {"type": "data-processing", "name": "sahara", "id": "8d1f"}
        return token_of({**service, "endpoints": endpoints})

    def _v2_token(self, request, context):
        self.tokens += 1
        return {
            "access": {
                "token": {
                    "id": f"token-{self.tokens}",
                    "issued_at": "2020-01-01T00:00:00.000000Z",
                    "expires": "2999-01-01T00:00:00Z",
                    "tenant": {"id": "808d", "name": "data", "enabled": True},
                },
                "user": {"id": "5c3a", "name": "ann", "username": "ann", "roles": []},
                "metadata": {"is_admin": 0, "roles": []},
                "serviceCatalog": [
                    {
                        "type": "data-processing",
                        "name": "sahara",
                        "endpoints": [
                            {
                                "region": "RegionOne",
                                "publicURL": self.endpoint,
                                "internalURL": "http://inside.example:8386",
                                "adminURL": self.endpoint,
                            }
                        ],
                    }
                ],
            }
        }


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def sahara(requests_mock):
    return FakeSahara(requests_mock)


@pytest.fixture
def keystone(requests_mock):
    return FakeKeystone(requests_mock)


@pytest.fixture
def session():
    return ksa_session.Session(auth=token_endpoint.Token(SAHARA_URL, "token"))


@pytest.fixture
def connect(sahara, session, clock):
    """Return a function that makes a client of the fake server."""

    def connect_(version="2", **kwargs):
        kwargs.setdefault("session", session)
        return Client(version, clock=clock, sleep=clock.sleep, **kwargs)

    return connect_


@pytest.fixture
def v1(connect):
    return connect("1.1")


@pytest.fixture
def v2(connect):
    return connect("2")


@pytest.fixture(params=["1.1", "2"], ids=["v1.1", "v2"])
def client(request, connect):
    """A client of either version."""
    return connect(request.param)


@pytest.fixture
def root(client):
    """Path of that client's version on the server."""
    return f"/v{client.api.api_version}"


@pytest.fixture
def keystone_session(keystone):
    """A session with a password, which Keystone v3 exchanges for a token."""
    keystone.speak_v3()
    return ksa_session.Session(
        auth=v3.Password(
            "http://keystone.example:5000/v3",
            username="ann",
            password="pa55",
            user_domain_id="default",
            project_name="data",
            project_domain_id="default",
        )
    )


@pytest.fixture
def tiny_disk(tmp_path):
    """A file system with room for one page."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        pytest.skip("There is no mount here.")
    if mounted.returncode:
        pytest.skip("Nothing can be mounted here.")
    try:
        yield folder
    finally:
        os.chdir(tmp_path)
        subprocess.run(["umount", str(folder)], capture_output=True, timeout=20, check=True)
