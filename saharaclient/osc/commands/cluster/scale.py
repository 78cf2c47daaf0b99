"""``dataprocessing cluster scale``"""

from __future__ import annotations

import argparse
from typing import cast

from osc_lib import exceptions

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.base_node_group_templates import NodeGroupTemplate
from saharaclient.api.clusters import BaseClusterManager, Cluster
from saharaclient.api.fields import Field, Type
from saharaclient.api.kinds import CLUSTER_TEMPLATE
from saharaclient.api.resource import objects_in
from saharaclient.api.types import ScaleObject
from saharaclient.exceptions import NotFound
from saharaclient.osc.arguments import documents, files, node_groups, request_fields, types
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.commands.cluster.progress import WAIT_VIEW
from saharaclient.osc.commands.cluster.removal import remove_instances
from saharaclient.osc.output import columns
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import dry_run, list_show, waiting

_GROUP = CLUSTER_TEMPLATE["node_groups"].by_name
#: The lists of a file, with the fields of their objects in both API versions.
_CHANGES = (
    Field(
        "resize_node_groups",
        Type.OBJECTS,
        "Node groups of the cluster that are to have another number of nodes",
        fields=(
            _GROUP["name"],
            _GROUP["count"],
            Field("instances", Type.TEXTS, "IDs of the instances to remove", only_in="2"),
        ),
    ),
    Field(
        "add_node_groups",
        Type.OBJECTS,
        "Node groups that are to be added",
        fields=tuple(_GROUP.values()),
    ),
)
_LISTS = [field.name for field in _CHANGES]
_WAYS = ("instances", "remove_instance", "json")


class ScaleCluster(waiting.CanWait[BaseClusterManager], list_show.ShowCommand[BaseClusterManager]):
    """Resize the node groups of a cluster, and add new ones."""

    examples = (
        "cluster scale example --instances worker:5 --wait",
        "cluster scale example --instances worker:2 gateway:1",
    )
    view = CLUSTER
    wait_view = WAIT_VIEW
    resume = "cluster wait {} --for active"
    other_version_options = {"--remove-instance": "2"}
    #: The options that say what to change.
    ways = "--instances or --json"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "resize")
        parser.add_argument(
            "--instances",
            metavar="<node-group-template:instances_count>",
            nargs="+",
            action="extend",
            type=types.name_and_count,
            help="Node groups of the cluster, or node group templates (name or ID) to add, each"
            " with the number of nodes it is to have",
        )
        parser.add_argument(
            "--json",
            metavar="<filename>",
            type=types.text,
            help="JSON or YAML file with resize_node_groups and add_node_groups as the API takes"
            " them, - for standard input; --instances override its counts",
        )
        dry_run.add_dry_run(parser)
        waiting.add_wait_options(parser, "the cluster is Active with these nodes")

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        if all(getattr(parsed_args, way, None) is None for way in _WAYS):
            raise UsageError(f"Nothing to scale: add {self.ways}.")

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        changes = {} if parsed_args.json is None else self._read_changes(parsed_args.json)
        cluster = self.resolve_argument(parsed_args)
        self.add_changes(changes, cluster, parsed_args)
        scaled = self.manager.scale(cluster.id, cast(ScaleObject, changes))
        self.inform(f'Cluster "{parsed_args.cluster}" scaling has been started.')
        if parsed_args.wait:
            with self.wait_session(parsed_args) as session:
                ended = session.wait_for_one(
                    self.manager, cluster, conditions.scaled(changes), show_progress=True
                )
            self.failure = ended.error
            scaled = ended.resource or scaled
        return self.details(scaled)

    def _read_changes(self, path: str) -> dict[str, object]:
        """Return the node groups to resize and to add that a file lists."""
        source = files.describe_source(path)
        changes = documents.read_document(path)
        for field in _CHANGES:
            groups = changes.get(field.name, [])
            if not isinstance(groups, list) or not all(_has_name_and_count(one) for one in groups):
                raise exceptions.CommandError(
                    f'{source} needs objects in the list "{field.name}", each with name and count.'
                )
        request_fields.warn_of_unknown(self.log, source, changes, _LISTS, _CHANGES)
        if "add_node_groups" in changes:
            resolve = self.client.node_group_templates.resolve
            changes["add_node_groups"] = [
                node_groups.with_template_id(group, resolve)
                for group in objects_in(changes["add_node_groups"])
            ]
        return changes

    def add_changes(
        self, changes: dict[str, object], cluster: Cluster, parsed_args: argparse.Namespace
    ) -> None:
        """Add what options say to the changes."""
        for one in parsed_args.instances or ():
            self._add_change(changes, cluster, one)

    def _add_change(self, changes: dict[str, object], cluster: Cluster, one: types.Count) -> None:
        """Add one NAME:COUNT to the changes: a node group to resize, or one to add."""
        groups = objects_in(cluster.node_groups)
        if any(group.get("name") == one.name for group in groups):
            kind, change = "resize_node_groups", {"name": one.name, "count": one.count}
        else:
            template = self._template(cluster, one.name)
            names = [
                str(group.get("name"))
                for group in groups
                if group.get("node_group_template_id") == template.id
            ]
            if len(names) > 1:
                raise exceptions.CommandError(
                    f'Several node groups of cluster "{cluster.name}" are made from'
                    f' "{one.name}": specify one of {", ".join(names)}.'
                )
            if names:
                kind, change = "resize_node_groups", {"name": names[0], "count": one.count}
            else:
                kind, change = "add_node_groups", node_groups.made_from(template, one.count)
        others = [one for one in objects_in(changes.get(kind)) if one.get("name") != change["name"]]
        changes[kind] = [*others, change]

    def _template(self, cluster: Cluster, name: str) -> NodeGroupTemplate:
        """Return the node group template with a name that no node group of the cluster has."""
        try:
            template = self.client.node_group_templates.resolve(name)
        except NotFound as error:
            names = [str(group.get("name")) for group in objects_in(cluster.node_groups)]
            raise exceptions.CommandError(
                f'No matches found. Cluster "{cluster.name}" has no node group "{name}" (it has'
                f" {', '.join(names)}), and there is no node group template of that name or ID."
            ) from error
        return template


class ScaleClusterV2(ScaleCluster):
    """Resize the node groups of a cluster, and add new ones."""

    examples = (
        "cluster scale example --instances worker:5 --wait",
        "cluster scale example --remove-instance example-worker-002",
    )
    ways = "--instances, --remove-instance or --json"
    other_version_options = {}

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--remove-instance",
            metavar="<instance>",
            type=types.text,
            nargs="+",
            action="extend",
            help="Instances (name or ID) to remove; their node groups shrink by them, or to what"
            " --instances says",
        )

    def add_changes(
        self, changes: dict[str, object], cluster: Cluster, parsed_args: argparse.Namespace
    ) -> None:
        super().add_changes(changes, cluster, parsed_args)
        names = parsed_args.remove_instance or ()
        remove_instances(changes, cluster, names, self.command_lines)


def _has_name_and_count(group: object) -> bool:
    return (
        isinstance(group, dict)
        and isinstance(group.get("name"), str)
        and isinstance(group.get("count"), int)
    )
