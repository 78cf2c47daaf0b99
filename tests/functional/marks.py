"""Marks for tests that are not for every user and every version of the API."""

from __future__ import annotations

import pytest

as_admin = pytest.mark.parametrize("user", ["admin"], indirect=True)
as_member = pytest.mark.parametrize("user", ["member"], indirect=True)
in_v1 = pytest.mark.parametrize("api_version", ["1.1"], indirect=True, ids=["v1.1"])
in_v2 = pytest.mark.parametrize("api_version", ["2"], indirect=True, ids=["v2"])
