"""What counts as lost when importers run over both clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.comparison import Difference, compare, load_differences

SENTENCE = Difference(
    title="a sentence",
    reason="it said nothing",
    tests=("*.test_text", "heat.*.test_error(*)"),
    shows="Mismatch",
)


def test_a_test_that_fails_over_the_checkout_only_is_lost() -> None:
    comparison = compare(
        {"a": "passed", "b": "passed"}, {"a": "passed", "b": "failed: KeyError: 'x'"}, []
    )

    assert comparison.lost == {"b": "failed: KeyError: 'x'"}
    assert not comparison.holds
    assert (comparison.passed_old, comparison.passed_new) == (2, 1)


@pytest.mark.parametrize("outcome", ["skipped: no cloud", "failed: OSError"])
def test_a_test_that_does_not_pass_over_4_2_0_cannot_be_lost(outcome: str) -> None:
    comparison = compare({"a": "passed", "b": outcome}, {"a": "passed"}, [])

    assert comparison.holds


def test_a_skipped_test_is_lost() -> None:
    assert compare({"a": "passed"}, {"a": "skipped: no client"}, []).lost


def test_a_test_that_did_not_run_is_lost() -> None:
    assert compare({"a": "passed"}, {}, []).lost == {"a": "did not run"}


def test_a_test_that_only_the_checkout_passes_is_gained() -> None:
    comparison = compare({"a": "passed", "b": "failed: x"}, {"a": "passed", "b": "passed"}, [])

    assert comparison.gained == ("b",)
    assert comparison.holds


def test_a_deliberate_difference_is_not_lost() -> None:
    old = {"suite.test_text": "passed", "heat.tests.test_error(Plugin)": "passed"}

    comparison = compare(old, dict.fromkeys(old, "failed: Mismatch"), [SENTENCE])

    assert comparison.excused == dict.fromkeys(sorted(old), "a sentence")
    assert comparison.holds


@pytest.mark.parametrize(
    ("test", "outcome"),
    [
        ("suite.test_textual", "failed: Mismatch"),
        ("suite.test_text", "failed: KeyError: 'x'"),
        ("suite.test_text", "skipped"),
    ],
)
def test_a_difference_excuses_nothing_else(test: str, outcome: str) -> None:
    comparison = compare({test: "passed"}, {test: outcome}, [SENTENCE])

    assert comparison.lost == {test: outcome}


def test_a_run_in_which_nothing_passes_over_4_2_0_proves_nothing() -> None:
    assert not compare({"a": "failed: ImportError"}, {"a": "passed"}, []).holds


def test_a_difference_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "differences.yaml"
    path.write_text("- title: a sentence\n  tests: [a.b]\n  shows: x\n")

    with pytest.raises(KeyError, match="reason"):
        load_differences(path)
