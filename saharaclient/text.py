"""Text as it may be shown: without what would drive a terminal, and without keys in URLs."""

from __future__ import annotations

import re
import unicodedata

REDACTED = "***"

#: Kinds of characters that move the cursor, change colours, or the direction of text.
_DRIVING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Of these kinds, and harmless: line ends, tabs, and what scripts and emoji are joined with.
_HARMLESS = frozenset("\n\t\xad\u200c\u200d")

#: What PyYAML quotes in a message although the file does not have it.
_TOKEN = r"('(?:<[a-z ]+>|[][{},:?-])')"  # nosec B105: no password

#: What follows the scheme of a URL; several can be in one argument of a job, between commas.
_AFTER_SCHEME = re.compile(r"(?<=://)(?:(?![,;|][A-Za-z][A-Za-z0-9+.-]*://)[^\s\"'<>])+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*$")
#: No scheme is longer; a longer look back would take quadratic time.
_LONGEST_SCHEME = 16
#: Secrets in the query of a URL: signatures of Azure, Swift and S3, and passwords of JDBC.
_IN_QUERY = re.compile(
    r"(?i)(?<=[?&;])(sig|signature|temp_url_sig|x-amz-(?:signature|credential|security-token)"
    r"|(?:trust(?:store)?|key(?:store)?|ssl)?_?password|passwd|pwd|(?:access_?)?token)=[^&;]+"
)


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


def has_surrogates(text: str) -> bool:
    """Return whether a text has halves of characters, which cannot be sent."""
    return any("\ud800" <= character <= "\udfff" for character in text)


def omit_quotations(problem: str) -> str:
    """Return what PyYAML says, without what it quotes of a file: it may be a password."""
    parts = re.split(_TOKEN, problem)
    parts[::2] = [re.sub("['\"].*['\"]", "...", part) for part in parts[::2]]
    return "".join(parts)


def redact_urls(text: str) -> str:
    """Return a text with passwords and keys masked in the URLs in it.

    ``http://ann:***@host``, ``s3a://***:***@bucket``; a user without a password is masked in
    web URLs only, for it is the container in ``wasb://container@account``.
    """
    return _AFTER_SCHEME.sub(_masked, text) if "://" in text else text


def secrets_in_urls(text: str) -> list[str]:
    """Return the passwords and keys in the URLs in a text."""
    if "://" not in text:
        return []
    users = (_user_info(found) for found in _AFTER_SCHEME.finditer(text))
    return [secret for user in users if ":" in user for secret in user.split(":", 1)[1:]]


def _scheme(found: re.Match[str]) -> str:
    before = found.string[max(0, found.start() - 3 - _LONGEST_SCHEME) : found.start() - 3]
    scheme = _SCHEME.search(before)
    return scheme.group().lower() if scheme else ""


def _user_info(found: re.Match[str]) -> str:
    """Return the part of a URL before the host, without the ``@``."""
    rest = found.group()
    user, at, _ = re.split("[/?#]", rest, maxsplit=1)[0].rpartition("@")
    if not at and _scheme(found).startswith("s3"):  # a secret key may have a slash in it
        user, at, _ = rest.partition("@")
    return user if at else ""


def _masked(found: re.Match[str]) -> str:
    rest, user, scheme = found.group(), _user_info(found), _scheme(found)
    name, colon, _ = user.partition(":")
    masked = user
    if colon:
        masked = f"{REDACTED if scheme.startswith('s3') else name}:{REDACTED}"
    elif user and scheme in ("http", "https", "socks5", "socks5h"):
        masked = REDACTED
    return masked + _IN_QUERY.sub(rf"\1={REDACTED}", rest[len(user) :])
