"""Errors behind a proxy name the proxy, and say whether the request has left."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest
import requests

from saharaclient import exceptions
from saharaclient.client import Client

TARGETS = {"tunnel": "https://sahara.example", "plain": "http://sahara.example"}


@pytest.fixture
def proxy_env(monkeypatch):
    """Return a function that sets the proxy of all requests."""

    def proxy_env_(url):
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, url)
        for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)

    return proxy_env_


@pytest.fixture
def answering_proxy():
    """Return a function that starts a proxy with one answer for all; it has a list of requests."""
    with contextlib.ExitStack() as stack:

        def answering_proxy_(answer):
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            received = []

            def serve():
                with contextlib.suppress(OSError):
                    while True:
                        connection, _ = listener.accept()
                        with connection:
                            received.append(connection.recv(65536))
                            connection.sendall(answer)

            threading.Thread(target=serve, daemon=True).start()
            return f"127.0.0.1:{listener.getsockname()[1]}", received

        yield answering_proxy_


@pytest.fixture
def create(session, clock):
    """Return a function that returns the error of a create at a URL."""

    def create_(url):
        client = Client("2", session=session, sahara_url=url, clock=clock, sleep=clock.sleep)
        with pytest.raises(exceptions.APIException) as failed:
            client.clusters.create("c", "fake", "0.1")
        return failed.value

    return create_


@pytest.mark.parametrize("target", TARGETS)
def test_proxy_that_is_down_is_named(create, clock, proxy_env, target):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"127.0.0.1:{unused.getsockname()[1]}"
    proxy_env(f"http://joe:s3cret@{address}")
    error = create(TARGETS[target])
    assert f'the proxy "http://joe:***@{address}" does not answer (connection refused)' in str(
        error
    )
    assert "may have reached it" not in str(error)
    assert len(clock.sleeps) == 3


def test_proxy_whose_name_is_not_known_is_named(create, proxy_env, monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    proxy_env("http://proxy.invalid:3128")
    error = create(TARGETS["tunnel"])
    assert 'the host name of the proxy "http://proxy.invalid:3128" is not known' in str(error)


@pytest.mark.parametrize(
    ("status", "attempts"), [("503 Service Unavailable", 4), ("403 Forbidden", 4)]
)
def test_refused_tunnel_is_retried_for_it_was_not_sent(
    create, proxy_env, answering_proxy, status, attempts
):
    address, received = answering_proxy(f"HTTP/1.1 {status}\r\n\r\n".encode())
    proxy_env(f"http://{address}")
    error = create(TARGETS["tunnel"])
    assert f'the proxy "http://{address}" refuses to connect ({status})' in str(error)
    assert "may have reached it" not in str(error)
    assert len(received) == attempts


def test_proxy_that_asks_for_password_is_asked_once(create, proxy_env, answering_proxy):
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
    address, received = answering_proxy(answer)
    proxy_env(f"http://{address}")
    error = create(TARGETS["tunnel"])
    assert "(407 Proxy Authentication Required). Put a user name and a password" in str(error)
    assert len(received) == 1


def test_407_without_tunnel_names_the_proxy(create, proxy_env, answering_proxy):
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    address, _ = answering_proxy(answer)
    proxy_env(f"http://{address}")
    error = create(TARGETS["plain"])
    assert f'The proxy "http://{address}" asks for a user name and a password.' in str(error)
    assert error.error_code == 407


def test_page_of_proxy_names_it(create, proxy_env, answering_proxy):
    page = b"<html><title>Blocked</title></html>"
    address, _ = answering_proxy(
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%b" % (len(page), page)
    )
    proxy_env(f"http://{address}")
    error = create(TARGETS["plain"])
    assert f'the proxy "http://{address}" may be at fault' in str(error)


def test_lost_answer_through_proxy_may_have_arrived(create, proxy_env, answering_proxy):
    address, received = answering_proxy(b"")
    proxy_env(f"http://{address}")
    error = create(TARGETS["plain"])
    assert f'the proxy "http://{address}" does not answer' in str(error)
    assert "may have reached it" in str(error)
    assert len(received) == 1


def test_socks_proxy_needs_a_package(create, proxy_env, requests_mock):
    proxy_env("socks5://127.0.0.1:1080")
    missing = requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support.")
    requests_mock.post("https://sahara.example/v2/clusters", exc=missing)
    error = create(TARGETS["tunnel"])
    assert '"socks5://127.0.0.1:1080" is a SOCKS proxy, which needs' in str(error)
    assert "PySocks" in str(error)


def test_without_proxy_none_is_named(create, monkeypatch, clock):
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    assert "proxy" not in str(create(url))
