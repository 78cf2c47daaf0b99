"""Sessions for programs that have none: the parameters of 4.2.0, deprecated."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from keystoneauth1 import plugin
from keystoneauth1 import session as ksa_session

#: The deprecated parameters of a client.
CREDENTIALS = (
    "auth_url",
    "username",
    "api_key",
    "project_name",
    "project_id",
    "input_auth_token",
    "auth",
    "insecure",
    "cacert",
    "user_domain_name",
    "user_domain_id",
    "project_domain_name",
    "project_domain_id",
)


def session_from(credentials: dict[str, Any]) -> ksa_session.Session:
    """Return a session built from the deprecated parameters, and warn about them.

    :param credentials: those that were given, by their names.
    :raises RuntimeError: they do not say where to log in.
    """
    auth = credentials.get("auth")
    if auth is None and not credentials.get("auth_url"):
        raise RuntimeError("A client needs a session: Client(version, session=...).")
    warnings.warn(
        "A client without a session is deprecated: pass session=, a keystoneauth1 session.",
        DeprecationWarning,
        stacklevel=_frames_of_this_package() + 1,
    )
    verify = not credentials.get("insecure") and (credentials.get("cacert") or True)
    return ksa_session.Session(auth=auth or _auth_plugin_from(credentials), verify=verify)


def _frames_of_this_package() -> int:
    """Count the frames between here and the program that makes a client, for it to be warned."""
    frame, count = sys._getframe(), 0
    while frame.f_back and frame.f_globals["__name__"].startswith("saharaclient."):
        frame, count = frame.f_back, count + 1
    return count - 1


def _auth_plugin_from(credentials: dict[str, Any]) -> plugin.BaseAuthPlugin:
    """Return the keystoneauth plugin for a name and password, or for a token.

    keystoneauth asks the identity service which version it speaks; for v2.0 it leaves the domains
    out.
    """
    from keystoneauth1.identity import generic

    def domain_of(owner: str) -> dict[str, Any]:
        return {
            name: value for name, value in credentials.items() if value and name.startswith(owner)
        }

    user_domain, project_domain = domain_of("user_domain"), domain_of("project_domain")
    if user_domain or project_domain:  # a default would win over the names of domains
        user_domain = user_domain or {"user_domain_id": "default"}
        project_domain = project_domain or {"project_domain_id": "default"}
    else:
        project_domain = {"default_domain_id": "default"}
    scope = {
        "auth_url": credentials["auth_url"],
        "project_id": credentials.get("project_id"),
        "project_name": credentials.get("project_name"),
        **project_domain,
    }
    token = credentials.get("input_auth_token")
    if token:
        return generic.Token(token=token, **scope)
    return generic.Password(
        username=credentials.get("username"),
        password=credentials.get("api_key"),
        **user_domain,
        **scope,
    )
