"""``dataprocessing cluster template ...``"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from osc_lib import exceptions

from saharaclient.osc.arguments import lookups, options
from saharaclient.osc.arguments.options import Count, Document, Value, enabling
from saharaclient.osc.commands.node_group_templates import ListNodeGroupTemplates
from saharaclient.osc.output.views import CLUSTER_TEMPLATE
from saharaclient.osc.verbs import create_update, delete, export_import, list_show

_NAME = Value("--name", "name", "Name of the cluster template")
_NODE_GROUPS_OPTION = Value(
    "--node-groups",
    "node_groups",
    "Node group templates (name or id) and how many nodes of each the cluster has",
    "<node-group:instances_count>",
    type=options.name_and_count,
    several=True,
)
_OPTIONS: tuple[options.FieldOption, ...] = (
    _NAME,
    _NODE_GROUPS_OPTION,
    Value(
        "--anti-affinity",
        "anti_affinity",
        "Processes whose nodes go to different hosts",
        several=True,
    ),
    Value("--description", "description", "Description of the cluster template"),
    enabling(
        "use_autoconfig",
        "autoconfig",
        "Have the plugin configure the cluster by its size",
        "Leave the cluster's configs as they are given",
    ),
    *options.sharing("cluster template"),
    Document("--shares", "shares", "Manila shares of the cluster", list),
    Document("--configs", "cluster_configs", "Configs of the cluster, {service: {config: value}}"),
    Value("--domain-name", "domain_name", "Domain name of the instances, served by Designate"),
)


class _WithNodeGroups(create_update.FieldsCommand):
    """A command with ``--node-groups``, from which plugin and version follow."""

    view = CLUSTER_TEMPLATE
    options = _OPTIONS

    def from_options(self, parsed_args: argparse.Namespace) -> dict[str, Any]:
        fields = super().from_options(parsed_args)
        if "node_groups" in fields:
            fields.update(self._node_groups(fields["node_groups"]))
        return fields

    def _node_groups(self, counts: list[Count]) -> dict[str, Any]:
        """Return the node groups of a template, and the plugin that they are all of."""
        templates = [(self.client.node_group_templates.resolve(one.name), one) for one in counts]
        plugins = {
            (template.plugin_name, template.plugin_version): template.name
            for template, _ in templates
        }
        if len(plugins) > 1:
            listed = ", ".join(f'"{name}" of {" ".join(of)}' for of, name in plugins.items())
            raise exceptions.CommandError(
                "The node groups of a cluster must be of one plugin and version, and these are"
                f" not: {listed}."
            )
        plugin_name, plugin_version = next(iter(plugins))
        return {
            "plugin_name": plugin_name,
            "plugin_version": plugin_version,
            "node_groups": [
                {"name": template.name, "count": one.count, "node_group_template_id": template.id}
                for template, one in templates
            ],
        }


class CreateClusterTemplate(_WithNodeGroups, create_update.Create):
    """Create a cluster template, from options, a file, or both."""

    required = {"name": "--name", "node_groups": "--node-groups"}


class ListClusterTemplates(list_show.List):
    """List cluster templates."""

    view = CLUSTER_TEMPLATE
    filters = ListNodeGroupTemplates.filters
    contains = ListNodeGroupTemplates.contains


class ShowClusterTemplate(list_show.Show):
    """Show a cluster template."""

    view = CLUSTER_TEMPLATE


class UpdateClusterTemplate(_WithNodeGroups, create_update.Update):
    """Update a cluster template, from options, a file, or both."""


class DeleteClusterTemplate(delete.Delete):
    """Delete one or more cluster templates."""

    view = CLUSTER_TEMPLATE


class ExportClusterTemplate(export_import.Export):
    """Export a cluster template, without what ties it to this cloud."""

    view = CLUSTER_TEMPLATE


class ImportClusterTemplate(_WithNodeGroups, export_import.Import):
    """Import a cluster template that was exported from this or another cloud."""

    options = (
        Value("--name", "name", "Name of the cluster template, instead of the exported one"),
        Value(
            "--default-image-id",
            "default_image_id",
            "Name or id of the registered image of clusters made from it",
            "<default_image_id>",
            finder=lookups.registered_image_id,
        ),
        replace(_NODE_GROUPS_OPTION, required=True),
    )
