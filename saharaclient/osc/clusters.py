"""``dataprocessing cluster ...``"""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Callable
from typing import Any

from osc_lib import exceptions

from saharaclient.api.clusters import Cluster
from saharaclient.osc import base, cloud, files, options, waiting
from saharaclient.osc.columns import DictColumn, Field, ListColumn, NodeGroupsColumn, Row
from saharaclient.osc.node_group_templates import ListNodeGroupTemplates
from saharaclient.osc.options import Document, Switch, Value

_IMAGE = Field("default_image_id", "Image")
_LISTED = (
    Field("name"),
    Field("id"),
    Field("plugin_name"),
    Field("plugin_version"),
    Field("status"),
)

CLUSTER = base.Noun(
    name="cluster",
    manager="clusters",
    details=(
        *_LISTED,
        _IMAGE,
        Field("anti_affinity", column=ListColumn),
        Field("cluster_template_id"),
        Field("description"),
        Field("info", column=DictColumn),
        Field("is_protected"),
        Field("is_public"),
        Field("is_transient"),
        Field("neutron_management_network"),
        Field("node_groups", column=NodeGroupsColumn),
        Field("status_description", when=lambda cluster: bool(cluster.status_description)),
        Field("use_autoconfig"),
        Field("user_keypair_id"),
    ),
    listed=_LISTED,
    listed_long=(*_LISTED, Field("description"), _IMAGE),
)

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
        "default_image_id": "--image",
    }

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_wait_options(parser, "the cluster is Active")

    def require(self, fields: Any) -> None:
        template = fields.get("cluster_template_id")
        if template and not fields.get("plugin_name"):
            template = self.client.cluster_templates.resolve(template)
            fields.update(
                cluster_template_id=template.id,
                plugin_name=template.plugin_name,
                plugin_version=template.plugin_version,
            )
        super().require(fields)

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        watch = waiting.Watch(parsed_args, self.app.stderr)
        launched = self.manager.create_from(self.fields(parsed_args))
        ids = self.manager.created_ids(launched)
        if parsed_args.wait:
            with watch:
                failures = watch.each(ids, self.manager.wait_active)
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
            more += _health(cluster)
        if parsed_args.show_progress or parsed_args.full_dump_events:
            progress = self.manager.get(cluster.id, show_progress=True).provision_progress
            steps = sorted(progress, key=lambda step: str(step.get("created_at")))
            if parsed_args.show_progress:
                more += [_outcome(step) for step in steps]
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
        watch = waiting.Watch(parsed_args, self.app.stderr)
        delete = self.deletion(parsed_args)
        started: dict[str, str] = {}

        def start(name: str) -> None:
            cluster_id = self.manager.resolve(name).id
            delete(cluster_id)
            started[name] = cluster_id
            self.say(f'Cluster "{name}" deletion has been started.')

        def wait(name: str, **limits: Any) -> None:
            self.manager.wait_deleted(started[name], **limits)

        failures = self.each(parsed_args.cluster, start)
        if parsed_args.wait:
            with watch:
                late = watch.each(started, wait)
            for name in started:
                if name not in late:
                    self.say(f'Cluster "{name}" {self.done}.')
            failures |= late
        self.settle(failures, len(parsed_args.cluster), "failed to delete")

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


