"""The client of the environment a probe runs in, and the floor beside it."""

from __future__ import annotations

from typing import Any

from keystoneauth1 import adapter, session, token_endpoint


def floor(url: str) -> adapter.Adapter:
    """keystoneauth's adapter."""
    made = session.Session(auth=token_endpoint.Token(url, "token"))
    return adapter.Adapter(made, endpoint_override=f"{url}/v1.1")


def client(url: str) -> Any:
    """The client of v1.1, whichever of the two is installed."""
    from saharaclient.client import Client

    made = session.Session(auth=token_endpoint.Token(url, "token"))
    return Client("1.1", session=made, sahara_url=f"{url}/v1.1")
