"""Times of the service, which are in UTC and do not say so."""

from __future__ import annotations

from datetime import datetime, timezone


def parsed(text: object) -> datetime | None:
    """Return a time of the service, None if there is none."""
    if not isinstance(text, str):
        return None
    try:
        time = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return None
    return time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time


def with_zone(text: object) -> str | None:
    """Return a time of the service with its zone, as in ``2030-01-01T00:00:00Z``."""
    time = parsed(text)
    if time is None:
        return None if text is None else str(text)
    utc = time.astimezone(timezone.utc).replace(microsecond=0, tzinfo=None)
    return f"{utc.isoformat()}Z"


def seconds_since(start: object, end: object = None) -> int | None:
    """Return the seconds from one time of the service to another, None if they are not known.

    :param end: by default now. The clock here may be behind that of the service.
    """
    began = parsed(start)
    ended = datetime.now(timezone.utc) if end is None else parsed(end)
    if began is None or ended is None:
        return None
    return max(0, int((ended - began).total_seconds() + 0.5))
