"""From a session to managers: one client class for each version of the API."""

from __future__ import annotations

from typing import Any, ClassVar

from keystoneauth1 import session as ksa_session

from saharaclient.api.cluster_templates import ClusterTemplateManagerV1, ClusterTemplateManagerV2
from saharaclient.api.clusters import ClusterManagerV1, ClusterManagerV2
from saharaclient.api.data_sources import DataSourceManagerV1, DataSourceManagerV2
from saharaclient.api.deprecated import CREDENTIALS, Credentials, session_from
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
from saharaclient.api.object_storage import ObjectStorage
from saharaclient.api.plugins import PluginManagerV1, PluginManagerV2
from saharaclient.api.v2.job_templates import JobTemplatesManagerV2
from saharaclient.api.v2.jobs import JobsManagerV2
from saharaclient.transport import adapter

USER_AGENT = "python-saharaclient"

#: The name by which programs import it.
HTTPClient = adapter.Adapter


class ServiceClient:
    """What the clients of both versions have.

    :param session: a keystoneauth session; without it, one is built from the deprecated
        parameters below.
    :param sahara_url: URL of the service, instead of the one in the catalog.
    :param endpoint_type: which endpoint of the catalog: ``public``, ``internal`` or ``admin``,
        with or without ``URL`` behind.
    :param service_type: the service's type in the catalog.
    :param region_name: the region to look for in the catalog.
    :param sdk_connection: an openstacksdk connection for content in object storage; by default one
        for the session.
    :param kwargs: ``timeout`` (seconds), ``connect_retries``, ``status_code_retries`` and
        everything else that :class:`saharaclient.transport.adapter.Adapter` takes.

    Deprecated, for programs that have no session yet: ``auth_url``, ``username``, ``api_key``
    (the password), ``project_name``, ``project_id``, ``input_auth_token``, ``auth`` (a
    keystoneauth plugin), ``insecure``, ``cacert``, and the ``*_domain_name`` and ``*_domain_id``
    of user and project.
    """

    api_version: ClassVar[str]

    def __init__(
        self,
        session: ksa_session.Session | None = None,
        sahara_url: str | None = None,
        endpoint_type: str = "publicURL",
        service_type: str = "data-processing",
        region_name: str | None = None,
        **kwargs: Any,
    ) -> None:
        given = {one.name: kwargs.pop(one.name) for one in CREDENTIALS if one.name in kwargs}
        credentials = Credentials(**given)
        if session is None:
            session = session_from(credentials)
        sdk_connection = kwargs.pop("sdk_connection", None)
        kwargs.setdefault("interface", endpoint_type)
        kwargs.setdefault("endpoint_override", sahara_url or None)
        kwargs.setdefault("auth", credentials.auth)
        if "client_name" not in kwargs:  # from which keystoneauth makes one
            kwargs.setdefault("user_agent", USER_AGENT)
        self.api = adapter.Adapter(
            session,
            api_version=self.api_version,
            service_type=service_type,
            region_name=region_name,
            **kwargs,
        )
        #: Content in the project's object storage.
        self.object_storage = ObjectStorage(self.api, sdk_connection)
        self._create_managers()

    def _create_managers(self) -> None:
        """Set an attribute for each kind of resource."""
        raise NotImplementedError


class Client(ServiceClient):
    """The data processing API, v1.1; for its parameters see :class:`ServiceClient`."""

    api_version = "1.1"

    def _create_managers(self) -> None:
        self.plugins = PluginManagerV1(self.api)
        self.images = ImageManagerV1(self.api)
        self.node_group_templates = NodeGroupTemplateManagerV1(self.api)
        self.cluster_templates = ClusterTemplateManagerV1(self.api)
        self.clusters = ClusterManagerV1(self.api)
        self.data_sources = DataSourceManagerV1(self.api)
        self.job_binaries = JobBinariesManagerV1(self.api, self.object_storage)
        self.job_binary_internals = JobBinaryInternalsManager(self.api)
        self.job_types = JobTypesManager(self.api)
        self.jobs = JobsManagerV1(self.api)
        self.job_executions = JobExecutionsManager(self.api)
        #: The name that v2 has for what v1.1 calls jobs.
        self.job_templates = self.jobs


class ClientV2(ServiceClient):
    """The data processing API, v2; for its parameters see :class:`ServiceClient`."""

    api_version = "2"

    def _create_managers(self) -> None:
        self.plugins = PluginManagerV2(self.api)
        self.images = ImageManagerV2(self.api)
        self.node_group_templates = NodeGroupTemplateManagerV2(self.api)
        self.cluster_templates = ClusterTemplateManagerV2(self.api)
        self.clusters = ClusterManagerV2(self.api)
        self.data_sources = DataSourceManagerV2(self.api)
        self.job_binaries = JobBinariesManagerV2(self.api, self.object_storage)
        self.job_types = JobTypesManager(self.api)
        self.job_templates = JobTemplatesManagerV2(self.api)
        self.jobs = JobsManagerV2(self.api)
        #: The name that v1.1 has for what v2 calls jobs.
        self.job_executions = self.jobs


#: A client of either version.
AnyClient = Client | ClientV2
