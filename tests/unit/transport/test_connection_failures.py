"""No answer, as real sockets on the loopback give it: a sentence, and no Python in it."""

from __future__ import annotations

import datetime
import ipaddress
import json
import re
import socket
import ssl
import struct
import threading

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from keystoneauth1.identity import v3

from saharaclient import exceptions
from saharaclient.client import Client

PYTHON = re.compile(
    r"Error\b|Exception|Errno|Traceback|HTTPS?Connection|Max retries| object at |\('|Pool\("
)


def read_request(connection):
    received = connection.makefile("rb")
    size = 0
    for line in iter(received.readline, b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            size = int(line.partition(b":")[2])
        if not line:
            return
    received.read(size)


def answers(body=b'{"clusters": []}', headers=b""):
    def answer(connection):
        read_request(connection)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n%b\r\n%b" % (len(body), headers, body)
        )

    return answer


def cuts_short(connection):
    read_request(connection)
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"clu')


def cuts_refusal_short(connection):
    read_request(connection)
    connection.sendall(b'HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\n\r\n{"err')


def resets(connection):
    read_request(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def hangs_up(connection):
    read_request(connection)


def breaks_off_a_chunk(connection):
    read_request(connection)
    connection.sendall(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"clus')


def keeps_silent(connection):
    read_request(connection)
    connection.settimeout(5)
    connection.recv(1)


class LocalServer(threading.Thread):
    """Serves one connection after the other as told; the last way stays."""

    def __init__(self, ways, tls=None):
        super().__init__(daemon=True)
        self.ways = list(ways)
        self.tls = tls
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            way = self.ways.pop(0) if len(self.ways) > 1 else self.ways[0]
            try:
                with connection:
                    if self.tls:
                        with self.tls.wrap_socket(connection, server_side=True) as wrapped:
                            way(wrapped)
                    else:
                        way(connection)
            except OSError:
                pass

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.join(5)


@pytest.fixture
def serve():
    servers = []

    def serve_(*ways, tls=None):
        server = LocalServer(ways, tls)
        server.start()
        servers.append(server)
        return server

    yield serve_
    for server in servers:
        server.stop()


@pytest.fixture
def client_of(clock):
    def client_of_(url, **kwargs):
        session = ksa_session.Session(auth=token_endpoint.Token(url, "token"))
        return Client("2", session=session, sleep=clock.sleep, **kwargs)

    return client_of_


@pytest.fixture
def refused_url():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.fixture
def self_signed():
    """A TLS context with a certificate that nobody trusts."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    return (
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


@pytest.fixture
def untrusted_tls(self_signed, tmp_path):
    pem = tmp_path / "server.pem"
    pem.write_bytes(b"".join(self_signed))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def failure_of(action, name="CONNECTION_FAILED"):
    with pytest.raises(exceptions.ConnectionFailed) as failed:
        action()
    assert failed.value.error_code == 0
    assert failed.value.error_name == name
    assert failed.value.__cause__ is not None
    assert not PYTHON.search(str(failed.value)), str(failed.value)
    return failed.value


def test_a_refused_connection(client_of, refused_url, clock):
    error = failure_of(client_of(refused_url).clusters.list)
    assert str(error) == f'There is no answer from "{refused_url}/v2/clusters": connection refused.'
    assert error.method == "GET"
    assert error.url == f"{refused_url}/v2/clusters"
    assert len(clock.sleeps) == 3


def test_the_url_of_a_failure_is_without_its_query(client_of, refused_url):
    error = failure_of(lambda: client_of(refused_url).clusters.list(limit=5))
    assert error.url == f"{refused_url}/v2/clusters"


def test_a_refused_post_is_tried_again(client_of, refused_url, clock):
    clusters = client_of(refused_url).clusters
    error = failure_of(lambda: clusters.create("c", "fake", "0.1"))
    assert len(clock.sleeps) == 3
    assert "may have reached" not in str(error)


def test_a_host_name_that_is_not_known(client_of, monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure_of(client_of("http://sahara.invalid").clusters.list)
    assert str(error) == (
        'There is no answer from "http://sahara.invalid/v2/clusters": its host name is not known.'
    )


@pytest.mark.parametrize(
    ("way", "why"),
    [
        (resets, "connection reset by peer"),
        (hangs_up, "the connection was closed without an answer"),
        (cuts_short, "its answer was cut short"),
        (breaks_off_a_chunk, "its answer was cut short"),
    ],
)
def test_interrupted_get_is_reported_after_all_attempts(client_of, serve, way, why):
    server = serve(way)
    error = failure_of(client_of(server.url).clusters.list)
    assert str(error) == f'There is no answer from "{server.url}/v2/clusters": {why}.'
    assert server.connections == 4


@pytest.mark.parametrize("way", [resets, hangs_up, cuts_short, breaks_off_a_chunk])
def test_a_get_that_broke_off_once_goes_well_the_second_time(client_of, serve, way):
    server = serve(way, answers())
    assert client_of(server.url).clusters.list() == []
    assert server.connections == 2


@pytest.mark.parametrize(
    ("way", "why"),
    [
        (resets, "connection reset by peer"),
        (hangs_up, "the connection was closed without an answer"),
        (cuts_short, "its answer was cut short"),
    ],
)
def test_a_post_that_broke_off_is_sent_once_and_may_have_arrived(client_of, serve, way, why):
    server = serve(way)
    clusters = client_of(server.url).clusters
    error = failure_of(lambda: clusters.create("c", "fake", "0.1"))
    assert str(error) == (
        f'There is no answer from "{server.url}/v2/clusters": {why}. The POST request may have'
        " reached it: look whether it was carried out before you send it again."
    )
    assert server.connections == 1


def test_refusal_that_broke_off_is_a_refusal(client_of, serve):
    clusters = client_of(serve(cuts_refusal_short).url).clusters
    with pytest.raises(exceptions.Forbidden) as refused:
        clusters.create("c", "fake", "0.1")
    assert refused.value.error_code == 403
    assert "carried out" not in str(refused.value)


@pytest.mark.parametrize(
    "shape", ["http://LOCALHOST:{}", "http://localhost:{}/d%2fp", "http://localhost:{}/d p"]
)
def test_write_is_sent_once_however_the_service_url_is_written(client_of, serve, shape):
    server = serve(resets)
    url = shape.format(server.url.rpartition(":")[2])
    with pytest.raises(exceptions.ConnectionFailed, match="The POST request may have reached it"):
        client_of(url).clusters.create("c", "fake", "0.1")
    assert server.connections == 1


def test_a_scale_that_broke_off_is_sent_once(client_of, serve):
    server = serve(resets)
    clusters = client_of(server.url).clusters
    error = failure_of(lambda: clusters.scale("e172d86c", {"resize_node_groups": []}))
    assert "The PUT request may have reached it" in str(error)
    assert server.connections == 1


def test_a_server_that_does_not_answer_in_time(client_of, serve):
    server = serve(keeps_silent)
    error = failure_of(client_of(server.url, timeout=0.05, connect_retries=0).clusters.list)
    assert str(error) == (
        f'There is no answer from "{server.url}/v2/clusters": it did not answer in time.'
    )


def test_a_body_that_cannot_be_decoded(client_of, serve):
    server = serve(answers(b"no gzip", headers=b"Content-Encoding: gzip\r\n"))
    error = failure_of(client_of(server.url).clusters.list)
    assert "its answer cannot be decoded" in str(error)


def test_a_certificate_that_is_not_trusted(client_of, serve, untrusted_tls):
    server = serve(answers(), tls=untrusted_tls)
    error = failure_of(client_of(server.url).clusters.list, "CONNECTION_IMPOSSIBLE")
    assert str(error).startswith(
        f'There is no answer from "{server.url}/v2/clusters": its TLS certificate is not trusted ('
    )
    assert "certificate" in str(error)
    assert server.connections == 1


def test_tls_with_a_server_that_has_none(client_of, serve):
    server = serve(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    url = server.url.replace("http:", "https:")
    error = failure_of(client_of(url).clusters.list, "CONNECTION_IMPOSSIBLE")
    assert str(error) == f'There is no answer from "{url}/v2/clusters": the TLS connection failed.'


@pytest.mark.parametrize("url", ["sahara.example:8386", "sahara", "ftp://sahara.example"])
def test_what_is_no_url_of_a_service(client_of, url):
    error = failure_of(client_of(url).clusters.list, "CONNECTION_IMPOSSIBLE")
    assert str(error) == (
        f'There is no answer from "{url}/v2/clusters": that is not the URL of a service.'
    )


def test_what_is_no_url_of_a_service_is_not_tried_again(client_of, clock):
    failure_of(client_of("sahara.example:8386").clusters.list, "CONNECTION_IMPOSSIBLE")
    assert clock.sleeps == []


@pytest.fixture
def client_behind(clock):
    """Return a function that makes a client whose identity service is at a URL."""

    def client_behind_(keystone_url, **kwargs):
        auth = v3.Password(
            f"{keystone_url}/v3", username="ann", password="pa55", user_domain_id="default"
        )
        session = ksa_session.Session(auth=auth)
        return Client("2", session=session, sleep=clock.sleep, **kwargs)

    return client_behind_


def test_an_identity_service_out_of_reach_is_named(client_behind, refused_url):
    error = failure_of(client_behind(refused_url).clusters.list)
    assert error.url == f"{refused_url}/v3/auth/tokens"
    assert f'"{refused_url}/v3/auth/tokens": connection refused.' in str(error)


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"sahara_url": "http://sahara.example"},
    ],
)
def test_a_token_that_could_not_be_had_is_no_post_that_may_have_arrived(
    client_behind, serve, known
):
    keystone = serve(hangs_up)
    clusters = client_behind(keystone.url, **known).clusters
    error = failure_of(lambda: clusters.create("c", "fake", "0.1"))
    assert error.url == f"{keystone.url}/v3/auth/tokens"
    assert "may have reached" not in str(error)


def test_refused_password_is_an_error_of_keystone(client_behind, serve):
    body = json.dumps(
        {
            "error": {
                "code": 401,
                "title": "Unauthorized",
                "message": "The request you have made requires authentication.",
            }
        }
    ).encode()

    def refuses(connection):
        read_request(connection)
        connection.sendall(
            b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n"
            b"X-Openstack-Request-Id: req-9\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        )

    clusters = client_behind(serve(refuses).url).clusters
    with pytest.raises(exceptions.Forbidden) as failed:
        clusters.list()
    assert failed.value.error_code == 401
    assert failed.value.request_id == "req-9"
    assert failed.value.error_message.startswith("The identity service refuses: ")
