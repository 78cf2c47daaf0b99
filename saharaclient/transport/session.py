"""A view of the caller's keystoneauth session that keeps to this library's rules."""

from __future__ import annotations

import io
from typing import Any, cast

import requests
from keystoneauth1 import adapter as ksa_adapter
from keystoneauth1 import plugin
from keystoneauth1 import session as ksa_session

from saharaclient.transport import redirects
from saharaclient.transport.limits import TimedBody, TimeLimits


class GuardedSession(ksa_session.Session):
    """A session with the settings, connections and token of another one, which stays unchanged.

    keystoneauth follows any redirect with the same method, body and token, and has no time limit
    unless the session has one. Here a request is redirected only where
    :func:`saharaclient.transport.redirects.refusal` has no objection, and has time limits. Both
    hold for the requests of the authentication plugin too.

    :param original: the caller's session, or a keystoneauth adapter in its place.
    :param limits: the time limits of each request.
    """

    # No super().__init__(): what is not set here is read from the original.
    def __init__(
        self, original: ksa_session.Session | ksa_adapter.Adapter, limits: TimeLimits
    ) -> None:
        self.original = original
        self.limits = limits
        #: URL of the last request to a whole URL, as those for tokens are.
        self.last_url = ""

    def __getattr__(self, name: str) -> Any:
        if name == "original":  # in a half-made copy
            raise AttributeError(name)
        if name == "auth":
            return _auth_of(self.original)
        return getattr(self.original, name)

    def __del__(self) -> None:
        """Leave the connections open, which are the original's."""

    # keystoneauth declares 28 parameters, which are passed on as they are.
    def request(self, url: str, method: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """Send a request, as keystoneauth's ``Session.request`` does, and follow redirects.

        :param kwargs: ``redirect=False`` for a request that must not be sent twice.
        :raises saharaclient.exceptions.Redirected: the answer is a redirect that is not followed.
        """
        follow = kwargs.pop("redirect", None) is not False
        limit = redirects.limit_of(getattr(self.original, "redirect", None)) if follow else 0
        # requests looks at the location of a redirect that it does not follow, and may raise.
        kwargs["hooks"] = {"response": [redirects.refuse_unusable, self._guard_body]}
        response = self._send(url, method, **kwargs)
        history: list[requests.Response] = []
        while response.status_code in redirects.STATUSES:
            location = cast(str, redirects.location(response))
            redirects.check(response, location, follow=follow, is_last=len(history) >= limit)
            history.append(response)
            kwargs.pop("params", None)  # the location has a query of its own
            response = self._send(location, method, **kwargs)
        if history:
            response.history = history
        return response

    def _send(self, url: str, method: str, **kwargs: Any) -> requests.Response:
        if "://" in url:
            self.last_url = url
        timeout = self.limits.of_request(getattr(self.original, "timeout", None))
        if timeout is not None:
            kwargs.setdefault("timeout", timeout)
        return self.original.request(url, method, redirect=False, **kwargs)

    def _guard_body(self, response: requests.Response, **_: object) -> None:
        """Have a body end by the deadline, and not before its time; a response hook of requests."""
        if response.raw is not None:
            response.raw.enforce_content_length = True  # urllib3 2 has it by default
            if self.limits.deadline is not None:
                response.raw = TimedBody(response.raw, self.limits)
            if response.status_code >= 400:
                _read_error(response)


def _read_error(response: requests.Response) -> None:
    """Read the body of an error; without it if it breaks off, for the status has come."""
    try:
        _ = response.content
    except requests.exceptions.RequestException:
        response.raw = io.BytesIO()


def _auth_of(session: ksa_session.Session | ksa_adapter.Adapter) -> plugin.BaseAuthPlugin | None:
    if session.auth is None and isinstance(session, ksa_adapter.Adapter):
        return _auth_of(session.session)
    return session.auth
