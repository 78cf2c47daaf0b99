"""Requests and answers in the debug log, with their secrets redacted."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Mapping

import requests

from saharaclient.transport import redaction

LOG = logging.getLogger("saharaclient.transport.adapter")


def log_request(method: str, url: str, kwargs: Mapping[str, object]) -> None:
    """Log a request with its secrets redacted.

    :param kwargs: what is sent: ``params``, ``json``.
    """
    if not LOG.isEnabledFor(logging.DEBUG):
        return
    body = kwargs.get("json")
    LOG.debug(
        "REQ: %s %s%s%s",
        method,
        redaction.redact_urls(url),
        f" params={redaction.redact(kwargs['params'])}" if kwargs.get("params") else "",
        f" {json.dumps(redaction.redact(body))}" if body is not None else "",
    )


def log_response(response: requests.Response, streamed: bool, sent: object) -> None:
    """Log an answer with its secrets redacted.

    :param streamed: whether the body is left to the caller.
    :param sent: JSON body of the request, whose secrets an error may repeat.
    """
    if not LOG.isEnabledFor(logging.DEBUG):
        return
    request_id = response.headers.get("x-openstack-request-id", "no request id")
    body = "(streamed)" if streamed else _Body(response, sent)
    LOG.debug("RESP: [%d] %s %s", response.status_code, request_id, body)


class _Body:
    """The body of an answer as a log shows it, made only if a handler writes it.

    OpenStackClient has its loggers at DEBUG whatever its handlers write, and a list may be long.
    """

    def __init__(self, response: requests.Response, sent: object) -> None:
        self._response = response
        self._sent = sent

    def __repr__(self) -> str:
        response = self._response
        if "json" in response.headers.get("Content-Type", "json"):
            with contextlib.suppress(ValueError, RecursionError):
                body = redaction.redact(response.json())
                if response.status_code >= 400:
                    body = redaction.redact_echoed_secrets(body, self._sent)
                return json.dumps(body)
        return f"({len(response.content)} bytes that are not JSON)"
