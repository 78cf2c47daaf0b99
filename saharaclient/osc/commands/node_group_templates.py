"""``dataprocessing node group template ...``"""

from __future__ import annotations

from saharaclient.api.base_node_group_templates import BaseNodeGroupTemplateManager
from saharaclient.osc.arguments import lookups, options, types
from saharaclient.osc.arguments.options import Document, Value, enabling, only_in
from saharaclient.osc.commands.filters import TEMPLATE_CONTAINS, TEMPLATE_FILTERS
from saharaclient.osc.output.views import BOOT_VOLUME_FIELDS, NODE_GROUP_TEMPLATE, VOLUME_FIELDS
from saharaclient.osc.verbs import create_update, delete, export_import, list_show

_DETAILS_OF_V2 = {"volumes_per_node": VOLUME_FIELDS, "boot_from_volume": BOOT_VOLUME_FIELDS}
#: v1.1 exports boot_from_volume, too, and does not accept it.
_DETAILS_OF = {**_DETAILS_OF_V2, "boot_from_volume": ("boot_from_volume", *BOOT_VOLUME_FIELDS)}
_OPTIONS: tuple[options.FieldOption, ...] = (
    Value("--name", "name", "Name of the node group template"),
    Value("--plugin", "plugin_name", 'Plugin of the nodes, as in "plugin list"', "<plugin>"),
    Value(
        "--plugin-version",
        "plugin_version",
        'Version of the plugin, as in "plugin list"',
        "<plugin_version>",
    ),
    Value(
        "--processes",
        "node_processes",
        'Processes that run on each node, as in "plugin show --plugin-version"',
        several=True,
    ),
    Value("--flavor", "flavor_id", "Name or ID of the flavor", finder=lookups.flavor_id),
    Value(
        "--security-groups",
        "security_groups",
        "Names or IDs of the security groups of the instances",
        several=True,
    ),
    enabling(
        "auto_security_group",
        "auto-security-group",
        "Create a security group for the node group",
        "Do not create a security group for the node group",
    ),
    Value("--availability-zone", "availability_zone", "Availability zone of the instances"),
    Value(
        "--floating-ip-pool",
        "floating_ip_pool",
        "Name or ID of the external network that provides floating IPs",
        finder=lookups.network_id,
    ),
    Value(
        "--volumes-per-node",
        "volumes_per_node",
        "Number of volumes attached to each node (default: 0)",
        type=types.whole_number,
    ),
    Value(
        "--volumes-size",
        "volumes_size",
        "Size of each volume in GiB; requires --volumes-per-node",
        type=types.positive_number,
    ),
    Value("--volumes-type", "volume_type", "Type of the volumes; requires --volumes-per-node"),
    Value(
        "--volumes-availability-zone",
        "volumes_availability_zone",
        "Availability zone of the volumes; requires --volumes-per-node",
    ),
    Value(
        "--volumes-mount-prefix",
        "volume_mount_prefix",
        "Prefix of the mount points of the volumes (default: /volumes/disk); requires"
        " --volumes-per-node",
    ),
    enabling(
        "volume_local_to_instance",
        "volumes-locality",
        "Create the volumes on the host of their instance; requires --volumes-per-node",
        "Allow volumes on other hosts than their instance",
    ),
    Value(
        "--description",
        "description",
        "Description of the node group template",
        type=types.free_text,
    ),
    enabling(
        "use_autoconfig",
        "autoconfig",
        "Have the plugin derive settings from the size of the nodes (default)",
        "Do not have the plugin derive settings",
    ),
    enabling(
        "is_proxy_gateway",
        "proxy-gateway",
        "Use the nodes as proxies to reach the other instances",
        "Do not use the nodes as proxies",
    ),
    *options.sharing("node group template"),
    Document("--shares", "shares", "File with a list of Manila shares of the nodes", list),
    Document(
        "--configs", "node_configs", "File with settings of the nodes, {service: {name: value}}"
    ),
)
_BOOT_VOLUME_OPTIONS = (
    enabling(
        "boot_from_volume",
        "boot-from-volume",
        "Boot the instances from volumes (API v2 only)",
        "Boot the instances from local disks (API v2 only)",
    ),
    Value("--boot-volume-type", "boot_volume_type", "Type of the boot volumes (API v2 only)"),
    Value(
        "--boot-volume-availability-zone",
        "boot_volume_availability_zone",
        "Availability zone of the boot volumes (API v2 only)",
    ),
    enabling(
        "boot_volume_local_to_instance",
        "boot-volume-local-to-instance",
        "Create the boot volume on the host of its instance (API v2 only)",
        "Allow boot volumes on other hosts than their instance (API v2 only)",
    ),
)


class CreateNodeGroupTemplate(create_update.Create):
    """Create a node group template from options, a file, or both."""

    examples = (
        "node group template create --name worker --plugin fake --plugin-version 0.1 "
        "--processes datanode tasktracker --flavor m1.tiny",
        "node group template create --json worker.yaml --flavor m1.small --or-show",
    )
    view = NODE_GROUP_TEMPLATE
    options = _OPTIONS
    other_version_options = only_in("2", _BOOT_VOLUME_OPTIONS, updating=False)
    details_of = _DETAILS_OF
    required = {
        "name": "--name",
        "plugin_name": "--plugin",
        "plugin_version": "--plugin-version",
        "flavor_id": "--flavor",
        "node_processes": "--processes",
    }


class CreateNodeGroupTemplateV2(CreateNodeGroupTemplate):
    """Create a node group template from options, a file, or both."""

    options = (*_OPTIONS, *_BOOT_VOLUME_OPTIONS)
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
    other_version_options = only_in("2", _BOOT_VOLUME_OPTIONS, updating=True)
    details_of = _DETAILS_OF


class UpdateNodeGroupTemplateV2(UpdateNodeGroupTemplate):
    """Update a node group template from options, a file, or both."""

    options = (*_OPTIONS, *_BOOT_VOLUME_OPTIONS)
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
