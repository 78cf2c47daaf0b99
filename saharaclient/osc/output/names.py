"""Names of the resources of a cloud, for IDs in tables and for suggestions in errors."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from keystoneauth1 import exceptions as ksa_exceptions
from openstack import exceptions as sdk_exceptions

from saharaclient.api.client import AnyClient
from saharaclient.api.lookups import ResourceManager
from saharaclient.api.pagination import PAGE_SIZE
from saharaclient.api.resource import Resource
from saharaclient.exceptions import APIException
from saharaclient.osc.output import views

if TYPE_CHECKING:
    from osc_lib.clientmanager import ClientManager

_LOG = logging.getLogger(__name__)

#: Kinds of resources of other services: the service in openstacksdk, and its methods that get one
#: and list all.
_IN_OTHER_SERVICES = {
    "flavor": ("compute", "get_flavor", "flavors"),
    "key pair": ("compute", "get_keypair", "keypairs"),
    "image service image": ("image", "get_image", "images"),
    "network": ("network", "get_network", "networks"),
}
#: The view of each kind of resource of the service.
VIEWS = {
    view.name: view
    for view in (
        views.PLUGIN,
        views.IMAGE,
        views.NODE_GROUP_TEMPLATE,
        views.CLUSTER_TEMPLATE,
        views.CLUSTER,
        views.DATA_SOURCE,
        views.JOB_BINARY,
        views.JOB_TEMPLATE,
        views.JOB_TYPE,
        views.JOB,
    )
}
_FAILURES = (APIException, sdk_exceptions.SDKException, ksa_exceptions.ClientException)


class _Named(Protocol):
    """A resource of any service."""

    id: str


class _Getting(Protocol):
    """A manager of resources that have IDs."""

    def get(self, resource_id: str, /) -> Resource:
        """Return a resource."""


class Names:
    """Names of resources, read when they are needed; a name that cannot be read is left out.

    :param client: the client of the service.
    :param client_manager: OpenStackClient's client manager, for the other services.
    """

    def __init__(self, client: AnyClient, client_manager: ClientManager) -> None:
        self._client = client
        self._client_manager = client_manager
        self._listed: dict[tuple[str, bool], dict[str, str]] = {}
        #: Kinds whose list need not be read again, and IDs that no list has a name for.
        self._current: set[str] = set()
        self._nameless: set[tuple[str, str]] = set()

    def name_of(self, kind: str, resource_id: str) -> str:
        """Return the name of one resource, with one request; empty if it cannot be read.

        :param kind: the kind of resource, as in "cluster template" or "flavor".
        """
        try:
            name = getattr(self._get(kind, resource_id), "name", None)
        except _FAILURES as error:
            _LOG.debug("The name of %s %s cannot be read: %s", kind, resource_id, error)
            return ""
        return str(name or "")

    def name_in_list(self, kind: str, resource_id: str) -> str:
        """Return the name of one of many resources, with one list for all; empty as above."""
        if (kind, True) not in self._listed:
            self._current.add(kind)
        name = self.listed(kind).get(resource_id, "")
        if not name and kind not in self._current and (kind, resource_id) not in self._nameless:
            self._current.add(kind)
            del self._listed[kind, True]
            name = self.listed(kind).get(resource_id, "")
        if not name:
            self._nameless.add((kind, resource_id))
        return name

    def expire(self) -> None:
        """Let lists be read again, once, if a resource is not in them."""
        self._current.clear()

    def listed(self, kind: str, *, whole: bool = True) -> dict[str, str]:
        """Return the names of all resources of a kind by ID, with one list; empty on failure.

        :param whole: whether all are needed, however many there are; else it is one request.
        """
        if (kind, whole) not in self._listed:
            try:
                resources = self._list(kind, None if whole else PAGE_SIZE)
                names = {
                    str(one.id): str(getattr(one, "name", None) or "")
                    for one in resources
                    if hasattr(one, "id")
                }
            except _FAILURES as error:
                _LOG.debug("The names of %ss cannot be read: %s", kind, error)
                names = {}
            self._listed[kind, whole] = names
        return self._listed[kind, whole]

    def _get(self, kind: str, resource_id: str) -> object:
        if kind not in _IN_OTHER_SERVICES:
            manager: _Getting = getattr(self._client, VIEWS[kind].manager)
            return manager.get(resource_id)
        service, get, _ = _IN_OTHER_SERVICES[kind]
        find: Callable[[str], object] | None = getattr(self._proxy(service), get, None)
        return find(resource_id) if find else None

    def _list(self, kind: str, limit: int | None) -> Iterable[_Named]:
        if kind not in _IN_OTHER_SERVICES:
            manager: ResourceManager[Resource] = getattr(self._client, VIEWS[kind].manager)
            return manager.list_all(limit=limit)
        service, _, list_all = _IN_OTHER_SERVICES[kind]
        find_all: Callable[[], Iterable[_Named]] | None = getattr(
            self._proxy(service), list_all, None
        )
        return itertools.islice(find_all(), limit) if find_all else ()

    def _proxy(self, service: str) -> object:
        """Return a service of openstacksdk; without a catalog, it does not have its methods."""
        return getattr(self._client_manager.sdk_connection, service, None)
