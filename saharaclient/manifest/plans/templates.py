"""Rules of cluster templates and their node groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from saharaclient.api.base import Resource
from saharaclient.api.fields import Compare, Field, Type
from saharaclient.api.kinds import CLUSTER_TEMPLATE, NODE_GROUP_TEMPLATE
from saharaclient.api.kinds.cluster_templates import NODE_GROUP_FIELDS
from saharaclient.api.resource import objects_in
from saharaclient.manifest.changes import Change, Ref
from saharaclient.manifest.cloud import Cloud, place_of
from saharaclient.manifest.model import Declaration, ManifestError
from saharaclient.manifest.plans import compare
from saharaclient.manifest.plans.compare import Known, without_default
from saharaclient.manifest.plans.drafter import Drafter
from saharaclient.manifest.plans.drafts import Draft

NODE_GROUPS = CLUSTER_TEMPLATE["node_groups"]
#: The fields of a node group that come from its template.
_INHERITED = {one.name: one for one in NODE_GROUP_FIELDS if one.name in NODE_GROUP_TEMPLATE.by_name}
_INHERITED.pop("name")
#: Fields that follow from the node group templates.
PLUGIN = ("plugin_name", "plugin_version")


class ClusterTemplateDrafter(Drafter):
    """Drafts of cluster templates."""

    def body_of_create(self, declaration: Declaration) -> dict[str, object]:
        """Return the fields of the request that creates what is declared."""
        return {**self.plugin_of(declaration), **super().body_of_create(declaration)}

    def plugin_of(self, declaration: Declaration) -> dict[str, object]:
        """Return plugin and version of the node group templates."""
        found: dict[tuple[object, ...], str] = {}
        groups = objects_in(declaration.fields.get("node_groups"))
        for number, group in enumerate(groups):
            name = group.get("node_group_template_id")
            if isinstance(name, str):
                place = place_of(declaration, f"node_groups[{number}]")
                ref = self.cloud.refer(NODE_GROUP_TEMPLATE.key, name, place)
                found[tuple(declared_or_present(self.cloud, ref, one) for one in PLUGIN)] = name
        if len(found) > 1:
            listed = ", ".join(
                f'"{name}" of {" ".join(map(str, of))}' for of, name in found.items()
            )
            raise ManifestError(
                place_of(declaration, "node_groups"),
                f"The node groups must be of one plugin and version, and these are not: {listed}.",
            )
        return dict(zip(PLUGIN, next(iter(found)), strict=True)) if found else {}

    def changes_of(self, drafted: Draft, one: Field, current: object) -> list[Change]:
        """Return the differences of a field; node groups are compared by their names."""
        if one.compare is not Compare.NAME:
            return super().changes_of(drafted, one, current)
        return list(self._group_changes(drafted.declaration, objects_in(current)))

    def _group_changes(
        self, declaration: Declaration, current: list[dict[str, object]]
    ) -> Iterator[Change]:
        groups = by_name(objects_in(declaration.fields.get("node_groups")))
        present = by_name(current)
        for name, group in groups.items():
            if name not in present:
                shown = self.comparison.shown(replace(NODE_GROUPS, type=Type.OBJECT), group)
                yield Change(f"node_groups.{name}", None, shown)
                continue
            for one in NODE_GROUP_FIELDS[1:]:
                yield from self._changes_of_group(declaration, one, group, present[name])
        for name in present.keys() - groups.keys():
            yield Change(f"node_groups.{name}", {"count": present[name].get("count")}, None)

    def _changes_of_group(
        self,
        declaration: Declaration,
        one: Field,
        group: Mapping[str, object],
        present: Mapping[str, object],
    ) -> Iterator[Change]:
        """Yield the differences of a field of a node group.

        The groups are sent as a whole, so a field that is left out gets the template's value.
        """
        location = place_of(declaration, "node_groups")
        declared = group.get(one.name)
        name = group.get("node_group_template_id")
        template: Mapping[str, object] = {}
        if isinstance(name, str) and one.name in _INHERITED:
            ref = self.cloud.refer(NODE_GROUP_TEMPLATE.key, name, location)
            template = values_of_template(self.cloud, ref)
        if one.name == "node_configs" and template:
            declared = compare.merged(template.get(one.name), declared)
        elif one.name not in group:
            if one.name not in template or one.name not in present:
                return
            if not has_meaning(one, {**template, **group}):
                return
            declared = template[one.name]
        for change in self.comparison.changes(one, declared, present.get(one.name), location):
            path = f"node_groups.{group.get('name')}.{change.field}"
            yield Change(path, change.old, change.new, change.note)


def by_name(groups: Iterable[dict[str, object]]) -> dict[str, dict[str, object]]:
    """Return node groups by their names."""
    return {
        str(group.get("name") or group.get("node_group_template_id")): group for group in groups
    }


def declared_or_present(cloud: Cloud, ref: Ref | str, name: str) -> object:
    """Return a field of a template as it will be."""
    if isinstance(ref, Ref) and name in cloud.declared[ref].fields:
        return cloud.declared[ref].fields[name]
    found = cloud.with_id(NODE_GROUP_TEMPLATE.key, cloud.id_of(ref))
    return getattr(found, name, None)


def values_of_template(cloud: Cloud, ref: Ref | str) -> dict[str, object]:
    """Return the fields of a node group template as node groups will get them."""
    found = cloud.with_id(NODE_GROUP_TEMPLATE.key, cloud.id_of(ref))
    values: dict[str, object] = {}
    if found is not None:
        values = {name: known(one, getattr(found, name, None)) for name, one in _INHERITED.items()}
    if isinstance(ref, Ref):
        declaration = cloud.declared[ref]
        values |= {
            name: declaration.fields[name] for name in _INHERITED if name in declaration.fields
        }
    return values


def known(field: Field, value: object) -> object:
    """Mark IDs from the server, which need no lookup."""
    return Known(value) if isinstance(value, str) and field.refers_to is not None else value


def overrides(group: Mapping[str, object], template: Resource | None) -> dict[str, object]:
    """Return a node group of the server as a request has it: what differs from its template."""
    result = {name: group[name] for name in ("name", "count") if name in group}
    if group.get("node_group_template_id"):
        result["node_group_template_id"] = group["node_group_template_id"]
    for name, one in _INHERITED.items():
        if name not in group:
            continue
        value = without_default(one, group[name])
        if value != without_default(one, getattr(template, name, None)) and has_meaning(one, group):
            result[name] = group[name]
    return result


def has_meaning(field: Field, group: Mapping[str, object]) -> bool:
    """Return whether a field has the field without which it means nothing."""
    return not field.needs or bool(group.get(field.needs))
