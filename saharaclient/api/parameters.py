"""One thing that a plugin can be configured with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Parameter:
    """A config of a plugin, as forms are built from it.

    :param config: the config as the server sent it.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.name: str = config["name"]
        self.description: str = config.get("description") or "No description"
        self.required: bool = not config["is_optional"]
        self.default_value: Any = config.get("default_value")
        self.initial_value: Any = self.default_value
        #: ``string``, ``int``, ``bool``, ...
        self.param_type: str = config["config_type"]
        #: 1 for what most users set, 2 for the rest.
        self.priority = int(config.get("priority") or 2)
