"""``dataprocessing cluster event list``"""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from osc_lib.command import command as osc_command

from saharaclient.api.resource import objects_in
from saharaclient.osc.commands.cluster.progress import steps_of, successful, watching
from saharaclient.osc.output.columns import StatusColumn
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import command, waiting

#: What has become of a step, by its ``successful``.
_RESULTS = {None: "in progress", True: "completed", False: "failed"}
_HEADERS = ("Step type", "Step", "Done", "Result", "Started", "Duration")


class ListClusterEvents(command.Command, osc_command.Lister):
    """List what the service has done, or is doing, to get a cluster to where it is."""

    view = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "list the events of")
        parser.add_argument(
            "--long", action="store_true", help="List what failed steps tell, instance by instance"
        )
        parser.add_argument(
            "--follow",
            action="store_true",
            help="Show the progress until the cluster is Active or in Error (exit with 1), then"
            " list",
        )
        waiting.add_limits(parser, "With --follow: ")

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        parsed_args.wait = parsed_args.follow
        watch = watching(parsed_args, self.app.stderr)
        cluster_id = self.resolve_argument(parsed_args).id
        if parsed_args.follow:
            with watch:
                _, failures = watch.for_each(
                    [cluster_id], self.manager.wait_active, show_progress=True
                )
            self.failure = failures.get(cluster_id)
        steps = steps_of(self.manager.get(cluster_id, show_progress=True))
        if parsed_args.long:
            return (*_HEADERS, "Failures"), [(*_row(step), _failures(step)) for step in steps]
        return _HEADERS, [_row(step) for step in steps]


def _row(step: dict[str, Any]) -> tuple[Any, ...]:
    total = step.get("total") or 0
    # The service forgets the parts of a step when all of them are done.
    done = total if step.get("successful") else step.get("completed") or 0
    return (
        step.get("step_type"),
        step.get("step_name"),
        f"{done}/{total}",
        StatusColumn(_RESULTS[successful(step)]),
        step.get("created_at"),
        _duration(step),
    )


def _failures(step: dict[str, Any]) -> str:
    """Return what the failed events of a step tell."""
    return "; ".join(
        f"{event.get('instance_name') or 'cluster'}:"
        f" {' '.join(str(event.get('event_info') or 'no reason given').split())}"
        for event in objects_in(step.get("events"))
        if event.get("successful") is False
    )


def _duration(step: dict[str, Any]) -> str:
    """Return how long a step has taken; nothing for one that is under way."""
    if step.get("successful") is None:
        return ""
    try:
        start, end = (datetime.fromisoformat(step[key]) for key in ("created_at", "updated_at"))
        return f"{(end - start).total_seconds():.0f}s"
    except (KeyError, TypeError, ValueError):
        return ""
