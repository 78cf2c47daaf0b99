"""The network between a client and the services: it carries requests, and injects faults.

It takes the place of ``HTTPAdapter.send`` of requests, so everything above that is real:
keystoneauth, requests, and the reading of bodies by urllib3.
"""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import responses as reasons
from typing import Any
from unittest import mock
from urllib import parse

import requests
import urllib3
from requests import adapters
from urllib3 import exceptions as urllib3_exceptions

from tests.simulation.clock import VirtualClock
from tests.simulation.model import PROJECT_ID, VERSIONED, Answer, Identity, Service, html_answer

IDENTITY_URL = "http://keystone.example:5000"
SERVICE_HOST = "sahara.example"
#: Seconds that a request takes at least.
LATENCY = 0.02
#: Bytes that arrive at a time where they arrive slowly.
PIECE = 16
#: Requests of one operation, after which it is taken for endless.
MOST_REQUESTS = 2000

#: What can be known about whether a request was carried out, from what the client got back.
UNSENT, DECLINED, OPEN, ANSWERED = "unsent", "declined", "open", "answered"


class Endless(BaseException):
    """An operation does not end; no ``except Exception`` of the client may catch this."""


@dataclass
class Sent:
    """A request that a client has sent, and what came of it.

    :ivar operation: number of the operation that it belongs to.
    :ivar processed: whether the service has carried it out, successfully.
    :ivar arrived: whether the service has seen it.
    :ivar outcome: one of UNSENT, DECLINED, OPEN and ANSWERED.
    :ivar status: status of the answer that came back, 0 for none.
    :ivar faults: names of the faults that it met.
    :ivar ended: when the last of the answer was read.
    """

    operation: int
    time: float
    method: str
    url: str
    body: bytes
    has_token: bool
    to_service: bool
    arrived: bool = False
    processed: bool = False
    outcome: str = UNSENT
    status: int = 0
    faults: list[str] = field(default_factory=list)
    ended: float = 0.0

    @property
    def path(self) -> str:
        """Path from the version of the API on, without a project."""
        path = parse.urlsplit(self.url).path
        found = VERSIONED.search(path)
        return path[found.start() :].replace(f"/{PROJECT_ID}", "", 1) if found else path

    @property
    def host(self) -> str:
        return parse.urlsplit(self.url).hostname or ""

    @property
    def scheme(self) -> str:
        return parse.urlsplit(self.url).scheme

    @property
    def is_write(self) -> bool:
        return self.method not in ("GET", "HEAD")


@dataclass(frozen=True)
class Planned:
    """A fault, and the requests that meet it.

    :ivar at: number of the first such request, counted from 0 among those to ``scope``: of the
        operation or of the schedule, whichever the fault belongs to.
    :ivar lasts: number of requests in a row.
    :ivar scope: ``service`` or ``identity``.
    """

    at: int
    fault: Any
    lasts: int = 1
    scope: str = "service"

    def __repr__(self) -> str:
        lasts = "" if self.lasts == 1 else f", lasts={self.lasts}"
        scope = "" if self.scope == "service" else f", scope={self.scope!r}"
        return f"Planned({self.at}, {self.fault!r}{lasts}{scope})"


