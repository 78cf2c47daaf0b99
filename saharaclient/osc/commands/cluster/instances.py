"""``dataprocessing cluster instance list``"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from osc_lib import exceptions
from osc_lib.command import command as osc_command

from saharaclient.api.clusters import BaseClusterManager, Cluster
from saharaclient.api.resource import objects_in
from saharaclient.osc.arguments import types
from saharaclient.osc.output import columns
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import command, list_show

#: They fit in 80 columns.
_HEADERS = ("Node group", "Instance", "Management IP")
_ADDED_HEADERS = ("Internal IP", "Id")


class ListClusterInstances(command.Command[BaseClusterManager], osc_command.Lister):
    """List the instances of a cluster."""

    view = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "list the instances of")
        list_show.add_long_option(parser)
        parser.add_argument(
            "--node-group",
            metavar="<node-group>",
            type=types.text,
            help="List only those of this node group",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Table:
        cluster = self.resolve_argument(parsed_args)
        rows = [
            (one.node_group, one.name or None, one.management_ip, one.internal_ip, one.id or None)
            for one in instances_of(cluster, parsed_args.node_group)
        ]
        long = list_show.is_long(parsed_args, _ADDED_HEADERS)
        headers = (*_HEADERS, *_ADDED_HEADERS) if long else _HEADERS
        return headers, [row[: len(headers)] for row in rows]


@dataclass(frozen=True)
class Instance:
    """An instance of a cluster.

    :param image_id: the image that its node group is made from, None for that of the cluster.
    """

    node_group: str
    name: str
    management_ip: str | None
    internal_ip: str | None
    id: str
    image_id: str | None = None


def instances_of(cluster: Cluster, node_group: str | None = None) -> list[Instance]:
    """Return the instances of a cluster, or of one of its node groups.

    :raises osc_lib.exceptions.CommandError: it has no such node group.
    """
    groups = {
        str(group.get("name")): group for group in objects_in(getattr(cluster, "node_groups", None))
    }
    if node_group is not None and node_group not in groups:
        raise exceptions.CommandError(
            f'{cluster.described} has no node group "{node_group}"; it has {", ".join(groups)}.'
        )
    return [
        Instance(
            name,
            str(instance.get("instance_name") or ""),
            _text(instance.get("management_ip")),
            _text(instance.get("internal_ip")),
            str(instance.get("instance_id") or ""),
            _text(group.get("image_id")),
        )
        for name, group in groups.items()
        if node_group in (None, name)
        for instance in objects_in(group.get("instances"))
    ]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
