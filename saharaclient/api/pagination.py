"""Lists of a collection, a page at a time, and look-ups in them."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from saharaclient.api.manager import Collection, R, described
from saharaclient.api.resource import V1_NAMES, NotUpdated, Page
from saharaclient.exceptions import InvalidResponse, NotFound, NoUniqueMatch

#: How many resources a lazy list asks for at a time.
PAGE_SIZE = 500

#: Values that are safe as a server-side filter, which is a regular expression on some databases.
_PLAIN_VALUE = r"[a-zA-Z0-9][a-zA-Z0-9_.-]*"


class ListedCollection(Collection[R]):
    """A collection that can be listed and searched."""

    #: Whether the server's lists take limit, marker and sort_by.
    pageable: ClassVar[bool] = True
    #: Fields (v2's names) that the server can filter by; others are compared here.
    server_filters: ClassVar[frozenset[str]] = frozenset()
    #: The one field that tells resources apart, where they have no name besides an id.
    addressed_by: ClassVar[str | None] = None

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
        :param marker: start after the resource with this id.
        :param sort_by: field to sort by; ``reverse`` from the last to the first.
        :param page_size: how many to ask for at a time. A list that is sorted by anything but the
            id comes in one answer, for the server leaves out of later pages what equals the
            marker in that field.
        :raises saharaclient.exceptions.InvalidResponse: the server's markers go in a circle, or
            the list changes so that it cannot be read on.
        """
        if not self.pageable:
            yield from self._list(search_opts)[:limit]
            return
        if sort_by not in (None, "id"):
            yield from self._sorted(search_opts, limit, marker, sort_by, reverse)
            return
        left = limit
        seen = {marker}
        last = marker
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
            # Of jobs, the server begins the second page with the last one of the first.
            new = page[1:] if page and getattr(page[0], "id", None) == last else page[:]
            yield from new[:left]
            left = None if left is None else left - len(new)
            marker = page.next
            if marker is None or not page:
                return
            last = getattr(page[-1], "id", None)
            if marker in seen:
                raise InvalidResponse(
                    error_message=f'The server gives the marker "{marker}" of this list twice.'
                )
            seen.add(marker)

    def _sorted(
        self,
        search_opts: Mapping[str, Any] | None,
        limit: int | None,
        marker: str | None,
        sort_by: str | None,
        reverse: bool | None,
    ) -> Iterator[R]:
        """Iterate over a list that is sorted by a field which several may have in common."""
        if marker is None:
            yield from self._list(search_opts, limit, None, sort_by, reverse)
            return
        resources = iter(self._list(search_opts, None, None, sort_by, reverse))
        if not any(getattr(resource, "id", None) == marker for resource in resources):
            raise self._no_match(id=marker)
        yield from itertools.islice(resources, limit)

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
            if name in on_server and isinstance(value, str) and re.fullmatch(_PLAIN_VALUE, value)
        }
        if limit is not None and not wanted:
            kwargs["limit"] = limit
        elif limit is not None and filters.keys() == wanted.keys():
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
        kinds, looked_for = self.path.replace("-", " "), described(fields)
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
        if name_or_id is None:
            raise self._no_match(name=name_or_id)
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
                    by_name.setdefault(str(getattr(resource, "name", None)), []).append(resource)
            return self._only(by_name.get(name_or_id, []), {"name": name_or_id})

        return resolve


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID, in any of the ways to write one."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
