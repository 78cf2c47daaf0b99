"""``dataprocessing node group template ...``"""

from __future__ import annotations

from saharaclient.api.base_node_group_templates import BaseNodeGroupTemplateManager
from saharaclient.api.kinds import NODE_GROUP_TEMPLATE as NODE_GROUP
from saharaclient.osc.arguments import lookups
from saharaclient.osc.arguments.field_options import details_of, options_of, required_of
from saharaclient.osc.arguments.options import Value, only_in
from saharaclient.osc.commands.filters import TEMPLATE_CONTAINS, TEMPLATE_FILTERS
from saharaclient.osc.output.views import NODE_GROUP_TEMPLATE
from saharaclient.osc.verbs import create_update, delete, export_import, list_show

_OPTIONS = options_of(NODE_GROUP, plugin_version={"metavar": "<plugin_version>"})
_OPTIONS_OF_V2 = options_of(NODE_GROUP, only_in="2")
_DETAILS_OF_V2 = details_of(NODE_GROUP)
#: v1.1 exports boot_from_volume, too, and does not accept it.
_DETAILS_OF = {
    **_DETAILS_OF_V2,
    "boot_from_volume": ("boot_from_volume", *_DETAILS_OF_V2["boot_from_volume"]),
}


class CreateNodeGroupTemplate(create_update.Create):
    """Create a node group template from options, a file, or both."""

    examples = (
        "node group template create --name worker --plugin fake --plugin-version 0.1 "
        "--processes datanode tasktracker --flavor m1.tiny",
        "node group template create --json worker.yaml --flavor m1.small --or-show",
    )
    view = NODE_GROUP_TEMPLATE
    options = _OPTIONS
    other_version_options = only_in("2", _OPTIONS_OF_V2, updating=False)
    details_of = _DETAILS_OF
    required = required_of(NODE_GROUP)


class CreateNodeGroupTemplateV2(CreateNodeGroupTemplate):
    """Create a node group template from options, a file, or both."""

    options = (*_OPTIONS, *_OPTIONS_OF_V2)
    other_version_options = {}


class ListNodeGroupTemplates(list_show.List):
    """List node group templates."""

    view = NODE_GROUP_TEMPLATE
    filters = TEMPLATE_FILTERS
    contains = TEMPLATE_CONTAINS


class ShowNodeGroupTemplate(list_show.Show):
    """Show a node group template."""

    view = NODE_GROUP_TEMPLATE


class UpdateNodeGroupTemplate(create_update.Update):
    """Update a node group template from options, a file, or both."""

    examples = (
        "node group template update worker --flavor m1.small",
        "node group template update worker --volumes-per-node 2 --volumes-size 10",
    )
    view = NODE_GROUP_TEMPLATE
    options = _OPTIONS
    other_version_options = only_in("2", _OPTIONS_OF_V2, updating=True)
    details_of = _DETAILS_OF


class UpdateNodeGroupTemplateV2(UpdateNodeGroupTemplate):
    """Update a node group template from options, a file, or both."""

    options = (*_OPTIONS, *_OPTIONS_OF_V2)
    other_version_options = {}
    details_of = _DETAILS_OF_V2


class DeleteNodeGroupTemplate(delete.Delete):
    """Delete one or more node group templates."""

    examples = (
        "node group template delete worker",
        "node group template delete master worker",
    )
    view = NODE_GROUP_TEMPLATE


class ExportNodeGroupTemplate(export_import.Export[BaseNodeGroupTemplateManager]):
    """Export a node group template without the IDs of this cloud."""

    view = NODE_GROUP_TEMPLATE


class ImportNodeGroupTemplate(export_import.Import):
    """Import a node group template exported from this or another cloud."""

    examples = (
        "node group template import worker.json --image_id fake-image --flavor_id m1.tiny",
        "node group template import worker.json --name worker-2 --image_id fake-image "
        "--flavor_id m1.tiny",
    )
    view = NODE_GROUP_TEMPLATE
    details_of = _DETAILS_OF
    options = (
        Value("--name", "name", "Name of the node group template (default: the exported name)"),
        Value(
            "--security_groups",
            "security_groups",
            "Name or ID of a security group of the instances; repeat the option for several",
            repeated=True,
        ),
        Value(
            "--floating_ip_pool",
            "floating_ip_pool",
            "Name or ID of the external network that provides floating IPs",
            finder=lookups.network_id,
        ),
        Value(
            "--image_id",
            "image_id",
            "Name or ID of the registered image of the instances",
            required=True,
            finder=lookups.registered_image_id,
        ),
        Value(
            "--flavor_id",
            "flavor_id",
            "Name or ID of the flavor",
            required=True,
            finder=lookups.flavor_id,
        ),
    )
