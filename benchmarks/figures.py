"""What a measurement comes to: figures of both clients and of the floor, and a verdict."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any

#: Who is measured: the floor, python-saharaclient 4.2.0, this client.
FLOOR, TODAY, THIS = "floor", "today", "this"
Samples = Mapping[str, Sequence[float]]


@dataclasses.dataclass
class Figure:
    """One line of the table.

    :ivar row: what is done.
    :ivar what: what of it is measured, with its unit.
    :ivar values: who to median.
    :ivar judged: who to what counts: a median itself, or that of the rounds' ratios to the
        floor, or of their differences from it.
    :ivar judged_as: how ``judged`` came about.
    :ivar limit: where this client must stand; none for a figure that is only told.
    :ivar n: who to number of runs.
    """

    row: str
    what: str
    values: dict[str, float]
    judged: dict[str, float]
    judged_as: str
    limit: float | None
    at_least: bool
    n: dict[str, int]
    note: str = ""
    samples: dict[str, list[float]] = dataclasses.field(default_factory=dict)

    @property
    def reached(self) -> bool | None:
        """Whether this client stands where it must."""
        if self.limit is None:
            return None
        value = self.judged[THIS]
        return value >= self.limit if self.at_least else value <= self.limit

    def as_json(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "reached": self.reached}


def figure(
    row: str,
    what: str,
    samples: Samples,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    over: Callable[[float, float], float] | None = None,
    floors: Samples | None = None,
    note: str = "",
) -> Figure:
    """Return a figure from samples.

    :param at_most: where this client must stand; or ``at_least``.
    :param over: :func:`ratio` or :func:`difference` with the floor; without, medians are judged.
    :param floors: the floor that was measured beside each, where each has one of its own.
    """
    values = {who: statistics.median(taken) for who, taken in samples.items()}
    judged = {}
    for who in values:
        if who == FLOOR:
            continue
        judged[who] = values[who]
        if over is not None:
            # Round by round, for what disturbs a machine lasts longer than a round.
            floor = (floors or {}).get(who, samples.get(FLOOR, ()))
            # One that takes very long is measured in the first rounds only.
            rounds = zip(samples[who], floor, strict=False)
            judged[who] = statistics.median(over(value, base) for value, base in rounds)
    if floors is not None:
        values[FLOOR] = statistics.median(floors[THIS])
    return Figure(
        row,
        what,
        values,
        judged,
        over.__name__ if over is not None else "median",
        at_most if at_least is None else at_least,
        at_least is not None,
        {who: len(taken) for who, taken in samples.items()},
        note,
        {who: [round(one, 6) for one in taken] for who, taken in samples.items()},
    )


def ratio(value: float, floor: float) -> float:
    """How many times the floor."""
    return value / floor


def difference(value: float, floor: float) -> float:
    """How much more than the floor."""
    return value - floor
