"""The way to the server: endpoint, time limits, retries, logging, and errors as exceptions."""

from __future__ import annotations

import contextlib
import json as json_module
import logging
import re
import time
from collections.abc import Callable
from typing import Any
from urllib import parse

import requests
from keystoneauth1 import adapter as ksa_adapter
from keystoneauth1 import exceptions as ksa_exceptions

from saharaclient import exceptions
from saharaclient.transport import errors, redaction, retries, streaming

LOG = logging.getLogger(__name__)

CONNECT_TIMEOUT = 30.0
READ_TIMEOUT = 300.0

_VERSION_IN_PATH = r"(/v\d+(\.\d+)?(/[^/]+)?)?/*$"


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
        session: Any,
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
        self._service_urls: dict[tuple[str | None, str], str] = {}
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
        retry_state = retries.RetryState(
            self.retries, method in retries.IDEMPOTENT if idempotent is None else idempotent
        )
        while True:
            service_url = ""
            try:
                service_url = self.service_url()
                response = self._send(service_url, url, method, **kwargs)
            except ksa_exceptions.ConnectionError as failure:
                # Without the service's URL it was the identity service that did not answer.
                not_sent = not service_url or errors.was_never_sent(failure, service_url)
                delay = retry_state.delay_after_failure(not_sent, errors.is_permanent(failure))
                fault = errors.from_failure(
                    failure, method, service_url + url, certain=retry_state.idempotent or not_sent
                )
                if delay is None:
                    raise fault from failure
            except ksa_exceptions.ClientException as failure:
                raise errors.from_failure(failure, method, service_url + url) from failure
            except OSError as failure:
                if failure.errno is not None or isinstance(failure, requests.RequestException):
                    raise
                raise errors.without_file(failure, method, service_url + url) from failure
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
                    return response  # an earlier try, whose answer was lost, has deleted it
                delay = retry_state.delay_after_answer(response)
                if delay is None:
                    raise fault
            LOG.info("%s %s again in %.1f s: %s", method, service_url + url, delay, fault)
            self.sleep(delay)

    def service_url(self) -> str:
        """Return the URL of this version of the API, whichever shape the catalog has it in.

        Both ``http://host:8386`` and ``http://host:8386/v1.1/PROJECT`` are about, for either
        version, and so is an explicit override. Taking the version out and putting the wanted one
        in costs no request, which discovery would.

        :raises saharaclient.exceptions.ConnectionFailed: the catalog has no endpoint.
        :raises keystoneauth1.exceptions.ClientException: authentication failed.
        """
        endpoint = self.get_endpoint()
        known = self._service_urls.get((endpoint, self.api_version))
        if known is not None:
            return known
        if not endpoint:
            region = f' in region "{self.region_name}"' if self.region_name else ""
            interface = str(self.interface or "public").removesuffix("URL")
            raise exceptions.ConnectionFailed(
                0,
                "ENDPOINT_NOT_FOUND",
                f'The service catalog has no "{interface}" endpoint of type'
                f' "{self.service_type}"{region}. Check region and interface, or give its URL.',
            )
        try:
            split = parse.urlsplit(endpoint)
        except ValueError as error:
            message = f'"{endpoint}" is not the URL of a service.'
            raise exceptions.ConnectionFailed(0, "CONNECTION_IMPOSSIBLE", message) from error
        path = re.sub(_VERSION_IN_PATH, "", split.path)
        url = parse.urlunsplit(split._replace(path=f"{path}/v{self.api_version}"))
        self._service_urls[endpoint, self.api_version] = url
        return url

    def _send(self, service_url: str, url: str, method: str, **kwargs: Any) -> requests.Response:
        if getattr(self.session, "timeout", None) is None:
            kwargs.setdefault("timeout", (min(CONNECT_TIMEOUT, self.timeout), self.timeout))
        if not self._paced:
            # keystoneauth's own paces nothing either, but hangs when the clock is set back.
            kwargs.setdefault("rate_semaphore", contextlib.nullcontext())
        _log_request(method, service_url + url, kwargs)
        response = super().request(
            url,
            method,
            endpoint_override=service_url.replace("%", "%%"),
            raise_exc=False,
            connect_retries=0,
            status_code_retries=0,
            log=False,  # keystoneauth would log bodies with the secrets in them
            **kwargs,
        )
        streamed = bool(kwargs.get("stream")) and response.status_code < 300
        if not streamed:
            _read(response)
        _log_response(response, streamed, kwargs.get("json"))
        if not streamed and streaming.is_cut_short(response):
            raise errors.cut_short(response)
        return response


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


def _log_request(method: str, url: str, kwargs: dict[str, Any]) -> None:
    if not LOG.isEnabledFor(logging.DEBUG):
        return
    body = kwargs.get("json")
    LOG.debug(
        "REQ: %s %s%s%s",
        method,
        url,
        f" params={redaction.redact(kwargs['params'])}" if kwargs.get("params") else "",
        f" {json_module.dumps(redaction.redact(body))}" if body is not None else "",
    )


def _log_response(response: requests.Response, streamed: bool, sent: Any) -> None:
    if not LOG.isEnabledFor(logging.DEBUG):
        return
    request_id = response.headers.get("x-openstack-request-id", "no request id")
    body = "(streamed)" if streamed else _Body(response, sent)
    LOG.debug("RESP: [%d] %s %s", response.status_code, request_id, body)


class _Body:
    """The body of an answer as a log shows it, made only if a handler writes it.

    OpenStackClient has its loggers at DEBUG whatever its handlers write, and a list may be long.
    """

    def __init__(self, response: requests.Response, sent: Any) -> None:
        self._response = response
        self._sent = sent

    def __repr__(self) -> str:
        response = self._response
        if "json" in response.headers.get("Content-Type", "json"):
            with contextlib.suppress(ValueError, RecursionError):
                body = redaction.redact(response.json())
                if response.status_code >= 400:
                    body = redaction.redact_echoed_secrets(body, self._sent)
                return json_module.dumps(body)
        return f"({len(response.content)} bytes that are not JSON)"
