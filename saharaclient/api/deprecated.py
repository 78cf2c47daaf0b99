"""Sessions for programs that have none: the parameters of 4.2.0, deprecated."""

from __future__ import annotations

import dataclasses
import sys
import warnings
from typing import TypedDict

from keystoneauth1 import plugin
from keystoneauth1 import session as ksa_session


@dataclasses.dataclass(frozen=True)
class Credentials:
    """The deprecated parameters of a client."""

    auth_url: str | None = None
    username: str | None = None
    api_key: str | None = dataclasses.field(default=None, repr=False)
    project_name: str | None = None
    project_id: str | None = None
    input_auth_token: str | None = dataclasses.field(default=None, repr=False)
    auth: plugin.BaseAuthPlugin | None = None
    insecure: bool = False
    cacert: str | None = None
    user_domain_name: str | None = None
    user_domain_id: str | None = None
    project_domain_name: str | None = None
    project_domain_id: str | None = None


#: Their names and types.
CREDENTIALS = dataclasses.fields(Credentials)


class _Scope(TypedDict):
    """What authentication with a password and with a token share."""

    auth_url: str
    project_id: str | None
    project_name: str | None
    project_domain_id: str | None
    project_domain_name: str | None
    default_domain_id: str | None


def session_from(credentials: Credentials) -> ksa_session.Session:
    """Return a session built from the deprecated parameters, and warn about them.

    :raises RuntimeError: they do not say where to log in.
    """
    auth = credentials.auth
    if auth is None and not credentials.auth_url:
        raise RuntimeError("A client needs a session: Client(version, session=...).")
    warnings.warn(
        "A client without a session is deprecated: pass session=, a keystoneauth1 session.",
        DeprecationWarning,
        stacklevel=_frames_of_this_package() + 1,
    )
    verify = not credentials.insecure and (credentials.cacert or True)
    return ksa_session.Session(auth=auth or _auth_plugin_from(credentials), verify=verify)


def _frames_of_this_package() -> int:
    """Count the frames between here and the program that makes a client, for it to be warned."""
    frame, count = sys._getframe(), 0
    while frame.f_back and frame.f_globals["__name__"].startswith("saharaclient."):
        frame, count = frame.f_back, count + 1
    return count - 1


def _auth_plugin_from(credentials: Credentials) -> plugin.BaseAuthPlugin:
    """Return the keystoneauth plugin for a name and password, or for a token.

    keystoneauth asks the identity service which version it speaks; for v2.0 it leaves the domains
    out.
    """
    from keystoneauth1.identity import generic

    user_domain_id = credentials.user_domain_id or None
    user_domain_name = credentials.user_domain_name or None
    project_domain_id = credentials.project_domain_id or None
    project_domain_name = credentials.project_domain_name or None
    default_domain_id = None
    has_user_domain = bool(user_domain_id or user_domain_name)
    has_project_domain = bool(project_domain_id or project_domain_name)
    if not (has_user_domain or has_project_domain):
        default_domain_id = "default"
    elif not has_user_domain:  # a default_domain_id would win over the names of domains
        user_domain_id = "default"
    elif not has_project_domain:
        project_domain_id = "default"
    scope: _Scope = {
        "auth_url": credentials.auth_url or "",
        "project_id": credentials.project_id,
        "project_name": credentials.project_name,
        "project_domain_id": project_domain_id,
        "project_domain_name": project_domain_name,
        "default_domain_id": default_domain_id,
    }
    if credentials.input_auth_token:
        return generic.Token(token=credentials.input_auth_token, **scope)
    return generic.Password(
        username=credentials.username,
        password=credentials.api_key,
        user_domain_id=user_domain_id,
        user_domain_name=user_domain_name,
        **scope,
    )
