"""Programs in object storage: uploaded, registered, downloaded and deleted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cloud.credentials import EC2_CREDENTIALS, PASSWORDS

from tests.functional.cloud import Account, Names
from tests.functional.containers import container, objects_in
from tests.functional.marks import as_member, in_v1, in_v2
from tests.functional.osc.program import Program
from tests.functional.osc.service import named
from tests.functional.shell import Shell

pytestmark = as_member

CREATE = "job binary create --name"
SMALL = os.urandom(300_000)
#: More than Sahara delivers.
LARGE = os.urandom(6_000_000)


@pytest.fixture
def box(account: Account, names: Names) -> Iterator[str]:
    """A name for a container."""
    with container(account, names("box")) as name:
        yield name


@pytest.fixture(autouse=True)
def files(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("small.jar").write_bytes(SMALL)
    Path("large.jar").write_bytes(LARGE)
    monkeypatch.setenv("SAHARA_PASSWORD", PASSWORDS["member"])


def stored(box: str, data: str) -> tuple[str, ...]:
    return ("--data", data, "--container", box, "--username", "member")


def test_program_is_stored_and_comes_back(
    openstack: Shell, account: Account, names: Names, box: str
) -> None:
    name = names("program")
    created = openstack.json(CREATE, name, *stored(box, "small.jar"))
    assert created["Url"] == f"swift://{box}/{name}"
    assert account.connection.object_store.download_object(name, box) == SMALL
    openstack("job binary download", name)
    assert Path(name).read_bytes() == SMALL
    openstack("job binary delete", name, "--with-content")
    assert objects_in(account, box) == []
    assert named(account, "job-binaries", name) == []


@pytest.mark.slow
def test_large_program_is_read_directly(openstack: Shell, names: Names, box: str) -> None:
    name = names("program")
    openstack(CREATE, name, *stored(box, "large.jar"))
    openstack("job binary download", name, "--file", "copy.jar")
    assert Path("copy.jar").read_bytes() == LARGE


@pytest.mark.slow
@in_v2
def test_container_has_a_default(openstack: Shell, account: Account, names: Names) -> None:
    name = names("program")
    created = openstack.json(CREATE, name, "--data", "small.jar", "--username", "member")
    assert created["Url"] == f"swift://job-binaries/{name}"
    openstack("job binary delete", name, "--with-content")
    assert name not in objects_in(account, "job-binaries")


@pytest.mark.slow
@in_v1
def test_v1_keeps_using_the_database_of_the_service(openstack: Shell, names: Names) -> None:
    created = openstack.json(CREATE, names("program"), "--data", "small.jar")
    assert created["Url"].startswith("internal-db://")


@pytest.mark.slow
def test_program_comes_from_standard_input(
    program: Program, account: Account, names: Names, box: str
) -> None:
    name = names("piped")
    program(f"{CREATE} {name} --data - --container {box} --username member", stdin=SMALL)
    assert account.connection.object_store.download_object(name, box) == SMALL


@pytest.mark.slow
def test_existing_object_stays(openstack: Shell, account: Account, names: Names, box: str) -> None:
    name = names("program")
    storage = account.connection.object_store
    storage.create_container(box)
    storage.upload_object(container=box, name=name, data=b"precious")
    error = openstack.fails(CREATE, name, *stored(box, "small.jar"), status=1)
    assert "exists already" in error
    assert storage.download_object(name, box) == b"precious"
    assert named(account, "job-binaries", name) == []


@pytest.mark.slow
def test_refused_registration_leaves_no_object(
    openstack: Shell, account: Account, names: Names, box: str
) -> None:
    name = names("program")
    Path("fields").write_text('{"colour": 1}')
    outcome = openstack.run(CREATE, name, *stored(box, "small.jar"), "--json", "fields")
    assert outcome.exit_status == 1
    assert objects_in(account, box) == []
    assert named(account, "job-binaries", name) == []


@pytest.mark.slow
def test_content_that_others_use_stays(
    openstack: Shell, account: Account, names: Names, box: str
) -> None:
    name, other = names("program"), names("other")
    url = openstack.json(CREATE, name, *stored(box, "small.jar"))["Url"]
    openstack(CREATE, other, "--url", url, "--username", "member")
    assert other in openstack.fails("job binary delete --with-content", name, status=1)
    openstack("job binary delete --with-content", name, other)
    assert objects_in(account, box) == []


@pytest.mark.slow
@pytest.mark.parametrize("right", [True, False], ids=["right key", "wrong key"])
@pytest.mark.parametrize("data", ["small.jar", "large.jar"])
def test_content_in_s3_comes_by_the_service_only(
    openstack: Shell, account: Account, names: Names, box: str, data: str, right: bool
) -> None:
    openstack(CREATE, names("program"), *stored(box, data))
    (key,) = objects_in(account, box)
    access, secret = EC2_CREDENTIALS["member"]
    endpoint = account.connection.object_store.get_endpoint().partition("/v1/")[0]
    name = names("s3")
    openstack(
        CREATE, name, "--url", f"s3://{box}/{key}", "--access-key", access,
        "--secret-key", secret if right else "wrong", "--s3-endpoint", endpoint,
    )  # fmt: skip
    download = ("job binary download", name, "--file", "copy.jar")
    if right and data == "small.jar":
        openstack(*download)
        assert Path("copy.jar").read_bytes() == SMALL
        return
    error = openstack.fails(*download, status=1)
    assert "at most 5 MB" in error
    assert secret not in error
    assert not Path("copy.jar").exists()
