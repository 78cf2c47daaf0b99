"""Docstrings of the library name what the code declares."""

from __future__ import annotations

import inspect

import pytest
from keystoneauth1 import session as ksa_session

from saharaclient.api.base import ResourceManager
from saharaclient.client import Client


def managers(version):
    client = Client(version, session=ksa_session.Session())
    names = [name for name in dir(client) if not name.startswith("_")]
    found = [getattr(client, name) for name in names]
    return [one for one in found if isinstance(one, ResourceManager)]


ALL = [one for version in ("1.1", "2") for one in managers(version)]
IDS = [f"v{one.api.api_version} {one.path}" for one in ALL]


@pytest.mark.parametrize("manager", ALL, ids=IDS)
def test_filters_of_a_list_are_named(manager):
    classes = [one for one in type(manager).__mro__ if one.__module__.startswith("saharaclient")]
    texts = [one.__doc__ or "" for one in classes] + [inspect.getdoc(manager.list) or ""]
    for field in manager.server_filters:
        names = {field, manager._field_name(field)}
        assert any(f"``{name}``" in text for name in names for text in texts), field


@pytest.mark.parametrize("manager", ALL, ids=IDS)
def test_every_method_has_a_docstring_of_its_own(manager):
    for name, method in inspect.getmembers(type(manager), inspect.isfunction):
        if not name.startswith("_"):
            assert method.__doc__, name
