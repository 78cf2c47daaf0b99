"""Object storage in the devcloud, through Swift's API, S3 and Sahara."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from cloud.credentials import EC2_CREDENTIALS, PASSWORDS
from requests import Response

from tests.functional.cloud import Account, Names

CONTENT = os.urandom(100_000)


@pytest.fixture
def container(account: Account, names: Names) -> Iterator[str]:
    """A container with the object ``content``."""
    storage = account.connection.object_store
    name = names("container")
    storage.create_container(name)
    storage.upload_object(container=name, name="content", data=CONTENT)
    yield name
    for item in storage.objects(name):
        storage.delete_object(item, container=name)
    storage.delete_container(name)


def read_binary(account: Account, binary: str) -> Response:
    """Return the response with the content of a job binary.

    It comes from API v1.1: v2 answers 500 (``job_binary.type`` in Sahara 19,
    sahara/service/api/v2/job_binaries.py).
    """
    root = str(account.sahara.endpoint_override).removesuffix("/v2")
    url = f"{root}/v1.1/{account.connection.current_project_id}/job-binaries/{binary}/data"
    return account.connection.session.get(url, raise_exc=False)


def create_binary(account: Account, name: str, url: str, **extra: str) -> str:
    return str(account.create("job-binaries", name=name, url=url, extra=extra)["id"])


def test_user_stores_and_reads_objects(account: Account, container: str) -> None:
    storage = account.connection.object_store
    assert storage.download_object("content", container) == CONTENT


@pytest.mark.parametrize("user", ["member"], indirect=True)
def test_user_has_no_access_to_another_project(
    account: Account, accounts: dict[str, Account]
) -> None:
    other = accounts["admin"].connection.object_store.get_endpoint()
    answer = account.connection.session.get(other, raise_exc=False)
    assert answer.status_code == 403


def test_sahara_reads_swift_objects(account: Account, container: str, names: Names) -> None:
    binary = create_binary(
        account,
        names("binary"),
        f"swift://{container}/content",
        user=account.user,
        password=PASSWORDS[account.user],
    )
    try:
        assert read_binary(account, binary).content == CONTENT
    finally:
        account.sahara.delete(f"/job-binaries/{binary}")


@pytest.mark.parametrize(("wrong", "status"), [("", 200), ("x", 400)])
def test_s3_accepts_ec2_credentials_only(
    account: Account, container: str, names: Names, wrong: str, status: int
) -> None:
    access, secret = EC2_CREDENTIALS[account.user]
    endpoint = account.connection.object_store.get_endpoint().partition("/v1/")[0]
    binary = create_binary(
        account,
        names("binary"),
        f"s3://{container}/content",
        accesskey=access,
        secretkey=secret + wrong,
        endpoint=endpoint,
    )
    try:
        answer = read_binary(account, binary)
        assert answer.status_code == status
        assert (answer.content == CONTENT) == (not wrong)
    finally:
        account.sahara.delete(f"/job-binaries/{binary}")
