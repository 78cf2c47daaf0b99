"""Virtual environments to install distributions into, as people do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
#: What would have an environment find, or do, anything else than what it has been given.
FOREIGN = ("OS_", "PYTHON", "VIRTUAL_ENV", "COLUMNS")


class Environment:
    """A virtual environment that begins empty, without even pip.

    :param folder: where to make it.
    """

    def __init__(self, folder: Path) -> None:
        venv.create(folder)
        self.folder = folder

    def install(self, wheel: Path, requirements: str) -> None:
        """Install a list of ``requirements/`` by its hashes, then a wheel, and nothing else."""
        listed = REQUIREMENTS / f"{requirements}.txt"
        install = ("install", "--no-deps", "--no-compile")  # most of it is never imported
        self._pip(*install, "--require-hashes", "--only-binary", ":all:", "-r", str(listed))
        self._pip(*install, "--no-index", str(wheel))

    def check(self) -> None:
        """Have pip look whether everything that is installed has what it requires."""
        self._pip("check")

    def run(self, *words: str) -> str:
        """Run a program that must succeed and be silent on stderr; return what it prints."""
        return _run(str(self.folder / "bin" / words[0]), *words[1:], cwd=self.folder)

    def evaluate(self, *statements: str) -> Any:
        """Run statements in the environment's Python; return the last one, an expression."""
        *before, last = statements
        script = "\n".join([*before, "import json", f"print(json.dumps({last}))"])
        return json.loads(self.run("python", "-c", script))

    def _pip(self, *words: str) -> None:
        python = str(self.folder / "bin" / "python")
        quiet = ("--quiet", "--quiet", "--disable-pip-version-check", "--no-input")
        _run(sys.executable, "-m", "pip", "--python", python, *quiet, *words, cwd=self.folder)


def run_here(*words: str, cwd: Path) -> str:
    """Run a module of this environment, with the words behind ``python -m``."""
    return _run(sys.executable, "-m", *words, cwd=cwd)


def _run(*words: str, cwd: Path) -> str:
    done = subprocess.run(
        words, cwd=cwd, env=_variables(), capture_output=True, text=True, timeout=600
    )
    said = f"$ {' '.join(words)}\nexit status {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, said
    assert "Traceback" not in done.stderr, said
    return done.stdout


def _variables() -> dict[str, str]:
    return {name: os.environ[name] for name in os.environ if not name.startswith(FOREIGN)}
