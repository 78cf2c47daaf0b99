from __future__ import annotations

import re

import pytest
import requests

from saharaclient.osc.commands.cluster.lifecycle import ListClusters
from saharaclient.osc.commands.jobs import ListJobs, ListJobsV2
from tests.unit.osc import samples
from tests.unit.osc.conftest import Terminal

EACH = pytest.mark.parametrize("command", [ListClusters, ListJobs, ListJobsV2])


@pytest.fixture
def stdout(app):
    """Make stdout a terminal."""
    app.stdout = Terminal()
    return app.stdout


@pytest.fixture
def watch(shell, app):
    """Return a function that watches a list until it has slept that often; returns the sleeps."""

    def watch_(command, *argv, sleeps=1):
        slept = []

        def sleep(seconds):
            slept.append(seconds)
            if len(slept) == sleeps:
                raise KeyboardInterrupt

        app.client_manager.data_processing.api.sleep = sleep
        with pytest.raises(KeyboardInterrupt):
            shell.run(command, "--watch", *argv)
        return slept

    return watch_


def becomes(service, *answers):
    """Have the list of clusters be these answers, one after the other."""
    service.answers(
        "GET",
        "/clusters",
        *(one if isinstance(one, Exception) else {"clusters": one} for one in answers),
    )


def plain(text):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_table_is_drawn_again_until_ctrl_c(service, stdout, watch):
    becomes(service, [samples.cluster(status="Spawning")], [samples.cluster()])
    assert watch(ListClusters, sleeps=2) == [5, 5]
    shown = plain(stdout.getvalue())
    assert shown.index("Spawning") < shown.index("Active")
    assert shown.rstrip().endswith("+")
    assert re.search(r"^Updated \d\d:\d\d:\d\d, every 5s\. Press Ctrl-C to end\.", shown)


def test_cursor_is_back_in_the_end(service, stdout, watch):
    watch(ListClusters)
    assert stdout.getvalue().rindex("\x1b[?25h") > stdout.getvalue().rindex("\x1b[?25l")


def test_interval_can_be_chosen(service, stdout, watch):
    assert watch(ListClusters, "--poll-interval", "1m", sleeps=2) == [60, 60]
    assert "every 1m 00s" in stdout.getvalue()


def test_status_keeps_its_color(service, stdout, watch, monkeypatch):
    service.holds(clusters=samples.cluster())
    monkeypatch.setattr("sys.stdout", stdout)
    watch(ListClusters)
    assert re.search(r"\x1b\[[0-9;]*32m *Active", stdout.getvalue())


def test_filters_hold_for_every_update(service, stdout, watch):
    path = "/jobs?status=RUNNING&limit=500"
    service.answers("GET", path, {"jobs": [samples.job()]})
    watch(ListJobsV2, "--status", "running", sleeps=3)
    assert [one for one in service.requests("GET") if one.startswith("/jobs")] == [path] * 3


def test_names_are_read_again_for_new_resources_only(service, stdout, watch):
    old, new = samples.job(), samples.second_job(cluster_id=samples.SECOND_CLUSTER_ID)
    service.answers("GET", "/jobs", *({"jobs": jobs} for jobs in ([old], [old], [old, new])))
    clusters = [samples.cluster(name="first"), samples.second_cluster(name="second")]
    service.answers("GET", "/clusters", {"clusters": clusters[:1]}, {"clusters": clusters})
    watch(ListJobsV2, sleeps=4)
    assert f"second ({samples.SECOND_CLUSTER_ID})" in plain(stdout.getvalue())
    assert service.requests("GET").count("/clusters?limit=500") == 2
    assert len([one for one in service.requests("GET") if "job-templates" in one]) == 1


@pytest.mark.parametrize(
    "failure", [requests.ConnectionError("gone"), requests.ReadTimeout("too late")]
)
def test_passing_failure_does_not_end_it(service, stdout, watch, failure):
    becomes(service, [samples.cluster(status="Spawning")], failure)
    watch(ListClusters, sleeps=8)  # retries sleep too
    shown = plain(stdout.getvalue())
    assert "Not updated" in shown
    assert "Spawning" in shown.rpartition("Not updated")[2]


def test_lasting_failure_ends_it(shell, service, stdout, app):
    app.client_manager.data_processing.api.sleep = lambda seconds: service.refuses(
        "GET", "/clusters", 403, "No longer"
    )
    becomes(service, [samples.cluster()])
    with pytest.raises(Exception, match="No longer"):
        shell.run(ListClusters, "--watch")


def test_first_failure_ends_it(shell, service, stdout):
    service.refuses("GET", "/clusters", 500, "Broken")
    with pytest.raises(Exception, match="Broken"):
        shell.run(ListClusters, "--watch")
    assert stdout.getvalue() == ""


@EACH
@pytest.mark.parametrize("format", ["json", "yaml", "value", "csv"])
def test_watch_is_for_tables(shell, app, service, command, format):
    app.stdout = Terminal()
    assert "table" in shell.usage_error(command, "--watch", "-f", format)
    assert not service.mock.request_history


@EACH
def test_watch_is_for_terminals(shell, service, command):
    assert "terminal" in shell.usage_error(command, "--watch")
    assert not service.mock.request_history


@EACH
def test_interval_without_watch_is_refused(shell, command):
    sentence = shell.usage_error(command, "--poll-interval", "5")
    assert sentence == "--poll-interval has an effect only with --watch."
