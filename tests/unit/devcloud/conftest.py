"""A cloud in an empty folder."""

from __future__ import annotations

import pytest
from cloud.services import DEFAULT_PORTS
from cloud.state import Cloud


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DEVCLOUD_DIR", str(tmp_path / "cloud"))
    monkeypatch.delenv("DEVCLOUD_ENVIRONMENTS", raising=False)
    return tmp_path / "cloud"


@pytest.fixture
def cloud():
    return Cloud.load(DEFAULT_PORTS)
