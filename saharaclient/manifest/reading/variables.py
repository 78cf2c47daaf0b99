"""Variables in the values of a manifest: ``${NAME}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from saharaclient.text import has_surrogates

_MALFORMED = (
    'After "${", the name of a variable and "}" must follow. For the text "${", write "$${".'
)
#: A literal, a variable, and what looks like one.
_VARIABLE = re.compile(r"\$(\$\{)|\$\{(?:([A-Za-z0-9_]+)\}|)")


class Unresolved(str):
    """A text with a variable that is not set."""

    __slots__ = ()


@dataclass(frozen=True)
class Substituted:
    """A text with values in place of variables.

    :ivar text: the text; the original one, marked, if a variable is not set.
    :ivar unset: names of variables that are not set.
    :ivar problems: what is wrong with it, in sentences.
    """

    text: str
    unset: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Variables:
    """The values of variables.

    :param given: values that come first.
    :param environment: values of all others.
    """

    def __init__(self, given: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self._given = given
        self._environment = environment

    def substitute(self, text: str) -> Substituted:
        """Return a text with values in place of variables, and ``${`` for ``$${``."""
        if "${" not in text:
            return Substituted(text)
        unset: list[str] = []
        problems: list[str] = []

        def value_of(found: re.Match[str]) -> str:
            if found[1]:
                return "${"
            if not found[2]:
                problems.append(_MALFORMED)
                return found[0]
            value = self._given.get(found[2], self._environment.get(found[2]))
            if value is None:
                unset.append(found[2])
            elif has_surrogates(value):  # bytes of another encoding
                problems.append(f"The value of the variable {found[2]} is not text in UTF-8.")
            return value or ""

        substituted = _VARIABLE.sub(value_of, text)
        return Substituted(
            Unresolved(text) if unset else substituted, tuple(unset), tuple(problems)
        )
