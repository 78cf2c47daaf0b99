from __future__ import annotations

import argparse
import io

import pytest

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.clusters import Cluster
from saharaclient.api.waiters import Ended
from saharaclient.exceptions import Forbidden, WaitFailed, WaitTimedOut
from saharaclient.osc.output import wait_progress
from saharaclient.osc.output.command_lines import CommandLines
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import signals, waiting
from saharaclient.osc.verbs.wait_session import WaitSession, WaitView
from tests.unit.osc import samples

CURSOR_IS_BACK = "\x1b[?25h"
VIEW = WaitView(lambda one: one.status, "cluster show {}")
SPAWNING = {"status": "Spawning"}


@pytest.fixture
def stderr():
    return io.StringIO()


def cluster(**changes):
    return Cluster(None, samples.cluster(**changes))


def parse(*argv):
    parser = argparse.ArgumentParser()
    waiting.add_wait_options(parser, "the cluster is Active")
    return parser.parse_args(argv)


@pytest.fixture
def open_session(clock):
    """Return a function that opens a session on a stream."""

    def open_(stream, timeout=3600.0, **options):
        return WaitSession(
            CLUSTER,
            VIEW,
            stream,
            resume="cluster wait {} --for active",
            command_lines=CommandLines(argparse.Namespace()),
            clock=clock,
            deadline=clock() + timeout,
            **options,
        )

    return open_


class Manager:
    """A manager whose polls find these clusters, one after the other.

    :param ended: how the waits end, by default without an error.
    """

    def __init__(self, *found, ended=None):
        self.found = found
        self.ended = [Ended(samples.CLUSTER_ID, cluster())] if ended is None else ended
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
    session.wait_for_one(manager, cluster(), conditions.ACTIVE)
    return manager.options


def test_nothing_is_waited_for_by_default():
    assert parse() == argparse.Namespace(wait=False, timeout=None, poll_interval=None)


@pytest.mark.parametrize("option", ["--timeout", "--poll-interval"])
@pytest.mark.parametrize("text", ["0", "-1", "soon"])
def test_times_must_be_durations(option, text, capsys):
    with pytest.raises(SystemExit):
        parse("--wait", option, text)
    if not text.startswith("-"):  # argparse takes that for an option
        assert f'argument {option}: "{text}" is not a duration' in capsys.readouterr().err


def test_times_have_units():
    parsed = parse("--wait", "--timeout", "2h", "--poll-interval", "1m")
    assert (parsed.timeout, parsed.poll_interval) == (7200, 60)


@pytest.mark.parametrize(("argv", "timeout"), [((), 3600), (("--timeout", "7"), 7)])
def test_time_limit_is_an_hour_by_default(shell, app, argv, timeout):
    class Wait(waiting.CanWait):
        """Wait."""

        view = CLUSTER
        wait_view = VIEW
        resume = ""

        def add_arguments(self, parser):
            waiting.add_wait_options(parser, "it is done")

        def take_action(self, parsed_args):
            self.limit = poll(self.wait_session(parsed_args))["timeout"]

    made = Wait(app, None)
    made.run(made.get_parser("openstack").parse_args(["--wait", *argv]))
    assert made.limit == timeout


def test_waits_of_one_command_share_its_time(stderr, clock, open_session):
    with open_session(stderr, timeout=10) as session:
        clock.now += 4
        assert poll(session)["timeout"] == 6


def test_time_left_is_never_negative(stderr, clock, open_session):
    with open_session(stderr, timeout=10) as session:
        clock.now += 11
        assert poll(session)["timeout"] == 0


@pytest.mark.parametrize("interval", [None, 2.5])
def test_poll_interval_is_passed_on(stderr, interval, open_session):
    with open_session(stderr, poll_interval=interval) as session:
        assert poll(session)["poll_interval"] == interval


def test_poll_options_are_passed_on(stderr, open_session):
    manager = Manager()
    with open_session(stderr) as session:
        session.wait_for_one(manager, cluster(), conditions.ACTIVE, show_progress=True)
    assert manager.options["show_progress"] is True


