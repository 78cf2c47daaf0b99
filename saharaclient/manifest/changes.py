"""What a plan says: steps with their changes, and their fingerprint."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from saharaclient.api.base import Resource
from saharaclient.api.fields import Kind
from saharaclient.manifest.lookups import Lookups
from saharaclient.manifest.model import Declaration

#: Digits of a fingerprint.
_LENGTH = 16
#: Digits of a checksum that are shown and put in names.
CHECKSUM_DIGITS = 12
_LONGEST_NAME = 50


class Action(enum.Enum):
    """What is to be done about a resource."""

    CREATE = "create"
    UPDATE = "update"
    #: Store the content of a file again.
    UPLOAD = "upload"
    #: Change the numbers of nodes of a cluster.
    SCALE = "scale"
    #: Delete the resource, and create it again.
    REPLACE = "replace"
    #: Delete the resource, or unregister an image.
    DELETE = "delete"
    #: Nothing can be done; the reason says why.
    CONFLICT = "conflict"
    NONE = "none"


@dataclass(frozen=True)
class Ref:
    """A resource of the manifest, in place of the ID that it has or will have.

    :ivar kind: key of its kind, such as ``cluster_templates``.
    :ivar name: its name.
    """

    kind: str
    name: str

    @property
    def option(self) -> str:
        """How ``--replace`` names it, as in ``cluster-template/spark``."""
        return f"{SINGULAR[self.kind]}/{self.name}"


#: The kinds as ``--replace`` names them, by key.
SINGULAR = {
    "images": "image",
    "node_group_templates": "node-group-template",
    "cluster_templates": "cluster-template",
    "data_sources": "data-source",
    "job_binaries": "job-binary",
    "job_templates": "job-template",
    "clusters": "cluster",
}


@dataclass(frozen=True)
class Change:
    """A difference between what is declared and what there is. Secrets in it are masked.

    :ivar field: the field, or a part of it such as ``node_groups.workers.count``.
    :ivar old: its value on the server, None if it has none. IDs are replaced by names.
    :ivar new: its declared value.
    :ivar note: what there is to say instead of values.
    """

    field: str
    old: object = None
    new: object = None
    note: str = ""

    def to_dict(self) -> dict[str, object]:
        """Return the change as JSON."""
        if self.note:
            return {"field": self.field, "note": self.note}
        return {"field": self.field, "old": self.old, "new": self.new}


@dataclass(frozen=True)
class Content:
    """The content of a file.

    :ivar path: the file.
    :ivar size: bytes.
    :ivar checksum: SHA-256 in hexadecimal digits.
    """

    path: str
    size: int
    checksum: str

    def __str__(self) -> str:
        return f"{self.size} bytes, sha256 {self.checksum[:CHECKSUM_DIGITS]}"

    def internal_name(self, name: str) -> str:
        """Return the name of the content of a job binary in the database of the service.

        Sahara refuses new content under an old name, so the name ends in the checksum.
        """
        return f"{name[: _LONGEST_NAME - CHECKSUM_DIGITS - 1]}-{self.checksum[:CHECKSUM_DIGITS]}"


@dataclass(frozen=True)
class Step:
    """A row of a plan.

    :ivar action: what is to be done.
    :ivar kind: the kind of resource.
    :ivar name: its name.
    :ivar changes: what would change; of a create, all that is declared.
    :ivar reason: why there is a conflict, or what there is to know.
    :ivar existing: the resource on the server, None if there is none yet.
    :ivar declaration: what the files declare.
    :ivar body: the fields to send, by their names in API v2, with :class:`Ref` for IDs.
    :ivar needs: the resources that it refers to.
    :ivar upload: content to store.
    """

    action: Action
    kind: Kind
    name: str
    changes: tuple[Change, ...] = ()
    reason: str = ""
    existing: Resource | None = field(default=None, repr=False, compare=False)
    declaration: Declaration | None = field(default=None, repr=False, compare=False)
    body: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)
    needs: frozenset[Ref] = field(default=frozenset(), repr=False, compare=False)
    upload: Content | None = field(default=None, repr=False, compare=False)

    @property
    def ref(self) -> Ref:
        """The resource that it is about."""
        return Ref(self.kind.key, self.name)

    @property
    def described(self) -> str:
        """The resource in a sentence, as in ``cluster template "spark"``."""
        return f'{self.kind.name} "{self.name}"'

    @property
    def resource_id(self) -> str | None:
        """ID of the resource on the server, None if there is none yet."""
        return None if self.existing is None else self.existing.id

    def with_body(self, **fields: object) -> Step:
        """Return the step with more fields to send."""
        return replace(self, body={**self.body, **fields})

    def to_dict(self) -> dict[str, object]:
        """Return the row as JSON."""
        changes = [change.to_dict() for change in self.changes]
        if self.reason:
            changes.append({"reason": self.reason})
        return {
            "action": self.action.value,
            "kind": self.kind.name,
            "name": self.name,
            "changes": changes,
        }


@dataclass(frozen=True)
class Plan:
    """What an apply would do.

    :ivar steps: one for each resource of the manifest, and two for a cluster that is both updated
        and scaled, in the order of their execution.
    :ivar project: name of the project, or its ID; None without a project.
    :ivar project_id: ID of the project.
    :ivar update_secrets: whether secrets are sent again.
    :ivar lookups: what the plan was made with.
    """

    steps: tuple[Step, ...]
    project: str | None = None
    project_id: str | None = None
    update_secrets: bool = False
    lookups: Lookups | None = field(default=None, repr=False, compare=False)

    @property
    def fingerprint(self) -> str:
        """A digest of the rows and the project: equal plans have equal ones."""
        rows: list[object] = [self.project_id, *(step.to_dict() for step in self.steps)]
        text = json.dumps(rows, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]

    @property
    def has_changes(self) -> bool:
        """Whether an apply would write anything."""
        return any(step.action not in (Action.NONE, Action.CONFLICT) for step in self.steps)

    @property
    def has_conflicts(self) -> bool:
        """Whether something cannot be done."""
        return any(step.action is Action.CONFLICT for step in self.steps)
