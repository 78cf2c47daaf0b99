"""Clients of the library, what they create for jobs, and a record of what tests call of it."""

from __future__ import annotations

import functools
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from keystoneauth1.adapter import Adapter
from keystoneauth1.session import Session

from saharaclient import client
from saharaclient.api.base import ResourceManager
from tests.functional.cloud import Account, Names

REGION = "RegionOne"
#: The module with the test that is run after all others.
LAST = "test_every_method.py"
#: Version of the API, class of the manager, and method.
Call = tuple[str, str, str]

_DESELECTED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def sahara(account: Account, api_version: str) -> Any:
    """The client of the user."""
    return client.Client(api_version, session=account.connection.session, region_name=REGION)


@pytest.fixture(scope="session")
def stranger(accounts: dict[str, Account], user: str, api_version: str) -> Any:
    """The client of the other user, who is in another project."""
    (other,) = (account for name, account in accounts.items() if name != user)
    return client.Client(api_version, session=other.connection.session, region_name=REGION)


@pytest.fixture(scope="session")
def cluster_id(account: Account, cluster: str) -> str:
    """Id of an Active cluster of the user, which tests leave as it is."""
    (found,) = account.named("clusters", cluster)
    return found["id"]


# Names: what is made for jobs goes as well


@pytest.fixture(scope="session")
def names(names: Names, accounts: dict[str, Account]) -> Iterator[Names]:
    """Names for what tests create, also for jobs; all of it goes in the end."""
    yield names
    for account in accounts.values():
        _sweep(account, names)


def _sweep(account: Account, names: Names) -> None:
    """Delete what is made for jobs and was given one of these names, jobs first."""
    root = str(account.sahara.endpoint_override).removesuffix("/v2")
    project = account.connection.current_project_id
    in_v1 = Adapter(account.connection.session, endpoint_override=f"{root}/v1.1/{project}")

    def own(collection: str) -> list[dict[str, Any]]:
        (listed,) = (
            value for key, value in in_v1.get(f"/{collection}").json().items() if key != "markers"
        )
        return [one for one in listed if one["tenant_id"] == project]

    def marked(collection: str) -> list[dict[str, Any]]:
        return [one for one in own(collection) if names.mark in one["name"]]

    def delete(collection: str, one: dict[str, Any]) -> None:
        url = f"/{collection}/{one['id']}"
        if one["is_protected"]:
            update = in_v1.put if collection in ("data-sources", "job-binaries") else in_v1.patch
            update(url, json={"is_protected": False}, raise_exc=False)
        in_v1.delete(url, raise_exc=False)

    templates = {template["id"] for template in marked("jobs")}
    end = time.monotonic() + 120
    while left := [job for job in own("job-executions") if job["job_id"] in templates]:
        assert time.monotonic() < end, left
        for job in left:
            delete("job-executions", job)
        time.sleep(0.5)
    for collection in ("jobs", "data-sources", "job-binaries", "job-binary-internals"):
        for one in marked(collection):
            delete(collection, one)


# A record of what is called


def managers(version: str) -> dict[str, ResourceManager[Any]]:
    """Return the managers of a client, by the attribute that each is."""
    made = client.Client(version, session=Session())
    attributes = {name: getattr(made, name) for name in dir(made)}
    return {name: value for name, value in attributes.items() if isinstance(value, ResourceManager)}


#: What other public methods are made of, and what sends no request.
GENERIC = frozenset({"created_ids", "wait", "wait_for_many"})


def public_methods(manager_class: type) -> list[str]:
    """Return the names of the methods that callers of a manager have."""
    functions = inspect.getmembers(manager_class, inspect.isfunction)
    return [name for name, _ in functions if not name.startswith("_") and name not in GENERIC]


@pytest.fixture(scope="session")
def calls() -> set[Call]:
    """What tests of this folder have called themselves; what the library calls is not in it."""
    return set()


@pytest.fixture(scope="package", autouse=True)
def recorded(calls: set[Call]) -> Iterator[None]:
    """Managers that put down which of their methods are called."""

    def recording(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def recorded(self: Any, *args: Any, **kwargs: Any) -> Any:
            if sys._getframe(1).f_globals["__name__"].startswith("tests.functional.api."):
                calls.add((self.api.api_version, type(self).__name__, name))
            return method(self, *args, **kwargs)

        return recorded

    classes = {type(one) for version in ("1.1", "2") for one in managers(version).values()}
    with pytest.MonkeyPatch.context() as patch:
        for manager_class in classes:
            for name in public_methods(manager_class):
                patch.setattr(manager_class, name, recording(name, getattr(manager_class, name)))
        yield


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have the record looked at when it is complete."""
    items.sort(key=lambda item: item.path.name == LAST)


def pytest_deselected(items: list[pytest.Item]) -> None:
    if any(item.path.parent == Path(__file__).parent for item in items):
        items[0].config.stash[_DESELECTED] = True


@pytest.fixture
def whole_folder(request: pytest.FixtureRequest) -> None:
    """Skips a test where not all tests of this folder are run."""
    collected = {item.path for item in request.session.items}
    parts = any("::" in argument for argument in request.config.args)
    missing = set(request.path.parent.glob("test_*.py")) - collected
    if parts or missing or request.config.stash.get(_DESELECTED, False):
        pytest.skip("only some tests of this folder are run")
