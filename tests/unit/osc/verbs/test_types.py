"""Type checks across the seam between commands and managers."""

from __future__ import annotations

import importlib.util
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[4]
COMMANDS = """
from typing import Any

from saharaclient.api.clusters import BaseClusterManager
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs.list_show import ShowCommand


class Right(ShowCommand[BaseClusterManager]):
    view = CLUSTER

    def take_action(self, parsed_args: Any) -> Any:
        self.client.node_group_templates.resolve("worker")
        return self.details(self.manager.get("c1", show_progress=True))


class Misspelled(ShowCommand[BaseClusterManager]):
    view = CLUSTER

    def take_action(self, parsed_args: Any) -> Any:
        return self.details(self.manager.gett("c1"))


class WrongParameter(ShowCommand[BaseClusterManager]):
    view = CLUSTER

    def take_action(self, parsed_args: Any) -> Any:
        return self.details(self.manager.get("c1", show_steps=True))


class MisspelledByDefault(ShowCommand):
    view = CLUSTER

    def take_action(self, parsed_args: Any) -> Any:
        return self.details(self.manager.resolv("c1"))


class MisspelledClient(ShowCommand):
    view = CLUSTER

    def take_action(self, parsed_args: Any) -> Any:
        return self.details(self.client.clusterz.resolve("c1"))
"""


@pytest.mark.skipif(not importlib.util.find_spec("mypy"), reason="mypy is not installed")
def test_mypy_rejects_misspelled_methods_of_managers(tmp_path):
    path = tmp_path / "commands_to_check.py"
    path.write_text(COMMANDS)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    lines = COMMANDS.splitlines()
    wrong = {lines[int(line) - 1].strip() for line in re.findall(r"py:(\d+): error", done.stdout)}
    assert wrong == {
        'return self.details(self.manager.gett("c1"))',
        'return self.details(self.manager.get("c1", show_steps=True))',
        'return self.details(self.manager.resolv("c1"))',
        'return self.details(self.client.clusterz.resolve("c1"))',
    }, done.stdout
