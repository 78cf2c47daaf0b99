"""The tests of this folder call every method of every manager; this module runs after them.

A method that both versions share is called in one of them; with ``THOROUGH=1``, in both.
"""

from __future__ import annotations

import pytest

from tests import THOROUGH
from tests.functional.api.conftest import Call, managers, public_methods

VERSIONS = ("1.1", "2")


@pytest.mark.usefixtures("whole_folder")
@pytest.mark.parametrize("version", VERSIONS)
def test_every_method_of_every_manager_is_called(version: str, calls: set[Call]) -> None:
    called = {
        (attribute, method)
        for one in (VERSIONS if not THOROUGH else (version,))
        for attribute, manager in managers(one).items()
        for made_with, name, method in calls
        if (made_with, name) == (one, type(manager).__name__)
    }
    left_out = [
        f"{attribute}.{method}"
        for attribute, manager in managers(version).items()
        for method in public_methods(type(manager))
        if (attribute, method) not in called
    ]
    assert left_out == []
