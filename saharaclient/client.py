"""The front door of the library: ``Client(version, session=...)``."""

# ruff: noqa: N802  Client is the name that callers have

from __future__ import annotations

from typing import Any, Literal, overload

from saharaclient.api import client as api_client

AnyClient = api_client.AnyClient

_BY_VERSION: dict[str, type[AnyClient]] = {
    "1": api_client.Client,
    "1.0": api_client.Client,
    "1.1": api_client.Client,
    "2": api_client.ClientV2,
    "2.0": api_client.ClientV2,
}


class UnsupportedVersion(ValueError):  # noqa: N818  the name that callers catch
    """There is no such version of the API.

    If only the service lacks a version, requests raise
    :class:`saharaclient.exceptions.VersionNotAvailable`.
    """


def get_client_class(version: str | float) -> type[AnyClient]:
    """Return the class of the client of one version of the API.

    :raises saharaclient.client.UnsupportedVersion: there is no such version.
    """
    try:
        return _BY_VERSION[str(version)]
    except KeyError:
        raise UnsupportedVersion(
            f'There is no version "{version}" of the data processing API; choose "1.1" or "2".'
        ) from None


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
    :raises saharaclient.client.UnsupportedVersion: there is no such version.
    """
    return get_client_class(version)(*args, **kwargs)
