"""``dataprocessing node group template ...``"""

from __future__ import annotations

from saharaclient.api.node_group_templates import BaseNodeGroupTemplateManager
from saharaclient.osc.arguments import lookups, options, types
from saharaclient.osc.arguments.options import Document, Value, enabling, only_in
from saharaclient.osc.output.views import BOOT_VOLUME_FIELDS, NODE_GROUP_TEMPLATE, VOLUME_FIELDS
from saharaclient.osc.verbs import create_update, delete, export_import, list_show

_DETAILS_OF_V2 = {"volumes_per_node": VOLUME_FIELDS, "boot_from_volume": BOOT_VOLUME_FIELDS}
#: v1.1 exports boot_from_volume, too, and does not accept it.
_DETAILS_OF = {**_DETAILS_OF_V2, "boot_from_volume": ("boot_from_volume", *BOOT_VOLUME_FIELDS)}
_OPTIONS: tuple[options.FieldOption, ...] = (
    Value("--name", "name", "Name of the node group template"),
    Value("--plugin", "plugin_name", "Name of the plugin", "<plugin>"),
    Value("--plugin-version", "plugin_version", "Version of the plugin", "<plugin_version>"),
    Value(
        "--processes",
        "node_processes",
        "Processes that run on the nodes, by the plugin's names",
        several=True,
    ),
    Value("--flavor", "flavor_id", "Name or id of the flavor", finder=lookups.flavor_id),
    Value(
        "--security-groups",
        "security_groups",
        "Security groups of the instances",
        several=True,
    ),
    enabling(
        "auto_security_group",
        "auto-security-group",
        "Make a security group of its own for the node group",
        "Make no security group of its own for the node group",
    ),
    Value("--availability-zone", "availability_zone", "Availability zone of the instances"),
    Value(
        "--floating-ip-pool",
        "floating_ip_pool",
        "Name or id of the network that floating IPs are taken from",
        finder=lookups.network_id,
    ),
    Value(
        "--volumes-per-node",
        "volumes_per_node",
        "Number of volumes attached to every node",
        type=types.whole_number,
    ),
    Value(
        "--volumes-size",
        "volumes_size",
        "Size of each volume in gigabytes; goes with --volumes-per-node",
        type=types.positive_number,
    ),
    Value("--volumes-type", "volume_type", "Type of the volumes; goes with --volumes-per-node"),
    Value(
        "--volumes-availability-zone",
        "volumes_availability_zone",
        "Availability zone of the volumes; goes with --volumes-per-node",
    ),
    Value(
        "--volumes-mount-prefix",
        "volume_mount_prefix",
        "Prefix of the volumes' mount points; goes with --volumes-per-node",
    ),
    enabling(
        "volume_local_to_instance",
        "volumes-locality",
        "Put instance and volumes on the same host; goes with --volumes-per-node",
        "Let instance and volumes be on different hosts",
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
        "Have the plugin configure the nodes by their size",
        "Leave the nodes' configs as they are given",
    ),
    enabling(
        "is_proxy_gateway",
        "proxy-gateway",
        "Have the nodes be proxies for access to the other instances",
        "Have the nodes be no proxies",
    ),
    *options.sharing("node group template"),
    Document("--shares", "shares", "Manila shares of the nodes", list),
    Document("--configs", "node_configs", "Configs of the nodes, {service: {config: value}}"),
)
_BOOT_VOLUME_OPTIONS = (
    enabling(
        "boot_from_volume",
        "boot-from-volume",
        "Boot the instances from volumes",
        "Boot the instances from local disks",
    ),
    Value("--boot-volume-type", "boot_volume_type", "Type of the boot volume"),
    Value(
        "--boot-volume-availability-zone",
        "boot_volume_availability_zone",
        "Availability zone of the boot volume",
    ),
    enabling(
        "boot_volume_local_to_instance",
        "boot-volume-local-to-instance",
        "Put instance and boot volume on the same host",
        "Let instance and boot volume be on different hosts",
    ),
)


class CreateNodeGroupTemplate(create_update.Create):
    """Create a node group template, from options, a file, or both."""

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
    """Create a node group template, from options, a file, or both."""

    options = (*_OPTIONS, *_BOOT_VOLUME_OPTIONS)
    other_version_options = {}


class ListNodeGroupTemplates(list_show.List):
    """List node group templates."""

    view = NODE_GROUP_TEMPLATE
    filters = (
        Value("--plugin", "plugin_name", "List only those of this plugin"),
        Value(
            "--plugin-version",
            "plugin_version",
            "List only those of this version of the plugin",
            "<plugin_version>",
        ),
    )
    contains = (
        Value("--name", "name", "List only those with this text in the name", "<name-substring>"),
    )


class ShowNodeGroupTemplate(list_show.Show):
    """Show a node group template."""

    view = NODE_GROUP_TEMPLATE


class UpdateNodeGroupTemplate(create_update.Update):
    """Update a node group template, from options, a file, or both."""

    view = NODE_GROUP_TEMPLATE
    options = _OPTIONS
    other_version_options = only_in("2", _BOOT_VOLUME_OPTIONS, updating=True)
    details_of = _DETAILS_OF


class UpdateNodeGroupTemplateV2(UpdateNodeGroupTemplate):
    """Update a node group template, from options, a file, or both."""

    options = (*_OPTIONS, *_BOOT_VOLUME_OPTIONS)
    other_version_options = {}
    details_of = _DETAILS_OF_V2


class DeleteNodeGroupTemplate(delete.Delete):
    """Delete one or more node group templates."""

    view = NODE_GROUP_TEMPLATE


class ExportNodeGroupTemplate(export_import.Export[BaseNodeGroupTemplateManager]):
    """Export a node group template, without what ties it to this cloud."""

    view = NODE_GROUP_TEMPLATE


class ImportNodeGroupTemplate(export_import.Import):
    """Import a node group template that was exported from this or another cloud."""

    view = NODE_GROUP_TEMPLATE
    details_of = _DETAILS_OF
    options = (
        Value("--name", "name", "Name of the node group template, instead of the exported one"),
        Value(
            "--security_groups",
            "security_groups",
            "Security group of the instances; may be repeated",
            repeated=True,
        ),
        Value(
            "--floating_ip_pool",
            "floating_ip_pool",
            "Name or id of the network that floating IPs are taken from",
            finder=lookups.network_id,
        ),
        Value(
            "--image_id",
            "image_id",
            "Name or id of the registered image",
            required=True,
            finder=lookups.registered_image_id,
        ),
        Value(
            "--flavor_id",
            "flavor_id",
            "Name or id of the flavor",
            required=True,
            finder=lookups.flavor_id,
        ),
    )
