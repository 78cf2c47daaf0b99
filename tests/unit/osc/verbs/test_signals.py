"""Signals that ask a process to end: what a command leaves behind, and its exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import signals
from saharaclient.osc.verbs.command import Command

STATUSES = pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)


class Act(Command):
    """Send this process a signal, and clean up."""

    view = CLUSTER
    number: int
    cleaned_up = 0

    def take_action(self, parsed_args):
        try:
            signal.raise_signal(self.number)
        except Exception:  # what handles errors must not swallow it
            self.write("swallowed")
        finally:
            signal.raise_signal(self.number)  # a second one must not interrupt the cleanup
            type(self).cleaned_up += 1


@pytest.fixture
def default_handlers():
    """Let signals end the process; nohup, as some pipelines use it, ignores SIGHUP."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    for number in before:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def act(monkeypatch, request):
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("only the main thread can handle signals; pytest-xdist may use another one")
    request.getfixturevalue("default_handlers")
    monkeypatch.setattr(Act, "cleaned_up", 0)
    return Act


@pytest.mark.skipif("PYTEST_XDIST_WORKER" in os.environ, reason="ends processes of pytest-xdist")
@STATUSES
def test_signal_ends_a_command_after_its_cleanup(shell, act, number, status):
    act.number = number
    assert shell.run(act) == status
    assert act.cleaned_up == 1
    assert shell.stdout == ""
    assert signal.getsignal(number) is signal.SIG_DFL


@STATUSES
def test_signal_that_is_ignored_stays_so(shell, act, number, status):
    act.number = number
    before = signal.signal(number, signal.SIG_IGN)
    try:
        assert shell.run(act) == 0
        assert signal.getsignal(number) is signal.SIG_IGN
    finally:
        signal.signal(number, before)


def test_command_in_another_thread_sets_no_handlers(shell, act):
    act.number = 0
    statuses = []

    class Idle(act):
        def take_action(self, parsed_args):
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL

    thread = threading.Thread(target=lambda: statuses.append(shell.run(Idle)))
    thread.start()
    thread.join()
    assert statuses == [0]


def test_interactive_mode_gets_the_signal_again(shell, app, act, monkeypatch):
    act.number = signal.SIGTERM
    app.interactive_mode = True
    sent = []
    monkeypatch.setattr(signals, "send_again", lambda terminated: sent.append(terminated.number))
    shell.run(act)
    assert sent == [signal.SIGTERM]


@STATUSES
@pytest.mark.usefixtures("default_handlers")
def test_process_writes_no_traceback(number, status):
    script = f"""
import os, signal
from saharaclient.osc.verbs import signals
try:
    with signals.as_exceptions():
        os.kill(os.getpid(), {int(number)})
        signal.pause()
except signals.Terminated as terminated:
    raise SystemExit(terminated.exit_status)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (status, "")
