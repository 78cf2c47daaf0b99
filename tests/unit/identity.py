"""The identity service of tests: sessions of a user, and tokens."""

from __future__ import annotations

from typing import Any

from keystoneauth1 import session as ksa_session
from keystoneauth1.identity import v3

PASSWORD = "open sesame"


def session_of(url: str) -> ksa_session.Session:
    """Return a session of a user of a cloud in memory at a URL."""
    auth = v3.Password(
        f"{url}/identity/v3",
        username="ann",
        password=PASSWORD,
        user_domain_id="default",
        project_name="data",
        project_domain_id="default",
    )
    return ksa_session.Session(auth=auth)


def token_of(*catalog: dict[str, Any]) -> dict[str, Any]:
    """Return the answer of the identity service to a login."""
    domain = {"id": "default", "name": "Default"}
    return {
        "token": {
            "methods": ["password"],
            "issued_at": "2020-01-01T00:00:00.000000Z",
            "expires_at": "2999-01-01T00:00:00.000000Z",
            "user": {"id": "5c3a", "name": "ann", "domain": domain},
            "project": {"id": "808d", "name": "data", "domain": domain},
            "roles": [{"id": "9fe2", "name": "member"}],
            "catalog": list(catalog),
        }
    }
