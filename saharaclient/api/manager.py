"""A collection of the REST API: its paths, its names for fields, its answers as resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, TypeVar
from urllib import parse

import requests

from saharaclient.api.resource import Page, Resource, renamed_for
from saharaclient.exceptions import NotFound
from saharaclient.transport import adapter, errors

T = TypeVar("T")
R = TypeVar("R", bound=Resource)


class Collection(Generic[R]):
    """What is under one path of the API, as a subclass declares it.

    :param api: the way to the server.
    """

    resource_class: type[R]
    #: Path of the collection below the versioned endpoint.
    path: ClassVar[str]
    #: Key that wraps one resource in an answer, and key of a list of them.
    key: ClassVar[str]
    plural_key: ClassVar[str]
    #: Parameters of create and update that are named differently in the request.
    parameter_fields: ClassVar[Mapping[str, str]] = {}

    def __init__(self, api: adapter.Adapter) -> None:
        self.api = api

    # Requests

    def _request(self, method: str, *segments: str, **kwargs: Any) -> requests.Response:
        return self.api.request(self._url(*segments), method, **kwargs)

    def _url(self, *segments: str) -> str:
        """Return the path of something in the collection; each segment stays one segment."""
        for segment in segments:
            if segment in (None, "", ".", ".."):
                raise NotFound(error_message=f'"{segment}" cannot be the id of a {self._kind()}.')
        try:
            parts = [parse.quote(str(segment), safe="") for segment in segments]
        except UnicodeEncodeError as error:
            message = f"{error.object!a} cannot be the id of a {self._kind()}."
            raise NotFound(error_message=message) from error
        return "/".join(["", self.path, *parts])

    def _resource(self, response: requests.Response, key: str | None = None) -> R:
        """Return the resource in an answer, wrapped in its key or bare."""
        body = json_of(response, dict)
        inner = body.get(key or self.key, body)
        if not isinstance(inner, dict):
            raise errors.not_expected(response, f'an object under "{key or self.key}"')
        return self.resource_class(self, inner)

    def _resources(self, response: requests.Response, limit: int | None = None) -> Page[R]:
        body = json_of(response, dict)
        items = body.get(self.plural_key)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise errors.not_expected(response, f'a list of objects under "{self.plural_key}"')
        markers = body.get("markers") or {}
        if not isinstance(markers, dict):
            raise errors.not_expected(response, 'an object under "markers"')
        for name in ("prev", "next"):
            if not isinstance(markers.get(name), (str, int, type(None))):
                raise errors.not_expected(response, f'text for the marker "{name}"')
        make = self.resource_class
        return Page(
            [make(self, item) for item in items], markers.get("prev"), markers.get("next"), limit
        )

    def _get(self, resource_id: str, **params: Any) -> R:
        return self._resource(self._request("GET", resource_id, params=params or None))

    # Fields

    def request_body(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return fields under the names that this version of the API has for them."""
        return {self._field_name(name): value for name, value in fields.items()}

    def _field_name(self, name: str) -> str:
        name = self.parameter_fields.get(name, name)
        renamed = renamed_for(self.api.api_version)
        return renamed.get(name, name)

    def _no_match(self, **kwargs: Any) -> NotFound:
        return NotFound(
            error_message=f"No matches found. There is no {self._kind()} with {described(kwargs)}"
            f' at "{self.api.service_url()}/{self.path}".'
        )

    def _kind(self) -> str:
        return self.resource_class.resource_name.lower()


def described(fields: Mapping[str, Any]) -> str:
    """Return what was looked for, as in ``name "demo"``."""
    return " and ".join(f'{name} "{value}"' for name, value in fields.items())


def json_of(response: requests.Response, kind: type[T]) -> T:
    """Return the JSON body of an answer.

    :param kind: dict or list, whichever the API promises.
    :raises saharaclient.exceptions.InvalidResponse: it is not JSON, or another kind of it.
    """
    try:
        body = response.json()
    except (ValueError, RecursionError) as error:
        raise errors.not_json(response) from error
    if isinstance(body, str) and "[404 NOT FOUND]" in body:
        # How the service tells of what is being deleted at this moment.
        raise NotFound(404, None, f'"{response.url}" is gone.', **errors.origin(response))
    if not isinstance(body, kind):
        raise errors.not_expected(response, f"a JSON {'object' if kind is dict else 'array'}")
    return body
