from __future__ import annotations

import json

import pytest
from osc_lib import exceptions

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands.cluster.events import ListClusterEvents
from tests.unit.osc import samples
from tests.unit.osc.samples import CLUSTER_ID, both_versions

DETAILS = " For details:\nopenstack dataprocessing cluster event list c1 --long"
DONE = samples.step(
    "Run", True, completed=0, created_at="2030-01-01T00:00:00", updated_at="2030-01-01T00:01:30"
)
FAILED = samples.step(
    "Wait",
    False,
    created_at="2030-01-01T00:02:00",
    updated_at="2030-01-01T00:02:00.600000",
    events=[
        {"instance_name": "c1-1", "successful": False, "event_info": "No\n  route to s3a://K:S@b"},
        {"instance_name": "c1-2", "successful": True, "event_info": "fine"},
        {"instance_name": None, "successful": False, "event_info": None},
    ],
)
RUNNING = samples.step("Start", created_at="2030-01-01T00:03:00", updated_at="2030-01-01T00:04:00")


def provisioned(*steps, **changes):
    return samples.cluster(provision_progress=list(steps), **changes)


@pytest.fixture(autouse=True)
def _held(service):
    service.holds(clusters=samples.cluster())
    service.cluster_becomes(provisioned(RUNNING, DONE, FAILED, status="Starting"))


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(ListClusterEvents, *argv)
    return str(raised.value)


@both_versions
def test_steps_are_listed_in_the_order_of_time(shell, service):
    assert shell.json(ListClusterEvents, "c1") == [
        {
            "Step": "Run",
            "Done": "4/4",
            "Result": "completed",
            "Started": "2030-01-01T00:00:00Z",
            "Duration": 90,
        },
        {
            "Step": "Wait",
            "Done": "1/4",
            "Result": "failed",
            "Started": "2030-01-01T00:02:00Z",
            "Duration": 1,
        },
        {
            "Step": "Start",
            "Done": "1/4",
            "Result": "in progress",
            "Started": "2030-01-01T00:03:00Z",
            "Duration": None,
        },
    ]
    assert service.requests("GET") == [
        "/clusters?name=c1&limit=500",
        f"/clusters/{CLUSTER_ID}?show_progress=True",
    ]


def test_table_has_short_times_and_fits_in_80_columns(shell):
    table = shell(ListClusterEvents, "c1")
    assert "| 00:03:00Z |" in table
    assert len(table.splitlines()[0]) <= 80


def test_long_list_has_types_and_dates(shell):
    row = shell.json(ListClusterEvents, "c1", "--long")[-1]
    assert row["Step type"] == "Engine: create cluster"
    assert "2030-01-01T00:03:00Z" in shell(ListClusterEvents, "c1", "--long")


def test_long_list_shows_failures_by_instance(shell):
    rows = shell.json(ListClusterEvents, "c1", "--long")
    assert {row["Step"]: row["Failures"] for row in rows} == {
        "Run": "",
        "Wait": "c1-1: No route to s3a://***:***@b; cluster: no reason given",
        "Start": "",
    }


@pytest.mark.parametrize("progress", [[], None])
def test_cluster_without_steps_has_an_empty_list(shell, service, progress):
    service.cluster_becomes(samples.cluster(provision_progress=progress))
    assert shell.json(ListClusterEvents, "c1") == []


def test_server_that_sends_no_steps_has_an_empty_list(shell, service):
    service.cluster_becomes(samples.cluster())
    assert shell.json(ListClusterEvents, "c1") == []


