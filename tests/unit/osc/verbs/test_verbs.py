from __future__ import annotations

import io
import sys

import pytest
import requests
from osc_lib import exceptions

from saharaclient.exceptions import NotFound
from saharaclient.osc.arguments import lookups, options
from saharaclient.osc.arguments.options import Document, Value
from saharaclient.osc.output.columns import Field
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.verbs import command, create_update, delete, list_show
from tests.unit.osc import samples
from tests.unit.osc.samples import both_versions

TEMPLATE = ResourceView(
    name="cluster template",
    manager="cluster_templates",
    details=(Field("name"), Field("id"), Field("plugin_version")),
    listed=(Field("name"),),
    listed_long=(Field("name"), Field("plugin_version")),
)
NAME = Value("--name", "name", "Name")
VERSION = Value("--plugin-version", "plugin_version", "Version")
IMAGE = Value("--image", "default_image_id", "Image", finder=lookups.registered_image_id)
CONFIGS = Document("--configs", "cluster_configs", "Configs")
SHARED = options.sharing("cluster template")


class ListTemplates(list_show.List):
    view = TEMPLATE
    filters = (VERSION,)
    contains = (NAME, Value("--about", "description", "Description"))


class ShowTemplate(list_show.Show):
    view = TEMPLATE


class CreateTemplate(create_update.Create):
    view = TEMPLATE
    options = (NAME, VERSION, IMAGE, CONFIGS, *SHARED)
    required = {"name": "--name", "plugin_version": "--plugin-version"}
    details_of = {"volumes": ("volume_size", "volume_type")}


class UpdateTemplate(create_update.Update):
    view = TEMPLATE
    options = (NAME, VERSION, IMAGE, CONFIGS, *SHARED)


class UpdateWithoutFile(UpdateTemplate):
    takes_json = False


class DeleteTemplates(delete.Delete):
    view = TEMPLATE


class Speak(command.Command):
    view = TEMPLATE

    def take_action(self, parsed_args):
        self.write("a result")
        self.inform("an aside")


@pytest.fixture
def held(service):
    """Three templates that the service has."""
    ids = [f"c7c7c7c7-0000-4000-8000-00000000000{number}" for number in (1, 2, 3)]
    templates = [
        samples.cluster_template(name=name, id=id, description=description)
        for name, id, description in zip(
            ("small", "smart", "big"), ids, ("for tests", None, "for work"), strict=True
        )
    ]
    service.holds(cluster_templates=templates)
    return templates


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


# What is said, and where


def test_result_goes_to_stdout(shell):
    assert shell(Speak) == "a result\n"


def test_aside_is_not_for_programs(shell):
    shell(Speak)
    assert shell.stderr == ""


def test_aside_is_for_people_at_a_terminal(shell, terminal):
    shell(Speak)
    assert (shell.stdout, shell.stderr) == ("a result\n", "an aside\n")


def test_aside_is_for_people_who_want_to_know_more(shell, app):
    app.options.verbose_level = 2
    shell(Speak)
    assert (shell.stdout, shell.stderr) == ("a result\n", "an aside\n")


# List


@both_versions
def test_list_has_its_fields(shell, held):
    assert shell.json(ListTemplates) == [{"Name": "small"}, {"Name": "smart"}, {"Name": "big"}]


@both_versions
def test_long_list_has_more_fields(shell, held):
    assert shell.json(ListTemplates, "--long")[0] == {"Name": "small", "Plugin version": "0.1"}


def test_list_of_nothing_is_empty(shell):
    assert shell.json(ListTemplates) == []


@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
def test_filter_goes_to_the_server_by_its_own_name(shell, service, held, field):
    shell.json(ListTemplates, "--plugin-version", "0.2")
    assert f"{field}=0.2" in service.requests("GET")[0]


@pytest.mark.parametrize(
    ("argv", "names"),
    [
        (["--name", "sma"], ["small", "smart"]),
        (["--name", "x"], []),
        (["--about", "for"], ["small", "big"]),
        (["--about", "for", "--name", "b"], ["big"]),
    ],
)
def test_text_is_looked_for_anywhere_in_a_field(shell, held, argv, names):
    assert [row["Name"] for row in shell.json(ListTemplates, *argv)] == names


def test_text_to_look_for_stays_here(shell, service, held):
    shell.json(ListTemplates, "--name", "small")
    assert "small" not in service.requests("GET")[0]


def test_text_is_looked_for_in_a_name_that_is_a_number(shell, service):
    service.holds(cluster_templates=samples.cluster_template(name=2030))
    assert shell.json(ListTemplates, "--name", "03") == [{"Name": 2030}]


