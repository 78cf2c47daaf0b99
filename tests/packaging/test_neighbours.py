"""The wheel beside the plugins of other services."""

from __future__ import annotations

import json

import pytest

from tests.packaging.environment import Environment

OURS = "python-saharaclient"
NEIGHBOURS = {
    "python-heatclient": "stack create",
    "python-magnumclient": "coe cluster create",
    "python-manilaclient": "share create",
    "python-octaviaclient": "loadbalancer create",
}


@pytest.fixture(scope="module")
def entry_points(crowded: Environment) -> list[tuple[str, str, str]]:
    """Distribution, group and name of every entry point that OpenStackClient looks at."""
    found = crowded.evaluate(
        "from importlib.metadata import distributions",
        "[(distribution.name, point.group, point.name)"
        " for distribution in distributions() for point in distribution.entry_points"
        " if point.group.startswith('openstack.')]",
    )
    return [tuple(one) for one in found]


@pytest.fixture(scope="module")
def commands(entry_points: list[tuple[str, str, str]]) -> dict[str, set[str]]:
    """The commands of every distribution, as they are typed."""
    commands: dict[str, set[str]] = {}
    for distribution, _, name in entry_points:
        commands.setdefault(distribution, set()).add(name.replace("_", " "))
    return commands


def test_all_can_be_installed_together(crowded: Environment) -> None:
    crowded.check()


def test_no_command_is_there_twice(commands: dict[str, set[str]]) -> None:
    assert {*NEIGHBOURS, "python-openstackclient"} <= set(commands)
    ours = commands.pop(OURS)
    assert "dataprocessing cluster create" in ours
    assert {name: ours & theirs for name, theirs in commands.items() if ours & theirs} == {}


def test_all_commands_are_listed(crowded: Environment) -> None:
    listed = json.loads(crowded.run("openstack", "command", "list", "-f", "json"))
    names = {name for group in listed for name in group["Commands"]}
    assert {*NEIGHBOURS.values(), "dataprocessing cluster create"} <= names


def test_help_names_all(crowded: Environment) -> None:
    told = crowded.run("openstack", "--help")
    for command in (*NEIGHBOURS.values(), "dataprocessing cluster create"):
        assert f"  {command}  " in told


def test_no_global_option_is_there_twice(crowded: Environment) -> None:
    options = crowded.evaluate(
        "from argparse import ArgumentParser",
        "from importlib.metadata import entry_points",
        "from osc_lib.shell import OpenStackShell",
        "def added(build):",
        "    actions = build(ArgumentParser(add_help=False))._actions",
        "    return [word for action in actions for word in (*action.option_strings, action.dest)]",
        "options = {point.name: added(point.load().build_option_parser)"
        " for group in ('base', 'extension')"
        " for point in entry_points(group=f'openstack.cli.{group}')}",
        "options['shell'] = added(lambda parser: OpenStackShell().parser)",
        "options",
    )
    ours = set(options.pop("data_processing"))
    assert "--os-data-processing-api-version" in ours
    assert {"compute", "orchestration", "shell"} <= set(options)
    assert {
        name: ours & set(theirs) for name, theirs in options.items() if ours & set(theirs)
    } == {}
