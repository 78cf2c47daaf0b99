"""``openstack`` with commands that send the requests of others and no more.

``minimal NAME`` sends those of ``cluster show NAME``, ``replay FILE`` reads the URLs in a file.
Their time is the part of a command that OpenStackClient and the services take.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from openstackclient import shell
from osc_lib.command import command


class ShowCluster(command.ShowOne):
    """Show a cluster."""

    def get_parser(self, prog_name: str) -> Any:
        parser = super().get_parser(prog_name)
        parser.add_argument("name")
        return parser

    def take_action(self, parsed_args: Any) -> Any:
        manager = self.app.client_manager
        region = manager.region_name
        endpoint = manager.get_endpoint_for_service_type("data-processing", region_name=region)
        query = {"name": parsed_args.name, "limit": 500}
        response = manager.session.get(f"{endpoint}/v1.1/clusters", params=query)
        (cluster,) = response.json()["clusters"]
        return zip(*sorted(cluster.items()), strict=True)


class Replay(command.Command):
    """Read the URLs that a file lists, one after another."""

    def get_parser(self, prog_name: str) -> Any:
        parser = super().get_parser(prog_name)
        parser.add_argument("file")
        return parser

    def take_action(self, parsed_args: Any) -> None:
        with open(parsed_args.file) as file:
            for url in json.load(file):
                response = self.app.client_manager.session.get(url, raise_exc=False)
                if response.ok:  # a name that is tried as an ID is not found
                    response.json()


class MinimalShell(shell.OpenStackShell):
    def _load_commands(self) -> None:
        super()._load_commands()
        self.command_manager.add_command("minimal", ShowCluster)
        self.command_manager.add_command("replay", Replay)


if __name__ == "__main__":
    sys.exit(MinimalShell().run(sys.argv[1:]))
