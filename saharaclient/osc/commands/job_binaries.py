"""``dataprocessing job binary ...``"""

from __future__ import annotations

import argparse
import contextlib
import sys
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from osc_lib import exceptions

from saharaclient.api.client import Client as ClientV1
from saharaclient.api.job_binaries import BaseJobBinaryManager
from saharaclient.exceptions import APIException, BadRequest, Conflict, NotFound
from saharaclient.osc.arguments import files, options, types
from saharaclient.osc.arguments.credentials import Credentials, hint
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.output import transfer_progress
from saharaclient.osc.output.views import JOB_BINARY
from saharaclient.osc.verbs import command, create_update, delete, list_show

#: Scheme of the URLs of content that the service itself keeps.
_INTERNAL = "internal-db://"
_LONGEST_NAME = 50

_NAME = Value("--name", "name", "Name of the job binary")
_URL = Value(
    "--url", "url", "URL of the job binary, such as swift://container/object or s3://bucket/object"
)
_DATA = Value(
    "--data",
    "data",
    "File to upload to the database of the service; - for standard input (API v1.1 only)",
    "<file>",
    group="content",
)
_OPTIONS: tuple[options.FieldOption, ...] = (
    _NAME,
    Value("--description", "description", "Description of the job binary", type=types.free_text),
    Credentials("extra", "job binary"),
    *options.sharing("job binary"),
)


class CreateJobBinary(create_update.Create):
    """Create a job binary from a URL, or upload a file to the service."""

    examples = (
        "job binary create --name count.jar --data count.jar",
        "job binary create --name count.jar --url swift://jars/count.jar --username ann "
        "--password-prompt",
    )
    view = JOB_BINARY
    options = (replace(_URL, group="content"), _DATA, *_OPTIONS)
    required = {"name": "--name", "url": "--url or --data"}

    def missing(self, fields: Mapping[str, Any]) -> list[str]:
        has_content = fields.get("data") is not None
        return [name for name in super().missing(fields) if name != "url" or not has_content]

    def create(self, fields: dict[str, Any], parsed_args: argparse.Namespace) -> Any:
        path = fields.pop("data", None)
        if path is None or self.is_dry_run:
            return self._register(fields)
        internals = cast(ClientV1, self.client).job_binary_internals
        (content_id,) = internals.created_ids(self._upload(fields["name"], path))
        try:
            return self.manager.create_from({**fields, "url": f"{_INTERNAL}{content_id}"})
        except APIException as error:
            if 400 <= error.error_code < 500:  # refused, so nothing refers to the content
                with contextlib.suppress(APIException):
                    internals.delete(content_id)
            raise

    def _register(self, fields: Mapping[str, Any]) -> Any:
        """Register a URL; if the service misses credentials, name the options for them."""
        try:
            return self.manager.create_from(fields)
        except BadRequest as error:
            if fields.get("extra") or not str(fields["url"]).startswith(("s3:", "swift:")):
                raise
            raise exceptions.CommandError(
                f'Job binary "{fields["name"]}" was rejected; credentials may be missing:'
                f" {error} {hint(fields['url'])}"
            ) from error

    def _upload(self, name: str, path: str) -> Any:
        """Upload a file, and return the content that the service keeps."""
        with (
            files.reading(path) as file,
            transfer_progress.shown(self.app.stderr, f"Uploading {name}") as progress,
        ):
            create = cast(ClientV1, self.client).job_binary_internals.create
            try:
                return create(name, file, progress=progress)
            except Conflict:
                # Content has names of its own, which nobody sees: one may be left over from a
                # job binary that was renamed or deleted.
                if self.find_in_own_project(name) or not file.seekable():
                    raise
                file.seek(0)
                free_name = f"{name[: _LONGEST_NAME - 9]}-{uuid.uuid4().hex[:8]}"
                return create(free_name, file, progress=progress)


class CreateJobBinaryV2(CreateJobBinary):
    """Create a job binary from a URL."""

    examples = (
        "job binary create --name count.jar --url s3://jars/count.jar --access-key KEY "
        "--secret-key-prompt",
        "job binary create --name count.jar --url swift://jars/count.jar --username ann "
        "--password-prompt",
    )
    options = (replace(_URL, group="content"), *_OPTIONS)
    other_version_options = {"--data": "1.1"}
    required = {"name": "--name", "url": "--url"}


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
    options = (_URL, *_OPTIONS)


class DeleteJobBinary(delete.Delete):
    """Delete one or more job binaries, with the content uploaded to the service."""

    examples = (
        "job binary delete count.jar",
        "job binary delete count.jar count.pig",
    )
    view = JOB_BINARY

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: How many job binaries have a URL; read once, before the first deletion of content.
        self._uses: Counter[str] | None = None
        #: What is left over of deleted job binaries.
        self._left: list[str] = []

    def take_action(self, parsed_args: argparse.Namespace) -> None:
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

    def delete(self, resource: Any) -> None:
        if self._is_internal(resource) and self._uses is None:
            self._uses = Counter(str(one.url) for one in self.manager.list_all())
        super().delete(resource)

    def clean_up(self, resource: Any) -> None:
        if not self._is_internal(resource) or self._uses is None:
            return
        self._uses[resource.url] -= 1
        if self._uses[resource.url] > 0:  # others have the same content
            return
        content_id = resource.url.removeprefix(_INTERNAL)
        try:
            cast(ClientV1, self.client).job_binary_internals.delete(content_id)
        except NotFound:
            return
        except APIException as error:
            self._left.append(
                f"{resource.described} has been removed, but its content {content_id} has not:"
                f" {error}"
            )

    def _is_internal(self, resource: Any) -> bool:
        has_content = hasattr(self.client, "job_binary_internals")
        return has_content and str(resource.url).startswith(_INTERNAL)


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
        with transfer_progress.shown(self.app.stderr, f"Downloading {binary.name}") as progress:
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
