"""The front door of the library: ``Client(version, session=...)``."""

# ruff: noqa: N802  Client is the name that callers have

from __future__ import annotations

from typing import Any, Literal, overload

from saharaclient.api import client as api_client

AnyClient = api_client.Client | api_client.ClientV2

_BY_VERSION: dict[str, type[AnyClient]] = {
    "1": api_client.Client,
    "1.0": api_client.Client,
    "1.1": api_client.Client,
    "2": api_client.ClientV2,
    "2.0": api_client.ClientV2,
}


@overload
def Client(version: Literal["1.1", "1.0", "1", 1], *args: Any, **kwargs: Any) -> api_client.Client:
    pass


@overload
def Client(version: Literal["2", "2.0", 2], *args: Any, **kwargs: Any) -> api_client.ClientV2:
    pass


@overload
def Client(version: str | float, *args: Any, **kwargs: Any) -> AnyClient:
    pass


def Client(version: str | float, *args: Any, **kwargs: Any) -> AnyClient:
    """Return the client of one version of the API.

    :param version: ``"1.1"`` or ``"2"``; a float or an int will do.
    :param args: passed on, see :class:`saharaclient.api.client.ServiceClient`.
    :param kwargs: passed on likewise; ``session`` is the one that matters.
    :raises ValueError: there is no such version.
    """
    try:
        client_class = _BY_VERSION[str(version)]
    except KeyError:
        raise ValueError(
            f'There is no version "{version}" of the data processing API; choose "1.1" or "2".'
        ) from None
    return client_class(*args, **kwargs)
