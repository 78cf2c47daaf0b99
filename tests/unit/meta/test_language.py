"""What people read uses the standard terms: no private vocabulary, and IDs are capitalized."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.unit.meta.test_cli_compat import ROOT

#: Words that are always wrong here, and what to write instead.
AVOIDED = {
    r"anew": "again",
    r"at the (?:most|least)": "at most, at least",
    r"goes on": "continues, is in progress",
    r"verdicts?": "condition, predicate",
    r"rehears\w+": "dry run",
    r"look closer": "poll, show details",
    r"starred|asterisks": "masked, redacted",
    r"made up": "fake, stub, simulated",
    r"mend(?:s|ed)?": "fix",
    r"look-ups?": "lookup",
    r"what (?:becomes|has become) of": "result, outcome",
    r"holes? in the security": "vulnerability",
}
#: "id" as a word: not in code, where no article is in front of it.
ID_IN_LOWER_CASE = r"\b(?:this|the|its|these|name or|names or|by) ids?\b"
READ_BY_PEOPLE = (
    "saharaclient",
    "tests",
    "doc",
    "releasenotes/notes",
    "tools",
    "Makefile",
    "*.rst",
    ":!tests/unit/meta/test_language.py",
)


def lines() -> list[tuple[str, str]]:
    """Return the lines of all texts with their places."""
    listed = subprocess.run(
        ["git", "grep", "-nIE", ".", "--", *READ_BY_PEOPLE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("needs a git checkout")
    found = []
    for line in listed.stdout.splitlines():
        path, number, text = line.split(":", 2)
        found.append((f"{path}:{number}", text))
    return found


def test_texts_use_the_standard_terms():
    pattern = re.compile(rf"\b(?:{'|'.join(AVOIDED)})\b", re.IGNORECASE)
    wrong = [f"{place}: {text.strip()}" for place, text in lines() if pattern.search(text)]
    assert not wrong, "\n".join(["", *wrong])


def test_ids_are_capitalized():
    wrong = [
        f"{place}: {text.strip()}" for place, text in lines() if re.search(ID_IN_LOWER_CASE, text)
    ]
    assert not wrong, "\n".join(["", *wrong])
