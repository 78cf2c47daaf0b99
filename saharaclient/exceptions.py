"""Every exception that this library raises.

::

    APIException                 any failure; catch this one to catch them all
    ├── BadRequest               400: the server does not accept what was sent
    ├── Forbidden                401, 403: the credentials do not allow it
    ├── NotFound                 404, and a lookup without a match
    ├── Conflict                 409, and a taken name (400): something is in the way
    │   └── NoUniqueMatch        a lookup with several matches
    ├── ServerFault              5xx: the server failed
    ├── ConnectionFailed         no answer: unreachable, timed out, not in the catalog
    ├── InvalidResponse          a response that does not match the API
    │   └── Redirected           a redirect that was not followed
    ├── VersionNotAvailable      the service does not have the requested API version
    ├── WaitFailed               what was waited for has failed
    └── WaitTimedOut             the operation continues, but the timeout is reached

Other statuses (405, 413, ...) are a plain :class:`APIException` with that ``error_code``.
"""

from __future__ import annotations

import http
from typing import Any

from saharaclient.text import escape_control_chars, redact_urls


class APIException(Exception):  # noqa: N818  the name that callers catch
    """A request that did not lead to what was asked for.

    :param error_code: HTTP status, 0 where there was no answer.
    :param error_name: the server's word for it (``NOT_FOUND``, ``IMAGE_NOT_REGISTERED``).
    :param error_message: one sentence for people, without trailing error IDs.
    :param request_id: ``X-Openstack-Request-Id`` of the answer, to look for in the server's log.
    :param method: HTTP method of the request.
    :param url: URL of the request. Passwords in it, and in the message, are masked.
    """

    #: The status that a subclass stands for where none is given.
    default_code = 0

    def __init__(
        self,
        error_code: int | None = None,
        error_name: str | None = None,
        error_message: str | None = None,
        *,
        request_id: str | None = None,
        method: str | None = None,
        url: str | None = None,
    ) -> None:
        self.error_code = self.default_code if error_code is None else error_code
        self.error_name = error_name or status_name(self.error_code)
        self.error_message = redact_urls(error_message) if error_message else error_message
        self.request_id = request_id
        self.method = method
        self.url = redact_urls(url) if url else url
        super().__init__(self.error_message)

    def __str__(self) -> str:
        reason = f" ({self.error_name})" if self.error_name else ""
        sentence = self.error_message or f"The request failed{reason}."
        # A code that nobody received is not worth a reader's time.
        details = [f"HTTP {self.error_code}"] if self.error_code and self.url else []
        if self.request_id:
            details.append(f"request id {self.request_id}")
        return escape_control_chars(f"{sentence} ({', '.join(details)})" if details else sentence)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process boundaries (multiprocessing, Mistral) by pickle, which by
        # default would pass `args`, the message, as the first parameter.
        return type(self), (self.error_code, self.error_name, self.error_message), self.__dict__


class BadRequest(APIException):
    """The server does not accept what was sent."""

    default_code = 400


class Forbidden(APIException):
    """The credentials do not allow it."""

    default_code = 403


class NotFound(APIException):
    """There is no such thing, or none that these credentials can see.

    :ivar kind: the kind of resource that a lookup did not find, as in ``"cluster"``; None if it
        is the server's answer.
    :ivar looked_for: the name or ID of that resource.
    :ivar searched_url: URL of the list that it is not in.
    """

    default_code = 404
    kind: str | None = None
    looked_for: str | None = None
    searched_url: str | None = None


class Conflict(APIException):
    """The state or the name of something is in the way."""

    default_code = 409


class NoUniqueMatch(Conflict):
    """Several resources match where one was looked for."""


class ServerFault(APIException):
    """The server failed; the same request may succeed later."""

    default_code = 500


class ConnectionFailed(APIException):
    """There was no answer; ``__cause__`` has the failure underneath.

    :ivar needs_ca_certificate: whether the certificate of the server's CA is not known here.
    """

    needs_ca_certificate: bool = False


class InvalidResponse(APIException):
    """An answer that is not what the API promises, for example not JSON."""


class Redirected(InvalidResponse):
    """A redirect that was not followed: of a change, or to where the token must not go.

    :ivar location: the absolute URL that it points to, None if it has no usable one.
    :ivar service_url: URL of the service at that place, None if that is not apparent.
    """

    location: str | None = None
    service_url: str | None = None


class VersionNotAvailable(APIException):
    """The service lacks the version of the API that was asked for.

    :class:`saharaclient.client.UnsupportedVersion` is for a version that does not exist at all.

    :ivar versions: the versions that it has, such as ``("1.0", "1.1")``.
    """

    versions: tuple[str, ...] = ()


class WaitFailed(APIException):
    """What was waited for has failed.

    :ivar resource: the resource as last seen.
    """

    resource: Any = None


class WaitTimedOut(APIException):
    """The operation continues, but the timeout is reached.

    :ivar resource: the resource as last seen.
    """

    resource: Any = None


_BY_STATUS: dict[int, type[APIException]] = {
    400: BadRequest,
    401: Forbidden,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
}


#: What the server calls a conflict where it answers with another status.
_CONFLICTS = frozenset({"DB_DUPLICATE_ENTRY", "NAME_ALREADY_EXISTS"})


def for_status(status: int, name: str | None = None) -> type[APIException]:
    """Return the exception class that stands for an HTTP status, and the server's word for it."""
    if name in _CONFLICTS:
        return Conflict
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return ServerFault if status >= 500 else APIException


def status_name(status: int) -> str | None:
    """Return the word for an HTTP status (404: ``NOT_FOUND``), None for an unknown one."""
    try:
        return http.HTTPStatus(status).name
    except ValueError:
        return None
