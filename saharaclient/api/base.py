"""What programs import from here: resources, pages, the bases of managers, exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from urllib import parse

import requests

from saharaclient.api.lookups import ResourceManager
from saharaclient.api.manager import R
from saharaclient.api.resource import NOT_UPDATED, NotUpdated, Page, Resource

# Heat finds out whether an exception is this client's by `type(error) in vars(base).values()`
# (engine/clients/os/sahara.py of openstack-heat 21).
from saharaclient.exceptions import (
    APIException,
    BadRequest,
    Conflict,
    ConnectionFailed,
    Forbidden,
    InvalidResponse,
    NotFound,
    NoUniqueMatch,
    Redirected,
    ServerFault,
    VersionNotAvailable,
    WaitFailed,
    WaitTimedOut,
)

__all__ = [
    "NOT_UPDATED",
    "APIException",
    "BadRequest",
    "Conflict",
    "ConnectionFailed",
    "Forbidden",
    "InvalidResponse",
    "Listable",
    "ListableByMarker",
    "NoUniqueMatch",
    "NotFound",
    "NotUpdated",
    "Page",
    "R",
    "Redirected",
    "Resource",
    "ResourceManager",
    "ServerFault",
    "VersionNotAvailable",
    "WaitFailed",
    "WaitTimedOut",
    "get_json",
    "get_query_string",
]


class Listable(ResourceManager[R]):
    """A manager whose collection can be listed a page at a time."""

    pageable = True

    def list(
        self,
        search_opts: Mapping[str, object] | None = None,
        limit: int | None = None,
        marker: str | None = None,
        sort_by: str | None = None,
        reverse: bool | None = None,
    ) -> Page[R]:
        """Return the list, or one page of it if a limit is given: ``GET /<path>``.

        :param search_opts: filters of the server, name to value.
        :param limit: number of resources per page.
        :param marker: ``next`` of the page before.
        :param sort_by: field to sort by, ``-`` before it for descending order.
        :param reverse: sort in descending order.
        """
        return self._list_page(search_opts, limit, marker, sort_by, reverse)


class ListableByMarker(ResourceManager[R]):
    """A manager of the same kind, with the marker before the limit."""

    pageable = True

    def list(
        self,
        search_opts: Mapping[str, object] | None = None,
        marker: str | None = None,
        limit: int | None = None,
        sort_by: str | None = None,
        reverse: bool | None = None,
    ) -> Page[R]:
        """Return the list, or one page of it, as :class:`Listable` does: ``GET /<path>``."""
        return self._list_page(search_opts, limit, marker, sort_by, reverse)


def get_json(response: requests.Response) -> object:
    """Return the JSON body of an answer; kept for callers of python-saharaclient 4.2.0."""
    return response.json()


def get_query_string(
    search_opts: Mapping[str, object] | None,
    limit: int | None = None,
    marker: str | None = None,
    sort_by: str | None = None,
    reverse: bool | None = None,
) -> str:
    """Return the query of a list; kept for callers of python-saharaclient 4.2.0."""
    given = {
        "marker": marker,
        "limit": limit,
        "sort_by": f"-{sort_by}" if sort_by and reverse else sort_by,
    }
    query: dict[str, object] = {key: value for key, value in given.items() if value is not None}
    query.update(search_opts or {})
    pairs = sorted(query.items(), key=lambda pair: pair[0])
    return f"?{parse.urlencode(pairs, doseq=True)}" if query else ""
