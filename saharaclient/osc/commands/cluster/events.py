"""``dataprocessing cluster event list``"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from osc_lib.command import command as osc_command

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.clusters import BaseClusterManager, Cluster
from saharaclient.api.resource import objects_in
from saharaclient.osc.commands.cluster.event_log import HEADERS, EventLog
from saharaclient.osc.commands.cluster.progress import (
    WAIT_VIEW,
    current_step,
    steps_of,
    successful,
)
from saharaclient.osc.output import columns, formats, live
from saharaclient.osc.output.columns import DurationColumn, StatusColumn
from saharaclient.osc.output.times import seconds_since, with_zone
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import waiting
from saharaclient.text import redact_urls

#: The result of a step, by its ``successful``. Sahara leaves steps without a result if operations
#: overlap.
_RESULTS = {None: "unknown", True: "completed", False: "failed"}
#: They fit in 80 columns.
_HEADERS = ("Step", "Done", "Result", "Started", "Duration")


class ListClusterEvents(waiting.CanWait[BaseClusterManager], osc_command.Lister):
    """List the provisioning steps of a cluster and their results, or follow them."""

    view = CLUSTER
    wait_view = WAIT_VIEW
    wait_option = "--follow"
    resume = "cluster event list {} --follow"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "list the events of")
        parser.add_argument(
            "--long",
            action="store_true",
            help="Also list the type and the failed events of each step, and times with their date",
        )
        parser.add_argument(
            "--follow",
            action="store_true",
            help="Write each step and event when it happens, until the cluster is Active; exit with"
            " 1 if it does not become Active. With -f json or yaml, write lines to stderr, and list"
            " the steps in the end",
        )
        waiting.add_limits(parser, "--follow")

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Table:
        found = self.resolve_argument(parsed_args)
        if not parsed_args.follow:
            return _steps(self.manager.get(found.id, show_progress=True), parsed_args.long)
        log = EventLog()
        is_streamed = parsed_args.formatter in live.STREAMED
        lines = live.Lines()
        if is_streamed:
            self.formatter = live.stream_formatter(parsed_args, self.formatter)

        def write(cluster: Cluster) -> None:
            rows = list(log.new_rows(cluster))
            if not rows:
                return
            if is_streamed:
                self.produce_output(parsed_args, HEADERS, rows)
                self.app.stdout.flush()
            elif not self.is_quiet:
                safe = (formats.as_text(row, on_terminal=True) for row in rows)
                lines.emit_list(HEADERS, safe, self.app.stderr, parsed_args)

        with self.wait_session(parsed_args, shows_states=False) as session:
            ended = session.wait_for_one(
                self.manager, found, conditions.ACTIVE, follow=write, show_progress=True
            )
        self.failure = ended.error
        return ((), ()) if is_streamed else _steps(ended.resource or found, parsed_args.long)

    def produce_output(
        self, parsed_args: argparse.Namespace, column_names: Sequence[str], data: Iterable[object]
    ) -> int:
        # Rows that were streamed have been written already.
        return super().produce_output(parsed_args, column_names, data) if column_names else 0


def _steps(cluster: Cluster, is_long: bool) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Return (headers, rows) of the steps of a cluster."""
    current = current_step(cluster)
    rows = [
        (step, _row(step, is_current=step is current, is_long=is_long))
        for step in steps_of(cluster)
    ]
    if is_long:
        headers = (*_HEADERS, "Step type", "Failures")
        return headers, [(*row, step.get("step_type"), _failures(step)) for step, row in rows]
    return _HEADERS, [row for _, row in rows]


def _row(step: dict[str, object], is_current: bool, is_long: bool) -> tuple[object, ...]:
    total = step.get("total") or 0
    # Sahara drops the count of a step when the step is complete.
    started = step.get("created_at")
    done = total if step.get("successful") else step.get("completed") or 0
    return (
        step.get("step_name"),
        f"{done}/{total}",
        StatusColumn("in progress" if is_current else _RESULTS[successful(step)]),
        with_zone(started) if is_long else live.TimeColumn(with_zone(started)),
        DurationColumn(_duration(step)),
    )


def _failures(step: dict[str, object]) -> str:
    """Return the failed events of a step."""
    return "; ".join(
        f"{event.get('instance_name') or 'cluster'}:"
        f" {redact_urls(' '.join(str(event.get('event_info') or 'no reason given').split()))}"
        for event in objects_in(step.get("events"))
        if event.get("successful") is False
    )


def _duration(step: dict[str, object]) -> int | None:
    """Return the seconds that a step took; None if it is not finished."""
    if step.get("successful") is None or step.get("updated_at") is None:
        return None
    return seconds_since(step.get("created_at"), step["updated_at"])
