"""What an importer passes over each client, compared test by test."""

from __future__ import annotations

import dataclasses
import fnmatch
import pathlib
from collections.abc import Iterable, Mapping

import yaml

PASSED = "passed"
SKIPPED = "skipped"
MISSING = "did not run"
DIFFERENCES = pathlib.Path(__file__).with_name("differences.yaml")

#: What became of each test, by its ID: ``passed``, ``skipped: why`` or ``failed: why``.
Outcomes = Mapping[str, str]


@dataclasses.dataclass(frozen=True)
class Difference:
    """A deliberate difference from 4.2.0 that tests of importers see.

    :param title: what differs, as the page "Compatibility" names it.
    :param reason: why it is not as in 4.2.0.
    :param tests: patterns of the IDs of the tests that see it.
    :param shows: what the outcome of each of them has to say, so that nothing else is excused.
    """

    title: str
    reason: str
    tests: tuple[str, ...]
    shows: str

    def covers(self, test: str, outcome: str) -> bool:
        return (
            bool(self.shows)
            and self.shows in outcome
            and any(fnmatch.fnmatchcase(test, pattern) for pattern in self.tests)
        )


@dataclasses.dataclass(frozen=True)
class Comparison:
    """The tests of one importer over both clients.

    :param lost: tests that pass over 4.2.0 only, and what became of them over the checkout.
    :param excused: those of them that are deliberate differences, and which one each is.
    :param gained: tests that pass over the checkout only.
    """

    passed_old: int
    passed_new: int
    lost: Mapping[str, str]
    excused: Mapping[str, str]
    gained: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the comparison says anything, and nothing is lost."""
        return bool(self.passed_old) and not self.lost


def compare(old: Outcomes, new: Outcomes, differences: Iterable[Difference]) -> Comparison:
    """Compare what passes over 4.2.0 with what passes over the checkout."""
    known = tuple(differences)
    passed_old = {test for test, outcome in old.items() if outcome == PASSED}
    passed_new = {test for test, outcome in new.items() if outcome == PASSED}
    lost, excused = {}, {}
    for test in sorted(passed_old - passed_new):
        outcome = new.get(test, MISSING)
        for difference in known:
            if difference.covers(test, outcome):
                excused[test] = difference.title
                break
        else:
            lost[test] = outcome
    gained = tuple(sorted(passed_new - passed_old))
    return Comparison(len(passed_old), len(passed_new), lost, excused, gained)


def load_differences(path: pathlib.Path = DIFFERENCES) -> tuple[Difference, ...]:
    """Read the deliberate differences.

    :raises KeyError: if one has no title or no reason.
    """
    return tuple(
        Difference(
            entry["title"], entry["reason"], tuple(entry.get("tests", ())), entry.get("shows", "")
        )
        for entry in yaml.safe_load(path.read_text())
    )
