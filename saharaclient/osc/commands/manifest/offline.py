"""``dataprocessing manifest validate`` and ``dataprocessing manifest schema``"""

from __future__ import annotations

import argparse

from osc_lib import exceptions

from saharaclient.manifest import ManifestError
from saharaclient.manifest.loading import check
from saharaclient.manifest.schema import as_json
from saharaclient.osc.arguments import types
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.verbs.command import Command


class _OfflineCommand(Command):
    """A command that needs neither a login nor a cloud."""

    view = ResourceView(name="manifest", manager="", details=(), listed=(), listed_long=())
    needs_login = False


class ValidateManifest(_OfflineCommand):
    """Check manifests without a cloud, and list the variables that are not set."""

    examples = (
        "manifest validate env.yaml",
        "manifest validate common.yaml envs/production",
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "files",
            metavar="<file>",
            nargs="+",
            type=types.text,
            help="Manifest, or folder of manifests (*.yaml, *.yml, *.json); - for standard input",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        checked = check(parsed_args.files)
        if checked.errors:
            raise exceptions.CommandError(str(ManifestError.of(checked.errors)))
        for name, location in checked.unset.items():
            self.write(f"{location}: The variable {name} is not set.")
        count = len(checked.manifest.declarations)
        self.inform(f"No errors in the declarations of {count} resource{'s' * (count != 1)}.")


class ShowManifestSchema(_OfflineCommand):
    """Print the JSON Schema of manifests, for editors and other programs."""

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        self.app.stdout.write(as_json())
