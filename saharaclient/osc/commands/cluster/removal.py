"""Instances to remove from a cluster, as changes of its node groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from osc_lib import exceptions

from saharaclient.api.clusters import Cluster
from saharaclient.api.resource import objects_in, texts_in
from saharaclient.osc.output.command_lines import CommandLines


def remove_instances(
    changes: dict[str, object], cluster: Cluster, names: Iterable[str], command_lines: CommandLines
) -> None:
    """Add the removal of instances to the changes of a cluster's size.

    :param names: names or IDs of the instances. Their node groups shrink by them, or to the
        number that the changes have already.
    :raises osc_lib.exceptions.CommandError: there is no such instance, or a node group would keep
        more nodes than it can.
    """
    for group, victims in _victims(cluster, names, command_lines):
        resized = changes["resize_node_groups"] = objects_in(changes.get("resize_node_groups"))
        count = _count_of(group)
        named = (one for one in resized if one["name"] == group.get("name"))
        change = next(named, {"name": group.get("name"), "count": count - len(victims)})
        if change not in resized:
            resized.append(change)
        leaving = list(dict.fromkeys([*texts_in(change.get("instances")), *victims]))
        change["instances"] = leaving
        if _count_of(change) > count - len(leaving):
            raise exceptions.CommandError(
                f'Node group "{group.get("name")}" of cluster "{cluster.name}" cannot have'
                f" {change['count']} of its {count} nodes when {len(leaving)} of them are"
                " removed."
            )


def _count_of(group: Mapping[str, object]) -> int:
    count = group.get("count")
    return count if isinstance(count, int) else 0


def _victims(
    cluster: Cluster, names: Iterable[str], command_lines: CommandLines
) -> Iterator[tuple[dict[str, object], list[str]]]:
    """Yield each node group that loses instances, and the IDs of these instances."""
    left = set(names)
    for group in objects_in(cluster.node_groups):
        victims = []
        for instance in objects_in(group.get("instances")):
            known_as = {instance.get("instance_name"), instance.get("instance_id")} & left
            if known_as:
                victims.append(str(instance.get("instance_id")))
                left -= known_as
        if victims:
            yield group, victims
    if left:
        raise exceptions.CommandError(
            f'Cluster "{cluster.name}" has no instance {_quoted(left)}. To list its instances:\n'
            + command_lines.line("dataprocessing cluster instance list {}", cluster.name)
        )


def _quoted(names: Iterable[str]) -> str:
    return " or ".join(f'"{name}"' for name in sorted(names))
