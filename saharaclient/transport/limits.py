"""Time limits: of each request, and of everything that is done before a deadline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import urllib3

CONNECT_TIMEOUT = 30.0
READ_TIMEOUT = 300.0
#: The least seconds that a request gets; requests refuses 0.
_LEAST = 0.01

T = TypeVar("T")


def seconds(given: float | str | None) -> float:
    """Return the seconds to wait for an answer.

    :param given: None for the default of 300.
    :raises ValueError: it is not a positive number.
    """
    if given is None:
        return READ_TIMEOUT
    try:
        value = float(given)
    except (TypeError, ValueError):
        value = 0.0
    if not value > 0:
        raise ValueError(f"timeout={given!r} is not a positive number of seconds.")
    return value


@dataclass(frozen=True)
class TimeLimits:
    """The time limits of a request.

    :param timeout: seconds to wait for each part of an answer.
    :param deadline: time on the clock at which all of it has to be over, None for none.
    :param clock: returns seconds.
    """

    timeout: float
    deadline: float | None
    clock: Callable[[], float]

    def left(self) -> float | None:
        """Return the seconds that are left, None for any number."""
        return None if self.deadline is None else max(self.deadline - self.clock(), _LEAST)

    def is_over(self) -> bool:
        """Return whether the deadline has passed."""
        return self.deadline is not None and self.clock() >= self.deadline

    def of_request(self, own: float | None) -> tuple[float, float] | None:
        """Return the seconds to wait for a connection and for each part of an answer.

        :param own: the session's own time limit, which takes precedence.
        :return: None if only the session's holds.
        """
        left = self.left()
        if left is None:
            return None if own is not None else (min(CONNECT_TIMEOUT, self.timeout), self.timeout)
        left = left if own is None else min(left, own)
        return min(CONNECT_TIMEOUT, left), left


class TimedBody:
    """The raw body of an answer, which must have come by a deadline.

    :param raw: urllib3's response.
    """

    def __init__(self, raw: urllib3.response.BaseHTTPResponse, limits: TimeLimits) -> None:
        self._raw = raw
        self._limits = limits

    def __getattr__(self, name: str) -> Any:
        if name == "_raw":  # in a half-made copy
            raise AttributeError(name)
        return getattr(self._raw, name)

    def stream(self, amt: int, decode_content: bool | None = None) -> Iterator[bytes]:
        """Yield the pieces of the body as they come.

        :raises urllib3.exceptions.ReadTimeoutError: the deadline has passed.
        """
        read1 = getattr(self._raw, "read1", None)
        if read1 is None:  # urllib3 1.26
            pieces = self._raw.stream(amt, decode_content=decode_content)
        else:
            pieces = iter(lambda: read1(amt, decode_content=decode_content) or b"", b"")
        for piece in pieces:
            if self._limits.is_over():
                self._raw.close()
                # There is no pool, which the annotation of urllib3 requires.
                raise urllib3.exceptions.ReadTimeoutError(None, "", "Read timed out.")  # type: ignore[arg-type]
            yield piece


class _Call(Generic[T]):
    """A call in a thread of its own."""

    def __init__(self, call: Callable[[], T]) -> None:
        self._call = call
        self._done = threading.Event()
        self._results: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._results.append(self._call())
        except BaseException as error:
            self._error = error
        finally:
            self._done.set()

    def result(self, timeout: float) -> T:
        if not self._done.wait(timeout):
            raise TimeoutError
        if self._error is not None:
            raise self._error
        return self._results[0]


def run_within(timeout: float, call: Callable[[], T]) -> T:
    """Return the result of a call, or give up on it after some seconds.

    requests has no limit for a whole answer: a server that sends a byte now and then can keep it
    busy for as long as it likes. So the call is made in a daemon thread, which is left behind.

    :raises TimeoutError: it has not returned in time.
    """
    work = _Call(call)
    threading.Thread(target=work.run, name="saharaclient request", daemon=True).start()
    return work.result(timeout)
