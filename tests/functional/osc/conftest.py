"""What tests of commands share: what jobs are made of, and the program itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import CLOUDS, Account, Names
from tests.functional.osc.manifests import Declare, Environment
from tests.functional.osc.program import Program
from tests.functional.osc.service import listed, named, uploads, version_1

#: What can be emptied once there are no jobs, in that order.
COLLECTIONS = ("job-templates", "job-binaries", "data-sources")
#: A description that has a job run until it is stopped.
LONG = "run_seconds=600"


@pytest.fixture(scope="session")
def program(warm_openstack: dict[str, str], api_version: str, user: str) -> Program:
    return Program(CLOUDS[user], api_version, warm_openstack)


# Names: what is made for jobs goes as well


@pytest.fixture(scope="session")
def names(names: Names, accounts: dict[str, Account]) -> Iterator[Names]:
    """Names for what tests create, also for jobs; all of it goes in the end."""
    yield names
    for account in accounts.values():
        _sweep(account, names)


def _sweep(account: Account, names: Names) -> None:
    """Delete what is made for jobs and was given one of these names, jobs first."""

    def marked(collection: str) -> list[dict[str, Any]]:
        return [one for one in listed(account, collection) if names.mark in one["name"]]

    def delete(collection: str, one: dict[str, Any]) -> None:
        url = f"/{collection}/{one['id']}"
        if one["is_protected"]:
            account.sahara.patch(url, json={"is_protected": False}, raise_exc=False)
        account.sahara.delete(url, raise_exc=False)

    templates = {template["id"] for template in marked("job-templates")}
    end = time.monotonic() + 120
    while left := [job for job in listed(account, "jobs") if job["job_template_id"] in templates]:
        assert time.monotonic() < end, left
        for job in left:
            delete("jobs", job)
        time.sleep(0.5)
    for collection in COLLECTIONS:
        for one in marked(collection):
            delete(collection, one)
    for one in uploads(account, names.mark):
        version_1(account).delete(f"/job-binary-internals/{one['id']}", raise_exc=False)


# What jobs are made of


@pytest.fixture(scope="session")
def binaries(accounts: dict[str, Account], names: Names) -> dict[str, dict[str, Any]]:
    """A job binary of each user, which tests leave as it is."""
    return {
        user: account.create(
            "job-binaries",
            name=names("binary"),
            url="swift://jobs/run.sh",
            extra={"user": "nobody", "password": "none"},
        )
        for user, account in accounts.items()
    }


@pytest.fixture(scope="session")
def binary(binaries: dict[str, dict[str, Any]], user: str) -> dict[str, Any]:
    return binaries[user]


@pytest.fixture(scope="session")
def job_template(
    accounts: dict[str, Account], names: Names, binaries: dict[str, dict[str, Any]], user: str
) -> Callable[..., str]:
    """Returns the name of a job template, which a job needs nothing beside.

    They are made when they are asked for, one for a purpose and description.
    """
    made: dict[tuple[str, str], str] = {}

    def template(purpose: str = "good", description: str = "") -> str:
        if (purpose, description) not in made:
            name = names(purpose)
            fields = {"type": "Shell", "mains": [binaries[user]["id"]], "description": description}
            accounts[user].create("job-templates", name=name, **fields)
            made[purpose, description] = name
        return made[purpose, description]

    return template


@pytest.fixture
def running(account: Account, cluster: str, job_template: Callable[..., str]) -> Callable[[], str]:
    """Starts jobs that run until they are stopped, and returns the ID of each."""
    cluster_id = account.named("clusters", cluster)[0]["id"]
    template_id = named(account, "job-templates", job_template("long", LONG))[0]["id"]

    def start() -> str:
        job = account.create("jobs", cluster_id=cluster_id, job_template_id=template_id)
        end = time.monotonic() + 60
        while account.get("jobs", job["id"])["info"]["status"] != "RUNNING":
            assert time.monotonic() < end
            time.sleep(0.1)
        return job["id"]

    return start


# Manifests


@pytest.fixture
def declare(
    names: Names, image: str, api_version: str, account: Account, empty_folder: Path
) -> Iterator[Declare]:
    """Returns environments, whose clusters go in the end."""
    declared = []

    def declare_() -> Environment:
        folder = empty_folder / str(len(declared))
        folder.mkdir()
        declared.append(Environment(folder, names, image, has_upload=api_version == "1.1"))
        return declared[-1]

    yield declare_
    for one in declared:
        one.delete_cluster(account)
