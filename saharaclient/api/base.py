"""What every manager has: the shared verbs, over lists and look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import requests

from saharaclient.api.manager import R
from saharaclient.api.pagination import ListedCollection
from saharaclient.api.resource import NOT_UPDATED, NotUpdated, Page, Resource
from saharaclient.exceptions import APIException
from saharaclient.transport import errors

__all__ = [
    "NOT_UPDATED",
    "APIException",
    "Listable",
    "ListableByMarker",
    "NotUpdated",
    "Page",
    "R",
    "Resource",
    "ResourceManager",
]


class ResourceManager(ListedCollection[R]):
    """The verbs that every resource shares; a subclass declares where they apply."""

    #: HTTP method of an update.
    update_verb: ClassVar[str] = "PATCH"

    #: Kept for callers that pass it to an update as ``manager.NotUpdated``.
    NotUpdated = NOT_UPDATED

    def create_from(self, fields: Mapping[str, Any]) -> R:
        """Create a resource from its fields, by either version's names: ``POST /<path>``."""
        return self._created(self._request("POST", json=self.request_body(fields)))

    def update_from(self, resource_id: str, fields: Mapping[str, Any]) -> R:
        """Update the given fields of a resource: ``PUT`` or ``PATCH /<path>/<id>``."""
        response = self._request(self.update_verb, resource_id, json=self.request_body(fields))
        return self._resource(response)

    def _created(self, response: requests.Response) -> R:
        """Return what an answer says was created, which is of no use without its id."""
        created = self._resource(response)
        if not isinstance(getattr(created, "id", None), str):
            raise errors.not_expected(response, "the id of what it has created")
        return created

    def _create(self, parameters: Mapping[str, Any]) -> R:
        """Create from the parameters that a caller of ``create`` gave.

        :param parameters: ``locals()`` of ``create``, before it has bound anything else.
        """
        return self.create_from(
            {
                name: value
                for name, value in parameters.items()
                if name != "self" and value is not None
            }
        )

    def _update(self, parameters: Mapping[str, Any]) -> R:
        """Update what a caller of ``update`` gave; None clears a field.

        :param parameters: ``locals()`` of ``update``: self, the id, and the fields.
        """
        _, resource_id, *fields = parameters
        return self.update_from(
            parameters[resource_id],
            {
                name: parameters[name]
                for name in fields
                if not isinstance(parameters[name], NotUpdated)
            },
        )

    def _delete(self, resource_id: str, **kwargs: Any) -> requests.Response:
        return self._request("DELETE", resource_id, **kwargs)


class Listable(ResourceManager[R]):
    """A manager whose collection can be listed a page at a time."""

    def list(
        self,
        search_opts: Mapping[str, Any] | None = None,
        limit: int | None = None,
        marker: str | None = None,
        sort_by: str | None = None,
        reverse: bool | None = None,
    ) -> Page[R]:
        """Return a list, or one page of it where a limit is given: ``GET /<path>``.

        :param search_opts: filters of the server, name to value.
        :param limit: how many to return at the most.
        :param marker: ``next`` of the page before.
        :param sort_by: field to sort by; ``reverse`` from the last to the first.
        """
        return self._list(search_opts, limit, marker, sort_by, reverse)


class ListableByMarker(ResourceManager[R]):
    """The same with the marker before the limit, as callers of these managers have it."""

    def list(
        self,
        search_opts: Mapping[str, Any] | None = None,
        marker: str | None = None,
        limit: int | None = None,
        sort_by: str | None = None,
        reverse: bool | None = None,
    ) -> Page[R]:
        """Return a list, or one page of it, as :class:`Listable` does: ``GET /<path>``."""
        return self._list(search_opts, limit, marker, sort_by, reverse)
