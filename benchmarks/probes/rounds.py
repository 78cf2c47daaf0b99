"""Rounds of alternating measurements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

T = TypeVar("T")


def alternate(measures: Mapping[str, Callable[[], T]], runs: int) -> dict[str, list[T]]:
    """Take turns with the measures, so that a disturbance of the machine affects all of them.

    The first round does not count.
    """
    taken: dict[str, list[T]] = {name: [] for name in measures}
    names = list(measures)
    for number in range(runs + 1):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            taken[name].append(measures[name]())
    return {name: results[1:] for name, results in taken.items()}
