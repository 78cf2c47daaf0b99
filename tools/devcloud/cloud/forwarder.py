"""A program that takes requests over TLS and hands them on to a service that speaks plain HTTP.

It tells the service so, as every proxy does, for the service to answer with addresses that begin
with https. Each connection has one request: only its head has to be understood then. The rest,
however long it is, goes through as it comes. It runs on the standard library alone.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ssl

HOST = "127.0.0.1"
PIECE = 64 * 1024
HEAD_SECONDS = 60

#: What a client may not say of itself, or what holds for its own connection only.
OURS = (b"connection", b"keep-alive", b"forwarded", b"x-forwarded-proto")

UNREACHABLE = (
    b"HTTP/1.1 502 Bad Gateway\r\n"
    b"Content-Type: text/html\r\n"
    b"Content-Length: 44\r\n"
    b"Connection: close\r\n\r\n"
    b"<html><title>502 Bad Gateway</title></html>\n"
)


def rewritten(head: bytes) -> bytes:
    """The head of a request, as the service is to have it."""
    request, *fields = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    kept = [field for field in fields if field.partition(b":")[0].strip().lower() not in OURS]
    told = [b"Connection: close", b"X-Forwarded-Proto: https"]
    return b"\r\n".join([request, *kept, *told, b"", b""])


async def forward(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, service_port: int
) -> None:
    """Carry one request and its answer."""
    # Either side may leave whenever it likes.
    with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        async with asyncio.timeout(HEAD_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        try:
            from_service, to_service = await asyncio.open_connection(HOST, service_port)
        except OSError:
            writer.write(UNREACHABLE)
            await writer.drain()
            return
        try:
            to_service.write(rewritten(head))
            body = asyncio.create_task(carry(reader, to_service))
            await carry(from_service, writer)
            body.cancel()
        finally:
            to_service.close()


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on what comes, until no more does."""
    with contextlib.suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()


async def serve(port: int, service_port: int, certificate: str) -> None:
    """Listen until the end of the process."""

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
    parser = argparse.ArgumentParser(description="Take requests over TLS for a plain service.")
    parser.add_argument("port", type=int)
    parser.add_argument("service_port", type=int)
    parser.add_argument("certificate", help="file with the certificate and its private key")
    options = parser.parse_args()
    asyncio.run(serve(options.port, options.service_port, options.certificate))