@pytest.mark.parametrize("argv", [[], ["--long"]])
@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ({}, ("0/0", "unknown", None)),
        ({"successful": True}, ("0/0", "completed", None)),
        ({"total": None, "completed": None, "events": None}, ("0/0", "unknown", None)),
        ({"successful": True, "total": 3}, ("3/3", "completed", None)),
        (
            {"successful": False, "total": 3, "events": [{"successful": False}]},
            ("0/3", "failed", None),
        ),
        (
            {"successful": True, "created_at": "yesterday", "updated_at": "today"},
            ("0/0", "completed", None),
        ),
        (
            {"successful": True, "created_at": "2030-01-01T00:00:00", "updated_at": None},
            ("0/0", "completed", None),
        ),
        (
            {
                "successful": True,
                "created_at": "2030-01-01T00:00:00",
                "updated_at": "2030-01-01T00:00:10+00:00",
            },
            ("0/0", "completed", 10),
        ),
    ],
)
def test_fields_that_are_not_sent_are_left_open(shell, service, argv, step, shown):
    service.cluster_becomes(provisioned(step))
    (row,) = shell.json(ListClusterEvents, "c1", *argv)
    assert (row["Done"], row["Result"], row["Duration"]) == shown


def test_steps_without_a_time_do_not_hinder_the_others(shell, service):
    service.cluster_becomes(provisioned({"step_name": "x"}, {"created_at": None}, DONE))
    assert len(shell.json(ListClusterEvents, "c1")) == 3


def test_unknown_cluster_is_named(shell):
    with pytest.raises(NotFound, match='There is no cluster with name "nobody"'):
        shell(ListClusterEvents, "nobody")
    assert shell.stdout == ""


# With --follow

EVENT = {"created_at": "2030-01-01T00:03:05", "successful": True, "event_info": None}


def event(number, **changes):
    return {**EVENT, "id": f"e{number}", "instance_name": f"c1-{number}", **changes}


STARTED = samples.step("Start", id="s", created_at="2030-01-01T00:03:00", events=[])
STARTED_1 = {**STARTED, "events": [event(1)]}
STARTED_2 = {**STARTED, "events": [event(1), event(2, created_at="2030-01-01T00:03:07")]}
COMPLETED = {**STARTED, "successful": True, "updated_at": "2030-01-01T00:04:00"}
BROKEN = {
    **STARTED,
    "successful": False,
    "updated_at": "2030-01-01T00:04:00",
    "events": [event(1), event(2, successful=False, event_info="No route\n to s3a://K:S@b")],
}


@pytest.fixture
def launches(service):
    """A launch with one step."""
    service.cluster_becomes(
        provisioned(STARTED, status="Starting"),
        provisioned(STARTED_1, status="Starting"),
        provisioned(STARTED_2, status="Starting"),
        provisioned(COMPLETED),
    )


@both_versions
def test_lines_are_written_when_something_happens(shell, launches):
    assert shell(ListClusterEvents, "c1", "--follow").splitlines() == [
        "00:03:00Z Start 0/4 started",
        "00:03:05Z Start 1/4 c1-1 ok",
        "00:03:07Z Start 2/4 c1-2 ok",
        "00:04:00Z Start 4/4 completed",
    ]
    assert shell.stderr == 'Cluster "c1" is Active after 5s.\n'


def test_rows_are_written_before_the_next_poll(shell, app, service, clock, launches):
    written = []
    sleep = app.client_manager.data_processing.api.sleep
    app.client_manager.data_processing.api.sleep = lambda seconds: (
        written.append(shell.stdout.count("\n")),
        sleep(seconds),
    )
    shell(ListClusterEvents, "c1", "--follow", "-f", "value")
    assert written == [1, 2, 3]


def test_failure_of_an_instance_is_a_line(shell, service):
    service.cluster_becomes(provisioned(STARTED, status="Starting"), provisioned(BROKEN))
    assert shell(ListClusterEvents, "c1", "--follow").splitlines()[1:] == [
        "00:03:05Z Start 1/4 c1-1 ok",
        "00:03:05Z Start 1/4 c1-2 failed No route to s3a://***:***@b",
        "00:04:00Z Start 1/4 failed",
    ]


def test_csv_has_one_header(shell, launches):
    lines = shell(ListClusterEvents, "c1", "--follow", "-f", "csv").splitlines()
    assert lines[:2] == [
        '"Time","Step","Done","Instance","Result","Message"',
        '"2030-01-01T00:03:00Z","Start","0/4","","started",""',
    ]
    assert len(lines) == 5


