"""One attempt to send a request: token, endpoint, request, answer."""

from __future__ import annotations

import contextlib
import copy
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from keystoneauth1 import adapter as ksa_adapter
from keystoneauth1 import exceptions as ksa_exceptions

from saharaclient import exceptions
from saharaclient.transport import endpoints, limits, logs, redirects, retries
from saharaclient.transport.session import GuardedSession


@dataclass
class Shared:
    """What all requests of a client share.

    :ivar moved: the https URL of the service by the http URL from which a read was redirected.
    :ivar renewal: held while a refused token is renewed.
    :ivar is_known: whether the service has answered for this version before.
    """

    moved: dict[str, str] = field(default_factory=dict)
    renewal: threading.Lock = field(default_factory=threading.Lock)
    is_known: bool = False


class Attempt:
    """One attempt to send a request.

    :param api: has the session and what keystoneauth's adapter adds to its requests.
    :param api_version: the version of the API that the path belongs to.
    :param time_limits: the limits of its requests.
    :param shared: what it shares with other requests.
    :param method: HTTP method.
    :param path: path below the versioned URL of the service.
    """

    def __init__(
        self,
        api: ksa_adapter.Adapter,
        api_version: str,
        time_limits: limits.TimeLimits,
        shared: Shared,
        method: str = "GET",
        path: str = "",
    ) -> None:
        self._api = copy.copy(api)
        self._api.session = self._session = GuardedSession(api.session, time_limits)
        self._api_version = api_version
        self._limits = time_limits
        self._shared = shared
        self.method = method
        self.path = path
        self._service_url = ""
        #: Whether the service may be carrying it out without an answer so far.
        self.is_sending = False

    @property
    def url(self) -> str:
        """URL of the request, or of the identity service's while that is asked for a token."""
        if self.is_sending or not self._session.last_url:
            return self._service_url + self.path
        return self._session.last_url

    def service_url(self) -> str:
        """Return the versioned URL of the service.

        :raises saharaclient.exceptions.ConnectionFailed: the catalog has no endpoint.
        :raises keystoneauth1.exceptions.ClientException: authentication failed.
        """
        api = self._api
        endpoint = ksa_adapter.Adapter.get_endpoint(api)
        if not endpoint:
            raise endpoints.missing(api.service_type, api.interface, api.region_name)
        url = endpoints.versioned(
            endpoint, self._api_version, is_explicit=bool(api.endpoint_override)
        )
        self._service_url = self._shared.moved.get(url, url)
        return self._service_url

    def send(self, kwargs: Mapping[str, object]) -> requests.Response:
        """Send the request, and a second time with a new token if the service refuses the first.

        :param kwargs: what keystoneauth's ``Session.request`` takes.
        :raises keystoneauth1.exceptions.ClientException: there is no answer.
        :raises saharaclient.exceptions.Redirected: the answer is a redirect that is not followed.
        """
        left = self._limits.left()
        if left is None:
            return self._send_with_token(kwargs)
        try:
            return limits.run_within(left, lambda: self._send_with_token(kwargs))
        except TimeoutError as error:
            request = requests.Request(self.method, self.url)
            timed_out = requests.exceptions.ReadTimeout(request=request)
            raise ksa_exceptions.UnknownConnectionError("No answer.", timed_out) from error

    def supported_versions(self, response: requests.Response) -> tuple[str, ...]:
        """Return the versions that the service has, if an answer suggests that it lacks this one.

        Sahara answers 300 with them, or a 404 that is not about a resource. Whoever has been
        answered before need not ask.
        """
        if response.status_code == 300:
            return endpoints.versions_in(response)
        url = endpoints.root(self._service_url, self._api_version)
        if self._shared.is_known or response.status_code != 404 or url is None:
            return ()
        with contextlib.suppress(Exception):  # the error that led here is worth more
            return endpoints.versions_in(
                self._session.request(
                    url, "GET", authenticated=False, raise_exc=False, connect_retries=0, log=False
                )
            )
        return ()

    def _send_with_token(self, kwargs: Mapping[str, object]) -> requests.Response:
        self.service_url()
        auth_headers = self._auth_headers()
        response = self._send(auth_headers, **kwargs)
        if response.status_code == 401 and auth_headers:
            renewed = self._renewed(auth_headers)
            if renewed is not None:
                return self._send(renewed, **kwargs)
        return response

    def _auth_headers(self) -> dict[str, str]:
        """Return the headers with the token, empty for a session that has no credentials."""
        if not (self._api.auth or self._session.auth):
            return {}
        headers = self._session.get_auth_headers(self._api.auth)
        if headers is None:
            raise ksa_exceptions.AuthorizationFailure("No valid authentication is available")
        return headers

    def _renewed(self, refused: dict[str, str]) -> dict[str, str] | None:
        """Return the headers after a new login, None if the session cannot log in again.

        keystoneauth's ``invalidate`` returns False to all threads but the first, although there
        is a new token as soon as that one has it.
        """
        with self._shared.renewal:
            headers = self._auth_headers()
            if headers != refused:
                return headers
            return self._auth_headers() if self._session.invalidate(self._api.auth) else None

    def _send(self, auth_headers: Mapping[str, str], **kwargs: Any) -> requests.Response:
        kwargs["headers"] = {**(kwargs.get("headers") or {}), **auth_headers}
        self.is_sending = True
        logs.log_request(self.method, self.url, kwargs)
        try:
            response = ksa_adapter.Adapter.request(
                self._api,
                self.path,
                self.method,
                endpoint_override=self._service_url.replace("%", "%%"),
                authenticated=False,  # the headers have the token
                raise_exc=False,
                connect_retries=0,
                status_code_retries=0,
                redirect=None if self.method in retries.READ_ONLY else False,
                log=False,  # keystoneauth would log bodies with the secrets in them
                **kwargs,
            )
        except exceptions.Redirected as error:
            new_url = redirects.service_at(error.location, self.path)
            error.service_url = new_url and new_url.removesuffix(f"/v{self._api_version}")
            raise
        if new_url := redirects.moved(self._service_url, self.path, response):
            self._shared.moved[self._service_url] = new_url
        is_streamed = bool(kwargs.get("stream")) and response.status_code < 300
        if not is_streamed:
            _read(response)
        logs.log_response(response, is_streamed, kwargs.get("json"))
        self.is_sending = False
        return response


def _read(response: requests.Response) -> None:
    """Read the body, for failures to be found here."""
    try:
        _ = response.content
    except requests.exceptions.RequestException as error:
        raise ksa_exceptions.UnknownConnectionError("The answer failed.", error) from error
