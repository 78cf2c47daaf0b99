from __future__ import annotations

import json

import pytest
from osc_lib import exceptions

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands import plugins
from tests.unit.osc import samples
from tests.unit.osc.samples import both_versions


@pytest.fixture
def held(service):
    service.holds(plugins=[samples.plugin(), samples.plugin(name="spark", versions=["2.3"])])


@pytest.fixture
def version_details(service):
    """Have the plugin's version 0.1 answer with its processes."""
    details = samples.plugin(
        node_processes={"MapReduce": ["tasktracker"], "HDFS": ["datanode", "namenode"]},
        required_image_tags=["fake", "0.1"],
        configs=[{"name": "dfs.replication"}],
    )
    del details["versions"]
    service.answers("GET", "/plugins/fake/0.1", {"plugin": details})
    return details


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Make an empty folder the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@both_versions
def test_list(shell, held):
    assert shell.json(plugins.ListPlugins) == [
        {"Name": "fake", "Versions": ["0.1", "0.2"]},
        {"Name": "spark", "Versions": ["2.3"]},
    ]


def test_long_list(shell, held):
    assert shell.json(plugins.ListPlugins, "--long")[0] == {
        "Name": "fake",
        "Title": "Fake Plugin",
        "Versions": ["0.1", "0.2"],
        "Description": "Nothing but a plugin.",
    }


@both_versions
def test_show_has_a_field_for_every_label(shell, held):
    assert shell.json(plugins.ShowPlugin, "fake") == {
        "Description": "Nothing but a plugin.",
        "Name": "fake",
        "Title": "Fake Plugin",
        "Versions": ["0.1", "0.2"],
        "Plugin: enabled": True,
        "Plugin: hidden": False,
        "Plugin version 0.1: enabled": True,
        "Plugin version 0.1: stable": True,
    }


def test_show_has_fields_first_then_labels(shell, held):
    assert list(shell.json(plugins.ShowPlugin, "fake"))[:5] == [
        "Description",
        "Name",
        "Title",
        "Versions",
        "Plugin: enabled",
    ]


def test_show_of_a_plugin_without_labels(shell, service):
    service.holds(plugins=samples.plugin(plugin_labels=None, version_labels=None))
    assert list(shell.json(plugins.ShowPlugin, "fake")) == [
        "Description",
        "Name",
        "Title",
        "Versions",
    ]


def test_show_of_an_unknown_plugin(shell):
    with pytest.raises(NotFound, match='There is no plugin with name "hive"'):
        shell(plugins.ShowPlugin, "hive")


@both_versions
def test_show_of_a_version_has_a_field_for_every_service(shell, version_details):
    shown = shell.json(plugins.ShowPlugin, "fake", "--plugin-version", "0.1")
    assert "Versions" not in shown
    assert shown["Required image tags"] == ["fake", "0.1"]
    assert list(shown)[-2:] == ["HDFS", "MapReduce"]
    assert shown["HDFS"] == ["datanode", "namenode"]


@both_versions
def test_configs_are_saved_under_the_name_of_plugin_and_version(shell, version_details, here):
    said = shell(plugins.GetPluginConfigs, "fake", "0.1")
    assert said == '"fake" plugin "0.1" version configs was saved in "fake-0.1" file\n'
    assert json.loads((here / "fake-0.1").read_text()) == version_details


def test_configs_can_be_saved_elsewhere(shell, version_details, tmp_path):
    path = str(tmp_path / "configs.yaml")
    said = shell(plugins.GetPluginConfigs, "fake", "0.1", "--file", path)
    assert said == f'"fake" plugin "0.1" version configs was saved in "{path}" file\n'


def test_configs_to_standard_output_are_json_only(shell, terminal, version_details, here):
    assert json.loads(shell(plugins.GetPluginConfigs, "fake", "0.1", "--file", "-")) == (
        version_details
    )
    assert "version configs was saved" in shell.stderr
    assert list(here.iterdir()) == []


def test_configs_do_not_take_the_place_of_a_file(shell, service, here):
    (here / "fake-0.1").write_text("precious")
    with pytest.raises(exceptions.CommandError) as raised:
        shell(plugins.GetPluginConfigs, "fake", "0.1")
    assert str(raised.value) == 'File "fake-0.1" already exists; choose another one with --file.'
    assert not service.mock.request_history


def test_configs_of_an_unknown_version_leave_no_file(shell, held, here):
    with pytest.raises(exceptions.CommandError, match="Versions of fake"):
        shell(plugins.GetPluginConfigs, "fake", "9")
    assert list(here.iterdir()) == []


def test_name_of_the_file_stays_in_the_current_folder(shell, service, here):
    service.answers("GET", "/plugins/..%2Ffake/0.1", {"plugin": samples.plugin()})
    shell(plugins.GetPluginConfigs, "../fake", "0.1")
    assert [path.name for path in here.iterdir()] == ["..-fake-0.1"]


@both_versions
def test_update_sends_the_labels_of_the_file(shell, service, held, document):
    labels = {"plugin_labels": {"enabled": {"status": False}}}
    shown = shell.json(plugins.UpdatePlugin, "fake", document(labels))
    assert service.sent("PATCH") == labels
    assert shown["Plugin: enabled"] is False


def test_update_takes_an_object_only(shell, service, held, document):
    with pytest.raises(exceptions.CommandError, match="must hold an object"):
        shell(plugins.UpdatePlugin, "fake", document("[]"))
    assert not service.mock.request_history
