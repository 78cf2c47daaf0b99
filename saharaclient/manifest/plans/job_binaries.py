"""Rules of job binaries: their content, which can be a file."""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO

from saharaclient.api.base import Resource
from saharaclient.api.client import Client
from saharaclient.api.job_binary_internals import SCHEME as INTERNAL
from saharaclient.api.job_binary_internals import JobBinaryInternalsManager
from saharaclient.client import AnyClient
from saharaclient.exceptions import BadRequest
from saharaclient.manifest.changes import CHECKSUM_DIGITS, Action, Change, Content
from saharaclient.manifest.cloud import place_of
from saharaclient.manifest.model import Declaration, ManifestError
from saharaclient.manifest.plans.drafter import Drafter
from saharaclient.manifest.plans.drafts import Draft
from saharaclient.transport.streaming import PIECE


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
        internals = internals_of(self.cloud.client)
        id = str(existing.url).removeprefix(INTERNAL)
        stored = next((one for one in internals.list_all() if one.id == id), None)
        if stored is None or stored.datasize != content.size:
            return False
        if str(stored.name).endswith(f"-{content.checksum[:CHECKSUM_DIGITS]}"):
            return True
        found = self.cloud.client.job_binaries.get_file(existing.id)
        return hashlib.sha256(found).hexdigest() == content.checksum


def internals_of(client: AnyClient) -> JobBinaryInternalsManager:
    """Return the manager of content in the database of the service.

    :raises saharaclient.exceptions.BadRequest: the client is of API v2, which has none.
    """
    if isinstance(client, Client):
        return client.job_binary_internals
    raise BadRequest(error_message="API v2 has no place for the content of a file.")
