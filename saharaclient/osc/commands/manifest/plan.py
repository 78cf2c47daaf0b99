"""``dataprocessing manifest plan`` and ``dataprocessing manifest apply``"""

from __future__ import annotations

import argparse
import threading
import time
from types import SimpleNamespace
from typing import Any, TextIO

from osc_lib import exceptions
from osc_lib.command import command as osc_command

from saharaclient.api import waiters
from saharaclient.api.clusters import Cluster
from saharaclient.manifest.applying import Result, apply
from saharaclient.manifest.changes import Plan, Step
from saharaclient.manifest.execution import State
from saharaclient.osc.arguments import types
from saharaclient.osc.commands.cluster.progress import describe
from saharaclient.osc.commands.manifest.common import PLAN_HEADERS, PlanningCommand, plan_rows
from saharaclient.osc.output.columns import Row
from saharaclient.osc.output.wait_progress import LineProgress, WaitProgress
from saharaclient.osc.verbs import waiting

#: Exit statuses of ``--exit-code``.
CHANGES, CONFLICTS = 3, 4


class PlanManifest(PlanningCommand, osc_command.Lister):
    """Show what an apply of manifests would change; nothing is written."""

    _status = 0

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--changed", action="store_true", help="Leave out resources without changes"
        )
        parser.add_argument(
            "--exit-code",
            action="store_true",
            help=f"Exit with {CHANGES} if there are changes, {CONFLICTS} if there are conflicts,"
            " and 0 if there is nothing to do",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> Row:
        made = self.plan(parsed_args)
        if parsed_args.exit_code:
            changes = CHANGES if made.has_changes else 0
            self._status = CONFLICTS if made.has_conflicts else changes
        return PLAN_HEADERS, list(plan_rows(made, only_changes=parsed_args.changed))

    def _run(self, parsed_args: argparse.Namespace) -> int:
        return super()._run(parsed_args) or self._status


class ApplyManifest(PlanningCommand, osc_command.Lister):
    """Create and update what manifests declare."""

    examples = (
        "manifest apply environment.yaml --wait",
        "manifest apply environment.yaml --var WORKERS=5 --expect 0123456789abcdef",
    )

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
            "--expect",
            metavar="<fingerprint>",
            type=types.text,
            help='Do nothing unless the plan has this fingerprint, which "manifest plan" prints',
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Show the plan instead of carrying it out",
        )
        waiting.add_wait_options(parser, "the clusters are Active")

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        waiting.check_limits(parsed_args)

    def take_action(self, parsed_args: argparse.Namespace) -> Row:
        made = self.plan(parsed_args)
        if parsed_args.expect not in (None, made.fingerprint):
            raise exceptions.CommandError(
                f"The plan is another one than expected: its fingerprint is {made.fingerprint}, not"
                f' {parsed_args.expect}. Nothing was done. Look at it with "openstack'
                ' dataprocessing manifest plan".'
            )
        if parsed_args.dry_run:
            return PLAN_HEADERS, list(plan_rows(made))
        results = self._apply(made, parsed_args)
        self.failure = _failure(results)
        headers = ("Action", "Kind", "Name", "Result", "ID")
        return headers, [
            (one.step.action.value, one.step.kind.name, one.step.name, one.outcome, one.id)
            for one in results
        ]

    def _apply(self, made: Plan, parsed_args: argparse.Namespace) -> list[Result]:
        is_quiet = not self.app.options.verbose_level
        progress = _Progress(self.app.stderr, is_quiet)
        results = {
            id(result.step): result
            for result in apply(
                self.client,
                made,
                parallel=parsed_args.parallel,
                wait=parsed_args.wait,
                timeout=waiters.TIMEOUT if parsed_args.timeout is None else parsed_args.timeout,
                poll_interval=parsed_args.poll_interval,
                on_event=progress.tell,
                on_interrupt=lambda: self.note(
                    "Interrupted: what is in progress is finished. Press Ctrl-C again to stop."
                ),
            )
        }
        return [results[id(step)] for step in made.steps]


class _Progress:
    """A line on stderr for each event of an apply, whichever thread it comes from."""

    def __init__(self, stderr: TextIO, is_quiet: bool) -> None:
        kind = WaitProgress if is_quiet else LineProgress
        self._lines = kind(stderr, lambda one: str(one.state), time.monotonic)
        self._lock = threading.Lock()

    def tell(self, step: Step, what: str, resource: Any) -> None:
        state = describe(resource) if isinstance(resource, Cluster) else what
        with self._lock:
            self._lines.update(SimpleNamespace(name=f"{step.kind.name} {step.name}", state=state))


def _failure(results: list[Result]) -> exceptions.CommandError | None:
    """Return the error of an apply that has not done everything."""
    bad = [one for one in results if one.state is not State.DONE]
    if not bad:
        return None
    noun = "resource" if len(results) == 1 else "resources"
    verb = "is" if len(bad) == 1 else "are"
    return exceptions.CommandError(
        f"{len(bad)} of {len(results)} {noun} {verb} not as declared. Apply again when the cause is"
        " removed: what is done is not done again."
    )
