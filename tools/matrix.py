#!/usr/bin/env python3
"""Run the unit and smoke tests on versions of OpenStackClient, Python and Sahara.

Every OpenStackClient is combined with this Python, and every Python with one OpenStackClient. The
options ``--osc`` and ``--python`` name what to combine; words after ``--`` choose the functional
tests. Interpreters are looked for on the PATH and below ``~/.pyenv/versions``.

The option ``--sahara`` names older versions of Sahara, which run the tests of all commands in a
cloud of their own.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "matrix"
THIS = f"{sys.version_info[0]}.{sys.version_info[1]}"
#: The Pythons for which there are wheels of the pinned dependencies.
SUPPORTED = {
    "6.0.0": ("3.10", "3.11"),
    "6.3.0": ("3.10", "3.11", "3.12"),
    "7.5.1": ("3.10", "3.11", "3.12", "3.13"),
    "8.3.0": ("3.10", "3.11", "3.12", "3.13"),
    "10.5.0": ("3.11", "3.12", "3.13"),
}
#: The OpenStackClient on which all Pythons are tried.
FOR_ALL_PYTHONS = "8.3.0"
DEVCLOUD = ROOT / "tools" / "devcloud" / "devcloud"
#: The ports of the clouds with other versions of Sahara.
PORT_BASE = 7600
#: The tests of all commands, and of the library.
ALL_COMMANDS = ("tests/functional/osc", "tests/functional/api", "-m", "not slow")
#: Tests of what an older Sahara cannot do. Up to release 14, API v2 responds with 500 to the
#: deletion of a cluster that has no stack yet (sahara/api/v2/clusters.py).
LACKING = {
    "10.0.1": (
        "osc/test_bad_input.py::test_failures_do_not_stop_the_deletion_of_clusters[v2-admin]",
        "osc/test_clusters.py::test_a_forced_deletion_says_the_same[admin-v2]",
        "osc/test_clusters.py::test_create_takes_all_that_a_cluster_has[v2-admin]",
        "osc/test_clusters.py::test_create_from_standard_input_and_options_over_it[v2-admin-JSON]",
        "osc/test_clusters.py::test_create_from_standard_input_and_options_over_it[v2-admin-YAML]",
        "osc/test_waiting.py::test_time_runs_out_for_a_deletion[v2-admin]",
        "api/test_managers.py::test_a_cluster_is_deleted_by_force[admin-v2]",
        "api/test_managers.py::test_several_clusters_are_created_and_deleted[admin-v2]",
        "api/test_managers.py::test_a_wait_ends_when_time_is_up[admin-v2]",
        "api/test_from_fields.py::test_a_cluster_is_created_from_fields[v2-member]",
    )
}
NOT_POSSIBLE = "n/a"
NOT_CHOSEN = "-"


def interpreter(python: str) -> str | None:
    """Return the path of a Python, or None if there is none of that version."""
    if python == THIS:
        return sys.executable
    # Before the PATH, where pyenv has shims that fail for versions that are not selected.
    pyenv = Path("~/.pyenv/versions").expanduser().glob(f"{python}.*/bin/python{python}")
    return max(map(str, pyenv), default=None) or shutil.which(f"python{python}")


def run(command: list[str], log: Path, variables: dict[str, str] | None = None) -> tuple[int, str]:
    """Run a command; return its exit status and the last line of its output."""
    with log.open("w") as file:
        status = subprocess.run(
            command, cwd=ROOT, env=variables, stdout=file, stderr=subprocess.STDOUT
        ).returncode
    lines = log.read_text(errors="replace").split("\n")
    return status, next((line for line in reversed(lines) if line.strip()), "")


def install(osc: str, python: str, path: str, log: Path) -> Path | None:
    """Return a virtual environment with one OpenStackClient, or None on failure."""
    requirements = ROOT / "requirements" / f"osc-{osc}.txt"
    name = f".venv-osc-{osc}" if python == THIS else f".venv-osc-{osc}-py{python}"
    folder = ROOT / name
    ready = folder / "ready"
    inputs = [requirements, ROOT / "setup.cfg", ROOT / "pyproject.toml"]
    if ready.exists() and all(file.stat().st_mtime < ready.stat().st_mtime for file in inputs):
        return folder
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--no-deps"]
    steps = [
        [path, "-m", "venv", "--clear", str(folder)],
        [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(requirements)],
        [*pip, "--no-build-isolation", "-e", str(ROOT)],
    ]
    if any(run(step, log)[0] for step in steps):
        return None
    ready.touch()
    return folder


def summary(status: int, last_line: str) -> str:
    """Return what pytest has counted: ``passed``, or the numbers with failures."""
    counts = re.findall(r"\d+ (?:passed|failed|errors?)", last_line)
    return ", ".join(counts) if counts else f"exit status {status}"


def try_pair(osc: str, python: str, path: str, jobs: str, smoke: list[str]) -> tuple[bool, str]:
    """Run the tests on one OpenStackClient and Python; return success and a summary."""
    log = BUILD / f"osc-{osc}-py{python}"
    venv = install(osc, python, path, log.with_name(f"{log.name}-install.log"))
    if venv is None:
        return False, "installation failed"
    pytest = str(venv / "bin" / "pytest")
    results = [
        run([pytest, "tests/unit", "-q", "-m", "not slow", "-n", jobs], Path(f"{log}-unit.log")),
        run([pytest, "-q", *smoke], Path(f"{log}-smoke.log")),
    ]
    unit, functional = (summary(*result) for result in results)
    return not any(status for status, _ in results), f"unit {unit}; smoke {functional}"


def try_sahara(version: str, osc: str, port_base: int) -> tuple[bool, str]:
    """Run the tests of all commands, in both versions of the API, on one Sahara."""
    log = BUILD / f"sahara-{version}"
    venv = install(osc, THIS, sys.executable, log.with_name(f"{log.name}-install.log"))
    if venv is None:
        return False, "installation failed"
    cloud = ROOT / f".devcloud-sahara-{version}"
    variables = {
        "DEVCLOUD_ENVIRONMENTS": str(ROOT / ".devcloud" / "environments"),
        **{name: value for name, value in os.environ.items() if not name.startswith("OS_")},
        "DEVCLOUD_DIR": str(cloud),
        "OS_CLIENT_CONFIG_FILE": str(cloud / "clouds.yaml"),
    }
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
    # On SQLite, a busy machine makes Sahara fail with "database is locked".
    database = "--mariadb" if shutil.which("mariadbd", path=path) else "--database=sqlite"
    devcloud = [sys.executable, str(DEVCLOUD)]
    up = [*devcloud, "up", "--sahara", version, "--port-base", str(port_base), database]
    try:
        if run(up, Path(f"{log}-cloud.log"), variables)[0]:
            return False, "the cloud did not start"
        lacking = [f"--deselect=tests/functional/{test}" for test in LACKING.get(version, ())]
        tests = [str(venv / "bin" / "pytest"), "-q", *lacking, *ALL_COMMANDS]
        status, last_line = run(tests, Path(f"{log}-commands.log"), variables)
    finally:
        subprocess.run([*devcloud, "down"], env=variables, stdout=subprocess.DEVNULL)
    return not status, f"commands {summary(status, last_line)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--osc", nargs="*", default=list(SUPPORTED))
    parser.add_argument("--python", nargs="*", default=["3.10", "3.11", "3.12", "3.13"])
    parser.add_argument("--sahara", nargs="*", default=[])
    parser.add_argument("--jobs", default="2")
    parser.add_argument("smoke", nargs="+")
    options = parser.parse_args()

    BUILD.mkdir(parents=True, exist_ok=True)
    one_osc = options.osc[-1] if options.osc else FOR_ALL_PYTHONS
    if FOR_ALL_PYTHONS in options.osc:
        one_osc = FOR_ALL_PYTHONS
    passed, results = True, []
    for osc in options.osc:
        for python in options.python:
            path = interpreter(python)
            if path is None or python not in SUPPORTED.get(osc, options.python):
                result = NOT_POSSIBLE
            elif python != THIS and osc != one_osc:
                result = NOT_CHOSEN
            else:
                success, result = try_pair(osc, python, path, options.jobs, options.smoke)
                passed = passed and success
            results.append(result)
            print(f"OSC {osc:<7} Python {python:<5} {result}", flush=True)
    for number, version in enumerate(options.sahara):
        success, result = try_sahara(version, one_osc, PORT_BASE + 20 * number)
        passed = passed and success
        results.append(result)
        print(f"Sahara {version:<17} {result}", flush=True)
    print(f"Logs are in {BUILD}.")
    return 0 if passed and any(one.startswith(("unit", "commands")) for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
