"""The page of the documentation has the table that the other tests go by."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tests.functional.faults.table import FAULTS, Outcome, Point

PAGE = Path(__file__).parents[3] / "doc" / "source" / "faults.rst"


@pytest.fixture
def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_table_is_what_is_tested(text: str) -> None:
    found = re.search(r"\.\. csv-table::\n   :header: (.*)\n   :class: .*\n\n((?:   .*\n)+)", text)
    assert found is not None
    lines = [found[1], *found[2].splitlines()]
    rows = list(csv.reader((line.strip() for line in lines), skipinitialspace=True))
    assert rows[0] == ["fault", *(point.value for point in Point)]
    assert rows[1:] == [
        [fault.title, *(outcome.value for outcome in fault.outcomes)] for fault in FAULTS
    ]


@pytest.mark.parametrize("outcome", Outcome, ids=lambda outcome: outcome.value)
def test_every_outcome_is_explained(text: str, outcome: Outcome) -> None:
    assert f"\n{outcome.value}\n   " in text
