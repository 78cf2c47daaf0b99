"""Virtual environments, one for each list of pinned packages in requirements/."""

from __future__ import annotations

import fcntl
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

#: Installations in progress.
_children: set[subprocess.Popen[bytes]] = set()

#: The environments whose services share databases with others.
ENVIRONMENTS = ("services", "sahara")
#: The newest version of Sahara, and older ones that ``requirements`` has pins for.
NEWEST_SAHARA = "19.0.0"
OLDER_SAHARAS = ("10.0.1",)


def ensure(cloud: Cloud) -> None:
    """Create the environments that are missing, incomplete or have other pins."""
    cloud.environments.mkdir(parents=True, exist_ok=True)
    # Several clouds may share the folder.
    with open(cloud.environments / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        added = [name for name in ("swift", "cinder") if getattr(cloud, name)]
        _ensure(cloud, [*ENVIRONMENTS, *added])


def _ensure(cloud: Cloud, names: list[str]) -> None:
    stale = [name for name in names if _stamp(cloud, name) != fingerprint(cloud, name)]
    if not stale:
        return
    python = _python()
    # In parallel: an installation rarely uses more than one core.
    with futures.ThreadPoolExecutor(max_workers=len(stale)) as pool:
        tasks = [pool.submit(_make, cloud, name, python) for name in stale]
        try:
            for task in futures.as_completed(tasks):
                task.result()
        except BaseException:
            # Interrupted, or another installation failed.
            for child in list(_children):
                child.terminate()
            raise


def ensure_engine(cloud: Cloud) -> None:
    """Install the package for Sahara if it has changed."""
    stamp = cloud.environment("sahara") / "engine.stamp"
    if stamp.exists() and stamp.read_text() == engine_fingerprint():
        return
    step('Installing the engines and the remote driver into "sahara".')
    # From a copy, because setuptools leaves files where it builds.
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


def ensure_driver(cloud: Cloud) -> None:
    """Install the driver for MariaDB and MySQL in the environment of Sahara."""
    requirements = _requirements("mariadb")
    stamp = cloud.environment("sahara") / "driver.stamp"
    if stamp.exists() and stamp.read_text() == requirements.read_text():
        return
    step('Installing the driver for MariaDB into "sahara".')
    _pip(cloud, "sahara", "install", "--no-deps", "--requirement", str(requirements))
    stamp.write_text(requirements.read_text())


def fingerprint(cloud: Cloud, name: str) -> str:
    """Return a digest of the pins of an environment."""
    return _digest([_requirements(cloud.pins_of(name))])


def engine_fingerprint() -> str:
    """Return a digest of the package for Sahara."""
    return _digest([*sorted(ENGINE_PACKAGE.rglob("*.py")), ENGINE_PACKAGE / "setup.cfg"])


def program(cloud: Cloud, name: str, command: str) -> str:
    """Return the path of a program in an environment."""
    return str(cloud.environment(name) / "bin" / command)


def version(cloud: Cloud, name: str, package: str) -> str:
    """Return the version of a package in an environment, or "" if it is not installed."""
    site = cloud.environment(name) / "lib" / f"python{PYTHON}" / "site-packages"
    for found in site.glob(f"{package}-*.dist-info"):
        return found.name[len(package) + 1 : -len(".dist-info")]
    return ""


def _make(cloud: Cloud, name: str, python: str) -> None:
    folder = cloud.environment(name)
    step(f'Creating the environment "{name}"; the log is {cloud.log(f"install-{name}")}.')
    shutil.rmtree(folder, ignore_errors=True)
    cloud.log(f"install-{name}").write_text("")
    _logged(cloud, name, [python, "-m", "venv", str(folder)])
    _pip(
        cloud,
        name,
        "install",
        "--no-deps",
        "--requirement",
        str(_requirements(cloud.pins_of(name))),
    )
    (folder / "requirements.stamp").write_text(fingerprint(cloud, name))
    step(f'The environment "{name}" is ready.')


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
            f'The environment "{name}" could not be created. The last lines of {path}:\n'
            f'{last_lines(path)}\nRemove the cause and run "devcloud up" again.'
        )


def _python() -> str:
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    found = shutil.which(f"python{PYTHON}")
    if found is None:
        raise DevcloudError(
            f'The services need Python {PYTHON}, and "python{PYTHON}" is not on the PATH. '
            'Install it and run "devcloud up" again.'
        )
    return found


def _requirements(name: str) -> pathlib.Path:
    return SOURCE / "requirements" / f"{name}.txt"


def _stamp(cloud: Cloud, name: str) -> str:
    path = cloud.environment(name) / "requirements.stamp"
    return path.read_text() if path.exists() else ""


def _digest(paths: list[pathlib.Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