# Show


@both_versions
def test_show_by_name_is_one_filtered_request(shell, service, held):
    shown = shell.json(ShowTemplate, "small")
    assert shown == {"Id": held[0]["id"], "Name": "small", "Plugin version": "0.1"}
    assert service.requests("GET") == ["/cluster-templates?name=small&limit=500"]


def test_show_by_id_is_one_request(shell, service, held):
    assert shell.json(ShowTemplate, held[1]["id"])["Name"] == "smart"
    assert service.requests("GET") == [f"/cluster-templates/{held[1]['id']}"]


def test_show_of_an_unknown_name(shell):
    with pytest.raises(NotFound) as raised:
        shell(ShowTemplate, "nobody")
    assert str(raised.value) == (
        'No matches found. There is no cluster template with name "nobody".'
    )


# Create


@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
def test_create_from_options(shell, service, field):
    shown = shell.json(CreateTemplate, "--name", "a", "--plugin-version", "0.1")
    assert service.sent("POST") == {"name": "a", field: "0.1"}
    assert shown == {"Id": "new", "Name": "a", "Plugin version": "0.1"}


@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
@pytest.mark.parametrize("in_file", ["hadoop_version", "plugin_version"])
def test_file_may_have_the_field_names_of_either_version(shell, service, document, field, in_file):
    shell.json(CreateTemplate, "--json", document({"name": "a", in_file: "0.1"}))
    assert service.sent("POST") == {"name": "a", field: "0.1"}


def test_options_override_the_file(shell, service, document):
    path = document({"name": "a", "hadoop_version": "0.1", "description": "kept"})
    shell.json(CreateTemplate, "--json", path, "--name", "b", "--plugin-version", "0.2")
    assert service.sent("POST") == {"name": "b", "plugin_version": "0.2", "description": "kept"}


def test_document_can_come_from_standard_input(shell, service, monkeypatch):
    monkeypatch.setattr(
        sys, "stdin", io.TextIOWrapper(io.BytesIO(b"name: a\nplugin_version: 0.1\n"))
    )
    shell.json(CreateTemplate, "--json", "-")
    assert service.sent("POST") == {"name": "a", "plugin_version": "0.1"}


def test_exported_document_is_taken_out_of_its_wrapping(shell, service, document):
    path = document({"cluster_template": {"name": "a", "plugin_version": "0.1"}})
    shell.json(CreateTemplate, "--json", path)
    assert service.sent("POST") == {"name": "a", "plugin_version": "0.1"}


@pytest.mark.parametrize(
    "content", [{"cluster_template": "a"}, {"cluster_template": {"name": "a"}, "more": 1}]
)
def test_what_only_looks_like_a_wrapping_is_left_alone(shell, document, content):
    path = document(content)
    assert "needs --name" in refusal(shell, CreateTemplate, "--json", path)


def test_yaml_version_reaches_the_server_as_it_is_written(shell, service, document):
    shell.json(CreateTemplate, "--json", document("name: a\nplugin_version: 2.10\n"))
    assert service.sent("POST")["plugin_version"] == "2.10"


def test_fields_unknown_to_this_client_go_through(shell, service, document):
    path = document({"name": "a", "plugin_version": "0.1", "new_field": [1]})
    shell.json(CreateTemplate, "--json", path)
    assert service.sent("POST")["new_field"] == [1]


def test_names_become_ids(shell, service):
    service.holds(images=samples.image())
    shell.json(CreateTemplate, "--name", "a", "--plugin-version", "1", "--image", "ubuntu")
    assert service.sent("POST")["default_image_id"] == samples.IMAGE_ID


def test_field_can_come_from_a_file_of_its_own(shell, service, document):
    path = document({"HDFS": {"dfs.replication": 1}})
    shell.json(CreateTemplate, "--name", "a", "--plugin-version", "1", "--configs", path)
    assert service.sent("POST")["cluster_configs"] == {"HDFS": {"dfs.replication": 1}}


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (
            [],
            "A cluster template needs --name and --plugin-version, as options or in the file of"
            " --json.",
        ),
        (
            ["--plugin-version", "0.1"],
            "A cluster template needs --name, as options or in the file of --json.",
        ),
    ],
)
def test_create_names_what_is_missing(shell, service, argv, sentence):
    assert shell.usage_error(CreateTemplate, *argv) == sentence
    assert not service.mock.request_history


def test_field_that_the_file_leaves_empty_is_missing(shell, document):
    path = document({"name": None, "plugin_version": "0.1"})
    assert "needs --name," in refusal(shell, CreateTemplate, "--json", path)


