"""Configuration parameters of a plugin."""

from __future__ import annotations

from saharaclient.api.types import PluginConfig


class Parameter:
    """A configuration parameter of a plugin, as forms are built from it.

    :param config: the parameter as the server sent it.
    """

    def __init__(self, config: PluginConfig) -> None:
        self.name: str = config.get("name", "")
        self.description: str = config.get("description") or "No description"
        self.required: bool = not config.get("is_optional", True)
        self.default_value: object = config.get("default_value")
        self.initial_value: object = self.default_value
        #: ``string``, ``int``, ``bool``, ...
        self.param_type: str = config.get("config_type", "string")
        #: 1 for what most users set, 2 for the rest.
        self.priority = int(config.get("priority") or 2)
