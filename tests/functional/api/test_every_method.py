"""No method of a manager is left out by the tests of this folder; it runs after all of them."""

from __future__ import annotations

import pytest

from tests.functional.api.conftest import Call, managers, public_methods


@pytest.mark.usefixtures("whole_folder")
@pytest.mark.parametrize("version", ["1.1", "2"])
def test_every_method_of_every_manager_is_called(version: str, calls: set[Call]) -> None:
    left_out = [
        f"{attribute}.{method}"
        for attribute, manager in managers(version).items()
        for method in public_methods(type(manager))
        if (version, type(manager).__name__, method) not in calls
    ]
    assert left_out == []
