"""Fields of requests, declared once: for options, files of ``--json`` and manifests.

:mod:`saharaclient.api.kinds` has the declarations.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from saharaclient.api.resource import V1_NAMES

#: What JSON can express.
JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"


class Type(enum.Enum):
    """What the value of a field is in JSON."""

    TEXT = "text"
    #: A whole number.
    NUMBER = "number"
    #: true or false.
    SWITCH = "switch"
    #: A list of texts.
    TEXTS = "texts"
    #: ``{service: {parameter: value}}``.
    CONFIGS = "configs"
    #: An object; its ``fields`` are what it can have.
    OBJECT = "object"
    #: A list of such objects.
    OBJECTS = "objects"


class Compare(enum.Enum):
    """How a declared value is compared with that of a resource."""

    #: As a whole.
    VALUE = "value"
    #: A list without regard to order and repetition.
    SET = "set"
    #: A list item by item, in order.
    ORDER = "order"
    #: A list of objects, each with the one of the same name.
    NAME = "name"
    #: A map with all of its keys.
    WHOLE_MAP = "whole map"
    #: A map by the keys that are declared; the service adds others.
    DECLARED_KEYS = "declared keys"
    #: Not at all: the service does not return it.
    NEVER = "never"


class Lookup(enum.Enum):
    """What a name can refer to in another service."""

    FLAVOR = "flavor"
    #: In the Image service, registered or not.
    IMAGE = "image"
    KEY_PAIR = "key pair"
    NETWORK = "network"
    SECURITY_GROUP = "security group"


class Format(enum.Enum):
    """What a text must look like: the name, a pattern of whole texts, and its description.

    The patterns are those of Sahara 19 (``utils/api_validator.py``).
    """

    HOST_NAME = (
        r"([A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?\.)*[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?",
        'a host name: letters, digits and "-"; each part between dots begins with a letter and'
        " ends with a letter or digit",
    )
    NAME = (
        r"[A-Za-z0-9][A-Za-z0-9_.-]*",
        'letters, digits, "-", "_" and "."; the first one is a letter or digit',
    )
    ID = (r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}", "an ID, which is a UUID")
    KEY_PAIR = (r"[A-Za-z0-9_ -]+", 'letters, digits, blanks, "-" and "_"')
    PATH = (r"(/[A-Za-z0-9_-]+)+", "an absolute path such as /volumes/disk")
    TAG = (
        r"([A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?",
        'letters, digits, "-", "_" and "."; each part between dots begins and ends with a letter'
        " or digit",
    )

    @property
    def pattern(self) -> str:
        """The regular expression that a whole text must match."""
        return self.value[0]

    @property
    def description(self) -> str:
        """What the pattern means, for sentences."""
        return self.value[1]


@dataclass(frozen=True, eq=False)
class Field:
    """A field of a request.

    :ivar name: its name in API v2.
    :ivar type: what its value is.
    :ivar description: one sentence without a period, for help and schema.
    :ivar option: the option of create without dashes; None without an option.
    :ivar aliases: other names that it can have in files.
    :ivar required: whether create needs it.
    :ivar updatable: whether an update can change it.
    :ivar nullable: whether an update to null clears it.
    :ivar default: what the service makes of a field that is left out.
    :ivar compare: how values are compared.
    :ivar refers_to: the key of the kind that a name in it refers to, or a lookup in another
        service.
    :ivar secret: whether the value is a secret.
    :ivar write_only: whether the service never returns it.
    :ivar only_in: the API version that has it; empty if both have.
    :ivar needs: the field without which it has no meaning.
    :ivar choices: the values that there are.
    :ivar minimum: the smallest number.
    :ivar longest: the largest number of characters.
    :ivar format: what a text, or each text of a list, must look like.
    :ivar fields: the fields of an object, or of each object of a list.
    :ivar off_description: what false does, for the option that sets it.
    """

    name: str
    type: Type
    description: str
    option: str | None = None
    aliases: tuple[str, ...] = ()
    required: bool = False
    updatable: bool = True
    nullable: bool = False
    default: JSON = None
    compare: Compare = Compare.VALUE
    refers_to: str | Lookup | None = None
    secret: bool = False
    write_only: bool = False
    only_in: str = ""
    needs: str = ""
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    longest: int | None = None
    format: Format | None = None
    fields: tuple[Field, ...] = ()
    off_description: str = ""

    @property
    def v1_name(self) -> str:
        """Its name in API v1.1."""
        return V1_NAMES.get(self.name, self.name)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names that it can have in files: v2's, v1.1's, the option's, and others."""
        option = (self.option.replace("-", "_"),) if self.option else ()
        return tuple(dict.fromkeys((self.name, self.v1_name, *option, *self.aliases)))

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields of an object in it, by their names in API v2."""
        return {one.name: one for one in self.fields}


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of resource that can be declared.

    :ivar key: its key in a manifest, such as ``cluster_templates``.
    :ivar name: its name in sentences, such as ``cluster template``.
    :ivar manager: attribute of the clients, the manager.
    :ivar order: position in the order of creation: it refers only to kinds with a lower one.
    :ivar fields: the fields of a request, in the order of the help.
    """

    key: str
    name: str
    manager: str
    order: int
    fields: tuple[Field, ...] = field(repr=False)

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names in API v2."""
        return {one.name: one for one in self.fields}

    @property
    def by_key(self) -> Mapping[str, Field]:
        """The fields by each of the names that they can have in files."""
        return by_key(self.fields)

    def __getitem__(self, name: str) -> Field:
        return self.by_name[name]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


def by_key(fields: tuple[Field, ...]) -> dict[str, Field]:
    """Return fields by each of the names that they can have in files."""
    return {key: one for one in fields for key in one.keys}
