"""Rules of clusters: what cannot change, their sizes, and their status."""

from __future__ import annotations

from collections.abc import Mapping

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.base import Resource
from saharaclient.api.fields import Compare, Field
from saharaclient.api.kinds import CLUSTER, CLUSTER_TEMPLATE, NODE_GROUP_TEMPLATE
from saharaclient.api.resource import objects_in
from saharaclient.manifest.changes import Change, Ref
from saharaclient.manifest.cloud import place_of
from saharaclient.manifest.model import Declaration, ManifestError
from saharaclient.manifest.plans.drafts import Draft
from saharaclient.manifest.plans.templates import PLUGIN, ClusterTemplateDrafter, by_name, overrides

_GROUPS = CLUSTER["node_groups"]
_TEMPLATE = "cluster_template_id"


class ClusterDrafter(ClusterTemplateDrafter):
    """Drafts of clusters."""

    # Create

    def body_of_create(self, declaration: Declaration) -> dict[str, object]:
        """Return the fields of the request that launches what is declared."""
        body = {**self._plugin(declaration), **super().body_of_create(declaration)}
        groups = self._groups_to_launch(declaration)
        if groups is not None:
            body["node_groups"] = groups
        else:
            body.pop("node_groups", None)
        return body

    def _template(self, declaration: Declaration) -> Ref | str | None:
        name = declaration.fields.get(_TEMPLATE)
        if not isinstance(name, str):
            return None
        return self.cloud.refer(CLUSTER_TEMPLATE.key, name, place_of(declaration, _TEMPLATE))

    def _plugin(self, declaration: Declaration) -> dict[str, object]:
        template = self._template(declaration)
        if template is None:
            return {}
        if isinstance(template, Ref):
            declared = self.cloud.declared[template]
            fields = {**self.plugin_of(declared), **declared.fields}
            if "plugin_name" in fields:
                return {name: fields[name] for name in PLUGIN if name in fields}
        found = self.cloud.with_id(CLUSTER_TEMPLATE.key, self.cloud.id_of(template))
        return {name: getattr(found, name, None) for name in PLUGIN} if found is not None else {}

    def _groups_of_template(self, declaration: Declaration) -> list[dict[str, object]]:
        """Return the node groups of a cluster's template, as a request has them."""
        template = self._template(declaration)
        if isinstance(template, Ref) and "node_groups" in self.cloud.declared[template].fields:
            return objects_in(self.resolved(self.cloud.declared[template], "node_groups"))
        found = self.cloud.with_id(CLUSTER_TEMPLATE.key, self.cloud.id_of(template))
        return [
            overrides(
                group,
                self.cloud.with_id(NODE_GROUP_TEMPLATE.key, group.get("node_group_template_id")),
            )
            for group in objects_in(getattr(found, "node_groups", None))
        ]

    def _groups_to_launch(self, declaration: Declaration) -> list[dict[str, object]] | None:
        """Return the node groups of a new cluster, None for those of its template.

        Sahara takes either the template's, or a complete list.
        """
        declared = self._declared_groups(declaration)
        if not declared:
            return None
        of_template = by_name(self._groups_of_template(declaration))
        groups = dict(of_template)
        for name, group in declared.items():
            self._check_group(declaration, name, {**groups.get(name, {}), **group})
            groups[name] = {**groups.get(name, {}), **group}
        return None if groups == of_template else list(groups.values())

    def _declared_groups(self, declaration: Declaration) -> dict[str, dict[str, object]]:
        if not declaration.fields.get("node_groups"):
            return {}
        return by_name(objects_in(self.resolved(declaration, "node_groups")))

    def _check_group(
        self, declaration: Declaration, name: str, group: Mapping[str, object]
    ) -> None:
        if "node_group_template_id" in group or "flavor_id" in group:
            return
        raise ManifestError(
            place_of(declaration, "node_groups"),
            f'The cluster template of cluster "{declaration.name}" has no node group "{name}":'
            " add the template of the node group.",
        )

    # Update

    def update(self, drafted: Draft, existing: Resource) -> None:
        """Draft the update and the scaling of a cluster."""
        status = str(getattr(existing, "status", ""))
        if status in conditions.STATUSES_OF_DELETION:
            self.create(drafted)
            drafted.notes.append("A cluster of this name is being deleted; it is waited for.")
            return
        super().update(drafted, existing)
        if status == conditions.STATUS_ERROR:
            self._in_error(drafted, existing)
            return
        if drafted.declaration.fields.get("node_groups"):
            self._scale(drafted, existing)
        if status != conditions.STATUS_ACTIVE:
            drafted.notes.append(f"Its status is {status}.")
        if drafted.scale and drafted.is_kept_protected and not drafted.refused:
            drafted.refused.append("It is protected: declare is_protected: false to scale it.")

    def changes_of(self, drafted: Draft, one: Field, current: object) -> list[Change]:
        """Return the differences of a field; the sizes of node groups are compared apart."""
        if one.compare is Compare.NAME:
            return []  # see _scale
        return super().changes_of(drafted, one, current)

    def _in_error(self, drafted: Draft, existing: Resource) -> None:
        groups = objects_in(getattr(existing, "node_groups", None))
        has_instances = any(group.get("instances") for group in groups)
        reason = " ".join(str(getattr(existing, "status_description", None) or "").split())
        drafted.blocked = [f"It is in Error: {reason.rstrip('.') or 'the server gives no reason'}."]
        drafted.loses_nothing = not has_instances

    def _scale(self, drafted: Draft, existing: Resource) -> None:
        """Draft the change of numbers of nodes; groups that are not declared keep theirs."""
        present = by_name(objects_in(getattr(existing, "node_groups", None)))
        resized, added = [], []
        for name, group in self._declared_groups(drafted.declaration).items():
            count = group.get("count")
            if name in present:
                if count is None or count == present[name].get("count"):
                    continue
                resized.append({"name": name, "count": count})
                path = f"node_groups.{name}.count"
                drafted.scale_changes.append(Change(path, present[name].get("count"), count))
            else:
                of_template = by_name(self._groups_of_template(drafted.declaration)).get(name, {})
                group = {**of_template, **group}
                self._check_group(drafted.declaration, name, group)
                added.append(group)
                drafted.scale_changes.append(Change(f"node_groups.{name}.count", None, count))
        if resized:
            drafted.scale["resize_node_groups"] = resized
        if added:
            drafted.scale["add_node_groups"] = added
