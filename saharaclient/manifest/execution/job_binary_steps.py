"""How steps about job binaries are carried out: their content comes first."""

from __future__ import annotations

import contextlib

from saharaclient.api.base import Resource
from saharaclient.api.client import Client
from saharaclient.api.job_binary_internals import SCHEME as INTERNAL
from saharaclient.api.object_storage import names_in
from saharaclient.client import AnyClient
from saharaclient.exceptions import NotFound
from saharaclient.manifest.changes import Action, Content, Step
from saharaclient.manifest.execution.steps import Steps
from saharaclient.manifest.plans.job_binaries import internals_of


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
        container, name = names_in(url)

        def send() -> bool:
            if storage.find(url) is not None:
                storage.delete(url)
            storage.upload(content.path, container, name)
            return True

        self.writer.write(send, lambda: storage.has_content(url, content.path) or None)

    def _store_internally(self, name: str, content: Content) -> Resource:
        internals = internals_of(self.writer.client)
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