class Network:
    """Carries requests to the services.

    :param base: path of the data processing service, without the version.
    """

    def __init__(
        self,
        clock: VirtualClock,
        service: Service,
        identity: Identity,
        base: str,
        plan: tuple[Planned, ...],
    ) -> None:
        self.clock = clock
        self.service = service
        self.identity = identity
        self.base = base
        self.plan = plan
        self.sent: list[Sent] = []
        #: Number of the operation that is under way.
        self.operation = 0
        self._plan_of_operation: tuple[Planned, ...] = ()
        #: The last answer to each GET.
        self.last_answers: dict[str, Answer] = {}
        self._counts = {"service": 0, "identity": 0}
        self._counts_of_operation = dict(self._counts)

    def begin(self, operation: int, plan: tuple[Planned, ...]) -> None:
        """Begin an operation, which has a plan of its own."""
        self.operation = operation
        self._plan_of_operation = plan
        self._counts_of_operation = {"service": 0, "identity": 0}

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Be the network of everything that uses requests."""
        network = self

        def send(
            adapter: adapters.HTTPAdapter,
            request: requests.PreparedRequest,
            stream: bool = False,
            timeout: Any = None,
            **_: Any,
        ) -> requests.Response:
            return network.send(adapter, request, timeout)

        with mock.patch.object(adapters.HTTPAdapter, "send", send):
            yield

    def send(
        self, adapter: adapters.HTTPAdapter, request: requests.PreparedRequest, timeout: Any
    ) -> requests.Response:
        """Carry a request, and return its answer or raise what requests would."""
        split = parse.urlsplit(str(request.url))
        sent = Sent(
            operation=self.operation,
            time=self.clock.now,
            method=str(request.method),
            url=str(request.url),
            body=b"",
            has_token="X-Auth-Token" in request.headers,
            to_service=split.hostname == SERVICE_HOST,
        )
        self.sent.append(sent)
        if sum(1 for one in self.sent[-MOST_REQUESTS:] if one.operation == self.operation) >= (
            MOST_REQUESTS
        ):
            raise Endless(f"The operation has sent {MOST_REQUESTS} requests.")
        exchange = Exchange(self, request, sent, timeout)
        try:
            self.clock.sleep(LATENCY)
            answer = self._through_faults(exchange)
            sent.status = answer.status
            sent.outcome = _outcome(answer)
        finally:
            sent.ended = self.clock.now
        return exchange.response(adapter, answer)

    def _through_faults(self, exchange: Exchange) -> Answer:
        scope = "service" if exchange.sent.to_service else "identity"
        carry: Callable[[], Answer] = exchange.carry_out
        for plan, counts in (
            (self._plan_of_operation, self._counts_of_operation),
            (self.plan, self._counts),
        ):
            count = counts[scope]
            counts[scope] += 1
            for planned in reversed(plan):
                if planned.scope == scope and planned.at <= count < planned.at + planned.lasts:
                    exchange.sent.faults.append(type(planned.fault).__name__)
                    carry = _met(planned.fault, exchange, carry)
        return carry()


def _met(fault: Any, exchange: Exchange, carry: Callable[[], Answer]) -> Callable[[], Answer]:
    return lambda: fault.meet(exchange, carry)


def _outcome(answer: Answer) -> str:
    """Return what a client can know from a whole answer about whether it was carried out."""
    if answer.status in (401, 429):
        return DECLINED
    is_json = ("Content-Type", "application/json") in answer.headers
    if answer.status >= 500 or answer.status < 200 or 300 <= answer.status < 400:
        return OPEN
    if answer.kept is not None or not (is_json or answer.status == 204):
        return OPEN
    return ANSWERED


class Exchange:
    """One request on its way, as faults see it."""

    def __init__(
        self, network: Network, request: requests.PreparedRequest, sent: Sent, timeout: Any
    ) -> None:
        self.network = network
        self.request = request
        self.sent = sent
        self.connect_timeout, self.read_timeout = _timeouts(timeout)

    # What faults do

    def transmit(self) -> None:
        """Send the body; from here on the service may have the request."""
        if self.sent.outcome == UNSENT:
            self.sent.outcome = OPEN
            self.sent.body = _bytes(self.request.body)

    def carry_out(self) -> Answer:
        """Have the request carried out, and return the answer."""
        self.transmit()
        network, sent = self.network, self.sent
        split = parse.urlsplit(sent.url)
        path, query = split.path, dict(parse.parse_qsl(split.query))
        origin = f"{split.scheme}://{split.hostname}" + (f":{split.port}" if split.port else "")
        network.service.catch_up()
        if origin == IDENTITY_URL:
            return network.identity.answer(sent.method, path)
        if split.hostname != SERVICE_HOST or path == "/login":
            return html_answer(200, "Login")
        sent.arrived = True
        found = VERSIONED.search(path)
        if found is None or parse.unquote(path[: found.start()]).strip("/") != network.base:
            return html_answer(404, "Not Found")
        if self.request.headers.get("X-Auth-Token") not in network.identity.valid:
            return Answer(
                401,
                b'{"error": {"code": 401, "title": "Unauthorized", "message": "No valid token."}}',
                (("Content-Type", "application/json"),),
            )
        answer = network.service.answer(sent.method, sent.path, query, sent.body)
        sent.processed = sent.processed or answer.status < 300
        if sent.method == "GET":
            network.last_answers[sent.url] = answer
        return answer

    def carry_out_later(self, seconds: float) -> None:
        """Have the request carried out by the service when some time has passed."""
        self.transmit()
        self.network.service.later(seconds, self._carried_out)

    def _carried_out(self) -> None:
        self.carry_out()

    def wait(self, seconds: float) -> None:
        """Let time pass without a byte from the server, as long as the client is willing."""
        if self.read_timeout is not None and seconds > self.read_timeout:
            self.network.clock.sleep(self.read_timeout)
            pool = urllib3.HTTPConnectionPool("host")
            late = urllib3_exceptions.ReadTimeoutError(pool, self.sent.url, "Read timed out.")
            raise requests.ReadTimeout(late, request=self.request)
        if seconds == float("inf"):
            raise Endless("A request without a time limit is never answered.")
        self.network.clock.sleep(seconds)

    def wait_for_connection(self) -> None:
        """Let time pass without a connection."""
        seconds = 120.0 if self.connect_timeout is None else self.connect_timeout
        self.network.clock.sleep(seconds)
        self._never_connected(
            requests.ConnectTimeout, urllib3_exceptions.ConnectTimeoutError(None, "timed out")
        )

    def refuse_connection(self) -> None:
        self._never_connected(
            requests.ConnectionError,
            _caused(
                urllib3_exceptions.NewConnectionError(None, "Failed to establish a connection"),
                ConnectionRefusedError(111, "Connection refused"),
            ),
        )

    def fail_to_resolve(self) -> None:
        unknown = socket.gaierror(-2, "Name or service not known")
        kind = getattr(urllib3_exceptions, "NameResolutionError", None)
        if kind is None:
            error = urllib3_exceptions.NewConnectionError(None, "Failed to resolve")
        else:
            error = kind("sahara.example", None, unknown)
        self._never_connected(requests.ConnectionError, _caused(error, unknown))

    def fail_in_proxy(self) -> None:
        """Fail to get through a proxy."""
        refusal = OSError("Tunnel connection failed: 407 Proxy Authentication Required")
        error = urllib3_exceptions.ProxyError("Unable to connect to proxy", refusal)
        self._never_connected(requests.exceptions.ProxyError, _caused(error, refusal))

    def fail_to_verify(self) -> None:
        """Refuse the certificate of the server."""
        bad = ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed")
        bad.verify_code, bad.verify_message = 18, "self-signed certificate"
        error = urllib3_exceptions.SSLError(bad)
        self._never_connected(requests.exceptions.SSLError, _caused(error, bad))

    def reset(self) -> None:
        """Lose the connection after the request was sent."""
        self.transmit()
        error = ConnectionResetError(104, "Connection reset by peer")
        aborted = urllib3_exceptions.ProtocolError("Connection aborted.", error)
        raise requests.ConnectionError(aborted, request=self.request) from _caused(aborted, error)

    def _never_connected(self, kind: type[requests.RequestException], reason: Exception) -> None:
        self.sent.outcome = UNSENT
        pool = urllib3.HTTPConnectionPool("host")
        failure = urllib3_exceptions.MaxRetryError(pool, self.sent.url, reason)
        raise kind(failure, request=self.request) from _caused(failure, reason)

    # The answer as requests has it

    def response(self, adapter: adapters.HTTPAdapter, answer: Answer) -> requests.Response:
        headers = dict(answer.headers)
        is_empty = self.sent.method == "HEAD" or answer.status == 204
        if not is_empty:
            headers.setdefault("Content-Length", str(len(answer.body)))
        body = b"" if is_empty else answer.body[: answer.kept]
        stream = _Stream(body, answer.pause, self.network.clock, self.read_timeout, self.sent)
        raw = urllib3.HTTPResponse(
            body=io.BufferedReader(stream),
            headers=headers,
            status=answer.status,
            reason=reasons.get(answer.status, "Strange"),
            preload_content=False,
            decode_content=False,
            request_method=self.sent.method,
        )
        built: requests.Response = adapter.build_response(self.request, raw)
        return built


class _Stream(io.RawIOBase):
    """A body that arrives piece by piece, each after a pause."""

    def __init__(
        self,
        content: bytes,
        pause: float,
        clock: VirtualClock,
        timeout: float | None,
        sent: Sent,
    ) -> None:
        self._sent = sent
        self._content = content
        self._pause = pause
        self._clock = clock
        self._timeout = timeout

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        if self._pause:
            if self._timeout is not None and self._pause > self._timeout:
                self._clock.sleep(self._timeout)
                raise TimeoutError("timed out")
            self._clock.sleep(self._pause)
            size = min(size, PIECE)
        piece, self._content = self._content[:size], self._content[size:]
        buffer[: len(piece)] = piece
        self._sent.ended = self._clock.now
        return len(piece)


def _timeouts(timeout: Any) -> tuple[float | None, float | None]:
    """Return the timeouts for a connection and for each read."""
    if isinstance(timeout, urllib3.Timeout):
        connect, read = timeout.connect_timeout, timeout.read_timeout
    elif isinstance(timeout, tuple):
        connect, read = timeout
    else:
        connect = read = timeout
    return (
        None if connect is None else float(connect),
        None if read is None else float(read),
    )


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else b"".join(body)


def _caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error
