"""Node processes and configuration parameters of a plugin, for programs that build forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from saharaclient.api.parameters import Parameter
from saharaclient.api.plugins import Plugin
from saharaclient.api.resource import object_in, objects_in, texts_in
from saharaclient.api.types import PluginConfig

if TYPE_CHECKING:
    from saharaclient.api.client import AnyClient


class Helpers:
    """Lookups in the details of a plugin's version, each ``GET /plugins/<name>/<version>``.

    :param sahara_client: a client of either version.
    """

    def __init__(self, sahara_client: AnyClient) -> None:
        self.sahara = sahara_client
        self.plugins = sahara_client.plugins

    def get_node_processes(self, plugin_name: str, hadoop_version: str) -> list[tuple[str, str]]:
        """Return all node processes, each as the value and the label of a choice."""
        services = _node_processes(self._details(plugin_name, hadoop_version)).values()
        return [(process, process) for processes in services for process in texts_in(processes)]

    def get_cluster_general_configs(self, plugin_name: str, hadoop_version: str) -> list[Parameter]:
        """Return the configuration parameters of whole clusters that belong to no service."""
        return _parameters(self._details(plugin_name, hadoop_version), "cluster", "general")

    def get_general_node_group_configs(
        self, plugin_name: str, hadoop_version: str
    ) -> list[Parameter]:
        """Return the configuration parameters of node groups that belong to no service."""
        return _parameters(self._details(plugin_name, hadoop_version), "node", "general")

    def get_targeted_node_group_configs(
        self, plugin_name: str, hadoop_version: str
    ) -> dict[str, list[Parameter]]:
        """Return the configuration parameters of node groups, by service."""
        return _by_service(self._details(plugin_name, hadoop_version), "node")

    def get_targeted_cluster_configs(
        self, plugin_name: str, hadoop_version: str
    ) -> dict[str, list[Parameter]]:
        """Return the configuration parameters of whole clusters, by service."""
        return _by_service(self._details(plugin_name, hadoop_version), "cluster")

    def _details(self, plugin_name: str, hadoop_version: str) -> Plugin:
        return self.plugins.get_version_details(plugin_name, hadoop_version)


def _by_service(plugin: Plugin, scope: str) -> dict[str, list[Parameter]]:
    return {service: _parameters(plugin, scope, service) for service in _node_processes(plugin)}


def _node_processes(plugin: Plugin) -> dict[str, object]:
    return object_in(getattr(plugin, "node_processes", None))


def _parameters(plugin: Plugin, scope: str, target: str) -> list[Parameter]:
    """Return the configuration parameters of a scope that apply to a service, or to ``general``."""
    return [
        Parameter(config)
        for config in cast(list[PluginConfig], objects_in(getattr(plugin, "configs", None)))
        if config.get("scope") == scope and config.get("applicable_target") == target
    ]
