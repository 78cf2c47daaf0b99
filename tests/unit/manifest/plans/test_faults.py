"""Applies behind a proxy that injects each fault of the fault table at each request."""

from __future__ import annotations

import copy
import functools
import http.server
import re
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1 import session as ksa_session

from saharaclient.client import Client
from saharaclient.exceptions import APIException
from saharaclient.manifest import cloud
from saharaclient.manifest.execution.applying import Result
from saharaclient.manifest.execution.tasks import State
from tests import THOROUGH
from tests.functional.faults.proxy import Plan, Proxy, announced
from tests.functional.faults.table import CLOCK, FAULTS, Fault, resets_unread
from tests.functional.shell import PYTHON_SPEAK
from tests.unit.manifest.plans.conftest import Environment
from tests.unit.manifest.plans.fake_sahara import FakeSahara, _Auth
from tests.unit.manifest.plans.test_apply import STAGES, options_of, prepared

#: The requests of each kind, as the proxy sees them.
READS, WRITES = "^GET ", "^(?!GET )"
#: One of this many requests meets the fault, others for each fault.
EVERY = 1 if THOROUGH else 16


class Served(http.server.BaseHTTPRequestHandler):
    """Answers as the service in memory does."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) or None
        if self.headers.get("X-Auth-Token") == "expired":
            self._say(401, b"{}")
            return
        url = f"http://{self.headers['Host']}{self.path}"
        request = SimpleNamespace(method=self.command, url=url, headers=self.headers, body=body)
        answer = self.server.sahara.send(request)  # type: ignore[attr-defined]
        self._say(answer.status_code, answer.content)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer  # noqa: N815

    def _say(self, status: int, body: bytes) -> None:
        self.send_response_only(status)
        self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class RenewingAuth(_Auth):
    """Gets a new token when one has expired; only at the second attempt if Keystone refuses."""

    is_down = False
    keystone_refuses = False

    def get_token(self, *args: Any, **kwargs: Any) -> str:
        if self.is_down:
            self.is_down = False
            raise ksa_exceptions.ConnectFailure("Keystone is down")
        return str(super().get_token(*args, **kwargs))

    def invalidate(self) -> bool:
        self.is_down = self.keystone_refuses
        return True


class Server(http.server.ThreadingHTTPServer):
    """The service in memory, on the loopback."""

    daemon_threads = True
    sahara: FakeSahara


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Served)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy that knows what comes, which is one request after another."""
    monkeypatch.setattr(cloud, "_AT_ONCE", 1)
    monkeypatch.setattr(time, "time", CLOCK.time)
    with (
        Proxy(f"http://127.0.0.1:{server.server_port}", unread=(resets_unread,)) as proxy,
        announced(proxy),
    ):
        yield proxy
    CLOCK.ahead = 0.0


class Behind(Environment):
    """One user's commands, with the service behind a proxy."""

    def __init__(self, sahara: FakeSahara, version: str, url: str, fault: Fault) -> None:
        super().__init__(sahara, version)
        auth = RenewingAuth(url, "token")
        auth.keystone_refuses = fault.keystone_refuses
        self.client = Client(version, session=ksa_session.Session(auth), sleep=lambda _: None)


class Case:
    """A stage of an environment, to which an apply leads from the one before."""

    def __init__(self, version: str, stage: int) -> None:
        self.version, self.stage = version, stage
        self._sahara = FakeSahara()
        environment = Environment(self._sahara, version)
        prepared(environment, stage)
        self._before = copy.deepcopy(self._sahara.resources)
        writes, requests = len(self._sahara.writes), len(self._sahara.history)
        self.apply(environment)
        #: How many requests there are of each kind.
        self.counts = {WRITES: len(self._sahara.writes) - writes}
        self.counts[READS] = len(self._sahara.history) - requests - self.counts[WRITES]
        self.expected = self._sahara.state()

    def sahara(self) -> FakeSahara:
        """Return the service before the apply."""
        sahara = FakeSahara()
        sahara._ids = copy.copy(self._sahara._ids)
        sahara.resources = copy.deepcopy(self._before)
        return sahara

    def apply(self, environment: Environment) -> list[Result]:
        return environment.apply(STAGES[self.stage], parallel=1, **options_of(self.stage))


@functools.cache
def case_of(version: str, stage: int) -> Case:
    return Case(version, stage)


def requests_of(stage: int, fault: Fault, kind: str) -> Iterator[tuple[Case, int]]:
    """Yield the requests that meet a fault, others in each version."""
    first = FAULTS.index(fault)
    for shift, version in enumerate(("1.1", "2")):
        case = case_of(version, stage)
        for index in range(case.counts[kind]):
            if (first + shift + index) % EVERY == 0:
                yield case, index


@pytest.mark.slow
@pytest.mark.parametrize("kind", [READS, WRITES], ids=["read", "write"])
@pytest.mark.parametrize("stage", range(len(STAGES)))
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.title)
def test_fault_at_any_request(
    proxy: Proxy, server: Server, fault: Fault, stage: int, kind: str
) -> None:
    for case, index in requests_of(stage, fault, kind):
        where = f"API v{case.version}, request {index}"
        server.sahara = case.sahara()
        environment = Behind(server.sahara, case.version, proxy.url, fault)
        plan = Plan(
            re.compile(kind), {index}, fault.way, fault.timeout, fault.refused, fault.before
        )
        proxy.plan = plan
        error = ""
        results: list[Result] = []
        try:
            results = case.apply(environment)
        except APIException as failure:
            error = str(failure)
        proxy.plan = None
        CLOCK.ahead = 0.0
        with proxy.busy:  # what the client has given up on is still carried out
            pass
        assert plan.met == 1, where
        not_done = [one for one in results if one.state is not State.DONE]
        assert all(isinstance(one.error, APIException | None) for one in not_done), where
        said = [error, *(one.outcome for one in not_done)]
        assert not PYTHON_SPEAK.search("\n".join(said)), (where, said)
        if kind == WRITES:
            assert not any(said), (where, said)

        assert {one.state for one in case.apply(environment)} == {State.DONE}, where
        assert server.sahara.state() == case.expected, where
