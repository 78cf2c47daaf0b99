from __future__ import annotations

import argparse
import io
from types import SimpleNamespace

import pytest

from saharaclient.api.clusters import Cluster
from saharaclient.api.waiters import Ended
from saharaclient.exceptions import Forbidden, WaitFailed, WaitTimedOut
from saharaclient.osc.output import wait_progress
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import signals, waiting
from tests.unit.osc import samples

CURSOR_IS_BACK = "\x1b[?25h"
VIEW = waiting.WaitView(lambda one: one.status, "cluster show {}")


@pytest.fixture(autouse=True)
def _clock(monkeypatch, clock):
    for module in (waiting, wait_progress):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=clock))


@pytest.fixture
def stderr():
    return io.StringIO()


def cluster(**changes):
    return Cluster(None, samples.cluster(**changes))


def parse(*argv):
    parser = argparse.ArgumentParser()
    waiting.add_wait_options(parser, "the cluster is Active")
    return parser.parse_args(argv)


def open_session(stderr, timeout=3600.0, poll_interval=None):
    return waiting.WaitSession(CLUSTER, VIEW, stderr, timeout, poll_interval)


class Manager:
    """A manager whose polls find these clusters, one after the other.

    :param ended: how the waits end, by default without an error.
    """

    def __init__(self, *found, ended=None):
        self.found = found
        self.ended = [Ended("id", cluster())] if ended is None else ended
        self.options = {}

    def wait_for_many(self, resource_ids, until, on_poll, **options):
        self.options = options
        for one in self.found:
            if isinstance(one, type):
                raise one()
            on_poll(one)
        yield from self.ended


def poll(session, *found):
    """Wait, with polls that find these clusters; return the options of the wait."""
    manager = Manager(*found)
    session.wait_for_one(manager, "id", None)
    return manager.options


def test_nothing_is_waited_for_by_default():
    assert parse() == argparse.Namespace(wait=False, timeout=None, poll_interval=None)


@pytest.mark.parametrize("option", ["--timeout", "--poll-interval"])
@pytest.mark.parametrize("text", ["0", "-1", "soon"])
def test_times_must_be_seconds(option, text, capsys):
    with pytest.raises(SystemExit):
        parse("--wait", option, text)
    if not text.startswith("-"):  # argparse takes that for an option
        assert f'argument {option}: "{text}" is not a number of seconds above 0.' in (
            capsys.readouterr().err
        )


@pytest.mark.parametrize(("argv", "timeout"), [((), 3600), (("--timeout", "7"), 7)])
def test_time_limit_is_an_hour_by_default(shell, app, argv, timeout):
    class Wait(waiting.CanWait):
        """Wait."""

        view = CLUSTER
        wait_view = VIEW

        def add_arguments(self, parser):
            waiting.add_wait_options(parser, "it is done")

        def take_action(self, parsed_args):
            self.limit = poll(self.wait_session(parsed_args))["timeout"]

    made = Wait(app, None)
    made.run(made.get_parser("openstack").parse_args(["--wait", *argv]))
    assert made.limit == timeout


def test_waits_of_one_command_share_its_time(stderr, clock):
    with open_session(stderr, timeout=10) as session:
        clock.now += 4
        assert poll(session)["timeout"] == 6


def test_time_left_is_never_negative(stderr, clock):
    with open_session(stderr, timeout=10) as session:
        clock.now += 11
        assert poll(session)["timeout"] == 0


@pytest.mark.parametrize("interval", [None, 2.5])
def test_poll_interval_is_passed_on(stderr, interval):
    with open_session(stderr, poll_interval=interval) as session:
        assert poll(session)["poll_interval"] == interval


def test_poll_options_are_passed_on(stderr):
    manager = Manager()
    with open_session(stderr) as session:
        session.wait_for_one(manager, "id", None, show_progress=True)
    assert manager.options["show_progress"] is True


def test_there_is_one_line_for_each_change(stderr, clock):
    with open_session(stderr) as session:
        for status in ("Spawning", "Spawning", "Waiting", "Active"):
            poll(session, cluster(status=status))
            clock.now += 7
    assert stderr.getvalue().splitlines() == [
        "   0s c1: Spawning",
        "  14s c1: Waiting",
        "  21s c1: Active",
    ]


def test_clusters_are_distinguished(stderr):
    with open_session(stderr) as session:
        poll(session, *(cluster(name=name) for name in ("c1", "c2", "c1", "c2")))
    assert stderr.getvalue().splitlines() == ["   0s c1: Active", "   0s c2: Active"]