def test_create_that_cannot_read_its_file_sends_nothing(shell, service, tmp_path):
    path = str(tmp_path / "missing.json")
    assert "cannot be read" in refusal(shell, CreateTemplate, "--json", path)
    assert not service.mock.request_history


@pytest.mark.parametrize(
    "gap",
    [
        {"description": None},
        {"default_image_id": "{default_image_id}"},
        {"volume_size": 5, "volume_type": "ssd"},
    ],
)
def test_what_an_export_leaves_open_is_not_sent(shell, service, document, gap):
    path = document({"name": "a", "plugin_version": "0.1", **gap})
    shell.json(CreateTemplate, "--json", path)
    assert service.sent("POST") == {"name": "a", "plugin_version": "0.1"}


def test_details_of_what_is_switched_off_are_not_sent(shell, service, document):
    path = document({"name": "a", "plugin_version": "0.1", "volumes": 0, "volume_size": 5})
    shell.json(CreateTemplate, "--json", path)
    assert service.sent("POST") == {"name": "a", "plugin_version": "0.1", "volumes": 0}


@pytest.mark.parametrize(
    "content", [{"description": ""}, {"description": "{name}"}, {"volumes": 2, "volume_size": 5}]
)
def test_what_looks_like_a_gap_and_is_none_is_sent(shell, service, document, content):
    path = document({"name": "a", "plugin_version": "0.1", **content})
    shell.json(CreateTemplate, "--json", path)
    sent = service.sent("POST")
    assert {name: sent[name] for name in content} == content


def test_update_sends_null_of_a_file_to_clear_a_field(shell, service, held, document):
    shell.json(UpdateTemplate, "small", "--json", document({"description": None}))
    assert service.sent("PATCH") == {"description": None}


def test_empty_file_name_is_not_the_same_as_none(shell, capsys):
    with pytest.raises(SystemExit):
        shell(CreateTemplate, "--json", "", "--name", "a", "--plugin-version", "0.1")
    assert "argument --json" in capsys.readouterr().err


# Update


@pytest.mark.parametrize(
    ("version", "method", "field"),
    [("1.1", "PUT", "hadoop_version"), ("2", "PATCH", "plugin_version")],
)
def test_update_sends_what_is_given(shell, service, held, method, field):
    shown = shell.json(UpdateTemplate, "small", "--plugin-version", "0.2", "--private")
    assert service.sent(method) == {field: "0.2", "is_public": False}
    assert shown["Plugin version"] == "0.2"


def test_update_takes_a_file(shell, service, held, document):
    path = document({"name": "a", "is_public": True})
    shell.json(UpdateTemplate, "small", "--json", path, "--name", "b")
    assert service.sent("PATCH") == {"name": "b", "is_public": True}


@pytest.mark.parametrize("content", [None, {}])
def test_update_without_a_change_shows_the_resource(shell, service, held, document, content):
    argv = [] if content is None else ["--json", document(content)]
    assert shell.json(UpdateTemplate, "small", *argv)["Name"] == "small"
    assert not service.requests("PATCH")


def test_update_may_take_no_file(shell):
    with pytest.raises(SystemExit):
        shell(UpdateWithoutFile, "small", "--json", "x")


def test_update_without_a_file_still_updates(shell, service, held):
    shell.json(UpdateWithoutFile, "small", "--name", "b")
    assert service.sent("PATCH") == {"name": "b"}


# Exit status 2


class Adjust(UpdateTemplate):
    other_version_options = {"--force": "2", "--data": "1.1"}

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--forecast", action="store_true")


@pytest.mark.parametrize(
    ("argv", "version"),
    [
        (["--force"], "2"),
        (["--force", "other"], "2"),
        (["--force=other"], "2"),
        (["--data", "file"], "1.1"),
    ],
)
def test_option_of_the_other_api_version_says_which(shell, service, argv, version):
    flag = argv[0].partition("=")[0]
    assert shell.usage_error(Adjust, "small", *argv) == (
        f"{flag} needs API version {version}: add --os-data-processing-api-version {version} or"
        f" set OS_DATA_PROCESSING_API_VERSION={version}."
    )
    assert not service.mock.request_history


def test_options_of_the_other_api_version_are_not_in_the_help(app):
    assert "--force " not in Adjust(app, None).get_parser("openstack").format_help()


@pytest.mark.parametrize("abbreviation", ["--fore", "--forecas"])
def test_options_of_the_other_api_version_make_no_abbreviation_ambiguous(shell, abbreviation):
    assert shell.parsed(Adjust, "small", abbreviation).forecast


