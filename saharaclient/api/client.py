"""From a session to managers: one client class for each version of the API."""

from __future__ import annotations

import functools
import importlib
import sys
import warnings
from typing import TYPE_CHECKING, Any, ClassVar

from keystoneauth1 import session as ksa_session

from saharaclient.transport import adapter

if TYPE_CHECKING:
    from saharaclient.api.cluster_templates import (
        ClusterTemplateManagerV1,
        ClusterTemplateManagerV2,
    )
    from saharaclient.api.clusters import ClusterManagerV1, ClusterManagerV2
    from saharaclient.api.data_sources import DataSourceManagerV1, DataSourceManagerV2
    from saharaclient.api.images import ImageManagerV1, ImageManagerV2
    from saharaclient.api.job_binaries import JobBinariesManagerV1, JobBinariesManagerV2
    from saharaclient.api.job_binary_internals import JobBinaryInternalsManager
    from saharaclient.api.job_executions import JobExecutionsManager
    from saharaclient.api.job_types import JobTypesManager
    from saharaclient.api.jobs import JobsManagerV1
    from saharaclient.api.node_group_templates import (
        NodeGroupTemplateManagerV1,
        NodeGroupTemplateManagerV2,
    )
    from saharaclient.api.plugins import PluginManagerV1, PluginManagerV2
    from saharaclient.api.v2.job_templates import JobTemplatesManagerV2
    from saharaclient.api.v2.jobs import JobsManagerV2

USER_AGENT = "python-saharaclient"

#: The name by which programs import it.
HTTPClient = adapter.Adapter


class _Manager:
    """An attribute that becomes the manager it is annotated with when it is first used.

    Most programs use few of them, and each would have to be imported.
    """

    def __init__(self, module: str) -> None:
        self._module = f"saharaclient.api.{module}"

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._name = name
        self._class = owner.__annotations__[name]

    def __get__(self, client: Any, owner: type[Any] | None = None) -> Any:
        if client is None:
            return self
        manager = getattr(importlib.import_module(self._module), self._class)(client.api)
        # From now on found before this is.
        return client.__dict__.setdefault(self._name, manager)


def _manager(module: str) -> Any:
    return _Manager(module)


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
        :class:`saharaclient.transport.adapter.Adapter` takes.

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
        kwargs.setdefault("user_agent", USER_AGENT)
        self.api = adapter.Adapter(
            session,
            api_version=self.api_version,
            service_type=service_type,
            region_name=region_name,
            **kwargs,
        )


class Client(ServiceClient):
    """The data processing API, v1.1; for its parameters see :class:`ServiceClient`."""

    api_version = "1.1"

    plugins: PluginManagerV1 = _manager("plugins")
    images: ImageManagerV1 = _manager("images")
    node_group_templates: NodeGroupTemplateManagerV1 = _manager("node_group_templates")
    cluster_templates: ClusterTemplateManagerV1 = _manager("cluster_templates")
    clusters: ClusterManagerV1 = _manager("clusters")
    data_sources: DataSourceManagerV1 = _manager("data_sources")
    job_binaries: JobBinariesManagerV1 = _manager("job_binaries")
    job_binary_internals: JobBinaryInternalsManager = _manager("job_binary_internals")
    job_types: JobTypesManager = _manager("job_types")
    jobs: JobsManagerV1 = _manager("jobs")
    job_executions: JobExecutionsManager = _manager("job_executions")

    @functools.cached_property
    def job_templates(self) -> JobsManagerV1:
        """The name that v2 has for what v1.1 calls jobs."""
        return self.jobs


class ClientV2(ServiceClient):
    """The data processing API, v2; for its parameters see :class:`ServiceClient`."""

    api_version = "2"

    plugins: PluginManagerV2 = _manager("plugins")
    images: ImageManagerV2 = _manager("images")
    node_group_templates: NodeGroupTemplateManagerV2 = _manager("node_group_templates")
    cluster_templates: ClusterTemplateManagerV2 = _manager("cluster_templates")
    clusters: ClusterManagerV2 = _manager("clusters")
    data_sources: DataSourceManagerV2 = _manager("data_sources")
    job_binaries: JobBinariesManagerV2 = _manager("job_binaries")
    job_types: JobTypesManager = _manager("job_types")
    job_templates: JobTemplatesManagerV2 = _manager("v2.job_templates")
    jobs: JobsManagerV2 = _manager("v2.jobs")

    @functools.cached_property
    def job_executions(self) -> JobsManagerV2:
        """The name that v1.1 has for what v2 calls jobs."""
        return self.jobs


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
