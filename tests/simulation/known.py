"""Violations that are known and not fixed yet; the table is to be empty.

An entry ignores violations whose sentence its pattern matches. Say with it what has to change.
"""

from __future__ import annotations

import re

from tests.simulation.invariants import Violation

#: (pattern of a violation's first line, what has to change)
KNOWN: tuple[tuple[str, str], ...] = (
    ("^failure_means_failure: it cannot have", "a proxy that refuses has not passed anything on"),
)


def is_known(violation: Violation) -> bool:
    """Return whether a violation is in the table."""
    sentence = str(violation).partition("\n")[0]
    return any(re.search(pattern, sentence) for pattern, _ in KNOWN)
