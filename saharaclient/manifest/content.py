"""Content of job binaries: files that a manifest has uploaded."""

from __future__ import annotations

import contextlib
import hashlib
import os
from typing import BinaryIO

from saharaclient.api.base import Resource
from saharaclient.api.client import Client
from saharaclient.api.job_binary_internals import JobBinaryInternalsManager
from saharaclient.client import AnyClient
from saharaclient.exceptions import BadRequest, NotFound
from saharaclient.manifest.changes import CHECKSUM_DIGITS, Action, Change, Content, Step
from saharaclient.manifest.cloud import place_of
from saharaclient.manifest.drafter import Drafter
from saharaclient.manifest.drafts import Draft
from saharaclient.manifest.model import Declaration, ManifestError
from saharaclient.manifest.steps import Steps
from saharaclient.transport.streaming import PIECE

#: Scheme of the URLs of content in the database of the service; only API v1.1 stores any.
INTERNAL = "internal-db://"
_OBJECT = "swift://"


def content_of(declaration: Declaration) -> Content:
    """Return the content of the file of a job binary.

    :raises ManifestError: it cannot be read.
    """
    path = str(declaration.file)
    try:
        with open(path, "rb") as file:
            digest, size = _digest(file)
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "it is no file"
        message = f'The file "{path}" cannot be read: {reason}.'
        raise ManifestError(place_of(declaration, "file"), message) from error
    if not size:
        raise ManifestError(place_of(declaration, "file"), f'The file "{path}" is empty.')
    return Content(path, size, digest)


def _digest(file: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


class JobBinaryDrafter(Drafter):
    """Drafts of job binaries."""

    def create(self, drafted: Draft) -> None:
        """Draft the creation of a job binary, and the upload of its file."""
        super().create(drafted)
        if drafted.declaration.file is None:
            return
        content = self._content(drafted.declaration)
        url = drafted.declaration.fields.get("url")
        if url is None or not self.cloud.client.object_storage.has_content(str(url), content.path):
            self._upload(drafted, content)

    def update(self, drafted: Draft, existing: Resource) -> None:
        """Draft the update of a job binary, and of its content."""
        super().update(drafted, existing)
        if drafted.declaration.file is None:
            return
        content = self._content(drafted.declaration)
        url = drafted.declaration.fields.get("url")
        old: str | None = None
        if url is not None:
            if self.cloud.client.object_storage.has_content(str(url), content.path):
                return
        elif str(existing.url).startswith(INTERNAL):
            if self._is_stored(existing, content):
                return
            # job_binary_update in sahara/db/sqlalchemy/api.py, 19.0.0
            drafted.blocked.append("Sahara does not change content in its own database.")
            old = "other content"
        self._upload(drafted, content, old)
        if drafted.action is Action.NONE:
            drafted.action = Action.UPLOAD

    def _content(self, declaration: Declaration) -> Content:
        url = declaration.fields.get("url")
        if url is None and self.cloud.api_version != "1.1":
            raise ManifestError(
                place_of(declaration, "file"),
                "API v2 has no place for the content of a file. Add a url in object storage, such"
                f" as swift://jars/{declaration.name}.",
            )
        return content_of(declaration)

    def _upload(self, drafted: Draft, content: Content, old: str | None = None) -> None:
        drafted.changes = [change for change in drafted.changes if change.field != "file"]
        drafted.changes.append(Change("file", old, str(content)))
        drafted.upload = content

    def _is_stored(self, existing: Resource, content: Content) -> bool:
        """Return whether the database of the service has this content for a job binary."""
        internals = _internals(self.cloud.client)
        id = str(existing.url).removeprefix(INTERNAL)
        stored = next((one for one in internals.list_all() if one.id == id), None)
        if stored is None or stored.datasize != content.size:
            return False
        if str(stored.name).endswith(f"-{content.checksum[:CHECKSUM_DIGITS]}"):
            return True
        found = self.cloud.client.job_binaries.get_file(existing.id)
        return hashlib.sha256(found).hexdigest() == content.checksum


class JobBinarySteps(Steps):
    """Carries out steps about job binaries: the content comes first."""

    def run(self, step: Step) -> Resource | None:
        """Upload the content if there is any, then create or update the job binary."""
        if step.upload is None:
            return super().run(step)
        url = step.body.get("url") or (step.declaration and step.declaration.fields.get("url"))
        if url is not None:
            self._store(str(url), step.upload)
            if step.action is Action.UPLOAD:
                return step.existing
            return super().run(step)
        stored = self._store_internally(step.name, step.upload)
        return super().run(step.with_body(url=f"{INTERNAL}{stored.id}"))

    def delete(self, step: Step) -> None:
        """Delete a job binary, and its content in the database of the service."""
        super().delete(step)
        delete_content(self.writer.client, step.existing)

    def _store(self, url: str, content: Content) -> None:
        storage = self.writer.client.object_storage
        container, _, name = url.removeprefix(_OBJECT).partition("/")

        def send() -> bool:
            if storage.find(url) is not None:
                storage.delete(url)
            storage.upload(content.path, container, name)
            return True

        self.writer.write(send, lambda: storage.has_content(url, content.path) or None)

    def _store_internally(self, name: str, content: Content) -> Resource:
        internals = _internals(self.writer.client)
        stored_name = content.internal_name(name)

        def find() -> Resource | None:
            return next(iter(internals.find(name=stored_name)), None)

        def send() -> Resource:
            with open(content.path, "rb") as file:
                stored = internals.create(stored_name, file)
            internals.created_ids(stored)
            return stored

        # What an apply that was interrupted has uploaded is used.
        return find() or self.writer.write(send, find)


def delete_content(client: AnyClient, binary: Resource | None) -> None:
    """Delete the content of a job binary in the database of the service, if it is there."""
    url = str(getattr(binary, "url", ""))
    if isinstance(client, Client) and url.startswith(INTERNAL):
        with contextlib.suppress(NotFound):
            client.job_binary_internals.delete(url.removeprefix(INTERNAL))


def _internals(client: AnyClient) -> JobBinaryInternalsManager:
    """Return the manager of content in the database of the service.

    :raises saharaclient.exceptions.BadRequest: the client is of API v2, which has none.
    """
    if isinstance(client, Client):
        return client.job_binary_internals
    raise BadRequest(error_message="API v2 has no place for the content of a file.")
