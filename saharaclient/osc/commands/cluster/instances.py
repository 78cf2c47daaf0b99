"""``dataprocessing cluster instance list``"""

from __future__ import annotations

import argparse
from typing import Any

from osc_lib import exceptions
from osc_lib.command import command as osc_command

from saharaclient.api.resource import objects_in
from saharaclient.osc.arguments import types
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import command

#: Headers, and the keys of an instance that they are for.
_COLUMNS = {
    "Instance": "instance_name",
    "Management IP": "management_ip",
    "Internal IP": "internal_ip",
    "Id": "instance_id",
}


class ListClusterInstances(command.Command, osc_command.Lister):
    """List the instances of a cluster."""

    view = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "list the instances of")
        parser.add_argument(
            "--node-group",
            metavar="<node-group>",
            type=types.text,
            help="List only those of this node group",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        cluster = self.resolve_argument(parsed_args)
        groups = {
            str(group.get("name")): group
            for group in objects_in(getattr(cluster, "node_groups", None))
        }
        wanted = parsed_args.node_group
        if wanted is not None and wanted not in groups:
            raise exceptions.CommandError(
                f'{cluster.described} has no node group "{wanted}"; it has {", ".join(groups)}.'
            )
        rows = [
            (name, *(instance.get(key) for key in _COLUMNS.values()))
            for name, group in groups.items()
            if wanted in (None, name)
            for instance in objects_in(group.get("instances"))
        ]
        return ["Node group", *_COLUMNS], rows
