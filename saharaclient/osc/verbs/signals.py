"""SIGTERM and SIGHUP end a command like Ctrl-C: files and the terminal are cleaned up first."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Terminated(BaseException):
    """Raised in the main thread when a signal asks the process to end.

    It is no Exception, so that code which handles errors lets it pass.

    :param number: the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_status(self) -> int:
        """Exit status by the convention of shells: 143 for SIGTERM, 129 for SIGHUP."""
        return 128 + self.number


@contextlib.contextmanager
def as_exceptions() -> Iterator[None]:
    """Raise :class:`Terminated` for the signals that would end the process without cleaning up.

    A signal that is ignored (``nohup``) or has a handler already is left alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    ours = [one for one in _SIGNALS if signal.getsignal(one) is signal.SIG_DFL]

    def handle(number: int, _: FrameType | None) -> None:
        for one in ours:  # a second signal must not interrupt the cleanup
            signal.signal(one, signal.SIG_IGN)
        raise Terminated(number)

    try:
        for one in ours:
            signal.signal(one, handle)
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)


def send_again(terminated: Terminated) -> None:
    """Send this process a signal again, for whoever handles it outside of a command."""
    signal.raise_signal(terminated.number)
