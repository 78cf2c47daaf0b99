"""Requests that change something, sent so that nothing is done twice."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from saharaclient.api.base import Resource
from saharaclient.api.cluster_conditions import STATUSES_OF_DELETION
from saharaclient.api.cluster_waits import ClusterWaits
from saharaclient.api.clusters import Cluster
from saharaclient.client import AnyClient
from saharaclient.exceptions import (
    APIException,
    Conflict,
    ConnectionFailed,
    InvalidResponse,
    NotFound,
    ServerFault,
)
from saharaclient.manifest.changes import Ref
from saharaclient.manifest.cloud import BY_KEY
from saharaclient.manifest.plans.compare import with_secrets
from saharaclient.transport.retries import TOO_MANY_REQUESTS

T = TypeVar("T")

#: Seconds before a request is sent again. Sahara on SQLite answers 500 while another request
#: holds the database.
_DELAYS = (0.5, 1.0, 2.0)
#: Answers that leave open whether the request was carried out.
_UNCERTAIN = (ConnectionFailed, ServerFault, InvalidResponse)


class NotFinished(APIException):
    """A step that has not failed, and is not finished either."""


class Unreachable(NotFinished):
    """The service did not answer before, so nothing more was sent to it."""


class Interrupted(NotFinished):
    """A wait that an interruption has ended."""


class KindManager(Protocol):
    """The manager of a kind; images have no ``delete``."""

    def create_from(self, fields: Mapping[str, object]) -> Resource:
        """Create a resource."""

    def created_ids(self, created: Resource) -> list[str]:
        """Return the IDs of what a create has returned."""

    def update_from(self, resource_id: str, fields: Mapping[str, object]) -> Resource:
        """Update a resource."""

    def get(self, resource_id: str, /) -> Resource:
        """Return a resource."""

    def find(self, *, name: str) -> Sequence[Resource]:
        """Return the resources with a name."""

    def list_all(self) -> Iterator[Resource]:
        """Iterate over all resources."""

    def delete(self, resource_id: str, /) -> object:
        """Delete a resource."""


class Writer:
    """Sends the requests of an apply or a delete.

    :param client: client of either version.
    :param stopping: set when nothing more is to be waited for.
    """

    def __init__(self, client: AnyClient, stopping: threading.Event) -> None:
        self.client = client
        self.ids: dict[Ref, str] = {}
        self._stopping = stopping
        self._one_at_a_time = threading.Lock()
        self._is_unreachable = False

    def manager(self, kind: str) -> KindManager:
        """Return the manager of a kind."""
        manager: KindManager = getattr(self.client, BY_KEY[kind].manager)
        return manager

    def write(
        self,
        send: Callable[[], T],
        look: Callable[[], T | None],
        send_again: Callable[[], T] | None = None,
    ) -> T:
        """Send a request; if its outcome is uncertain, look for it before it is sent again.

        It is sent again while no other one is, and a few times at most; so is one that is refused
        because there are too many.

        :param send: sends it.
        :param look: returns what it was to lead to, None if that is not there.
        :param send_again: sends it another way after a failure.
        :raises Unreachable: an earlier request has shown that the service does not answer.
        """
        if self._is_unreachable:
            raise Unreachable(error_message="not tried: the service does not answer")
        try:
            return send()
        except APIException as failure:
            error = _for_another_attempt(failure)
        for delay in _DELAYS:
            found = self._look(look, error)
            if found is not None:
                return found
            if isinstance(error, Conflict):
                break
            with self._one_at_a_time:
                self.client.api.sleep(delay)
                try:
                    return (send_again or send)()
                except APIException as failure:
                    error = _for_another_attempt(failure)
        found = None if isinstance(error, Conflict) else self._look(look, error)
        if found is None:
            raise error
        return found

    def _look(self, look: Callable[[], T | None], error: APIException) -> T | None:
        try:
            return look()
        except ConnectionFailed:
            self._is_unreachable = True
            raise error from None

    # Resources

    def find(self, kind: str, name: str) -> Resource | None:
        """Return the resource of the own project with a name, as it is now."""
        project_id = self.client.api.get_project_id()
        for one in self.manager(kind).find(name=name):
            if kind == "images" or project_id in (None, getattr(one, "project_id", project_id)):
                return one
        return None

    def body(self, fields: Mapping[str, object]) -> dict[str, object]:
        """Return fields with IDs for :class:`Ref` and with secrets, which are read now."""
        return {name: with_secrets(self._with_ids(value)) for name, value in fields.items()}

    def _with_ids(self, value: object) -> object:
        if isinstance(value, Ref):
            return self.ids[value]
        if isinstance(value, Mapping):
            return {name: self._with_ids(part) for name, part in value.items()}
        return [self._with_ids(one) for one in value] if isinstance(value, list) else value

    def delete(self, kind: str, resource: Resource, *, unprotect: bool = False) -> None:
        """Delete a resource; unregister an image. One that is gone is fine.

        :param unprotect: make it unprotected first if it is protected.
        """
        manager = self.manager(kind)

        def send() -> bool:
            try:
                if unprotect and getattr(resource, "is_protected", False):
                    manager.update_from(resource.id, {"is_protected": False})
                if kind == "images":
                    self.client.images.unregister_image(resource.id)
                else:
                    manager.delete(resource.id)
            except NotFound as error:
                if not error.url:
                    raise
            return True

        self.write(send, lambda: self._is_gone(kind, resource.id) or None)

    def _is_gone(self, kind: str, id: str) -> bool:
        try:
            found = self.manager(kind).get(id)
        except NotFound:
            return True
        return getattr(found, "status", None) in STATUSES_OF_DELETION

    # Waits

    def waitable(self) -> ClusterWaits[Cluster]:
        """Return the manager of clusters; an interruption ends its waits."""
        manager = copy.copy(self.client.clusters)
        manager.api = copy.copy(manager.api)
        original = manager.api.sleep

        def sleep(seconds: float) -> None:
            if original is time.sleep:  # which nothing can wake up
                self._stopping.wait(seconds)
            else:
                original(seconds)
            if self._stopping.is_set():
                raise Interrupted(error_message="interrupted: the work continues on the server")

        manager.api.sleep = sleep
        return manager


def _for_another_attempt(error: APIException) -> APIException:
    """Return an error after which there is another attempt; raise others."""
    if isinstance(error, (*_UNCERTAIN, Conflict)) or error.error_code == TOO_MANY_REQUESTS:
        return error
    raise error
