from __future__ import annotations

import argparse
import io
from types import SimpleNamespace

import pytest
from osc_lib import exceptions

from saharaclient.api.clusters import Cluster
from saharaclient.exceptions import Forbidden, WaitFailed, WaitTimedOut
from saharaclient.osc.verbs import waiting
from tests.unit.osc import samples

CURSOR_IS_BACK = "\x1b[?25h"


@pytest.fixture(autouse=True)
def _time_by_hand(monkeypatch, clock):
    monkeypatch.setattr(waiting, "time", SimpleNamespace(monotonic=clock))


@pytest.fixture
def stderr():
    return io.StringIO()


def cluster(**changes):
    return Cluster(None, samples.cluster(**changes))


def parse(*argv):
    parser = argparse.ArgumentParser()
    waiting.add_wait_options(parser, "the cluster is Active")
    return parser.parse_args(argv)


def watch(stderr, *argv):
    return waiting.WaitSession(
        parse("--wait", *argv), stderr, "cluster", lambda one: one.status, "cluster show {}"
    )


def wait(watching, *clusters):
    """Have looks at clusters find these, one after the other; return the limits of the wait."""

    def look(on_poll, **limits):
        for one in clusters:
            on_poll(one)
        return limits

    return watching.for_one(look)


def interrupt(watching, names):
    """Press Ctrl-C when the clusters with these names have been looked at."""

    def look(on_poll, **_):
        for name in names:
            on_poll(cluster(name=name))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), watching:
        watching.for_one(look)


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


@pytest.mark.parametrize("option", ["--timeout", "--poll-interval"])
def test_times_go_only_with_wait(stderr, option):
    with pytest.raises(exceptions.CommandError) as raised:
        waiting.WaitSession(parse(option, "5"), stderr, "cluster", str, "")
    assert str(raised.value) == (
        "--timeout and --poll-interval have an effect only together with --wait."
    )


def test_time_limit_is_an_hour_by_default(stderr):
    with watch(stderr) as watching:
        assert wait(watching)["timeout"] == 3600


def test_waits_of_one_command_share_its_time(stderr, clock):
    with watch(stderr, "--timeout", "10") as watching:
        clock.now += 4
        assert wait(watching)["timeout"] == 6


def test_time_left_is_never_negative(stderr, clock):
    with watch(stderr, "--timeout", "10") as watching:
        clock.now += 11
        assert wait(watching)["timeout"] == 0


@pytest.mark.parametrize(("argv", "interval"), [([], None), (["--poll-interval", "2.5"], 2.5)])
def test_poll_interval_is_passed_on(stderr, argv, interval):
    with watch(stderr, *argv) as watching:
        assert wait(watching)["poll_interval"] == interval


def test_there_is_one_line_for_each_change(stderr, clock):
    with watch(stderr) as watching:
        for status in ("Spawning", "Spawning", "Waiting", "Active"):
            wait(watching, cluster(status=status))
            clock.now += 7
    assert stderr.getvalue().splitlines() == [
        "   0s c1: Spawning",
        "  14s c1: Waiting",
        "  21s c1: Active",
    ]


def test_clusters_are_told_apart(stderr):
    with watch(stderr) as watching:
        wait(watching, *(cluster(name=name) for name in ("c1", "c2", "c1", "c2")))
    assert stderr.getvalue().splitlines() == ["   0s c1: Active", "   0s c2: Active"]


def failing(kind, resource, sentence="It did not work."):
    """Return a wait that ends with a failure."""

    def look(*_, **__):
        failure = kind(0, None, sentence)
        failure.resource = resource
        raise failure

    return look


def test_wait_returns_what_it_has_last_seen(stderr):
    with watch(stderr) as watching:
        assert watching.for_one(lambda *args, **_: args, 1, 2) == (1, 2)


@pytest.mark.parametrize("kind", [WaitFailed, WaitTimedOut])
def test_failed_wait_says_how_to_look_closer(stderr, kind):
    with watch(stderr) as watching, pytest.raises(exceptions.CommandError) as raised:
        watching.for_one(failing(kind, cluster()))
    assert str(raised.value) == (
        'It did not work. To look closer: "openstack dataprocessing cluster show c1".'
    )


