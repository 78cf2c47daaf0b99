"""Violations that are known and not fixed yet; the table is to be empty.

An entry ignores violations whose sentence its pattern matches. Say with it what has to change.
"""

from __future__ import annotations

import re

from tests.simulation.invariants import Violation

#: (pattern of a violation's first line, what has to change)
KNOWN: tuple[tuple[str, str], ...] = (
    ("^a_wait_ends_in_time", "bound each request of a wait by the time that is left"),
    ("^no_secret_is_shown", "know the names of storage keys, and mask user info of URLs"),
    ("^what_was_created_is_shown", "show what was created if the wait for it fails"),
    ("^success_means_success: .* is still there", "do not take a proxy's page for a deletion"),
    ("^failure_means_failure: it cannot have", "a proxy that refuses has not passed anything on"),
)


def is_known(violation: Violation) -> bool:
    """Return whether a violation is in the table."""
    sentence = str(violation).partition("\n")[0]
    return any(re.search(pattern, sentence) for pattern, _ in KNOWN)