@pytest.mark.parametrize("is_terminal", [False, True])
def test_progress_that_cannot_be_written_is_left_out(is_terminal):
    class Full(io.StringIO):
        def isatty(self):
            return is_terminal

        def write(self, text):
            raise OSError(28, "No space left on device")

    with open_session(Full()) as session:
        assert poll(session, cluster(status="Spawning"), cluster())


def failure(kind, resource):
    error = kind(0, None, "It did not work.")
    error.resource = resource
    return error


@pytest.mark.parametrize("kind", [WaitFailed, WaitTimedOut])
def test_failed_wait_names_the_command_for_details(stderr, kind):
    ended = Ended("id", cluster(), failure(kind, cluster()))
    with open_session(stderr) as session:
        error = session.wait_for_one(Manager(ended=[ended]), "id", None).error
    assert str(error) == (
        'It did not work. For details: "openstack dataprocessing cluster show c1".'
    )


@pytest.mark.parametrize("kind", [WaitFailed, WaitTimedOut])
def test_failed_wait_that_found_nothing_is_as_it_is(stderr, kind):
    error = failure(kind, None)
    with open_session(stderr) as session:
        ended = session.wait_for_one(Manager(ended=[Ended("id", None, error)]), "id", None)
    assert ended.error is error


def test_several_waits_end_one_by_one(stderr):
    refused = Forbidden(403, None, "no longer")
    ends = [Ended("a", None, refused), Ended("b", cluster())]
    with open_session(stderr) as session:
        ended = list(session.wait(Manager(ended=ends), ["a", "b"], None))
    assert [(one.resource_id, one.error) for one in ended] == [("a", refused), ("b", None)]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, lambda: signals.Terminated(15)])
@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "Interrupted; what was started continues on the server."),
        (["c1"], 'Interrupted; the work on cluster "c1" continues on the server.'),
        (["c1", "c2"], 'Interrupted; the work on clusters "c1", "c2" continues on the server.'),
    ],
)
def test_interrupted_wait_says_what_continues(stderr, names, sentence, kind):
    def interrupt(session):
        poll(session, *(cluster(name=name) for name in names))
        raise kind()

    with pytest.raises((KeyboardInterrupt, signals.Terminated)), open_session(stderr) as session:
        interrupt(session)
    assert stderr.getvalue().splitlines()[-1] == sentence


@pytest.mark.parametrize("kind", [WaitFailed, WaitTimedOut])
def test_failed_wait_is_not_called_interrupted(stderr, kind):
    with pytest.raises(kind), open_session(stderr):
        raise kind
    assert stderr.getvalue() == ""


def test_terminal_shows_time_name_and_state(terminal, clock):
    with open_session(terminal) as session:
        clock.now += 12
        poll(session, cluster(status="Spawning"))
        shown = terminal.getvalue()
    assert "12s c1 Spawning" in shown


def test_terminal_shows_all_clusters_of_the_wait(terminal):
    with open_session(terminal) as session:
        poll(session, cluster(name="c1"), cluster(name="c2"))
        shown = terminal.getvalue()
    assert "c1 Active" in shown
    assert "c2 Active" in shown


def test_progress_makes_room_for_a_message(terminal, clock):
    with open_session(terminal) as session:
        poll(session, cluster())
        with session.paused():
            drawn = terminal.getvalue()
            assert drawn.endswith(CURSOR_IS_BACK) or CURSOR_IS_BACK in drawn
        clock.now += 5
        poll(session, cluster(status="Deleting"))
        assert "5s c1 Deleting" in terminal.getvalue()[len(drawn) :]


@pytest.mark.parametrize("kind", [None, WaitFailed, WaitTimedOut, KeyboardInterrupt])
def test_terminal_is_left_as_it_was(terminal, kind):
    try:
        with open_session(terminal) as session:
            poll(session, cluster())
            if kind:
                raise kind
    except (WaitFailed, WaitTimedOut, KeyboardInterrupt):
        pass
    hidden, shown = (
        terminal.getvalue().rindex("\x1b[?25l"),
        terminal.getvalue().rindex(CURSOR_IS_BACK),
    )
    assert hidden < shown


def test_cluster_may_turn_up_while_the_progress_is_drawn(terminal, monkeypatch):
    progress = wait_progress.LiveProgress(terminal, str)
    progress.last_states["c1"] = "Active"
    monkeypatch.setattr(progress, "waited", lambda: progress.last_states.setdefault("c2", "12s"))
    progress._picture()
