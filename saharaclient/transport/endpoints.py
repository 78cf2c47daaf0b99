"""The URL of one version of the API, from whatever the catalog or the caller has."""

from __future__ import annotations

import re
from urllib import parse

from saharaclient.exceptions import ConnectionFailed

_VERSION_IN_PATH = r"(/v\d+(\.\d+)?(/[^/]+)?)?/*$"


def versioned(endpoint: str, api_version: str) -> str:
    """Return the URL of a version of the API.

    Both ``http://host:8386`` and ``http://host:8386/v1.1/PROJECT`` are in use, for either version.
    Taking the version out and putting the wanted one in costs no request, which discovery would.

    :param endpoint: a URL of the service.
    :param api_version: ``"1.1"`` or ``"2"``.
    :raises saharaclient.exceptions.ConnectionFailed: it is no URL.
    """
    try:
        split = parse.urlsplit(endpoint)
    except ValueError as error:
        message = f'"{endpoint}" is not the URL of a service.'
        raise ConnectionFailed(0, "CONNECTION_IMPOSSIBLE", message) from error
    path = re.sub(_VERSION_IN_PATH, "", split.path)
    return parse.urlunsplit(split._replace(path=f"{path}/v{api_version}"))


def missing(
    service_type: str | None, interface: object, region_name: str | None
) -> ConnectionFailed:
    """Return the error for a catalog without an endpoint."""
    region = f' in region "{region_name}"' if region_name else ""
    return ConnectionFailed(
        0,
        "ENDPOINT_NOT_FOUND",
        f'The service catalog has no "{str(interface or "public").removesuffix("URL")}" endpoint'
        f' of type "{service_type}"{region}. Check region and interface, or give its URL.',
    )
