"""Lists, a page at a time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, TypedDict

from saharaclient.api.manager import BaseManager, R
from saharaclient.api.resource import V1_NAMES, Page
from saharaclient.exceptions import InvalidResponse, NotFound

#: How many resources a lazy list asks for at a time.
PAGE_SIZE = 500


class Paging(TypedDict, total=False):
    """The order of a list, where it begins, and how many resources a request asks for."""

    marker: str | None
    sort_by: str | None
    reverse: bool | None
    page_size: int


class ListedManager(BaseManager[R]):
    """A manager whose collection can be listed."""

    #: Whether ``list`` takes limit, marker and sort_by.
    pageable: ClassVar[bool] = False

    def list(self, search_opts: Mapping[str, object] | None = None) -> Page[R]:
        """Return the list: ``GET /<path>``.

        :param search_opts: filters of the server, name to value.
        """
        return self._list_page(search_opts)

    def _list_page(
        self,
        search_opts: Mapping[str, object] | None = None,
        limit: int | None = None,
        marker: str | None = None,
        sort_by: str | None = None,
        reverse: bool | None = None,
    ) -> Page[R]:
        params: dict[str, object] = self.request_body(search_opts or {})
        if limit is not None:
            params["limit"] = limit
        if marker is not None:
            params["marker"] = marker
        if sort_by is not None:
            params["sort_by"] = _sort_key(sort_by, reverse)
        return self._resources(self._request("GET", params=params or None), limit)

    def list_all(
        self,
        search_opts: Mapping[str, object] | None = None,
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
                    raise self._without_marker(marker, error) from error
                # The resource of the marker was deleted since the page before.
                message = "The list changed while it was being read. Read it again."
                raise InvalidResponse(404, "LIST_CHANGED", message) from error
            # Sahara 19 begins a second page of jobs with the last job of the first page
            # (job_execution_get_all in db/sqlalchemy/api.py).
            repeats = last is not None and page and getattr(page[0], "id", None) == last
            new = page[1:] if repeats else page[:]
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

    def _without_marker(self, marker: str | None, error: NotFound) -> NotFound:
        if marker is None or not error.url:
            return error
        message = f'There is no {self._kind()} with the ID "{marker}" for the list to start after.'
        return NotFound(error_message=message)

    def _sorted(
        self,
        search_opts: Mapping[str, object] | None,
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
            raise self._no_match({"id": marker})
        yield from itertools.islice(resources, limit)


def _sort_key(sort_by: str, reverse: bool | None) -> str:
    """Return the parameter ``sort_by`` of a list; reversing a descending order is ascending."""
    descending = sort_by.startswith("-") != bool(reverse)
    field = sort_by.removeprefix("-")
    # Both versions sort by the names that v1.1 has for the fields (db/sqlalchemy/models.py).
    return f"{'-' if descending else ''}{V1_NAMES.get(field, field)}"
