"""``dataprocessing cluster template ...``"""

from __future__ import annotations

import argparse
from dataclasses import replace

from osc_lib import exceptions

from saharaclient.api.cluster_templates import BaseClusterTemplateManager
from saharaclient.api.kinds import CLUSTER_TEMPLATE as DECLARED
from saharaclient.osc.arguments import lookups, node_groups, types
from saharaclient.osc.arguments.field_options import options_of
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.commands.node_group_templates import ListNodeGroupTemplates
from saharaclient.osc.output.views import CLUSTER_TEMPLATE
from saharaclient.osc.verbs import create_update, delete, export_import, list_show

_NODE_GROUPS_OPTION = Value(
    "--node-groups",
    "node_groups",
    DECLARED["node_groups"].description,
    "<node-group:instances_count>",
    type=types.name_and_count,
    several=True,
)


class _WithNodeGroups(create_update.FieldsCommand):
    """A command with ``--node-groups``, from which plugin and version follow."""

    view = CLUSTER_TEMPLATE
    options = options_of(DECLARED, node_groups=_NODE_GROUPS_OPTION)

    def with_ids(self, fields: dict[str, object]) -> dict[str, object]:
        """Return the fields with IDs for names, and the plugin that the node groups are of."""
        fields = super().with_ids(fields)
        groups = fields.get("node_groups")
        if not isinstance(groups, list):
            return fields
        plugins: dict[tuple[str, str], str] = {}
        groups = [self._with_template(group, plugins) for group in groups]
        if len(plugins) > 1:
            listed = ", ".join(f'"{name}" of {" ".join(of)}' for of, name in plugins.items())
            raise exceptions.CommandError(
                "The node groups of a cluster must be of one plugin and version, and these are"
                f" not: {listed}."
            )
        for of in plugins:
            fields.update(zip(("plugin_name", "plugin_version"), of, strict=True))
        return {**fields, "node_groups": groups}

    def _with_template(self, group: object, plugins: dict[tuple[str, str], str]) -> object:
        """Return a node group with the ID of its template.

        :param group: of an option or a file: how many of a template, or an object of the API.
        :param plugins: name of a template by plugin and version, to add to.
        """
        if isinstance(group, str):
            try:
                group = types.name_and_count(group)
            except argparse.ArgumentTypeError as error:
                raise exceptions.CommandError(str(error)) from error
        resolve = self.client.node_group_templates.resolve
        if isinstance(group, types.Count):
            template = resolve(group.name)
            plugins[template.plugin_name, template.plugin_version] = template.name
            return node_groups.made_from(template, group.count)
        return node_groups.with_template_id(group, resolve) if isinstance(group, dict) else group


class CreateClusterTemplate(_WithNodeGroups, create_update.Create):
    """Create a cluster template from options, a file, or both."""

    examples = (
        "cluster template create --name small --node-groups master:1 worker:3",
        "cluster template create --json small.yaml --or-show",
    )
    # All that the service requires; a template without node groups can get them by an update.
    required = {
        "name": "--name",
        "plugin_name": "--node-groups",
        "plugin_version": "--node-groups",
    }


class ListClusterTemplates(list_show.List):
    """List cluster templates."""

    view = CLUSTER_TEMPLATE
    filters = ListNodeGroupTemplates.filters
    contains = ListNodeGroupTemplates.contains


class ShowClusterTemplate(list_show.Show):
    """Show a cluster template."""

    view = CLUSTER_TEMPLATE


class UpdateClusterTemplate(_WithNodeGroups, create_update.Update):
    """Update a cluster template from options, a file, or both."""

    examples = (
        "cluster template update small --node-groups master:1 worker:5",
        'cluster template update small --description "For tests" --public',
    )


class DeleteClusterTemplate(delete.Delete):
    """Delete one or more cluster templates."""

    examples = (
        "cluster template delete small",
        "cluster template delete small medium large",
    )
    view = CLUSTER_TEMPLATE


class ExportClusterTemplate(export_import.Export[BaseClusterTemplateManager]):
    """Export a cluster template without the IDs of this cloud."""

    view = CLUSTER_TEMPLATE


class ImportClusterTemplate(_WithNodeGroups, export_import.Import):
    """Import a cluster template exported from this or another cloud."""

    examples = (
        "cluster template import small.json --node-groups master:1 worker:3",
        "cluster template import small.json --name small-2 --default-image-id fake-image "
        "--node-groups master:1 worker:3",
    )
    options = (
        Value("--name", "name", "Name of the cluster template (default: the exported name)"),
        Value(
            "--default-image-id",
            "default_image_id",
            "Name or ID of the registered image for clusters of the template",
            "<default_image_id>",
            finder=lookups.registered_image_id,
        ),
        replace(_NODE_GROUPS_OPTION, required=True),
    )
