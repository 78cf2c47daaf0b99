"""What went wrong, as one of this library's exceptions with a sentence for people."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from typing import Any

import requests
import urllib3
from keystoneauth1 import exceptions as ksa_exceptions

from saharaclient import exceptions
from saharaclient.transport import tls

#: ``error_name`` of a failed connection that may come back.
CONNECTION_FAILED = "CONNECTION_FAILED"
#: Methods that may have changed something, and that callers send again only after a look.
_CHANGING = frozenset({"POST", "PUT", "PATCH"})

_ERROR_ID = r"\s*\bError ID: [0-9a-fA-F-]+\s*$"
_HTML_TITLE = r"(?is)<title[^>]*>(.*?)</title>"
_NEVER_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    requests.exceptions.ConnectTimeout,
)
_WITHOUT_CAUSE = (ksa_exceptions.ClientException, urllib3.exceptions.HTTPError)
_NOT_A_URL = (
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
)


def from_response(response: requests.Response) -> exceptions.APIException:
    """Return the exception that an answer with an error status stands for."""
    status = response.status_code
    try:
        body = response.json()
    except (ValueError, RecursionError):
        if status == 404:
            # The API says in JSON that something is not there; anyone else who says so does not
            # know, and whoever waits for something to be gone must not believe it.
            return not_json(response)
        message = _foreign(response) + _if_it_may_be_done(response)
        return exceptions.for_status(status)(status, None, message, **origin(response))
    name, said = _error_in(body)
    message = said or _without_reason(response)
    if message.startswith("Duplicate entry for "):  # a table and its columns follow
        message = "There is one of that name already."
    if status >= 500 and said:
        message = f"The data processing service failed: {message} Its log tells more."
    message += _if_it_may_be_done(response)
    return exceptions.for_status(status, name)(status, name, message, **origin(response))


def not_json(response: requests.Response) -> exceptions.InvalidResponse:
    """Return the exception for an answer that should have been JSON and is not."""
    message = _foreign(response) + _if_it_may_be_done(response)
    return exceptions.InvalidResponse(
        response.status_code, "INVALID_RESPONSE", message, **origin(response)
    )


def not_expected(response: requests.Response, expected: str) -> exceptions.InvalidResponse:
    """Return the exception for JSON of another shape than the API promises."""
    message = f"The data processing service answered without {expected}."
    message += _if_it_may_be_done(response)
    return exceptions.InvalidResponse(
        response.status_code, "INVALID_RESPONSE", message, **origin(response)
    )


def origin(response: requests.Response) -> dict[str, Any]:
    """Return what an exception tells of where it comes from."""
    return {
        "request_id": response.headers.get("x-openstack-request-id"),
        "method": response.request.method if response.request is not None else None,
        "url": response.url,
    }


def from_failure(
    failure: ksa_exceptions.ClientException, method: str, url: str, certain: bool = True
) -> exceptions.APIException:
    """Return the exception that a failure below the API stands for.

    :param failure: what keystoneauth raised.
    :param url: where the request was to go, unless the failure knows better.
    :param certain: False where the request may have reached the server and must not go twice.
    """
    if isinstance(failure, ksa_exceptions.HttpError):  # the API's own answers do not raise
        return exceptions.for_status(failure.http_status)(
            failure.http_status,
            None,
            f"The identity service refuses: {_sentence(failure.message)}",
            request_id=failure.request_id,
            method=method,
            url=url,
        )
    if isinstance(failure, ksa_exceptions.ConnectionError):
        url = _failed_url(failure, url)
        message = f'There is no answer from "{url}": {_reason(failure, url)}.'
        if not certain:
            message += _may_be_done(method)
        name = "CONNECTION_IMPOSSIBLE" if is_permanent(failure) else CONNECTION_FAILED
        return exceptions.ConnectionFailed(0, name, message, method=method, url=url)
    if isinstance(failure, ksa_exceptions.CatalogException):
        message = f"The service catalog has no endpoint: {_sentence(str(failure))}"
        return exceptions.ConnectionFailed(0, "ENDPOINT_NOT_FOUND", message)
    if isinstance(failure, ksa_exceptions.DiscoveryFailure):
        message = f"What answers is no OpenStack service: {_sentence(str(failure))}"
        return exceptions.ConnectionFailed(0, "DISCOVERY_FAILED", message)
    message = f"Authentication is not possible: {_sentence(str(failure))}"
    return exceptions.Forbidden(0, "AUTHENTICATION_FAILED", message)


def without_file(failure: OSError, method: str, url: str) -> exceptions.ConnectionFailed:
    """Return the exception for a file of certificates that is not there.

    :param failure: what requests raised before it called anyone.
    """
    message = f"A TLS connection is not possible: {_sentence(str(failure))}"
    return exceptions.ConnectionFailed(0, "CONNECTION_IMPOSSIBLE", message, method=method, url=url)


def _may_be_done(method: str) -> str:
    return (
        f" The {method} request may have reached it: look whether it was carried out"
        " before you send it again."
    )


def _if_it_may_be_done(response: requests.Response) -> str:
    """Return the sentence about a request that an answer leaves open, empty for all others."""
    method = getattr(response.request, "method", None)
    is_open = response.status_code < 300 or response.status_code >= 500
    return _may_be_done(method) if is_open and method in _CHANGING else ""


def is_permanent(failure: BaseException) -> bool:
    """Tell whether a request would fail the same way if it were sent again."""
    lasting = (ksa_exceptions.SSLError, *_NOT_A_URL)
    return any(isinstance(link, lasting) for link in _chain(failure))


def cut_short(response: requests.Response) -> ksa_exceptions.ConnectionError:
    """Return the failure of an answer whose body ends before its time."""
    original = requests.exceptions.ChunkedEncodingError(request=response.request)
    return ksa_exceptions.UnknownConnectionError("The answer was cut short.", original)


def was_never_sent(failure: BaseException, service_url: str) -> bool:
    """Tell whether a request that failed this way cannot have reached the service.

    Either there was no connection, or it was the identity service that did not answer.
    """
    if any(isinstance(link, _NEVER_CONNECTED) for link in _chain(failure)):
        return True
    return not _failed_url(failure, service_url).startswith(service_url)


def _error_in(body: Any) -> tuple[str | None, str | None]:
    """Return (name, message) from any of the error shapes that are about."""
    if not isinstance(body, dict):
        return None, None
    inner = body.get("error")
    if isinstance(inner, dict):  # Keystone's middleware
        return _name(inner.get("title")), _text(inner.get("message"))
    if isinstance(body.get("errors"), list) and body["errors"]:  # a microversion that is not there
        first = body["errors"][0] if isinstance(body["errors"][0], dict) else {}
        return _name(first.get("code")), _text(first.get("detail") or first.get("title"))
    return _name(body.get("error_name")), _text(body.get("error_message"))


def _name(value: Any) -> str | None:
    """Return an error's word; a number in its place is no word."""
    text = str(value or "").strip()
    if not text or text.isdigit():
        return None
    return re.sub(r"\W+", "_", text).strip("_").upper()


