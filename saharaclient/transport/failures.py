"""Requests without an answer, as exceptions with a sentence for people."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator

import requests
import urllib3
from keystoneauth1 import exceptions as ksa_exceptions

from saharaclient import exceptions
from saharaclient.transport import proxies, tls
from saharaclient.transport.errors import may_be_done, sentence

#: ``error_name`` of a failed connection that may come back.
CONNECTION_FAILED = "CONNECTION_FAILED"
#: ``error_name`` of a failed connection that would fail the same way again.
CONNECTION_IMPOSSIBLE = "CONNECTION_IMPOSSIBLE"

_NOT_A_URL = (
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
)
#: Raised before any byte of the request has left.
_NEVER_SENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    requests.exceptions.ConnectTimeout,
    requests.exceptions.InvalidHeader,
    ssl.SSLCertVerificationError,
    *_NOT_A_URL,
)
#: A TLS connection that was closed, by a proxy that is being restarted, for example.
_CUT_OFF = (ssl.SSLEOFError, ssl.SSLZeroReturnError)
_WITHOUT_CAUSE = (ksa_exceptions.ClientException, urllib3.exceptions.HTTPError)


def from_failure(
    failure: ksa_exceptions.ClientException, method: str, url: str, certain: bool = True
) -> exceptions.APIException:
    """Return the exception that a failure below the API stands for.

    :param failure: what keystoneauth raised.
    :param url: where the request was to go, unless the failure names another URL.
    :param certain: False if the request may have reached the server and must not go twice.
    """
    if isinstance(failure, ksa_exceptions.HttpError):  # the API's own answers do not raise
        return _from_identity_service(failure, method, url)
    if isinstance(failure, ksa_exceptions.ConnectionError):
        url = _failed_url(failure, url)
        chain = list(_chain(failure))
        reason = proxies.reason(chain, url)
        if reason is None:
            reason = _reason(chain, url)
            proxy = proxies.used_for(url)
            reason += f', through the proxy "{proxy}"' if proxy else ""
        message = f'There is no answer from "{url}": {reason}.'
        if not certain:
            message += may_be_done(method)
        name = CONNECTION_IMPOSSIBLE if is_permanent(failure) else CONNECTION_FAILED
        error = exceptions.ConnectionFailed(0, name, message, method=method, url=url)
        error.needs_ca_certificate = tls.needs_ca_certificate(chain)
        return error
    if isinstance(failure, ksa_exceptions.CatalogException):
        message = f"The service catalog has no endpoint: {sentence(str(failure))}"
        return exceptions.ConnectionFailed(0, "ENDPOINT_NOT_FOUND", message)
    if isinstance(failure, ksa_exceptions.DiscoveryFailure):
        message = f"What answers is no OpenStack service: {sentence(str(failure))}"
        return exceptions.ConnectionFailed(0, "DISCOVERY_FAILED", message)
    message = f"Authentication is not possible: {sentence(str(failure))}"
    return exceptions.Forbidden(0, "AUTHENTICATION_FAILED", message)


def _from_identity_service(
    failure: ksa_exceptions.HttpError, method: str, url: str
) -> exceptions.APIException:
    """Return the exception for an error of the identity service.

    Its 404, from a proxy perhaps, says nothing about a resource: waits and lookups go by that.
    """
    status = failure.http_status
    kind = exceptions.for_status(status)
    if status < 500 and kind not in (exceptions.Forbidden, exceptions.APIException):
        status, kind = 0, exceptions.InvalidResponse
    return kind(
        status,
        None if status else "AUTHENTICATION_FAILED",
        f"The identity service refuses: {sentence(failure.message)}",
        request_id=failure.request_id,
        method=method,
        url=url,
    )


def without_file(failure: OSError, method: str, url: str) -> exceptions.ConnectionFailed:
    """Return the exception for a file of certificates that is not there.

    :param failure: what requests raised before it called anyone.
    """
    message = f"A TLS connection is not possible: {sentence(str(failure))}"
    return exceptions.ConnectionFailed(0, CONNECTION_IMPOSSIBLE, message, method=method, url=url)


def is_permanent(failure: BaseException) -> bool:
    """Tell whether a request would fail the same way if it were sent again."""
    permanent = (ksa_exceptions.SSLError, requests.exceptions.InvalidHeader, *_NOT_A_URL)
    chain = list(_chain(failure))
    asks_for_password = (proxies.refusal(chain) or "").startswith("407")
    if any(isinstance(link, _CUT_OFF) for link in chain):
        return False
    return asks_for_password or any(isinstance(link, permanent) for link in chain)


def was_never_sent(failure: BaseException) -> bool:
    """Tell whether no byte of a request that failed this way can have reached the service."""
    chain = list(_chain(failure))
    return any(isinstance(link, _NEVER_SENT) for link in chain) or bool(proxies.refusal(chain))


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """Yield a failure and all that it comes from, outermost first."""
    links: list[object] = [failure]
    seen: set[int] = set()
    while links:
        link = links.pop(0)
        if not isinstance(link, BaseException) or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        links += [
            getattr(link, "original", None),
            link.__cause__,
            # These lose the cause. Elsewhere the context may be an exception that the caller was
            # handling when it called, which is none of ours.
            link.__context__ if isinstance(link, _WITHOUT_CAUSE) else None,
            getattr(link, "reason", None),
            *link.args,
        ]


def _failed_url(failure: BaseException, default: str) -> str:
    """Return the URL, without its query, of the request that failed."""
    for link in _chain(failure):
        url = getattr(getattr(link, "request", None), "url", None)
        if url:
            return str(url).partition("?")[0]
    return default


def _reason(chain: list[BaseException], url: str) -> str:
    """Return why there was no answer."""

    def first(*kinds: type[BaseException]) -> object:
        return next((link for link in chain if isinstance(link, kinds)), None)

    if first(*_NOT_A_URL):
        return "that is not the URL of a service"
    if without_tls := tls.reason(chain, url):
        return without_tls
    if first(socket.gaierror):
        return "its host name is not known"
    if first(requests.exceptions.Timeout, urllib3.exceptions.ReadTimeoutError):
        return "it did not answer in time"
    if first(requests.exceptions.ContentDecodingError):
        return "its answer cannot be decoded"
    if first(requests.exceptions.ChunkedEncodingError):
        return "its answer was cut short"
    system = next((link for link in chain if isinstance(link, OSError) and link.errno), None)
    if system is not None and system.errno:
        return os.strerror(system.errno).lower()
    return "the connection was closed without an answer"