@pytest.mark.parametrize("format", ["value", "table"])
def test_columns_of_rows_can_be_selected(shell, launches, format):
    argv = ("-f", format, "-c", "Step", "-c", "Result")
    lines = shell(ListClusterEvents, "c1", "--follow", *argv).splitlines()
    assert lines == ["Start started", "Start ok", "Start ok", "Start completed"]


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_structured_formats_list_the_steps_in_the_end(shell, launches, format):
    shown = shell(ListClusterEvents, "c1", "--follow", "-f", format)
    assert shown.count("Started") == 1
    assert shell.stderr.splitlines() == [
        "00:03:00Z Start 0/4 started",
        "00:03:05Z Start 1/4 c1-1 ok",
        "00:03:07Z Start 2/4 c1-2 ok",
        "00:04:00Z Start 4/4 completed",
        'Cluster "c1" is Active after 5s.',
    ]


def test_quiet_follow_writes_only_the_result(shell, app, launches):
    app.options.verbose_level = 0
    (step,) = shell.json(ListClusterEvents, "c1", "--follow")
    assert step["Result"] == "completed"
    assert shell.stderr == ""


def test_line_has_no_control_characters_on_a_terminal(shell, app, service):
    app.stdout.isatty = lambda: True
    service.cluster_becomes(provisioned({**COMPLETED, "step_name": "St\x1b[2Jart"}))
    assert shell(ListClusterEvents, "c1", "--follow") == "00:04:00Z St\\x1b[2Jart 4/4 completed\n"


@pytest.mark.parametrize("step", [{}, {"events": [{}]}, {"created_at": 5, "events": [None]}])
def test_step_without_fields_is_a_line(shell, service, step):
    service.cluster_becomes(provisioned(step))
    assert "0/0 started" in shell(ListClusterEvents, "c1", "--follow")


def test_reader_that_leaves_ends_the_command(shell, app, launches):
    class Left:
        def __init__(self, stream):
            self.stream = stream

        def __getattr__(self, name):
            return getattr(self.stream, name)

        def write(self, text):
            raise BrokenPipeError

    app.stdout = Left(app.stdout)
    with pytest.raises(BrokenPipeError):
        shell.run(ListClusterEvents, "c1", "--follow", "-f", "value")


def test_steps_of_a_failed_cluster_are_listed_and_it_is_a_failure(shell, service):
    service.cluster_becomes(
        provisioned(RUNNING, status="Spawning"),
        provisioned(DONE, FAILED, status="Error", status_description="No host"),
    )
    sentence = refusal(shell, "c1", "--follow", "-f", "json")
    assert sentence == f'Cluster "c1" has failed: No host.{DETAILS}'
    assert [row["Step"] for row in json.loads(shell.stdout)] == ["Run", "Wait"]


def test_steps_are_listed_when_the_time_is_up(shell, service):
    service.cluster_becomes(provisioned(RUNNING, status="Spawning"))
    sentence = refusal(shell, "c1", "--follow", "--timeout", "5", "-f", "json")
    assert sentence.endswith("openstack dataprocessing cluster event list c1 --follow")
    assert [row["Step"] for row in json.loads(shell.stdout)] == ["Start"]


def test_cluster_is_looked_at_in_the_given_interval(shell, service, clock):
    service.cluster_becomes(*[provisioned(status="Spawning")] * 2, provisioned())
    shell(ListClusterEvents, "c1", "--follow", "--poll-interval", "7")
    assert clock.sleeps == [7, 7]


@pytest.mark.parametrize("option", ["--timeout", "--poll-interval"])
def test_times_without_follow_are_refused_before_anything_is_sent(shell, service, option):
    sentence = shell.usage_error(ListClusterEvents, "c1", option, "5")
    assert "only with --follow" in sentence
    assert not service.mock.request_history


def test_interrupted_follow_names_the_command_that_continues(shell, service):
    spawning = {"cluster": provisioned(RUNNING, status="Spawning")}
    service.answers("GET", f"/clusters/{CLUSTER_ID}", spawning, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        shell(ListClusterEvents, "c1", "--follow")
    assert shell.stdout == "00:03:00Z Start 0/4 started\n"
    assert shell.progress[-1] == "openstack dataprocessing cluster event list c1 --follow"
