"""Virtual time: sleeping takes none, and moves the clock.

``time.sleep`` and ``time.monotonic`` are replaced for everything that runs, retries and waits of
the client and of keystoneauth included. The time of day stays real.
"""

from __future__ import annotations

import contextlib
import gc
import sys
import time
import types
from collections.abc import Iterator
from typing import Any

PACKAGE = "saharaclient"

_REAL = {"sleep": time.sleep, "monotonic": time.monotonic}


class VirtualClock:
    """A monotonic clock that moves only when somebody sleeps or a request takes time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self.now += seconds


#: The clock of the schedule that runs at the moment.
_running: list[VirtualClock] = []


def _sleep(seconds: float) -> None:
    (_running[-1].sleep if _running else _REAL["sleep"])(seconds)


def _monotonic() -> float:
    return _running[-1].monotonic() if _running else _REAL["monotonic"]()


_VIRTUAL = {"sleep": _sleep, "monotonic": _monotonic}


@contextlib.contextmanager
def virtual(clock: VirtualClock) -> Iterator[VirtualClock]:
    """Run on a virtual clock."""
    _running.append(clock)
    for name, function in _VIRTUAL.items():
        setattr(time, name, function)
    try:
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
