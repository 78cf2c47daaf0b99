"""``python -m benchmarks``: measure, and write what it has come to."""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import time
from typing import Any

from benchmarks import environments, machine
from benchmarks.bench import Bench
from benchmarks.cloud import Cloud
from benchmarks.environments import CHECKOUT
from benchmarks.figures import Figure
from benchmarks.report import chart, page, table
from benchmarks.rows import delete, imports, library, plugin, show, transfers, waits

HOME = CHECKOUT / ".benchmarks"
#: In the order of the table.
ROWS = {
    "plugin": plugin,
    "imports": imports,
    "show": show,
    "delete": delete,
    "waits": waits,
    "library": library,
    "transfers": transfers,
}
RESULTS = pathlib.Path(__file__).resolve().parent / "results"
DOCUMENTATION = CHECKOUT / "doc" / "source"


def main() -> int:
    """Run the benchmarks; returns 1 when this client does not stand where it must."""
    options = _parser().parse_args()
    if options.report:
        results = json.loads((RESULTS / "measurements.json").read_text())
        _write(results, RESULTS, DOCUMENTATION)
        return 0
    began = time.monotonic()
    HOME.mkdir(exist_ok=True)
    (HOME / ".gitignore").write_text("*\n")
    bench = Bench(HOME, environments.ensure(HOME), Cloud(HOME / "cloud"), options.quick)
    results = {"machine": machine.describe(bench.environments)}
    bench.cloud.up()
    figures: list[Figure] = []
    try:
        for name in options.rows or ROWS:
            bench.say(f"[{time.monotonic() - began:5.0f} s] {name}")
            figures += ROWS[name].measure(bench)
    finally:
        bench.cloud.down()
    results["figures"] = [figure.as_json() for figure in figures]
    results["minutes"] = round((time.monotonic() - began) / 60, 1)
    print(table.markdown(results))
    if options.again:
        _write(_replaced(results, options.rows), RESULTS, DOCUMENTATION)
    elif options.quick or options.rows:
        # A trial must not pass for the measurement.
        _write(results, HOME / "trial", HOME / "trial")
    else:
        _write(results, RESULTS, DOCUMENTATION)
    return int(any(figure.reached is False for figure in figures))


def _replaced(results: dict[str, Any], rows: list[str]) -> dict[str, Any]:
    """Return the last measurement with these figures in place of those of the same rows."""
    last: dict[str, Any] = json.loads((RESULTS / "measurements.json").read_text())
    new = {(one["row"], one["what"]): one for one in results["figures"]}
    last["figures"] = [new.get((one["row"], one["what"]), one) for one in last["figures"]]
    last["again"] = sorted({*last.get("again", ()), *rows})
    return last


def _write(results: dict[str, Any], folder: pathlib.Path, documentation: pathlib.Path) -> None:
    (documentation / "_static").mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    (folder / "measurements.json").write_text(json.dumps(results, indent=1) + "\n")
    (folder / "measurements.md").write_text(table.markdown(results))
    (documentation / "measurements.rst").write_text(page.restructured_text(results))
    (documentation / "_static" / "measurements.svg").write_text(chart.svg(results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help=f"of {', '.join(ROWS)}"
    )
    parser.add_argument("--quick", action="store_true", help="few runs, whose figures say little")
    parser.add_argument(
        "--again",
        action="store_true",
        help="put these rows into the last results, after a change that is about them alone",
    )
    parser.add_argument(
        "--report", action="store_true", help="write the table, page and chart anew, no more"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
