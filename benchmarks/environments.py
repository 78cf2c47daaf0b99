"""Three virtual environments with the same pins: baseline, 4.2.0 and this client."""

from __future__ import annotations

import pathlib
import shutil
import subprocess
import sys

from benchmarks.figures import BASELINE, NEW, OLD

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = HERE.parent
HOME = CHECKOUT / ".benchmarks"
#: The files that this client is installed from, besides its package.
FILES = ("setup.cfg", "setup.py", "pyproject.toml", "README.rst", "LICENSE")


def program(client: str, name: str) -> str:
    """Return the path of a program in the environment of a client."""
    return str(HOME / "environments" / client / "bin" / name)


def ensure() -> None:
    """Create the environments that are missing or have other pins, and install this checkout."""
    pins = "".join(path.read_text() for path in sorted((HERE / "requirements").glob("*.txt")))
    for client in (BASELINE, OLD, NEW):
        stamp = HOME / "environments" / client / "pins"
        if not stamp.exists() or stamp.read_text() != pins:
            subprocess.run([sys.executable, "-m", "venv", "--clear", stamp.parent], check=True)
            _install(client, "-r", f"{HERE}/requirements/{client}.txt")
            stamp.write_text(pins)
    # From a copy, because setuptools leaves files where it builds. Not editable, because the hook
    # of an editable installation adds milliseconds to every start of Python.
    build = HOME / "build"
    shutil.rmtree(build, ignore_errors=True)
    build.mkdir()
    shutil.copytree(CHECKOUT / "saharaclient", build / "saharaclient")
    for name in FILES:
        shutil.copy(CHECKOUT / name, build)
    _install(NEW, "--no-build-isolation", "--force-reinstall", str(build))


def _install(client: str, *arguments: str) -> None:
    pip = [program(client, "python"), "-m", "pip", "-q", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--no-deps", *arguments], check=True)
