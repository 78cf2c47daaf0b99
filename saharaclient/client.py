"""The front door of the library: ``Client(version, session=...)``."""

from __future__ import annotations

from typing import Any

from saharaclient.api import client as api_client

_BY_VERSION: dict[str, type[api_client.Client]] = {
    "1": api_client.Client,
    "1.0": api_client.Client,
    "1.1": api_client.Client,
    "2": api_client.ClientV2,
    "2.0": api_client.ClientV2,
}


def Client(version: str | float, *args: Any, **kwargs: Any) -> api_client.Client:  # noqa: N802
    """Return the client of one version of the API.

    :param version: ``"1.1"`` or ``"2"``; a float or an int will do.
    :param args: passed on, see :class:`saharaclient.api.client.Client`.
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
