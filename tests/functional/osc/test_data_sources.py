"""``dataprocessing data source ...``"""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.compat import is_complete, lists
from tests.functional.marks import as_member, in_v2, smoke
from tests.functional.shell import Shell

SWIFT = ("--type", "swift", "--url", "swift://box/data")
CREDENTIALS = ("--username", "nobody", "--password", "s3cr3t")
NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"


@pytest.fixture(scope="module")
def source(openstack: Shell, names: Names) -> dict[str, Any]:
    """A data source as ``create`` has shown it, which tests leave as it is."""
    return openstack.json(
        "data source create", names("source"), *SWIFT, *CREDENTIALS, "--description", "of tests"
    )


def test_a_created_one_is_shown(source: dict[str, Any], api_version: str) -> None:
    assert is_complete(api_version, "data source create", source)
    assert (source["Type"], source["Url"]) == ("swift", "swift://box/data")
    assert source["Description"] == "of tests"
    assert source["Is public"] is source["Is protected"] is False


def test_show_takes_a_name_or_an_id(openstack: Shell, source: dict[str, Any]) -> None:
    assert openstack.json("data source show", source["Name"]) == source
    assert openstack.json("data source show", source["Id"]) == source
    assert openstack.id_of("data source show", source["Name"]) == source["Id"]


@pytest.mark.parametrize("command", ["data source list", "data source list --long"])
def test_lists_have_their_columns(
    openstack: Shell, api_version: str, source: dict[str, Any], command: str
) -> None:
    assert lists(openstack, api_version, command, source["Name"])


@as_member
def test_a_list_is_narrowed_by_type(openstack: Shell, source: dict[str, Any]) -> None:
    swift = openstack.json("data source list --type swift")
    assert source["Id"] in {row["Id"] for row in swift}
    assert {row["Type"] for row in swift} == {"swift"}
    assert source["Id"] not in openstack("data source list -f value -c Id --type s3").lines


@as_member
@pytest.mark.parametrize(
    ("kind", "url", "credentials"),
    [
        ("hdfs", "hdfs://node:8020/data", ()),
        ("maprfs", "maprfs:///data", ()),
        ("manila", f"manila://{NOWHERE}/data", ()),
        ("swift", "swift://box/data", CREDENTIALS),
        (
            "s3",
            "s3a://bucket/data",
            ("--access-key", "key", "--secret-key", "s3cr3t", "--s3-endpoint", "s3.example.org",
             "--enable-s3-ssl", "--disable-s3-bucket-in-path"),
        ),
    ],
)  # fmt: skip
def test_data_can_be_in_every_place(
    openstack: Shell, names: Names, kind: str, url: str, credentials: tuple[str, ...]
) -> None:
    name = names(kind)
    created = openstack.json("data source create", name, "--type", kind, "--url", url, *credentials)
    assert (created["Name"], created["Type"], created["Url"]) == (name, kind, url)


def test_all_of_it_is_updated(
    openstack: Shell, api_version: str, account: Account, names: Names
) -> None:
    created = openstack.id_of("data source create", names("old"), *SWIFT, *CREDENTIALS)
    name = names("new")
    updated = openstack.json(
        "data source update", created, "--name", name, "--description", "new words",
        "--type", "hdfs", "--url", "hdfs://node/new", "--public", "--protected",
    )  # fmt: skip
    assert is_complete(api_version, "data source update", updated)
    assert updated == openstack.json("data source show", name)
    on_server = account.get("data-sources", created)
    assert (on_server["name"], on_server["description"]) == (name, "new words")
    assert (on_server["type"], on_server["url"]) == ("hdfs", "hdfs://node/new")
    assert on_server["is_public"] is on_server["is_protected"] is True
    assert "protected" in openstack.fails("data source delete", name)
    updated = openstack.json("data source update", name, "--private", "--unprotected")
    assert updated["Is public"] is updated["Is protected"] is False


@as_member
def test_credentials_are_updated(openstack: Shell, names: Names) -> None:
    name = names("source")
    openstack("data source create", name, *SWIFT, *CREDENTIALS)
    assert openstack.id_of("data source update", name, "--username", "a", "--password", "b")


