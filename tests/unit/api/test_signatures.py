"""Methods that are declared by their signature."""

from __future__ import annotations

import inspect

import pytest

from saharaclient.api.base import NOT_UPDATED, NotUpdated, ResourceManager
from saharaclient.api.resource import Resource
from saharaclient.api.signatures import creates, updates


class Declared(ResourceManager[Resource]):
    def __init__(self):
        self.sent = []

    def create_from(self, fields):
        self.sent.append(fields)
        return "created"

    def update_from(self, resource_id, fields):
        self.sent.append((resource_id, fields))
        return "updated"

    @creates
    def create(self, name: str, size: int | None = None, tags: list[str] | None = None) -> Resource:
        """Create one."""

    @updates
    def update(
        self,
        thing_id: str,
        name: str | NotUpdated = NOT_UPDATED,
        size: int | NotUpdated | None = NOT_UPDATED,
    ) -> Resource:
        """Update one."""


@pytest.fixture
def manager():
    return Declared()


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        (("x", 0), {}),
        (("x",), {"size": 0}),
        ((), {"size": 0, "name": "x"}),
        (("x", 0, None), {}),
    ],
)
def test_create_sends_what_is_not_none(manager, args, kwargs):
    assert manager.create(*args, **kwargs) == "created"
    assert manager.sent == [{"name": "x", "size": 0}]


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        (("1", NOT_UPDATED, None), {}),
        (("1",), {"size": None}),
        ((), {"size": None, "thing_id": "1"}),
        (("1", NotUpdated()), {"size": None}),
    ],
)
def test_update_sends_what_is_given_and_clears_with_none(manager, args, kwargs):
    assert manager.update(*args, **kwargs) == "updated"
    assert manager.sent == [("1", {"size": None})]


@pytest.mark.parametrize("unknown", ["colour", "self", "manager"])
def test_unknown_parameter_is_a_type_error(manager, unknown):
    with pytest.raises(TypeError, match=unknown):
        manager.create("x", **{unknown: 1})
    with pytest.raises(TypeError, match=unknown):
        manager.update("x", **{unknown: 1})
    assert manager.sent == []


def test_missing_parameter_is_a_type_error(manager):
    with pytest.raises(TypeError, match="name"):
        manager.create(size=1)
    with pytest.raises(TypeError, match="thing_id"):
        manager.update(name="x")


def test_signature_and_docstring_stay():
    assert list(inspect.signature(Declared.create).parameters) == ["self", "name", "size", "tags"]
    assert Declared.update.__doc__ == "Update one."
    assert Declared.update.__name__ == "update"
