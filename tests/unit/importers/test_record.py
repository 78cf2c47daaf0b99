"""Outcomes that are recorded inside an importer's environment."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import tests.importers

RECORD = Path(tests.importers.__file__).parent / "probes" / "record.py"
TESTS = """
import unittest


class Case(unittest.TestCase):
    def test_passes(self):
        pass

    def test_fails(self):
        raise KeyError("x")

    def test_fails_to_clean_up(self):
        self.addCleanup(lambda: 1 / 0)

    def test_fails_in_part(self):
        for number in (1, 2):
            with self.subTest(number=number):
                self.assertEqual(1, number)

    @unittest.skip("no cloud")
    def test_is_skipped(self):
        pass
"""


def record(folder: Path, *names: str, **settings: str) -> dict[str, str]:
    outcomes = folder / "outcomes.json"
    subprocess.run(
        [sys.executable, RECORD, outcomes, *names],
        check=True,
        cwd=folder,
        env={"PYTHONPATH": ".", **settings},
    )
    return dict(json.loads(outcomes.read_text()))


def package(folder: Path, **modules: str) -> None:
    (folder / "suite").mkdir()
    (folder / "suite" / "__init__.py").touch()
    for name, text in modules.items():
        (folder / "suite" / f"{name}.py").write_text(text)


def test_each_test_has_an_outcome(tmp_path: Path) -> None:
    package(tmp_path, test_case=TESTS)

    outcomes = record(tmp_path, "suite.test_case")

    case = "suite.test_case.Case"
    assert outcomes[f"{case}.test_passes"] == "passed"
    assert outcomes[f"{case}.test_fails"] == "failed: KeyError: 'x'"
    assert outcomes[f"{case}.test_is_skipped"] == "skipped: no cloud"


def test_a_test_that_cannot_clean_up_has_failed(tmp_path: Path) -> None:
    package(tmp_path, test_case=TESTS)

    outcomes = record(tmp_path, "suite.test_case")

    assert "ZeroDivisionError" in outcomes["suite.test_case.Case.test_fails_to_clean_up"]


def test_a_test_that_fails_in_part_has_not_passed(tmp_path: Path) -> None:
    package(tmp_path, test_case=TESTS)

    outcomes = record(tmp_path, "suite.test_case")

    assert outcomes["suite.test_case.Case.test_fails_in_part (number=2)"].startswith("failed")
    assert "suite.test_case.Case.test_fails_in_part" not in outcomes


def test_a_module_that_cannot_be_imported_has_failed(tmp_path: Path) -> None:
    package(tmp_path, test_other="import nowhere", test_case=TESTS)

    outcomes = record(tmp_path, "suite")

    (failed,) = (text for test, text in outcomes.items() if "test_other" in test)
    assert failed.startswith("failed")
    assert "nowhere" in failed
    assert outcomes["suite.test_case.Case.test_passes"] == "passed"


BUSY = """
import unittest

attempts = []


class Case(unittest.TestCase):
    def test_passes_when_the_server_has_time(self):
        attempts.append(1)
        if len(attempts) < {needed}:
            raise RuntimeError({message!r})
"""


@pytest.mark.parametrize(
    ("needed", "message", "outcome"),
    [
        (2, "Internal Server Error", "passed"),
        (2, "database is locked", "passed"),
        (4, "Internal Server Error", "failed: RuntimeError: Internal Server Error"),
        (2, "not found", "failed: RuntimeError: not found"),
    ],
)
def test_only_a_busy_server_is_asked_again(
    tmp_path: Path, needed: int, message: str, outcome: str
) -> None:
    package(tmp_path, test_busy=BUSY.format(needed=needed, message=message))

    outcomes = record(tmp_path, "suite.test_busy", IMPORTERS_ATTEMPTS="3")

    assert list(outcomes.values()) == [outcome]
