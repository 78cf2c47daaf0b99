"""``--watch`` on a terminal of its own."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time

from tests.functional.marks import as_member
from tests.functional.osc.program import PATIENCE, Program

pytestmark = as_member


def test_list_is_watched_until_ctrl_c(program: Program, cluster: str) -> None:
    leader, follower = pty.openpty()
    process = program.start(
        f"cluster list --watch --poll-interval 0.5 --name {cluster}",
        stdin=follower,
        stdout=follower,
        environment={"TERM": "xterm", "COLUMNS": "120", "LINES": "50"},
        start_new_session=True,
    )
    os.close(follower)
    shown = _read_until(leader, b"Updated", 3)
    process.send_signal(2)
    _, stderr = process.communicate(timeout=PATIENCE)
    assert (process.returncode, stderr) == (130, b"")
    assert cluster.encode() in shown
    os.close(leader)


def test_list_that_is_no_table_is_not_watched(program: Program) -> None:
    done: subprocess.CompletedProcess[bytes] = program.run("cluster list --watch")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"terminal" in done.stderr


def _read_until(descriptor: int, sign: bytes, times: int) -> bytes:
    """Return what a terminal shows until it has shown a sign several times."""
    shown = b""
    end = time.monotonic() + PATIENCE
    while shown.count(sign) < times:
        assert time.monotonic() < end, shown
        if select.select([descriptor], [], [], 0.5)[0]:
            shown += os.read(descriptor, 65536)
    return shown
