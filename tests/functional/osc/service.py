"""What the service has of jobs and for them, asked without any code of this project."""

from __future__ import annotations

from typing import Any

from keystoneauth1.adapter import Adapter

from tests.functional.cloud import Account


def listed(account: Account, collection: str) -> list[dict[str, Any]]:
    """Return all of a collection that the user's project has, by v2's field names.

    Unlike other collections, that of job binaries is not named in the answer as in the URL.
    """
    answer = account.sahara.get(f"/{collection}").json()
    (found,) = (value for key, value in answer.items() if key != "markers")
    project = account.connection.current_project_id
    return [one for one in found if one["project_id"] == project]


def named(account: Account, collection: str, name: str) -> list[dict[str, Any]]:
    """Return all of that name that the user's project has."""
    return [one for one in listed(account, collection) if one["name"] == name]


def version_1(account: Account) -> Adapter:
    """Return v1.1 of the service, for what v2 does not have."""
    root = str(account.sahara.endpoint_override).removesuffix("/v2")
    project = account.connection.current_project_id
    return Adapter(account.connection.session, endpoint_override=f"{root}/v1.1/{project}")


def uploads(account: Account, text: str = "") -> list[dict[str, Any]]:
    """Return what the service keeps of uploads with that text in their name."""
    kept = version_1(account).get("/job-binary-internals").json()["binaries"]
    return [one for one in kept if text in one["name"]]
