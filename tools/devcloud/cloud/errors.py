"""Errors with a message for the user."""

from __future__ import annotations

import pathlib


class DevcloudError(Exception):
    """An error that the user can correct; only its text is shown."""


def last_lines(path: pathlib.Path, count: int = 20) -> str:
    """Return the last ``count`` lines of a file, or "" if it does not exist."""
    try:
        text = path.read_text(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-count:])
