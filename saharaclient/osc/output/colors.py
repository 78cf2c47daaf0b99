"""Colors of statuses: green for success, red for failure, yellow for in progress."""

from __future__ import annotations

import os
from typing import TextIO

_GREEN, _YELLOW, _RED = "32", "33", "31"
_GOOD = ("Active", "SUCCEEDED", "GREEN", "completed")
_BAD = ("Error", "FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED", "RED", "failed")
_CODES = {**dict.fromkeys(_GOOD, _GREEN), **dict.fromkeys(_BAD, _RED)}


def colored(status: str, stream: TextIO) -> str:
    """Return a status in its color, if a stream is a terminal that shows colors."""
    if not status or not stream.isatty():
        return status
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return status
    return f"\033[{_CODES.get(status, _YELLOW)}m{status}\033[0m"
