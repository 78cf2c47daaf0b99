"""``dataprocessing completion ...``: names of resources for the completion of shells."""

from __future__ import annotations

import argparse
import contextlib
import importlib.resources
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path

from osc_lib.command import command as osc_command

from saharaclient.api.lookups import ResourceManager
from saharaclient.api.resource import Resource
from saharaclient.exceptions import APIException
from saharaclient.osc.arguments import files, types
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import command

#: Names of each kind that are kept at most.
LIMIT = 1000
#: The files of the cache: manager, and attribute that users type.
FILES = {
    "clusters": ("clusters", "name"),
    "cluster-templates": ("cluster_templates", "name"),
    "node-group-templates": ("node_group_templates", "name"),
    "data-sources": ("data_sources", "name"),
    "job-binaries": ("job_binaries", "name"),
    "job-templates": ("job_templates", "name"),
    "jobs": ("job_executions", "id"),
}
#: Names as Sahara accepts them. Others are left out: shells would interpret them.
_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")


class PrintScript(osc_command.Command):
    """Print a script that completes names of resources in bash and zsh."""

    auth_required = False

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        script = importlib.resources.files("saharaclient.osc.commands") / "completion.sh"
        self.app.stdout.write(script.read_text(encoding="utf-8"))


class RefreshCache(command.Command):
    """Refresh the names that the script for completion reads; the script runs it."""

    view = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            metavar="<folder>",
            required=True,
            type=types.text,
            help="Folder for the names of one cloud and project",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        folder = Path(parsed_args.folder)
        with files.refusals_of(folder):
            folder.parent.parent.mkdir(parents=True, exist_ok=True)
            for one in (folder.parent, folder):
                one.mkdir(mode=0o700, exist_ok=True)
            self._refresh(folder)

    def _refresh(self, folder: Path) -> None:
        for file, (manager, attribute) in FILES.items():
            try:
                names = _names(getattr(self.client, manager), attribute)
            except APIException as error:
                self.log.warning("The names of %s were not updated: %s", file, error)
                continue
            _write(folder / file, names)
        _write(folder / "updated", [str(int(time.time()))])


def _names(manager: ResourceManager[Resource], attribute: str) -> list[str]:
    found = (getattr(one, attribute, None) for one in manager.list_all(limit=LIMIT))
    return sorted({one for one in found if isinstance(one, str) and _NAME.fullmatch(one)})


def _write(path: Path, lines: Iterable[str]) -> None:
    """Write a file that only this user can read, in one piece."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        part.replace(path)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
