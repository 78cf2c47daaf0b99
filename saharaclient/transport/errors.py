"""Answers that are errors, as exceptions with a sentence for people."""

from __future__ import annotations

import http
import re
from typing import TypedDict

import requests

from saharaclient import exceptions
from saharaclient.transport import proxies

#: Methods that may have changed something, and that callers send again only after a look.
_CHANGING = frozenset({"POST", "PUT", "PATCH"})

_ERROR_ID = r"\bError ID: [0-9a-fA-F-]+\s*$"
#: Characters of a page in which its title is looked for: the time is quadratic.
_LONGEST_HEAD = 10_000
_HTML_TITLE = r"(?is)<title[^>]*>(.*?)</title>"


def from_response(response: requests.Response) -> exceptions.APIException:
    """Return the exception that an answer with an error status stands for."""
    status = response.status_code
    if status == http.HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        message = f"{proxies.named(response.url)} asks for a user name and a password."
        return exceptions.APIException(status, None, message, **origin(response))
    try:
        body = response.json()
    except (ValueError, RecursionError):
        if status == 404:
            # A non-JSON 404 comes from a proxy; do not treat it as "deleted".
            return not_json(response)
        message = _foreign(response) + _if_may_be_done(response)
        return exceptions.for_status(status)(status, None, message, **origin(response))
    name, said = _error_in(body)
    message = said or _without_reason(response)
    if message.startswith("Duplicate entry for "):  # a table and its columns follow
        message = "There is one of that name already."
    if status >= 500 and said:
        message = f"The data processing service failed: {message} Its log tells more."
    message += _if_may_be_done(response)
    return exceptions.for_status(status, name)(status, name, message, **origin(response))


def is_about_resource(response: requests.Response) -> bool:
    """Tell whether a 404 is the API's, about a resource; for unknown paths it has other fields."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return False
    return isinstance(body, dict) and "error_code" in body


def unsupported_version(
    response: requests.Response, api_version: str, versions: tuple[str, ...]
) -> exceptions.VersionNotAvailable:
    """Return the exception for a service without a version of the API."""
    message = (
        f'The service at "{response.url}" has no version {api_version} of the API.'
        f" Its versions: {', '.join(versions)}."
    )
    error = exceptions.VersionNotAvailable(
        response.status_code, "VERSION_NOT_SUPPORTED", message, **origin(response)
    )
    error.versions = versions
    return error


def is_json_or_empty(response: requests.Response) -> bool:
    """Tell whether an answer is one of the API, which is JSON or without a body."""
    if not response.content.strip():
        return True
    try:
        response.json()
    except (ValueError, RecursionError):
        return False
    return True


def not_json(response: requests.Response) -> exceptions.InvalidResponse:
    """Return the exception for an answer that should have been JSON and is not."""
    message = _foreign(response) + _if_may_be_done(response)
    return exceptions.InvalidResponse(
        response.status_code, "INVALID_RESPONSE", message, **origin(response)
    )


def not_expected(response: requests.Response, expected: str) -> exceptions.InvalidResponse:
    """Return the exception for JSON of another shape than the API promises."""
    message = f"The data processing service answered without {expected}."
    message += _if_may_be_done(response)
    return exceptions.InvalidResponse(
        response.status_code, "INVALID_RESPONSE", message, **origin(response)
    )


class Origin(TypedDict):
    """Where an exception comes from."""

    request_id: str | None
    method: str | None
    url: str | None


def origin(response: requests.Response) -> Origin:
    """Return what an exception tells of where it comes from."""
    return {
        "request_id": response.headers.get("x-openstack-request-id"),
        "method": response.request.method if response.request is not None else None,
        "url": response.url,
    }


def may_be_done(method: str) -> str:
    """Return the advice about a request that the service may have carried out."""
    return (
        f" The {method} request may have reached it: look whether it was carried out"
        " before you send it again."
    )


def _if_may_be_done(response: requests.Response) -> str:
    """Return the sentence about a request that an answer leaves open, empty for all others."""
    method = getattr(response.request, "method", None)
    is_open = response.status_code < 300 or response.status_code >= 500
    if response.status_code < 300 and method == "DELETE":
        return may_be_done(method)
    return may_be_done(method) if is_open and method in _CHANGING else ""


def _error_in(body: object) -> tuple[str | None, str | None]:
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


def _name(value: object) -> str | None:
    """Return an error's word; a number in its place is no word."""
    text = str(value or "").strip()
    if not text or text.isdigit():
        return None
    return re.sub(r"\W+", "_", text).strip("_").upper()


def _text(value: object) -> str | None:
    if value in (None, ""):
        return None
    text = re.sub(_ERROR_ID, "", str(value)).strip()
    return sentence(text) if text else None


def sentence(text: str) -> str:
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
        title = re.search(_HTML_TITLE, body[:_LONGEST_HEAD])
        titled = f' titled "{" ".join(title.group(1).split())}"' if title else ""
        proxy = proxies.used_for(response.url)
        suspect = f'the proxy "{proxy}"' if proxy else "a proxy in between"
        what = f"with an HTML page{titled} instead of JSON; {suspect} may be at fault"
    elif body:
        what = "with something that is not JSON"
    else:
        what = "with an empty body"
    return f'"{response.url}" answered {what}.'
