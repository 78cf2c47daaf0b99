"""A stub of the service on the loopback: data sources, one or thousands, and job binaries.

It speaks as much HTTP as a client of ours needs, for it must not be what is measured. The first
segment of a path is how many data sources there are: ``/20000/v1.1/data-sources``. It prints its
URL, and ends when it is told to.
"""

from __future__ import annotations

import json
import re
import socketserver
import uuid
from urllib import parse

BLOCK = bytes(1 << 20)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def data_source(number: int) -> dict[str, object]:
    """A data source as the service sends it."""
    id = str(uuid.UUID(int=number + (1 << 100)))
    return {
        "created_at": "2023-10-04T10:00:00",
        "updated_at": None,
        "id": id,
        "tenant_id": "ca173627fed74108badcb12b0a600c72",
        "name": f"data-source-{number:05}",
        "description": "What the jobs of this project read, day by day",
        "type": "hdfs",
        "url": f"hdfs://namenode.example.org:8020/user/sahara/input/{number:05}",
        "is_public": False,
        "is_protected": False,
    }


class Sources:
    """Data sources, ready to be sent."""

    def __init__(self, count: int) -> None:
        made = [data_source(number) for number in range(count)]
        self.ids = [str(one["id"]) for one in made]
        self.position = {id: number for number, id in enumerate(self.ids)}
        self.items = [json.dumps(one).encode() for one in made]
        self.all = b'{"data_sources": [%s]}' % b", ".join(self.items)

    def page(self, limit: int, marker: str | None) -> bytes:
        start = 0 if marker is None else self.position[marker] + 1
        end = min(start + limit, len(self.items))
        following = f'"{self.ids[end - 1]}"' if end < len(self.items) else "null"
        return b'{"data_sources": [%s], "markers": {"prev": null, "next": %s}}' % (
            b", ".join(self.items[start:end]),
            following.encode(),
        )


SOURCES: dict[int, Sources] = {}


class Connection(socketserver.StreamRequestHandler):
    """One client's connection."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        while head := self.head():
            line = head.split(b"\r\n", 1)[0].decode()
            method, target, _version = line.split(" ")
            announced = _LENGTH.search(head)
            self.swallow(int(announced.group(1)) if announced else 0)
            self.answer(method, target)

    def head(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def swallow(self, left: int) -> None:
        buffer = memoryview(bytearray(1 << 18))
        while left:
            got = self.rfile.readinto1(buffer[:left])
            if not got:
                return
            left -= got

    def answer(self, method: str, target: str) -> None:
        split = parse.urlsplit(target)
        count, _, *path = split.path.strip("/").split("/")
        if path[0] == "job-binary-internals":
            self.say(b'{"job_binary_internal": {"id": "x", "name": "x"}}')
        elif path[0] == "job-binaries":
            self.stream(int(count))
        elif len(path) == 2:
            self.say(b'{"data_source": %s}' % json.dumps(data_source(1)).encode())
        else:
            sources = SOURCES.setdefault(int(count), Sources(int(count)))
            query = dict(parse.parse_qsl(split.query))
            if "limit" in query:
                self.say(sources.page(int(query["limit"]), query.get("marker")))
            else:
                self.say(sources.all)

    def say(self, body: bytes) -> None:
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(body)
            + body
        )

    def stream(self, size: int) -> None:
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
            b"Content-Length: %d\r\n\r\n" % size
        )
        for _ in range(size // len(BLOCK)):
            self.wfile.write(BLOCK)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def main() -> None:
    with Server(("127.0.0.1", 0), Connection) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