def test_there_is_one_line_for_each_change(stderr, clock, open_session):
    with open_session(stderr, concludes=False) as session:
        for status in ("Spawning", "Waiting", "Waiting", "Active"):
            clock.now += 7
            poll(session, cluster(status=status), cluster(status=status))
    assert stderr.getvalue().splitlines() == [
        "   7s c1: Spawning",
        "  14s c1: Waiting",
        "  21s c1: Waiting",
        "  28s c1: Active",
    ]


def test_clusters_are_distinguished(stderr, open_session):
    with open_session(stderr) as session:
        poll(session, *(cluster(name=name, **SPAWNING) for name in ("c1", "c2", "c1", "c2")))
    assert stderr.getvalue().splitlines()[:2] == ["   0s c1: Spawning", "   0s c2: Spawning"]


# What stays


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0s"), (62, "1m 02s"), (3599.4, "59m 59s"), (11111, "3h 05m")]
)
def test_final_line_says_how_long_it_took(stderr, clock, open_session, seconds, words):
    with open_session(stderr) as session:
        clock.now += seconds
        poll(session, cluster(**SPAWNING), cluster())
    assert stderr.getvalue().splitlines()[-1] == f'Cluster "c1" is Active after {words}.'


def test_final_line_without_a_wait_has_no_duration(stderr, open_session):
    with open_session(stderr) as session:
        poll(session, cluster())
    assert stderr.getvalue() == 'Cluster "c1" is Active.\n'


def test_final_line_stays_on_a_terminal(terminal, open_session):
    with open_session(terminal) as session:
        poll(session, cluster(**SPAWNING), cluster())
    assert terminal.getvalue().endswith('Cluster "c1" is Active after 0s.\n')


@pytest.mark.parametrize("ended", [Ended(samples.CLUSTER_ID, cluster(), Forbidden(403, None, ""))])
def test_failed_wait_has_no_final_line(stderr, open_session, ended):
    with open_session(stderr) as session:
        session.wait_for_one(Manager(ended=[ended]), cluster(), conditions.ACTIVE)
    assert stderr.getvalue() == ""


@pytest.mark.parametrize("is_terminal", [False, True])
def test_quiet_session_shows_nothing(stderr, open_session, is_terminal):
    stderr.isatty = lambda: is_terminal
    with open_session(stderr, is_quiet=True) as session:
        poll(session, cluster(**SPAWNING), cluster())
        with session.paused():
            pass
    assert stderr.getvalue() == ""


def test_quiet_session_ends_silently_when_it_is_interrupted(stderr, open_session):
    with pytest.raises(KeyboardInterrupt), open_session(stderr, is_quiet=True) as session:
        list(session.wait(Interrupted(KeyboardInterrupt), {"c1": "c1"}, conditions.ACTIVE))
    assert stderr.getvalue() == ""


@pytest.mark.parametrize("is_terminal", [False, True])
def test_progress_that_cannot_be_written_is_left_out(is_terminal, open_session):
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


@pytest.mark.parametrize(
    ("kind", "next_command"),
    [
        (WaitFailed, "For details:\nopenstack dataprocessing cluster show c1"),
        (WaitTimedOut, "To wait again:\nopenstack dataprocessing cluster wait c1 --for active"),
    ],
)
@pytest.mark.parametrize("seen", [cluster(), None])
def test_failed_wait_names_the_next_command(stderr, kind, next_command, seen, open_session):
    ended = Ended(samples.CLUSTER_ID, seen, failure(kind, seen))
    with open_session(stderr) as session:
        error = session.wait_for_one(Manager(ended=[ended]), cluster(), conditions.ACTIVE).error
    assert str(error) == f"It did not work. {next_command}"


def test_next_command_is_safe_to_paste(stderr, open_session):
    odd = cluster(name="a b;\x1b[2J")
    ended = Ended(samples.CLUSTER_ID, odd, failure(WaitTimedOut, odd))
    with open_session(stderr) as session:
        error = session.wait_for_one(Manager(ended=[ended]), odd, conditions.ACTIVE).error
    assert "cluster wait 'a b;\\x1b[2J' --for active" in str(error)


