"""A program that receives requests over TLS and forwards them to a service with plain HTTP.

It sets X-Forwarded-Proto, so that the service returns https links. Each connection carries one
request, so the proxy parses its head only and copies the rest. It needs the standard library only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ssl

HOST = "127.0.0.1"
PIECE = 64 * 1024
HEAD_SECONDS = 60

#: Headers that a client must not set, or that apply to its own connection only.
DROPPED = (b"connection", b"keep-alive", b"forwarded", b"x-forwarded-proto")

UNREACHABLE = (
    b"HTTP/1.1 502 Bad Gateway\r\n"
    b"Content-Type: text/html\r\n"
    b"Content-Length: 44\r\n"
    b"Connection: close\r\n\r\n"
    b"<html><title>502 Bad Gateway</title></html>\n"
)


def rewrite(head: bytes) -> bytes:
    """Return the head of a request for the service."""
    request, *fields = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [field for field in fields if field.partition(b":")[0].strip().lower() not in DROPPED]
    added = [b"Connection: close", b"X-Forwarded-Proto: https"]
    return b"\r\n".join([request, *kept, *added, b"", b""])


async def forward(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, service_port: int
) -> None:
    """Forward one request and its response."""
    # Either side may close its connection at any time.
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS)
        try:
            from_service, to_service = await asyncio.open_connection(HOST, service_port)
        except OSError:
            writer.write(UNREACHABLE)
            await writer.drain()
            return
        try:
            to_service.write(rewrite(head))
            body = asyncio.create_task(copy(reader, to_service))
            await copy(from_service, writer)
            body.cancel()
        finally:
            to_service.close()


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until the end of the stream."""
    with contextlib.suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()


async def serve(port: int, service_port: int, certificate: str) -> None:
    """Listen until the process is stopped."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await forward(reader, writer, service_port)
        finally:
            with contextlib.suppress(OSError):
                writer.close()
                await writer.wait_closed()

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    server = await asyncio.start_server(connected, HOST, port, ssl=context, limit=PIECE)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Receive requests over TLS for a service with plain HTTP."
    )
    parser.add_argument("port", type=int)
    parser.add_argument("service_port", type=int)
    parser.add_argument("certificate", help="file with the certificate and its private key")
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.service_port, options.certificate))
