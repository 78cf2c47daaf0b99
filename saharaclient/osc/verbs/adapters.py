"""Clients whose requests go through another adapter."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from saharaclient.api.manager import BaseManager, RequestOptions
from saharaclient.client import AnyClient
from saharaclient.transport.retries import READ_ONLY

if TYPE_CHECKING:
    import requests
    from typing_extensions import Unpack

    from saharaclient.transport.adapter import Adapter


def with_adapter(client: AnyClient, api: Any) -> AnyClient:
    """Return a copy of a client whose managers send their requests through an adapter."""
    copied = copy.copy(client)
    copied.api = api
    for name, value in vars(client).items():
        if isinstance(value, BaseManager):
            manager = vars(copied)[name] = copy.copy(value)
            manager.api = api
    return copied


class BoundedReads:
    """An adapter whose reads end by a deadline; changes take the time that they need.

    A change that is cut off has an unknown outcome.

    :param api: the adapter.
    :param deadline: a time of its clock.
    """

    def __init__(self, api: Adapter, deadline: float) -> None:
        self._api = api
        self._reads = api.bounded(deadline, retry=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)

    def request(self, url: str, method: str, **kwargs: Unpack[RequestOptions]) -> requests.Response:
        api = self._reads if method in READ_ONLY else self._api
        return api.request(url, method, **kwargs)