@pytest.mark.parametrize("kind", [WaitFailed, WaitTimedOut])
def test_failed_wait_that_has_seen_nothing_is_what_it_is(stderr, kind):
    with watch(stderr) as watching, pytest.raises(kind, match=r"^It did not work\.$"):
        watching.for_one(failing(kind, None))


@pytest.mark.parametrize("kind", [WaitFailed, WaitTimedOut])
@pytest.mark.parametrize("seen", [None, samples.CLUSTER_ID])
def test_wait_for_each_goes_on_past_failures(stderr, kind, seen):
    fail = failing(kind, seen and cluster())

    def look(name, **limits):
        if name == "bad":
            fail()
        return "done"

    with watch(stderr) as watching:
        ended, failures = watching.for_each(["bad", "good"], look)
    assert ended == {"good": "done"}
    assert list(failures) == ["bad"]
    assert str(failures["bad"]).startswith("It did not work.")


def test_wait_for_each_passes_arguments_on(stderr):
    passed = []
    with watch(stderr) as watching:
        watching.for_each(["a"], lambda name, **limits: passed.append(limits), show_progress=True)
    assert passed[0]["show_progress"] is True


def test_wait_for_each_goes_on_past_what_the_server_refuses(stderr):
    with watch(stderr) as watching:
        _, failures = watching.for_each(["a", "b"], failing(Forbidden, None, "no longer"))
    assert [str(failure) for failure in failures.values()] == ["no longer", "no longer"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "Interrupted; what was started continues on the server.\n"),
        (["c1"], 'Interrupted; the work on cluster "c1" continues on the server.\n'),
        (["c1", "c2"], 'Interrupted; the work on clusters "c1", "c2" continues on the server.\n'),
    ],
)
def test_interrupted_wait_says_what_goes_on(stderr, names, sentence):
    interrupt(watch(stderr), names)
    assert stderr.getvalue().splitlines(keepends=True)[-1] == sentence


@pytest.mark.parametrize("failure", [WaitFailed, WaitTimedOut])
def test_failed_wait_is_not_called_interrupted(stderr, failure):
    with pytest.raises(failure), watch(stderr):
        raise failure
    assert stderr.getvalue() == ""


def test_terminal_shows_time_name_and_state(terminal, clock):
    with watch(terminal) as watching:
        clock.now += 12
        wait(watching, cluster(status="Spawning"))
        shown = terminal.getvalue()
    assert "12s c1 Spawning" in shown


def test_terminal_shows_all_clusters_of_the_wait(terminal):
    with watch(terminal) as watching:
        wait(watching, cluster(name="c1"), cluster(name="c2"))
        shown = terminal.getvalue()
    assert "c1 Active" in shown
    assert "c2 Active" in shown


@pytest.mark.parametrize("failure", [None, WaitFailed, WaitTimedOut, KeyboardInterrupt])
def test_terminal_is_left_as_it_was(terminal, failure):
    try:
        with watch(terminal) as watching:
            wait(watching, cluster())
            if failure:
                raise failure
    except (WaitFailed, WaitTimedOut, KeyboardInterrupt):
        pass
    assert not watching._progress._live.is_started
    assert CURSOR_IS_BACK in terminal.getvalue()


def test_interrupted_wait_on_a_terminal_says_what_goes_on_after_the_picture(terminal):
    interrupt(watch(terminal), ["c1"])
    sentence = 'Interrupted; the work on cluster "c1" continues on the server.\n'
    assert terminal.getvalue().endswith(sentence)


def test_cluster_may_turn_up_while_the_picture_is_drawn(terminal, monkeypatch):
    with watch(terminal) as watching:
        progress = watching._progress
        progress._live.auto_refresh = False
        progress.last_states["c1"] = "Active"
        monkeypatch.setattr(
            progress, "waited", lambda: progress.last_states.setdefault("c2", "12s")
        )
        progress._picture()
