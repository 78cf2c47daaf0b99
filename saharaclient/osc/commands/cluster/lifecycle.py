"""``dataprocessing cluster ...``"""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Callable, Mapping
from typing import ClassVar, cast

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.clusters import BaseClusterManager, ClusterManagerV2
from saharaclient.api.resource import Resource
from saharaclient.osc.arguments import documents, options, types
from saharaclient.osc.arguments.options import Document, Value
from saharaclient.osc.commands.cluster.insight import long_fields
from saharaclient.osc.commands.cluster.progress import WAIT_VIEW, outcome, steps_of
from saharaclient.osc.commands.cluster.verification import health
from saharaclient.osc.commands.node_group_templates import ListNodeGroupTemplates
from saharaclient.osc.output import columns
from saharaclient.osc.output.views import CLUSTER, CLUSTER_V2
from saharaclient.osc.verbs import actions, create_update, list_show, watching

_NAME = Value("--name", "name", "Name of the cluster; must be a valid host name")
_DESCRIPTION = Value(
    "--description", "description", "Description of the cluster", type=types.free_text
)

#: What ``--status`` can be; "Scaling: Spawning" and the like are "scaling".
_STATUSES = (
    "validating",
    "infraupdating",
    "spawning",
    "waiting",
    "preparing",
    "configuring",
    "starting",
    "active",
    "decommissioning",
    "scaling",
    "rollback",
    "deleting",
    "awaitingtermination",
    "error",
)


def _kind_of(cluster: object) -> str:
    return str(getattr(cluster, "status", None)).partition(":")[0].lower()


class ListClusters(watching.WatchedList):
    """List clusters."""

    view = CLUSTER
    filters = ListNodeGroupTemplates.filters
    contains = ListNodeGroupTemplates.contains

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--status",
            metavar="<status>",
            type=str.lower,
            choices=_STATUSES,
            action="append",
            help=f"List only clusters with this status: {', '.join(_STATUSES)}; repeat the option"
            " for several",
        )

    def client_side_filter(
        self, parsed_args: argparse.Namespace
    ) -> Callable[[Resource], bool] | None:
        keeps = super().client_side_filter(parsed_args)
        statuses = parsed_args.status
        if statuses is None:
            return keeps
        return lambda one: _kind_of(one) in statuses and (keeps is None or keeps(one))


class ListClustersV2(ListClusters):
    """List clusters."""

    view = CLUSTER_V2


class ShowCluster(list_show.ShowCommand[BaseClusterManager]):
    """Show a cluster, and optionally its health and its provisioning steps."""

    view = CLUSTER
    shows_names = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "display")
        parser.add_argument(
            "--long",
            action="store_true",
            help="Also show the instances, the last events, and the result of the last health"
            " check",
        )
        parser.add_argument(
            "--verification",
            action="store_true",
            help="Also show the result of the last health check",
        )
        parser.add_argument(
            "--show-progress",
            action="store_true",
            help="Also show the provisioning steps",
        )
        parser.add_argument(
            "--full-dump-events",
            action="store_true",
            help="Save the provisioning steps with all their events to a JSON file in the current"
            " folder",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        cluster = self.resolve_argument_or_prefix(parsed_args)
        more: list[tuple[str, object]] = []
        if parsed_args.long:
            more += long_fields(self.manager.get(cluster.id, show_progress=True))
        elif parsed_args.verification:
            more += health(cluster)
        if parsed_args.show_progress or parsed_args.full_dump_events:
            with_steps = self.manager.get(cluster.id, show_progress=True)
            steps = steps_of(with_steps)
            if parsed_args.show_progress:
                more += [outcome(step, with_steps) for step in steps]
            if parsed_args.full_dump_events:
                path = f"event-logs-{uuid.uuid4().hex[:8]}"
                documents.write_document(path, steps, overwrite=False, stdout=self.app.stdout)
                self.inform(f"Event log dump saved to file: {path}")
                more.append(("Event log file", path))
        return self.details(cluster, more)


class UpdateCluster(create_update.Update):
    """Update a cluster."""

    examples = (
        "cluster update example --name production",
        'cluster update example --description "" --protected',
    )
    view = CLUSTER
    # Reached in v1.1 only: v2 has a command of that name.
    other_version_options: ClassVar[Mapping[str, str]] = {"keypair": "2"}
    takes_json = False
    options = (
        _NAME,
        _DESCRIPTION,
        Document("--shares", "shares", "Manila shares of the cluster", list),
        *options.sharing("cluster"),
    )


class UpdateKeypairCluster(list_show.ShowCommand[ClusterManagerV2]):
    """Update the SSH key on all instances after the key pair was replaced in Nova."""

    examples = (
        "cluster update keypair example",
        "cluster update keypair example --format json",
    )
    view = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "update the key pair of")

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        return self.details(self.manager.update_keypair(self.resolve_argument(parsed_args).id))


class DeleteCluster(actions.AsyncAction[BaseClusterManager]):
    """Delete one or more clusters and their instances."""

    examples = (
        "cluster delete example",
        "cluster delete example production --wait",
    )
    view = CLUSTER
    wait_view = WAIT_VIEW
    other_version_options: ClassVar[Mapping[str, str]] = {"--force": "2"}
    doing = "delete"
    process = "deletion"
    until = "the clusters are gone"
    condition = conditions.DELETED
    resume = "cluster wait {} --for deleted"

    def start(self, resource: Resource, parsed_args: argparse.Namespace) -> None:
        self.manager.delete(resource.id)


class DeleteClusterV2(DeleteCluster):
    """Delete one or more clusters and their instances."""

    examples = (
        "cluster delete example --wait",
        "cluster delete example --force",
    )
    other_version_options: ClassVar[Mapping[str, str]] = {}

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--force",
            action="store_true",
            help="Delete the clusters whatever their status; their Heat stacks may remain",
        )

    def start(self, resource: Resource, parsed_args: argparse.Namespace) -> None:
        if parsed_args.force:
            cast(ClusterManagerV2, self.manager).force_delete(resource.id)
        else:
            super().start(resource, parsed_args)


class WaitForCluster(actions.WaitCommand[BaseClusterManager]):
    """Wait until one or more clusters are Active, gone or in Error; exit with 1 if one is not."""

    view = CLUSTER
    wait_view = WAIT_VIEW
    failed = "did not reach the awaited state"
    shows_steps = True
    goals: ClassVar[Mapping[str, actions.Goal]] = {
        "active": actions.Goal(conditions.ACTIVE, "are Active"),
        "deleted": actions.Goal(conditions.DELETED, "are gone"),
        "error": actions.Goal(conditions.IN_ERROR, "are in Error"),
    }

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--deleted",
            dest="goal",
            action="store_const",
            const="deleted",
            help="Same as --for deleted",
        )
