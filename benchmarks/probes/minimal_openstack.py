"""``openstack`` with one command that sends the requests of ``cluster show NAME`` and no more.

Its time is the part of ``cluster show NAME`` that OpenStackClient and the services take.
"""

from __future__ import annotations

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


class MinimalShell(shell.OpenStackShell):
    def _load_commands(self) -> None:
        super()._load_commands()
        self.command_manager.add_command("minimal", ShowCluster)


if __name__ == "__main__":
    sys.exit(MinimalShell().run(sys.argv[1:]))
