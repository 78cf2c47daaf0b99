"""``dataprocessing plugin ...``"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.functional.compat import is_complete, is_table
from tests.functional.marks import as_admin, as_member
from tests.functional.shell import Shell


@pytest.mark.parametrize("command", ["plugin list", "plugin list --long"])
def test_list_shows_every_plugin_with_its_versions(
    openstack: Shell, api_version: str, command: str
) -> None:
    plugins = openstack.json(command)
    assert is_table(api_version, command, plugins)
    assert {plugin["Name"] for plugin in plugins} >= {"fake", "vanilla", "spark"}
    (fake,) = [plugin for plugin in plugins if plugin["Name"] == "fake"]
    assert fake["Versions"] == ["0.1"]


def test_list_is_a_csv_table_on_demand(openstack: Shell) -> None:
    rows = openstack("plugin list -f csv").csv()
    assert {"Name": "fake", "Versions": "0.1"} in rows


def test_show_has_a_field_for_every_label(openstack: Shell, api_version: str) -> None:
    plugin = openstack.json("plugin show vanilla")
    assert is_complete(api_version, "plugin show", plugin)
    assert plugin["Plugin: enabled"] is True
    assert plugin["Plugin version 2.7.1: enabled"] is True
    assert plugin["Plugin version 2.7.1: stable"] is True


def test_show_of_a_version_has_a_field_for_every_service(
    openstack: Shell, api_version: str
) -> None:
    version = openstack.json("plugin show fake --plugin-version 0.1")
    assert is_complete(api_version, "plugin show --plugin-version", version)
    assert version["Required image tags"] == ["fake", "0.1"]
    assert version["HDFS"] == ["namenode", "datanode"]
    assert version["MapReduce"] == ["tasktracker", "jobtracker"]


def test_configs_are_saved_under_the_version_s_name(openstack: Shell) -> None:
    outcome = openstack("plugin configs get fake 0.1")
    assert outcome.lines == ['"fake" plugin "0.1" version configs was saved in "fake-0.1" file']
    saved = json.loads(Path("fake-0.1").read_text())
    assert saved["name"] == "fake"
    assert saved["configs"]


@pytest.mark.parametrize(
    ("name", "load"), [("configs.json", json.loads), ("configs.yaml", yaml.safe_load)]
)
def test_configs_are_saved_in_the_format_that_the_file_s_name_tells(
    openstack: Shell, name: str, load: type
) -> None:
    outcome = openstack("plugin configs get fake 0.1 --file", name)
    assert outcome.lines == [f'"fake" plugin "0.1" version configs was saved in "{name}" file']
    assert load(Path(name).read_text())["node_processes"]["HDFS"] == ["namenode", "datanode"]


def test_configs_never_overwrite_a_file(openstack: Shell) -> None:
    Path("mine").write_text("precious")
    error = openstack.fails("plugin configs get fake 0.1 --file mine")
    assert '"mine" already exists' in error
    assert Path("mine").read_text() == "precious"


@pytest.fixture
def hidden_again(openstack: Shell) -> Iterator[None]:
    yield
    openstack("plugin update fake -", stdin=json.dumps(_hidden(True)))


def _hidden(status: bool) -> dict:
    return {"plugin_labels": {"hidden": {"status": status}}}


@as_admin
@pytest.mark.usefixtures("hidden_again")
@pytest.mark.parametrize("dump", [json.dumps, yaml.safe_dump], ids=["JSON", "YAML"])
def test_an_admin_changes_labels_from_a_file(
    openstack: Shell, api_version: str, dump: type
) -> None:
    Path("labels").write_text(dump(_hidden(False)))
    updated = openstack.json("plugin update fake labels")
    assert is_complete(api_version, "plugin update", updated)
    assert updated["Plugin: hidden"] is False
    assert openstack.json("plugin show fake")["Plugin: hidden"] is False


@as_member
def test_a_member_is_told_that_labels_are_not_his_to_change(openstack: Shell) -> None:
    before = openstack.json("plugin show fake")
    error = openstack.fails("plugin update fake -", stdin=json.dumps(_hidden(False)))
    assert "not authorized" in error
    assert openstack.json("plugin show fake") == before
