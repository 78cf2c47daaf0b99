"""Three environments on the same pins: the floor, python-saharaclient 4.2.0, this client."""

from __future__ import annotations

import dataclasses
import hashlib
import pathlib
import shutil
import subprocess
import sys

from benchmarks.figures import FLOOR, THIS, TODAY

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = HERE.parent
#: What this client is installed from.
SOURCES = ("saharaclient", "setup.cfg", "setup.py", "pyproject.toml", "README.rst", "LICENSE")


@dataclasses.dataclass
class Environment:
    """A virtual environment."""

    folder: pathlib.Path

    @property
    def python(self) -> pathlib.Path:
        return self.folder / "bin" / "python"

    @property
    def openstack(self) -> pathlib.Path:
        return self.folder / "bin" / "openstack"


def ensure(home: pathlib.Path) -> dict[str, Environment]:
    """Make the environments that are missing or made from something else; return all by name."""
    made = {}
    for name in (FLOOR, TODAY, THIS):
        environment = Environment(home / "environments" / name)
        stamp = environment.folder / "made-from"
        wanted = _digest(name)
        if not stamp.exists() or stamp.read_text() != wanted:
            print(f'Making the environment "{name}".', flush=True)
            _make(name, environment, home)
            stamp.write_text(wanted)
        made[name] = environment
    return made


def _make(name: str, environment: Environment, home: pathlib.Path) -> None:
    shutil.rmtree(environment.folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", environment.folder], check=True)
    pip: list[str | pathlib.Path] = [
        *(environment.python, "-m", "pip", "--quiet", "--disable-pip-version-check"),
        *("install", "--no-deps"),
    ]
    subprocess.run([*pip, "--requirement", _requirements(name)], check=True)
    if name == THIS:
        # From a copy, as setuptools leaves its traces where it builds; and not editable, as the
        # hook of an editable installation costs every start of Python a few milliseconds.
        build = home / "build"
        shutil.rmtree(build, ignore_errors=True)
        for source in SOURCES:
            _copy(CHECKOUT / source, build / source)
        subprocess.run([*pip, "--no-build-isolation", build], check=True)


def _copy(source: pathlib.Path, target: pathlib.Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def _digest(name: str) -> str:
    digest = hashlib.sha256(_requirements(name).read_bytes() + sys.version.encode())
    if name == THIS:
        for source in SOURCES:
            path = CHECKOUT / source
            for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _requirements(name: str) -> pathlib.Path:
    return HERE / "requirements" / f"{name}.txt"
