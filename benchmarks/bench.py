"""What every row is measured with."""

from __future__ import annotations

import dataclasses
import pathlib
import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from benchmarks.cloud import Cloud
from benchmarks.environments import Environment

T = TypeVar("T")


@dataclasses.dataclass
class Bench:
    """The environments, the cloud, a folder to work in, and how thorough to be.

    :ivar quick: a trial: few runs, whose figures say little.
    """

    home: pathlib.Path
    environments: dict[str, Environment]
    cloud: Cloud
    quick: bool

    def runs(self, thorough: int, quick: int = 3) -> int:
        """How many runs of each there are to be."""
        return quick if self.quick else thorough

    def alternating(
        self,
        runs: int,
        measured: Mapping[str, Callable[[], T]],
        warm_up: bool = True,
        rarely: Mapping[str, int] | None = None,
    ) -> dict[str, list[T]]:
        """Run one after the other, again and again, so that what disturbs one disturbs all.

        :param measured: who to what is measured.
        :param warm_up: once more at first, which does not count.
        :param rarely: who to number of runs, of those that take very long; without a warm-up.
        """
        taken: dict[str, list[T]] = {who: [] for who in measured}
        for round_ in range(-1 if warm_up else 0, runs):
            order = list(measured) if round_ % 2 else list(measured)[::-1]
            for who in order:
                if rarely and who in rarely and not 0 <= round_ < rarely[who]:
                    continue
                result = measured[who]()
                if round_ >= 0:
                    taken[who].append(result)
        return taken

    @staticmethod
    def say(sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)
