"""Requests of a manager: its paths, its names for fields, and its answers as resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Generic, TypedDict, TypeVar
from urllib import parse

import requests

from saharaclient.api.resource import NOT_UPDATED, Page, Resource, renamed_for
from saharaclient.exceptions import InvalidResponse, NotFound
from saharaclient.transport import adapter, errors

if TYPE_CHECKING:
    from typing_extensions import Unpack

T = TypeVar("T")
#: The class of a manager's resources. A manager of clusters is a manager of resources.
R = TypeVar("R", bound=Resource, covariant=True)


class RequestOptions(TypedDict, total=False):
    """What requests have besides a method and a path."""

    json: object
    params: Mapping[str, object] | None
    #: The body, if it is not JSON: bytes, text or an open file.
    data: object
    headers: dict[str, str]
    #: Whether the body of the answer is left to the caller.
    stream: bool
    #: Whether it may be sent again where its method alone does not tell.
    idempotent: bool


class BaseManager(Generic[R]):
    """The resources under one path of the API, as a subclass declares them.

    Any method of a manager may raise :class:`saharaclient.exceptions.NotFound` (there is no such
    resource), :class:`~saharaclient.exceptions.Forbidden`,
    :class:`~saharaclient.exceptions.ServerFault`,
    :class:`~saharaclient.exceptions.ConnectionFailed` or
    :class:`~saharaclient.exceptions.InvalidResponse`. Methods name only the errors that they add.

    :param api: the adapter that sends its requests.
    """

    resource_class: type[R]
    #: Path of the collection below the versioned endpoint.
    path: ClassVar[str] = ""
    #: Key that wraps one resource in an answer, and key of a list of them.
    key: ClassVar[str] = ""
    plural_key: ClassVar[str] = ""
    #: Parameters of create and update that are named differently in the request.
    parameter_fields: ClassVar[Mapping[str, str]] = {}
    #: HTTP method of an update.
    update_verb: ClassVar[str] = "PATCH"
    #: Whether a PUT can be sent a second time without changing anything.
    put_is_idempotent: ClassVar[bool] = True

    #: Kept for callers that pass it to an update as ``manager.NotUpdated``.
    NotUpdated = NOT_UPDATED

    def __init__(self, api: adapter.Adapter) -> None:
        self.api = api

    # Create and update

    def create_from(self, fields: Mapping[str, object]) -> R:
        """Create a resource from its fields, by either version's names: ``POST /<path>``."""
        return self._create(self._url(), self.request_body(fields), self.key)

    def update_from(self, resource_id: str, fields: Mapping[str, object]) -> R:
        """Update the given fields of a resource: ``PUT`` or ``PATCH /<path>/<id>``."""
        update = self._update if self.update_verb == "PUT" else self._patch
        return update(self._url(resource_id), self.request_body(fields), self.key)

    def created_ids(self, created: Resource) -> list[str]:
        """Return the IDs of what a create has returned.

        :param created: what ``create`` or ``create_from`` has returned.
        :raises saharaclient.exceptions.InvalidResponse: it has no ID.
        """
        return self._ids_of([getattr(created, "id", None)])

    def _ids_of(self, ids: list[object]) -> list[str]:
        found = [one for one in ids if isinstance(one, str) and one]
        if not found or len(found) < len(ids):
            raise InvalidResponse(
                error_message="The data processing service answered without the ID of the"
                f" {self._kind()} that it created. List the {self._kinds()} to see whether there"
                " is a new one."
            )
        return found

    # Requests. Programs replace and call the following methods; their parameters are those of
    # python-saharaclient 4.2.0.

    def _create(
        self, url: str, data: object, response_key: str | None = None, dump_json: bool = True
    ) -> R:
        """Send a POST and return the resource in its answer."""
        return self._send("POST", url, data, response_key, dump_json)

    def _post(
        self, url: str, data: object, response_key: str | None = None, dump_json: bool = True
    ) -> R:
        """Send a POST that creates nothing and return the resource in its answer."""
        return self._send("POST", url, data, response_key, dump_json)

    def _update(
        self, url: str, data: object, response_key: str | None = None, dump_json: bool = True
    ) -> R:
        """Send a PUT and return the resource in its answer."""
        return self._send("PUT", url, data, response_key, dump_json)

    def _patch(
        self, url: str, data: object, response_key: str | None = None, dump_json: bool = True
    ) -> R:
        """Send a PATCH and return the resource in its answer."""
        return self._send("PATCH", url, data, response_key, dump_json)

    def _get(self, url: str, response_key: str | None = None, **params: object) -> R:
        """Send a GET and return the resource in its answer, in its envelope without a key."""
        return self._resource(self.api.request(url, "GET", params=params or None), response_key)

    def _send(
        self, method: str, url: str, data: object, response_key: str | None, dump_json: bool
    ) -> R:
        kwargs: RequestOptions = {"json": data}
        if not dump_json:
            kwargs = {"data": data, "headers": {"Content-Type": "application/octet-stream"}}
        if method == "PUT":
            kwargs["idempotent"] = self.put_is_idempotent
        return self._resource(self.api.request(url, method, **kwargs), response_key)

    def _request(
        self, method: str, *segments: str, **kwargs: Unpack[RequestOptions]
    ) -> requests.Response:
        return self.api.request(self._url(*segments), method, **kwargs)

    def _fetch(self, resource_id: str, **params: object) -> R:
        """Return the resource with an ID: ``GET /<path>/<id>``."""
        return self._get(self._url(resource_id), self.key, **params)

    def _delete(self, resource_id: str, **kwargs: Unpack[RequestOptions]) -> requests.Response:
        return self._request("DELETE", resource_id, **kwargs)

    def _url(self, *segments: str) -> str:
        """Return the path of something in the collection; each segment stays one segment."""
        for segment in segments:
            if segment in (None, "", ".", ".."):
                raise NotFound(error_message=f'"{segment}" cannot be the ID of a {self._kind()}.')
        try:
            parts = [parse.quote(str(segment), safe="") for segment in segments]
        except UnicodeEncodeError as error:
            message = f"{error.object!a} cannot be the ID of a {self._kind()}."
            raise NotFound(error_message=message) from error
        return "/".join(["", self.path, *parts])

    # Answers

    def _resource(self, response: requests.Response, key: str | None) -> R:
        """Return the resource in an answer: under the key if it is there, else the whole body."""
        body = json_of(response, dict)
        inner = body if key is None else body.get(key, body)
        if not isinstance(inner, dict):
            raise errors.not_expected(response, f'an object under "{key}"')
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

    # Names

    def request_body(self, fields: Mapping[str, T]) -> dict[str, T]:
        """Return fields under the names that this version of the API has for them."""
        return {self._field_name(name): value for name, value in fields.items()}

    def _field_name(self, name: str) -> str:
        name = self.parameter_fields.get(name, name)
        renamed = renamed_for(self.api.api_version)
        return renamed.get(name, name)

    def _no_match(self, fields: Mapping[str, object], looked_for: str | None = None) -> NotFound:
        """Return the error of a lookup.

        :param looked_for: the name or ID, if the lookup was for one resource.
        """
        message = f"No matches found. There is no {self._kind()}{described(fields)}."
        error = NotFound(error_message=message)
        # Programs test with clients in the place of the adapter.
        service_url = getattr(self.api, "service_url", str)()
        error.searched_url = f"{service_url}/{self.path}" if service_url else None
        error.kind, error.looked_for = self._kind(), looked_for
        return error

    def _kind(self) -> str:
        return self.resource_class.resource_name.lower()

    def _kinds(self) -> str:
        kind = self._kind()
        return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def described(fields: Mapping[str, object]) -> str:
    """Return the end of a sentence about a lookup: ``with name "demo"``, and a blank before it."""
    pairs = " and ".join(f'{name} "{value}"' for name, value in fields.items())
    return f" with {pairs}" if pairs else ""


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
        # Sent as a 200 while the resource is being deleted: to_wrapped_dict (utils/api.py of
        # Sahara 19) renders its own "not found" answer a second time, as text.
        raise NotFound(404, None, f'"{response.url}" is gone.', **errors.origin(response))
    if not isinstance(body, kind):
        raise errors.not_expected(response, f"a JSON {'object' if kind is dict else 'array'}")
    return body
