"""Programs in object storage: ``job binary create --data``, ``download`` and ``delete``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from saharaclient.api import object_storage
from saharaclient.transport import retries
from tests.functional.secrets.traces import ODD, files_in, found_in
from tests.functional.shell import Outcome, Shell
from tests.unit.loopback import Exchange
from tests.unit.object_store import cut_off, loses_answer, refuses, resets
from tests.unit.shell.memory import LARGEST, Cloud

CONTENT = os.urandom(3 * LARGEST)
URL = "swift://job-binaries/count.jar"
LOGIN = ("--username", "ann", "--password", ODD)
CREATE = "job binary create --name count.jar --data program/count.jar --container job-binaries"
in_v2 = pytest.mark.parametrize("api_version", ["2"], ids=["v2"])
in_v1 = pytest.mark.parametrize("api_version", ["1.1"], ids=["v1.1"])


@pytest.fixture(autouse=True)
def program(empty_folder: Path) -> None:
    """A file to upload, in a folder of its own."""
    (empty_folder / "program").mkdir()
    (empty_folder / "program" / "count.jar").write_bytes(CONTENT)


@pytest.fixture(params=[LARGEST, 2**30], ids=["segments", "one object"])
def segment_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_storage, "SEGMENT_SIZE", request.param)


def registered(cloud: Cloud) -> list[dict[str, Any]]:
    return [one for one in cloud.resources["job-binaries"] if one["name"] == "count.jar"]


def nothing_is_left(cloud: Cloud) -> bool:
    return cloud.store.objects == {} and registered(cloud) == []


# Create


@pytest.mark.usefixtures("segment_size")
def test_file_is_stored_and_registered(openstack: Shell, cloud: Cloud) -> None:
    shown = openstack.json(CREATE, *LOGIN, "--description", "Counts words", "--public")
    assert (shown["Name"], shown["Url"], shown["Is public"]) == ("count.jar", URL, True)
    assert cloud.store.objects[URL] == CONTENT
    is_segmented = object_storage.SEGMENT_SIZE == LARGEST
    assert len(cloud.store.objects) == (4 if is_segmented else 1)
    (one,) = registered(cloud)
    assert one["extra"] == {"user": "ann", "password": ODD}


@in_v2
def test_container_has_a_default_in_v2(openstack: Shell, cloud: Cloud) -> None:
    openstack("job binary create --name count.jar --data program/count.jar", *LOGIN)
    assert list(cloud.store.objects) == [URL]


@in_v2
def test_standard_input_is_stored(openstack: Shell, cloud: Cloud) -> None:
    openstack("job binary create --name count.sh --data -", *LOGIN, stdin="#!/bin/sh\n")
    assert cloud.store.objects == {"swift://job-binaries/count.sh": b"#!/bin/sh\n"}


def test_document_can_say_the_same(openstack: Shell, cloud: Cloud) -> None:
    document = '{"name": "count.jar", "extra": {"user": "ann", "password": "x"}, "data": "%s"}'
    stdin = document % "program/count.jar"
    openstack("job binary create --json - --container job-binaries", stdin=stdin)
    assert list(cloud.store.objects) == [URL]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (CREATE, "--username"),
        (f"{CREATE} --access-key x --secret-key y", "--username"),
        (f"{CREATE} --username ann", "--password"),
        ("job binary create --name x --url swift://a/b --container c", "--data"),
        (f"{CREATE} --url swift://a/b", "--url"),
    ],
)
def test_wrong_options_end_before_the_upload(
    openstack: Shell, cloud: Cloud, words: str, named: str
) -> None:
    assert named in openstack.fails(words, status=2)
    assert (cloud.store.requests, cloud.changes) == ([], [])


@pytest.mark.parametrize("extra", ["{}", '{"user": "ann"}', '{"accesskey": "x"}'])
def test_document_without_credentials_ends_before_the_upload(
    openstack: Shell, cloud: Cloud, extra: str
) -> None:
    error = openstack.fails(f"{CREATE} --json -", stdin=f'{{"extra": {extra}}}', status=1)
    assert "--username" in error
    assert (cloud.store.requests, cloud.changes) == ([], [])


def test_file_that_cannot_be_read_ends_before_the_upload(openstack: Shell, cloud: Cloud) -> None:
    error = openstack.fails(CREATE.replace("/count.jar", "/nothing.jar"), *LOGIN, status=1)
    assert '"program/nothing.jar"' in error
    assert (cloud.store.requests, cloud.changes) == ([], [])


def test_existing_object_is_an_error_and_stays(openstack: Shell, cloud: Cloud) -> None:
    cloud.store.put(URL, b"precious")
    error = openstack.fails(CREATE, *LOGIN, status=1)
    assert f'"{URL}" exists already' in error
    assert f"--url {URL}" in error
    assert cloud.store.objects == {URL: b"precious"}
    assert registered(cloud) == []


def test_existing_job_binary_is_found_before_the_upload(openstack: Shell, cloud: Cloud) -> None:
    id = cloud.add(
        "job-binaries", name="count.jar", url="swift://other/count.jar", project_id="808d"
    )
    for one in registered(cloud):
        one.update(tenant_id="808d", description="", is_public=False, is_protected=False)
    error = openstack.fails(CREATE, *LOGIN, status=1)
    assert 'Job binary "count.jar" already exists.' in error
    assert "--or-show" in error
    assert openstack.json(CREATE, *LOGIN, "--or-show")["Id"] == id
    assert cloud.store.requests == []


def test_dry_run_stores_nothing(openstack: Shell, cloud: Cloud) -> None:
    body = openstack(CREATE, *LOGIN, "--dry-run").json()
    assert body == {"name": "count.jar", "url": URL, "extra": "***"}
    assert (cloud.store.requests, cloud.changes) == ([], [])


@pytest.mark.usefixtures("segment_size")
def test_refused_registration_removes_the_object(openstack: Shell, cloud: Cloud) -> None:
    cloud.faults = [refuses(400)]
    openstack.fails(CREATE, *LOGIN, status=1)
    assert nothing_is_left(cloud)


@in_v2
def test_object_that_cannot_be_removed_is_named(openstack: Shell, cloud: Cloud) -> None:
    cloud.faults = [refuses(400)]
    cloud.store.faults = {**dict.fromkeys(range(5)), -1: refuses(403)}
    error = openstack.fails(CREATE, *LOGIN, status=1)
    assert f'"{URL}" is left in object storage' in error


@in_v2
@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(
    ("status", "words"), [(401, "token"), (413, "quota"), (507, "no space left")]
)
def test_refused_upload_is_explained_and_leaves_nothing(
    openstack: Shell, cloud: Cloud, number: int, status: int, words: str
) -> None:
    cloud.store.faults[number] = refuses(status)
    outcome = openstack.run(CREATE, *LOGIN)
    if outcome.exit_status:  # a new token helps against a single 401
        assert words in outcome.stderr
        assert f"HTTP {status}" in outcome.stderr
        assert nothing_is_left(cloud)
    assert bool(outcome.exit_status) is (status != 401)


@in_v2
@pytest.mark.parametrize(
    ("fault", "attempts", "words"),
    [
        (refuses(401, reads_on=True), 2, "token"),
        (refuses(413, reads_on=True), 1, "quota"),
        (refuses(507, reads_on=True), 1, "no space left"),
        (resets, 4, "There is no answer from"),
        (cut_off, 4, "There is no answer from"),
    ],
    ids=["401", "413", "507", "reset", "cut off"],
)
@pytest.mark.parametrize(
    ("size", "first"), [(2**30, 3), (LARGEST, 6)], ids=["one object", "second segment"]
)
def test_upload_that_breaks_off_leaves_nothing(
    openstack: Shell,
    cloud: Cloud,
    size: int,
    first: int,
    fault: Any,
    attempts: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(object_storage, "SEGMENT_SIZE", size)
    monkeypatch.setattr(retries, "FIRST_DELAY", 0.0)
    broken = range(first, first + attempts)
    cloud.store.faults = dict.fromkeys(broken, fault)
    cloud.store.cuts = dict.fromkeys(broken, 500)
    error = openstack.fails(CREATE, *LOGIN, status=1)
    assert words in error
    assert nothing_is_left(cloud)


@in_v2
def test_lost_answer_is_no_failure(openstack: Shell, cloud: Cloud) -> None:
    cloud.store.faults[3] = loses_answer
    openstack.waits(CREATE, *LOGIN)
    assert len(registered(cloud)) == 1
    assert list(cloud.store.objects) == [URL]


def test_secrets_are_in_no_output(
    openstack: Shell, cloud: Cloud, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAHARA_PASSWORD", ODD)

    def traces(outcome: Outcome) -> list[str]:
        output = {"stdout": outcome.stdout, "stderr": outcome.stderr}
        return found_in({**files_in(empty_folder), **output}, ODD)

    options = ("--debug", "--log-file", "log")
    done = openstack.run(CREATE, "--username", "ann", options=options)
    assert done.exit_status == 0, done
    assert traces(done) == []
    assert CONTENT[:100] not in (empty_folder / "log").read_bytes()
    cloud.store.faults[-1] = refuses(413)
    failed = openstack.run(f"{CREATE} --name other.jar", "--username", "ann", options=options)
    assert failed.exit_status == 1
    assert traces(failed) == []


# Download


@pytest.fixture
def stored(openstack: Shell, cloud: Cloud) -> None:
    """A job binary that is too large for the service to deliver."""
    openstack(CREATE, *LOGIN)
    cloud.store.requests.clear()


@pytest.mark.usefixtures("stored")
def test_large_program_is_read_directly(openstack: Shell, cloud: Cloud) -> None:
    outcome = openstack("job binary download count.jar")
    assert outcome.lines == ['Job binary "count.jar" has been downloaded successfully.']
    assert Path("count.jar").read_bytes() == CONTENT
    assert cloud.store.requests == ["GET /job-binaries/count.jar"]


def _damages(exchange: Exchange) -> bool:
    exchange.say(200, CONTENT[::-1], Etag="0" * 32)
    return False


def _ends_early(exchange: Exchange) -> bool:
    exchange.say(200, CONTENT[:-1], Content_Length=str(len(CONTENT)), Etag="0" * 32)
    exchange.hang_up()
    return False


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("option", ["--file copy.jar", "--file kept.jar --force"])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (refuses(401), "token"),
        (refuses(413), "quota"),
        (refuses(507), "no space left"),
        (_damages, "checksum"),
        (_ends_early, "cut short"),
    ],
    ids=["401", "413", "507", "damage", "early end"],
)
def test_failed_download_leaves_files_as_they_were(
    openstack: Shell, cloud: Cloud, option: str, fault: Any, words: str
) -> None:
    Path("kept.jar").write_bytes(b"precious")
    cloud.store.faults[-1] = fault
    error = openstack.fails(f"job binary download count.jar {option}", status=1)
    assert words in error
    assert sorted(path.name for path in Path().iterdir()) == ["kept.jar", "program"]
    assert Path("kept.jar").read_bytes() == b"precious"


@in_v2
@pytest.mark.usefixtures("stored")
def test_full_disk_leaves_no_file(openstack: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(path: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", no_space)
    monkeypatch.setattr(os, "replace", no_space)
    error = openstack.fails("job binary download count.jar", status=1)
    assert "no space left on device" in error
    assert [path.name for path in Path().iterdir()] == ["program"]


@in_v2
def test_disk_that_is_really_full_has_nothing_left_on_it(
    openstack: Shell, cloud: Cloud, tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.store.put("swift://box/a.jar", os.urandom(100_000))
    cloud.add("job-binaries", name="a.jar", url="swift://box/a.jar")
    monkeypatch.chdir(tiny_disk)
    error = openstack.fails("job binary download a.jar", status=1)
    assert "no space left on device" in error
    assert list(tiny_disk.iterdir()) == []


def test_content_in_s3_names_the_limit(openstack: Shell, cloud: Cloud) -> None:
    cloud.add("job-binaries", name="a.jar", url="s3://box/a.jar")
    error = openstack.fails("job binary download a.jar", status=1)
    assert "at most 5 MB" in error
    assert [path.name for path in Path().iterdir()] == ["program"]


# Delete


@pytest.mark.usefixtures("stored")
def test_content_stays_unless_asked_for(openstack: Shell, cloud: Cloud) -> None:
    openstack("job binary delete count.jar")
    assert list(cloud.store.objects) == [URL]
    assert cloud.store.requests == []


@pytest.mark.usefixtures("stored")
def test_content_is_deleted_on_demand(openstack: Shell, cloud: Cloud) -> None:
    outcome = openstack("job binary delete count.jar --with-content")
    assert outcome.lines == ['Job binary "count.jar" has been removed successfully.']
    assert nothing_is_left(cloud)


@pytest.mark.usefixtures("stored")
def test_content_that_others_use_keeps_the_job_binary(openstack: Shell, cloud: Cloud) -> None:
    cloud.add("job-binaries", name="other.jar", url=URL)
    error = openstack.fails("job binary delete count.jar --with-content", status=1)
    assert "other.jar" in error
    assert len(registered(cloud)) == 1
    assert list(cloud.store.objects) == [URL]
    openstack("job binary delete count.jar other.jar --with-content")
    assert nothing_is_left(cloud)


@in_v2
@pytest.mark.parametrize("url", ["s3://box/a.jar", "internal-db://1", "manila://share/a"])
def test_content_elsewhere_is_not_deleted(openstack: Shell, cloud: Cloud, url: str) -> None:
    cloud.add("job-binaries", name="a.jar", url=url)
    error = openstack.fails("job binary delete a.jar --with-content", status=1)
    assert f'"{url}" cannot be deleted with it' in error
    assert any(one["name"] == "a.jar" for one in cloud.resources["job-binaries"])


@in_v2
@pytest.mark.usefixtures("stored")
def test_content_that_is_left_is_named(openstack: Shell, cloud: Cloud) -> None:
    cloud.store.faults[-1] = refuses(403)
    outcome = openstack.run("job binary delete count.jar --with-content")
    assert outcome.exit_status == 1
    assert f"its content {URL} has not" in outcome.stderr.splitlines()[0]
    assert registered(cloud) == []
