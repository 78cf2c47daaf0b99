"""A service in memory, and what plans and applies manifests on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from saharaclient.manifest.changes import Plan
from saharaclient.manifest.execution.applying import Result, apply
from saharaclient.manifest.model import Manifest
from saharaclient.manifest.plans.planning import plan
from tests.unit.manifest.plans.environments import manifest
from tests.unit.manifest.plans.fake_sahara import FakeLookups, FakeSahara


class Environment:
    """One user's commands.

    :ivar lookups: what was looked up.
    """

    def __init__(self, sahara: FakeSahara, version: str) -> None:
        self.sahara = sahara
        self.version = version
        self.client = sahara.client(version)
        self.lookups = FakeLookups()

    def plan(self, declared: Manifest | dict[str, Any], **options: Any) -> Plan:
        if isinstance(declared, dict):
            declared = manifest(**declared)
        return plan(self.client, declared, self.lookups, **options)

    def apply(
        self, declared: Manifest | dict[str, Any], *, parallel: int = 4, **options: Any
    ) -> list[Result]:
        made = self.plan(declared, **options)
        results = {id(one.step): one for one in apply(self.client, made, parallel=parallel)}
        assert len(results) == len(made.steps)
        return [results[id(step)] for step in made.steps]

    def outcomes(self, declared: Any, **options: Any) -> dict[str, str]:
        """Return the outcome of each resource of an apply by its name."""
        return {one.step.name: one.outcome for one in self.apply(declared, **options)}

    def actions(self, declared: Any, **options: Any) -> dict[str, str]:
        """Return the actions of a plan by name, without those that are none."""
        made = self.plan(declared, **options)
        return {step.name: step.action.value for step in made.steps if step.action.value != "none"}

    def reasons(self, declared: Any, **options: Any) -> dict[str, str]:
        """Return the reasons of the conflicts by name."""
        made = self.plan(declared, **options)
        return {step.name: step.reason for step in made.steps if step.action.value == "conflict"}

    def changes(self, name: str, declared: Any, **options: Any) -> list[Any]:
        """Return what the plan says about a resource."""
        made = self.plan(declared, **options)
        (found,) = [step for step in made.steps if step.name == name]
        return found.to_dict()["changes"]


@pytest.fixture
def sahara() -> FakeSahara:
    return FakeSahara()


@pytest.fixture(params=["1.1", "2"], ids=["v1.1", "v2"])
def environment(request: pytest.FixtureRequest, sahara: FakeSahara) -> Environment:
    return Environment(sahara, request.param)


@pytest.fixture
def v2(sahara: FakeSahara) -> Environment:
    return Environment(sahara, "2")


@pytest.fixture
def other_clients(sahara: FakeSahara) -> Callable[[str], Environment]:
    return lambda version: Environment(sahara, version)
