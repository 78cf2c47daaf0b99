"""Durations as people read them."""

from __future__ import annotations


def in_words(seconds: float) -> str:
    """Return a duration: ``28s``, ``1m 02s``, ``3h 05m``, ``2d 04h``."""
    whole = int(seconds + 0.5)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02}s"
    minutes = whole // 60
    if minutes < 48 * 60:
        return f"{minutes // 60}h {minutes % 60:02}m"
    hours = minutes // 60
    return f"{hours // 24}d {hours % 24:02}h"
