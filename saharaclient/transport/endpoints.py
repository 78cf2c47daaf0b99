"""The URL of one version of the API, from whatever the catalog or the caller has."""

from __future__ import annotations

import contextlib
import re
from urllib import parse

import requests

from saharaclient.exceptions import ConnectionFailed

#: Sahara's versions at the end of a path, with a project ID or what should have become one.
_PROJECT = r"(/([0-9a-fA-F-]{4,}|[%$]\((tenant|project)_id\)s))?"
_VERSION = rf"/v(1\.0|1\.1|2|2\.0){_PROJECT}/*$"


def versioned(endpoint: str, api_version: str, *, is_explicit: bool = False) -> str:
    """Return the URL of a version of the API.

    Both ``http://host:8386`` and ``http://host:8386/v1.1/PROJECT`` are in use, for either version.
    Taking the version out and putting the wanted one in costs no request, which discovery would.

    :param endpoint: a URL of the service.
    :param api_version: ``"1.1"`` or ``"2"``.
    :param is_explicit: whether the caller gave it. One that ends in this version is used as it is.
    :raises saharaclient.exceptions.ConnectionFailed: it is no URL.
    """
    try:
        split = parse.urlsplit(endpoint)
    except ValueError as error:
        message = f'"{endpoint}" is not the URL of a service.'
        raise ConnectionFailed(0, "CONNECTION_IMPOSSIBLE", message) from error
    path = split.path.rstrip("/")
    in_use = rf"/v{re.escape(api_version)}{_PROJECT}$"
    if not (is_explicit and re.search(in_use, path)):
        path = f"{re.sub(_VERSION, '', path)}/v{api_version}"
    return parse.urlunsplit(split._replace(path=path))


def root(service_url: str, api_version: str) -> str | None:
    """Return the URL where a service lists its versions, None if that is not apparent."""
    path, found, _ = parse.urlsplit(service_url).path.rpartition(f"/v{api_version}")
    return parse.urljoin(service_url, f"{path}/") if found else None


def versions_in(response: requests.Response) -> tuple[str, ...]:
    """Return the versions that the root of a service lists (``1.1``), none if it lists none."""
    with contextlib.suppress(ValueError, RecursionError):
        body = response.json()
        listed = body.get("versions") if isinstance(body, dict) else None
        ids = [one.get("id") for one in listed or () if isinstance(one, dict)]
        return tuple(one.removeprefix("v") for one in ids if isinstance(one, str))
    return ()


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
