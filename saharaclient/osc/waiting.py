"""``--wait`` and what goes with it: time limits, signs of life on stderr, Ctrl-C."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from osc_lib import exceptions

from saharaclient.api import waiters
from saharaclient.api.clusters import Cluster
from saharaclient.exceptions import WaitFailed, WaitTimedOut
from saharaclient.osc import options


def add_wait_options(parser: argparse.ArgumentParser, until: str) -> None:
    """Add ``--wait``, ``--timeout`` and ``--poll-interval``.

    :param until: what is waited for, as in "the cluster is Active".
    """
    parser.add_argument(
        "--wait",
        action="store_true",
        help=f"Wait until {until}; exit with 1 if it fails or takes too long",
    )
    parser.add_argument(
        "--timeout",
        metavar="<seconds>",
        type=options.seconds,
        help=f"With --wait: wait that long at the most (default: {waiters.TIMEOUT:.0f})",
    )
    parser.add_argument(
        "--poll-interval",
        metavar="<seconds>",
        type=options.seconds,
        help="With --wait: look that often (by default often at first, then less)",
    )


class Watch:
    """The waits of one command: what is left of its time, and signs of life on stderr.

    On a terminal the picture is live; elsewhere there is one line for each change.

    :param parsed_args: has the options of :func:`add_wait_options`.
    :param stderr: where the signs of life go.
    """

    def __init__(self, parsed_args: argparse.Namespace, stderr: TextIO) -> None:
        if not parsed_args.wait and (parsed_args.timeout or parsed_args.poll_interval):
            raise exceptions.CommandError(
                "--timeout and --poll-interval have an effect only together with --wait."
            )
        self._end = time.monotonic() + (parsed_args.timeout or waiters.TIMEOUT)
        self._poll_interval = parsed_args.poll_interval
        self._stderr = stderr
        self._progress: LineProgress | None = None

    def __enter__(self) -> Watch:
        live = self._stderr.isatty()
        self._progress = LiveProgress(self._stderr) if live else LineProgress(self._stderr)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None:
        assert self._progress is not None
        self._progress.close()
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            self._stderr.write(f"Interrupted: {self._progress.what_goes_on()} on the server.\n")

    def options(self, describe: Callable[[Cluster], str] | None = None) -> dict[str, Any]:
        """Return what to call the next ``wait_...`` of a manager with.

        :param describe: says how far a cluster is; by default its status and step.
        """
        assert self._progress is not None
        self._progress.describe = describe or describe_status
        return {
            "timeout": max(self._end - time.monotonic(), 0.0),
            "poll_interval": self._poll_interval,
            "on_poll": self._progress.show,
            "show_progress": True,
        }

    def each(self, names: Iterable[str], wait: Callable[..., Any]) -> dict[str, Exception]:
        """Wait for one thing after the other, and return what failed or ran out of time.

        :param wait: called with a name and the :meth:`options`.
        """
        failures: dict[str, Exception] = {}
        for name in names:
            try:
                wait(name, **self.options())
            except (WaitFailed, WaitTimedOut) as error:
                failures[name] = error
        return failures


class LineProgress:
    """One line for each change of status or of a provisioning step."""

    def __init__(self, stderr: TextIO) -> None:
        self.stderr = stderr
        self.start = time.monotonic()
        self.describe: Callable[[Cluster], str] = describe_status
        self.clusters: dict[str, Cluster] = {}
        self._shown: dict[str, str] = {}

    def show(self, cluster: Cluster) -> None:
        """Take note of a cluster as a look has found it."""
        self.clusters[cluster.name] = cluster
        self._draw(cluster)

    def close(self) -> None:
        """Leave the terminal as it was."""

    def what_goes_on(self) -> str:
        """Say what an interrupted wait leaves behind."""
        names = ", ".join(f'"{name}"' for name in self.clusters)
        if not names:
            return "what was started goes on"
        return f"the work on cluster{'s' if len(self.clusters) > 1 else ''} {names} goes on"

    def _draw(self, cluster: Cluster) -> None:
        line = f"{cluster.name}: {self.describe(cluster)}"
        if self._shown.get(cluster.name) != line:
            self._shown[cluster.name] = line
            self.stderr.write(f"{time.monotonic() - self.start:4.0f}s {line}\n")
            self.stderr.flush()


class LiveProgress(LineProgress):
    """A spinner, the time waited, and a line for each cluster, redrawn in place."""

    def __init__(self, stderr: TextIO) -> None:
        from rich.console import Console
        from rich.live import Live
        from rich.spinner import Spinner

        super().__init__(stderr)
        self._spinner = Spinner("dots")
        self._live = Live(
            console=Console(file=stderr, stderr=True),
            get_renderable=self._picture,
            refresh_per_second=4,
            transient=True,
        )
        self._live.start()

    def close(self) -> None:
        self._live.stop()

    def _draw(self, cluster: Cluster) -> None:
        self._live.refresh()

    def _picture(self) -> Any:
        from rich.table import Table
        from rich.text import Text

        picture = Table.grid(padding=(0, 1))
        waited = f"{time.monotonic() - self.start:.0f}s"
        for name, cluster in self.clusters.items():
            picture.add_row(self._spinner, Text(waited), Text(name), Text(self.describe(cluster)))
        return picture


def describe_status(cluster: Cluster) -> str:
    """Return a cluster's status and the provisioning step that it is at."""
    steps = cluster.to_dict().get("provision_progress") or []
    running = [step for step in steps if step.get("successful") is None]
    if not running:
        return cluster.status
    step = running[-1]
    done = step.get("completed")
    count = f" {done or 0}/{step['total']}" if step.get("total") else ""
    return f"{cluster.status} - {step.get('step_name')}{count}"


def describe_health(cluster: Cluster) -> str:
    """Return how far the health check of a cluster is."""
    verification = cluster.to_dict().get("verification") or {}
    return f"health check {verification.get('status', 'not started')}"
