"""Virtual environments with an importer in them, over 4.2.0 and over this checkout."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
HOME = CHECKOUT / ".importers"
#: What the client is built from.
SOURCES = ("saharaclient", "setup.cfg", "setup.py", "pyproject.toml", "README.rst", "LICENSE")
#: The packages of Horizon's JavaScript are source distributions that need pkg_resources to build.
BUILD_CONSTRAINTS = HERE / "requirements" / "build.txt"

OLD = "4.2.0"
NEW = "checkout"
#: Over what each importer runs: the last release that people have, and this checkout.
CLIENTS = (OLD, NEW)


@dataclasses.dataclass(frozen=True)
class Environment:
    """One virtual environment.

    :param requirements: name of the list of pinned packages in ``requirements``.
    :param client: one of :data:`CLIENTS`.
    """

    requirements: str
    client: str

    @property
    def folder(self) -> pathlib.Path:
        return HOME / "environments" / f"{self.requirements}-{self.client}"

    @property
    def bin(self) -> pathlib.Path:
        return self.folder / "bin"

    @property
    def python(self) -> pathlib.Path:
        return self.bin / "python"

    @property
    def site_packages(self) -> pathlib.Path:
        (found,) = self.folder.glob("lib/python3*/site-packages")
        return found

    def ensure(self) -> None:
        """Make the environment if it is missing or was made from something else."""
        stamp = self.folder / "made-from"
        pins = HERE / "requirements" / f"{self.requirements}.txt"
        wanted = hashlib.sha256(pins.read_bytes()).hexdigest()
        if not stamp.exists() or stamp.read_text() != wanted:
            print(f"Making the environment {self.folder.name}.", flush=True)
            shutil.rmtree(self.folder, ignore_errors=True)
            _run("venv", "--python", sys.executable, str(self.folder))
            self._install("--no-deps", "--require-hashes", "--requirement", str(pins))
            # Heat's tests look for its files in "etc" next to the package.
            if (self.folder / "etc").is_dir():
                (self.site_packages / "etc").symlink_to(self.folder / "etc")
            stamp.write_text(wanted)

    def unpacked(self, package: str) -> pathlib.Path:
        """Download the source distribution of a pinned package; return where it is unpacked."""
        folder = self.folder / "sources" / package
        if not folder.exists():
            download = self.folder / "download"
            download.mkdir(exist_ok=True)
            pin = download / "pin.txt"
            pin.write_text(self._pin(package))
            _call(
                *(sys.executable, "-m", "pip", "--quiet", "download", "--no-deps"),
                *("--no-build-isolation", "--no-binary", package, "--require-hashes"),
                *("--dest", str(download), "--requirement", str(pin)),
            )
            (archive,) = download.glob("*.tar.gz")
            shutil.unpack_archive(archive, download / "unpacked")
            (unpacked,) = (download / "unpacked").iterdir()
            folder.parent.mkdir(exist_ok=True)
            unpacked.rename(folder)
        return folder

    def _pin(self, package: str) -> str:
        pins = (HERE / "requirements" / f"{self.requirements}.txt").read_text()
        entries = re.split(r"\n(?=\S)", pins)
        return next(entry for entry in entries if entry.startswith(f"{package}=="))

    def install_checkout(self, wheel: pathlib.Path) -> None:
        """Replace 4.2.0 in place, as people do who upgrade."""
        self._install("--no-deps", "--reinstall", str(wheel))

    def client_version(self) -> str:
        """Return the version of the client that programs of this environment import.

        :raises RuntimeError: if they would import it from outside the environment.
        """
        where, version = subprocess.run(
            [
                str(self.python),
                "-c",
                "import importlib.metadata as m, saharaclient as s;"
                "print(s.__path__[0]); print(m.version('python-saharaclient'))",
            ],
            cwd=self.folder,
            env=clean_environ(),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout.splitlines()
        if not pathlib.Path(where).is_relative_to(self.folder):
            raise RuntimeError(f"{self.folder.name} imports the client from {where}.")
        return version

    def _install(self, *arguments: str) -> None:
        _run("pip", "install", "--python", str(self.python), *arguments)


def build_wheel() -> pathlib.Path:
    """Build the checkout, from a copy: setuptools leaves its traces where it builds."""
    build = HOME / "build"
    shutil.rmtree(build, ignore_errors=True)
    for source in SOURCES:
        origin, target = CHECKOUT / source, build / "source" / source
        target.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, target)
    _run(
        *("build", "--wheel", "--no-build-isolation", "--python", sys.executable),
        *("--out-dir", str(build / "wheel"), str(build / "source")),
    )
    (wheel,) = (build / "wheel").glob("*.whl")
    return wheel


def clean_environ() -> dict[str, str]:
    """Return this program's environment without what would reach into another one."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OS_", "PYTHON", "DJANGO_", "PYTEST_", "VIRTUAL_ENV"))
    }


def _run(*arguments: str) -> None:
    _call(str(pathlib.Path(sys.executable).parent / "uv"), "--quiet", "--no-config", *arguments)


def _call(*command: str) -> None:
    environ = {**clean_environ(), "UV_BUILD_CONSTRAINT": str(BUILD_CONSTRAINTS)}
    result = subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if result.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{result.stdout}")
