"""From a session to managers: one client class for each version of the API."""

from __future__ import annotations

import sys
import warnings
from typing import Any, ClassVar

from keystoneauth1 import session as ksa_session

from saharaclient.api import (
    adapter,
    cluster_templates,
    clusters,
    data_sources,
    images,
    job_binaries,
    job_binary_internals,
    job_executions,
    job_types,
    node_group_templates,
    plugins,
)
from saharaclient.api import jobs as jobs_v1
from saharaclient.api.v2 import job_templates as job_templates_v2
from saharaclient.api.v2 import jobs as jobs_v2

USER_AGENT = "python-saharaclient"


class ServiceClient:
    """What the clients of both versions have.

    :param session: a keystoneauth session; where there is none, one is built from the deprecated
        parameters below.
    :param sahara_url: URL of the service, instead of the one in the catalog.
    :param endpoint_type: which endpoint of the catalog: ``public``, ``internal`` or ``admin``,
        with or without ``URL`` behind.
    :param service_type: the service's type in the catalog.
    :param region_name: the region to look for in the catalog.
    :param kwargs: ``timeout``, ``connect_retries``, ``status_code_retries`` and all else that
        :class:`saharaclient.api.adapter.Adapter` takes.

    Deprecated, for programs that have no session yet: ``auth_url``, ``username``, ``api_key``
    (the password), ``project_name``, ``project_id``, ``input_auth_token``, ``auth`` (a
    keystoneauth plugin), ``insecure``, ``cacert``, and the ``*_domain_name`` and ``*_domain_id``
    of user and project.
    """

    api_version: ClassVar[str]

    def __init__(
        self,
        session: Any = None,
        sahara_url: str | None = None,
        endpoint_type: str = "publicURL",
        service_type: str = "data-processing",
        region_name: str | None = None,
        **kwargs: Any,
    ) -> None:
        credentials = {name: kwargs.pop(name) for name in _CREDENTIALS if name in kwargs}
        if session is None:
            session = _session_from(credentials)
        kwargs.setdefault("interface", endpoint_type)
        kwargs.setdefault("endpoint_override", sahara_url or None)
        kwargs.setdefault("auth", credentials.get("auth"))
        kwargs["user_agent"] = USER_AGENT
        self.api = adapter.Adapter(
            session,
            api_version=self.api_version,
            service_type=service_type,
            region_name=region_name,
            **kwargs,
        )
        self._add_managers()

    def _add_managers(self) -> None:
        raise NotImplementedError


class Client(ServiceClient):
    """The data processing API, v1.1; for its parameters see :class:`ServiceClient`."""

    api_version = "1.1"

    def _add_managers(self) -> None:
        self.plugins = plugins.PluginManagerV1(self.api)
        self.images = images.ImageManagerV1(self.api)
        self.node_group_templates = node_group_templates.NodeGroupTemplateManagerV1(self.api)
        self.cluster_templates = cluster_templates.ClusterTemplateManagerV1(self.api)
        self.clusters = clusters.ClusterManagerV1(self.api)
        self.data_sources = data_sources.DataSourceManagerV1(self.api)
        self.job_binaries = job_binaries.JobBinariesManagerV1(self.api)
        self.job_binary_internals = job_binary_internals.JobBinaryInternalsManager(self.api)
        self.job_types = job_types.JobTypesManager(self.api)
        self.jobs = jobs_v1.JobsManagerV1(self.api)
        self.job_executions = job_executions.JobExecutionsManager(self.api)
        #: The name that v2 has for what v1.1 calls jobs.
        self.job_templates = self.jobs


class ClientV2(ServiceClient):
    """The data processing API, v2; for its parameters see :class:`ServiceClient`."""

    api_version = "2"

    def _add_managers(self) -> None:
        self.plugins = plugins.PluginManagerV2(self.api)
        self.images = images.ImageManagerV2(self.api)
        self.node_group_templates = node_group_templates.NodeGroupTemplateManagerV2(self.api)
        self.cluster_templates = cluster_templates.ClusterTemplateManagerV2(self.api)
        self.clusters = clusters.ClusterManagerV2(self.api)
        self.data_sources = data_sources.DataSourceManagerV2(self.api)
        self.job_binaries = job_binaries.JobBinariesManagerV2(self.api)
        self.job_types = job_types.JobTypesManager(self.api)
        self.job_templates = job_templates_v2.JobTemplatesManagerV2(self.api)
        self.jobs = jobs_v2.JobsManagerV2(self.api)
        #: The name that v1.1 has for what v2 calls jobs.
        self.job_executions = self.jobs


#: The deprecated parameters of a client.
_CREDENTIALS = (
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


def _session_from(credentials: dict[str, Any]) -> ksa_session.Session:
    """Return a session built from the deprecated parameters."""
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


def _auth_plugin_from(credentials: dict[str, Any]) -> Any:
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
