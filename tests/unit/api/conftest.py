"""What the two versions of the API do differently."""

from __future__ import annotations

import pytest


@pytest.fixture
def field(client):
    """What this version of the API calls the plugin's version."""
    return {"1.1": "hadoop_version", "2": "plugin_version"}[client.api.api_version]


@pytest.fixture
def verb(client):
    """How this version of the API updates templates."""
    return {"1.1": "PUT", "2": "PATCH"}[client.api.api_version]