class ScaleCluster(base.ShowCommand):
    """Resize the node groups of a cluster, and add new ones."""

    noun = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_noun(parser, "resize")
        parser.add_argument(
            "--instances",
            metavar="<node-group-template:instances_count>",
            nargs="+",
            action="extend",
            type=options.name_and_count,
            help="Node groups of the cluster, or node group templates (name or id), and how many"
            " nodes of each it is to have",
        )
        parser.add_argument(
            "--json",
            metavar="<filename>",
            help="JSON or YAML file with resize_node_groups and add_node_groups as the API takes"
            " them, - for standard input; --instances given beside it come on top",
        )
        waiting.add_wait_options(parser, "the cluster is Active with these nodes")

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        watch = waiting.Watch(parsed_args, self.app.stderr)
        if not (parsed_args.instances or parsed_args.json):
            raise exceptions.CommandError("Nothing to scale: give --instances or --json.")
        changes = files.read_document(parsed_args.json) if parsed_args.json else {}
        cluster = self.named(parsed_args)
        for one in parsed_args.instances or ():
            self._add_change(changes, cluster, one)
        scaled = self.manager.scale(cluster.id, changes)
        self.notice(f'Cluster "{parsed_args.cluster}" scaling has been started.')
        if parsed_args.wait:
            with watch:
                scaled = self.manager.wait_scaled(cluster.id, changes, **watch.options())
        return self.details(scaled)

    def _add_change(self, changes: dict[str, Any], cluster: Cluster, one: options.Count) -> None:
        """Add one NAME:COUNT to the changes: a node group to resize, or one to add."""
        template = None
        names = [group["name"] for group in cluster.node_groups if group["name"] == one.name]
        if not names:
            template = self.client.node_group_templates.resolve(one.name)
            names = [
                group["name"]
                for group in cluster.node_groups
                if group.get("node_group_template_id") == template.id
            ]
        if len(names) > 1:
            raise exceptions.CommandError(
                f'Several node groups of cluster "{cluster.name}" are made from'
                f' "{one.name}": say which one, {" or ".join(names)}.'
            )
        if names:
            kind, change = "resize_node_groups", {"name": names[0], "count": one.count}
        else:
            assert template is not None
            kind = "add_node_groups"
            change = {
                "name": template.name,
                "count": one.count,
                "node_group_template_id": template.id,
            }
        others = [other for other in changes.get(kind, ()) if other.get("name") != change["name"]]
        changes[kind] = [*others, change]


class VerificationUpdateCluster(base.ShowCommand):
    """Check the health of a cluster, or show the result of its last check."""

    noun = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_noun(parser, "verify")
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--start", action="store_true", help="Start to check its health")
        action.add_argument("--show", action="store_true", help="Show the result of its last check")
        waiting.add_wait_options(parser, "the check is done, and exit with 1 too if it found RED")

    def take_action(self, parsed_args: argparse.Namespace) -> Row:
        watch = waiting.Watch(parsed_args, self.app.stderr)
        cluster = self.named(parsed_args)
        if parsed_args.show:
            return _columns(_health(cluster))
        self.manager.verification_update(cluster.id, "START")
        started = f'Cluster "{parsed_args.cluster}" health verification has been started.'
        if parsed_args.wait:
            self.notice(started)
            before = getattr(cluster, "verification", None)
            with watch:
                cluster = self.manager.wait_verified(
                    cluster.id, before=before, **watch.options(waiting.describe_health)
                )
        elif parsed_args.formatter == self.formatter_default:
            self.say(started)
            return (), ()
        else:
            cluster = self.manager.get(cluster.id)
        return _columns(_health(cluster))

    def produce_output(self, parsed_args: argparse.Namespace, column_names: Any, data: Any) -> int:
        # A sentence has been said already where there is nothing to show.
        return super().produce_output(parsed_args, column_names, data) if column_names else 0


def _health(cluster: Cluster) -> list[tuple[str, Any]]:
    """Return the result of a cluster's last health check, and of every check in it."""
    verification = getattr(cluster, "verification", None) or {}
    checks = verification.get("checks") or ()
    return [
        ("Verification status", verification.get("status", "UNKNOWN")),
        *((f"Health check ({check['name']})", check["status"]) for check in checks),
    ]


def _outcome(step: dict[str, Any]) -> tuple[str, str]:
    """Return a provisioning step and what has become of it."""
    outcome = {
        None: "Step in progress",
        True: "Step completed successfully",
        False: "Step has failed events",
    }
    return f"{step['step_type']}: {step['step_name']}", outcome[step["successful"]]


def _columns(pairs: list[tuple[str, Any]]) -> Row:
    return [header for header, _ in pairs], [value for _, value in pairs]
