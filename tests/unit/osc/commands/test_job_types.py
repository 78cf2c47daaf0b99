from __future__ import annotations

import json

import pytest
import yaml
from osc_lib import exceptions

from saharaclient.exceptions import APIException
from saharaclient.osc.commands import job_types as commands
from tests.unit.osc.samples import both_versions

PIG_CONFIGS = {"job_config": {"configs": [{"name": "mapred.map.tasks"}], "args": [], "params": {}}}
HINTS = pytest.mark.parametrize(
    ("version", "path"),
    [("1.1", "/jobs/config-hints/Pig"), ("2", "/job-templates/config-hints/Pig")],
)


@pytest.fixture(autouse=True)
def _held(service):
    """What the service runs: it filters by type, and by nothing else."""
    types = {
        "Pig": [
            {"name": "vanilla", "versions": {"2.8.2": {}, "2.7.1": {}}},
            {"name": "fake", "versions": {"0.1": {}}},
        ],
        "Spark": [{"name": "spark", "versions": {"2.3": {}}}],
    }

    def listed(request, _):
        wanted = request.qs.get("type", [name.lower() for name in types])
        return {
            "job_types": [
                {"name": name, "plugins": plugins}
                for name, plugins in types.items()
                if name.lower() in wanted
            ]
        }

    service.mock.get(f"{service.url}/job-types", json=listed)


@pytest.fixture
def hints(service, path):
    service.answers("GET", path, PIG_CONFIGS)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, which is empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@both_versions
@pytest.mark.parametrize("argv", [[], ["--long"]])
def test_list_for_people_has_plugins_with_their_versions(shell, service, argv):
    assert shell(commands.ListJobTypes, *argv, "-f", "csv") == (
        '"Name","Plugins"\n"Pig","vanilla(2.7.1, 2.8.2), fake(0.1)"\n"Spark","spark(2.3)"\n'
    )
    assert service.requests("GET") == ["/job-types"]


def test_list_for_programs_has_all_that_is_known(shell):
    assert shell.json(commands.ListJobTypes)[1] == {
        "Name": "Spark",
        "Plugins": [{"name": "spark", "versions": {"2.3": {}}}],
    }


@both_versions
@pytest.mark.parametrize(
    ("argv", "rows"),
    [
        (["--type", "Spark"], {"Spark": "spark(2.3)"}),
        (["--plugin", "spark"], {"Spark": "spark(2.3)"}),
        (["--plugin", "vanilla", "--plugin-version", "2.7.1"], {"Pig": "vanilla(2.7.1)"}),
        (["--plugin", "vanilla", "--plugin-version", "1.0"], {}),
        (["--type", "Pig", "--plugin", "spark"], {}),
        (["--plugin", "nobody"], {}),
    ],
)
def test_list_can_be_narrowed(shell, argv, rows):
    printed = shell(commands.ListJobTypes, *argv, "-f", "value").splitlines()
    assert dict(line.split(" ", 1) for line in printed) == rows


def test_filters_of_the_client_stay_here(shell, service):
    shell(commands.ListJobTypes, "--type", "Pig", "--plugin", "fake", "--plugin-version", "0.1")
    assert service.requests("GET") == ["/job-types?type=Pig"]


def test_version_without_its_plugin_is_refused(shell, service):
    sentence = shell.usage_error(commands.ListJobTypes, "--plugin-version", "0.1")
    assert sentence == "--plugin-version requires --plugin."
    assert not service.mock.request_history


@pytest.mark.parametrize("argv", [("--type", "Cobol"), ("--limit", "1")])
def test_list_has_no_other_types_and_no_pages(shell, argv):
    with pytest.raises(SystemExit):
        shell(commands.ListJobTypes, *argv)


@HINTS
def test_configs_are_saved_under_the_name_of_the_type(shell, service, hints, path, folder):
    said = shell(commands.GetJobTypeConfigs, "Pig")
    assert said == '"Pig" job configs were saved in "Pig" file\n'
    assert json.loads((folder / "Pig").read_text()) == PIG_CONFIGS
    assert service.requests("GET") == [path]


@HINTS
@pytest.mark.parametrize(
    ("name", "load"), [("c.json", json.loads), ("c.yaml", yaml.safe_load), ("c", json.loads)]
)
def test_configs_are_saved_in_the_format_of_the_name(shell, hints, folder, name, load):
    said = shell(commands.GetJobTypeConfigs, "Pig", "--file", name)
    assert said == f'"Pig" job configs were saved in "{name}" file\n'
    assert load((folder / name).read_text()) == PIG_CONFIGS


@pytest.mark.parametrize("argv", [[], ["--file", "Pig"]])
def test_existing_file_is_kept_and_nothing_asked(shell, service, folder, argv):
    (folder / "Pig").write_text("precious")
    with pytest.raises(exceptions.CommandError) as raised:
        shell(commands.GetJobTypeConfigs, "Pig", *argv)
    assert str(raised.value) == 'File "Pig" already exists; choose another one with --file.'
    assert (folder / "Pig").read_text() == "precious"
    assert not service.mock.request_history
    assert shell.stdout == ""


@HINTS
def test_configs_to_standard_output_are_json_only(shell, terminal, hints, folder):
    assert json.loads(shell(commands.GetJobTypeConfigs, "Pig", "--file", "-")) == PIG_CONFIGS
    assert "job configs were saved" in shell.stderr
    assert list(folder.iterdir()) == []


def test_refused_configs_leave_no_file(shell, service, folder):
    service.refuses("GET", "/job-templates/config-hints/Pig", 403, "No")
    with pytest.raises((exceptions.CommandError, APIException)) as raised:
        shell(commands.GetJobTypeConfigs, "Pig")
    assert str(raised.value) == 'GetJobTypeConfigs "Pig" failed: No. (HTTP 403)'
    assert list(folder.iterdir()) == []


def test_configs_of_an_unknown_type_are_refused(shell, service, capsys):
    with pytest.raises(SystemExit):
        shell(commands.GetJobTypeConfigs, "Cobol")
    assert "invalid choice: 'Cobol'" in capsys.readouterr().err
    assert not service.mock.request_history
