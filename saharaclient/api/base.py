"""What every manager has: requests, field names, the shared verbs, paging and look-ups."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Generic, TypeVar
from urllib import parse

import requests

from saharaclient.api import adapter, faults
from saharaclient.api.resource import (
    NOT_UPDATED,
    V1_NAMES,
    NotUpdated,
    Page,
    Resource,
    renamed_for,
)
from saharaclient.exceptions import APIException, InvalidResponse, NotFound, NoUniqueMatch

__all__ = [
    "NOT_UPDATED",
    "APIException",
    "Listable",
    "ListableByMarker",
    "NotUpdated",
    "Page",
    "Resource",
    "ResourceManager",
]

#: How many resources a lazy list asks for at a time.
PAGE_SIZE = 500

#: Values that are safe as a server-side filter, which is a regular expression on some databases.
_PLAIN_VALUE = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")

T = TypeVar("T")


R = TypeVar("R", bound=Resource)


class ResourceManager(Generic[R]):
    """The verbs that every resource shares; a subclass declares where they apply.

    :param api: the way to the server.
    """

    resource_class: type[R]
    #: Path of the collection below the versioned endpoint.
    path: ClassVar[str]
    #: Key that wraps one resource in an answer, and key of a list of them.
    key: ClassVar[str]
    plural_key: ClassVar[str]
    #: HTTP method of an update.
    update_verb: ClassVar[str] = "PATCH"
    #: Whether the server's lists take limit, marker and sort_by.
    pageable: ClassVar[bool] = True
    #: Fields (v2's names) that the server can filter by; others are compared here.
    server_filters: ClassVar[frozenset[str]] = frozenset()
    #: The one field that tells resources apart, where they have no name besides an id.
    addressed_by: ClassVar[str | None] = None
    #: Parameters of create and update that are named differently in the request.
    parameter_fields: ClassVar[Mapping[str, str]] = {}

    #: Kept for callers that pass it to an update as ``manager.NotUpdated``.
    NotUpdated = NOT_UPDATED

    def __init__(self, api: adapter.Adapter) -> None:
        self.api = api

    # Requests

    def _request(self, method: str, *segments: str, **kwargs: Any) -> requests.Response:
        return self.api.request(self._url(*segments), method, **kwargs)

    def _url(self, *segments: str) -> str:
        """Return the path of something in the collection; each segment stays one segment."""
        for segment in segments:
            if segment in (None, "", ".", ".."):
                raise NotFound(error_message=f'"{segment}" cannot be the id of a {self._kind()}.')
        return "/".join(["", self.path, *(parse.quote(str(part), safe="") for part in segments)])

    def _resource(self, response: requests.Response, key: str | None = None) -> R:
        """Return the resource in an answer, wrapped in its key or bare."""
        body = json_of(response, dict)
        inner = body.get(key or self.key, body)
        if not isinstance(inner, dict):
            raise faults.not_expected(response, f'an object under "{key or self.key}"')
        return self.resource_class(self, inner)

    def _resources(self, response: requests.Response, limit: int | None = None) -> Page[R]:
        body = json_of(response, dict)
        items = body.get(self.plural_key)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise faults.not_expected(response, f'a list of objects under "{self.plural_key}"')
        markers = body.get("markers") or {}
        if not isinstance(markers, dict):
            raise faults.not_expected(response, 'an object under "markers"')
        make = self.resource_class
        return Page(
            [make(self, item) for item in items], markers.get("prev"), markers.get("next"), limit
        )

    # Fields

    def request_body(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return fields under the names that this version of the API has for them."""
        return {self._field_name(name): value for name, value in fields.items()}

    def _field_name(self, name: str) -> str:
        name = self.parameter_fields.get(name, name)
        renamed = renamed_for(self.api.api_version)
        return renamed.get(name, name)

    # Verbs

    def create_from(self, fields: Mapping[str, Any]) -> R:
        """Create a resource from its fields, by either version's names: ``POST /<path>``."""
        return self._resource(self._request("POST", json=self.request_body(fields)))

    def update_from(self, resource_id: str, fields: Mapping[str, Any]) -> R:
        """Update the given fields of a resource: ``PUT`` or ``PATCH /<path>/<id>``."""
        response = self._request(self.update_verb, resource_id, json=self.request_body(fields))
        return self._resource(response)

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

    def _get(self, resource_id: str, **params: Any) -> R:
        return self._resource(self._request("GET", resource_id, params=params or None))

    def _delete(self, resource_id: str, **kwargs: Any) -> requests.Response:
        return self._request("DELETE", resource_id, **kwargs)

    def _list(
        self,
        search_opts: Mapping[str, Any] | None = None,
        limit: int | None = None,
        marker: str | None = None,
        sort_by: str | None = None,
        reverse: bool | None = None,
    ) -> Page[R]:
        params: dict[str, Any] = self.request_body(search_opts or {})
        if limit is not None:
            params["limit"] = limit
        if marker is not None:
            params["marker"] = marker
        if sort_by is not None:
            # Both versions sort by the names that v1.1 has for the fields.
            sort_by = V1_NAMES.get(sort_by, sort_by)
            params["sort_by"] = f"-{sort_by}" if reverse else sort_by
        return self._resources(self._request("GET", params=params or None), limit)

    def list_all(
        self,
        search_opts: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        marker: str | None = None,
        sort_by: str | None = None,
        reverse: bool | None = None,
        page_size: int = PAGE_SIZE,
    ) -> Iterator[R]:
        """Iterate over a list, asking for the next page when it is needed: ``GET /<path>``.

        :param search_opts: filters of the server, name to value.
        :param limit: stop after that many.
        :param marker: start after the page that ended with this marker.
        :param sort_by: field to sort by; ``reverse`` from the last to the first.
        :param page_size: how many to ask for at a time.
        :raises saharaclient.exceptions.InvalidResponse: the server's markers go in a circle, or
            the list changes so that it cannot be read on.
        """
        if not self.pageable:
            yield from self._list(search_opts)[:limit]
            return
        left = limit
        seen = {marker}
        while left is None or left > 0:
            size = page_size if left is None else min(page_size, left)
            try:
                page = self._list(search_opts, size, marker, sort_by, reverse)
            except NotFound as error:
                if len(seen) == 1:
                    raise
                # What the marker stands for was deleted since the page before.
                message = "The list has changed while it was read; read it again."
                raise InvalidResponse(404, "LIST_CHANGED", message) from error
            yield from page[:left]
            left = None if left is None else left - len(page)
            marker = page.next
            if marker is None or not page:
                return
            if marker in seen:
                raise InvalidResponse(
                    error_message=f'The server gives the marker "{marker}" of this list twice.'
                )
            seen.add(marker)

    # Look-ups

    def find(self, **kwargs: Any) -> list[R]:
        """Return all resources whose fields equal the given ones: ``GET /<path>?...``.

        The server filters by what it can, and everything is compared again here.
        """
        return list(self.find_all(kwargs))

    def find_all(
        self, fields: Mapping[str, Any], *, limit: int | None = None, **kwargs: Any
    ) -> Iterator[R]:
        """Iterate over the resources whose fields equal the given ones, as :meth:`find` does.

        :param limit: stop after that many.
        :param kwargs: ``marker``, ``sort_by``, ``reverse`` and ``page_size`` of :meth:`list_all`.
        """
        wanted = {self._field_name(name): value for name, value in fields.items()}
        on_server = {self._field_name(name) for name in self.server_filters}
        filters = {
            name: value
            for name, value in wanted.items()
            if name in on_server and isinstance(value, str) and _PLAIN_VALUE.fullmatch(value)
        }
        if limit is not None and filters.keys() == wanted.keys():
            kwargs.setdefault("page_size", min(limit, PAGE_SIZE))
        matching = (
            resource
            for resource in self.list_all(filters, **kwargs)
            if all(getattr(resource, name, NotUpdated) == value for name, value in wanted.items())
        )
        return itertools.islice(matching, limit)

    def find_unique(self, **kwargs: Any) -> R:
        """Return the one resource whose fields equal the given ones.

        :raises saharaclient.exceptions.NotFound: there is none.
        :raises saharaclient.exceptions.NoUniqueMatch: there are several; it lists their ids.
        """
        return self._only(self.find(**kwargs), kwargs)

    def _only(self, found: list[R], fields: Mapping[str, Any]) -> R:
        """Return the one resource that was found with these fields."""
        if len(found) == 1:
            return found[0]
        if not found:
            raise self._no_match(**fields)
        kinds, looked_for = self.path.replace("-", " "), _described(fields)
        ids = ", ".join(str(getattr(resource, "id", "?")) for resource in found)
        raise NoUniqueMatch(
            error_message=f"Multiple matches found. There are {len(found)} {kinds} with"
            f" {looked_for}; give one of their ids instead: {ids}."
        )

    def resolve(self, name_or_id: str) -> R:
        """Return the resource with that id, or else with that name.

        A UUID is tried as an id first (``GET /<path>/<id>``); anything else is a name
        (``GET /<path>?name=...``).

        :raises saharaclient.exceptions.NotFound: there is neither.
        :raises saharaclient.exceptions.NoUniqueMatch: several have that name.
        """
        name_or_id = str(name_or_id)
        if self.addressed_by is not None:
            try:
                return self._get(name_or_id)
            except NotFound as error:
                raise self._no_match(**{self.addressed_by: name_or_id}) from error
        if is_uuid(name_or_id):
            try:
                return self._get(name_or_id)
            except NotFound:
                pass
        return self.find_unique(name=name_or_id)

    def resolver(self) -> Callable[[str], R]:
        """Return a :meth:`resolve` for many names.

        Where the server cannot filter by name, it reads the list once for all of them.
        """
        if "name" in self.server_filters or self.addressed_by is not None:
            return self.resolve
        by_name: dict[str, list[R]] | None = None

        def resolve(name_or_id: str) -> R:
            nonlocal by_name
            if is_uuid(name_or_id):
                return self.resolve(name_or_id)
            if by_name is None:
                by_name = {}
                for resource in self.list_all():
                    by_name.setdefault(resource.name, []).append(resource)
            return self._only(by_name.get(name_or_id, []), {"name": name_or_id})

        return resolve

    def _no_match(self, **kwargs: Any) -> NotFound:
        return NotFound(
            error_message=f"No matches found. There is no {self._kind()} with {_described(kwargs)}"
            f' at "{self.api.service_url()}/{self.path}".'
        )

    def _kind(self) -> str:
        return self.resource_class.resource_name.lower()


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
        """Return a list, or one page of it, see :meth:`Listable.list`: ``GET /<path>``."""
        return self._list(search_opts, limit, marker, sort_by, reverse)


def _described(fields: Mapping[str, Any]) -> str:
    return " and ".join(f'{name} "{value}"' for name, value in fields.items())


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID, in any of the ways to write one."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def json_of(response: requests.Response, kind: type[T]) -> T:
    """Return the JSON body of an answer.

    :param kind: dict or list, whichever the API promises.
    :raises saharaclient.exceptions.InvalidResponse: it is not JSON, or another kind of it.
    """
    try:
        body = response.json()
    except ValueError as error:
        raise faults.not_json(response) from error
    if not isinstance(body, kind):
        raise faults.not_expected(response, f"a JSON {'object' if kind is dict else 'array'}")
    return body
