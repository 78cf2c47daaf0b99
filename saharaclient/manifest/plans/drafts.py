"""Drafts of steps: what is to be done about one resource, before the rules about several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from saharaclient.api.base import Resource
from saharaclient.api.fields import Kind
from saharaclient.manifest.changes import Action, Change, Content, Ref, Step
from saharaclient.manifest.model import Declaration


@dataclass
class Draft:
    """A step that the rules may still change.

    :ivar declaration: what is declared.
    :ivar existing: what there is, None if there is nothing.
    :ivar action: what would be done about it alone.
    :ivar changes: the differences.
    :ivar body: the fields to send.
    :ivar blocked: why the differences cannot be removed in place, a sentence each.
    :ivar refused: why nothing can be done at all, a sentence each.
    :ivar notes: what there is to know, a sentence each.
    :ivar loses_nothing: whether a replacement needs no permission.
    :ivar needs: resources that it depends on beyond those in its body.
    :ivar upload: content to store.
    :ivar scale: the change of a cluster's size.
    :ivar scale_changes: the differences that it removes.
    """

    declaration: Declaration
    existing: Resource | None
    action: Action = Action.NONE
    changes: list[Change] = field(default_factory=list)
    body: dict[str, object] = field(default_factory=dict)
    blocked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    loses_nothing: bool = False
    needs: set[Ref] = field(default_factory=set)
    upload: Content | None = None
    scale: dict[str, object] = field(default_factory=dict)
    scale_changes: list[Change] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return self.declaration.kind

    @property
    def ref(self) -> Ref:
        """The resource that it is about."""
        return Ref(self.kind.key, self.declaration.name)

    @property
    def described(self) -> str:
        """The resource in a sentence, as in ``cluster template "spark"``."""
        return f'{self.kind.name} "{self.declaration.name}"'

    @property
    def id(self) -> str | None:
        """ID of what there is."""
        return None if self.existing is None else self.existing.id

    @property
    def is_kept_protected(self) -> bool:
        """Whether it is protected, and not declared to be unprotected."""
        protected = bool(getattr(self.existing, "is_protected", False))
        return protected and self.declaration.fields.get("is_protected") is not False

    def steps(self) -> Iterator[Step]:
        """Yield the step, or both steps of a cluster that is updated and scaled, in order."""
        reasons = self.refused or self.blocked
        if reasons:
            changes = (*self.changes, *self.scale_changes)
            yield self._step(Action.CONFLICT, changes, " ".join(reasons))
            return
        notes = " ".join(self.notes)
        steps = []
        if self.action is not Action.NONE or not self.scale:
            steps.append(self._step(self.action, self.changes, notes, self.body))
        if self.scale:
            steps.append(self._step(Action.SCALE, self.scale_changes, notes, self.scale))
        # A protected cluster cannot be scaled.
        yield from reversed(steps) if self.body.get("is_protected") else steps

    def _step(
        self,
        action: Action,
        changes: Iterable[Change],
        reason: str,
        body: Mapping[str, object] | None = None,
    ) -> Step:
        body = body or {}
        return Step(
            action,
            self.kind,
            self.declaration.name,
            tuple(changes),
            reason,
            self.existing,
            self.declaration,
            body,
            frozenset({*refs_in(body), *self.needs} - {self.ref}),
            self.upload,
        )


def refs_in(value: object) -> Iterator[Ref]:
    """Yield every :class:`Ref` in the body of a request."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from refs_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from refs_in(part)
