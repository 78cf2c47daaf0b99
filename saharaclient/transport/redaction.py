"""Masking of secrets in logs, on terminals and in errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from saharaclient.text import REDACTED, redact_urls, secrets_in_urls

__all__ = ["REDACTED", "Secret", "is_secret", "redact", "redact_echoed_secrets", "redact_urls"]

#: Secrets that are shorter are not searched for in messages: "a" is in every sentence.
SHORTEST = 4

#: Fields that hold secrets next to what is none.
_HOLDERS = ("credentials", "extra")
#: What names of secrets have in them: those of the API and the dotted ones of Hadoop, such as
#: ``fs.swift.service.sahara.password`` or ``fs.azure.account.key.NAME.blob.core.windows.net``.
_SECRET = re.compile(
    r"passw|passphrase|pwd|bindpw|secret|credential|[._]sas[._]|(refresh|session)[._-]token[._-](?!endpoint)"
    r"|(access|account|api|encryption|private|shared|storage)[._-]?key(?!provider)"
)
#: Names that end with it are of tokens, others are of their settings
#: (``dfs.block.access.token.enable``, ``yarn.resourcemanager.delegation.token.max-lifetime``).
_TOKEN = re.compile(r"tokens?$")
#: What follows the name of a secret in the name of a setting.
_SETTING = re.compile(
    r"[._-](algorithm|class|enabled?|expiry|fallback|file|interval|length|lifetime|path|policy"
    r"|providers?|timeout|type)$"
)


def is_secret(field: str) -> bool:
    """Tell whether the value of a field is a secret, by the field's name."""
    name = field.lower()
    if name in _HOLDERS or _TOKEN.search(name):
        return True
    return _SECRET.search(name) is not None and _SETTING.search(name) is None


def _holds_secret(field: str, value: object) -> bool:
    """Tell whether a field has a secret as its value, by both."""
    if not value or isinstance(value, bool) or str(value).lower() in ("true", "false"):
        return False
    return is_secret(field) and (isinstance(value, str) or not _TOKEN.search(field.lower()))


class Secret(str):
    """A string that is sent as it is, and masked in the repr of objects."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(REDACTED)


def redact(body: object) -> object:
    """Return a copy of a JSON body with its secrets masked.

    These are the values of fields whose names say so, :class:`Secret` strings, the user info of
    URLs, and the values in arguments such as ``-Dfs.s3a.secret.key=...``.
    """
    if isinstance(body, dict):
        return {
            key: redact_field(str(key), value) for key, value in _with_secret_default(body).items()
        }
    if isinstance(body, (list, tuple)):
        return [redact(item) for item in body]
    if isinstance(body, Secret):
        return REDACTED
    return _redact_text(body) if isinstance(body, str) else body


def redact_field(name: str, value: object) -> object:
    """Return the value of a field with its secrets masked, and masked if it is one."""
    return REDACTED if _holds_secret(name, value) else redact(value)


def _redact_text(text: str) -> str:
    name, equals, value = text.partition("=")
    if equals and not re.search(r"\s", name) and _holds_secret(name, value):
        return f"{name}={REDACTED}"
    return redact_urls(text)


def _with_secret_default(body: dict[object, object]) -> dict[object, object]:
    """Return an argument of a job template with its default marked if it sets a secret."""
    place = f"{body.get('name')} {body.get('location')}"
    if body.get("default") and "mapping_type" in body and is_secret(place):
        return {**body, "default": Secret(body["default"])}
    return body


def redact_echoed_secrets(said: object, body: object) -> object:
    """Return what a response says of a request, with the secrets of the request masked."""
    if isinstance(said, dict):
        return {key: redact_echoed_secrets(value, body) for key, value in said.items()}
    if isinstance(said, list):
        return [redact_echoed_secrets(item, body) for item in said]
    return redact_echoed_text(said, body) if isinstance(said, str) else said


def redact_echoed_text(text: str, body: object) -> str:
    """Return a text of a response with the secrets of the request masked."""
    for secret in sorted(set(_secrets_in(body)), key=len, reverse=True):
        for written in (secret, repr(str(secret))[1:-1], json.dumps(secret)[1:-1]):
            text = text.replace(written, REDACTED)
    return text


def _secrets_in(body: object, secret: bool = False) -> Iterator[str]:
    if isinstance(body, dict):
        for key, value in body.items():
            holds = str(key).lower() in _HOLDERS and isinstance(value, dict)
            yield from _secrets_in(value, (secret or _holds_secret(str(key), value)) and not holds)
    elif isinstance(body, (list, tuple)):
        for item in body:
            yield from _secrets_in(item, secret)
    elif isinstance(body, str):
        found = [str(body)] if secret or isinstance(body, Secret) else secrets_in_urls(body)
        yield from (one for one in found if len(one) >= SHORTEST)
