"""The page "Compatibility" says what was measured, and nothing that is lost."""

from __future__ import annotations

from tests.importers import page
from tests.importers.comparison import Difference
from tests.importers.declarations import IMPORTERS
from tests.importers.environments import HERE


def test_the_page_is_the_one_that_the_results_give() -> None:
    assert page.is_current(), "Run python -m tests.importers --record NAME."


def test_results_are_of_importers_that_are_declared() -> None:
    assert set(page.load_results()) <= {importer.name for importer in IMPORTERS}


def test_what_is_measured_passes_over_4_2_0() -> None:
    assert all(result["old"] for result in page.load_results().values())


def test_nothing_is_lost_in_the_results() -> None:
    for name, result in page.load_results().items():
        assert result["new"] >= result["old"] - result["deliberate"], name


def test_every_importer_has_its_pins() -> None:
    for importer in IMPORTERS:
        assert (HERE / "requirements" / f"{importer.requirements}.txt").exists()


def test_the_page_gives_each_difference_its_reason() -> None:
    results = {importer.name: {"old": 2, "new": 1, "deliberate": 1} for importer in IMPORTERS}

    shown = page.render(results, [Difference("A blank", "It was missing.", (), "")])

    assert "A blank\n   It was missing." in shown
