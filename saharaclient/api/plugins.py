"""Plugins: the Hadoop and Spark distributions that the service can deploy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saharaclient.api import base
from saharaclient.api.types import PluginConfig, PluginLabel
from saharaclient.exceptions import NotFound


class Plugin(base.Resource):
    """A plugin, or one version of it with its processes and configuration parameters."""

    resource_name = "Plugin"
    wrapping_key = "plugin"

    title: str
    description: str
    versions: list[str]
    plugin_labels: dict[str, PluginLabel]
    #: Labels by version.
    version_labels: dict[str, dict[str, PluginLabel]]
    #: Processes by service; in the details of a version only, as the fields below.
    node_processes: dict[str, list[str]]
    #: Tags of images that the version needs.
    required_image_tags: list[str]
    configs: list[PluginConfig]

    def __init__(self, manager: object, info: Mapping[str, object]) -> None:
        super().__init__(manager, info)
        if "name" in info:  # the API has no other identifier for a plugin
            self.id = self.name


class BasePluginManager(base.ResourceManager[Plugin]):
    """The plugins of a service, in either version of the API. Lists have no filters."""

    resource_class = Plugin
    path = "plugins"
    key = "plugin"
    plural_key = "plugins"
    addressed_by = "name"

    def get(self, plugin_name: str) -> Plugin:
        """Return a plugin: ``GET /plugins/<name>``."""
        return self._fetch(plugin_name)

    def update(self, plugin_name: str, values: Mapping[str, object]) -> Plugin:
        """Change the labels of a plugin and its versions: ``PATCH /plugins/<name>``.

        :param values: ``{"plugin_labels": {...}, "version_labels": {...}}``.
        """
        return self.update_from(plugin_name, values)

    def _version_details(self, name: str, version: str) -> Plugin:
        try:
            return self._get(self._url(name, version), self.key)
        except NotFound as error:
            not_found = self._no_match({"name": name, "version": version}, name)
            not_found.kind = "plugin version"
            raise not_found from error


class PluginManagerV1(BasePluginManager):
    """The plugins of a service, in v1.1."""

    def get_version_details(self, plugin_name: str, hadoop_version: str) -> Plugin:
        """Return one version of a plugin: ``GET /plugins/<name>/<version>``."""
        return self._version_details(plugin_name, hadoop_version)

    def convert_to_cluster_template(
        self, plugin_name: str, hadoop_version: str, template_name: str, filecontent: str | bytes
    ) -> dict[str, Any]:
        """Make a cluster template from a plugin's own configuration file.

        ``POST /plugins/<name>/<version>/convert-config/<template>``

        :param filecontent: the file, in the plugin's own format.
        :return: the cluster template as the server sent it.
        """
        response = self._request(
            "POST", plugin_name, hadoop_version, "convert-config", template_name, data=filecontent
        )
        return self._resource(response, "cluster_template").to_dict()


class PluginManagerV2(BasePluginManager):
    """The plugins of a service, in v2."""

    def get_version_details(self, plugin_name: str, plugin_version: str) -> Plugin:
        """Return one version of a plugin: ``GET /plugins/<name>/<version>``."""
        return self._version_details(plugin_name, plugin_version)


#: The name by which programs import it.
PluginManager = PluginManagerV1
