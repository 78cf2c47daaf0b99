"""Types of values: each makes one from the text of an argument, or says what is wrong with it."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass

from saharaclient.api.pagination import Paging
from saharaclient.transport.redaction import REDACTED, Secret, is_secret

#: Seconds in ten years. time.sleep() fails beyond 68 years if time_t has 32 bits.
LONGEST = 10 * 366 * 86400.0
#: What float() accepts, without underscores, blanks and digits of other scripts.
_DECIMAL = r"(?a:\d+\.?\d*|\.\d+)(e[+-]?[0-9]+)?"
#: Units of a duration in seconds.
_UNITS = {"s": 1, "m": 60, "h": 3600}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20


@dataclass(frozen=True)
class Count:
    """``NAME:COUNT``, how many nodes of something."""

    name: str
    count: int


def name_and_count(text: str) -> Count:
    """Return ``NAME:COUNT`` in its parts."""
    text = free_text(text)
    name, colon, count = text.rpartition(":")
    if not (colon and name and _is_number(count)):
        raise argparse.ArgumentTypeError(
            f'"{text}" is not NAME:COUNT; expected a name or ID, a colon and a whole number,'
            ' such as "worker:3".'
        )
    return Count(name, int(count))


def name_and_value(text: str) -> tuple[str, str]:
    """Return ``NAME:VALUE`` in its parts, split at the first colon."""
    text = free_text(text)
    name, colon, value = text.partition(":")
    if not (colon and name):
        shown = REDACTED if is_secret(text) else f'"{text}"'
        raise argparse.ArgumentTypeError(
            f"{shown} is not NAME:VALUE; expected a name, a colon and a value, such as"
            ' "mapred.reduce.tasks:1".'
        )
    return name, Secret(value) if is_secret(name) else value


def variable(text: str) -> tuple[str, str]:
    """Return ``NAME=VALUE`` in its parts, split at the first equals sign."""
    name, equals, value = free_text(text).partition("=")
    if not equals or not re.fullmatch(r"[A-Za-z0-9_]+", name):
        shown = REDACTED if is_secret(text) else f'"{text}"'
        raise argparse.ArgumentTypeError(
            f"{shown} is not NAME=VALUE; a name has letters, digits and underscores, as in"
            ' "WORKERS=3".'
        )
    return name, Secret(value) if is_secret(name) else value


@dataclass(frozen=True)
class SortKey:
    """``KEY[:asc|desc]``, a field that the server sorts by; calling it makes one from text.

    :param keys: the fields that there are.
    """

    keys: tuple[str, ...]

    def __call__(self, text: str) -> Paging:
        key, colon, direction = text.partition(":")
        if key not in self.keys or (colon and direction not in ("asc", "desc")):
            raise argparse.ArgumentTypeError(
                f'"{text}" is not KEY[:asc|desc]; the keys are {", ".join(self.keys)}.'
            )
        return {"sort_by": key, "reverse": direction == "desc"}


def free_text(text: str) -> str:
    """Return a text, which may be empty, as a description may."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:  # Python keeps bytes of another encoding as surrogates
        raise argparse.ArgumentTypeError(f"{text!a} is not text in UTF-8.") from error
    return text


def text(text: str) -> str:
    """Return a text that is not empty: a name, an ID or a file.

    An empty one is an unset variable of a script. Sent on, it would match everything.
    """
    if not text:
        raise argparse.ArgumentTypeError("the value must not be empty.")
    return free_text(text)


def secret(value: str) -> Secret:
    """Return a secret that is not empty."""
    if not value:
        raise argparse.ArgumentTypeError("the value must not be empty.")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise argparse.ArgumentTypeError("the value is not text in UTF-8.")
    return Secret(value)


def whole_number(text: str) -> int:
    """Return a whole number, 0 or more."""
    if not _is_number(text):
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number.')
    return int(text)


def positive_number(text: str) -> int:
    """Return a whole number, 1 or more."""
    number = whole_number(text)
    if not number:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number above 0.')
    return number


def duration(text: str) -> float:
    """Return the seconds of a duration above 0: ``90``, ``90s``, ``10m`` or ``2h``."""
    number, unit = (text[:-1], text[-1:]) if text[-1:] in _UNITS else (text, "s")
    seconds = float(number) * _UNITS[unit] if re.fullmatch(_DECIMAL, number) else 0.0
    if not 0 < seconds <= LONGEST:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a duration above 0; give seconds, or a number with a unit, such as'
            " 90s, 10m or 2h."
        )
    return seconds
