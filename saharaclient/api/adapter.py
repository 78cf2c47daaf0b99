"""The way to the server: endpoint, time limits, retries, logging, and errors as exceptions."""

from __future__ import annotations

import json as json_module
import logging
import random
import re
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from keystoneauth1 import adapter as ksa_adapter
from keystoneauth1 import exceptions as ksa_exceptions

from saharaclient import exceptions
from saharaclient.api import faults, secret

LOG = logging.getLogger(__name__)

#: Methods that may be sent again, for the second time changes nothing.
REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})
#: The server has not carried it out; the other retriable statuses leave that open.
TOO_MANY_REQUESTS = 429
RETRIABLE_STATUS_CODES = (TOO_MANY_REQUESTS, 502, 503, 504)
RETRIES = 3
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
LONGEST_RETRY_AFTER = 120.0
CONNECT_TIMEOUT = 30.0
READ_TIMEOUT = 300.0

_VERSION_IN_URL = re.compile(r"(/v\d+(\.\d+)?(/[^/]+)?)?/*$")


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
    :param connect_retry_delay: seconds between these tries; by default they double from half a
        second on, with some chance in it so that many clients do not come back at once.
    :param status_code_retry_delay: likewise.
    :param clock: tells seconds, for waits.
    :param sleep: sleeps for seconds, in waits and between tries.
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
        kwargs.setdefault("allow", {"allow_experimental": True})
        super().__init__(session, **kwargs)
        self.api_version = api_version
        self.timeout = timeout
        self.clock = clock
        self.sleep = sleep
        self._retries = {
            "connect": RETRIES if self.connect_retries is None else self.connect_retries,
            "status": RETRIES if self.status_code_retries is None else self.status_code_retries,
        }
        self._fixed_delay = {
            "connect": self.connect_retry_delay,
            "status": self.status_code_retry_delay,
        }

    def request(
        self, url: str, method: str, *, repeatable: bool | None = None, **kwargs: Any
    ) -> requests.Response:
        """Send a request and return its answer.

        :param url: path below the versioned endpoint.
        :param method: HTTP method.
        :param repeatable: whether it may be sent again where its method alone does not tell.
        :param kwargs: ``json``, ``params``, ``data``, ... of keystoneauth's ``Session.request``.
        :raises saharaclient.exceptions.APIException: for any answer but a good one.
        """
        if repeatable is None:
            repeatable = method in REPEATABLE
        left = dict(self._retries)
        may_be_done = False
        while True:
            delay: float | None = None
            service_url = ""
            try:
                service_url = self.service_url()
                response = self._send(service_url, url, method, **kwargs)
            except ksa_exceptions.ConnectionError as failure:
                # Without the service's URL it was the identity service that did not answer.
                unsent = not service_url or faults.was_never_sent(failure, service_url)
                may_be_done = may_be_done or not unsent
                if (repeatable or unsent) and not faults.is_lasting(failure):
                    delay = self._delay("connect", left)
                if delay is None:
                    fault = faults.from_failure(
                        failure, method, service_url + url, repeatable or unsent
                    )
                    raise fault from failure
                LOG.debug("%s %s failed, trying again in %.1f s", method, service_url + url, delay)
            except ksa_exceptions.ClientException as failure:
                raise faults.from_failure(failure, method, service_url + url) from failure
            else:
                if response.status_code < 300:
                    return response
                fault = faults.from_response(response)
                if method == "DELETE" and may_be_done and isinstance(fault, exceptions.NotFound):
                    return response  # an earlier try, whose answer was lost, has deleted it
                may_be_done = may_be_done or response.status_code != TOO_MANY_REQUESTS
                if repeatable and response.status_code in self._retriable_statuses():
                    delay = self._delay("status", left, response)
                if delay is None:
                    raise fault
                LOG.debug(
                    "%s %s was answered %d, trying again in %.1f s",
                    method, service_url + url, response.status_code, delay,
                )  # fmt: skip
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
        if not endpoint:
            region = f' in region "{self.region_name}"' if self.region_name else ""
            raise exceptions.ConnectionFailed(
                0,
                "ENDPOINT_NOT_FOUND",
                f'The service catalog has no "{self.interface or "public"}" endpoint of type'
                f' "{self.service_type}"{region}. Check region and interface, or give its URL.',
            )
        return f"{_VERSION_IN_URL.sub('', endpoint)}/v{self.api_version}"

    def _send(self, service_url: str, url: str, method: str, **kwargs: Any) -> requests.Response:
        if getattr(self.session, "timeout", None) is None:
            kwargs.setdefault("timeout", (min(CONNECT_TIMEOUT, self.timeout), self.timeout))
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
        _log_response(response, bool(kwargs.get("stream")))
        return response

    def _retriable_statuses(self) -> Any:
        return self.retriable_status_codes or RETRIABLE_STATUS_CODES

    def _delay(
        self, kind: str, left: dict[str, int], response: requests.Response | None = None
    ) -> float | None:
        """Take one of the tries left; return the seconds to wait before it, None for no more."""
        if left[kind] <= 0:
            return None
        used = self._retries[kind] - left[kind]
        left[kind] -= 1
        wanted = _retry_after(response) if response is not None else None
        if wanted is not None:
            return wanted if wanted <= LONGEST_RETRY_AFTER else None
        fixed = self._fixed_delay[kind]
        if fixed is not None:
            return fixed
        return min(FIRST_DELAY * 2.0**used, LONGEST_DELAY) * random.uniform(0.5, 1.0)


def _retry_after(response: requests.Response) -> float | None:
    """Return the seconds that an answer's Retry-After asks for (a number or a date)."""
    value = response.headers.get("Retry-After", "")
    if value.isascii() and value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _log_request(method: str, url: str, kwargs: dict[str, Any]) -> None:
    if not LOG.isEnabledFor(logging.DEBUG):
        return
    body = kwargs.get("json")
    LOG.debug(
        "REQ: %s %s%s%s",
        method,
        url,
        f" params={secret.starred(kwargs['params'])}" if kwargs.get("params") else "",
        f" {json_module.dumps(secret.starred(body))}" if body is not None else "",
    )


def _log_response(response: requests.Response, streamed: bool) -> None:
    if not LOG.isEnabledFor(logging.DEBUG):
        return
    body = "(streamed)"
    if not streamed:
        try:
            body = json_module.dumps(secret.starred(response.json()))
        except ValueError:
            body = f"({len(response.content)} bytes that are not JSON)"
    request_id = response.headers.get("x-openstack-request-id", "no request id")
    LOG.debug("RESP: [%d] %s %s", response.status_code, request_id, body)
