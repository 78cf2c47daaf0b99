"""The page of the documentation, in reStructuredText."""

from __future__ import annotations

import itertools
from typing import Any

from benchmarks.report.numbers import goal, judged, machine, medians, runs, verdict

_INTRODUCTION = """\
.. Made by "make bench" from benchmarks/results/measurements.json; what is written here is lost.

============
Measurements
============

This client beside the one before it, python-saharaclient 4.2.0, and beside the floor that both
stand on: keystoneauth, requests, and ``openstack`` without any plugin. All three run on the same
versions of everything else, against the same cloud, in turn. ``make bench`` measures anew.

{machine}

.. image:: _static/measurements.svg
   :alt: How far both clients are from where this one must stand; the table below has the figures.

The floor, 4.2.0 and this client each have a median. What counts is the median itself, or that of
what each round was as a multiple of the floor (x) or over the floor (+); *n* is the number of runs.
"""

_HEAD = ["", "Floor", "4.2.0", "This", "4.2.0 counts", "This counts", "Must be", "n"]


def restructured_text(results: dict[str, Any]) -> str:
    """Return the page."""
    parts = [_INTRODUCTION.format(machine="\n\n".join(machine(results)))]
    for row, figures in itertools.groupby(results["figures"], key=lambda one: one["row"]):
        group = list(figures)
        title = _literal(row)
        parts.append(f"\n{title}\n{'=' * len(title)}\n\n")
        parts.append(".. list-table::\n   :header-rows: 1\n   :widths: 32 9 9 9 10 10 13 8\n\n")
        parts.append(_cells(_HEAD))
        parts += [_line(figure) for figure in group]
        parts += [f"\n{_literal(figure['note'])}\n" for figure in group if figure["note"]]
    return "".join(parts)


def _line(figure: dict[str, Any]) -> str:
    wanted = goal(figure)
    if verdict(figure) and not figure["reached"]:
        wanted += f" ({verdict(figure)})"
    return _cells(
        [
            _literal(figure["what"]),
            *medians(figure),
            judged(figure, "today"),
            judged(figure, "this"),
            wanted,
            runs(figure),
        ]
    )


def _cells(cells: list[str]) -> str:
    return "".join(
        f"   {'* -' if position == 0 else '  -'}{' ' + cell if cell else ''}\n"
        for position, cell in enumerate(cells)
    )


def _literal(text: str) -> str:
    return text.replace("`", "``")
