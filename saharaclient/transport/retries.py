"""Whether a request is retried, and when."""

from __future__ import annotations

import random
import time
from collections.abc import Collection
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import requests

#: Methods that change nothing.
READ_ONLY = frozenset({"GET", "HEAD"})
#: Idempotent methods (RFC 9110, 9.2.2).
IDEMPOTENT = READ_ONLY | {"PUT", "DELETE"}
#: The server has not carried it out; the other retriable statuses leave that open.
TOO_MANY_REQUESTS = 429
FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
LONGEST_RETRY_AFTER = 120.0


class RetryPolicy(NamedTuple):
    """How often and how fast requests are retried.

    :param connect_retries: how often after a failed connection.
    :param status_code_retries: how often after one of the retriable statuses.
    :param connect_delay: seconds before each; None for exponential back-off from 0.5 s with jitter.
    :param status_code_delay: likewise.
    :param status_codes: the retriable statuses.
    """

    connect_retries: int = 3
    status_code_retries: int = 3
    connect_delay: float | None = None
    status_code_delay: float | None = None
    status_codes: Collection[int] = (TOO_MANY_REQUESTS, 502, 503, 504)


class RetryState:
    """The attempts of one request.

    :param policy: how often and how fast.
    :param idempotent: whether the request may arrive twice.
    """

    def __init__(self, policy: RetryPolicy, idempotent: bool) -> None:
        self.policy = policy
        self.idempotent = idempotent
        #: Whether the service may have carried out an earlier attempt.
        self.maybe_processed = False
        self._connection_failures = 0
        self._bad_statuses = 0

    def delay_after_failure(self, not_sent: bool, permanent: bool) -> float | None:
        """Return the seconds before a retry after a failed connection, None for no retry.

        :param not_sent: whether the request cannot have reached the server.
        :param permanent: whether a retry would fail the same way.
        """
        self.maybe_processed = self.maybe_processed or not not_sent
        failures, self._connection_failures = (
            self._connection_failures,
            self._connection_failures + 1,
        )
        if (
            permanent
            or not (self.idempotent or not_sent)
            or failures >= self.policy.connect_retries
        ):
            return None
        return _delay(failures, self.policy.connect_delay)

    def delay_after_answer(self, response: requests.Response) -> float | None:
        """Return the seconds before a retry after an answer, None for no retry."""
        status = response.status_code
        # Sahara answers 500 while an earlier DELETE is in progress: retry.
        retry_500 = self.maybe_processed and status == 500
        self.maybe_processed = self.maybe_processed or status != TOO_MANY_REQUESTS
        answers, self._bad_statuses = self._bad_statuses, self._bad_statuses + 1
        if not self.idempotent or not (retry_500 or status in self.policy.status_codes):
            return None
        if answers >= self.policy.status_code_retries:
            return None
        wanted = _retry_after(response)
        if wanted is None:
            return _delay(answers, self.policy.status_code_delay)
        return wanted if wanted <= LONGEST_RETRY_AFTER else None


def _delay(tries_before: int, fixed: float | None) -> float:
    if fixed is not None:
        return fixed
    spread = random.uniform(0.5, 1.0)  # nosec B311  # spreads load, keeps no secret
    return min(FIRST_DELAY * 2.0**tries_before, LONGEST_DELAY) * spread


def _retry_after(response: requests.Response) -> float | None:
    """Return the seconds that an answer's Retry-After asks for (a number or a date)."""
    value = response.headers.get("Retry-After", "")
    if value.isascii() and value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (OverflowError, TypeError, ValueError):
        return None
