"""``dataprocessing cluster template ...``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.functional import compat
from tests.functional.cloud import Account, Names
from tests.functional.shell import Shell

CREATE = "cluster template create"
UPDATE = "cluster template update"
SHOW = "cluster template show"
LIST = "cluster template list"
IMPORT = "cluster template import"


def _counts(template: dict[str, Any]) -> dict[str, int]:
    return {group["name"]: group["count"] for group in template["Node groups"]}


@pytest.fixture(scope="module")
def template(openstack: Shell, names: Names, master: dict[str, Any], worker: dict[str, Any]) -> str:
    """Name of a template that tests change."""
    name = names("template")
    openstack(CREATE, "--name", name, "--node-groups", f"{master['name']}:1", f"{worker['id']}:2")
    return name


def test_create_takes_plugin_and_version_from_the_node_groups(
    openstack: Shell,
    api_version: str,
    names: Names,
    master: dict[str, Any],
    worker: dict[str, Any],
) -> None:
    name = names("template")
    created = openstack.json(
        CREATE, "--name", name, "--node-groups", f"{master['name']}:1", f"{worker['id']}:2"
    )
    assert compat.is_complete(api_version, CREATE, created)
    assert created["Name"] == name
    assert (created["Plugin name"], created["Plugin version"]) == ("fake", "0.1")
    assert _counts(created) == {master["name"]: 1, worker["name"]: 2}


def test_create_takes_all_that_a_template_has(
    openstack: Shell, account: Account, names: Names, master: dict[str, Any]
) -> None:
    Path("configs").write_text("general: {Enable XFS: false}")
    created = openstack.json(
        CREATE, "--name", names("template"), "--node-groups", f"{master['name']}:1",
        "--anti-affinity", "namenode", "jobtracker",
        "--description", "all of it",
        "--domain-name", "example.org.",
        "--configs", "configs",
        "--autoconfig", "--public", "--protected",
    )  # fmt: skip
    assert created["Anti affinity"] == ["namenode", "jobtracker"]
    assert created["Description"] == "all of it"
    assert created["Domain name"] == "example.org."
    assert created["Use autoconfig"] is True
    assert created["Is public"] is True
    assert created["Is protected"] is True
    stored = account.get("cluster-templates", created["Id"])
    assert stored["cluster_configs"] == {"general": {"Enable XFS": False}}


def test_options_with_several_values_may_be_repeated(
    openstack: Shell, names: Names, master: dict[str, Any], worker: dict[str, Any]
) -> None:
    created = openstack.json(
        CREATE, "--name", names("template"),
        "--node-groups", f"{master['name']}:1", "--node-groups", f"{worker['name']}:3",
        "--anti-affinity", "namenode", "--anti-affinity", "datanode",
    )  # fmt: skip
    assert _counts(created) == {master["name"]: 1, worker["name"]: 3}
    assert created["Anti affinity"] == ["namenode", "datanode"]


DUMPS = pytest.mark.parametrize("dump", [json.dumps, yaml.safe_dump], ids=["JSON", "YAML"])


@pytest.fixture
def document(names: Names, cluster_template: dict[str, Any]) -> dict[str, Any]:
    """The fields of a new cluster template."""
    groups = [
        {field: group[field] for field in ("name", "count", "node_group_template_id")}
        for group in cluster_template["node_groups"]
    ]
    return {
        "name": names("template"),
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "node_groups": groups,
        "description": "from a file",
    }


@DUMPS
def test_create_from_a_file(openstack: Shell, document: dict[str, Any], dump: Any) -> None:
    Path("template").write_text(dump(document))
    created = openstack.json(f"{CREATE} --json template")
    assert created["Name"] == document["name"]
    assert created["Description"] == "from a file"
    assert len(created["Node groups"]) == 2


def test_options_override_standard_input(
    openstack: Shell, names: Names, document: dict[str, Any], master: dict[str, Any]
) -> None:
    name = names("template")
    created = openstack.json(
        f"{CREATE} --json - --name", name, "--node-groups", f"{master['name']}:1",
        stdin=json.dumps(document),
    )  # fmt: skip
    assert created["Name"] == name
    assert created["Description"] == "from a file"
    assert _counts(created) == {master["name"]: 1}


def test_people_read_node_groups_as_names_and_counts(
    openstack: Shell, template: str, master: dict[str, Any], worker: dict[str, Any]
) -> None:
    groups = f"{master['name']}:1", f"{worker['name']}:2"
    stdout = openstack(SHOW, template).stdout
    # MariaDB returns them in any order.
    assert any(", ".join(order) in stdout for order in (groups, groups[::-1]))


@pytest.mark.parametrize(
    ("on", "off", "column"),
    [
        ("--autoconfig-enable", "--autoconfig-disable", "Use autoconfig"),
        ("--public", "--private", "Is public"),
        ("--protected", "--unprotected", "Is protected"),
    ],
)
def test_update_switches_on_and_off(
    openstack: Shell, template: str, on: str, off: str, column: str
) -> None:
    assert openstack.json(UPDATE, template, on)[column] is True
    assert openstack.json(UPDATE, template, off)[column] is False


def test_update_changes_all_that_is_given_and_nothing_else(
    openstack: Shell,
    api_version: str,
    account: Account,
    names: Names,
    master: dict[str, Any],
    worker: dict[str, Any],
) -> None:
    template = names("template")
    openstack(
        CREATE, "--name", template, "--node-groups", f"{worker['name']}:2", "--description", "stays"
    )
    Path("configs.json").write_text('{"general": {"Enable XFS": true}}')
    name = names("renamed")
    updated = openstack.json(
        UPDATE, template,
        "--name", name,
        "--node-groups", f"{master['name']}:1",
        "--anti-affinity", "namenode",
        "--domain-name", "example.net.",
        "--configs", "configs.json",
    )  # fmt: skip
    assert compat.is_complete(api_version, UPDATE, updated)
    assert updated["Name"] == name
    assert _counts(updated) == {master["name"]: 1}
    assert updated["Anti affinity"] == ["namenode"]
    assert updated["Domain name"] == "example.net."
    assert updated["Description"] == "stays"
    stored = account.get("cluster-templates", updated["Id"])
    assert stored["cluster_configs"] == {"general": {"Enable XFS": True}}


@DUMPS
def test_update_from_a_file(openstack: Shell, template: str, dump: Any) -> None:
    Path("changes").write_text(dump({"description": "file", "anti_affinity": ["datanode"]}))
    updated = openstack.json(UPDATE, template, "--json", "changes", "--description", "option")
    assert updated["Description"] == "option"
    assert updated["Anti affinity"] == ["datanode"]


def test_delete_says_so_of_each(
    openstack: Shell, account: Account, names: Names, master: dict[str, Any]
) -> None:
    templates = [names("template"), names("template")]
    for name in templates:
        openstack(CREATE, "--name", name, "--node-groups", f"{master['name']}:1")
    outcome = openstack("cluster template delete", *templates)
    assert outcome.lines == [
        f'Cluster template "{name}" has been removed successfully.' for name in templates
    ]
    assert not account.named("cluster-templates", templates[0])


def test_a_template_in_use_stays(
    openstack: Shell, account: Account, cluster_template: dict[str, Any], worker: dict[str, Any]
) -> None:
    error = openstack.fails("node group template delete", worker["name"])
    assert cluster_template["name"] in error
    assert account.get("node-group-templates", worker["id"])["name"] == worker["name"]


@pytest.mark.parametrize(
    ("file", "other_version"), [("exported.json", "1.1"), ("exported.yaml", "2")]
)
def test_what_one_version_exports_either_imports(
    openstack: Shell,
    names: Names,
    cluster_template: dict[str, Any],
    master: dict[str, Any],
    worker: dict[str, Any],
    image: str,
    account: Account,
    file: str,
    other_version: str,
) -> None:
    openstack("cluster template export", cluster_template["name"], "--file", file)
    name = names("imported")
    other = Shell(openstack.cloud, other_version)
    imported = other.json(
        IMPORT, file, "--name", name, "--default-image-id", image,
        "--node-groups", f"{master['name']}:1", "--node-groups", f"{worker['id']}:4",
    )  # fmt: skip
    assert compat.is_complete(other_version, IMPORT, imported)
    assert imported["Name"] == name
    assert _counts(imported) == {master["name"]: 1, worker["name"]: 4}
    stored = account.get("cluster-templates", imported["Id"])
    assert stored["default_image_id"] == account.connection.image.find_image(image).id


def test_export_is_json_on_stdout_that_import_reads_from_stdin(
    openstack: Shell, names: Names, cluster_template: dict[str, Any], worker: dict[str, Any]
) -> None:
    exported = openstack("cluster template export", cluster_template["name"])
    assert exported.json()["cluster_template"]["name"] == cluster_template["name"]
    imported = openstack.json(
        IMPORT, "-", "--name", names("imported"), "--node-groups", f"{worker['name']}:1",
        stdin=exported.stdout,
    )  # fmt: skip
    assert _counts(imported) == {worker["name"]: 1}
