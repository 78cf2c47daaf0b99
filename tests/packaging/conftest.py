"""The distributions, built once from a copy of the checkout, and where they are installed."""

from __future__ import annotations

import shutil
import tarfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.packaging.environment import Environment, run_here

CHECKOUT = Path(__file__).parents[2]
#: What a fresh clone does not have; setuptools would even put stale files of build/ into a wheel.
MADE_HERE = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__")


@pytest.fixture(scope="session")
def declared() -> ConfigParser:
    """What ``setup.cfg`` says."""
    parser = ConfigParser()
    parser.read(CHECKOUT / "setup.cfg")
    return parser


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout without what was made in it."""
    folder = tmp_path_factory.mktemp("clone") / "source"
    shutil.copytree(CHECKOUT, folder, ignore=MADE_HERE)
    return folder


@pytest.fixture(scope="session")
def distributions(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that the copy gives."""
    folder = tmp_path_factory.mktemp("dist")
    words = ("--no-isolation", "--sdist", "--wheel", "--outdir", str(folder))
    run_here("build", *words, str(clone), cwd=folder)
    return folder


@pytest.fixture(scope="session")
def sdist(distributions: Path) -> Path:
    (path,) = distributions.glob("*.tar.gz")
    return path


@pytest.fixture(scope="session")
def wheel(distributions: Path) -> Path:
    (path,) = distributions.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def wheel_of_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that the sdist gives."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = folder.iterdir()
    run_here(
        "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(unpacked), cwd=folder
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def alone(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and what it requires."""
    environment = Environment(tmp_path_factory.mktemp("alone"))
    environment.install(wheel, "runtime")
    return environment


@pytest.fixture(scope="session")
def crowded(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and the plugins of other services."""
    environment = Environment(tmp_path_factory.mktemp("crowded"))
    environment.install(wheel, "neighbours")
    return environment
