"""The program ``openstack`` in processes of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PATH = Path(sys.executable).with_name("openstack")
#: Seconds after which a process counts as stuck.
PATIENCE = 60


def heed_interrupts() -> None:
    """Have Ctrl-C end the process; it is born deaf to it where the tests run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Program:
    """Runs ``openstack dataprocessing ...`` as one user, in one version of the API.

    :param cloud: entry of clouds.yaml.
    :param api_version: version of the data processing API.
    :param warm: the variables of the ``warm_openstack`` fixture, which saves the second that each
        start takes; None for a process of its own.
    """

    def __init__(self, cloud: str, api_version: str, warm: Mapping[str, str] | None = None) -> None:
        self.path = PATH
        self.environment = {
            "OS_CLOUD": cloud,
            "OS_DATA_PROCESSING_API_VERSION": api_version,
        }
        if warm is not None:
            self.path = Path(warm["WARM_OPENSTACK"]).with_name("openstack")
            self.environment["WARM_OPENSTACK"] = warm["WARM_OPENSTACK"]

    def start(
        self,
        words: str,
        *more: str,
        options: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> subprocess.Popen[bytes]:
        """Start a command, with pipes for all streams that ``kwargs`` do not say otherwise of.

        :param words: the command behind ``dataprocessing``, split at blanks; ``more`` is not.
        :param options: global options.
        :param environment: variables on top of those there are.
        """
        return subprocess.Popen(
            [self.path, *options, "dataprocessing", *words.split(), *more],
            env={**os.environ, **self.environment, **(environment or {})},
            preexec_fn=heed_interrupts,
            **{**dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE), **kwargs},
        )

    def run(
        self, words: str, *more: str, stdin: bytes = b"", **kwargs: Any
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command to its end, whatever that is."""
        process = self.start(words, *more, **kwargs)
        stdout, stderr = process.communicate(stdin, timeout=PATIENCE)
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def __call__(self, words: str, *more: str, **kwargs: Any) -> bytes:
        """Run a command that must succeed with nothing to say on stderr, and return its stdout."""
        done = self.run(words, *more, **kwargs)
        assert (done.returncode, done.stderr) == (0, b""), done
        return done.stdout


def interrupt_after(process: subprocess.Popen[bytes], sign: str) -> tuple[bytes, str]:
    """Send Ctrl-C to a process when its stderr has a line with that sign of life.

    Returns what it has written to stdout, and to stderr since.
    """
    assert process.stderr is not None
    while sign.encode() not in (line := process.stderr.readline()):
        assert line, "it ended before it was interrupted"
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=PATIENCE)
    return stdout, stderr.decode()
