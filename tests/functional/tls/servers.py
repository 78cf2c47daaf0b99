"""Servers with certificates of their own, which take note of every request that they get."""

from __future__ import annotations

import contextlib
import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.functional.conftest import DEVCLOUD

MAKE_CERTIFICATE = DEVCLOUD.parent / "cloud" / "certificates.py"
#: An answer of Sahara's that suits both versions of its API.
NO_PLUGINS = json.dumps({"plugins": []}).encode()


@dataclass
class Server:
    """A server on 127.0.0.1, which is also called localhost.

    :param authority: the file that vouches for it.
    """

    port: int
    authority: Path
    #: Method and path of every request, in order.
    requests: list[str] = field(default_factory=list)

    def url(self, host: str = "127.0.0.1") -> str:
        return f"https://{host}:{self.port}"


def certify(folder: Path, *names: str, days: int = 30) -> Path:
    """Make an authority and a certificate, and return the file of the authority."""
    words = [sys.executable, MAKE_CERTIFICATE, folder, *names, "--days", str(days)]
    subprocess.run(words, check=True)
    return folder / "ca.pem"


@contextlib.contextmanager
def serving(authority: Path) -> Iterator[Server]:
    """Serve with the certificate that lies beside the file of its authority."""
    requests: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(f"{self.command} {self.path}")
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(NO_PLUGINS)))
            self.end_headers()
            self.wfile.write(NO_PLUGINS)

        def do_POST(self) -> None:
            requests.append(f"{self.command} {self.path}")
            self.send_error(500)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.with_name("server.pem"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield Server(server.server_address[1], authority, requests)
        finally:
            server.shutdown()
            thread.join()
