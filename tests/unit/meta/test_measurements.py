"""The page of measurements shows the committed results."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from benchmarks import report

RESULTS = report.load()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("doc/source/measurements.rst", report.page),
        ("doc/source/_static/measurements.svg", report.picture),
        ("benchmarks/results/measurements.csv", report.table),
    ],
)
def test_committed_file_matches_results(path, content):
    root = Path(report.__file__).resolve().parents[1]
    assert (root / path).read_text(encoding="utf-8") == content(RESULTS)


def test_headlines_have_values_and_units_of_both_clients():
    headline = r"- ``cluster show`` among 5,000 clusters: [\d.,]+ s to [\d.,]+ s\n"
    assert re.search(headline, report.page(RESULTS))
    assert len(report.headlines(RESULTS)) == 5


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (22.2186, "s", "22 s"),
        (0.2227, "s", "0.22 s"),
        (58_906_900, "bytes", "59 MB"),
        (32_000, "bytes", "32 kB"),
        (1024, "MiB", "1,024 MiB"),
    ],
)
def test_quantity_is_readable(value, unit, text):
    assert report.quantity(value, unit) == text


def test_row_that_is_measured_later_has_a_note():
    later = {**RESULTS["figures"][3], "met": False, "note": "Slow."}
    merged = report.merge(RESULTS, [later, {**later, "what": "other"}], "Measured alone.")
    assert len(merged["figures"]) == len(RESULTS["figures"]) + 1
    assert [one["note"] for one in merged["figures"][-2:]] == ["Slow. Measured alone."] * 2
    assert later["row"] in report.table(merged)


def test_picture_fits_a_phone():
    svg = report.picture(RESULTS)
    assert "viewBox=" in svg
    boxes = re.findall(r'x="([\d.]+)" y="\d+" width="([\d.]+)"', svg)
    assert boxes
    for left, width in boxes:
        assert float(left) + float(width) <= 300


def test_table_marks_a_missed_limit():
    rows = list(csv.DictReader(io.StringIO(report.table(RESULTS))))
    assert [row["kept"] == "yes" for row in rows] == [one["met"] for one in RESULTS["figures"]]
