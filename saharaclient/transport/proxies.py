"""Which proxy a request goes through, and why it fails."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterable, Sequence

import requests
import urllib3

from saharaclient.text import redact_urls

_TUNNEL_FAILED = re.compile(r"Tunnel connection failed: (\d+ ?.*)")


def used_for(url: str) -> str | None:
    """Return the URL of the proxy of the environment that a request goes through."""
    try:
        found = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url))
    except (ValueError, AttributeError):
        return None
    return redact_urls(found) if found else None


def named(url: str) -> str:
    """Return the proxy of a request as the subject of a sentence."""
    proxy = used_for(url)
    return f'The proxy "{proxy}"' if proxy else "A proxy"


def refusal(chain: Iterable[BaseException]) -> str | None:
    """Return what a proxy answered that refused to connect, as in ``403 Forbidden``.

    :param chain: a failure and all that it comes from.
    """
    found = (_TUNNEL_FAILED.match(str(link)) for link in chain if isinstance(link, OSError))
    return next((match[1].strip() for match in found if match), None)


def reason(chain: Sequence[BaseException], url: str) -> str | None:
    """Return why a proxy is to blame for a failure, None if it is not.

    :param chain: a failure and all that it comes from.
    :param url: what was to be called.
    """
    proxy = used_for(url)
    subject = f'the proxy "{proxy}"' if proxy else "the proxy"
    if refused := refusal(chain):
        advice = ". Put a user name and a password into its URL" if refused[:3] == "407" else ""
        return f"{subject} refuses to connect ({refused}){advice}"
    if any(isinstance(link, requests.exceptions.InvalidProxyURL) for link in chain):
        return f"{subject[4:]} is not the URL of a proxy"
    if any("SOCKS support" in str(link) for link in chain):
        return f"{subject} is a SOCKS proxy, which needs the Python package PySocks"
    if not any(
        isinstance(link, (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError))
        for link in chain
    ):
        return None
    if any(isinstance(link, socket.gaierror) for link in chain):
        return f"the host name of {subject} is not known"
    codes = (link.errno for link in chain if isinstance(link, OSError) and link.errno)
    code = next(codes, None)
    return f"{subject} does not answer" + (f" ({os.strerror(code).lower()})" if code else "")
