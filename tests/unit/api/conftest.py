"""What the two versions of the API do differently, and a session that knows a password."""

from __future__ import annotations

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1.identity import v3


@pytest.fixture
def field(client):
    """What this version of the API calls the plugin's version."""
    return {"1.1": "hadoop_version", "2": "plugin_version"}[client.api.api_version]


@pytest.fixture
def verb(client):
    """How this version of the API updates templates."""
    return {"1.1": "PUT", "2": "PATCH"}[client.api.api_version]


@pytest.fixture
def keystone_session(keystone):
    keystone.speak_v3()
    return ksa_session.Session(
        auth=v3.Password(
            "http://keystone.example:5000/v3",
            username="ann",
            password="pa55",
            user_domain_id="default",
            project_name="data",
            project_domain_id="default",
        )
    )
