"""Resources of the API, pages of them, and readers of what a server may send."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from saharaclient.transport.redaction import redact

#: Fields that the two versions of the API name differently: v1.1's name and v2's.
RENAMED_FIELDS = {
    "hadoop_version": "plugin_version",
    "tenant_id": "project_id",
    "job_id": "job_template_id",
    "oozie_job_id": "engine_job_id",
}
#: The same the other way round.
V1_NAMES = {v2: v1 for v1, v2 in RENAMED_FIELDS.items()}
_OTHER_NAME = {**RENAMED_FIELDS, **V1_NAMES}

T = TypeVar("T")


class NotUpdated:
    """Stands for a field that an update leaves as it is; None would clear the field."""

    def __repr__(self) -> str:
        return "NotUpdated"


class MissingFieldError(AttributeError):
    """A resource was sent without a field.

    :ivar kind: what the resource is called in messages.
    :ivar field: the field.
    """

    def __init__(self, kind: str, field: str) -> None:
        super().__init__(f'This {kind} has no field "{field}".')
        self.kind = kind
        self.field = field


#: Default of the parameters of every ``update``.
NOT_UPDATED = NotUpdated()


class _Attributes:
    """An object with an instance dict, which a subclass can reach although it redefines it."""


#: Returns the attributes that were set on a resource.
_attributes_of = _Attributes.__dict__["__dict__"].__get__


class Resource(_Attributes):
    """A resource of the API, with its fields as attributes.

    Fields that the other version of the API names differently answer to both names. A field that
    this library does not know is an attribute like any other, unless it begins with ``_``.

    A resource that ``is_public`` is visible to other projects. One that ``is_protected`` is neither
    deleted nor changed, except for ``is_public`` and ``is_protected``: the server refuses with a
    :class:`~saharaclient.exceptions.BadRequest` (service/validations/acl.py of Sahara 19).

    :param manager: the manager that it came through.
    :param info: the resource as the server sent it.
    """

    __slots__ = ("_info", "manager")

    #: What the resource is called in messages.
    resource_name: ClassVar[str] = "Resource"
    #: The key that wraps it in an answer; as an attribute it is the raw dict.
    wrapping_key: ClassVar[str] = ""
    #: Fields that the server may leave out, and what they are then.
    defaults: ClassVar[Mapping[str, object]] = {}

    #: A UUID; of plugins, the name.
    id: str
    name: str
    #: Times in UTC without a zone, such as ``2030-01-01T00:00:00``; None if it was not updated.
    created_at: str | None
    updated_at: str | None
    manager: Any

    def __init__(self, manager: object, info: Mapping[str, object]) -> None:
        self.manager = manager
        self._info = info

    @property
    def __dict__(self) -> dict[str, object]:  # type: ignore[override]
        """The fields under the server's names, defaults included, and attributes that were set.

        It takes the place of the attribute that every object has, which mypy does not expect.
        Fields are copied to the instance dict when it is first asked for: a dict for each resource
        would add 40 % to the memory that a list of 20,000 takes.
        """
        attributes: dict[str, object] = _attributes_of(self)
        own = {name for one in type(self).__mro__ for name in vars(one)}
        for name, value in self._with_defaults().items():
            if not (name.startswith("_") or name in own):
                attributes.setdefault(name, value)
        return attributes

    def _with_defaults(self) -> dict[str, object]:
        missing = {key: value for key, value in self.defaults.items() if key not in self._info}
        return {**self._info, **copy.deepcopy(missing)}

    def __getattr__(self, name: str) -> Any:
        # Asked for what is not set, which in a half-made copy is `_info` itself.
        if name.startswith("_"):
            raise AttributeError(name)
        info = self._info
        if name in info:
            return info[name]
        other_name = _OTHER_NAME.get(name, name)
        wrapped = object_in(info.get(self.wrapping_key))
        for fields, field in ((info, other_name), (wrapped, name), (wrapped, other_name)):
            if field in fields:
                return fields[field]
        if name == self.wrapping_key:
            return info
        if name in self.defaults:
            return self.__dict__[name]
        raise MissingFieldError(self.resource_name, name)

    def __dir__(self) -> Iterable[str]:
        return {*dir(type(self)), *self.__dict__}

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(other._info == self._info)

    def __hash__(self) -> int:
        identity = self._info.get("id", self._info.get("name"))
        return hash((type(self), identity if isinstance(identity, (str, int)) else None))

    def __repr__(self) -> str:
        shown = {key: self._info[key] for key in ("id", "name", "status") if key in self._info}
        return f"<{type(self).__name__} {shown}>"

    def __str__(self) -> str:
        return f"{self.resource_name} {redact(self._with_defaults())}"

    def __copy__(self) -> Resource:
        copied = type(self)(self.manager, self._info)
        _attributes_of(copied).update(_attributes_of(self))
        return copied

    def __deepcopy__(self, memo: dict[int, object]) -> Resource:
        copied = type(self)(self.manager, copy.deepcopy(self._info, memo))
        _attributes_of(copied).update(copy.deepcopy(_attributes_of(self), memo))
        return copied

    def __reduce__(self) -> tuple[object, ...]:
        # A pickle goes where the manager's connections cannot.
        return type(self), (None, self._info), _attributes_of(self) or None

    @property
    def described(self) -> str:
        """What it is and its name, or its ID where it has none, for sentences."""
        name = getattr(self, "name", None) or getattr(self, "id", "?")
        return f'{self.resource_name} "{name}"'

    def to_dict(self) -> dict[str, Any]:
        """Return a copy of the resource as the server sent it, with the class's ``defaults``."""
        return copy.deepcopy(self._with_defaults())


class Page(list[T]):
    """One page of a list.

    :ivar prev: marker of the page before, None at the start.
    :ivar next: marker to pass on for the page after, None at the end.
    :ivar limit: how many were asked for, None for all.
    """

    def __init__(
        self,
        items: Iterable[T],
        prev: str | None = None,
        next: str | None = None,
        limit: int | None = None,
    ) -> None:
        super().__init__(items)
        self.prev = prev
        self.next = next
        self.limit = limit


def objects_in(value: object) -> list[dict[str, object]]:
    """Return the objects in what should be a list of them; a server may send anything."""
    return _items_in(value, dict)


def texts_in(value: object) -> list[str]:
    """Return the texts in what should be a list of them; a server may send anything."""
    return _items_in(value, str)


def _items_in(value: object, kind: type[T]) -> list[T]:
    return [item for item in value if isinstance(item, kind)] if isinstance(value, list) else []


def object_in(value: object) -> dict[str, object]:
    """Return what should be an object, or an empty one; a server may send anything."""
    return value if isinstance(value, dict) else {}


def is_uuid(text: str) -> bool:
    """Return whether a text is a UUID, in any of its spellings."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def renamed_for(api_version: str) -> Mapping[str, str]:
    """Return the other version's field names, each with this version's."""
    return RENAMED_FIELDS if api_version == "2" else V1_NAMES
