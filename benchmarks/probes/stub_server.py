"""A stub of the service on the loopback: data sources and job binaries.

The first segment of a path is the number of data sources or the size of the job binary:
``/20000/v1.1/data-sources``. The stub implements only the HTTP that the clients need, because its
own cost is part of every measurement. It prints its URL and runs until it is terminated.
"""

from __future__ import annotations

import functools
import json
import re
import socketserver
import uuid

BLOCK = bytes(1 << 20)
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def data_source(number: int) -> bytes:
    """Return a data source as the service sends it."""
    return json.dumps(
        {
            "created_at": "2023-10-04T10:00:00",
            "updated_at": None,
            "id": str(uuid.UUID(int=number)),
            "tenant_id": "ca173627fed74108badcb12b0a600c72",
            "name": f"data-source-{number:05}",
            "description": "What the jobs of this project read, day by day",
            "type": "hdfs",
            "url": f"hdfs://namenode.example.org:8020/user/sahara/input/{number:05}",
            "is_public": False,
            "is_protected": False,
        }
    ).encode()


@functools.cache
def data_sources(count: int) -> bytes:
    return b'{"data_sources": [%s]}' % b", ".join(map(data_source, range(count)))


class Connection(socketserver.StreamRequestHandler):
    """The connection of one client."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        while head := self.read_head():
            length = _LENGTH.search(head)
            self.discard(int(length.group(1)) if length else 0)
            self.respond(head.split(b" ", 2)[1].decode())

    def read_head(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def discard(self, size: int) -> None:
        buffer = memoryview(bytearray(1 << 18))
        while size and (count := self.rfile.readinto1(buffer[:size])):
            size -= count

    def respond(self, target: str) -> None:
        count, _version, *path = target.strip("/").split("/")
        if path[0] == "job-binaries":
            self.send(b"", int(count))
        elif path[0] == "job-binary-internals":
            self.send(b'{"job_binary_internal": {"id": "x", "name": "x"}}')
        elif len(path) == 2:
            self.send(b'{"data_source": %s}' % data_source(1))
        else:
            self.send(data_sources(int(count)))

    def send(self, body: bytes, zeros: int = 0) -> None:
        """Send a response: a body, or so many zero bytes."""
        kind = b"application/octet-stream" if zeros else b"application/json"
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
            % (kind, zeros or len(body), body)
        )
        for _ in range(zeros // len(BLOCK)):
            self.wfile.write(BLOCK)


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connection) as server:
        print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
        server.serve_forever()
