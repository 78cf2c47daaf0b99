"""Plugins: the Hadoop and Spark distributions that the service can deploy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saharaclient.api import base
from saharaclient.api.signatures import in_v1
from saharaclient.exceptions import NotFound


class Plugin(base.Resource):
    """A plugin, or one version of it with its processes and configs."""

    resource_name = "Plugin"
    wrapping_key = "plugin"

    title: str
    description: str
    versions: list[str]
    plugin_labels: dict[str, dict[str, Any]]
    version_labels: dict[str, dict[str, dict[str, Any]]]
    node_processes: dict[str, list[str]]
    required_image_tags: list[str]
    configs: list[dict[str, Any]]

    def __init__(self, manager: Any, info: dict[str, Any]) -> None:
        super().__init__(manager, info)
        if "name" in info:  # the API has no other identifier for a plugin
            self.id = info["name"]


class PluginManager(base.ResourceManager[Plugin]):
    """The plugins of a service."""

    resource_class = Plugin
    path = "plugins"
    key = "plugin"
    plural_key = "plugins"
    pageable = False
    addressed_by = "name"

    def list(self, search_opts: Mapping[str, Any] | None = None) -> list[Plugin]:
        """Return all plugins: ``GET /plugins``.

        :param search_opts: filters of the server, name to value.
        """
        return self._list(search_opts)

    def get(self, plugin_name: str) -> Plugin:
        """Return a plugin: ``GET /plugins/<name>``."""
        return self._get(plugin_name)

    def get_version_details(self, plugin_name: str, plugin_version: str) -> Plugin:
        """Return one version of a plugin: ``GET /plugins/<name>/<version>``."""
        try:
            return self._resource(self._request("GET", plugin_name, plugin_version))
        except NotFound as error:
            raise self._no_match(name=plugin_name, version=plugin_version) from error

    def update(self, plugin_name: str, values: Mapping[str, Any]) -> Plugin:
        """Change the labels of a plugin and its versions: ``PATCH /plugins/<name>``.

        :param values: ``{"plugin_labels": {...}, "version_labels": {...}}``.
        """
        return self.update_from(plugin_name, values)


class PluginManagerV2(PluginManager):
    """The plugins of a service, in v2."""


class PluginManagerV1(PluginManager):
    """The plugins of a service, in v1.1."""

    get_version_details = in_v1(PluginManager.get_version_details)

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
