"""What can go wrong in ways worth a sentence."""

from __future__ import annotations

import pathlib


class DevcloudError(Exception):
    """A failure the user can do something about: its text is all they are shown."""


def last_lines(path: pathlib.Path, count: int = 20) -> str:
    """The last `count` lines of the file at `path`, or nothing when there is no such file."""
    try:
        text = path.read_text(errors="replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-count:])
