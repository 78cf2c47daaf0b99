"""What uses a template, and what Sahara does to it when the template is updated."""

from __future__ import annotations

from collections.abc import Mapping

from saharaclient.api.base import Resource
from saharaclient.api.kinds import CLUSTER_TEMPLATE, NODE_GROUP_TEMPLATE
from saharaclient.api.resource import objects_in
from saharaclient.manifest.changes import Action, Change, Ref
from saharaclient.manifest.cloud import Cloud
from saharaclient.manifest.plans.drafter import Drafter
from saharaclient.manifest.plans.drafts import Draft
from saharaclient.manifest.plans.templates import overrides


def using(cloud: Cloud, template_id: str | None) -> list[Resource]:
    """Return the cluster templates with a node group of a node group template."""
    return [
        one
        for one in cloud.all(CLUSTER_TEMPLATE.key)
        if any(
            group.get("node_group_template_id") == template_id
            for group in objects_in(getattr(one, "node_groups", None))
        )
    ]


def clusters_of(cloud: Cloud, template_id: str | None) -> list[Resource]:
    """Return the clusters that were made from a cluster template."""
    return [
        one
        for one in cloud.all("clusters")
        if getattr(one, "cluster_template_id", None) == template_id
    ]


def block_used(cloud: Cloud, drafts: Mapping[Ref, Draft]) -> None:
    """Block updates of templates that clusters were made from."""
    for draft in drafts.values():
        if draft.action is not Action.UPDATE:
            continue
        users: list[Resource] = []
        if draft.kind is CLUSTER_TEMPLATE:
            users = clusters_of(cloud, draft.id)
        elif draft.kind is NODE_GROUP_TEMPLATE:
            users = [
                user
                for template in using(cloud, draft.id)
                for user in clusters_of(cloud, template.id)
            ]
        if users:
            names = ", ".join(sorted({f'"{user.name}"' for user in users}))
            noun = "cluster" if len(users) == 1 else "clusters"
            draft.blocked.append(
                f"Sahara changes no template that a cluster was made from: used by {noun} {names}."
            )


def send_again(cloud: Cloud, drafter: Drafter, drafts: Mapping[Ref, Draft]) -> None:
    """Have cluster templates sent again that an update of a node group template rewrites.

    Sahara writes the node group template over each node group that is made from it: the name of
    the group and its own settings are lost (node_group_template_update in
    sahara/db/sqlalchemy/api.py, 19.0.0).
    """
    for draft in drafts.values():
        if draft.kind is not NODE_GROUP_TEMPLATE or draft.action is not Action.UPDATE:
            continue
        if draft.blocked or draft.refused:
            continue
        for user in using(cloud, draft.id):
            other = drafts.get(Ref(CLUSTER_TEMPLATE.key, user.name))
            if (
                other is not None
                and other.id == user.id
                and "node_groups" in other.declaration.fields
            ):
                other.needs.add(draft.ref)
                _add_groups(drafter, other, draft)
            elif reason := _loss(cloud, user, draft):
                draft.refused.append(reason)


def _add_groups(drafter: Drafter, draft: Draft, cause: Draft) -> None:
    if draft.action not in (Action.NONE, Action.UPDATE):
        return
    if draft.is_kept_protected:
        cause.refused.append(f"The {draft.described} uses it and is protected.")
        return
    draft.action = Action.UPDATE
    if "node_groups" not in draft.body:
        note = f"sent again, for the update of {cause.described} rewrites them"
        draft.changes.append(Change("node_groups", note=note))
        draft.body["node_groups"] = drafter.resolved(draft.declaration, "node_groups")


def _loss(cloud: Cloud, user: Resource, draft: Draft) -> str:
    """Say what a cluster template outside of the files would lose, nothing if it loses nothing."""
    if not cloud.is_own(CLUSTER_TEMPLATE.key, user):
        return f'The cluster template "{user.name}" of another project uses it.'
    for group in objects_in(getattr(user, "node_groups", None)):
        if group.get("node_group_template_id") != draft.id:
            continue
        own = overrides(group, draft.existing).keys() - {"name", "count", "node_group_template_id"}
        if own or group.get("name") != draft.declaration.name:
            return (
                f'Sahara would write it over the node group "{group.get("name")}" of cluster'
                f' template "{user.name}", whose node groups the files do not declare.'
            )
    return ""
