from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands import data_sources as commands
from tests.unit.osc import samples
from tests.unit.osc.samples import DATA_SOURCE_ID, OUTPUT_ID, Collection, both_versions

CREATE = ("input", "--type", "hdfs", "--url", "hdfs://host/in")
UPDATES = pytest.mark.parametrize(("version", "method"), [("1.1", "PUT"), ("2", "PATCH")])


@pytest.fixture(autouse=True)
def _held(service):
    """Two data sources that the service has."""
    Collection(
        service,
        "data_sources",
        samples.data_source(description="d", is_public=True),
        samples.output(type="hdfs"),
    )


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


@both_versions
def test_create_sends_what_is_given(shell, service):
    shown = shell.json(commands.CreateDataSource, *CREATE)
    assert service.requests("POST") == ["/data-sources"]
    assert service.sent("POST") == {"name": "input", "type": "hdfs", "url": "hdfs://host/in"}
    assert (shown["Id"], shown["Type"], shown["Url"]) == ("new", "hdfs", "hdfs://host/in")


@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (["--description", "d"], {"description": "d"}),
        (["--public", "--protected"], {"is_public": True, "is_protected": True}),
        (
            ["--username", "ann", "--password", "pw"],
            {"credentials": {"user": "ann", "password": "pw"}},
        ),
    ],
)
def test_create_with_an_option(shell, service, argv, fields):
    shell.json(commands.CreateDataSource, *CREATE, *argv)
    assert service.sent("POST") == {
        "name": "input",
        "type": "hdfs",
        "url": "hdfs://host/in",
        **fields,
    }


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (CREATE[1:], "the following arguments are required: <name>"),
        (CREATE[:3], "the following arguments are required: --url"),
        ((CREATE[0], *CREATE[3:]), "the following arguments are required: --type"),
        (("input", "--type", "nfs", "--url", "x"), "argument --type: invalid choice: 'nfs'"),
    ],
)
def test_create_names_what_is_wrong(shell, service, capsys, argv, problem):
    with pytest.raises(SystemExit):
        shell(commands.CreateDataSource, *argv)
    assert problem in capsys.readouterr().err
    assert not service.mock.request_history


def test_refused_create_names_the_operation(shell, service):
    service.refuses("POST", "/data-sources", 400, "The URL does not fit")
    sentence = refusal(shell, commands.CreateDataSource, *CREATE)
    assert sentence == ('CreateDataSource "input" failed: The URL does not fit. (HTTP 400)')
    assert shell.stdout == ""


@both_versions
def test_list_has_its_columns(shell):
    assert shell.json(commands.ListDataSources) == [
        {"Name": "input", "Id": DATA_SOURCE_ID, "Type": "swift"},
        {"Name": "output", "Id": OUTPUT_ID, "Type": "hdfs"},
    ]


def test_long_list_has_more_columns(shell):
    assert shell.json(commands.ListDataSources, "--long")[0] == {
        "Name": "input",
        "Id": DATA_SOURCE_ID,
        "Type": "swift",
        "Url": "swift://container/in",
        "Description": "d",
        "Is public": True,
        "Is protected": False,
    }


@both_versions
def test_list_is_filtered_by_type_on_the_server(shell, service):
    rows = shell.json(commands.ListDataSources, "--type", "hdfs")
    assert [row["Name"] for row in rows] == ["output"]
    assert service.requests("GET") == ["/data-sources?type=hdfs&limit=500"]


@pytest.mark.parametrize(
    ("version", "request_"),
    [
        ("1.1", "/data-sources?name=input&limit=500"),
        ("2", "/data-sources?limit=500"),  # whose server has no filter for it
    ],
)
def test_show_by_name(shell, service, request_):
    assert shell.json(commands.ShowDataSource, "input") == {
        "Description": "d",
        "Id": DATA_SOURCE_ID,
        "Is protected": False,
        "Is public": True,
        "Name": "input",
        "Type": "swift",
        "Url": "swift://container/in",
    }
    assert service.requests("GET") == [request_]


def test_show_leaves_credentials_out_even_if_they_are_sent(shell, service):
    with_credentials = samples.data_source(credentials={"user": "u", "password": "pw"})
    Collection(service, "data_sources", with_credentials)
    assert "pw" not in shell(commands.ShowDataSource, "input")


def test_show_of_an_unknown_name(shell):
    with pytest.raises(NotFound) as raised:
        shell(commands.ShowDataSource, "nobody")
    assert str(raised.value) == ('No matches found. There is no data source with name "nobody".')


@UPDATES
@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (["--name", "new"], {"name": "new"}),
        (["--type", "s3", "--url", "s3://b/p"], {"type": "s3", "url": "s3://b/p"}),
        (["--description", ""], {"description": ""}),
        (["--private", "--unprotected"], {"is_public": False, "is_protected": False}),
        (["--username", "u", "--password", "p"], {"credentials": {"user": "u", "password": "p"}}),
    ],
)
def test_update_sends_what_is_given(shell, service, method, argv, fields):
    shown = shell.json(commands.UpdateDataSource, "input", *argv)
    assert service.requests(method) == [f"/data-sources/{DATA_SOURCE_ID}"]
    assert service.sent(method) == fields
    assert shown["Name"] == fields.get("name", "input")


@both_versions
def test_delete_is_reported(shell, service):
    said = shell(commands.DeleteDataSource, "input", OUTPUT_ID)
    assert said == (
        'Data Source "input" has been removed successfully.\n'
        f'Data Source "{OUTPUT_ID}" has been removed successfully.\n'
    )
    assert service.requests("DELETE") == [
        f"/data-sources/{DATA_SOURCE_ID}",
        f"/data-sources/{OUTPUT_ID}",
    ]


def test_failures_do_not_stop_a_delete(shell, service, caplog):
    service.refuses("DELETE", f"/data-sources/{DATA_SOURCE_ID}", 400, "A job uses it")
    sentence = refusal(shell, commands.DeleteDataSource, "input", "output")
    assert sentence == "1 of 2 data sources failed to delete."
    assert shell.stdout == 'Data Source "output" has been removed successfully.\n'
    assert caplog.messages == ['Data Source "input" failed to delete: A job uses it. (HTTP 400)']
