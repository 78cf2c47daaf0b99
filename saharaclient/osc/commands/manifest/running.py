"""What the commands that carry out a plan have in common: options, progress, rows."""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable
from typing import TextIO, TypedDict

from osc_lib import exceptions

from saharaclient.api import waiters
from saharaclient.api.clusters import Cluster
from saharaclient.api.resource import Resource
from saharaclient.manifest import Plan, Result, Step
from saharaclient.manifest.execution.tasks import State
from saharaclient.manifest.execution.writes import Interrupted
from saharaclient.osc.arguments import types
from saharaclient.osc.commands.cluster.progress import describe
from saharaclient.osc.commands.manifest.command import ManifestCommand
from saharaclient.osc.output.columns import Row
from saharaclient.osc.output.wait_progress import LineProgress, WaitProgress, name_of
from saharaclient.osc.verbs import waiting


class RunOptions(TypedDict):
    """The options of the functions of the library that carry out a plan."""

    parallel: int
    wait: bool
    timeout: float
    poll_interval: waiters.Interval | None
    on_event: Callable[[Step, str, Resource | None], None]
    on_interrupt: Callable[[], None]


class RunningCommand(ManifestCommand):
    """A command that carries out a plan."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--parallel",
            metavar="<count>",
            type=types.positive_number,
            default=4,
            help="Number of resources to work on at the same time (default: 4)",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Show the plan instead of carrying it out"
        )

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        waiting.check_limits(parsed_args)

    def options(self, parsed_args: argparse.Namespace) -> RunOptions:
        """Return the options of the library's function."""
        progress = _Progress(self.app.stderr, is_quiet=self.is_quiet)
        return {
            "parallel": parsed_args.parallel,
            "wait": parsed_args.wait,
            "timeout": waiters.TIMEOUT if parsed_args.timeout is None else parsed_args.timeout,
            "poll_interval": parsed_args.poll_interval,
            "on_event": progress.tell,
            "on_interrupt": lambda: self.note(
                "Interrupted: what is in progress is finished. Press Ctrl-C again to stop."
            ),
        }

    def rows(self, plan: Plan, results: list[Result], *, wrong: str) -> Row:
        """Return the rows in the order of the plan, and set the error of those that failed.

        :param wrong: completes a sentence about what failed, as in "as declared".
        """
        by_step = {id(one.step): one for one in results}
        ordered = [by_step[id(step)] for step in plan.steps]
        bad = [one for one in ordered if one.state is not State.DONE]
        if bad:
            noun = "resource" if len(ordered) == 1 else "resources"
            verb = "is" if len(bad) == 1 else "are"
            when = "" if all(map(_is_interrupted, bad)) else " when the cause is removed"
            self.failure = exceptions.CommandError(
                f"{len(bad)} of {len(ordered)} {noun} {verb} {wrong}. Run the command again{when}:"
                " what is done is not done again."
            )
        return ("Action", "Kind", "Name", "Result", "ID"), [
            (one.step.action.value, one.step.kind.name, one.step.name, one.outcome, one.id)
            for one in ordered
        ]


def _is_interrupted(result: Result) -> bool:
    return result.state is State.NOT_STARTED or isinstance(result.error, Interrupted)


class _Progress:
    """A line on stderr for each event of an apply, whichever thread it comes from."""

    def __init__(self, stderr: TextIO, is_quiet: bool) -> None:
        kind = WaitProgress if is_quiet else LineProgress
        self._lines = kind(stderr, name_of, time.monotonic)
        self._lock = threading.Lock()

    def tell(self, step: Step, what: str, resource: Resource | None) -> None:
        state = describe(resource) if isinstance(resource, Cluster) else what
        with self._lock:
            self._lines.show(f"{step.kind.name} {step.name}", state)
