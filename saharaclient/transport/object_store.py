"""Requests to object storage (Swift's API), with errors as exceptions of this library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib import parse

import requests
from keystoneauth1 import adapter as ksa_adapter
from keystoneauth1 import exceptions as ksa_exceptions

from saharaclient import exceptions
from saharaclient.transport import errors, failures, limits, logs, retries, streaming
from saharaclient.transport.adapter import Adapter
from saharaclient.transport.session import GuardedSession

if TYPE_CHECKING:
    from openstack.connection import Connection

_SERVICE_TYPE = "object-store"
#: Why object storage refuses a request, by the status of its answer.
_REASONS = {
    401: "it does not accept the token",
    403: "you have no access, or a quota is used up",
    404: "it does not exist",
    408: "the content did not arrive in time",
    409: "something is in the way",
    412: "it exists already",
    413: "it is too large, or a quota is used up",
    422: "the content was damaged on the way",
    429: "there are too many requests",
    507: "it has no space left",
}


class ObjectStore:
    """The object storage of a project.

    :param api: adapter of the data processing service, whose session, time limits and retries
        hold here as well.
    :param connection: an openstacksdk connection; by default one for the session of ``api``.
    """

    def __init__(self, api: Adapter, connection: Connection | None = None) -> None:
        self._api = api
        self._connection: Connection | None = connection

    def request(
        self, method: str, container: str, name: str | None = None, **kwargs: Any
    ) -> requests.Response:
        """Send a request about a container or an object, and return its answer.

        A request is sent again after a failed connection, and after an answer that a later attempt
        may not get.

        :param kwargs: ``data``, ``headers``, ``params`` and ``stream`` of keystoneauth's
            ``Session.request``.
        :raises saharaclient.exceptions.APIException: for any answer but a good one.
        """
        path = path_of(container, name)
        state = retries.RetryState(self._api.retries, idempotent=True)
        while True:
            url = path
            try:
                adapter = self._adapter()
                url = f"{adapter.get_endpoint() or 'object storage'}{path}"
                response = self._send(adapter, method, url, path, kwargs)
            except ksa_exceptions.ConnectionError as failure:
                not_sent = failures.was_never_sent(failure)
                delay = state.delay_after_failure(not_sent, failures.is_permanent(failure))
                error = failures.from_failure(failure, method, url)
                if delay is None:
                    raise error from failure
            except ksa_exceptions.CatalogException as failure:
                raise _not_in_catalog() from failure
            except ksa_exceptions.ClientException as failure:
                raise failures.from_failure(failure, method, url) from failure
            except streaming.CallerFailed as failure:
                raise failure.error from None
            else:
                if response.status_code < 300:
                    if method == "DELETE" and not errors.is_json_or_empty(response):
                        raise errors.not_json(response)  # the page of a login, for example
                    return response
                error = _refusal(response, f"swift://{container}{f'/{name}' if name else ''}")
                delay = state.delay_after_answer(response)
                if delay is None:
                    raise error
            self._api.sleep(delay)

    def _send(
        self,
        adapter: ksa_adapter.Adapter,
        method: str,
        url: str,
        path: str,
        kwargs: Mapping[str, Any],
    ) -> requests.Response:
        logs.log_request(method, url, {"params": kwargs.get("params")})
        response: requests.Response = adapter.request(
            path,
            method,
            raise_exc=False,
            connect_retries=0,
            status_code_retries=0,
            redirect=None if method in retries.READ_ONLY else False,
            log=False,  # keystoneauth would log the content
            **kwargs,
        )
        is_streamed = bool(kwargs.get("stream")) and response.status_code < 300
        if not is_streamed:
            try:
                _ = response.content
            except requests.exceptions.RequestException as error:
                raise ksa_exceptions.UnknownConnectionError("The answer failed.", error) from error
        logs.log_response(response, is_streamed, None)
        return response

    def _adapter(self) -> ksa_adapter.Adapter:
        """Return an adapter for object storage with openstacksdk's settings and our time limits."""
        from openstack import connection

        api = self._api
        time_limits = limits.TimeLimits(api.timeout, None, api.clock)
        if self._connection is None:
            self._connection = connection.Connection(
                # openstacksdk keeps the connection as an attribute of its session.
                session=GuardedSession(api.session, time_limits),
                region_name=api.region_name,
                interface=str(api.interface or "public").removesuffix("URL"),
            )
        # Its own adapter asks Swift for versions, which it does not have.
        session, cloud = self._connection.session, self._connection.config
        if not cloud.has_service(_SERVICE_TYPE):
            raise _not_in_catalog()
        return ksa_adapter.Adapter(
            session
            if isinstance(session, GuardedSession)
            else GuardedSession(session, time_limits),
            service_type=cloud.get_service_type(_SERVICE_TYPE),
            interface=cloud.get_interface(_SERVICE_TYPE),
            region_name=cloud.get_region_name(_SERVICE_TYPE),
            endpoint_override=cloud.get_endpoint(_SERVICE_TYPE),
            auth=api.auth,
            user_agent=api.user_agent,
        )


def _not_in_catalog() -> exceptions.ConnectionFailed:
    message = "The service catalog has no object storage for content."
    return exceptions.ConnectionFailed(0, "ENDPOINT_NOT_FOUND", message)


def path_of(container: str, name: str | None = None) -> str:
    """Return the path of a container or an object below the URL of the project.

    :raises saharaclient.exceptions.BadRequest: no path can be that of such a name.
    """
    parts = [container, *(name.split("/") if name is not None else ())]
    if not container or "/" in container or container in (".", ".."):
        raise _invalid_name(f'"{container}"', "a container")
    if name == "" or {".", ".."} & {*parts}:
        raise _invalid_name(f'"{name}"', "an object")
    try:
        return "".join(f"/{parse.quote(part, safe='')}" for part in parts)
    except UnicodeEncodeError as error:
        raise _invalid_name(f"{error.object!a}", "anything") from error


def _invalid_name(quoted: str, kind: str) -> exceptions.BadRequest:
    message = f"{quoted} cannot be the name of {kind} in object storage."
    return exceptions.BadRequest(0, "INVALID_NAME", message)


def _refusal(response: requests.Response, what: str) -> exceptions.APIException:
    """Return the exception for an answer with an error status."""
    status = response.status_code
    reason = _REASONS.get(status)
    if reason is None and status >= 500:
        reason = "it failed"
    elif reason is None:
        reason = exceptions.status_name(status) or response.reason or "it gives no reason"
    kind = exceptions.Conflict if status == 412 else exceptions.for_status(status)
    origin = errors.origin(response)
    origin["request_id"] = origin["request_id"] or response.headers.get("x-trans-id")
    method = response.request.method
    message = f'Object storage refuses to {_VERBS.get(str(method), method)} "{what}": {reason}.'
    return kind(status, None, message, **origin)


_VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "DELETE": "delete"}
