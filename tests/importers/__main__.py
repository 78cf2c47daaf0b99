"""``python -m tests.importers``: run the importers over both clients, and compare."""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import json
import pathlib
import subprocess
import sys
import time
from collections.abc import Mapping

from tests.importers import cloud, page, tempest
from tests.importers.comparison import Comparison, Outcomes, compare, load_differences
from tests.importers.declarations import IMPORTERS, Importer
from tests.importers.environments import (
    CLIENTS,
    HERE,
    HOME,
    NEW,
    OLD,
    Environment,
    build_wheel,
    clean_environ,
)

RECORD = HERE / "probes" / "record.py"


def main() -> int:
    """Run the importers; returns 1 if something that 4.2.0 passes is lost."""
    options = _parser().parse_args()
    chosen = _chosen(options.names)
    HOME.mkdir(exist_ok=True)
    wheel = build_wheel()
    differences = load_differences()
    comparisons = {}
    with contextlib.ExitStack() as stack:
        needs_cloud = any(importer.cloud for importer in chosen)
        variables = stack.enter_context(cloud.project()) if needs_cloud else {}
        for importer in chosen:
            began = time.monotonic()
            outcomes = {
                client: (options.reuse and client == OLD and last_outcomes(importer, client))
                or run(importer, client, wheel, variables)
                for client in CLIENTS
            }
            comparisons[importer.name] = compare(outcomes[OLD], outcomes[NEW], differences)
            _report(importer, comparisons[importer.name], time.monotonic() - began)
    if options.record:
        page.record(comparisons)
    failed = [name for name, comparison in comparisons.items() if not comparison.holds]
    print(f"{len(comparisons) - len(failed)} passed, {len(failed)} failed")
    return int(bool(failed))


def run(
    importer: Importer, client: str, wheel: pathlib.Path, variables: Mapping[str, str]
) -> Outcomes:
    """Run an importer's tests over one client, and return what became of each.

    :param variables: of :func:`tests.importers.cloud.project`, for those that need it.
    """
    environment = Environment(importer.requirements, client)
    environment.ensure()
    if client == NEW:
        environment.install_checkout(wheel)
    environment.client_version()
    folder = _folder(importer, client)
    folder.mkdir(parents=True, exist_ok=True)
    # Unit tests find no cloud, as they would elsewhere.
    variables = {**variables, "IMPORTERS_ATTEMPTS": "5"} if importer.cloud else {}
    if importer.tempest:
        variables = {
            **variables,
            **tempest.write_configuration(folder, variables, importer.tempest),
        }
    environ = {
        **clean_environ(),
        "IMPORTERS_ENVIRONMENT": str(environment.folder),
        **variables,
        **importer.settings,
        **_borrowed(importer),
    }
    if importer.source:
        environ["PYTHONPATH"] = str(environment.unpacked(importer.source))
    # Tempest runs the first "openstack" of the path.
    environ["PATH"] = f"{environment.bin}:{environ['PATH']}"
    outcomes = folder / "outcomes.json"
    outcomes.unlink(missing_ok=True)
    with (folder / "output").open("w") as output:
        subprocess.run(
            [str(environment.python), str(RECORD), str(outcomes), *importer.tests],
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if not outcomes.exists():
        raise SystemExit(f"{importer.name} over {client} did not end: see {folder}/output")
    result: Outcomes = json.loads(outcomes.read_text())
    return result


def last_outcomes(importer: Importer, client: str) -> Outcomes | None:
    """Return the outcomes of the last run of an importer over a client, if it ended."""
    path = _folder(importer, client) / "outcomes.json"
    return dict(json.loads(path.read_text())) if path.exists() else None


def _folder(importer: Importer, client: str) -> pathlib.Path:
    return HOME / "runs" / importer.name / client


def _borrowed(importer: Importer) -> dict[str, str]:
    """Return the variable that says where the tests are that only 4.2.0's package has."""
    if not importer.borrows:
        return {}
    package = Environment(importer.requirements, OLD).site_packages
    folder = package.joinpath(*importer.borrows.split("."))
    return {"IMPORTERS_BORROWED": f"{importer.borrows}={folder}"}


def _report(importer: Importer, comparison: Comparison, seconds: float) -> None:
    print(
        f"{importer.name} ({importer.program}, {importer.what}): "
        f"{comparison.passed_old} pass over {OLD}, {comparison.passed_new} over this checkout; "
        f"{len(comparison.lost)} lost, {len(comparison.excused)} deliberate ({seconds:.0f} s)",
        flush=True,
    )
    if not comparison.passed_old:
        print(f"  Nothing passes over {OLD}: see {HOME}/runs/{importer.name}/{OLD}")
    for test, outcome in comparison.lost.items():
        print(f"  lost: {test}\n    {outcome}")
    for test, title in comparison.excused.items():
        print(f"  deliberate: {test}\n    {title}")


def _chosen(names: list[str]) -> list[Importer]:
    chosen = [one for one in IMPORTERS if _matches(one.name, names or ["*"])]
    for name in names:
        if not any(_matches(one.name, [name]) for one in IMPORTERS):
            known = ", ".join(one.name for one in IMPORTERS)
            raise SystemExit(f'There is no importer "{name}". Importers: {known}.')
    return chosen


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.importers", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="importers, patterns allowed")
    parser.add_argument(
        "--record", action="store_true", help='keep the figures, and write the page "Compatibility"'
    )
    parser.add_argument(
        "--reuse", action="store_true", help="take the outcomes over 4.2.0 from the last run"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
