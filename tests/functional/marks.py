"""Marks for tests that need one user or one version of the API, or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests import THOROUGH

every_combination = pytest.mark.every_combination

as_admin = pytest.mark.parametrize("user", ["admin"], indirect=True)
as_member = pytest.mark.parametrize("user", ["member"], indirect=True)
in_v1 = pytest.mark.parametrize("api_version", ["1.1"], indirect=True, ids=["v1.1"])
in_v2 = pytest.mark.parametrize("api_version", ["2"], indirect=True, ids=["v2"])
#: Both versions answer alike: `make test-all` runs the other one, too.
in_one_version = pytest.mark.parametrize(
    "api_version", ["1.1", "2"] if THOROUGH else ["2"], indirect=True, ids=lambda name: f"v{name}"
)


def smoke(cases: Iterable[Any]) -> list[Any]:
    """Return the cases of a test, all but the first one marked as slow.

    The others are in tests/unit, too: the first one shows that the service does its part.
    """
    first, *others = cases
    return [first, *(_slow(case) for case in others)]


def _slow(case: Any) -> Any:
    values = case if isinstance(case, tuple) else (case,)
    return pytest.param(*values, marks=pytest.mark.slow)
