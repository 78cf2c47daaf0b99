"""Replacements: what may be deleted and created again, and what has to go with it."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from saharaclient.api.base import Resource
from saharaclient.api.kinds import (
    CLUSTER,
    CLUSTER_TEMPLATE,
    JOB_BINARY,
    JOB_TEMPLATE,
    NODE_GROUP_TEMPLATE,
)
from saharaclient.api.resource import objects_in
from saharaclient.manifest.changes import SINGULAR, Action, Change, Ref
from saharaclient.manifest.cloud import Cloud
from saharaclient.manifest.model import ManifestError
from saharaclient.manifest.plans.drafter import Drafter
from saharaclient.manifest.plans.drafts import Draft
from saharaclient.manifest.plans.template_users import clusters_of, using

_KINDS = {singular: key for key, singular in SINGULAR.items() if key != "images"}


def parse(option: str) -> Ref:
    """Return what ``--replace`` names.

    :param option: such as ``cluster-template/spark``.
    :raises ManifestError: it has another form.
    """
    kind, slash, name = option.partition("/")
    if not slash or not name or kind not in _KINDS:
        raise ManifestError(
            None,
            f'"{option}" is not KIND/NAME, such as cluster-template/spark. Kinds:'
            f" {', '.join(_KINDS)}.",
        )
    return Ref(_KINDS[kind], name)


class Replacements:
    """Turns blocked drafts into replacements where that is allowed.

    :param cloud: what there is.
    :param drafter_of: the drafters by kind.
    :param drafts: all drafts; they are changed.
    :param allowed: the resources that ``--replace`` names.
    :raises ManifestError: the files do not declare one of them.
    """

    def __init__(
        self,
        cloud: Cloud,
        drafters: Mapping[str, Drafter],
        drafts: Mapping[Ref, Draft],
        allowed: Collection[Ref],
    ) -> None:
        for ref in allowed:
            if ref not in drafts:
                near = difflib.get_close_matches(ref.option, [one.option for one in drafts], n=1)
                raise ManifestError(
                    None,
                    f"--replace {ref.option}: the files declare no such resource."
                    + (f" Did you mean {near[0]}?" if near else ""),
                )
        self._cloud = cloud
        self._drafters = drafters
        self._drafts = drafts
        self._allowed = allowed

    def apply(self) -> None:
        """Replace what may be replaced; say of the rest what to name."""
        for draft in list(self._drafts.values()):
            if draft.refused or not draft.blocked:
                continue
            together: dict[Ref, Draft] = {draft.ref: draft}
            problems = list(self._collect(draft, together))
            if draft.loses_nothing or draft.ref in self._allowed:
                if not problems:
                    for one in together.values():
                        self._replace(one, draft)
                else:
                    draft.blocked += problems
            elif draft.kind.key in _KINDS.values():
                draft.blocked.append(self._advice(together, problems))

    def _advice(self, together: Mapping[Ref, Draft], problems: list[str]) -> str:
        others = [problem for problem in problems if not problem.startswith("Also add")]
        if others:
            return " ".join(others)
        options = " ".join(f"--replace {ref.option}" for ref in together)
        return f"To delete it and create it again: {options}"

    def _collect(self, draft: Draft, together: dict[Ref, Draft]) -> Iterator[str]:
        """Add all that uses a draft to a replacement, and yield what is in its way."""
        if draft.is_kept_protected:
            yield f"The {draft.described} is protected: declare is_protected: false."
        for kind, user in self._users(draft):
            ref = Ref(kind, user.name)
            other = self._drafts.get(ref)
            if other is None or other.id != user.id:
                noun = SINGULAR[kind].replace("-", " ")
                yield f'The {noun} "{user.name}" uses it, and the files do not declare it.'
            elif ref not in together:
                together[ref] = other
                if ref not in self._allowed:
                    yield f"Also add --replace {ref.option}."
                yield from self._collect(other, together)

    def _users(self, draft: Draft) -> Iterator[tuple[str, Resource]]:
        """Yield what Sahara does not let the resource be deleted for, with its kind."""
        cloud, kind = self._cloud, draft.kind
        if kind is CLUSTER_TEMPLATE:
            yield from ((CLUSTER.key, one) for one in clusters_of(cloud, draft.id))
        elif kind is NODE_GROUP_TEMPLATE:
            yield from ((CLUSTER_TEMPLATE.key, one) for one in using(cloud, draft.id))
            for cluster in cloud.all(CLUSTER.key):
                groups = objects_in(getattr(cluster, "node_groups", None))
                if any(group.get("node_group_template_id") == draft.id for group in groups):
                    yield CLUSTER.key, cluster
        elif kind is JOB_BINARY:
            for template in cloud.all(JOB_TEMPLATE.key):
                used = [
                    *objects_in(getattr(template, "mains", None)),
                    *objects_in(getattr(template, "libs", None)),
                ]
                if any(binary.get("id") == draft.id for binary in used):
                    yield JOB_TEMPLATE.key, template

    def _replace(self, draft: Draft, cause: Draft) -> None:
        if draft.action is Action.REPLACE:
            return
        if draft is not cause:
            note = f"uses the {cause.described}, which is replaced"
            draft.changes.append(Change("name", note=note))
        draft.notes = draft.blocked[:1] if draft.blocked else []
        if draft.kind is CLUSTER and not draft.loses_nothing:
            draft.notes.append("Its instances and their data are lost.")
        draft.changes += draft.scale_changes
        draft.blocked, draft.scale, draft.scale_changes = [], {}, []
        draft.action = Action.REPLACE
        draft.body = self._drafters[draft.kind.key].body_of_create(draft.declaration)
