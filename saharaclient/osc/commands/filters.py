"""Filters that the lists of templates and clusters share."""

from __future__ import annotations

from saharaclient.osc.arguments.options import Value

TEMPLATE_FILTERS = (
    Value("--plugin", "plugin_name", "List only those of this plugin"),
    Value(
        "--plugin-version",
        "plugin_version",
        "List only those of this plugin version",
        "<plugin_version>",
    ),
)
TEMPLATE_CONTAINS = (
    Value(
        "--name",
        "name",
        "List only those whose name contains this text",
        "<name-substring>",
    ),
)
