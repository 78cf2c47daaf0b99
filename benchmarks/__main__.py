"""Measure this client and python-saharaclient 4.2.0, and write the results."""

from __future__ import annotations

import argparse
import configparser
import datetime
import os
import pathlib
import platform
import sys
import time

from benchmarks import cloud, environments, report
from benchmarks.environments import CHECKOUT, HOME
from benchmarks.figures import Figure
from benchmarks.rows import commands, library, manifests, storage, waits

ROWS = {
    "plugin": commands.plugin,
    "imports": commands.imports,
    "show": commands.show,
    "delete": commands.delete,
    "waits": waits.waits,
    "library": library.library,
    "transfers": library.transfers,
    "storage": storage.storage,
    "manifests": manifests.manifests,
}


def main() -> int:
    """Run the benchmarks; return 1 if this client misses a limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    rows = f"of {', '.join(ROWS)}; if given, the committed results stay as they are"
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], metavar="ROW", help=rows)
    parser.add_argument("--quick", action="store_true", help="do few runs, for a trial")
    parser.add_argument(
        "--record", action="store_true", help="put the rows that are given into these results"
    )
    options = parser.parse_args()
    if options.record and (options.quick or not options.rows):
        parser.error("--record is for some rows with all runs")
    began = time.monotonic()
    HOME.mkdir(exist_ok=True)
    (HOME / ".gitignore").write_text("*\n")
    environments.ensure()
    machine = _machine()
    figures: list[Figure] = []
    cloud.devcloud("up", "--port-base", str(cloud.PORT_BASE))
    try:
        for name in options.rows or ROWS:
            print(f"[{time.monotonic() - began:5.0f} s] {name}", file=sys.stderr, flush=True)
            figures += ROWS[name](options.quick)
    finally:
        cloud.devcloud("down")
    results = {**machine, "minutes": round((time.monotonic() - began) / 60), "figures": figures}
    print(report.table(results), end="")
    if options.record:
        note = f"Measured alone on {machine['date']}, load {machine['load']}."
        report.write(report.merge(report.load(), figures, note))
    elif not options.quick and not options.rows:
        report.write(results)
    return int(not all(figure["met"] for figure in figures))


def _machine() -> dict[str, object]:
    setup = configparser.ConfigParser()
    setup.read(CHECKOUT / "setup.cfg")
    cpuinfo = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in cpuinfo if line.startswith("model name")]
    return {
        "version": setup["metadata"]["version"],
        "date": datetime.date.today().isoformat(),
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


if __name__ == "__main__":
    sys.exit(main())
