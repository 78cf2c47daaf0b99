"""HTTP transport over keystoneauth: endpoints, time limits, retries, errors as exceptions."""

from __future__ import annotations

import contextlib
import copy
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests
from keystoneauth1 import adapter as ksa_adapter
from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1 import session as ksa_session

from saharaclient import exceptions
from saharaclient.transport import (
    endpoints,
    errors,
    failures,
    logs,
    redaction,
    redirects,
    retries,
    streaming,
)
from saharaclient.transport.session import GuardedSession

LOG = logging.getLogger(__name__)

CONNECT_TIMEOUT = 30.0
READ_TIMEOUT = 300.0


class Adapter(ksa_adapter.Adapter):
    """keystoneauth's adapter, bound to one version of the data processing API.

    It answers with a :class:`requests.Response` or raises an
    :class:`~saharaclient.exceptions.APIException`. GET, HEAD, PUT and DELETE are sent again after
    a failed connection or one of ``retriable_status_codes``; POST and PATCH only if they cannot
    have been sent.

    :param session: a keystoneauth session.
    :param api_version: ``"1.1"`` or ``"2"``.
    :param timeout: seconds to wait for an answer, unless the session has a time limit of its own.
    :param connect_retries: how often to try again after a failed connection; 0 for never.
    :param status_code_retries: how often to try again after one of the retriable statuses.
    :param connect_retry_delay: seconds between attempts; by default they double from half a
        second on, with some chance in it so that many clients do not come back at once.
    :param status_code_retry_delay: likewise.
    :param clock: tells seconds, for waits.
    :param sleep: sleeps for seconds, in waits and between attempts.
    :param kwargs: all else that keystoneauth's adapter takes.
    """

    def __init__(
        self,
        session: ksa_session.Session,
        *,
        api_version: str,
        timeout: float = READ_TIMEOUT,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        **kwargs: Any,
    ) -> None:
        super().__init__(session, **kwargs)
        self._paced = bool(kwargs.get("rate_limit") or kwargs.get("concurrency"))
        self.api_version = api_version
        self.timeout = timeout
        self.clock = clock
        self.sleep = sleep
        #: The https URL of the service by the http URL from which a read was redirected to it.
        self._moved: dict[str, str] = {}
        self.retries = _policy(
            connect_retries=self.connect_retries,
            status_code_retries=self.status_code_retries,
            connect_delay=self.connect_retry_delay,
            status_code_delay=self.status_code_retry_delay,
            status_codes=self.retriable_status_codes,
        )

    def request(
        self, url: str, method: str, *, idempotent: bool | None = None, **kwargs: Any
    ) -> requests.Response:
        """Send a request and return its answer.

        :param url: path below the versioned endpoint.
        :param method: HTTP method.
        :param idempotent: whether it may be sent again where its method alone does not tell.
        :param kwargs: ``json``, ``params``, ``data``, ... of keystoneauth's ``Session.request``.
        :raises saharaclient.exceptions.APIException: for any answer but a good one.
        """
        may_repeat = method in retries.IDEMPOTENT if idempotent is None else idempotent
        retry_state = retries.RetryState(self.retries, may_repeat)
        while True:
            attempt = _Attempt(method, url)
            try:
                response = self._attempt(attempt, kwargs)
            except ksa_exceptions.ConnectionError as failure:
                not_sent = not attempt.is_sending or failures.was_never_sent(failure)
                delay = retry_state.delay_after_failure(not_sent, failures.is_permanent(failure))
                fault = failures.from_failure(
                    failure, method, attempt.full_url, certain=may_repeat or not_sent
                )
                if delay is None:
                    raise fault from failure
            except ksa_exceptions.ClientException as failure:
                raise failures.from_failure(failure, method, attempt.full_url) from failure
            except OSError as failure:
                if failure.errno is not None or isinstance(failure, requests.RequestException):
                    raise
                raise failures.without_file(failure, method, attempt.full_url) from failure
            except UnicodeEncodeError as failure:
                message = f"{failure.object!a} cannot be sent, for it is not text in UTF-8."
                raise exceptions.BadRequest(0, "NOT_TEXT", message) from failure
            else:
                if response.status_code < 300:
                    return response
                fault = errors.from_response(response)
                fault.error_message = redaction.redact_echoed_secrets(
                    fault.error_message, kwargs.get("json")
                )
                fault.args = (fault.error_message,)
                gone = method == "DELETE" and isinstance(fault, exceptions.NotFound)
                if gone and retry_state.maybe_processed:
                    return response  # an earlier attempt, whose answer was lost, has deleted it
                delay = retry_state.delay_after_answer(response)
                if delay is None:
                    raise fault
            LOG.info("%s %s again in %.1f s: %s", method, attempt.full_url, delay, fault)
            self.sleep(delay)

    def service_url(self) -> str:
        """Return the URL of this version of the API.

        :raises saharaclient.exceptions.ConnectionFailed: the catalog has no endpoint.
        :raises keystoneauth1.exceptions.ClientException: authentication failed.
        """
        endpoint = self.get_endpoint()
        if not endpoint:
            raise endpoints.missing(self.service_type, self.interface, self.region_name)
        url = endpoints.versioned(endpoint, self.api_version)
        return self._moved.get(url, url)

    def _attempt(self, attempt: _Attempt, kwargs: Mapping[str, Any]) -> requests.Response:
        """Send a request once, or again with a new token if the service refuses the first."""
        attempt.service_url = self.service_url()
        auth_headers = self._auth_headers()
        response = self._send(attempt, auth_headers, **kwargs)
        if response.status_code == 401 and auth_headers and self.session.invalidate(self.auth):
            response = self._send(attempt, self._auth_headers(), **kwargs)
        return response

    def get_endpoint(self, auth: Any = None, **kwargs: Any) -> str | None:
        """Return the endpoint of the catalog, or the one that was given instead.

        :raises keystoneauth1.exceptions.ClientException: authentication failed.
        """
        return super(Adapter, self._guarded()).get_endpoint(auth, **kwargs)

    def _guarded(self) -> Adapter:
        """Return a copy that sends its requests, and those for tokens, by this library's rules."""
        guarded = copy.copy(self)
        guarded.session = GuardedSession(self.session)
        return guarded

    def _auth_headers(self) -> dict[str, str]:
        """Return the headers with the token, empty for a session that has no credentials."""
        session = GuardedSession(self.session)
        if not (self.auth or session.auth):
            return {}
        headers = session.get_auth_headers(self.auth)
        if headers is None:
            raise ksa_exceptions.AuthorizationFailure("No valid authentication is available")
        return headers

    def _send(
        self, attempt: _Attempt, auth_headers: Mapping[str, str], **kwargs: Any
    ) -> requests.Response:
        if getattr(self.session, "timeout", None) is None:
            kwargs.setdefault("timeout", (min(CONNECT_TIMEOUT, self.timeout), self.timeout))
        if not self._paced:
            # keystoneauth's own paces nothing either, but hangs when the clock is set back.
            kwargs.setdefault("rate_semaphore", contextlib.nullcontext())
        kwargs["headers"] = {**(kwargs.get("headers") or {}), **auth_headers}
        logs.log_request(attempt.method, attempt.full_url, kwargs)
        attempt.is_sending = True
        try:
            response = super(Adapter, self._guarded()).request(
                attempt.path,
                attempt.method,
                endpoint_override=attempt.service_url.replace("%", "%%"),
                authenticated=False,  # the headers have the token
                raise_exc=False,
                connect_retries=0,
                status_code_retries=0,
                redirect=None if attempt.method in retries.READ_ONLY else False,
                log=False,  # keystoneauth would log bodies with the secrets in them
                **kwargs,
            )
        except exceptions.Redirected as error:
            new_url = redirects.service_at(error.location, attempt.path)
            error.service_url = new_url and new_url.removesuffix(f"/v{self.api_version}")
            raise
        if new_url := redirects.moved(attempt.service_url, attempt.path, response):
            self._moved[attempt.service_url] = new_url
        streamed = bool(kwargs.get("stream")) and response.status_code < 300
        if not streamed:
            _read(response)
        logs.log_response(response, streamed, kwargs.get("json"))
        if not streamed and streaming.is_cut_short(response):
            raise failures.cut_short(response)
        attempt.is_sending = False
        return response


@dataclass
class _Attempt:
    """One attempt to send a request.

    :ivar is_sending: whether the service may be carrying it out without an answer so far.
    """

    method: str
    path: str
    service_url: str = ""
    is_sending: bool = False

    @property
    def full_url(self) -> str:
        return self.service_url + self.path


def _policy(**given: Any) -> retries.RetryPolicy:
    """Return a retry policy with what keystoneauth's parameters say, where they say anything."""
    return retries.RetryPolicy(
        **{name: value for name, value in given.items() if value is not None}
    )


def _read(response: requests.Response) -> None:
    """Read the body, for failures to be found here also where it was to be streamed."""
    try:
        _ = response.content
    except requests.exceptions.RequestException as error:
        raise ksa_exceptions.UnknownConnectionError("The answer failed.", error) from error
