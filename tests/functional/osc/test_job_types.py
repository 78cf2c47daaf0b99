"""``dataprocessing job type ...``"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.functional.compat import is_table
from tests.functional.marks import as_member, in_v2
from tests.functional.shell import Shell

NAMES = {
    "Hive", "Java", "MapReduce", "MapReduce.Streaming", "Pig", "Shell", "Spark", "Storm",
    "Storm.Pyleus",
}  # fmt: skip


def test_all_types_are_listed_with_the_plugins_that_run_them(
    openstack: Shell, api_version: str
) -> None:
    types = openstack.json("job type list")
    assert is_table(api_version, "job type list", types)
    assert {one["Name"] for one in types} == NAMES
    plugins = {one["Name"]: one["Plugins"] for one in types}
    assert [plugin["name"] for plugin in plugins["Storm"]] == ["fake"]
    shell = {plugin["name"]: set(plugin["versions"]) for plugin in plugins["Shell"]}
    assert shell["fake"] == {"0.1"}
    assert shell["spark"] == {"1.6.0", "2.1.0", "2.2", "2.3"}


@as_member
def test_a_list_is_also_text(openstack: Shell) -> None:
    rows = openstack("job type list -f csv").csv()
    assert {row["Name"]: row["Plugins"] for row in rows}["Storm"] == "fake(0.1)"
    assert set(openstack("job type list -f value -c Name").lines) == NAMES


@as_member
@pytest.mark.parametrize(
    ("options", "names"),
    [
        ("--type Pig", {"Pig"}),
        ("--plugin fake", NAMES),
        ("--plugin spark", {"Shell", "Spark"}),
        ("--plugin vanilla", NAMES - {"Storm", "Storm.Pyleus"}),
        ("--plugin spark --plugin-version 2.3", {"Shell", "Spark"}),
        ("--plugin spark --plugin-version 9", set()),
        ("--plugin spark --type Pig", set()),
        ("--plugin spark --type Spark", {"Spark"}),
    ],
)
def test_a_list_is_narrowed(openstack: Shell, options: str, names: set[str]) -> None:
    types = openstack.json(f"job type list {options}")
    assert {one["Name"] for one in types} == names
    if "--plugin" in options:
        plugins = {plugin["name"] for one in types for plugin in one["Plugins"]}
        assert plugins <= {options.split()[1]}


@in_v2
@as_member
def test_a_version_is_one_of_a_plugin(openstack: Shell) -> None:
    assert "--plugin" in openstack.fails("job type list --plugin-version 2.3", status=2)


def test_configs_are_saved_under_the_name_of_the_type(openstack: Shell) -> None:
    outcome = openstack("job type configs get Pig")
    assert outcome.lines == ['"Pig" job configs were saved in "Pig" file']
    configs = json.loads(Path("Pig").read_text())["job_config"]
    assert set(configs) == {"configs", "params", "args"}
    assert all({"name", "value"} <= set(config) for config in configs["configs"])
    assert configs["configs"]


@as_member
def test_configs_are_saved_as_yaml_on_demand(openstack: Shell) -> None:
    openstack("job type configs get Hive")
    openstack("job type configs get Hive --file hive.yaml")
    saved = Path("hive.yaml").read_text()
    assert not saved.startswith("{")
    assert yaml.safe_load(saved) == json.loads(Path("Hive").read_text())


@in_v2
@as_member
def test_configs_spare_files(openstack: Shell) -> None:
    Path("Pig").write_text("precious")
    assert '"Pig" already exists' in openstack.fails("job type configs get Pig")
    assert "already exists" in openstack.fails("job type configs get Hive --file Pig")
    assert "no-such-folder" in openstack.fails("job type configs get Pig --file no-such-folder/x")
    assert Path("Pig").read_text() == "precious"
    assert [path.name for path in Path().iterdir()] == ["Pig"]


@in_v2
@as_member
@pytest.mark.parametrize("command", ["list --type", "configs get"])
def test_an_unknown_type_is_a_usage_error(openstack: Shell, command: str) -> None:
    error = openstack.fails(f"job type {command} Cobol", status=2)
    assert "'Cobol'" in error
    assert "'Pig'" in error
