"""What mypy rejects of a program."""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]


def rejected_lines(program: str, folder: pathlib.Path) -> set[int]:
    """Return the numbers of the lines of a program that mypy rejects, from 1."""
    path = folder / "program_to_check.py"
    path.write_text(program)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout, done.stderr
    return {int(number) for number in re.findall(r"py:(\d+): error", done.stdout)}
