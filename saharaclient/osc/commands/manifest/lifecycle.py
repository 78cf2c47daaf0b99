"""``dataprocessing manifest plan``, ``apply``, ``delete`` and ``export``"""

from __future__ import annotations

import argparse

from osc_lib import exceptions
from osc_lib.command import command as osc_command

from saharaclient.manifest import apply, as_yaml, delete, export, plan_deletion
from saharaclient.osc.arguments import files, types
from saharaclient.osc.commands.manifest.command import (
    PLAN_HEADERS,
    VIEW,
    CommandLookups,
    PlanningCommand,
    plan_rows,
)
from saharaclient.osc.commands.manifest.running import RunningCommand
from saharaclient.osc.output.columns import Row
from saharaclient.osc.verbs import command, waiting

#: Exit statuses of ``--exit-code``.
CHANGES, CONFLICTS = 3, 4


class PlanManifest(PlanningCommand, osc_command.Lister):
    """Show what an apply of manifests would change; nothing is written."""

    _status = 0

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--changed", action="store_true", help="Leave out resources without changes"
        )
        parser.add_argument(
            "--exit-code",
            action="store_true",
            help=f"Exit with {CHANGES} if there are changes, {CONFLICTS} if there are conflicts,"
            " and 0 if there is nothing to do",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> Row:
        made = self.plan(parsed_args)
        if parsed_args.exit_code:
            changes = CHANGES if made.has_changes else 0
            self._status = CONFLICTS if made.has_conflicts else changes
        return PLAN_HEADERS, list(plan_rows(made, only_changes=parsed_args.changed))

    def _run(self, parsed_args: argparse.Namespace) -> int:
        return super()._run(parsed_args) or self._status


class ApplyManifest(PlanningCommand, RunningCommand, osc_command.Lister):
    """Create and update what manifests declare."""

    examples = (
        "manifest apply env.yaml --wait",
        "manifest apply env.yaml --var WORKERS=5 --expect 0123456789abcdef",
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--expect",
            metavar="<fingerprint>",
            type=types.text,
            help='Do nothing unless the plan has this fingerprint, which "manifest plan" prints',
        )
        waiting.add_wait_options(parser, "the clusters are Active")

    def take_action(self, parsed_args: argparse.Namespace) -> Row:
        made = self.plan(parsed_args)
        if parsed_args.expect not in (None, made.fingerprint):
            raise exceptions.CommandError(
                f"The plan is another one than expected: its fingerprint is {made.fingerprint}, not"
                f' {parsed_args.expect}. Nothing was done. Show it with "openstack'
                ' dataprocessing manifest plan".'
            )
        if parsed_args.dry_run:
            return PLAN_HEADERS, list(plan_rows(made))
        results = list(apply(self.client, made, **self.options(parsed_args)))
        return self.rows(made, results, wrong="not as declared")


class DeleteManifest(RunningCommand, osc_command.Lister):
    """Delete what manifests declare, in reverse order, and nothing else."""

    examples = (
        "manifest delete env.yaml --wait",
        "manifest delete env.yaml --images --dry-run",
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--images",
            action="store_true",
            help="Unregister images, too, for all projects; the Image service keeps them",
        )
        waiting.add_wait_options(parser, "the clusters are gone")

    def take_action(self, parsed_args: argparse.Namespace) -> Row:
        manifest = self.load(parsed_args)
        planned = plan_deletion(self.client, manifest, images=parsed_args.images)
        self.note_project(planned)
        if parsed_args.dry_run:
            return PLAN_HEADERS, list(plan_rows(planned))
        results = list(delete(self.client, planned, **self.options(parsed_args)))
        return self.rows(planned, results, wrong="not deleted")


class ExportManifest(command.Command):
    """Print a manifest of clusters with all that they are made of, or of the whole project."""

    view = VIEW

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "clusters",
            metavar="<cluster>",
            nargs="*",
            default=[],
            type=types.text,
            help="Names or IDs of the clusters to export (default: all resources of the project)",
        )
        parser.add_argument(
            "--file",
            metavar="<filename>",
            type=types.text,
            default=files.STREAM,
            help="File to write (default: -, standard output)",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        lookups = CommandLookups(self.app.client_manager)
        text = as_yaml(export(self.client, lookups, parsed_args.clusters))
        if parsed_args.file == files.STREAM:
            self.app.stdout.write(text)
            return
        with files.writing(parsed_args.file, overwrite=True) as file:
            file.write(text.encode("utf-8"))
