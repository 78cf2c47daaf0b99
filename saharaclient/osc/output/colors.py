"""Colours of statuses: green for good, red for bad, yellow for on the way."""

from __future__ import annotations

import os
from typing import TextIO

_GREEN, _YELLOW, _RED = "32", "33", "31"
_GOOD = ("Active", "SUCCEEDED", "GREEN", "completed")
_BAD = ("Error", "FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED", "RED", "failed")
_CODES = {**dict.fromkeys(_GOOD, _GREEN), **dict.fromkeys(_BAD, _RED)}


def colored(status: str, stream: TextIO) -> str:
    """Return a status in its colour, where a stream is a terminal that shows colours."""
    if not status or not stream.isatty():
        return status
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return status
    return f"\033[{_CODES.get(status, _YELLOW)}m{status}\033[0m"
