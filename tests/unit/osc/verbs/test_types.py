"""Type checks across the seam between commands and managers."""

from __future__ import annotations

import importlib.util

import pytest

from tests.unit.type_check import rejected_lines

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
    lines = COMMANDS.splitlines()
    wrong = {lines[number - 1].strip() for number in rejected_lines(COMMANDS, tmp_path)}
    assert wrong == {
        'return self.details(self.manager.gett("c1"))',
        'return self.details(self.manager.get("c1", show_steps=True))',
        'return self.details(self.manager.resolv("c1"))',
        'return self.details(self.client.clusterz.resolve("c1"))',
    }