def test_several_waits_end_one_by_one(stderr, open_session):
    refused = Forbidden(403, None, "no longer")
    ends = [Ended("a", None, refused), Ended("b", cluster())]
    names = {"a": "first", "b": "second"}
    with open_session(stderr) as session:
        ended = list(session.wait(Manager(ended=ends), names, conditions.ACTIVE))
    assert [(one.resource_id, one.error) for one in ended] == [("a", refused), ("b", None)]


class Interrupted(Manager):
    """A manager whose wait is interrupted when some have ended."""

    def __init__(self, kind, *ended):
        super().__init__(ended=ended)
        self.kind = kind

    def wait_for_many(self, resource_ids, until, on_poll, **options):
        yield from self.ended
        raise self.kind


@pytest.mark.parametrize("kind", [KeyboardInterrupt(), signals.Terminated(15)], ids=repr)
@pytest.mark.parametrize(
    ("names", "of_whom", "words"),
    [
        (["c1"], 'cluster "c1"', "c1"),
        (["c1", "c2"], 'clusters "c1", "c2"', "c1 c2"),
        (["gone", "c2"], 'cluster "c2"', "c2"),
    ],
)
def test_interrupted_wait_names_the_command_that_waits_again(
    stderr, names, of_whom, words, kind, open_session
):
    manager = Interrupted(kind, *(Ended(name, cluster()) for name in names if name == "gone"))
    with pytest.raises(type(kind)), open_session(stderr) as session:
        list(session.wait(manager, {name: name for name in names}, conditions.ACTIVE))
    assert stderr.getvalue().splitlines()[-2:] == [
        f"Stopped waiting for {of_whom}. The operation continues on the server. To wait again:",
        f"openstack dataprocessing cluster wait {words} --for active",
    ]


@pytest.mark.parametrize("kind", [WaitFailed, WaitTimedOut])
def test_failed_wait_is_not_called_interrupted(stderr, kind, open_session):
    with pytest.raises(kind), open_session(stderr):
        raise kind
    assert stderr.getvalue() == ""


def test_terminal_shows_time_name_and_state(terminal, clock, open_session):
    with open_session(terminal) as session:
        clock.now += 12
        poll(session, cluster(status="Spawning"))
        shown = terminal.getvalue()
    assert "12s c1 Spawning" in shown


def test_terminal_shows_all_clusters_of_the_wait(terminal, open_session):
    with open_session(terminal) as session:
        poll(session, cluster(name="c1", **SPAWNING), cluster(name="c2", **SPAWNING))
        shown = terminal.getvalue()
    assert "c1 Spawning" in shown
    assert "c2 Spawning" in shown


def test_progress_makes_room_for_a_message(terminal, clock, open_session):
    with open_session(terminal) as session:
        poll(session, cluster(**SPAWNING))
        with session.paused():
            drawn = terminal.getvalue()
            assert drawn.endswith(CURSOR_IS_BACK) or CURSOR_IS_BACK in drawn
        clock.now += 5
        poll(session, cluster(status="Deleting"))
        assert "5s c1 Deleting" in terminal.getvalue()[len(drawn) :]


@pytest.mark.parametrize("kind", [None, WaitFailed, WaitTimedOut, KeyboardInterrupt])
def test_terminal_is_left_as_it_was(terminal, kind, open_session):
    try:
        with open_session(terminal) as session:
            poll(session, cluster(**SPAWNING))
            if kind:
                raise kind
    except (WaitFailed, WaitTimedOut, KeyboardInterrupt):
        pass
    hidden, shown = (
        terminal.getvalue().rindex("\x1b[?25l"),
        terminal.getvalue().rindex(CURSOR_IS_BACK),
    )
    assert hidden < shown


def test_cluster_may_turn_up_while_the_progress_is_drawn(terminal, clock, monkeypatch):
    progress = wait_progress.LiveProgress(terminal, str, clock)
    progress.last_states["c1"] = "Active"

    def waited():
        progress.last_states["c2"] = "Spawning"
        return 12.0

    monkeypatch.setattr(progress, "waited", waited)
    progress._picture()
