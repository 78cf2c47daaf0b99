"""The table, in Markdown."""

from __future__ import annotations

import itertools
from typing import Any

from benchmarks.report.numbers import goal, judged, machine, medians, runs, verdict

_HEAD = (
    "| what | floor | 4.2.0 | this | 4.2.0 counts | this counts | must be | | n |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |\n"
)


def markdown(results: dict[str, Any]) -> str:
    """Return all figures, and where and with what they were measured."""
    parts = ["# Measurements\n", *(f"\n{sentence}\n" for sentence in machine(results)), "\n"]
    parts.append(
        "Medians. What counts is the median itself, or that of what each round was as a multiple"
        " of the floor (x) or more than the floor (+).\n"
    )
    for row, figures in itertools.groupby(results["figures"], key=lambda one: one["row"]):
        group = list(figures)
        parts.append(f"\n## {row}\n\n{_HEAD}")
        parts += [_line(figure) for figure in group]
        parts += [f"\n{figure['note']}\n" for figure in group if figure["note"]]
    return "".join(parts)


def _line(figure: dict[str, Any]) -> str:
    cells = [
        figure["what"],
        *medians(figure),
        judged(figure, "today"),
        judged(figure, "this"),
        goal(figure),
        verdict(figure),
        runs(figure),
    ]
    return f"| {' | '.join(cells)} |\n"
