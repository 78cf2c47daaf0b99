"""``openstack`` with one command of its own: a cluster by its name, and nothing that is not needed.

What OpenStackClient itself takes for a command that sends the requests of ``cluster show NAME``.
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
        endpoint = manager.get_endpoint_for_service_type(
            "data-processing", region_name=manager.region_name
        )
        answer = manager.session.get(
            f"{endpoint}/v1.1/clusters", params={"name": parsed_args.name, "limit": 500}
        )
        (cluster,) = answer.json()["clusters"]
        return zip(*sorted(cluster.items()), strict=True)


class BareShell(shell.OpenStackShell):
    def _load_commands(self) -> None:
        super()._load_commands()
        self.command_manager.add_command("bare cluster show", ShowCluster)


if __name__ == "__main__":
    sys.exit(BareShell().run(sys.argv[1:]))
