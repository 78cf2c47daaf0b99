"""``dataprocessing cluster scale``"""

from __future__ import annotations

import argparse
from typing import Any

from osc_lib import exceptions

from saharaclient.api.clusters import Cluster
from saharaclient.osc import base, files, options, waiting
from saharaclient.osc.cluster_progress import watching
from saharaclient.osc.nouns import CLUSTER


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
        watch = watching(parsed_args, self.app.stderr)
        if parsed_args.instances is None and parsed_args.json is None:
            raise exceptions.CommandError("Nothing to scale: give --instances or --json.")
        changes = {} if parsed_args.json is None else _read_changes(parsed_args.json)
        cluster = self.named(parsed_args)
        for one in parsed_args.instances or ():
            self._add_change(changes, cluster, one)
        scaled = self.manager.scale(cluster.id, changes)
        self.notice(f'Cluster "{parsed_args.cluster}" scaling has been started.')
        if parsed_args.wait:
            with watch:
                scaled = watch.for_one(
                    self.manager.wait_scaled, cluster.id, changes, show_progress=True
                )
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


def _read_changes(path: str) -> dict[str, Any]:
    """Return the node groups to resize and to add that a file lists."""
    changes: dict[str, Any] = files.read_document(path)
    for key in ("resize_node_groups", "add_node_groups"):
        groups = changes.get(key, [])
        if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
            raise exceptions.CommandError(
                f'{files.named(path)} must have a list of objects under "{key}".'
            )
    return changes
