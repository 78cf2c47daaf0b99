"""Virtual time: sleeping takes none, and moves the clock.

``time.sleep`` and ``time.monotonic`` are replaced for everything that runs, retries and waits of
the client and of keystoneauth included, and so are the time limits of threads that wait for each
other. The time of day stays real.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
import time
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

PACKAGE = "saharaclient"

_REAL = {"sleep": time.sleep, "monotonic": time.monotonic}
_REAL_WAIT = threading.Condition.wait
#: Half milliseconds that a thread waits for another one to run: a minute, for busy machines.
_PATIENCE = 120_000


class Abandoned(BaseException):
    """Ends a thread for which nobody waits any longer."""


@dataclass(eq=False)
class _Waiter:
    """A thread that waits for another one, until a time on the clock."""

    deadline: float
    condition: threading.Condition
    is_late: bool = False


class VirtualClock:
    """A monotonic clock that moves only when somebody sleeps or a request takes time."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._waiters: list[_Waiter] = []
        self._owner = threading.current_thread()
        #: Threads outside of the schedule, such as those of pytest-xdist. Not their IDs: a thread
        #: that ends leaves its ID to the next one that starts.
        self.others = set(threading.enumerate()) - {self._owner}

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass; a thread that waits for this one no longer than that continues without it.

        :raises Abandoned: it does.
        """
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        if threading.current_thread() is not self._owner:
            self._let_owner_wait()
        end = self.now + seconds
        waiter = min(self._waiters, key=lambda one: one.deadline, default=None)
        if waiter is None or waiter.deadline >= end:
            self.now = end
            return
        self.now = max(self.now, waiter.deadline)
        waiter.is_late = True
        with waiter.condition:
            waiter.condition.notify_all()
        raise Abandoned

    def _let_owner_wait(self) -> None:
        """Let the thread that has started this one come to where it waits for it."""
        for _ in range(_PATIENCE):
            if self._waiters:
                return
            _REAL["sleep"](0.0005)

    def wait(self, condition: threading.Condition, timeout: float) -> bool:
        """Wait for another thread to notify a condition, in virtual time."""
        waiter = _Waiter(self.now + timeout, condition)
        self._waiters.append(waiter)
        try:
            _REAL_WAIT(condition)
        finally:
            self._waiters.remove(waiter)
        return not waiter.is_late


#: The clock of the schedule that runs at the moment.
_running: list[VirtualClock] = []


def _clock() -> VirtualClock | None:
    """Return the clock of the current thread, None if that is outside of a schedule."""
    clock = _running[-1] if _running else None
    is_of_others = clock is not None and threading.current_thread() in clock.others
    return None if is_of_others else clock


def _sleep(seconds: float) -> None:
    clock = _clock()
    (_REAL["sleep"] if clock is None else clock.sleep)(seconds)


def _monotonic() -> float:
    clock = _clock()
    return _REAL["monotonic"]() if clock is None else clock.monotonic()


def _wait(condition: threading.Condition, timeout: float | None = None) -> bool:
    clock = _clock()
    if timeout is None or clock is None:
        return _REAL_WAIT(condition, timeout)
    return clock.wait(condition, timeout)


_VIRTUAL = {"sleep": _sleep, "monotonic": _monotonic}


@contextlib.contextmanager
def virtual(clock: VirtualClock) -> Iterator[VirtualClock]:
    """Run on a virtual clock."""
    _running.append(clock)
    for name, function in _VIRTUAL.items():
        setattr(time, name, function)
    try:
        with mock.patch.object(threading.Condition, "wait", _wait):
            yield clock
    finally:
        _running.pop()
        for name, function in _REAL.items():
            setattr(time, name, function)


def replace_default_clocks() -> None:
    """Make functions of the client that have a real clock as a default use the virtual one.

    A default is taken when a function is defined, which may have been before the patch of
    :mod:`time`. The replacement is the real clock as long as no schedule runs.
    """
    replaced = {id(_REAL[name]): function for name, function in _VIRTUAL.items()}
    for function in [one for one in gc.get_objects() if isinstance(one, types.FunctionType)]:
        if not str(function.__module__).startswith(PACKAGE):
            continue
        defaults: Any = function.__defaults__ or ()
        if any(id(value) in replaced for value in defaults):
            function.__defaults__ = tuple(replaced.get(id(value), value) for value in defaults)
        for name, value in (function.__kwdefaults__ or {}).items():
            function.__kwdefaults__[name] = replaced.get(id(value), value)
    for name, module in list(sys.modules.items()):
        if name.startswith(PACKAGE):
            for attribute, value in list(vars(module).items()):
                if id(value) in replaced:
                    setattr(module, attribute, replaced[id(value)])
