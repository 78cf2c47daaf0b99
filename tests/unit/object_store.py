"""Object storage in memory, on a loopback server: as much of Swift's API as the client uses."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib import parse

from tests.unit.loopback import Exchange, Loopback

#: Answers in place of the store; returns whether the store is to see the request nevertheless.
Fault = Callable[[Exchange], bool]
MARK = "X-Object-Meta-Sahara-Upload"


@dataclass
class Stored:
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)
    #: What a large object consists of.
    segments: list[dict[str, Any]] | None = None

    @property
    def etag(self) -> str:
        return hashlib.md5(self.content).hexdigest()


class MemoryStore:
    """The containers of a project, and the requests that have arrived.

    :ivar faults: what happens to requests, by their number; -1 for all without one of their own.
    :ivar cuts: the bytes of the body that are read before the fault, by the number of the request.
    """

    def __init__(self) -> None:
        self.containers: dict[str, dict[str, Stored]] = {}
        self.requests: list[str] = []
        self.faults: dict[int, Fault | None] = {}
        self.cuts: dict[int, int] = {}
        #: When objects were deleted; what was sent before that is not stored.
        self.tombstones: dict[tuple[str, str], float] = {}
        self.url = ""

    @property
    def objects(self) -> dict[str, bytes]:
        """Content by URL."""
        return {
            f"swift://{container}/{name}": one.content
            for container, items in self.containers.items()
            for name, one in items.items()
        }

    def put(self, url: str, content: bytes, **headers: str) -> None:
        """Store an object, as somebody else does."""
        container, _, name = url.removeprefix("swift://").partition("/")
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.containers.setdefault(container, {})[name] = Stored(content, named)

    def bytes_read(self, exchange: Exchange) -> float:
        """Return how many bytes of the body of the next request are read before its answer."""
        return self.cuts.get(len(self.requests), math.inf)

    def answer(self, exchange: Exchange) -> None:
        arrived = exchange.arrived
        path, _, query = arrived.path.partition("?")
        number = len(self.requests)
        self.requests.append(f"{arrived.method} {parse.unquote(path)}{'?' * bool(query)}{query}")
        fault = self.faults[number] if number in self.faults else self.faults.get(-1)
        if fault is not None and not fault(exchange):
            return
        if arrived.size < int(arrived.headers.get("Content-Length", 0)):
            exchange.say(499)  # an incomplete object is not stored
            return
        parts = parse.unquote(path).lstrip("/").split("/", 1)
        container, name = parts[0], parts[1] if len(parts) > 1 else ""
        status, body, headers = self._reply(
            arrived.method, container, name, dict(parse.parse_qsl(query)), exchange
        )
        if fault is not None:  # the answer is lost
            exchange.reset()
            return
        if arrived.method == "HEAD":
            headers.setdefault("Content-Length", str(len(body)))
            body = b""
        exchange.say(status, body, **{key.replace("-", "_"): v for key, v in headers.items()})

    def _reply(
        self, method: str, container: str, name: str, query: dict[str, str], exchange: Exchange
    ) -> tuple[int, bytes, dict[str, str]]:
        nothing: dict[str, str] = {}
        if not name:
            if method == "PUT":
                is_new = container not in self.containers
                self.containers.setdefault(container, {})
                return (201 if is_new else 202), b"", nothing
            return (204 if container in self.containers else 404), b"", nothing
        items = self.containers.get(container)
        if items is None:
            return 404, b"", nothing
        manifest = query.get("multipart-manifest")
        if method == "PUT" and exchange.began < self.tombstones.get((container, name), 0.0):
            return 409, b"", nothing
        if method == "PUT":
            return self._put(items, name, manifest, exchange.arrived)
        if method == "DELETE":
            self.tombstones[container, name] = exchange.began
        if name not in items:
            return 404, b"", nothing
        found = items[name]
        if method == "DELETE":
            del items[name]
            if manifest == "delete":
                for segment in found.segments or ():
                    parts = segment["name"].lstrip("/").split("/", 1)
                    self.containers[parts[0]].pop(parts[1], None)
                return 200, json.dumps({"Errors": []}).encode(), nothing
            return 204, b"", nothing
        headers = {"Etag": found.etag, **found.headers}
        if found.segments is not None:
            joined = "".join(segment["hash"] for segment in found.segments)
            headers["Etag"] = f'"{hashlib.md5(joined.encode()).hexdigest()}"'
            headers["X-Static-Large-Object"] = "True"
            if manifest == "get":
                return 200, json.dumps(found.segments).encode(), headers
        return 200, found.content, headers

    def _put(
        self, items: dict[str, Stored], name: str, manifest: str | None, arrived: Any
    ) -> tuple[int, bytes, dict[str, str]]:
        if arrived.headers.get("If-None-Match") == "*" and name in items:
            return 412, b"<html><h1>Precondition Failed</h1></html>", {}
        headers = {MARK: arrived.headers[MARK]} if MARK in arrived.headers else {}
        segments = None
        content = arrived.body
        if manifest == "put":
            pieces, segments = [], []
            for wanted in json.loads(arrived.body):
                parts = wanted["path"].lstrip("/").split("/", 1)
                one = self.containers[parts[0]].get(parts[1])
                if one is None or (one.etag, len(one.content)) != (
                    wanted["etag"],
                    wanted["size_bytes"],
                ):
                    return 400, b"Errors:\n", {}
                pieces.append(one.content)
                segments.append(
                    {"name": wanted["path"], "bytes": len(one.content), "hash": one.etag}
                )
            content = b"".join(pieces)
        items[name] = Stored(content, headers, segments)
        if segments is None:
            return 201, b"", {"Etag": items[name].etag}
        joined = "".join(segment["hash"] for segment in segments)
        return 201, b"", {"Etag": f'"{hashlib.md5(joined.encode()).hexdigest()}"'}


def refuses(status: int, *, reads_on: bool = False) -> Fault:
    """Return the fault of an answer with an error status.

    :param reads_on: whether the rest of the request is read, so that the answer is not lost.
    """

    def refuse(exchange: Exchange) -> bool:
        body = b"" if exchange.arrived.method == "HEAD" else b"<html><h1>No</h1></html>"
        is_last = {"Connection": "close"} if exchange.is_cut else {}
        exchange.say(status, body, X_Trans_Id="tx123", **is_last)
        if reads_on:
            exchange.discard()
        elif exchange.is_cut:
            exchange.hang_up()
        return False

    return refuse


def resets(exchange: Exchange) -> bool:
    """Close the connection before the request is seen."""
    exchange.reset()
    return False


def cut_off(exchange: Exchange) -> bool:
    """Close the connection in the middle of the request, without an answer."""
    exchange.hang_up()
    return False


def loses_answer(exchange: Exchange) -> bool:
    """Carry the request out, and close the connection in place of an answer."""
    return True


@contextlib.contextmanager
def memory_store() -> Iterator[MemoryStore]:
    """Return object storage that listens at its ``url``."""
    store = MemoryStore()
    with Loopback(store.answer) as loopback:
        loopback.bytes_read = store.bytes_read
        store.url = loopback.url
        yield store
