"""``dataprocessing manifest validate`` and ``dataprocessing manifest schema``"""

from __future__ import annotations

import argparse

from osc_lib import exceptions

from saharaclient.manifest import ManifestError
from saharaclient.manifest.reading.loading import check
from saharaclient.manifest.reading.schema import as_json
from saharaclient.osc.commands.manifest.command import VIEW, ManifestCommand
from saharaclient.osc.verbs.command import Command


class ValidateManifest(ManifestCommand):
    """Check manifests without a cloud, and list the variables that are not set."""

    examples = (
        "manifest validate env.yaml",
        "manifest validate common.yaml envs/production --var FLAVOR=m1.tiny",
    )
    needs_login = False

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        checked = check(parsed_args.files, dict(parsed_args.var))
        if checked.errors:
            raise exceptions.CommandError(str(ManifestError.of(checked.errors)))
        for name, location in checked.unset.items():
            self.write(f"{location}: The variable {name} is not set.")
        count = len(checked.manifest.declarations)
        self.inform(f"No errors in the declarations of {count} resource{'s' * (count != 1)}.")


class ShowManifestSchema(Command):
    """Print the JSON Schema of manifests, for editors and other programs."""

    view = VIEW
    needs_login = False

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        self.app.stdout.write(as_json())
