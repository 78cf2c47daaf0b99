from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands import job_templates as commands
from tests.unit.osc import samples
from tests.unit.osc.samples import JOB_BINARY_ID, JOB_TEMPLATE_ID, LIB_ID, Collection, both_versions

CREATE = ("--name", "pig", "--type", "Pig", "--mains", "main.pig")
PATHS = pytest.mark.parametrize(("version", "path"), [("1.1", "/jobs"), ("2", "/job-templates")])


@pytest.fixture(autouse=True)
def _held(service):
    """Two job templates that the service has, and what they are made of."""
    Collection(service, "job_binaries", samples.job_binary(), samples.lib())
    templates = Collection(
        service,
        "job_templates",
        samples.job_template(),
        samples.job_template(id="e7-2", name="spark", type="Spark", mains=[], libs=[]),
    )
    service.answers("POST", templates.path, {templates.key: samples.job_template()}, status=202)


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


@PATHS
@pytest.mark.parametrize("main", ["main.pig", JOB_BINARY_ID])
def test_create_has_ids_in_place_of_names(shell, service, path, main):
    shell.json(
        commands.CreateJobTemplate,
        *("--name", "pig", "--type", "Pig", "--mains", main, "--libs", "lib.jar"),
    )
    assert service.requests("POST") == [path]
    assert service.sent("POST") == {
        "name": "pig",
        "type": "Pig",
        "mains": [JOB_BINARY_ID],
        "libs": [LIB_ID],
    }


def test_create_without_binaries_needs_no_lookup(shell, service):
    shell.json(commands.CreateJobTemplate, "--name", "j", "--type", "Java")
    assert service.sent("POST") == {"name": "j", "type": "Java"}
    assert service.requests("GET") == []


@pytest.mark.parametrize(
    "argv", [("--libs", "main.pig", "lib.jar"), ("--libs", "main.pig", "--libs", "lib.jar")]
)
def test_create_takes_several_binaries(shell, service, argv):
    shell.json(commands.CreateJobTemplate, "--name", "m", "--type", "MapReduce", *argv)
    assert service.sent("POST")["libs"] == [JOB_BINARY_ID, LIB_ID]


def test_create_with_other_options(shell, service, document):
    interface = [{"name": "in", "mapping_type": "args", "location": "0"}]
    argv = ("--description", "d", "--public", "--protected", "--interface", document(interface))
    shell.json(commands.CreateJobTemplate, *CREATE, *argv)
    assert service.sent("POST") == {
        "name": "pig",
        "type": "Pig",
        "mains": [JOB_BINARY_ID],
        "description": "d",
        "is_public": True,
        "is_protected": True,
        "interface": interface,
    }


def test_create_from_a_file_and_options_over_it(shell, service, document):
    path = document({"name": "a", "type": "Pig", "mains": ["main.pig"], "description": "kept"})
    shell.json(commands.CreateJobTemplate, "--json", path, "--name", "b")
    assert service.sent("POST") == {
        "name": "b",
        "type": "Pig",
        "mains": [JOB_BINARY_ID],
        "description": "kept",
    }


def test_file_may_have_a_single_binary(shell, service, document):
    path = document({"name": "a", "type": "Pig", "mains": "main.pig", "libs": ["lib.jar"]})
    shell.json(commands.CreateJobTemplate, "--json", path)
    assert service.sent("POST")["mains"] == [JOB_BINARY_ID]


def test_binary_of_a_file_that_is_a_number_is_a_name(shell, service, document):
    path = document({"name": "a", "type": "Pig", "mains": 5})
    with pytest.raises(NotFound, match='There is no job binary with name "5"'):
        shell(commands.CreateJobTemplate, "--json", path)


def test_create_shows_the_template(shell):
    assert shell.json(commands.CreateJobTemplate, *CREATE)["Id"] == JOB_TEMPLATE_ID


@pytest.mark.parametrize(
    ("argv", "missing"),
    [([], "--name and --type"), (["--name", "a"], "--type")],
)
def test_create_names_what_is_missing(shell, service, argv, missing):
    assert f"needs {missing}," in shell.usage_error(commands.CreateJobTemplate, *argv)
    assert not service.mock.request_history


