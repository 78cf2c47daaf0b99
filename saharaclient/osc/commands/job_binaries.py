"""``dataprocessing job binary ...``; its ``create`` is in a module of its own."""

from __future__ import annotations

import argparse
import contextlib
import enum
import sys
from typing import TYPE_CHECKING, cast

from osc_lib import exceptions

from saharaclient.api.client import Client as ClientV1
from saharaclient.api.job_binaries import BaseJobBinaryManager, JobBinaries
from saharaclient.api.job_binary_internals import SCHEME as INTERNAL
from saharaclient.api.kinds import JOB_BINARY as DECLARED
from saharaclient.api.object_storage import names_in, url_of
from saharaclient.api.resource import Resource
from saharaclient.exceptions import APIException, BadRequest, NotFound
from saharaclient.osc.arguments import files, types
from saharaclient.osc.arguments.field_options import options_of
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.commands.create_job_binary import CreateJobBinary, CreateJobBinaryV2
from saharaclient.osc.output import transfer_progress
from saharaclient.osc.output.views import JOB_BINARY
from saharaclient.osc.verbs import command, create_update, delete, list_show

__all__ = ["CreateJobBinary", "CreateJobBinaryV2"]

if TYPE_CHECKING:
    from cliff.app import App


class _Content(enum.Enum):
    """Where the content of a job binary is."""

    #: In the database of the service.
    INTERNAL = "internal"
    #: In the project's object storage.
    STORED = "stored"
    ELSEWHERE = "elsewhere"


class ListJobBinaries(list_show.List):
    """List job binaries."""

    view = JOB_BINARY
    contains = (
        Value(
            "--name",
            "name",
            "List only job binaries whose name contains this text",
            "<name-substring>",
        ),
    )


class ShowJobBinary(list_show.Show):
    """Show a job binary, without its credentials."""

    view = JOB_BINARY


class UpdateJobBinary(create_update.Update):
    """Update a job binary from options, a file, or both. Uploaded content is not changed."""

    examples = (
        "job binary update count.jar --url swift://jars/count-2.jar",
        'job binary update count.jar --description "Counts words" --protected',
    )
    view = JOB_BINARY
    options = options_of(DECLARED)


class DeleteJobBinary(delete.Delete[BaseJobBinaryManager]):
    """Delete one or more job binaries, with the content uploaded to the service."""

    examples = (
        "job binary delete count.jar",
        "job binary delete count.jar count.pig --with-content",
    )
    view = JOB_BINARY

    def __init__(
        self, app: App, app_args: argparse.Namespace | None, cmd_name: str | None = None
    ) -> None:
        super().__init__(app, app_args, cmd_name)
        self._with_content = False
        #: Names and IDs of what is to be deleted.
        self._chosen: list[str] = []
        #: Job binaries that are left, by their content; read once, before the first deletion.
        self._uses: dict[str, list[JobBinaries]] | None = None
        #: What is left over of deleted job binaries.
        self._left: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--with-content",
            action="store_true",
            help="Delete the content in object storage, too, unless other job binaries use it",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        self._with_content = parsed_args.with_content
        self._chosen = self.names(parsed_args)
        try:
            super().take_action(parsed_args)
        finally:
            for sentence in self._left:
                self.log.error("%s", sentence)
        if self._left:
            count = len(self._left)
            raise exceptions.CommandError(
                f"The content of {count} job {'binary' if count == 1 else 'binaries'} was not"
                " removed."
            )

    def delete(self, resource: Resource) -> None:
        kind, content = self._content_of(resource)
        if self._with_content and kind is _Content.ELSEWHERE:
            raise exceptions.CommandError(
                f'{resource.described} was not deleted: its content "{resource.url}" cannot be'
                " deleted with it. Omit --with-content."
            )
        if kind is not _Content.ELSEWHERE and self._uses is None:
            self._uses = {}
            for one in self.manager.list_all():
                self._uses.setdefault(self._content_of(one)[1], []).append(one)
        if self._with_content:
            self._refuse_used_content(resource, content)
        super().delete(resource)

    def _refuse_used_content(self, resource: Resource, content: str) -> None:
        others = [
            one.name
            for one in (self._uses or {}).get(content, ())
            if one.id != resource.id and not {one.id, one.name} & {*self._chosen}
        ]
        if others:
            raise exceptions.CommandError(
                f"{resource.described} was not deleted: others have the same content"
                f" ({', '.join(others)}). Delete them, too, or omit --with-content."
            )

    def clean_up(self, resource: Resource) -> None:
        kind, content = self._content_of(resource)
        if kind is _Content.ELSEWHERE or self._uses is None:
            return
        self._uses[content] = [one for one in self._uses[content] if one.id != resource.id]
        if self._uses[content]:  # others have the same content
            return
        try:
            if kind is _Content.INTERNAL:
                cast(ClientV1, self.client).job_binary_internals.delete(content)
            else:
                self.client.object_storage.delete(content)
        except NotFound:
            return
        except APIException as error:
            self._left.append(
                f"{resource.described} has been removed, but its content {content} has not: {error}"
            )

    def _content_of(self, resource: Resource) -> tuple[_Content, str]:
        """Return where the content is that can be deleted, and what identifies it there."""
        url = str(resource.url)
        if url.startswith(INTERNAL) and hasattr(self.client, "job_binary_internals"):
            return _Content.INTERNAL, url.removeprefix(INTERNAL)
        if self._with_content:
            with contextlib.suppress(BadRequest):
                return _Content.STORED, url_of(*names_in(url))
        return _Content.ELSEWHERE, url


class DownloadJobBinary(command.Command[BaseJobBinaryManager]):
    """Download a job binary."""

    view = JOB_BINARY

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "download")
        parser.add_argument(
            "--file",
            metavar="<file>",
            type=types.text,
            help="File to write; - for standard output (default: the name of the job binary, in the"
            " current folder)",
        )
        parser.add_argument("--force", action="store_true", help="Overwrite an existing file")

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        binary = self.resolve_argument(parsed_args)
        path = parsed_args.file or files.file_name_for(binary.name)
        with transfer_progress.shown(
            self.app.stderr, f"Downloading {binary.name}", is_quiet=self.is_quiet
        ) as progress:
            if path == files.STREAM:
                if sys.stdout.isatty():
                    raise exceptions.CommandError(
                        "Binary data is not written to a terminal: use --file FILE or a pipe."
                    )
                self.manager.download(binary.id, sys.stdout.buffer, progress)
            else:
                if not parsed_args.force:
                    files.refuse_existing(path, "choose another one with --file, or use --force")
                with files.writing(path, overwrite=parsed_args.force) as file:
                    self.manager.download(binary.id, file, progress)
        self.write_about_file(
            path, f'Job binary "{parsed_args.job_binary}" has been downloaded successfully.'
        )
