"""Time limits: of requests, and of waits whatever the server does."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import threading
import time

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from keystoneauth1.identity import v3
from requests_mock import ANY

from saharaclient import exceptions
from saharaclient.api import cluster_conditions as conditions
from saharaclient.client import Client

CLUSTER_ID = "e172d86c"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


class Slow:
    """A server on the loopback that sends these bytes, one every 50 ms, and keeps the socket."""

    def __init__(self, *, at_once=b"", dripping=b""):
        self.at_once = at_once
        self.dripping = dripping
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._ended = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError), connection:
            connection.recv(65536)
            connection.sendall(self.at_once)
            for byte in self.dripping:
                if self._ended.wait(0.05):
                    return
                connection.sendall(bytes([byte]))
            self._ended.wait(30)

    def end(self):
        self._ended.set()
        self._socket.close()


WAYS = {
    "silent": {},
    "dripping head": {"dripping": HEAD * 50},
    "dripping body": {
        "at_once": HEAD + b"Content-Length: 100000\r\n\r\n",
        "dripping": b" " * 1000,
    },
}


@pytest.fixture(params=WAYS)
def slow(request):
    server = Slow(**WAYS[request.param])
    yield server
    server.end()


def ends_in_time(action, timeout):
    began = time.monotonic()
    with pytest.raises(exceptions.WaitTimedOut) as ended:
        action()
    assert timeout <= time.monotonic() - began < timeout + 1
    return ended.value


def test_wait_ends_in_time_although_service_does_not_answer(slow):
    session = ksa_session.Session(auth=token_endpoint.Token(slow.url, "token"))
    client = Client("2", session=session)
    error = ends_in_time(lambda: client.clusters.wait_active(CLUSTER_ID, timeout=0.2), 0.2)
    assert "did not answer in time" in str(error)
    assert slow.url in str(error)
    assert session.timeout is None


def test_wait_ends_in_time_although_identity_service_does_not_answer(slow):
    auth = v3.Password(f"{slow.url}/v3", username="ann", password="pa55", user_domain_id="default")
    client = Client("2", session=ksa_session.Session(auth=auth))
    error = ends_in_time(lambda: client.clusters.wait_active(CLUSTER_ID, timeout=0.2), 0.2)
    assert f'"{slow.url}/v3/auth/tokens": it did not answer in time' in str(error)


def test_wait_for_many_ends_in_time(slow):
    session = ksa_session.Session(auth=token_endpoint.Token(slow.url, "token"))
    clusters = Client("2", session=session).clusters
    began = time.monotonic()
    ended = list(clusters.wait_for_many("abc", conditions.ACTIVE, timeout=0.2))
    assert time.monotonic() - began < 1.2
    assert [one.error.error_name for one in ended] == ["WAIT_TIMED_OUT"] * 3


def test_sessions_longer_time_limit_does_not_prolong_wait(slow):
    session = ksa_session.Session(auth=token_endpoint.Token(slow.url, "token"), timeout=60)
    client = Client("2", session=session)
    ends_in_time(lambda: client.clusters.wait_active(CLUSTER_ID, timeout=0.3), 0.3)
    assert session.timeout == 60


def test_polls_have_remaining_time_as_limit(connect, sahara, clock):
    spawning = {"cluster": {"id": CLUSTER_ID, "name": "c", "status": "Spawning"}}
    sahara.on("GET", f"/v2/clusters/{CLUSTER_ID}", spawning)
    with pytest.raises(exceptions.WaitTimedOut):
        connect("2").clusters.wait_active(CLUSTER_ID, timeout=600, poll_interval=250)
    limits = [sent.timeout for sent in sahara.history]
    assert limits == [
        (30, 300),
        (30, 300),
        (30, pytest.approx(100.9)),
        (pytest.approx(0.9), pytest.approx(0.9)),
    ]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_polls_are_not_sent_again(connect, sahara, clock, status):
    sahara.on("GET", f"/v2/clusters/{CLUSTER_ID}", sahara.answer(status))
    with pytest.raises(exceptions.WaitTimedOut):
        connect("2").clusters.wait_active(CLUSTER_ID, timeout=40, poll_interval=10)
    assert clock.sleeps == [10, 10, 10, 10]
    assert len(sahara.requests) == 5


class Dripping(io.BytesIO):
    """A body that comes 16 bytes at a time, and takes seconds of the clock for each."""

    def __init__(self, body, clock, seconds):
        super().__init__(body)
        self._clock, self._seconds = clock, seconds

    def read(self, amt=-1):
        return b"".join(iter(self.read1, b""))

    def read1(self, amt=-1):
        self._clock.now += self._seconds
        return super().read(16)


@pytest.mark.parametrize("scope", ["service", "identity"])
def test_dripping_body_is_read_no_longer_than_wait(
    requests_mock, keystone, keystone_session, sahara, clock, scope
):
    body = json.dumps({"cluster": {"id": CLUSTER_ID, "status": "Active", "x": "x" * 1000}})
    url = f"{sahara.url}/v2/clusters/{CLUSTER_ID}"
    if scope == "identity":
        keystone_session.auth.auth_url = "http://slow.example/v3"
        url = "http://slow.example/v3/auth/tokens"
    requests_mock.register_uri(ANY, url, body=Dripping(body.encode(), clock, 3), status_code=201)
    client = Client("2", session=keystone_session, clock=clock, sleep=clock.sleep)
    began = clock()
    with pytest.raises(exceptions.WaitTimedOut, match="did not answer in time"):
        client.clusters.wait_active(CLUSTER_ID, timeout=20)
    assert clock() - began <= 20 + 1 + 3


def test_body_that_comes_in_time_is_read_whole(requests_mock, connect, sahara, clock):
    body = json.dumps({"cluster": {"id": CLUSTER_ID, "status": "Active", "x": "x" * 1000}})
    url = f"{sahara.url}/v2/clusters/{CLUSTER_ID}"
    requests_mock.get(url, body=Dripping(body.encode(), clock, 0.1))
    cluster = connect("2").clusters.wait_active(CLUSTER_ID, timeout=20)
    assert cluster.x == "x" * 1000


def test_resources_of_wait_have_no_deadline(connect, sahara, clock):
    active = {"cluster": {"id": CLUSTER_ID, "name": "c", "status": "Active"}}
    sahara.on("GET", f"/v2/clusters/{CLUSTER_ID}", active)
    client = connect("2")
    cluster = client.clusters.wait_active(CLUSTER_ID, timeout=40)
    assert cluster.manager is client.clusters


@pytest.mark.parametrize("given", [0, -1, "soon", float("nan"), "0"])
def test_timeout_that_is_no_positive_number_is_refused_at_once(session, given):
    with pytest.raises(ValueError, match="is not a positive number of seconds"):
        Client("2", session=session, timeout=given)


@pytest.mark.parametrize(("given", "limit"), [(None, (30, 300)), ("5", (5, 5)), (7, (7, 7))])
def test_timeout_may_be_none_or_text(connect, sahara, given, limit):
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    connect("2", timeout=given).clusters.list()
    assert sahara.history[0].timeout == limit


def test_requests_for_tokens_have_a_time_limit(requests_mock, keystone, keystone_session, sahara):
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    Client("2", session=keystone_session, timeout=20).clusters.list()
    assert {sent.timeout for sent in requests_mock.request_history} == {(20, 20)}


def test_adapter_of_other_version_leaves_first_one_alone(v2, sahara):
    sahara.on("GET", "/v1.1/clusters", {"clusters": []})
    v1_api = v2.api.with_version("1.1")
    assert v1_api.request("/clusters", "GET").json() == {"clusters": []}
    assert v2.api.api_version == "2"
