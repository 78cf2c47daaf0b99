"""The first import of the library, and a client of it, in a new process."""

from __future__ import annotations

import functools
import pathlib

from benchmarks import children
from benchmarks.bench import Bench
from benchmarks.figures import FLOOR, THIS, TODAY, Figure, difference, figure

BARE = "from keystoneauth1 import session, adapter; adapter.Adapter(session.Session())"
CLIENT = (
    "from keystoneauth1 import session; from saharaclient.client import Client;"
    " Client('{version}', session=session.Session())"
)


def measure(bench: Bench) -> list[Figure]:
    figures = []
    for version in ("1.1", "2"):
        code = {FLOOR: BARE, TODAY: CLIENT.format(version=version)}
        code[THIS] = code[TODAY]

        def milliseconds(who: str, code: dict[str, str] = code) -> float:
            command: list[str | pathlib.Path] = [bench.environments[who].python, "-c", code[who]]
            return children.run(command, {}).wall * 1000

        taken = bench.alternating(
            bench.runs(31, quick=7),
            {who: functools.partial(milliseconds, who) for who in (FLOOR, TODAY, THIS)},
        )
        figures.append(
            figure(
                f"First import of the library, and a client of v{version}",
                "wall time over that of keystoneauth's session and adapter, ms",
                taken,
                over=difference,
                at_most=10,
            )
        )
    return figures
