"""Node groups in requests, which are made from node group templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from saharaclient.api.base_node_group_templates import NodeGroupTemplate
from saharaclient.osc.arguments import lookups


def made_from(template: NodeGroupTemplate, count: int) -> dict[str, object]:
    """Return a node group of so many nodes."""
    return {"name": template.name, "count": count, "node_group_template_id": template.id}


def with_template_id(
    group: Mapping[str, object], resolve: Callable[[str], NodeGroupTemplate]
) -> dict[str, object]:
    """Return a node group of a file with the ID of its template in place of a name.

    :param resolve: returns the node group template with a name.
    """
    name = group.get("node_group_template_id")
    if not isinstance(name, str) or lookups.is_id(name):
        return {**group}
    return {**group, "node_group_template_id": resolve(name).id}
