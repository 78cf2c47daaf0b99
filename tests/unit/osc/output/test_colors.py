"""Statuses are in colour for people at a terminal that shows colours, and for no one else."""

from __future__ import annotations

import io
import re
import sys

import pytest

from saharaclient.osc.commands import jobs
from saharaclient.osc.commands.cluster.events import ListClusterEvents
from saharaclient.osc.commands.cluster.lifecycle import ListClusters, ShowCluster
from saharaclient.osc.output.colors import colored
from saharaclient.osc.output.columns import StatusColumn
from tests.unit.osc import samples
from tests.unit.osc.conftest import Terminal
from tests.unit.osc.samples import CLUSTER_ID, JOB_ID, Collection

GREEN, YELLOW, RED = "\033[32m", "\033[33m", "\033[31m"
SHOWS = pytest.mark.parametrize(
    ("command", "argv"),
    [
        (ListClusters, ()),
        (ShowCluster, ("c1",)),
        (ListClusterEvents, ("c1",)),
        (jobs.ListJobsV2, ()),
        (jobs.ShowJob, (JOB_ID,)),
    ],
)


@pytest.fixture(autouse=True)
def _held(service):
    service.holds(clusters=samples.cluster())
    service.answers(
        "GET",
        f"/clusters/{CLUSTER_ID}",
        {"cluster": samples.cluster(provision_progress=[samples.step("Run", True)])},
    )
    Collection(service, "jobs", samples.job())


@pytest.fixture
def at_terminal(shell, monkeypatch):
    """Return a function that runs a command with a terminal for its stdout."""

    def run(command, *argv):
        # pytest puts its own stdout in place before every test, after the fixtures.
        monkeypatch.setattr(sys, "stdout", Terminal())
        return shell(command, *argv)

    return run


@pytest.mark.parametrize(
    ("colour", "statuses"),
    [
        (GREEN, ["Active", "SUCCEEDED", "GREEN", "completed"]),
        (
            RED,
            ["Error", "FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED", "RED", "failed"],
        ),
        (YELLOW, ["Spawning", "Scaling: Spawning", "RUNNING", "CHECKING", "in progress", "?"]),
    ],
)
def test_color_depends_on_the_kind_of_status(colour, statuses):
    assert [colored(status, Terminal()) for status in statuses] == [
        f"{colour}{status}\033[0m" for status in statuses
    ]


@pytest.mark.parametrize("status", [None, ""])
def test_no_status_has_no_colour(status):
    assert colored(status, Terminal()) == status


def test_what_is_no_terminal_gets_no_colour():
    assert colored("Active", io.StringIO()) == "Active"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_terminal_that_is_to_have_no_colours_gets_none(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert colored("Active", Terminal()) == "Active"


def test_empty_no_color_is_ignored(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "")
    assert colored("Active", Terminal()) == f"{GREEN}Active\033[0m"


def test_column_is_coloured_for_people_only(monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    column = StatusColumn("Active")
    assert column.human_readable() == f"{GREEN}Active\033[0m"
    assert column.machine_readable() == "Active"


@SHOWS
def test_tables_on_a_terminal_are_coloured(at_terminal, command, argv):
    assert "\033[0m" in at_terminal(command, *argv)


@SHOWS
@pytest.mark.parametrize("formatter", ["json", "yaml", "value"])
def test_machine_formats_are_never_coloured(at_terminal, command, argv, formatter):
    assert "\033" not in at_terminal(command, *argv, "-f", formatter)


@pytest.mark.parametrize(
    ("command", "argv"), [(ListClusters, ("-f", "csv")), (ShowCluster, ("c1", "-f", "shell"))]
)
def test_csv_and_shell_are_never_coloured(at_terminal, command, argv):
    assert "\033" not in at_terminal(command, *argv)


@SHOWS
def test_tables_elsewhere_are_not_coloured(shell, command, argv):
    assert "\033" not in shell(command, *argv)


def test_coloured_table_has_straight_edges(at_terminal):
    lines = re.sub(r"\033\[\d+m", "", at_terminal(ListClusters)).splitlines()
    assert len({len(line) for line in lines}) == 1
