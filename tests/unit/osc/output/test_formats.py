"""Results in every output format, as cliff prints them."""

from __future__ import annotations

import json
import subprocess

import pytest
import yaml

from saharaclient.osc.output import formats
from saharaclient.osc.output.columns import DictColumn, Field, ListColumn, NodeGroupsColumn, if_set
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.verbs.list_show import Show, ShowCommand
from tests.unit.osc import samples

GROUPS = [{"name": "worker", "count": 3}]
#: Everything that a shell expands or ends a string at.
EVIL = """a"b$(touch evil)`touch evil`\\ $HOME ${x:-y} \\"""
VIEW = ResourceView(
    name="cluster",
    manager="clusters",
    details=(
        Field("name"),
        Field("status_description", in_table_when=if_set("status_description")),
    ),
    listed=(Field("name"),),
    listed_long=(Field("name"),),
)


class ShowLists(ShowCommand):
    """Show a list and node groups."""

    view = VIEW

    def take_action(self, parsed_args):
        return ["Groups", "Tags"], [NodeGroupsColumn(GROUPS), ListColumn(["b", "a"])]


class ShowOdd(ShowLists):
    """Show headers and values of an odd service."""

    def take_action(self, parsed_args):
        return (
            ["Plugin version 0.1: enabled", "Start (es): a,b", "1st", "Größe", "Info", "None"],
            [True, EVIL, "line\nfeed", 5, DictColumn({"a": "$(b)"}), None],
        )


class ShowCluster(Show):
    """Show a cluster."""

    view = VIEW


@pytest.mark.parametrize(
    ("formatter", "printed"),
    [
        ("value", "worker:3\na, b\n"),
        ("shell", 'groups="worker:3"\ntags="a, b"\n'),
    ],
)
def test_formats_without_structure_have_text_of_lists(shell, formatter, printed):
    assert shell(ShowLists, "-f", formatter) == printed


@pytest.mark.parametrize(("formatter", "load"), [("json", json.loads), ("yaml", yaml.safe_load)])
def test_formats_with_structure_have_lists(shell, formatter, load):
    assert load(shell(ShowLists, "-f", formatter)) == {"Groups": GROUPS, "Tags": ["b", "a"]}


def test_names_of_shell_variables_are_valid(shell):
    printed = shell(ShowOdd, "-f", "shell", "-c", "1st", "-c", "Größe", "-c", "Start (es): a,b")
    names = [line.partition("=")[0] for line in printed.splitlines() if "=" in line]
    assert names == ["start__es___a_b", "_1st", "gr__e"]


def test_shell_variables_hold_what_the_service_sent(shell, tmp_path):
    printed = shell(ShowOdd, "-f", "shell", "--prefix", "x_")
    script = f"""set -eu
{printed}
printf '%s|' "$x_plugin_version_0_1__enabled" "$x_start__es___a_b" "$x__1st" "$x_info" "$x_none"
"""
    done = subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.split("|")[:-1] == ["True", EVIL, "line\nfeed", "{'a': '$(b)'}", "None"]
    assert not list(tmp_path.iterdir())


def test_terminal_gets_escapes_for_control_characters():
    (text,) = formats.as_text(["a\x1b[31m"], on_terminal=True)
    assert (text.human_readable(), text.machine_readable()) == ("a\\x1b[31m", "a\\x1b[31m")


def test_pipe_gets_text_as_it_is():
    assert formats.as_text(["a\x1b[31m"], on_terminal=False) == ["a\x1b[31m"]


@pytest.mark.parametrize("description", ["", None, "It broke."])
@pytest.mark.parametrize("formatter", ["json", "yaml"])
def test_fields_are_there_whatever_the_state(shell, service, description, formatter):
    service.holds(clusters=samples.cluster(status_description=description))
    shown = yaml.safe_load(shell(ShowCluster, "c1", "-f", formatter))
    assert shown == {"Name": "c1", "Status description": description}


@pytest.mark.parametrize(
    ("description", "argv", "is_shown"),
    [
        ("", (), False),
        ("It broke.", (), True),
        ("", ("-c", "Status description"), True),
    ],
)
def test_table_has_fields_without_a_meaning_on_request(shell, service, description, argv, is_shown):
    service.holds(clusters=samples.cluster(status_description=description))
    assert ("Status description" in shell(ShowCluster, "c1", *argv)) is is_shown


def test_column_can_be_selected_whatever_the_state(shell, service):
    service.holds(clusters=samples.cluster(status_description=None))
    assert shell(ShowCluster, "c1", "-f", "value", "-c", "Status description") == "None\n"