@as_member
def test_what_is_there_already_is_shown_on_demand(
    openstack: Shell, account: Account, source: dict[str, Any]
) -> None:
    again = ("data source create", source["Name"], "--type", "hdfs", "--url", "hdfs://node/x")
    error = openstack.fails(*again)
    assert "already exists" in error
    assert "--or-show" in error
    assert openstack.json(*again, "--or-show") == source
    assert len(account.named("data-sources", source["Name"])) == 1


@as_member
def test_or_show_creates_what_is_not_there(openstack: Shell, names: Names) -> None:
    create = ("data source create --or-show", names("pipeline"), *SWIFT, *CREDENTIALS)
    assert openstack.id_of(*create) == openstack.id_of(*create)


@as_member
def test_dry_run_shows_the_body_and_creates_nothing(
    openstack: Shell, account: Account, names: Names
) -> None:
    name = names("dry-run")
    body = openstack("data source create --dry-run", name, *SWIFT, *CREDENTIALS).json()
    assert body == {
        "name": name,
        "type": "swift",
        "url": "swift://box/data",
        "credentials": "***",
    }
    assert not account.named("data-sources", name)


@as_member
def test_dry_run_of_update_changes_nothing(
    openstack: Shell, account: Account, source: dict[str, Any]
) -> None:
    before = account.get("data-sources", source["Id"])
    body = openstack("data source update --dry-run", source["Name"], "--description", "x").json()
    assert body == {"description": "x"}
    assert account.get("data-sources", source["Id"]) == before


def test_several_are_deleted_past_failures(
    openstack: Shell, account: Account, names: Names
) -> None:
    good = [names("good"), names("good")]
    ids = [openstack.id_of("data source create", name, *SWIFT, *CREDENTIALS) for name in good]
    outcome = openstack.run("data source delete", good[0], "no-such-source", ids[1])
    assert outcome.exit_status == 1
    assert outcome.lines == [
        f'Data Source "{name}" has been removed successfully.' for name in (good[0], ids[1])
    ]
    first, summary = outcome.stderr.splitlines()
    assert '"no-such-source"' in first
    assert summary == "1 of 3 data sources failed to delete."
    assert not account.named("data-sources", good[0])
    assert not account.named("data-sources", good[1])


@as_member
@pytest.mark.parametrize("command", smoke(["show", "delete", "update --public"]))
@pytest.mark.parametrize("name", ["no-such-source", NOWHERE])
def test_an_unknown_name_or_id_is_named(openstack: Shell, command: str, name: str) -> None:
    error = openstack.fails(f"data source {command}", name)
    assert error.startswith("No matches found.")
    assert f'data source with name "{name}"' in error


@in_v2
@as_member
@pytest.mark.parametrize(
    ("words", "named"),
    smoke(
        [
            ("create x --type ftp --url ftp://x", "'ftp'"),
            ("create x --type swift", "--url"),
            ("create x --url swift://x", "--type"),
            ("list --type ftp", "'ftp'"),
            ("update x --public --private", "--private"),
        ]
    ),
)
def test_a_usage_error_names_the_argument(openstack: Shell, words: str, named: str) -> None:
    assert named in openstack.fails(f"data source {words}", status=2)


@as_member
@pytest.mark.parametrize(
    ("words", "hint", "status"),
    smoke(
        [
            ("--type hdfs --url swift://x/y", "hdfs", 1),
            ("--type manila --url manila://x/y", "manila", 1),
            ("--type swift --url swift://x/y --username a", "--password-prompt", 2),
            ("--type swift --url swift://x/y --password a", "--username", 2),
            ("--type s3 --url s3a://x/y --access-key a", "--secret-key-prompt", 2),
            ("--type s3 --url s3a://x/y --secret-key a", "--access-key", 2),
            ("--type swift --url swift://x/y --username a --password-file nothing", '"nothing"', 1),
        ]
    ),
)
def test_what_is_wrong_is_said_and_nothing_created(
    openstack: Shell, account: Account, names: Names, words: str, hint: str, status: int
) -> None:
    name = names("wrong")
    error = openstack.fails("data source create", name, *words.split(), status=status)
    assert hint.lower() in error.lower()
    assert not account.named("data-sources", name)


@in_v2
@as_member
def test_update_without_options_shows_the_resource(
    openstack: Shell, source: dict[str, Any]
) -> None:
    assert openstack.json("data source update", source["Name"]) == source
