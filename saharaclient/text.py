"""Text of a server as it may be shown: without what would drive a terminal."""

from __future__ import annotations

import unicodedata

#: Kinds of characters that move the cursor, change colours, or the direction of text.
_DRIVING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Of these kinds, and harmless: line ends, tabs, and what scripts and emoji are joined with.
_HARMLESS = frozenset("\n\t\xad\u200c\u200d")


def escape_control_chars(text: str) -> str:
    r"""Return a text with escapes for control characters, as in ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(
        ascii(char)[1:-1]
        if char not in _HARMLESS and unicodedata.category(char) in _DRIVING
        else char
        for char in text
    )
