"""``dataprocessing cluster event list``"""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from osc_lib.command import command as osc_command

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.clusters import BaseClusterManager
from saharaclient.api.resource import objects_in
from saharaclient.osc.commands.cluster.progress import (
    WAIT_VIEW,
    current_step,
    steps_of,
    successful,
)
from saharaclient.osc.output.columns import StatusColumn
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import waiting

#: The result of a step, by its ``successful``. Sahara leaves steps without a result if operations
#: overlap.
_RESULTS = {None: "unknown", True: "completed", False: "failed"}
_HEADERS = ("Step type", "Step", "Done", "Result", "Started", "Duration")


class ListClusterEvents(waiting.CanWait[BaseClusterManager], osc_command.Lister):
    """List the provisioning steps of a cluster and their results."""

    view = CLUSTER
    wait_view = WAIT_VIEW
    wait_option = "--follow"
    resume = "cluster event list {} --follow"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "list the events of")
        parser.add_argument(
            "--long", action="store_true", help="List the failed events of each step, by instance"
        )
        parser.add_argument(
            "--follow",
            action="store_true",
            help="Show the progress until the cluster is Active, then list; exit with 1 if it does"
            " not become Active",
        )
        waiting.add_limits(parser, "With --follow: ")

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        cluster_id = (found := self.resolve_argument(parsed_args)).id
        if parsed_args.follow:
            with self.wait_session(parsed_args) as session:
                self.failure = session.wait_for_one(
                    self.manager, found, conditions.ACTIVE, show_progress=True
                ).error
        cluster = self.manager.get(cluster_id, show_progress=True)
        current = current_step(cluster)
        rows = [(step, _row(step, is_current=step is current)) for step in steps_of(cluster)]
        if parsed_args.long:
            return (*_HEADERS, "Failures"), [(*row, _failures(step)) for step, row in rows]
        return _HEADERS, [row for _, row in rows]


def _row(step: dict[str, Any], is_current: bool) -> tuple[Any, ...]:
    total = step.get("total") or 0
    # Sahara drops the count of a step when the step is complete.
    done = total if step.get("successful") else step.get("completed") or 0
    return (
        step.get("step_type"),
        step.get("step_name"),
        f"{done}/{total}",
        StatusColumn("in progress" if is_current else _RESULTS[successful(step)]),
        step.get("created_at"),
        _duration(step),
    )


def _failures(step: dict[str, Any]) -> str:
    """Return the failed events of a step."""
    return "; ".join(
        f"{event.get('instance_name') or 'cluster'}:"
        f" {' '.join(str(event.get('event_info') or 'no reason given').split())}"
        for event in objects_in(step.get("events"))
        if event.get("successful") is False
    )


def _duration(step: dict[str, Any]) -> str:
    """Return the duration of a step; nothing for one that is not finished."""
    if step.get("successful") is None:
        return ""
    try:
        start, end = (datetime.fromisoformat(step[key]) for key in ("created_at", "updated_at"))
        return f"{(end - start).total_seconds():.0f}s"
    except (KeyError, TypeError, ValueError):
        return ""
