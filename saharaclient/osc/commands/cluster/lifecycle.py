"""``dataprocessing cluster ...``"""

from __future__ import annotations

import argparse
import functools
import uuid
from collections.abc import Callable
from typing import Any

from saharaclient.api.pagination import is_uuid
from saharaclient.exceptions import NotFound
from saharaclient.osc.arguments import documents, lookups, options, types
from saharaclient.osc.arguments.options import Document, Switch, Value
from saharaclient.osc.commands.cluster.progress import outcome, steps_of, watching
from saharaclient.osc.commands.cluster.verification import health
from saharaclient.osc.commands.node_group_templates import ListNodeGroupTemplates
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import actions, create_update, list_show, waiting

_NAME = Value("--name", "name", "Name of the cluster, a host name")
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


def _kind_of(status: str) -> str:
    return status.partition(":")[0].lower()


class CreateCluster(create_update.Create):
    """Launch a cluster, or several alike, from options, a file, or both."""

    view = CLUSTER
    options = (
        _NAME,
        Value("--cluster-template", "cluster_template_id", "Name or id of the cluster template"),
        Value(
            "--image",
            "default_image_id",
            "Name or id of the registered image that instances are made from",
            finder=lookups.registered_image_id,
        ),
        _DESCRIPTION,
        Value(
            "--user-keypair",
            "user_keypair_id",
            "Name of the key pair to log in to the instances with",
            "<keypair>",
        ),
        Value(
            "--neutron-network",
            "net_id",
            "Name or id of the network that the instances are attached to",
            "<network>",
            finder=lookups.network_id,
        ),
        Value(
            "--count",
            "count",
            "Launch that many clusters, named <name>-1 and on",
            type=types.positive_number,
        ),
        *options.sharing("cluster"),
        Switch(
            "is_transient", "--transient", "", "",
            "Delete the cluster when its jobs are done", "",
        ),
    )  # fmt: skip
    # What is launched anew each time is not what is there.
    can_show_existing = False
    required = {
        "name": "--name",
        "plugin_name": "--cluster-template",
        "plugin_version": "--cluster-template",
        "default_image_id": "--image",
    }

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_wait_options(parser, "the cluster is Active")

    def finalize(self, fields: dict[str, Any]) -> dict[str, Any]:
        name = fields.get("cluster_template_id")
        if not name or (is_uuid(name) and fields.get("plugin_name")):
            return fields
        template = self.client.cluster_templates.resolve(name)
        return {
            **fields,
            "cluster_template_id": template.id,
            "plugin_name": template.plugin_name,
            "plugin_version": template.plugin_version,
        }

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        watch = watching(parsed_args, self.app.stderr)
        launched = self.manager.create_from(self.fields(parsed_args))
        ids = self.manager.created_ids(launched)
        is_one = ids == [getattr(launched, "id", None)]
        seen = {ids[0]: launched} if is_one else {}
        if parsed_args.wait:
            wait = functools.partial(self.manager.wait_active, show_progress=True)
            with watch:
                active, failures = watch.for_each(ids, wait)
            self.raise_failures(failures, len(ids), "did not become Active")
            seen |= active
        if is_one:
            return self.details(seen[launched.id])
        clusters = [seen.get(one) or self.manager.get(one) for one in ids]
        return [one.name for one in clusters], [one.id for one in clusters]


class ListClusters(list_show.List):
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
            help=f"List only those in this status: {', '.join(_STATUSES)}",
        )

    def client_side_filter(self, parsed_args: argparse.Namespace) -> Callable[[Any], bool] | None:
        keeps = super().client_side_filter(parsed_args)
        status = parsed_args.status
        if status is None:
            return keeps
        return lambda one: _kind_of(one.status) == status and (keeps is None or keeps(one))


class ShowCluster(list_show.ShowCommand):
    """Show a cluster, and on demand its health and how it was provisioned."""

    view = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "display")
        parser.add_argument(
            "--verification",
            action="store_true",
            help="Show the result of its last health check, too",
        )
        parser.add_argument(
            "--show-progress",
            action="store_true",
            help="Show its provisioning steps, too",
        )
        parser.add_argument(
            "--full-dump-events",
            action="store_true",
            help="Save its provisioning steps with all their events to a JSON file in the"
            " current folder",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        cluster = self.resolve_argument(parsed_args)
        more: list[tuple[str, Any]] = []
        if parsed_args.verification:
            more += health(cluster)
        if parsed_args.show_progress or parsed_args.full_dump_events:
            steps = steps_of(self.manager.get(cluster.id, show_progress=True))
            if parsed_args.show_progress:
                more += [outcome(step) for step in steps]
            if parsed_args.full_dump_events:
                path = f"event-logs-{uuid.uuid4().hex[:8]}"
                documents.write_document(path, steps, overwrite=False, stdout=self.app.stdout)
                self.inform(f"Event log dump saved to file: {path}")
                more.append(("Event log file", path))
        return self.details(cluster, more)


class UpdateCluster(create_update.Update):
    """Update a cluster."""

    view = CLUSTER
    takes_json = False
    options = (
        _NAME,
        _DESCRIPTION,
        Document("--shares", "shares", "Manila shares of the cluster", list),
        *options.sharing("cluster"),
    )


class UpdateKeypairCluster(list_show.ShowCommand):
    """Have the instances of a cluster take its key pair anew, after it was replaced in Nova."""

    view = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "update the key pair of")

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        return self.details(self.manager.update_keypair(self.resolve_argument(parsed_args).id))


class DeleteCluster(actions.AsyncAction):
    """Delete one or more clusters, with their instances."""

    view = CLUSTER
    watching = staticmethod(watching)
    doing = "delete"
    process = "deletion"
    until = "the clusters are gone"

    def start(self, resource: Any, parsed_args: argparse.Namespace) -> None:
        self.manager.delete(resource.id)

    def wait(self, resource_id: str, **limits: Any) -> str:
        self.manager.wait_deleted(resource_id, **limits)
        return "has been removed successfully"


class DeleteClusterV2(DeleteCluster):
    """Delete one or more clusters, with their instances."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--force",
            action="store_true",
            help="Delete them whatever their state; something may be left of them in Heat",
        )

    def start(self, resource: Any, parsed_args: argparse.Namespace) -> None:
        if parsed_args.force:
            self.manager.force_delete(resource.id)
        else:
            super().start(resource, parsed_args)


class WaitForCluster(actions.WaitCommand):
    """Wait until one or more clusters are Active; exit with 1 if one is in Error."""

    view = CLUSTER
    watching = staticmethod(watching)
    failed = "are not what was waited for"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--deleted", action="store_true", help="Wait until they are gone instead"
        )

    def wait(self, name: str, parsed_args: argparse.Namespace, **limits: Any) -> str:
        if not parsed_args.deleted:
            cluster_id = self.manager.resolve(name).id
            cluster = self.manager.wait_active(cluster_id, show_progress=True, **limits)
            return f"is {cluster.status}"
        try:
            self.manager.wait_deleted(self.manager.resolve(name).id, **limits)
        except NotFound:
            return "is not there"
        return "has been removed successfully"
