"""Lookups of what other services have: flavors, images, networks, security groups."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from saharaclient.api.fields import Lookup
from saharaclient.api.resource import is_uuid
from saharaclient.exceptions import NotFound, NoUniqueMatch

if TYPE_CHECKING:
    from openstack.connection import Connection


class Lookups(Protocol):
    """Finds what names refer to in other services.

    :class:`ConnectionLookups` does so with a connection of openstacksdk. Programs that have names
    and IDs from elsewhere can pass an object of their own.
    """

    def id_of(self, kind: Lookup, name_or_id: str) -> str:
        """Return the ID for a name; an ID may be returned as it is.

        Any exception ends the plan: a lookup that fails is an error, never a change.
        """

    def name_of(self, kind: Lookup, id: str) -> str | None:
        """Return the name for an ID, None if it has none, or if the name is not unique."""


class _Found(Protocol):
    """What a lookup has found."""

    id: str
    name: str | None


class ConnectionLookups:
    """Lookups with an :class:`openstack.connection.Connection`.

    :param connection: the connection; its errors are those of openstacksdk.
    """

    _PLACES = {
        Lookup.FLAVOR: ("compute", "flavor"),
        Lookup.IMAGE: ("image", "image"),
        Lookup.NETWORK: ("network", "network"),
        Lookup.SECURITY_GROUP: ("network", "security_group"),
    }

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def id_of(self, kind: Lookup, name_or_id: str) -> str:
        """Return the ID for a name or ID.

        :raises saharaclient.exceptions.NotFound: there is none.
        """
        if kind is Lookup.KEY_PAIR:  # Sahara names key pairs by their names
            return name_or_id
        found = self._find(kind, name_or_id)
        if found is None:
            raise NotFound(error_message=f'There is no {kind.value} "{name_or_id}".')
        return str(found.id)

    def name_of(self, kind: Lookup, id: str) -> str | None:
        """Return the name for an ID, None if there is none."""
        if kind is Lookup.KEY_PAIR:
            return id
        found = self._find(kind, id)
        return None if found is None or not found.name else str(found.name)

    def _find(self, kind: Lookup, name_or_id: str) -> _Found | None:
        service, noun = self._PLACES[kind]
        find = getattr(getattr(self._connection, service), f"find_{noun}")
        found: _Found | None = find(name_or_id, ignore_missing=True)
        return found


class NoLookups:
    """Stands for lookups where none is made."""

    def id_of(self, kind: Lookup, name_or_id: str) -> str:
        """Return the name."""
        return name_or_id

    def name_of(self, kind: Lookup, id: str) -> str | None:
        """Return no name."""
        return None


class CachedLookups:
    """Lookups that ask for each name and ID once.

    :param lookups: what is asked.
    """

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._known: dict[tuple[str, Lookup, str], str | None] = {}
        self._lock = threading.Lock()

    def id_of(self, kind: Lookup, name_or_id: str) -> str:
        """Return the ID for a name or ID; a UUID is one."""
        if is_uuid(name_or_id):
            return name_or_id
        return str(self._once("id", kind, name_or_id, self._lookups.id_of))

    def name_of(self, kind: Lookup, id: str) -> str | None:
        """Return the name for an ID, None if it has none, or if the name is not unique."""
        return self._once("name", kind, id, self._lookups.name_of)

    def _once(
        self, what: str, kind: Lookup, key: str, find: Callable[[Lookup, str], str | None]
    ) -> str | None:
        with self._lock:
            if (what, kind, key) not in self._known:
                self._known[what, kind, key] = find(kind, key)
            return self._known[what, kind, key]


def refuse_ambiguous(noun: str, name: str, ids: list[str]) -> NoUniqueMatch:
    """Return the error for a name that several have."""
    return NoUniqueMatch(
        error_message=f"Multiple matches found. There are {len(ids)} {noun}s with name"
        f' "{name}"; specify one of their IDs instead: {", ".join(ids)}.'
    )
