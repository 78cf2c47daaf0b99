"""A field that is declared once is an option, a key of --json and a key of manifests."""

from __future__ import annotations

import argparse
from dataclasses import replace

import pytest

from saharaclient.api import kinds
from saharaclient.api.fields import Field, Kind, Lookup, Type
from saharaclient.manifest.reading import schema, spelling
from saharaclient.osc.arguments import field_options, lookups, request_fields
from saharaclient.osc.arguments.credentials import Credentials
from saharaclient.osc.arguments.options import Document, Switch, Value, add_all, given
from saharaclient.osc.commands import cluster_templates, data_sources, job_templates
from saharaclient.osc.commands import node_group_templates as templates
from saharaclient.osc.commands.cluster.create import CreateCluster
from saharaclient.osc.commands.create_job_binary import CreateJobBinary

NAME = Field("name", Type.TEXT, "Name of the thing", option="name", required=True)


def thing(*fields):
    return Kind("things", "thing", "things", 0, (NAME, *fields))


def option(field, **particulars):
    (_, made) = field_options.options_of(thing(field), **particulars)
    return made


def parse(option, *argv, updating=False):
    parser = argparse.ArgumentParser()
    add_all(parser, [option], updating)
    return given([option], parser.parse_args(argv))


@pytest.mark.parametrize(
    ("kind", "argv", "value"),
    [
        (Type.TEXT, ["--my-color", "red"], "red"),
        (Type.NUMBER, ["--my-color", "3"], 3),
        (Type.SWITCH, ["--my-color"], True),
        (Type.TEXTS, ["--my-color", "a", "b"], ["a", "b"]),
    ],
)
def test_new_field_has_an_option_a_key_and_a_schema(kind, argv, value):
    field = Field("color", kind, "Color", option="my-color", aliases=("hue",))
    made = option(field)
    assert parse(made, *argv) == {"color": value}
    for key in ("color", "my_color", "my-color", "hue"):
        assert request_fields.from_document({key: value}, [made], "thing", "It") == {"color": value}
    declared = thing(field)
    assert spelling.fields_of(declared)["hue"].path == ("color",)
    assert {"color", "my_color", "hue"} <= schema.object_schema(declared.fields)[
        "properties"
    ].keys()


def test_field_without_an_option_has_none():
    assert field_options.options_of(thing(Field("color", Type.TEXT, "Color"))) == (
        field_options.options_of(thing())
    )


def test_particulars_of_the_command_line():
    field = Field("color", Type.TEXT, "Color", option="color")
    assert option(field, color={"metavar": "<c>", "required": True}) == replace(
        option(field), metavar="<c>", required=True
    )
    own = Value("--hue", "color", "Hue")
    assert option(field, color=own) is own
    with pytest.raises(ValueError, match="A thing has no colour"):
        option(field, colour={})


@pytest.mark.parametrize(
    ("field", "help"),
    [
        (Field("a", Type.TEXT, "A", option="a"), "A"),
        (Field("a", Type.TEXT, "A", option="a", default="b"), "A (default: b)"),
        (Field("a", Type.NUMBER, "A", option="a", default=0, minimum=0), "A (default: 0)"),
        (Field("a", Type.NUMBER, "A", option="a", default=0, minimum=1), "A"),
        (Field("a", Type.SWITCH, "A", option="a", default=True), "A (default)"),
        (Field("a", Type.SWITCH, "A", option="a", default=False), "A"),
        (Field("a", Type.TEXT, "A", option="a", needs="name"), "A; requires --name"),
        (Field("a", Type.CONFIGS, "Settings", option="a"), "File with settings"),
        (Field("a", Type.OBJECTS, "List of b", option="a"), "File with a list of b"),
    ],
)
def test_help_is_the_description_with_what_limits_it(field, help):
    assert option(field).help == help


def test_option_of_one_version_says_so():
    field = Field("a", Type.SWITCH, "A", option="a", only_in="2", off_description="No A")
    assert len(field_options.options_of(thing(field))) == 1
    (made,) = field_options.options_of(thing(field), only_in="2")
    assert (made.help, made.off_help) == ("A (API v2 only)", "No A (API v2 only)")


def test_switch_of_an_update_has_two_flags():
    made = option(Field("a", Type.SWITCH, "A", option="on"))
    assert parse(made, "--on-disable", updating=True) == {"a": False}
    public = option(Field("is_public", Type.SWITCH, "A", option="public"))
    assert parse(public, "--private", updating=True) == {"is_public": False}


def test_names_of_other_services_are_looked_up():
    field = Field("a", Type.TEXT, "A", option="a", refers_to=Lookup.FLAVOR)
    assert option(field).finder is lookups.flavor_id
    assert option(replace(field, refers_to=Lookup.KEY_PAIR)).finder is None


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        (kinds.NODE_GROUP_TEMPLATE, templates.CreateNodeGroupTemplateV2),
        (kinds.CLUSTER_TEMPLATE, cluster_templates.CreateClusterTemplate),
        (kinds.CLUSTER, CreateCluster),
        (kinds.DATA_SOURCE, data_sources.CreateDataSource),
        (kinds.JOB_BINARY, CreateJobBinary),
        (kinds.JOB_TEMPLATE, job_templates.CreateJobTemplate),
    ],
    ids=lambda one: getattr(one, "key", ""),
)
def test_create_has_an_option_for_each_field_that_declares_one(kind, command):
    options = {one.field: one for one in command.options}
    for field in kind:
        if field.type is Type.OBJECT:
            assert isinstance(options[field.name], Credentials)
        elif field.option:
            flags = options[field.name].flags(updating=False)
            assert flags in ((f"--{field.option}",), (field.option,))
            wanted = {Type.SWITCH: Switch, Type.CONFIGS: Document}.get(field.type, object)
            assert isinstance(options[field.name], wanted)
        else:
            assert field.name not in options


def test_update_of_a_job_template_has_what_can_change():
    fields = {one.field for one in job_templates.UpdateJobTemplate.options}
    assert fields == {"name", "description", "is_public", "is_protected"}
