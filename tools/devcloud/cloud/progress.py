"""One line for each step, with the seconds since the start."""

from __future__ import annotations

import time

_beginning = time.monotonic()


def step(sentence: str) -> None:
    print(f"[{time.monotonic() - _beginning:6.1f} s] {sentence}", flush=True)


def elapsed() -> float:
    return time.monotonic() - _beginning
