"""What the two versions of the API do differently, and object storage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint

from saharaclient.api.object_storage import ObjectStorage
from saharaclient.client import Client
from tests.unit.object_store import MemoryStore, memory_store


@pytest.fixture
def field(client):
    """What this version of the API calls the plugin's version."""
    return {"1.1": "hadoop_version", "2": "plugin_version"}[client.api.api_version]


@pytest.fixture
def verb(client):
    """How this version of the API updates templates."""
    return {"1.1": "PUT", "2": "PATCH"}[client.api.api_version]


@pytest.fixture
def path(collection, request):
    """The path of the resource whose ID the module has."""
    return f"{collection}/{request.module.ID}"


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    with memory_store() as one:
        yield one


@pytest.fixture
def storage(store: MemoryStore, clock: Any) -> ObjectStorage:
    """The object storage of a client."""
    session = ksa_session.Session(auth=token_endpoint.Token(store.url, "token"))
    return Client("2", session=session, clock=clock, sleep=clock.sleep).object_storage
