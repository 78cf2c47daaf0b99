"""Which redirects are followed, and the error for those that are not."""

from __future__ import annotations

from urllib import parse

import requests

from saharaclient import exceptions
from saharaclient.text import redact_urls
from saharaclient.transport import errors

#: Statuses that send a request elsewhere (RFC 9110, 15.4).
STATUSES = frozenset({301, 302, 303, 307, 308})
#: Redirects of one request, unless the session has a limit of its own.
LIMIT = 30
_SEE_OTHER = 303


def limit_of(given: int | bool | None) -> int:
    """Return how many redirects a session's ``redirect`` allows."""
    if given is None or given is True:
        return LIMIT
    return int(given)


def location(response: requests.Response) -> str | None:
    """Return the absolute URL that a redirect points to, None if it has no usable one."""
    given = response.headers.get("Location", "").strip()
    try:
        url = parse.urljoin(response.url, given)
        usable = parse.urlsplit(url).scheme in ("http", "https") and parse.urlsplit(url).hostname
    except ValueError:
        return None
    return parse.urldefrag(url).url if given and usable else None


def refuse_unusable(response: requests.Response, **_: object) -> None:
    """Raise the error for a redirect to what is no URL; a response hook of requests.

    :raises saharaclient.exceptions.Redirected: it is one.
    """
    if response.status_code in STATUSES and location(response) is None:
        raise _error(response, None, f'"{response.url}" redirects instead of answering.')


def check(response: requests.Response, url: str, *, follow: bool, is_last: bool) -> None:
    """Raise the error for a redirect that must not be followed.

    :param url: where it points to.
    :param follow: whether the request may be sent a second time at all.
    :param is_last: whether there were too many redirects before.
    :raises saharaclient.exceptions.Redirected: it must not.
    """
    if reason := refusal(response.url, url):
        message = f'"{response.url}" redirects to "{url}". The token is not sent there: {reason}.'
    elif not follow:
        method = response.request.method
        message = f'"{response.url}" redirects the {method} request to "{url}".'
        if response.status_code == _SEE_OTHER:
            message += errors.may_be_done(str(method))
        else:
            message += " It was not sent there, and nothing was changed."
    elif is_last:
        message = f'"{response.url}" redirects once more, to "{url}". There are too many redirects.'
    else:
        return
    raise _error(response, url, message)


def _error(response: requests.Response, url: str | None, message: str) -> exceptions.Redirected:
    error = exceptions.Redirected(
        response.status_code, "REDIRECTED", message, **errors.origin(response)
    )
    error.location = redact_urls(url) if url else url
    return error


def refusal(old: str, new: str) -> str | None:
    """Return why a token must not follow a redirect, None if it may."""
    before, after = parse.urlsplit(old), parse.urlsplit(new)
    if before.hostname != after.hostname:
        return "it is another host"
    if before.scheme == "https" and after.scheme != "https":
        return "it is not encrypted"
    return None


def moved(service_url: str, path: str, response: requests.Response) -> str | None:
    """Return the URL to which a service has moved from http to https on the same host name.

    :param service_url: the versioned URL of the service that was called.
    :param path: path of the request below it.
    :param response: its answer, after redirects.
    """
    if not response.history:
        return None
    before, after = parse.urlsplit(service_url), parse.urlsplit(response.url)
    same_host = before.hostname == after.hostname
    if (before.scheme, after.scheme) != ("http", "https") or not same_host:
        return None
    return service_at(response.url, path)


def service_at(url: str | None, path: str) -> str | None:
    """Return the versioned URL of a service that has a request's path at a URL, None if it hasn't.

    :param path: path of the request below the versioned URL.
    """
    split = parse.urlsplit(url or "")
    if not split.path.endswith(path):
        return None
    return parse.urlunsplit(
        split._replace(path=split.path.removesuffix(path), query="", fragment="")
    )
