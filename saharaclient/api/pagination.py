"""Lists, a page at a time, and lookups in them."""

from __future__ import annotations

import builtins
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from saharaclient.api.manager import BaseManager, R, described
from saharaclient.api.resource import V1_NAMES, NotUpdated, Page
from saharaclient.api.resource import is_uuid as is_uuid
from saharaclient.exceptions import InvalidResponse, NotFound, NoUniqueMatch

#: How many resources a lazy list asks for at a time.
PAGE_SIZE = 500

#: Values that mean the same as a filter and as the regular expression that Sahara takes a filter
#: for on MySQL and PostgreSQL (regex_filter in db/sqlalchemy/api.py of Sahara 19).
_PLAIN_VALUE = r"[a-zA-Z0-9][a-zA-Z0-9_.-]*"


class ResourceManager(BaseManager[R]):
    """A manager whose collection can be listed and searched."""

    #: Whether ``list`` takes limit, marker and sort_by.
    pageable: ClassVar[bool] = False
    #: Fields (v2's names) that the server can filter by; others are compared here.
    server_filters: ClassVar[frozenset[str]] = frozenset()
    #: The one field that identifies resources that have no name besides an ID.
    addressed_by: ClassVar[str | None] = None

    def list(self, search_opts: Mapping[str, Any] | None = None) -> Page[R]:
        """Return the list: ``GET /<path>``.

        :param search_opts: filters of the server, name to value.
        """
        return self._list_page(search_opts)

    def _list_page(
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
            params["sort_by"] = _sort_key(sort_by, reverse)
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
        :param limit: at most that many resources.
        :param marker: start after the resource with this ID.
        :param sort_by: field to sort by, ``-`` before it for descending order.
        :param reverse: sort in descending order.
        :param page_size: number of resources per request. A list that is sorted by anything but
            the ID comes in one answer: Sahara leaves resources that equal the marker in that
            field out of later pages (paginate_query, called with one sort key, in
            db/sqlalchemy/api.py of Sahara 19).
        :raises saharaclient.exceptions.InvalidResponse: the server repeats a marker, or the
            resource of a marker was deleted meanwhile.
        """
        # By the public method, so that a list that a program replaces is searched, too.
        list_page: Callable[..., Page[R]] = self.list
        if not self.pageable:
            yield from (list_page(search_opts) if search_opts else list_page())[:limit]
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
                page = list_page(
                    search_opts, limit=size, marker=marker, sort_by=sort_by, reverse=reverse
                )
            except NotFound as error:
                if len(seen) == 1:
                    raise
                # The resource of the marker was deleted since the page before.
                message = "The list changed while it was being read. Read it again."
                raise InvalidResponse(404, "LIST_CHANGED", message) from error
            # Sahara 19 begins a second page of jobs with the last job of the first page
            # (job_execution_get_all in db/sqlalchemy/api.py).
            new = page[1:] if page and getattr(page[0], "id", None) == last else page[:]
            yield from new[:left]
            left = None if left is None else left - len(new)
            marker = getattr(page, "next", None)
            if marker is None or not page:
                return
            last = getattr(page[-1], "id", None)
            if marker in seen:
                raise InvalidResponse(
                    error_message=f'The server repeats the marker "{marker}" of this list.'
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
        list_page: Callable[..., Page[R]] = self.list
        order = {"sort_by": sort_by, "reverse": reverse}
        if marker is None:
            yield from list_page(search_opts, limit=limit, **order)
            return
        resources = iter(list_page(search_opts, **order))
        if not any(getattr(resource, "id", None) == marker for resource in resources):
            raise self._no_match(id=marker)
        yield from itertools.islice(resources, limit)

    # Lookups

    def find(self, **kwargs: Any) -> builtins.list[R]:
        """Return all resources whose fields equal the given ones: ``GET /<path>?...``.

        The server filters by the fields that it can, and all are compared again here.
        """
        return [*self.find_all(kwargs)]

    def find_all(
        self, fields: Mapping[str, Any], *, limit: int | None = None, **kwargs: Any
    ) -> Iterator[R]:
        """Iterate over the resources whose fields equal the given ones, a page at a time.

        :param limit: at most that many resources.
        :param kwargs: ``marker``, ``sort_by``, ``reverse`` and ``page_size`` of :meth:`list_all`.
        """
        wanted, filters = self._split(fields)
        if limit is not None and not wanted:
            kwargs["limit"] = limit
        elif limit is not None and filters.keys() == wanted.keys():
            kwargs.setdefault("page_size", min(limit, PAGE_SIZE))
        matching = (one for one in self.list_all(filters, **kwargs) if _matches(one, wanted))
        return itertools.islice(matching, limit)

    def _split(self, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return fields under this version's names, and those of them that the server filters."""
        wanted = self.request_body(fields)
        on_server = {self._field_name(name) for name in self.server_filters}
        filters = {
            name: value
            for name, value in wanted.items()
            if name in on_server and isinstance(value, str) and re.fullmatch(_PLAIN_VALUE, value)
        }
        return wanted, filters

    def find_unique(self, **kwargs: Any) -> R:
        """Return the one resource whose fields equal the given ones.

        :raises saharaclient.exceptions.NotFound: there is none.
        :raises saharaclient.exceptions.NoUniqueMatch: there are several; it lists their IDs.
        """
        return self._only(self.find(**kwargs), kwargs)

    def _only(self, found: builtins.list[R], fields: Mapping[str, Any]) -> R:
        """Return the one resource that was found with these fields."""
        if len(found) == 1:
            return found[0]
        if not found:
            raise self._no_match(**fields)
        ids = ", ".join(str(getattr(resource, "id", "?")) for resource in found)
        raise NoUniqueMatch(
            error_message=f"Multiple matches found. There are {len(found)} {self._kinds()}"
            f"{described(fields)}; specify one of their IDs instead: {ids}."
        )

    def resolve(self, name_or_id: str) -> R:
        """Return the resource with that ID, or else with that name.

        A UUID is tried as an ID first (``GET /<path>/<id>``); anything else is a name
        (``GET /<path>?name=...``).

        :raises saharaclient.exceptions.NotFound: there is neither.
        :raises saharaclient.exceptions.NoUniqueMatch: several have that name.
        """
        if name_or_id is None:
            raise self._no_match(name=name_or_id)
        name_or_id = str(name_or_id)
        if self.addressed_by is not None:
            try:
                return self._fetch(name_or_id)
            except NotFound as error:
                raise self._no_match(**{self.addressed_by: name_or_id}) from error
        if is_uuid(name_or_id):
            try:
                return self._fetch(name_or_id)
            except NotFound:
                pass
        return self._only([*self.find_all({"name": name_or_id})], {"name": name_or_id})

    def resolver(self) -> Callable[[str], R]:
        """Return a :meth:`resolve` for many names.

        If the server cannot filter by name, it reads the list once for all of them.
        """
        if "name" in self.server_filters or self.addressed_by is not None:
            return self.resolve
        by_name: dict[str, builtins.list[R]] | None = None

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


def _matches(resource: Any, fields: Mapping[str, Any]) -> bool:
    return all(getattr(resource, name, NotUpdated) == value for name, value in fields.items())


def _sort_key(sort_by: str, reverse: bool | None) -> str:
    """Return the parameter ``sort_by`` of a list; reversing a descending order is ascending."""
    descending = sort_by.startswith("-") != bool(reverse)
    field = sort_by.removeprefix("-")
    # Both versions sort by the names that v1.1 has for the fields (db/sqlalchemy/models.py).
    return f"{'-' if descending else ''}{V1_NAMES.get(field, field)}"
