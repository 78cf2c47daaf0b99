"""What it costs users of other commands that the plugin is installed."""

from __future__ import annotations

import functools
import pathlib

from benchmarks import children
from benchmarks.bench import Bench
from benchmarks.figures import FLOOR, THIS, TODAY, Figure, difference, figure

ROW = "Plugin installed, `openstack --version`"


def measure(bench: Bench) -> list[Figure]:
    return [_modules(bench), _cpu(bench)]


def _modules(bench: Bench) -> Figure:
    loaded = {
        who: set(children.probe(environment.python, "loaded_modules"))
        for who, environment in bench.environments.items()
    }
    foreign = {
        who: sorted(
            name for name in loaded[who] - loaded[FLOOR] if name.split(".")[0] != "saharaclient"
        )
        for who in (TODAY, THIS)
    }
    return figure(
        ROW,
        "modules loaded for it, besides its own",
        {who: [len(names)] for who, names in foreign.items()},
        at_most=0,
    )


def _cpu(bench: Bench) -> Figure:
    def milliseconds(who: str) -> float:
        command: list[str | pathlib.Path] = [bench.environments[who].openstack, "--version"]
        return children.run(command, bench.cloud.variables).cpu * 1000

    taken = bench.alternating(
        bench.runs(51, quick=15),
        {who: functools.partial(milliseconds, who) for who in (FLOOR, TODAY, THIS)},
    )
    return figure(ROW, "CPU it adds, ms", taken, over=difference, at_most=3)