def test_unknown_binary_creates_nothing(shell, service):
    with pytest.raises(NotFound, match='There is no job binary with name "nobody"'):
        shell(commands.CreateJobTemplate, *CREATE, "--libs", "nobody")
    assert not service.requests("POST")
    assert shell.stdout == ""


def test_unknown_type_is_refused(shell, service, capsys):
    with pytest.raises(SystemExit):
        shell(commands.CreateJobTemplate, "--name", "a", "--type", "Cobol")
    assert "argument --type: invalid choice: 'Cobol'" in capsys.readouterr().err


def test_interface_must_be_a_list(shell, service, document):
    path = document({"name": "in"})
    sentence = refusal(shell, commands.CreateJobTemplate, *CREATE, "--interface", path)
    assert sentence == f'The file "{path}" must hold a list as JSON or YAML.'
    assert not service.mock.request_history


@both_versions
def test_list_has_its_columns(shell):
    assert shell.json(commands.ListJobTemplates) == [
        {"Name": "pig", "Id": JOB_TEMPLATE_ID, "Type": "Pig"},
        {"Name": "spark", "Id": "e7-2", "Type": "Spark"},
    ]


def test_long_list_has_more_columns(shell):
    assert shell.json(commands.ListJobTemplates, "--long")[0] == {
        "Name": "pig",
        "Id": JOB_TEMPLATE_ID,
        "Type": "Pig",
        "Description": None,
        "Is public": False,
        "Is protected": False,
    }


@PATHS
@pytest.mark.parametrize(
    ("argv", "query", "names"),
    [
        (["--type", "Spark"], "type=Spark&limit=500", ["spark"]),
        (["--name", "p"], "limit=500", ["pig", "spark"]),
        (["--name", "ig"], "limit=500", ["pig"]),
        (["--name", "ig", "--type", "Spark"], "type=Spark&limit=500", []),
    ],
)
def test_list_can_be_narrowed(shell, service, path, argv, query, names):
    assert [row["Name"] for row in shell.json(commands.ListJobTemplates, *argv)] == names
    assert service.requests("GET") == [f"{path}?{query}"]


@PATHS
def test_show_for_people_names_the_binaries(shell, service, path):
    shown = shell(commands.ShowJobTemplate, "pig", "-f", "shell")
    assert f'mains="main.pig:{JOB_BINARY_ID}"\n' in shown
    assert f'libs="lib.jar:{LIB_ID}"\n' in shown
    assert service.requests("GET") == [f"{path}?name=pig&limit=500"]


def test_show_for_programs_has_all_that_is_known_of_the_binaries(shell):
    assert shell.json(commands.ShowJobTemplate, "pig") == {
        "Description": None,
        "Id": JOB_TEMPLATE_ID,
        "Is protected": False,
        "Is public": False,
        "Libs": [samples.lib()],
        "Mains": [samples.job_binary()],
        "Name": "pig",
        "Type": "Pig",
    }


@PATHS
def test_update_sends_what_is_given(shell, service, path):
    argv = ("--name", "b", "--description", "", "--private", "--unprotected")
    shown = shell.json(commands.UpdateJobTemplate, "pig", *argv)
    assert service.requests("PATCH") == [f"{path}/{JOB_TEMPLATE_ID}"]
    assert service.sent("PATCH") == {
        "name": "b",
        "description": "",
        "is_public": False,
        "is_protected": False,
    }
    assert shown["Name"] == "b"


@PATHS
def test_delete_is_reported(shell, service, path):
    said = shell(commands.DeleteJobTemplate, "pig")
    assert said == 'Job template "pig" has been removed successfully.\n'
    assert service.requests("DELETE") == [f"{path}/{JOB_TEMPLATE_ID}"]


def test_delete_of_a_resource_in_use(shell, service):
    path = f"/job-templates/{JOB_TEMPLATE_ID}"
    service.refuses("DELETE", path, 400, "There are jobs of it")
    assert refusal(shell, commands.DeleteJobTemplate, "pig") == (
        'Job template "pig" failed to delete: There are jobs of it. (HTTP 400)'
    )
    assert shell.stdout == ""
