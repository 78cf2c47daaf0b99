"""Lookups of resources by their fields, names and IDs."""

from __future__ import annotations

import builtins
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from saharaclient.api.manager import R, described
from saharaclient.api.pagination import PAGE_SIZE, ListedManager, Paging
from saharaclient.api.resource import NotUpdated, Resource, is_uuid
from saharaclient.exceptions import NotFound, NoUniqueMatch

if TYPE_CHECKING:
    from typing_extensions import Unpack

#: Values that mean the same as a filter and as the regular expression that Sahara takes a filter
#: for on MySQL and PostgreSQL (regex_filter in db/sqlalchemy/api.py of Sahara 19).
_PLAIN_VALUE = r"[a-zA-Z0-9][a-zA-Z0-9_.-]*"


class ResourceManager(ListedManager[R]):
    """A manager whose collection can be listed and searched."""

    #: Fields (v2's names) that the server can filter by; others are compared here.
    server_filters: ClassVar[frozenset[str]] = frozenset()
    #: The one field that identifies resources that have no name besides an ID.
    addressed_by: ClassVar[str | None] = None

    def find(self, **kwargs: object) -> builtins.list[R]:
        """Return all resources whose fields equal the given ones: ``GET /<path>?...``.

        The server filters by the fields that it can, and all are compared again here.
        """
        return [*self.find_all(kwargs)]

    def find_all(
        self, fields: Mapping[str, object], *, limit: int | None = None, **kwargs: Unpack[Paging]
    ) -> Iterator[R]:
        """Iterate over the resources whose fields equal the given ones, a page at a time.

        :param limit: at most that many resources.
        :param kwargs: ``marker``, ``sort_by``, ``reverse`` and ``page_size`` of :meth:`list_all`.
        """
        wanted, filters = self._split(fields)
        if limit is not None and wanted and filters.keys() == wanted.keys():
            kwargs.setdefault("page_size", min(limit, PAGE_SIZE))
        listed = self.list_all(filters, limit=None if wanted else limit, **kwargs)
        matching = (one for one in listed if _matches(one, wanted))
        return itertools.islice(matching, limit)

    def _split(self, fields: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
        """Return fields under this version's names, and those of them that the server filters."""
        wanted = self.request_body(fields)
        on_server = {self._field_name(name) for name in self.server_filters}
        filters = {
            name: value
            for name, value in wanted.items()
            if name in on_server and isinstance(value, str) and re.fullmatch(_PLAIN_VALUE, value)
        }
        return wanted, filters

    def find_unique(self, **kwargs: object) -> R:
        """Return the one resource whose fields equal the given ones.

        :raises saharaclient.exceptions.NotFound: there is none.
        :raises saharaclient.exceptions.NoUniqueMatch: there are several; it lists their IDs.
        """
        return self._only(self.find(**kwargs), kwargs)

    def _only(
        self,
        found: builtins.list[R],
        fields: Mapping[str, object],
        looked_for: str | None = None,
    ) -> R:
        """Return the one resource that was found with these fields."""
        if len(found) == 1:
            return found[0]
        if not found:
            raise self._no_match(fields, looked_for)
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
            raise self._no_match({"name": name_or_id})
        name_or_id = str(name_or_id)
        if self.addressed_by is not None:
            try:
                return self._fetch(name_or_id)
            except NotFound as error:
                raise self._no_match({self.addressed_by: name_or_id}, name_or_id) from error
        if is_uuid(name_or_id):
            try:
                return self._fetch(name_or_id)
            except NotFound:
                pass
        wanted, filters = self._split({"name": name_or_id})
        found = [one for one in self.list_all(filters) if _matches(one, wanted)]
        return self._only(found, wanted, name_or_id)

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
            if name_or_id not in by_name:
                raise self._no_match({"name": name_or_id}, name_or_id)
            return self._only(by_name[name_or_id], {"name": name_or_id})

        return resolve


def _matches(resource: Resource, fields: Mapping[str, object]) -> bool:
    return all(getattr(resource, name, NotUpdated) == value for name, value in fields.items())
