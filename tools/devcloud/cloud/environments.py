"""Virtual environments, each made from one list of pinned packages in requirements/."""

from __future__ import annotations

import hashlib
import pathlib
import shutil
import subprocess
import sys
from concurrent import futures

from cloud.errors import DevcloudError, last_lines
from cloud.progress import step
from cloud.state import SOURCE, Cloud

PYTHON = "3.11"
ENGINE_PACKAGE = SOURCE / "sahara_devcloud"

# Installations under way.
_children: set[subprocess.Popen[bytes]] = set()

ENVIRONMENTS = ("services", "sahara")


def ensure(cloud: Cloud) -> None:
    """Make the environments that are missing, half-made or made from other pins."""
    stale = [name for name in ENVIRONMENTS if _stamp(cloud, name) != fingerprint(name)]
    if not stale:
        return
    cloud.environments.mkdir(parents=True, exist_ok=True)
    python = _python()
    # Side by side: an installation rarely keeps more than one core busy.
    with futures.ThreadPoolExecutor(max_workers=len(ENVIRONMENTS)) as pool:
        making = [pool.submit(_make, cloud, name, python) for name in stale]
        try:
            for made in futures.as_completed(making):
                made.result()
        except BaseException:
            # An interruption, or the other one's failure: nobody waits for these any more.
            for child in list(_children):
                child.terminate()
            raise


def ensure_engine(cloud: Cloud) -> None:
    """Install our package for Sahara where it has changed."""
    stamp = cloud.environments / "sahara" / "engine.stamp"
    if stamp.exists() and stamp.read_text() == engine_fingerprint():
        return
    step('Installing devcloud\'s engines and remote driver into "sahara".')
    # From a copy, as setuptools leaves its traces where it builds.
    build = cloud.folder("build") / "sahara_devcloud"
    shutil.rmtree(build, ignore_errors=True)
    shutil.copytree(ENGINE_PACKAGE, build, ignore=shutil.ignore_patterns("__pycache__"))
    _pip(
        cloud,
        "sahara",
        "install",
        "--no-deps",
        "--no-build-isolation",
        "--force-reinstall",
        str(build),
    )
    stamp.write_text(engine_fingerprint())


def fingerprint(name: str) -> str:
    """A digest of the pins that environment `name` is made from."""
    return _digest([_requirements(name)])


def engine_fingerprint() -> str:
    """A digest of our package for Sahara."""
    return _digest([*sorted(ENGINE_PACKAGE.rglob("*.py")), ENGINE_PACKAGE / "setup.cfg"])


def program(cloud: Cloud, name: str, command: str) -> str:
    """The path of an installed program in environment `name`."""
    return str(cloud.environments / name / "bin" / command)


def version(cloud: Cloud, name: str, package: str) -> str:
    """The version of `package` in environment `name`, or "" when it is not installed."""
    site = cloud.environments / name / "lib" / f"python{PYTHON}" / "site-packages"
    for found in site.glob(f"{package}-*.dist-info"):
        return found.name[len(package) + 1 : -len(".dist-info")]
    return ""


def _make(cloud: Cloud, name: str, python: str) -> None:
    folder = cloud.environments / name
    step(f'Making the environment "{name}"; its log is {cloud.log(f"install-{name}")}.')
    shutil.rmtree(folder, ignore_errors=True)
    cloud.log(f"install-{name}").write_text("")
    _logged(cloud, name, [python, "-m", "venv", str(folder)])
    _pip(cloud, name, "install", "--no-deps", "--requirement", str(_requirements(name)))
    (folder / "requirements.stamp").write_text(fingerprint(name))
    step(f'The environment "{name}" is made.')


def _pip(cloud: Cloud, name: str, *arguments: str) -> None:
    _logged(
        cloud,
        name,
        [
            program(cloud, name, "python"),
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--no-input",
            *arguments,
        ],
    )


def _logged(cloud: Cloud, name: str, command: list[str]) -> None:
    path = cloud.log(f"install-{name}")
    with open(path, "ab") as log:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    _children.add(child)
    code = child.wait()
    _children.discard(child)
    if code:
        raise DevcloudError(
            f'Making the environment "{name}" failed. The last lines of {path}:\n'
            f'{last_lines(path)}\nRun "devcloud up" again once the cause is gone.'
        )


def _python() -> str:
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    found = shutil.which(f"python{PYTHON}")
    if found is None:
        raise DevcloudError(
            f'The services need Python {PYTHON}, and there is no "python{PYTHON}" on the PATH. '
            'Install it and run "devcloud up" again.'
        )
    return found


def _requirements(name: str) -> pathlib.Path:
    return SOURCE / "requirements" / f"{name}.txt"


def _stamp(cloud: Cloud, name: str) -> str:
    path = cloud.environments / name / "requirements.stamp"
    return path.read_text() if path.exists() else ""


def _digest(paths: list[pathlib.Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
