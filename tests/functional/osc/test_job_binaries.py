"""``dataprocessing job binary ...``: by URL in both versions, uploads in v1.1."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.compat import is_complete, lists
from tests.functional.marks import as_member, in_v1, in_v2, smoke
from tests.functional.osc.program import Program
from tests.functional.osc.service import named, uploads, version_1
from tests.functional.shell import Shell

SWIFT = ("--url", "swift://box/run.jar")
CREDENTIALS = ("--username", "nobody", "--password", "s3cr3t")
NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
MANILA = f"manila://{NOWHERE}/run.jar"
#: Every byte there is, line ends of all kinds, more than one piece of a transfer, an odd length.
CONTENT = bytes(range(256)) * 1200 + b"\r\n\n\r\x00"


@pytest.fixture(scope="module")
def registered(openstack: Shell, names: Names) -> dict[str, Any]:
    """A job binary as ``create`` has shown it, which tests leave as it is."""
    return openstack.json(
        "job binary create --name", names("binary"), *SWIFT, *CREDENTIALS, "--description", "mine"
    )


@pytest.fixture(scope="module")
def content_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("content") / "run.jar"
    path.write_bytes(CONTENT)
    return str(path)


@pytest.fixture(scope="module")
def upload(user: str, openstack: Shell, names: Names, content_file: str) -> str:
    """Name of an uploaded job binary, which both versions can download."""
    name = names("upload")
    Shell(openstack.cloud, "1.1")("job binary create --name", name, "--data", content_file)
    return name


# By URL


def test_a_registered_one_is_shown(registered: dict[str, Any], api_version: str) -> None:
    assert is_complete(api_version, "job binary create", registered)
    assert registered["Url"] == "swift://box/run.jar"
    assert registered["Description"] == "mine"
    assert registered["Is public"] is registered["Is protected"] is False


def test_show_takes_a_name_or_an_id(openstack: Shell, registered: dict[str, Any]) -> None:
    assert openstack.json("job binary show", registered["Name"]) == registered
    assert openstack.json("job binary show", registered["Id"]) == registered
    assert openstack.id_of("job binary show", registered["Name"]) == registered["Id"]


@pytest.mark.parametrize("command", ["job binary list", "job binary list --long"])
def test_lists_have_their_columns(
    openstack: Shell, api_version: str, registered: dict[str, Any], command: str
) -> None:
    assert lists(openstack, api_version, command, registered["Name"])


@as_member
def test_a_list_is_narrowed_by_a_part_of_the_name(
    openstack: Shell, registered: dict[str, Any]
) -> None:
    found = openstack("job binary list -f value -c Name --name", registered["Name"][2:]).lines
    assert registered["Name"] in found
    assert openstack("job binary list -f value --name no-such-part").lines == []


def test_all_of_it_is_updated(
    openstack: Shell, api_version: str, account: Account, names: Names
) -> None:
    created = openstack.id_of("job binary create --name", names("old"), *SWIFT, *CREDENTIALS)
    name = names("new")
    updated = openstack.json(
        "job binary update", created, "--name", name, "--description", "new words",
        "--url", MANILA, "--public", "--protected",
    )  # fmt: skip
    assert is_complete(api_version, "job binary update", updated)
    assert updated == openstack.json("job binary show", name)
    on_server = account.get("job-binaries", created)
    assert (on_server["name"], on_server["url"]) == (name, MANILA)
    assert on_server["is_public"] is on_server["is_protected"] is True
    assert "protected" in openstack.fails("job binary delete", name)
    updated = openstack.json("job binary update", name, "--private", "--unprotected")
    assert updated["Is public"] is updated["Is protected"] is False


@as_member
def test_files_say_the_same_as_options(openstack: Shell, account: Account, names: Names) -> None:
    name = names("document")
    document = json.dumps({"name": "other", "url": MANILA, "description": "from a file"})
    created = openstack.json("job binary create --json - --name", name, stdin=document)
    assert (created["Name"], created["Url"]) == (name, MANILA)
    Path("change.yaml").write_text("description: changed\n")
    updated = openstack.json("job binary update --json change.yaml", name)
    assert updated["Description"] == "changed"
    assert account.get("job-binaries", created["Id"])["description"] == "changed"


@as_member
def test_what_is_there_already_is_shown_on_demand(
    openstack: Shell, account: Account, registered: dict[str, Any]
) -> None:
    again = ("job binary create --name", registered["Name"], "--url", MANILA)
    error = openstack.fails(*again)
    assert "There is one of that name already." in error
    assert "--or-show" in error
    assert openstack.json(*again, "--or-show") == registered
    assert len(named(account, "job-binaries", registered["Name"])) == 1


@as_member
def test_dry_run_shows_the_body_and_change_nothing(
    openstack: Shell, account: Account, names: Names, registered: dict[str, Any]
) -> None:
    name = names("dry-run")
    body = openstack("job binary create --dry-run --name", name, *SWIFT, *CREDENTIALS).json()
    assert body == {"name": name, "url": "swift://box/run.jar", "extra": "***"}
    assert not named(account, "job-binaries", name)
    before = account.get("job-binaries", registered["Id"])
    body = openstack("job binary update --dry-run --public", registered["Name"]).json()
    assert body == {"is_public": True}
    assert account.get("job-binaries", registered["Id"]) == before


@as_member
def test_several_are_deleted_past_failures(
    openstack: Shell, account: Account, names: Names
) -> None:
    good = names("good")
    openstack("job binary create --name", good, "--url", MANILA)
    outcome = openstack.run("job binary delete no-such-binary", good)
    assert outcome.exit_status == 1
    assert outcome.lines == [f'Job binary "{good}" has been removed successfully.']
    assert outcome.stderr.splitlines()[-1] == "1 of 2 job binaries failed to delete."
    assert not named(account, "job-binaries", good)


@as_member
@pytest.mark.parametrize(
    "command", smoke(["show", "delete", "update --public", "download", "download --file -"])
)
@pytest.mark.parametrize("name", ["no-such-binary", NOWHERE])
def test_an_unknown_name_or_id_is_named(openstack: Shell, command: str, name: str) -> None:
    error = openstack.fails(f"job binary {command}", name)
    assert error.startswith("No matches found.")
    assert f'job binary with name "{name}"' in error
    assert not list(Path().iterdir())


@as_member
@pytest.mark.parametrize(
    ("words", "hint", "status"),
    smoke(
        [
            ("--url ftp://x/y", "invalid", 1),  # Sahara 10: "Data is invalid"
            ("--url swift://x/y", "'user' and 'password'", 1),
            ("--url swift://x/y --username a", "--password-prompt", 2),
            ("--url s3://x/y --access-key a", "--secret-key-prompt", 2),
            ("--url internal-db://x", "internal-db", 1),
            ("", "--url", 2),
        ]
    ),
)
def test_what_is_wrong_is_said_and_nothing_created(
    openstack: Shell, account: Account, names: Names, words: str, hint: str, status: int
) -> None:
    name = names("wrong")
    error = openstack.fails("job binary create --name", name, *words.split(), status=status)
    assert hint.lower() in error.lower()
    assert not named(account, "job-binaries", name)


@as_member
@in_v2
def test_upload_of_v2_needs_credentials(openstack: Shell) -> None:
    error = openstack.fails("job binary create --name x --data x", status=2)
    assert "--username" in error


# Uploads and downloads


@in_v1
def test_an_upload_is_kept_byte_for_byte(
    openstack: Shell, account: Account, names: Names, content_file: str
) -> None:
    name = names("upload")
    created = openstack.json("job binary create --name", name, "--data", content_file)
    assert created["Url"].startswith("internal-db://")
    answer = version_1(account).get(f"/job-binaries/{created['Id']}/data")
    assert answer.content == CONTENT


@as_member
@in_v1
def test_an_upload_comes_from_standard_input(
    program: Program, account: Account, names: Names
) -> None:
    name = names("piped")
    created = program("job binary create --data - -f value -c Id --name", name, stdin=CONTENT)
    answer = version_1(account).get(f"/job-binaries/{created.decode().strip()}/data")
    assert answer.content == CONTENT


def test_a_download_is_the_same_byte_for_byte(openstack: Shell, upload: str) -> None:
    outcome = openstack("job binary download", upload, "--file", "got")
    assert outcome.lines == [f'Job binary "{upload}" has been downloaded successfully.']
    assert Path("got").read_bytes() == CONTENT
    assert stat.S_IMODE(os.stat("got").st_mode) == 0o600


@as_member
def test_a_download_has_the_name_of_the_job_binary(openstack: Shell, upload: str) -> None:
    binary_id = openstack.id_of("job binary show", upload)
    openstack("job binary download", binary_id)
    assert [path.name for path in Path().iterdir()] == [upload]
    assert Path(upload).read_bytes() == CONTENT


@as_member
def test_a_download_goes_to_standard_output_and_nothing_else(program: Program, upload: str) -> None:
    assert program("job binary download --file -", upload) == CONTENT


@as_member
def test_a_download_spares_files_unless_forced(openstack: Shell, upload: str) -> None:
    for options in ((), ("--file", upload)):
        Path(upload).write_text("precious")
        error = openstack.fails("job binary download", upload, *options)
        assert f'"{upload}" already exists' in error
        assert Path(upload).read_text() == "precious"
    openstack("job binary download --force", upload)
    assert Path(upload).read_bytes() == CONTENT
    assert [path.name for path in Path().iterdir()] == [upload]


@as_member
def test_a_download_that_fails_leaves_no_file(openstack: Shell, registered: dict[str, Any]) -> None:
    error = openstack.fails("job binary download", registered["Name"])
    assert registered["Name"] in error
    assert not list(Path().iterdir())
    error = openstack.fails("job binary download --file no-such-folder/x", registered["Name"])
    assert '"no-such-folder/x"' in error


@as_member
@in_v1
def test_content_goes_with_its_job_binary(
    openstack: Shell, account: Account, names: Names, content_file: str
) -> None:
    name = names("upload")
    openstack("job binary create --name", name, "--data", content_file)
    assert len(uploads(account, name)) == 1
    openstack("job binary delete", name)
    assert uploads(account, name) == []


@as_member
@in_v1
def test_a_name_can_be_used_again_after_a_rename(
    openstack: Shell, account: Account, names: Names, content_file: str
) -> None:
    name = names("upload")
    openstack("job binary create --name", name, "--data", content_file)
    openstack("job binary update", name, "--name", names("renamed"))
    again = openstack.id_of("job binary create --name", name, "--data", content_file)
    assert account.get("job-binaries", again)["name"] == name


@as_member
@in_v1
def test_uploads_that_are_there_already_are_shown_on_demand(
    openstack: Shell, account: Account, names: Names, content_file: str
) -> None:
    create = ("job binary create --name", names("upload"), "--data", content_file)
    created = openstack.id_of(*create)
    assert "--or-show" in openstack.fails(*create)
    assert openstack.id_of(*create, "--or-show") == created
    assert len(uploads(account, create[1])) == 1


@as_member
@in_v1
def test_dry_run_of_upload_uploads_nothing(
    openstack: Shell, account: Account, names: Names, content_file: str
) -> None:
    name = names("dry-run")
    body = openstack("job binary create --dry-run --name", name, "--data", content_file).json()
    assert body["name"] == name
    assert "url" not in body
    assert uploads(account, name) == []


@as_member
@in_v1
def test_an_upload_whose_binary_is_refused_is_taken_back(
    openstack: Shell, account: Account, names: Names, content_file: str
) -> None:
    name = names("refused")
    Path("fields").write_text('{"colour": 1}')
    outcome = openstack.run("job binary create --json fields --name", name, "--data", content_file)
    assert outcome.exit_status == 1
    assert "colour" in outcome.stderr.splitlines()[-1]
    assert uploads(account, name) == []


@as_member
@in_v1
@pytest.mark.parametrize(
    ("words", "hint", "status"),
    smoke(
        [
            ("--name x --data no-such-file", '"no-such-file"', 1),
            ("--name x --data .", '"."', 1),
            ("--name x --data empty", "empty", 1),
            ("--data empty", "--name", 2),
        ]
    ),
)
def test_an_upload_that_cannot_be_is_explained(
    openstack: Shell, account: Account, words: str, hint: str, status: int
) -> None:
    Path("empty").touch()
    assert hint in openstack.fails("job binary create", *words.split(), status=status)
    assert not named(account, "job-binaries", "x")


@as_member
@in_v1
def test_a_binary_is_either_a_url_or_an_upload(openstack: Shell) -> None:
    error = openstack.fails("job binary create --name x --url swift://x --data x", status=2)
    assert "not allowed with" in error
