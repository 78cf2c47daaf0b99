"""HTTP transport over keystoneauth: endpoints, time limits, retries, errors as exceptions."""

from __future__ import annotations

import contextlib
import copy
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import requests
from keystoneauth1 import adapter as ksa_adapter
from keystoneauth1 import exceptions as ksa_exceptions
from keystoneauth1 import session as ksa_session

from saharaclient import exceptions
from saharaclient.transport import (
    errors,
    failures,
    limits,
    redaction,
    retries,
    streaming,
)
from saharaclient.transport.attempt import Attempt, Shared

LOG = logging.getLogger(__name__)


class Adapter(ksa_adapter.Adapter):
    """keystoneauth's adapter, bound to one version of the data processing API.

    It answers with a :class:`requests.Response` or raises an
    :class:`~saharaclient.exceptions.APIException`. GET, HEAD, PUT and DELETE are retried after a
    failed connection or one of ``retriable_status_codes``; POST and PATCH only if no connection
    was made, or the token could not be had.

    :param session: a keystoneauth session.
    :param api_version: ``"1.1"`` or ``"2"``.
    :param timeout: seconds to wait for an answer, 300 by default. The time limit of a session
        that has one takes precedence.
    :param connect_retries: retries after a failed connection, 3 by default.
    :param status_code_retries: retries after one of the retriable statuses, 3 by default.
    :param connect_retry_delay: seconds before a retry; by default, exponential back-off from
        0.5 s with jitter.
    :param status_code_retry_delay: likewise.
    :param clock: returns seconds, for waits.
    :param sleep: sleeps for seconds, in waits and between attempts.
    :param kwargs: everything else that keystoneauth's adapter takes.
    :raises ValueError: the timeout is not a positive number.
    """

    def __init__(
        self,
        session: ksa_session.Session,
        *,
        api_version: str,
        timeout: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        **kwargs: Any,
    ) -> None:
        super().__init__(session, **kwargs)
        self._paced = bool(kwargs.get("rate_limit") or kwargs.get("concurrency"))
        self.api_version = api_version
        self.timeout = limits.seconds(timeout)
        self.clock = clock
        self.sleep = sleep
        self._shared = Shared()
        self._deadline: float | None = None
        self.retries = _policy(self)

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
        if not self._paced:
            # keystoneauth's own paces nothing either, but hangs when the clock is set back.
            kwargs.setdefault("rate_semaphore", contextlib.nullcontext())
        may_repeat = method in retries.IDEMPOTENT if idempotent is None else idempotent
        _check_json(kwargs.get("json"))
        retry_state = retries.RetryState(self.retries, may_repeat)
        while True:
            attempt = self._attempt(method, url)
            try:
                response = attempt.send(kwargs)
            except ksa_exceptions.ConnectionError as failure:
                not_sent = not attempt.is_sending or failures.was_never_sent(failure)
                delay = retry_state.delay_after_failure(not_sent, failures.is_permanent(failure))
                fault = failures.from_failure(
                    failure, method, attempt.url, certain=may_repeat or not_sent
                )
                if delay is None or self._is_too_late(delay):
                    raise fault from failure
            except ksa_exceptions.ClientException as failure:
                raise failures.from_failure(failure, method, attempt.url) from failure
            except streaming.CallerFailed as failure:
                raise failure.error from None
            except OSError as failure:
                if failure.errno is not None or isinstance(failure, requests.RequestException):
                    raise
                raise failures.without_file(failure, method, attempt.url) from failure
            except UnicodeEncodeError as failure:
                raise _not_text(failure) from failure
            else:
                if response.status_code < 300:
                    if method == "DELETE" and not errors.is_json_or_empty(response):
                        raise errors.not_json(response)
                    self._shared.is_known = True
                    return response
                if not errors.is_about_resource(response):
                    versions = attempt.supported_versions(response)
                    if versions and self.api_version not in versions:
                        raise errors.unsupported_version(response, self.api_version, versions)
                fault = errors.from_response(response)
                fault.error_message = redaction.redact_echoed_text(
                    fault.error_message or "", kwargs.get("json")
                )
                fault.args = (fault.error_message,)
                gone = method == "DELETE" and isinstance(fault, exceptions.NotFound)
                if gone and retry_state.maybe_processed:
                    return response  # an earlier attempt, whose answer was lost, has deleted it
                delay = retry_state.delay_after_answer(response)
                if delay is None or self._is_too_late(delay):
                    raise fault
            LOG.info("%s %s again in %.1f s: %s", method, fault.url, delay, fault)
            self.sleep(delay)

    def service_url(self) -> str:
        """Return the URL of this version of the API.

        :raises saharaclient.exceptions.ConnectionFailed: the catalog has no endpoint.
        :raises keystoneauth1.exceptions.ClientException: authentication failed.
        """
        return self._attempt().service_url()

    def bounded(self, deadline: float, *, retry: bool = False) -> Adapter:
        """Return a copy whose requests end by a deadline.

        Its requests for tokens and slow answers end by then too.

        :param deadline: a time of ``clock``.
        :param retry: whether requests are retried while there is time.
        """
        copied = copy.copy(self)
        if not retry:
            copied.retries = retries.RetryPolicy(connect_retries=0, status_code_retries=0)
        copied._deadline = deadline
        return copied

    def with_version(self, api_version: str) -> Adapter:
        """Return a copy for another version of the API.

        :param api_version: ``"1.1"`` or ``"2"``.
        """
        copied = copy.copy(self)
        copied.api_version = api_version
        return copied

    def _is_too_late(self, delay: float) -> bool:
        """Return whether a retry after these seconds would miss the deadline."""
        return self._deadline is not None and self.clock() + delay >= self._deadline

    def _attempt(self, method: str = "GET", path: str = "") -> Attempt:
        deadline = self._deadline
        if deadline is not None:
            deadline = min(deadline, self.clock() + self.timeout)
        time_limits = limits.TimeLimits(self.timeout, deadline, self.clock)
        return Attempt(self, self.api_version, time_limits, self._shared, method, path)


def _policy(api: ksa_adapter.Adapter) -> retries.RetryPolicy:
    """Return a retry policy with what keystoneauth's parameters say, where they say anything."""
    default = retries.RetryPolicy()
    connect, status, codes = (
        api.connect_retries,
        api.status_code_retries,
        api.retriable_status_codes,
    )
    return retries.RetryPolicy(
        connect_retries=default.connect_retries if connect is None else connect,
        status_code_retries=default.status_code_retries if status is None else status,
        connect_delay=api.connect_retry_delay,
        status_code_delay=api.status_code_retry_delay,
        status_codes=default.status_codes if codes is None else codes,
    )


def _check_json(body: object) -> None:
    """Refuse a body that JSON in UTF-8 cannot express.

    :raises saharaclient.exceptions.BadRequest: there is a NaN or half a character in it.
    """
    try:
        json.dumps(body, ensure_ascii=False, allow_nan=False, default=str).encode()
    except UnicodeEncodeError as failure:
        raise _not_text(failure) from failure
    except ValueError as failure:
        message = "NaN and Infinity cannot be sent, for JSON has no such numbers."
        raise exceptions.BadRequest(0, "NOT_JSON", message) from failure


def _not_text(failure: UnicodeEncodeError) -> exceptions.BadRequest:
    wrong = failure.object[max(0, failure.start - 20) : failure.end + 20]
    message = f"{wrong!a} cannot be sent, for it is not text in UTF-8."
    return exceptions.BadRequest(0, "NOT_TEXT", message)
