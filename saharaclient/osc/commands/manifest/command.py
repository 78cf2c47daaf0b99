"""The base of commands about manifests: files, variables, and lookups in other services."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from saharaclient.api.fields import Lookup
from saharaclient.manifest import Manifest, load
from saharaclient.manifest.changes import Plan
from saharaclient.manifest.plans.planning import plan
from saharaclient.osc.arguments import lookups, types
from saharaclient.osc.output.plan_columns import ChangesColumn
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.verbs.command import Command
from saharaclient.text import escape_control_chars

if TYPE_CHECKING:
    from osc_lib.clientmanager import ClientManager

VIEW = ResourceView(name="manifest", manager="", details=(), listed=(), listed_long=())
PLAN_HEADERS = ("Action", "Kind", "Name", "Changes")


class CommandLookups:
    """Lookups in other services as all commands do them.

    :param client_manager: OpenStackClient's.
    """

    def __init__(self, client_manager: ClientManager) -> None:
        self._client_manager = client_manager

    def id_of(self, kind: Lookup, name_or_id: str) -> str:
        """Return the ID for a name or ID."""
        find = {
            Lookup.FLAVOR: lookups.flavor_id,
            Lookup.IMAGE: lookups.image_id,
            Lookup.NETWORK: lookups.network_id,
            Lookup.SECURITY_GROUP: lookups.security_group_id,
        }.get(kind)
        return name_or_id if find is None else find(self._client_manager, name_or_id)

    def name_of(self, kind: Lookup, id: str) -> str | None:
        """Return the name for an ID, None if it is not known."""
        return lookups.name_of(self._client_manager, kind, id)


class ManifestCommand(Command):
    """A command that reads manifests."""

    view = VIEW

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "files",
            metavar="<file>",
            nargs="+",
            type=types.text,
            help="Manifest, or folder of manifests (*.yaml, *.yml, *.json); - for standard input",
        )
        parser.add_argument(
            "--var",
            metavar="<name=value>",
            action="append",
            default=[],
            type=types.variable,
            help="Value for ${name} in the manifests, in place of that in the environment (repeat"
            " the option for several)",
        )

    def load(self, parsed_args: argparse.Namespace) -> Manifest:
        """Return the manifest in the files."""
        return load(parsed_args.files, dict(parsed_args.var))

    def note_project(self, made: Plan) -> None:
        """Write to stderr where a plan is for."""
        region = self.client.api.region_name or "default"
        self.note(f"Project: {made.project or 'unknown'}, region: {region}")

    def note(self, sentence: str) -> None:
        """Write a line to stderr, for people and scripts."""
        self.app.stderr.write(f"{escape_control_chars(sentence)}\n")
        self.app.stderr.flush()


class PlanningCommand(ManifestCommand):
    """A command that makes a plan."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--replace",
            metavar="<kind/name>",
            action="append",
            default=[],
            type=types.text,
            help="Delete and create this resource again if it cannot be updated, such as"
            " cluster-template/spark (repeat the option for several); a cluster loses its data",
        )
        parser.add_argument(
            "--update-secrets",
            action="store_true",
            help="Send all credentials again; they cannot be compared, because the service does"
            " not return them",
        )

    def plan(self, parsed_args: argparse.Namespace) -> Plan:
        """Return the plan, and report where it is for on stderr."""
        manifest = self.load(parsed_args)
        made = plan(
            self.client,
            manifest,
            CommandLookups(self.app.client_manager),
            replace=parsed_args.replace,
            update_secrets=parsed_args.update_secrets,
        )
        self.note_project(made)
        self.note(f"Fingerprint: {made.fingerprint}")
        return made


def plan_rows(made: Plan, *, only_changes: bool = False) -> Iterable[tuple[object, ...]]:
    """Return the rows of a plan."""
    return [
        (step.action.value, step.kind.name, step.name, ChangesColumn(step))
        for step in made.steps
        if not only_changes or step.action.value != "none"
    ]
