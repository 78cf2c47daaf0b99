"""Keeping secrets out of logs and terminals."""

from __future__ import annotations

import re
from typing import Any

STARS = "***"

#: Fields whose value is a secret wherever they stand in a body, Hadoop's dotted configuration
#: names (``fs.swift.service.sahara.password``) included.
_SECRET_FIELD = re.compile(
    r"credentials|extra|.*(password|passwd|secret|token|access[._-]?key|private[._-]?key).*",
    re.IGNORECASE,
)


def is_secret(field: str) -> bool:
    """Tell whether the value of a field is a secret, by the field's name."""
    return _SECRET_FIELD.fullmatch(field) is not None


class Secret(str):
    """A string that is sent as it is, and shown as stars where objects are shown."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(STARS)


def starred(body: Any) -> Any:
    """Return a copy of a JSON body with stars for the values of secret fields."""
    if isinstance(body, dict):
        return {
            key: STARS if value and is_secret(str(key)) else starred(value)
            for key, value in body.items()
        }
    if isinstance(body, list):
        return [starred(item) for item in body]
    return STARS if isinstance(body, Secret) else body
