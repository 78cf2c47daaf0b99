"""What is in the sdist and the wheel."""

from __future__ import annotations

import tarfile
import zipfile
from configparser import ConfigParser
from email.parser import Parser
from pathlib import Path

import pytest

from tests.packaging.environment import run_here

PACKAGE = "saharaclient"


def _of_sdist(path: Path) -> dict[str, bytes]:
    """Return the files of an sdist, without the folder that all are in."""
    with tarfile.open(path) as archive:
        return {
            member.name.partition("/")[2]: archive.extractfile(member).read()
            for member in archive
            if member.isfile()
        }


def _of_wheel(path: Path) -> dict[str, bytes]:
    """Return the files of a wheel."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _metadata(files: dict[str, bytes], name: str) -> str:
    (path,) = (path for path in files if path.endswith(f".dist-info/{name}"))
    return files[path].decode()


@pytest.fixture(scope="module", params=[_of_sdist, _of_wheel], ids=["sdist", "wheel"])
def files(request: pytest.FixtureRequest, sdist: Path, wheel: Path) -> dict[str, bytes]:
    """The contents of either."""
    return request.param(sdist if request.param is _of_sdist else wheel)


def test_the_package_is_whole(files: dict[str, bytes], clone: Path) -> None:
    package = {
        path.relative_to(clone).as_posix(): path.read_bytes()
        for path in (clone / PACKAGE).rglob("*")
        if path.is_file()
    }
    assert f"{PACKAGE}/py.typed" in package
    assert {path: text for path, text in files.items() if path.startswith(PACKAGE)} == package


def test_a_wheel_has_nothing_beside_the_package(wheel: Path, declared: ConfigParser) -> None:
    version = declared["metadata"]["version"]
    tops = {path.partition("/")[0] for path in _of_wheel(wheel)}
    assert tops == {PACKAGE, f"python_saharaclient-{version}.dist-info"}


def test_an_sdist_has_what_builds_the_package_and_no_more(sdist: Path) -> None:
    tops = {path.partition("/")[0] for path in _of_sdist(sdist)}
    assert tops == {
        PACKAGE,
        "python_saharaclient.egg-info",
        "LICENSE",
        "PKG-INFO",
        "README.rst",
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
    }


def test_the_license_is_with_it(files: dict[str, bytes], clone: Path) -> None:
    (path,) = (path for path in files if path.endswith("LICENSE"))
    assert files[path] == (clone / "LICENSE").read_bytes()


def test_a_wheel_says_what_is_declared(wheel: Path, declared: ConfigParser) -> None:
    metadata = Parser().parsestr(_metadata(_of_wheel(wheel), "METADATA"))
    assert metadata["Name"] == declared["metadata"]["name"]
    assert metadata["Version"] == declared["metadata"]["version"]
    assert metadata["License"] == declared["metadata"]["license"]
    assert metadata["Requires-Python"] == declared["options"]["python_requires"]
    required = declared["options"]["install_requires"].split()
    assert metadata.get_all("Requires-Dist") == required


def test_a_wheel_has_the_entry_points(wheel: Path, declared: ConfigParser) -> None:
    shipped, wanted = ConfigParser(delimiters="="), ConfigParser(delimiters="=")
    shipped.read_string(_metadata(_of_wheel(wheel), "entry_points.txt"))
    groups = declared["options.entry_points"]
    wanted.read_string("\n".join(f"[{name}]{groups[name]}" for name in groups))
    assert "openstack.data_processing.v2" in shipped
    assert shipped == wanted


def test_the_index_would_take_both(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    run_here("twine", "check", "--strict", str(sdist), str(wheel), cwd=tmp_path)


def test_an_sdist_gives_the_same_wheel(wheel: Path, wheel_of_sdist: Path) -> None:
    assert wheel_of_sdist.name == wheel.name
    assert _of_wheel(wheel_of_sdist) == _of_wheel(wheel)
