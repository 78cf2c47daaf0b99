"""``dataprocessing node group template ...``"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.functional import compat
from tests.functional.cloud import Account, Names
from tests.functional.marks import in_v1, in_v2, smoke
from tests.functional.shell import Shell

CREATE = "node group template create"
UPDATE = "node group template update"
NEEDED = (
    "--plugin=fake", "--plugin-version=0.1", "--flavor=m1.tiny", "--processes=datanode",
)  # fmt: skip


@pytest.fixture(scope="session")
def security_groups(account: Account, names: Names) -> Iterator[list[str]]:
    network = account.connection.network
    made = [network.create_security_group(name=names("group")) for _ in range(2)]
    yield [group.name for group in made]
    for group in made:
        network.delete_security_group(group)


@pytest.fixture(scope="module")
def template(openstack: Shell, names: Names) -> str:
    """Name of a template that tests change."""
    name = names("group")
    openstack(CREATE, "--name", name, *NEEDED)
    return name


def test_create_needs_no_more_than_five_options(
    openstack: Shell, api_version: str, names: Names, flavor_id: str
) -> None:
    name = names("group")
    created = openstack.json(CREATE, "--name", name, *NEEDED)
    assert compat.is_complete(api_version, CREATE, created)
    assert created["Name"] == name
    assert created["Plugin name"] == "fake"
    assert created["Plugin version"] == "0.1"
    assert created["Node processes"] == ["datanode"]
    assert created["Flavor id"] == flavor_id


SWITCHES = [
    ("auto-security-group", "Auto security group"),
    ("autoconfig", "Use autoconfig"),
    ("proxy-gateway", "Is proxy gateway"),
]
SHARING = [("public", "private", "Is public"), ("protected", "unprotected", "Is protected")]


def test_create_takes_all_that_a_template_has(
    openstack: Shell, account: Account, names: Names, security_groups: list[str]
) -> None:
    pool = account.connection.network.find_network("public").id
    Path("configs.json").write_text('{"general": {"Enable XFS": false}}')
    created = openstack.json(
        CREATE, "--name", names("group"), *NEEDED,
        "--description", "all of it",
        "--security-groups", *security_groups,
        "--floating-ip-pool", pool,
        "--configs", "configs.json",
        "--auto-security-group", "--autoconfig", "--proxy-gateway", "--public", "--protected",
    )  # fmt: skip
    assert created["Description"] == "all of it"
    assert created["Security groups"] == security_groups
    assert created["Floating ip pool"] == pool
    for _, column in SWITCHES:
        assert created[column] is True
    assert created["Is public"] is True
    assert created["Is protected"] is True
    stored = account.get("node-group-templates", created["Id"])
    assert stored["node_configs"] == {"general": {"Enable XFS": False}}


def test_options_with_several_values_may_be_repeated(
    openstack: Shell, names: Names, security_groups: list[str]
) -> None:
    created = openstack.json(
        CREATE, "--name", names("group"), *NEEDED, "--processes", "tasktracker",
        *(f"--security-groups={group}" for group in security_groups),
    )  # fmt: skip
    assert created["Node processes"] == ["datanode", "tasktracker"]
    assert created["Security groups"] == security_groups


VOLUMES = {
    "--volumes-size": ("4", "volumes_size", 4),
    "--volumes-type": ("lvm", "volume_type", "lvm"),
    "--volumes-availability-zone": ("nova", "volumes_availability_zone", "nova"),
    "--volumes-mount-prefix": ("/data", "volume_mount_prefix", "/data"),
}


def test_volume_options_reach_the_server(openstack: Shell, account: Account, names: Names) -> None:
    options = [word for flag, (value, *_) in VOLUMES.items() for word in (flag, value)]
    created = openstack.id_of(
        CREATE, "--name", names("group"), *NEEDED, "--volumes-per-node", "0", *options,
        "--volumes-locality",
    )  # fmt: skip
    stored = account.get("node-group-templates", created)
    assert {field: stored[field] for _, field, _ in VOLUMES.values()} == {
        field: value for _, field, value in VOLUMES.values()
    }
    assert stored["volume_local_to_instance"] is True


@pytest.mark.parametrize(
    ("options", "reason"),
    smoke(
        [
            ("--volumes-per-node 2 --volumes-size 1", "Cinder is not supported"),
            ("--availability-zone far-away", "availability zone 'far-away' not found"),
            ("--security-groups no-such-group", "Security group 'no-such-group' not found"),
            ("--processes chef", "chef"),
        ]
    ),
)
def test_what_the_server_refuses_is_said_in_its_words(
    openstack: Shell, account: Account, names: Names, options: str, reason: str
) -> None:
    name = names("group")
    assert reason in openstack.fails(CREATE, "--name", name, *NEEDED, *options.split())
    assert not account.named("node-group-templates", name)


BOOT_VOLUME = [
    "--boot-from-volume", "--boot-volume-local-to-instance",
    "--boot-volume-type", "lvm",
    "--boot-volume-availability-zone", "nova",
]  # fmt: skip


@in_v2
def test_instances_may_boot_from_volumes(openstack: Shell, names: Names) -> None:
    name = names("group")
    created = openstack.json(CREATE, "--name", name, *NEEDED, *BOOT_VOLUME)
    assert created["Boot from volume"] is True
    assert created["Boot volume type"] == "lvm"
    assert created["Boot volume availability zone"] == "nova"
    assert created["Boot volume local to instance"] is True
    updated = openstack.json(
        UPDATE, name, "--boot-volume-type", "ssd", "--boot-volume-local-to-instance-disable"
    )
    assert updated["Boot volume type"] == "ssd"
    assert updated["Boot volume local to instance"] is False
    assert openstack.json(UPDATE, name, "--boot-from-volume-disable")["Boot from volume"] is False
    assert openstack.json(UPDATE, name, "--boot-from-volume-enable")["Boot from volume"] is True


@in_v1
def test_v1_does_not_know_of_boot_volumes(openstack: Shell, names: Names) -> None:
    error = openstack.fails(CREATE, "--name", names("group"), *NEEDED, *BOOT_VOLUME, status=2)
    assert "--boot-from-volume" in error


DUMPS = pytest.mark.parametrize("dump", [json.dumps, yaml.safe_dump], ids=["JSON", "YAML"])


def _document(name: str, flavor_id: str) -> dict[str, Any]:
    return {
        "name": name,
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "flavor_id": flavor_id,
        "node_processes": ["namenode"],
        "description": "from a file",
    }


@DUMPS
def test_create_from_a_file(openstack: Shell, names: Names, flavor_id: str, dump: Any) -> None:
    name = names("group")
    Path("group").write_text(dump(_document(name, flavor_id)))
    created = openstack.json(f"{CREATE} --json group")
    assert created["Name"] == name
    assert created["Description"] == "from a file"


@pytest.mark.parametrize("field", ["plugin_version", "hadoop_version"])
def test_create_from_standard_input_with_either_version_s_field_names(
    openstack: Shell, names: Names, flavor_id: str, field: str
) -> None:
    document = _document(names("group"), flavor_id)
    document[field] = document.pop("plugin_version")
    created = openstack.json(f"{CREATE} --json -", stdin=yaml.safe_dump(document))
    assert created["Plugin version"] == "0.1"


def test_options_override_the_file(openstack: Shell, names: Names, flavor_id: str) -> None:
    name = names("group")
    created = openstack.json(
        f"{CREATE} --json - --processes datanode tasktracker --name",
        name,
        stdin=json.dumps(_document(names("other"), flavor_id)),
    )
    assert created["Name"] == name
    assert created["Node processes"] == ["datanode", "tasktracker"]
    assert created["Description"] == "from a file"


@pytest.mark.parametrize(("flag", "column"), SWITCHES)
def test_update_switches_on_and_off(
    openstack: Shell, template: str, flag: str, column: str
) -> None:
    assert openstack.json(UPDATE, template, f"--{flag}-enable")[column] is True
    assert openstack.json(UPDATE, template, f"--{flag}-disable")[column] is False


@pytest.mark.parametrize(("on", "off", "column"), SHARING)
def test_update_shares_and_protects(
    openstack: Shell, template: str, on: str, off: str, column: str
) -> None:
    assert openstack.json(UPDATE, template, f"--{on}")[column] is True
    assert openstack.json(UPDATE, template, f"--{off}")[column] is False


def test_update_changes_all_that_is_given_and_nothing_else(
    openstack: Shell,
    api_version: str,
    account: Account,
    names: Names,
    security_groups: list[str],
) -> None:
    template = names("group")
    openstack(CREATE, "--name", template, *NEEDED, "--description", "stays")
    Path("configs.yaml").write_text("general: {Enable XFS: true}")
    pool = account.connection.network.find_network("public").id
    name = names("renamed")
    volumes = [word for flag, (value, *_) in VOLUMES.items() for word in (flag, value)]
    updated = openstack.json(
        UPDATE, template,
        "--name", name,
        "--plugin", "fake", "--plugin-version", "0.1",
        "--processes", "namenode", "jobtracker",
        "--security-groups", *security_groups,
        "--flavor", "m1.small",
        "--floating-ip-pool", pool,
        "--volumes-per-node", "0", *volumes, "--volumes-locality-enable",
        "--configs", "configs.yaml",
    )  # fmt: skip
    assert compat.is_complete(api_version, UPDATE, updated)
    assert updated["Name"] == name
    assert updated["Node processes"] == ["namenode", "jobtracker"]
    assert updated["Security groups"] == security_groups
    assert updated["Flavor id"] == account.connection.compute.find_flavor("m1.small").id
    assert updated["Floating ip pool"] == pool
    assert updated["Description"] == "stays"
    stored = account.get("node-group-templates", updated["Id"])
    assert stored["node_configs"] == {"general": {"Enable XFS": True}}
    assert stored["volume_mount_prefix"] == "/data"
    assert stored["volume_local_to_instance"] is True
    openstack(UPDATE, name, "--volumes-locality-disable")
    stored = account.get("node-group-templates", updated["Id"])
    assert stored["volume_local_to_instance"] is False


@DUMPS
def test_update_from_a_file(openstack: Shell, template: str, dump: Any) -> None:
    document = {"description": "from a file", "node_processes": ["tasktracker"]}
    Path("changes").write_text(dump(document))
    updated = openstack.json(UPDATE, template, "--json", "changes", "--description", "from here")
    assert updated["Description"] == "from here"
    assert updated["Node processes"] == ["tasktracker"]


def test_delete_says_so_of_each(openstack: Shell, account: Account, names: Names) -> None:
    templates = [names("group"), names("group")]
    for name in templates:
        openstack(CREATE, "--name", name, *NEEDED)
    outcome = openstack("node group template delete", *templates)
    assert outcome.lines == [
        f'Node group template "{name}" has been removed successfully.' for name in templates
    ]
    assert not account.named("node-group-templates", templates[0])


def test_a_protected_template_stays(openstack: Shell, account: Account, names: Names) -> None:
    name = names("group")
    openstack(CREATE, "--name", name, *NEEDED, "--protected")
    assert "protected" in openstack.fails("node group template delete", name)
    assert account.named("node-group-templates", name)


IMPORT = "node group template import"


@pytest.mark.parametrize(
    ("file", "other_version"), [("exported.json", "1.1"), ("exported.yaml", "2")]
)
def test_what_one_version_exports_either_imports(
    openstack: Shell,
    api_version: str,
    names: Names,
    worker: dict[str, Any],
    image: str,
    flavor_id: str,
    file: str,
    other_version: str,
) -> None:
    openstack("node group template export", worker["name"], "--file", file)
    name = names("imported")
    other = Shell(openstack.cloud, other_version)
    imported = other.json(
        IMPORT, file, "--name", name, "--image_id", image, "--flavor_id", "m1.tiny"
    )
    assert compat.is_complete(other_version, IMPORT, imported)
    assert imported["Name"] == name
    assert imported["Node processes"] == worker["node_processes"]
    assert imported["Flavor id"] == flavor_id


def test_export_is_json_on_stdout_that_import_reads_from_stdin(
    openstack: Shell,
    account: Account,
    names: Names,
    worker: dict[str, Any],
    image: str,
    security_groups: list[str],
) -> None:
    exported = openstack("node group template export", worker["name"])
    assert exported.json()["node_group_template"]["name"] == worker["name"]
    assert exported.json()["node_group_template"]["flavor_id"] == "{flavor_id}"
    pool = account.connection.network.find_network("public").id
    imported = openstack.json(
        IMPORT, "-", "--name", names("imported"),
        "--image_id", image, "--flavor_id", "m1.tiny",
        "--security_groups", security_groups[0], "--floating_ip_pool", pool,
        stdin=exported.stdout,
    )  # fmt: skip
    assert imported["Security groups"] == [security_groups[0]]
    assert imported["Floating ip pool"] == pool
    stored = account.get("node-group-templates", imported["Id"])
    assert stored["image_id"] == account.connection.image.find_image(image).id
