"""``dataprocessing cluster ssh``"""

from __future__ import annotations

import argparse
import ipaddress
import os
import re
import shlex
import shutil
import signal
import subprocess  # nosec B404
from typing import NoReturn

from osc_lib import exceptions

from saharaclient.api.clusters import BaseClusterManager, Cluster
from saharaclient.exceptions import NotFound
from saharaclient.osc import openstackclient
from saharaclient.osc.arguments import types
from saharaclient.osc.commands.cluster.instances import Instance, instances_of
from saharaclient.osc.output.command_lines import CommandLines
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import command

#: What ssh gets as a user and as a host is plain: it takes a dash as the start of an option.
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\$?")
_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class SshCluster(command.Command[BaseClusterManager]):
    """Log in to an instance of a cluster, or run a command on it, with the program ssh."""

    examples = (
        "cluster ssh example",
        "cluster ssh example --node-group worker -- df -h",
        "cluster ssh example --instance example-worker-001 --print",
    )
    view = CLUSTER

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        return openstackclient.collect_rest(super().get_parser(prog_name), dest="words")

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "log in to")
        parser.add_argument(
            "words",
            metavar="-- <command>",
            type=types.free_text,
            nargs="*",
            default=[],
            help="Command to run, after --. A single argument is a command line for the shell of"
            " the instance; several are passed on as they are",
        )
        parser.add_argument(
            "--node-group",
            metavar="<node-group>",
            type=types.text,
            help="Choose an instance of this node group",
        )
        parser.add_argument(
            "--instance",
            metavar="<instance>",
            type=types.text,
            help="Name or ID of the instance (default: the first one by name)",
        )
        parser.add_argument(
            "--user",
            metavar="<user>",
            type=types.text,
            help="User to log in as (default: the user of the registered image)",
        )
        parser.add_argument(
            "--identity",
            metavar="<filename>",
            type=types.text,
            help="File with the private key (default: as ssh is configured)",
        )
        parser.add_argument(
            "--print",
            action="store_true",
            help="Print the command line of ssh instead of running it",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> int:
        cluster = self.resolve_argument_or_prefix(parsed_args)
        instance = _chosen(
            cluster, parsed_args.node_group, parsed_args.instance, self.command_lines
        )
        address = _address(cluster, instance)
        user = parsed_args.user or self._user(cluster, instance)
        if not _USER.fullmatch(user):
            raise exceptions.CommandError(f'"{user}" cannot be the name of a user for ssh.')
        identity = ["-i", parsed_args.identity] if parsed_args.identity else []
        argv = ["ssh", *identity, f"{user}@{address}", *_remote(parsed_args.words)]
        if parsed_args.print:
            self.write(shlex.join(argv))
            return 0
        self.inform(f'Connecting to "{instance.name}": {user}@{address}')
        return self._run_program(argv)

    def _user(self, cluster: Cluster, instance: Instance) -> str:
        """Return the user of the image that an instance was made from."""
        image_id = instance.image_id or getattr(cluster, "default_image_id", None)
        reason = f"{cluster.described} has no image."
        if image_id:
            try:
                user = getattr(self.client.images.get(image_id), "username", None)
            except NotFound:
                user = None
            if user:
                return str(user)
            reason = f'The image "{image_id}" of {cluster.described} is not registered.'
        raise exceptions.CommandError(f"{reason} So the user to log in as is unknown. Add --user.")

    def _run_program(self, argv: list[str]) -> int:
        """Replace this process by a program; return its exit status if that is not possible."""
        program = shutil.which(argv[0])
        if program is None:
            raise exceptions.CommandError(
                f'The program "{argv[0]}" was not found. Install it, or add --print to see the'
                " command line."
            )
        self.app.stdout.flush()
        self.app.stderr.flush()
        if self.app.interactive_mode:
            return subprocess.run([program, *argv[1:]], check=False).returncode  # nosec B603
        replace_process(program, argv)


def replace_process(program: str, argv: list[str]) -> NoReturn:
    """Replace this process by a program, which so has its terminal, signals and exit status."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, the program must not
    os.execv(program, argv)  # nosec B606  # no shell; user and host are plain words


def _chosen(
    cluster: Cluster, node_group: str | None, name_or_id: str | None, command_lines: CommandLines
) -> Instance:
    """Return the instance to log in to."""
    instances = instances_of(cluster, node_group)
    if name_or_id is not None:
        instances = [one for one in instances if name_or_id in (one.name, one.id)]
    if instances:
        return min(instances, key=lambda one: one.name)
    what = "no instances" if name_or_id is None else f'no instance "{name_or_id}"'
    where = "" if node_group is None else f' in its node group "{node_group}"'
    status = "" if cluster.status == "Active" else f" Its status is {cluster.status}."
    raise exceptions.CommandError(
        f"{cluster.described} has {what}{where}.{status} To list its instances:\n"
        + command_lines.line("dataprocessing cluster instance list {}", cluster.name)
    )


def _address(cluster: Cluster, instance: Instance) -> str:
    """Return the management address of an instance."""
    address = instance.management_ip
    if not address:
        raise exceptions.CommandError(
            f'Instance "{instance.name}" of {cluster.described} has no management address'
            f" (status {cluster.status})."
        )
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        if _HOST.fullmatch(address):
            return address
        raise exceptions.CommandError(
            f'"{address}", the management address of instance "{instance.name}", is no address.'
        ) from None


def _remote(words: list[str]) -> list[str]:
    """Return the command for ssh, which joins its arguments for the shell of the instance."""
    return words if len(words) < 2 else [shlex.join(words)]
