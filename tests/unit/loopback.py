"""A real HTTP server on the loopback, for what a replaced transport cannot show."""

from __future__ import annotations

import http.server
import json
import math
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPMessage

PIECE = 1 << 16


@dataclass
class Arrived:
    """A request, as it came over the wire."""

    method: str
    path: str
    headers: HTTPMessage
    body: bytes
    size: int


class Exchange(http.server.BaseHTTPRequestHandler):
    """One request, and the ways to answer it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        loopback = self.server.loopback
        #: When the headers had arrived.
        self.began = time.monotonic()
        limit = loopback.bytes_read(self)
        self.arrived = self.receive(loopback.keeps_bodies, limit)
        #: Whether some of the body has not been read.
        self.is_cut = limit < int(self.headers.get("Content-Length", 0))
        loopback.next_way(self.arrived)(self)

    do_GET = do_HEAD = do_PUT = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815  http.server's names

    def receive(self, keep, limit):
        left = size = min(int(self.headers.get("Content-Length", 0)), limit)
        pieces = []
        while left:
            piece = self.rfile.read(min(PIECE, left))
            if not piece:
                break
            left -= len(piece)
            if keep:
                pieces.append(piece)
        return Arrived(self.command, self.path, self.headers, b"".join(pieces), size - left)

    def say(self, status, body=b"", *more, **headers):
        """Send an answer; what goes after the body comes in pieces of its own."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content_Type", "application/json")
        if "Transfer_Encoding" not in headers and status != 204:
            headers.setdefault("Content_Length", str(len(body)))
        lines = [f"HTTP/1.1 {status} -"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)
        for piece in more:
            self.wfile.write(piece)

    def hang_up(self):
        self.close_connection = True

    def discard(self):
        """Read the rest of the body, for the answer to be seen; then the connection ends."""
        left = int(self.headers.get("Content-Length", 0)) - self.arrived.size
        while left > 0 and (piece := self.rfile.read(min(PIECE, left))):
            left -= len(piece)
        self.hang_up()

    def reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # rfile and wfile hold the socket open otherwise.
        self.rfile.close()
        self.connection.close()
        self.close_connection = True

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    # Sixteen clients at once must not wait for a second try of theirs.
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """Say nothing of clients that hang up."""


class Loopback:
    """Answers in these ways, one after the other; the last one stays.

    :param ways: functions of an :class:`Exchange`.
    :param keeps_bodies: whether what arrives stays in memory.
    :ivar bytes_read: returns how many bytes of the body of a request are read before its answer.
    """

    def __init__(self, *ways, keeps_bodies=True):
        self.ways = list(ways)
        self.keeps_bodies = keeps_bodies
        self.bytes_read: Callable[[Exchange], float] = lambda exchange: math.inf
        self.arrived = []
        self.server = Server(("127.0.0.1", 0), Exchange)
        self.server.loopback = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._lock = threading.Lock()

    def next_way(self, arrived):
        with self._lock:
            self.arrived.append(arrived)
            return self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *failure):
        self.server.shutdown()
        self.server.server_close()


def says(status, body=b"", *more, **headers):
    return lambda exchange: exchange.say(status, body, *more, **headers)


def resets(exchange):
    exchange.reset()
