"""What a plugin's node processes and configs look like to those who build forms from them."""

from __future__ import annotations

from typing import Any

from saharaclient.api.parameters import Parameter
from saharaclient.api.plugins import Plugin


class Helpers:
    """Look-ups in the details of a plugin's version, each ``GET /plugins/<name>/<version>``.

    :param sahara_client: a client of either version.
    """

    def __init__(self, sahara_client: Any) -> None:
        self.sahara = sahara_client
        self.plugins = sahara_client.plugins

    def get_node_processes(self, plugin_name: str, hadoop_version: str) -> list[tuple[str, str]]:
        """Return all node processes, each as (value, label) of a choice."""
        services = self._details(plugin_name, hadoop_version).node_processes.values()
        return [(process, process) for processes in services for process in processes]

    def get_cluster_general_configs(self, plugin_name: str, hadoop_version: str) -> list[Parameter]:
        """Return the configs of whole clusters that belong to no service."""
        return _parameters(self._details(plugin_name, hadoop_version), "cluster", "general")

    def get_general_node_group_configs(
        self, plugin_name: str, hadoop_version: str
    ) -> list[Parameter]:
        """Return the configs of node groups that belong to no service."""
        return _parameters(self._details(plugin_name, hadoop_version), "node", "general")

    def get_targeted_node_group_configs(
        self, plugin_name: str, hadoop_version: str
    ) -> dict[str, list[Parameter]]:
        """Return the configs of node groups, by service."""
        return _by_service(self._details(plugin_name, hadoop_version), "node")

    def get_targeted_cluster_configs(
        self, plugin_name: str, hadoop_version: str
    ) -> dict[str, list[Parameter]]:
        """Return the configs of whole clusters, by service."""
        return _by_service(self._details(plugin_name, hadoop_version), "cluster")

    def _details(self, plugin_name: str, hadoop_version: str) -> Plugin:
        details: Plugin = self.plugins.get_version_details(plugin_name, hadoop_version)
        return details


def _by_service(plugin: Plugin, scope: str) -> dict[str, list[Parameter]]:
    return {service: _parameters(plugin, scope, service) for service in plugin.node_processes}


def _parameters(plugin: Plugin, scope: str, target: str) -> list[Parameter]:
    """Return the configs of a scope that apply to a service, or to ``general``."""
    return [
        Parameter(config)
        for config in plugin.configs
        if config["scope"] == scope and config["applicable_target"] == target
    ]
