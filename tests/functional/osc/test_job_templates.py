"""``dataprocessing job template ...``"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.functional.cloud import Account, Names
from tests.functional.compat import is_complete, lists
from tests.functional.marks import as_member, in_v2, smoke
from tests.functional.osc.service import named
from tests.functional.shell import Shell

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
INTERFACE = [
    {
        "name": "Main class",
        "mapping_type": "configs",
        "location": "edp.java.main_class",
        "value_type": "string",
        "required": True,
    }
]


@pytest.fixture(scope="module")
def template(openstack: Shell, names: Names, binary: dict[str, Any]) -> dict[str, Any]:
    """A job template as ``create`` has shown it, which tests leave as it is."""
    return openstack.json(
        "job template create --type Pig --description mine --name", names("template"),
        "--mains", binary["name"],
    )  # fmt: skip


def test_a_created_one_is_shown(
    template: dict[str, Any], api_version: str, binary: dict[str, Any]
) -> None:
    assert is_complete(api_version, "job template create", template)
    assert (template["Type"], template["Description"]) == ("Pig", "mine")
    assert [main["id"] for main in template["Mains"]] == [binary["id"]]
    assert template["Libs"] == []


def test_show_takes_a_name_or_an_id(openstack: Shell, template: dict[str, Any]) -> None:
    assert openstack.json("job template show", template["Name"]) == template
    assert openstack.json("job template show", template["Id"]) == template
    assert openstack.id_of("job template show", template["Name"]) == template["Id"]


@as_member
def test_binaries_are_also_text(
    openstack: Shell, template: dict[str, Any], binary: dict[str, Any]
) -> None:
    (line,) = openstack("job template show -f value -c Mains", template["Name"]).lines
    assert line == f"{binary['name']}:{binary['id']}"


@pytest.mark.parametrize("command", ["job template list", "job template list --long"])
def test_lists_have_their_columns(
    openstack: Shell, api_version: str, template: dict[str, Any], command: str
) -> None:
    assert lists(openstack, api_version, command, template["Name"])


@as_member
@pytest.mark.parametrize(
    ("options", "is_listed"),
    [
        ("--type Pig", True),
        ("--type Hive", False),
        ("--name emplat", True),
        ("--name no-such-part", False),
        ("--type Pig --name emplat", True),
        ("--type Hive --name emplat", False),
    ],
)
def test_a_list_is_narrowed(
    openstack: Shell, template: dict[str, Any], options: str, is_listed: bool
) -> None:
    found = openstack(f"job template list -f value -c Id {options}").lines
    assert (template["Id"] in found) is is_listed


@in_v2
@as_member
@pytest.mark.parametrize(
    ("kind", "needs_main"),
    smoke(
        [
            ("Hive", True),
            ("Java", False),
            ("MapReduce", False),
            ("MapReduce.Streaming", False),
            ("Pig", True),
            ("Shell", True),
            ("Spark", True),
            ("Storm", True),
            ("Storm.Pyleus", True),
        ]
    ),
)
def test_there_are_templates_of_every_type(
    openstack: Shell,
    account: Account,
    names: Names,
    binary: dict[str, Any],
    kind: str,
    needs_main: bool,
) -> None:
    option = "--mains" if needs_main else "--libs"
    created = openstack.json(
        "job template create --name", names("typed"), "--type", kind, option, binary["id"]
    )
    on_server = account.get("job-templates", created["Id"])
    assert on_server["type"] == created["Type"] == kind
    assert [one["id"] for one in on_server[option.lstrip("-")]] == [binary["id"]]


@as_member
def test_mains_and_libs_are_names_or_ids_of_several(
    openstack: Shell, account: Account, names: Names, binary: dict[str, Any]
) -> None:
    more = [names("binary") for _ in range(2)]
    ids = [
        openstack.id_of("job binary create --url", f"manila://{NOWHERE}/a", "--name", name)
        for name in more
    ]
    created = openstack.id_of(
        "job template create --type Pig --name", names("several"), "--mains", binary["name"],
        "--libs", more[0], ids[1],
    )  # fmt: skip
    on_server = account.get("job-templates", created)
    assert {one["id"] for one in on_server["libs"]} == set(ids)


@pytest.mark.parametrize("dump", [json.dumps, yaml.safe_dump], ids=["JSON", "YAML"])
@as_member
def test_files_say_the_same_as_options(
    openstack: Shell,
    account: Account,
    names: Names,
    binary: dict[str, Any],
    dump: Callable[[Any], str],
) -> None:
    name = names("document")
    document = {"name": "other", "type": "Java", "libs": [binary["name"]], "description": "file"}
    Path("interface").write_text(dump(INTERFACE))
    created = openstack.json(
        "job template create --json - --interface interface --name", name, stdin=dump(document)
    )
    assert (created["Name"], created["Type"], created["Description"]) == (name, "Java", "file")
    (argument,) = account.get("job-templates", created["Id"])["interface"]
    assert argument["name"] == "Main class"
    assert argument["location"] == "edp.java.main_class"


def test_all_of_it_is_updated(
    openstack: Shell, api_version: str, account: Account, names: Names, binary: dict[str, Any]
) -> None:
    created = openstack.id_of(
        "job template create --type Java --name", names("old"), "--libs", binary["id"]
    )
    name = names("new")
    updated = openstack.json(
        "job template update", created,
        "--name", name, "--description", "new words", "--public", "--protected",
    )  # fmt: skip
    assert is_complete(api_version, "job template update", updated)
    assert updated == openstack.json("job template show", name)
    on_server = account.get("job-templates", created)
    assert (on_server["name"], on_server["description"]) == (name, "new words")
    assert on_server["is_public"] is on_server["is_protected"] is True
    assert "protected" in openstack.fails("job template delete", name)
    updated = openstack.json("job template update", name, "--private", "--unprotected")
    assert updated["Is public"] is updated["Is protected"] is False
    assert openstack("job template delete", name).lines == [
        f'Job template "{name}" has been removed successfully.'
    ]
    assert not named(account, "job-templates", name)


@as_member
def test_what_is_there_already_is_shown_on_demand(
    openstack: Shell, account: Account, template: dict[str, Any], binary: dict[str, Any]
) -> None:
    again = (
        "job template create --type Java --name", template["Name"], "--libs", binary["name"]
    )  # fmt: skip
    assert "--or-show" in openstack.fails(*again)
    assert openstack.json(*again, "--or-show") == template
    assert openstack.id_of(*again, "--or-show") == template["Id"]
    assert len(named(account, "job-templates", template["Name"])) == 1


@as_member
def test_dry_run_shows_the_body_and_change_nothing(
    openstack: Shell,
    account: Account,
    names: Names,
    template: dict[str, Any],
    binary: dict[str, Any],
) -> None:
    name = names("dry-run")
    body = openstack(
        "job template create --dry-run --type Pig --name", name, "--mains", binary["name"]
    ).json()
    assert body == {"name": name, "type": "Pig", "mains": [binary["id"]]}
    assert not named(account, "job-templates", name)
    before = account.get("job-templates", template["Id"])
    body = openstack("job template update --dry-run --public", template["Name"]).json()
    assert body == {"is_public": True}
    assert account.get("job-templates", template["Id"]) == before


@as_member
def test_several_are_deleted_past_failures(
    openstack: Shell, account: Account, names: Names, binary: dict[str, Any]
) -> None:
    good = names("good")
    openstack("job template create --type Pig --name", good, "--mains", binary["name"])
    outcome = openstack.run("job template delete no-such-template", good, NOWHERE)
    assert outcome.exit_status == 1
    assert outcome.lines == [f'Job template "{good}" has been removed successfully.']
    assert outcome.stderr.splitlines()[-1] == "2 of 3 job templates failed to delete."
    assert not named(account, "job-templates", good)


@as_member
@pytest.mark.parametrize("command", smoke(["show", "delete", "update --public"]))
@pytest.mark.parametrize("name", ["no-such-template", NOWHERE])
def test_an_unknown_name_or_id_is_named(openstack: Shell, command: str, name: str) -> None:
    error = openstack.fails(f"job template {command}", name)
    assert error.startswith("No matches found.")
    assert f'job template with name "{name}"' in error


@as_member
@pytest.mark.parametrize(
    ("words", "hint", "status"),
    smoke(
        [
            ("--type Pig --mains no-such-binary", '"no-such-binary"', 1),
            ("--type Java --libs no-such-binary", '"no-such-binary"', 1),
            ("--mains {binary}", "--type", 2),
            ("--type Pig", "main", 1),
            ("--type Java --mains {binary}", "requires libs", 1),
            ("--type Pig --mains {binary} --libs {binary}", "overlap", 1),
            ("--type Java --libs {binary} --interface no-such-file", '"no-such-file"', 1),
            ("--type Java --libs {binary} --interface object", "a list", 1),
            ("--json no-such-file", '"no-such-file"', 1),
            ("--json object --type Java --libs {binary}", "colour", 1),
        ]
    ),
)
def test_what_is_wrong_is_said_and_nothing_created(
    openstack: Shell,
    account: Account,
    names: Names,
    binary: dict[str, Any],
    words: str,
    hint: str,
    status: int,
) -> None:
    name = names("wrong")
    Path("object").write_text('{"colour": "blue"}')
    given = words.format(binary=binary["name"]).split()
    outcome = openstack.run("job template create --name", name, *given)
    assert outcome.exit_status == status
    assert outcome.stdout == ""
    assert hint in outcome.stderr.splitlines()[-1]
    assert not named(account, "job-templates", name)


@in_v2
@as_member
@pytest.mark.parametrize(
    "words", smoke(["create --name x --type Cobol", "list --type Cobol", "update x --type Pig"])
)
def test_a_usage_error_names_the_argument(openstack: Shell, words: str) -> None:
    error = openstack.fails(f"job template {words}", status=2)
    assert words.split()[-1] in error


@as_member
def test_a_template_that_has_jobs_stays(
    openstack: Shell,
    account: Account,
    job_template: Callable[..., str],
    cluster: str,
) -> None:
    name = job_template("kept")
    openstack("job execute --job-template", name, "--cluster", cluster)
    assert name in openstack.fails("job template delete", name)
    assert named(account, "job-templates", name)


@as_member
def test_a_binary_that_a_template_needs_stays(
    openstack: Shell, account: Account, template: dict[str, Any], binary: dict[str, Any]
) -> None:
    assert binary["name"] in openstack.fails("job binary delete", binary["name"])
    assert named(account, "job-binaries", binary["name"])
