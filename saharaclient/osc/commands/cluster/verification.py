"""``dataprocessing cluster verification``"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.clusters import BaseClusterManager, Cluster
from saharaclient.api.resource import object_in, objects_in
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.output.columns import Row
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import list_show, waiting
from saharaclient.osc.verbs.wait_session import WaitView


class VerificationUpdateCluster(
    waiting.CanWait[BaseClusterManager], list_show.ShowCommand[BaseClusterManager]
):
    """Check the health of a cluster, or show the result of its last check."""

    examples = (
        "cluster verification example --start --wait",
        "cluster verification example --show",
    )
    view = CLUSTER
    resume = "cluster verification {} --start --wait"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "verify")
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--start", action="store_true", help="Start a health check")
        action.add_argument(
            "--show", action="store_true", help="Show the result of the last health check"
        )
        waiting.add_wait_options(parser, "the check is done (RED is a failure)")

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        if parsed_args.show and parsed_args.wait:
            raise UsageError("--wait needs --start; it has no effect with --show.")
        super().check_arguments(parsed_args)

    def take_action(self, parsed_args: argparse.Namespace) -> Row:
        cluster = self.resolve_argument(parsed_args)
        if parsed_args.show:
            return _columns(health(cluster))
        before: dict[str, object] = {}
        if parsed_args.wait and health(cluster)[0][1] == conditions.CHECKING:
            self.inform(f'Cluster "{parsed_args.cluster}" is already being verified.')
        else:
            before = object_in(cluster.verification)
            self.manager.verification_update(cluster.id, "START")
            started = f'Cluster "{parsed_args.cluster}" health verification has been started.'
            if parsed_args.wait or parsed_args.formatter != self.formatter_default:
                self.inform(started)
            else:
                self.confirm(started)
                return (), ()
        if not parsed_args.wait:
            return _columns(health(self.manager.get(cluster.id)))
        with self.wait_session(parsed_args, _wait_view(before)) as session:
            ended = session.wait_for_one(
                self.manager, cluster, conditions.verified_after(before.get("id"))
            )
        if ended.error is not None:
            raise ended.error
        return _columns(health(ended.resource or cluster))

    def produce_output(
        self, parsed_args: argparse.Namespace, column_names: Sequence[str], data: Iterable[object]
    ) -> int:
        # A sentence has been said already where there is nothing to show.
        return super().produce_output(parsed_args, column_names, data) if column_names else 0


def _wait_view(before: dict[str, object]) -> WaitView:
    """Return how the wait for a health check is shown.

    :param before: the health check before, which Sahara shows until the new one begins.
    """

    def describe(cluster: Cluster) -> str:
        verification = object_in(cluster.verification) or before
        is_new = verification.get("id") != before.get("id")
        return f"health check {verification.get('status') if is_new else 'not started'}"

    return WaitView(describe, "cluster verification {} --show", _outcome)


def _outcome(cluster: Cluster) -> str:
    return f"has been verified ({object_in(cluster.verification).get('status')})"


def health(cluster: Cluster) -> list[tuple[str, object]]:
    """Return the result of a cluster's last health check, and of every check in it."""
    verification = object_in(cluster.verification)
    checks = objects_in(verification.get("checks"))
    return [
        ("Verification status", verification.get("status", "UNKNOWN")),
        *((f"Health check ({check.get('name')})", check.get("status")) for check in checks),
    ]


def _columns(pairs: list[tuple[str, object]]) -> Row:
    return [header for header, _ in pairs], [value for _, value in pairs]
