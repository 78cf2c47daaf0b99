"""Keeping secrets out of logs and terminals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

REDACTED = "***"
#: Length from which on a text is looked for in what a server says; "a" is in every sentence.
SHORTEST = 4

#: Fields whose value is a secret wherever they stand in a body, Hadoop's dotted configuration
#: names (``fs.swift.service.sahara.password``) included.
_FIELDS_OF_SECRETS = (
    r"(?i)credentials|extra|.*(password|passwd|secret|token|access[._-]?key|private[._-]?key).*"
)
#: Fields that hold secrets beside what is none.
_HOLDERS = ("credentials", "extra")


def is_secret(field: str) -> bool:
    """Tell whether the value of a field is a secret, by the field's name."""
    return re.fullmatch(_FIELDS_OF_SECRETS, field) is not None


class Secret(str):
    """A string that is sent as it is, and shown as stars where objects are shown."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(REDACTED)


def redact(body: Any) -> Any:
    """Return a copy of a JSON body with stars for the values of secret fields."""
    if isinstance(body, dict):
        return {
            key: REDACTED if value and is_secret(str(key)) else redact(value)
            for key, value in _unfolded(body).items()
        }
    if isinstance(body, (list, tuple)):
        return [redact(item) for item in body]
    return REDACTED if isinstance(body, Secret) else body


def _unfolded(body: dict[Any, Any]) -> dict[Any, Any]:
    """Return an argument of a job template with its default under the name of what it sets."""
    place = f"{body.get('name')} {body.get('location')}"
    if body.get("default") and "mapping_type" in body and is_secret(place):
        return {**body, "default": Secret(body["default"])}
    return body


def redact_echoed_secrets(said: Any, body: Any) -> Any:
    """Return what a server has said of a body, with stars where it repeats a secret of it."""
    if isinstance(said, dict):
        return {key: redact_echoed_secrets(value, body) for key, value in said.items()}
    if isinstance(said, list):
        return [redact_echoed_secrets(item, body) for item in said]
    if isinstance(said, str):
        for secret in sorted(set(_secrets_in(body)), key=len, reverse=True):
            for written in (secret, repr(str(secret))[1:-1], json.dumps(secret)[1:-1]):
                said = said.replace(written, REDACTED)
    return said


def _secrets_in(body: Any, secret: bool = False) -> Iterator[str]:
    if isinstance(body, dict):
        for key, value in body.items():
            holds = str(key).lower() in _HOLDERS and isinstance(value, dict)
            yield from _secrets_in(value, (secret or is_secret(str(key))) and not holds)
    elif isinstance(body, (list, tuple)):
        for item in body:
            yield from _secrets_in(item, secret)
    elif isinstance(body, str) and len(body) >= SHORTEST and (secret or isinstance(body, Secret)):
        yield str(body)
