"""Text of a server as it may be shown: without what would drive a terminal."""

from __future__ import annotations

import re

#: C0 but for tab and line feed, DEL, C1, what changes the direction of text, lone surrogates.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str) -> str:
    """Return a text with escapes for control characters, as in ``\\x1b``."""
    return _UNPRINTABLE.sub(lambda found: ascii(found.group())[1:-1], text)
