"""The command line is what its users know: every command, option and column of the old client."""

from __future__ import annotations

import argparse
import configparser
import importlib.metadata
import json
import pathlib

import pytest
from osc_lib.command import command

ROOT = pathlib.Path(__file__).parents[3]
COMMANDS = json.loads((ROOT / "tests/spec/cli-compat.json").read_text(encoding="utf-8"))
VERSIONS = ("v1", "v2")

OUTPUT_KINDS = {"show": command.ShowOne, "list": command.Lister, "action": command.Command}


def read_entry_points(version: str) -> dict[str, importlib.metadata.EntryPoint]:
    """Return the entry points of a version's commands, by the words that users type."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    group = f"openstack.data_processing.{version}"
    points = {}
    for line in config["options.entry_points"][group].split("\n"):
        name, equals, value = (part.strip() for part in line.partition("="))
        if equals:
            points[name.replace("_", " ")] = importlib.metadata.EntryPoint(name, value, group)
    return points


ENTRY_POINTS = {version: read_entry_points(version) for version in VERSIONS}
OFFERED = [(version, name) for version in VERSIONS for name in ENTRY_POINTS[version]]
SPECIFIED = [(version, name) for version in VERSIONS for name in COMMANDS[version]]


def make(version: str, name: str) -> command.Command:
    """Make a command as the documentation build does: without app, options or network."""
    return ENTRY_POINTS[version][name].load()(None, None)


def arguments_of(version: str, name: str) -> list[argparse.Action]:
    return make(version, name).get_parser(name)._actions


def described(action: argparse.Action) -> dict[str, object]:
    """Return an argument in the terms of the spec."""
    takes_value = action.nargs != 0
    description: dict[str, object] = {"takes_value": takes_value}
    if takes_value:
        description["metavar"] = action.metavar
        if action.choices is not None:
            description["choices"] = list(action.choices)
        if action.nargs is not None:
            description["nargs"] = action.nargs
    if action.option_strings:
        description["flags"] = sorted(action.option_strings)
        if action.required:
            description["required"] = True
    return description


def without_new_choices(
    offered: dict[str, object] | None, wanted: dict[str, object]
) -> dict[str, object] | None:
    """Return an argument without the choices that the spec does not know."""
    if offered is None or "choices" not in wanted:
        return offered
    return {**offered, "choices": [one for one in offered["choices"] if one in wanted["choices"]]}


def as_specified(argument: dict[str, object]) -> dict[str, object]:
    known = {name: value for name, value in argument.items() if name != "exclusive_group"}
    if "flags" in known:
        known["flags"] = sorted(known["flags"])
    return known


def test_every_command_of_the_spec_is_there():
    missing = [name for name in SPECIFIED if name[1] not in ENTRY_POINTS[name[0]]]
    assert not missing


def test_the_spec_is_whole():
    assert [len(COMMANDS[version]) for version in VERSIONS] == [55, 56]


@pytest.mark.parametrize(("version", "name"), OFFERED)
def test_command_needs_neither_app_nor_network_to_say_what_it_takes(version, name):
    assert make(version, name).get_parser(name).format_help()


@pytest.mark.parametrize(("version", "name"), OFFERED)
def test_command_has_a_docstring(version, name):
    assert ENTRY_POINTS[version][name].load().__dict__.get("__doc__", "").strip()


@pytest.mark.parametrize(("version", "name"), OFFERED)
def test_every_argument_has_a_help_text(version, name):
    silent = [
        action.option_strings or action.metavar
        for action in arguments_of(version, name)
        if not action.help
    ]
    assert not silent


@pytest.mark.parametrize(("version", "name"), SPECIFIED)
def test_options_are_as_specified(version, name):
    offered = {
        flag: described(action)
        for action in arguments_of(version, name)
        for flag in action.option_strings
    }
    wanted = [as_specified(option) for option in COMMANDS[version][name]["options"]]
    assert [
        without_new_choices(offered.get(option["flags"][0]), option) for option in wanted
    ] == wanted


@pytest.mark.parametrize(("version", "name"), SPECIFIED)
def test_positional_arguments_are_as_specified(version, name):
    offered = [
        described(action) for action in arguments_of(version, name) if not action.option_strings
    ]
    assert offered == COMMANDS[version][name]["positional"]


@pytest.mark.parametrize(("version", "name"), SPECIFIED)
def test_options_that_exclude_each_other_are_as_specified(version, name):
    wanted: dict[int, set[str]] = {}
    for option in COMMANDS[version][name]["options"]:
        if "exclusive_group" in option:
            wanted.setdefault(option["exclusive_group"], set()).update(option["flags"])
    specified = {flag for option in COMMANDS[version][name]["options"] for flag in option["flags"]}
    parser = make(version, name).get_parser(name)
    groups = [
        {flag for action in group._group_actions for flag in action.option_strings} & specified
        for group in parser._mutually_exclusive_groups
    ]
    assert sorted(map(sorted, filter(None, groups))) == sorted(map(sorted, wanted.values()))


@pytest.mark.parametrize(("version", "name"), SPECIFIED)
def test_output_kind_is_as_specified(version, name):
    made = make(version, name)
    kind = next(kind for kind in ("show", "list", "action") if isinstance(made, OUTPUT_KINDS[kind]))
    assert kind == COMMANDS[version][name]["output"]


def test_both_versions_have_the_same_classes_but_for_subclasses_of_v2():
    others = {}
    for name in ENTRY_POINTS["v1"]:
        first, second = (ENTRY_POINTS[version][name].load() for version in VERSIONS)
        alike = first is second
        for_v2 = (
            second.__name__ == f"{first.__name__}V2"
            and issubclass(second, first)
            and second.__module__ == first.__module__
        )
        if not (alike or for_v2):
            others[name] = (first, second)
    assert not others


def test_v2_has_every_command_of_v1():
    assert ENTRY_POINTS["v1"].keys() <= ENTRY_POINTS["v2"].keys()