def test_unknown_options_are_left_to_argparse(shell, capsys):
    with pytest.raises(SystemExit):
        shell(Adjust, "small", "--fore", "x", "--nothing")
    assert "unrecognized arguments: x --nothing" in capsys.readouterr().err


def test_options_of_the_other_api_version_are_values_after_two_dashes(shell, service, held):
    with pytest.raises(NotFound, match='with name "--force"'):
        shell(Adjust, "--", "--force")


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="argparse accepts it as a value")
def test_two_dashes_are_no_value(shell, service):
    assert '"--" is no value for the name' in shell.usage_error(
        UpdateTemplate, "small", "--name=--"
    )
    assert not service.mock.request_history


def test_options_of_others_may_be_empty_lists(shell, held):
    class Hooked(ShowTemplate):
        """A command to which a hook or a formatter of cliff adds an option."""

        def get_parser(self, prog_name):
            parser = super().get_parser(prog_name)
            parser.add_argument("--tablib", action="append", default=[])
            return parser

    assert shell.json(Hooked, "small")["Name"] == "small"


def test_right_command_line_logs_in(shell, app, held):
    shell(ShowTemplate, "small")
    assert app.logged_in


# Delete


@both_versions
def test_delete_is_reported(shell, service, held):
    said = shell(DeleteTemplates, "small")
    assert said == 'Cluster template "small" has been removed successfully.\n'
    assert service.requests("DELETE") == [f"/cluster-templates/{held[0]['id']}"]


def test_delete_several(shell, service, held):
    said = shell(DeleteTemplates, "small", held[1]["id"])
    assert said == (
        'Cluster template "small" has been removed successfully.\n'
        f'Cluster template "{held[1]["id"]}" has been removed successfully.\n'
    )
    assert len(service.requests("DELETE")) == 2


def test_failures_do_not_stop_a_delete(shell, service, held, caplog):
    service.refuses("DELETE", f"/cluster-templates/{held[1]['id']}", 409, "It is in use")
    sentence = refusal(shell, DeleteTemplates, "nobody", "smart", "big")
    assert sentence == "2 of 3 cluster templates failed to delete."
    assert shell.stdout == 'Cluster template "big" has been removed successfully.\n'
    assert caplog.messages[0] == (
        'No matches found. There is no cluster template with name "nobody".'
    )
    assert caplog.messages[1].startswith(
        'Cluster template "smart" failed to delete: It is in use. (HTTP 409'
    )


PROTECTED = "ClusterTemplate with id '7' is marked as protected"


def test_delete_keeps_the_server_s_quotes_in_a_repr(shell, service, held):
    service.refuses("DELETE", f"/cluster-templates/{held[1]['id']}", 400, PROTECTED)
    sentence = refusal(shell, DeleteTemplates, "smart")
    assert sentence.startswith("Cluster template 'smart' failed to delete: ")
    assert PROTECTED in repr(sentence)


def test_update_keeps_the_server_s_quotes_in_a_repr(shell, service, held):
    service.refuses("PATCH", f"/cluster-templates/{held[1]['id']}", 400, PROTECTED)
    assert PROTECTED in repr(refusal(shell, UpdateTemplate, "smart", "--public"))


def test_delete_of_one_fails_as_it_is(shell, caplog):
    with pytest.raises(NotFound, match=r"^No matches found\."):
        shell(DeleteTemplates, "nobody")
    assert not caplog.messages


def test_delete_stops_trying_where_there_is_no_answer(shell, service, held, caplog):
    service.answers("GET", "/cluster-templates", requests.exceptions.ConnectionError("gone"))
    sentence = refusal(shell, DeleteTemplates, "small", "smart", "big")
    assert sentence == "3 of 3 cluster templates failed to delete."
    assert caplog.messages[0].startswith(
        'Cluster template "small" failed to delete: There is no answer from '
    )
    assert caplog.messages[1:] == [
        'Cluster template "smart" was not tried.',
        'Cluster template "big" was not tried.',
    ]
    assert not any("smart" in path for path in service.requests("GET"))


def test_delete_without_answer_names_the_resource(shell, service):
    service.answers("GET", "/cluster-templates", requests.exceptions.ConnectionError("gone"))
    assert refusal(shell, DeleteTemplates, "small").startswith(
        'Cluster template "small" failed to delete: There is no answer from '
    )


def test_server_s_refusal_names_the_command_and_the_resource(shell, service, held):
    service.refuses("PATCH", f"/cluster-templates/{held[1]['id']}", 403, "No")
    sentence = refusal(shell, UpdateTemplate, "smart", "--public")
    assert sentence.startswith('UpdateTemplate "smart" failed: No. (HTTP 403')
