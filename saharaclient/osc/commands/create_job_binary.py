"""``dataprocessing job binary create``: from a URL, or from a file that is uploaded."""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Mapping
from typing import ClassVar, cast

from osc_lib import exceptions

from saharaclient.api.client import Client as ClientV1
from saharaclient.api.job_binaries import BaseJobBinaryManager
from saharaclient.api.job_binary_content import CONTAINER
from saharaclient.api.job_binary_internals import SCHEME as INTERNAL
from saharaclient.api.job_binary_internals import JobBinaryInternal
from saharaclient.api.kinds import JOB_BINARY as DECLARED
from saharaclient.api.object_storage import url_of
from saharaclient.api.resource import Resource, object_in
from saharaclient.exceptions import BadRequest, Conflict
from saharaclient.osc.arguments import files
from saharaclient.osc.arguments.credentials import hint
from saharaclient.osc.arguments.field_options import options_of
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.output import transfer_progress
from saharaclient.osc.output.views import JOB_BINARY
from saharaclient.osc.verbs import create_update

_LONGEST_NAME = 50
_NEEDS_LOGIN = (
    "The service needs a user and a password to read content in object storage: give --username"
    " and --password-prompt, or see --help for other ways."
)

#: The options of create, that of the URL first.
_URL, *_OPTIONS = options_of(DECLARED, url={"group": "content"})


def _data(where: str) -> Value:
    help = f"File to upload to {where}; - for standard input"
    return Value("--data", "data", help, "<file>", group="content")


class CreateJobBinary(create_update.Create[BaseJobBinaryManager]):
    """Create a job binary from a URL, or upload a file to the service or to object storage."""

    examples = (
        "job binary create --name count.jar --data count.jar",
        "job binary create --name count.jar --url swift://jars/count.jar --username ann "
        "--password-prompt",
        "job binary create --name count.jar --data count.jar --container jars --username ann "
        "--password-prompt",
    )
    view = JOB_BINARY
    options = (
        _URL,
        _data("the database of the service, or to object storage with --container"),
        Value(
            "--container",
            "container",
            "Container in object storage for the file, created if it is missing",
        ),
        *_OPTIONS,
    )
    required = {"name": "--name", "url": "--url or --data"}
    #: The container for files if none is given, None for the database of the service.
    default_container: ClassVar[str | None] = None

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        if parsed_args.json is not None:  # it may have the rest
            return
        container = parsed_args.container
        if parsed_args.data is None and container is not None:
            raise UsageError("--container is for the content of a file: give --data, too.")
        is_for_storage = (container or self.default_container) is not None
        if parsed_args.data is not None and is_for_storage and not parsed_args.username:
            raise UsageError(_NEEDS_LOGIN)

    def finalize(self, fields: dict[str, object]) -> dict[str, object]:
        if fields.get("data") is None:
            fields.pop("container", None)
            return fields
        container = fields.setdefault("container", self.default_container)
        login = object_in(fields.get("extra"))
        if container is not None and not {"user", "password"} <= {*login}:
            raise exceptions.CommandError(_NEEDS_LOGIN)  # the file could have them
        return fields

    def missing(self, fields: Mapping[str, object]) -> list[str]:
        has_content = fields.get("data") is not None
        return [name for name in super().missing(fields) if name != "url" or not has_content]

    def create(self, fields: dict[str, object], parsed_args: argparse.Namespace) -> Resource:
        path, container = fields.pop("data", None), fields.pop("container", None)
        if path is None:
            return self._register(fields)
        if container is not None:
            return self._store(fields, str(path), str(container))
        if self.is_dry_run:
            return self._register(fields)
        internals = cast(ClientV1, self.client).job_binary_internals
        (content_id,) = internals.created_ids(self._upload(str(fields["name"]), str(path)))
        return self.manager.create_from_stored(
            {**fields, "url": f"{INTERNAL}{content_id}"},
            lambda: internals.delete(content_id),
            "the database of the service",
        )

    def _register(self, fields: Mapping[str, object]) -> Resource:
        """Register a URL; if the service misses credentials, name the options for them."""
        try:
            return self.manager.create_from(fields)
        except BadRequest as error:
            if fields.get("extra") or not str(fields["url"]).startswith(("s3:", "swift:")):
                raise
            raise exceptions.CommandError(
                f'Job binary "{fields["name"]}" was rejected; credentials may be missing:'
                f" {error} {hint(str(fields['url']))}"
            ) from error

    def _store(self, fields: dict[str, object], path: str, container: str) -> Resource:
        """Upload a file to object storage, and register it."""
        name = str(fields["name"])
        if self.is_dry_run:
            return self.manager.create_from({**fields, "url": url_of(container, name)})
        # A long upload is not to end with a name that the service refuses.
        if taken := self.in_own_project(self.manager.find(name=name)):
            message = f"{taken[0].described} already exists."
            raise Conflict(0, "NAME_ALREADY_EXISTS", message, url=self.client.api.service_url())
        try:
            with (
                files.reading(path) as file,
                transfer_progress.shown(
                    self.app.stderr, f"Uploading {name}", is_quiet=self.is_quiet
                ) as progress,
            ):
                return self.manager.create_from_content(fields, file, container, progress)
        except Conflict as error:
            if error.error_name != "OBJECT_EXISTS":
                raise
            raise exceptions.CommandError(
                f"{error} Choose another --container or --name; or register the object with --url"
                f" {url_of(container, name)}."
            ) from error

    def _upload(self, name: str, path: str) -> JobBinaryInternal:
        """Upload a file, and return the content that the service keeps."""
        with (
            files.reading(path) as file,
            transfer_progress.shown(
                self.app.stderr, f"Uploading {name}", is_quiet=self.is_quiet
            ) as progress,
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
    """Create a job binary from a URL, or upload a file to object storage."""

    examples = (
        "job binary create --name count.jar --data count.jar --username ann --password-prompt",
        "job binary create --name count.jar --url swift://jars/count.jar --username ann "
        "--password-prompt",
        "job binary create --name count.jar --url s3://jars/count.jar --access-key KEY "
        "--secret-key-prompt --s3-endpoint s3.example.com",
    )
    options = (
        _URL,
        _data("object storage"),
        Value(
            "--container",
            "container",
            f"Container for the file, created if it is missing (default: {CONTAINER})",
        ),
        *_OPTIONS,
    )
    default_container = CONTAINER
