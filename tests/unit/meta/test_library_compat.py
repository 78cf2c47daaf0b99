"""Whoever imported the client before finds its managers, methods and parameters again."""

from __future__ import annotations

import importlib
import inspect
import json
from pathlib import Path

import pytest
from keystoneauth1 import session as ksa_session

from saharaclient.client import Client

SPEC = json.loads(
    (Path(__file__).parents[2] / "spec" / "library-compat.json").read_text(encoding="utf-8")
)

ALL = [(version, name) for version, managers in SPEC.items() for name in managers]
METHODS = [
    (version, name, method) for version, name in ALL for method in SPEC[version][name]["methods"]
]


def manager_of(version, name):
    return getattr(Client(version, session=ksa_session.Session()), name)


def load(path):
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def described(parameter):
    if parameter.default is inspect.Parameter.empty:
        return parameter.name
    return f"{parameter.name}={parameter.default!r}"


def test_the_spec_names_managers_of_both_versions():
    assert set(SPEC) == {"1.1", "2"}
    assert len(ALL) == 21


@pytest.mark.parametrize(("version", "name"), ALL)
def test_a_manager_is_of_the_class_that_callers_import(version, name):
    assert isinstance(manager_of(version, name), load(SPEC[version][name]["class"]))


@pytest.mark.parametrize(("version", "name"), ALL)
def test_a_manager_hands_back_the_resource_that_callers_import(version, name):
    assert manager_of(version, name).resource_class is load(SPEC[version][name]["resource"])


@pytest.mark.parametrize(("version", "name", "method"), METHODS)
def test_a_method_takes_what_it_took(version, name, method):
    found = inspect.signature(getattr(manager_of(version, name), method)).parameters.values()
    wanted = SPEC[version][name]["methods"][method]
    assert [described(parameter) for parameter in found][: len(wanted)] == wanted


@pytest.mark.parametrize(("version", "name", "method"), METHODS)
def test_what_a_method_takes_beyond_that_is_optional(version, name, method):
    found = list(inspect.signature(getattr(manager_of(version, name), method)).parameters.values())
    added = found[len(SPEC[version][name]["methods"][method]) :]
    assert [
        parameter.name for parameter in added if parameter.default is inspect.Parameter.empty
    ] == []


def test_every_method_has_a_docstring_of_its_own():
    # inspect.getdoc() would find that of an overridden method.
    methods = {getattr(type(manager_of(*one[:2])), one[2]) for one in METHODS}
    assert [method.__qualname__ for method in methods if not method.__doc__] == []
