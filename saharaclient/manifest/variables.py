"""Variables in the values of a manifest: ``${NAME}``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

#: A literal, a variable, and what looks like one.
_VARIABLE = re.compile(r"\$(\$\{)|\$\{(?:([A-Za-z0-9_]+)\}|)")


class Unresolved(str):
    """A text with a variable that is not set."""

    __slots__ = ()


class Variables:
    """The values of variables, and those that are missing.

    :param given: values that come first.
    :param environment: values of all others.
    :ivar unset: variables that are used and not set, each with the places of their uses.
    """

    def __init__(self, given: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self._given = given
        self._environment = environment

    def get(self, name: str) -> str | None:
        """Return the value of a variable, None if it is not set."""
        return self._given.get(name, self._environment.get(name))

    def substitute(
        self, text: str, unset: Callable[[str], None], malformed: Callable[[], None]
    ) -> str:
        """Return a text with values in place of variables, and ``${`` for ``$${``.

        :param unset: called with the name of each variable that is not set. A text with one
            is returned unchanged.
        :param malformed: called for each ``${`` that no name and ``}`` follow.
        """
        if "${" not in text:
            return text
        is_resolved = True

        def value_of(found: re.Match[str]) -> str:
            nonlocal is_resolved
            if found[1]:
                return "${"
            if not found[2]:
                malformed()
                return found[0]
            value = self.get(found[2])
            if value is None:
                is_resolved = False
                unset(found[2])
                return found[0]
            return value

        substituted = _VARIABLE.sub(value_of, text)
        return substituted if is_resolved else Unresolved(text)
