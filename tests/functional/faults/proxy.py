"""A proxy in front of a service on the loopback, which does to one request what it is told to."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import re
import socket
import struct
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib import parse

import pytest
import requests

#: Seconds after which the proxy gives up on a client or a service that does nothing.
PATIENCE = 60
#: What belongs to one connection and is not passed on.
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "host"})


@dataclass
class Answer:
    """What a service has said."""

    status: int
    headers: dict[str, str]
    body: bytes


class Exchange(http.server.BaseHTTPRequestHandler):
    """One connection with one request, and the ways to deal with it."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def handle(self) -> None:
        self.proxy: Proxy = self.server.proxy  # type: ignore[attr-defined]
        self.way = self.proxy.take_way()
        if self.way in self.proxy.unread:
            self.way(self)
        else:
            self.handle_one_request()

    def deal(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.way(self)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = do_HEAD = deal  # noqa: N815

    def forward(self, **headers: str) -> Answer:
        """Send the request on, and return the answer.

        :param headers: what stands in place of the client's, with ``_`` for ``-``.
        """
        with self.proxy.busy:
            return self._forward(headers)

    def _forward(self, instead: dict[str, str]) -> Answer:
        self.proxy.forwarded.append(f"{self.command} {self.path}")
        sent = {
            name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP
        }
        sent |= {name.replace("_", "-"): value for name, value in instead.items()}
        connection = http.client.HTTPConnection(self.proxy.address, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(self.command, self.path, self.body or None, sent)
            answer = connection.getresponse()
            kept = {
                name: value
                for name, value in answer.getheaders()
                if name.lower() not in _HOP_BY_HOP
            }
            return Answer(answer.status, kept, answer.read())

    def say(self, answer: Answer, missing: int = 0) -> None:
        """Answer the client.

        :param missing: how many bytes of the body are announced beyond those that come.
        """
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.body) + missing))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def reset(self) -> None:
        """End the connection so that the client finds it broken, not closed."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # These hold the socket open otherwise.
        self.rfile.close()
        self.connection.close()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, *args: Any) -> None:
        pass


Way = Callable[[Exchange], None]


def passes(exchange: Exchange) -> None:
    """Have the request go through."""
    exchange.say(exchange.forward())


@dataclass
class Plan:
    """Which of the coming requests meet a fault.

    :param requests: what they look like, ``METHOD URL``, as a regular expression.
    :param indices: which of those that look like that, counted from 0.
    :param way: what the proxy does with them.
    :param timeout: seconds that the client has for them, None for its own limit.
    :param refused: whether nobody listens when they come.
    :param before: called before each.
    """

    requests: re.Pattern[str]
    indices: Collection[int]
    way: Way = passes
    timeout: float | None = None
    refused: bool = False
    before: Callable[[], None] | None = None
    #: How many that look like that have come, and how many of them have met the fault.
    seen: int = 0
    met: int = 0


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up, and of a service that is not there."""


@dataclass
class Proxy:
    """Passes on what comes, but for what a plan says.

    :param target: URL of the service.
    :param unread: ways that do not wait for the request.
    """

    target: str
    unread: Collection[Way] = ()
    #: Method and path of every request that was passed on.
    forwarded: list[str] = field(default_factory=list)
    plan: Plan | None = None

    def __post_init__(self) -> None:
        self.address = parse.urlsplit(self.target).netloc
        # A socket that is bound keeps the port from others while nobody listens on it.
        self._claim = socket.socket()
        self._claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._claim.bind(("127.0.0.1", 0))
        self._port = self._claim.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._way: Way = passes
        #: Held while a request is with the service.
        self.busy = threading.Lock()

    def __enter__(self) -> Proxy:
        self._open()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._close()
        self._claim.close()

    def take_way(self) -> Way:
        """Return what to do with the connection that has come, for this one alone."""
        way, self._way = self._way, passes
        return way

    @contextlib.contextmanager
    def facing(self, request: Any) -> Iterator[dict[str, Any]]:
        """Be ready for a request that the client is about to send.

        Yields what is different about its sending.
        """
        plan = self.plan
        if plan is None or not plan.requests.search(f"{request.method} {request.url}"):
            yield {}
            return
        index, plan.seen = plan.seen, plan.seen + 1
        if index not in plan.indices:
            yield {}
            return
        plan.met += 1
        if plan.before is not None:
            plan.before()
        self._way = plan.way
        if plan.refused:
            self._close()
        try:
            yield {} if plan.timeout is None else {"timeout": plan.timeout}
        finally:
            self._way = passes
            if plan.refused:
                self._open()

    def _open(self) -> None:
        self._server = _Server(("127.0.0.1", self._port), Exchange)
        self._server.proxy = self  # type: ignore[attr-defined]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def announced(*proxies: Proxy) -> Iterator[None]:
    """Have proxies know of every request of this process before it is sent.

    Only so can they break a connection before they have read from it.
    """
    send = requests.adapters.HTTPAdapter.send

    def announce(adapter: Any, request: Any, **kwargs: Any) -> Any:
        for proxy in proxies:
            if request.url.startswith(proxy.url):
                with proxy.facing(request) as different:
                    return send(adapter, request, **{**kwargs, **different})
        return send(adapter, request, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.adapters.HTTPAdapter, "send", announce)
        yield