def _text(value: Any) -> str | None:
    if value in (None, ""):
        return None
    text = re.sub(_ERROR_ID, "", str(value)).strip()
    return _sentence(text) if text else None


def _sentence(text: str) -> str:
    """Return what may be several lines as one, with a full stop."""
    text = "; ".join(line.strip().rstrip(";") for line in text.splitlines() if line.strip())
    text = text.replace(":; ", ": ")
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _without_reason(response: requests.Response) -> str:
    reason = exceptions.status_name(response.status_code) or response.reason or "an error"
    return f"The data processing service answered {reason} without saying why."


def _foreign(response: requests.Response) -> str:
    """Describe a body that is not the API's."""
    if 300 <= response.status_code < 400:
        return f'"{response.url}" redirects instead of answering.'
    body = response.content.decode("utf-8", "replace").strip()
    if body.startswith("<"):
        title = re.search(_HTML_TITLE, body)
        titled = f' titled "{" ".join(title.group(1).split())}"' if title else ""
        what = f"with an HTML page{titled} instead of JSON; a proxy in between may be at fault"
    elif body:
        what = "with something that is not JSON"
    else:
        what = "with an empty body"
    return f'"{response.url}" answered {what}.'


def _chain(failure: BaseException) -> Iterator[BaseException]:
    """Yield a failure and all that it comes from, outermost first."""
    links: list[Any] = [failure]
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


def _reason(failure: BaseException, url: str) -> str:
    """Say why there was no answer."""
    chain = list(_chain(failure))

    def first(*kinds: type[BaseException]) -> Any:
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
