"""``dataprocessing cluster ...``"""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Callable
from typing import Any

from saharaclient.api.base import is_uuid
from saharaclient.osc import base, cloud, files, options, waiting
from saharaclient.osc.cluster_health import health
from saharaclient.osc.cluster_progress import outcome, watching
from saharaclient.osc.node_group_templates import ListNodeGroupTemplates
from saharaclient.osc.nouns import CLUSTER
from saharaclient.osc.options import Document, Switch, Value

_NAME = Value("--name", "name", "Name of the cluster, a host name")
_DESCRIPTION = Value("--description", "description", "Description of the cluster")


class CreateCluster(base.Create):
    """Launch a cluster, or several alike, from options, a file, or both."""

    noun = CLUSTER
    options = (
        _NAME,
        Value("--cluster-template", "cluster_template_id", "Name or id of the cluster template"),
        Value(
            "--image",
            "default_image_id",
            "Name or id of the registered image that instances are made from",
            finder=cloud.registered_image_id,
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
            finder=cloud.network_id,
        ),
        Value(
            "--count",
            "count",
            "Launch that many clusters, named <name>-1 and on",
            type=options.positive_number,
        ),
        *options.sharing("cluster"),
        Switch(
            "is_transient", "--transient", "", "",
            "Delete the cluster when its jobs are done", "",
        ),
    )  # fmt: skip
    required = {
        "name": "--name",
        "plugin_name": "--cluster-template",
        "plugin_version": "--cluster-template",
        "default_image_id": "--image",
    }

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_wait_options(parser, "the cluster is Active")

    def completed(self, fields: dict[str, Any]) -> dict[str, Any]:
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
        if parsed_args.wait:
            with watch:
                failures = watch.for_each(ids, self.manager.wait_active, show_progress=True)
            self.settle(failures, len(ids), "did not become Active")
        if ids == [getattr(launched, "id", None)]:
            return self.details(self.manager.get(launched.id) if parsed_args.wait else launched)
        clusters = [self.manager.get(one) for one in ids]
        return [one.name for one in clusters], [one.id for one in clusters]


class ListClusters(base.List):
    """List clusters."""

    noun = CLUSTER
    filters = ListNodeGroupTemplates.filters
    contains = ListNodeGroupTemplates.contains


class ShowCluster(base.ShowCommand):
    """Show a cluster, and on demand its health and how it was provisioned."""

    noun = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_noun(parser, "display")
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
        cluster = self.named(parsed_args)
        more: list[tuple[str, Any]] = []
        if parsed_args.verification:
            more += health(cluster)
        if parsed_args.show_progress or parsed_args.full_dump_events:
            with_progress = self.manager.get(cluster.id, show_progress=True)
            progress = getattr(with_progress, "provision_progress", None)
            steps = sorted(progress or (), key=lambda step: str(step.get("created_at")))
            if parsed_args.show_progress:
                more += [outcome(step) for step in steps]
            if parsed_args.full_dump_events:
                path = f"event-logs-{uuid.uuid4().hex[:8]}"
                files.write_document(path, steps, overwrite=False)
                self.notice(f"Event log dump saved to file: {path}")
                more.append(("Event log file", path))
        return self.details(cluster, more)


class UpdateCluster(base.Update):
    """Update a cluster."""

    noun = CLUSTER
    takes_json = False
    options = (
        _NAME,
        _DESCRIPTION,
        Document("--shares", "shares", "Manila shares of the cluster", list),
        *options.sharing("cluster"),
    )


class UpdateKeypairCluster(base.ShowCommand):
    """Have the instances of a cluster take its key pair anew, after it was replaced in Nova."""

    noun = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_noun(parser, "update the key pair of")

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        return self.details(self.manager.update_keypair(self.named(parsed_args).id))


class DeleteCluster(base.Delete):
    """Delete one or more clusters, with their instances."""

    noun = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_wait_options(parser, "the clusters are gone")

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        watch = watching(parsed_args, self.app.stderr)
        delete = self.deletion(parsed_args)
        started: dict[str, str] = {}

        def start(name: str) -> None:
            cluster_id = self.manager.resolve(name).id
            delete(cluster_id)
            started[name] = cluster_id
            self.say(f'Cluster "{name}" deletion has been started.')

        def wait(name: str, **limits: Any) -> None:
            self.manager.wait_deleted(started[name], **limits)

        names = self.names(parsed_args)
        failures = self.each(names, start)
        if parsed_args.wait:
            with watch:
                late = watch.for_each(started, wait)
            for name in started:
                if name not in late:
                    self.say(f'Cluster "{name}" {self.done}.')
            failures |= late
        self.settle(failures, len(names), "failed to delete")

    def deletion(self, parsed_args: argparse.Namespace) -> Callable[[str], Any]:
        """Return the manager's way to delete."""
        delete: Callable[[str], Any] = self.manager.delete
        return delete


class DeleteClusterV2(DeleteCluster):
    """Delete one or more clusters, with their instances."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--force",
            action="store_true",
            help="Delete them whatever their state; something may be left of them in Heat",
        )

    def deletion(self, parsed_args: argparse.Namespace) -> Callable[[str], Any]:
        if not parsed_args.force:
            return super().deletion(parsed_args)
        force_delete: Callable[[str], Any] = self.manager.force_delete
        return force_delete
