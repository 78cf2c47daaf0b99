"""Options that become fields of a request, declared once for create and update."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from saharaclient.api.fields import Field
from saharaclient.api.kinds import shared_fields
from saharaclient.osc.arguments import documents, types

if TYPE_CHECKING:
    from osc_lib.clientmanager import ClientManager

#: A parser, or one of its groups.
Parser = argparse._ActionsContainer

#: The flags that turn sharing off in an update.
_OPPOSITES = {"is_public": "--private", "is_protected": "--unprotected"}


class FieldOption:
    """An option, or several, that are one field of a request."""

    #: The field.
    field: str
    #: Name of the group of options that exclude each other, if it is in one.
    group: str = ""
    #: Whether the field is an object whose parts have options and keys of their own.
    has_parts: ClassVar[bool] = False

    def add_to(self, parser: Parser, updating: bool) -> None:
        """Add it to the parser of a create or an update."""
        raise NotImplementedError

    def flags(self, updating: bool) -> tuple[str, ...]:
        """Return the options that set the field in a create or an update; none if several do."""
        return ()

    def check(self, parsed_args: argparse.Namespace) -> None:
        """Raise UsageError if the arguments alone show that the option cannot be right."""

    def value_in(self, parsed_args: argparse.Namespace) -> object:
        """Return the field's value, None if it is not given."""
        raise NotImplementedError

    def document_keys(self) -> tuple[str, ...]:
        """Return the keys that the field, or its parts, can have in a document."""
        return (self.field,)

    def document_value(self, key: str, value: object) -> object:
        """Return the field's value, or an object with a part of it, from a key of a document."""
        return value


def _dest(flag: str) -> str:
    return flag.lstrip("-").replace("-", "_")


@dataclass(frozen=True)
class Value(FieldOption):
    """An option with a value, or with several: ``--flag a b`` or ``--flag a --flag b``.

    :param flag: the option; without dashes, a positional argument.
    :param field: field of the request.
    :param help: its help.
    :param metavar: by default the flag in angle brackets.
    :param type: makes the value from the text; raises ArgumentTypeError with a sentence.
    :param several: whether it takes several values.
    :param repeated: whether it takes one value and may be given again.
    :param required: whether it must be given.
    :param choices: the values that there are.
    :param finder: turns the name that a user gave into the ID that the request needs, given
        OpenStackClient's client manager.
    :param keys: other names that the field can have in a document.
    """

    flag: str
    field: str
    help: str
    metavar: str = ""
    type: Callable[[str], object] = types.text
    several: bool = False
    repeated: bool = False
    required: bool = False
    choices: tuple[str, ...] | None = None
    finder: Callable[[ClientManager, str], str] | None = None
    group: str = ""
    keys: tuple[str, ...] = ()

    def add_to(self, parser: Parser, updating: bool) -> None:
        argument = parser.add_argument(
            self.flag,
            metavar=self.metavar or f"<{self.flag.lstrip('-')}>",
            type=self.type,
            choices=self.choices,
            help=self.help,
            nargs="+" if self.several else None,
            action="extend" if self.several else "append" if self.repeated else "store",
        )
        if self.required and self.flag.startswith("-"):
            argument.required = True

    def value_in(self, parsed_args: argparse.Namespace) -> object:
        return getattr(parsed_args, _dest(self.flag))

    def flags(self, updating: bool) -> tuple[str, ...]:
        return (self.flag,)

    def document_keys(self) -> tuple[str, ...]:
        return self.field, _dest(self.flag), *self.keys


@dataclass(frozen=True)
class Document(FieldOption):
    """An option that names a JSON or YAML file whose content is the field.

    :param kind: dict or list, whichever the file must hold.
    """

    flag: str
    field: str
    help: str
    kind: type[object] = dict
    group: str = ""
    keys: tuple[str, ...] = ()

    def add_to(self, parser: Parser, updating: bool) -> None:
        parser.add_argument(
            self.flag,
            metavar="<filename>",
            type=types.text,
            help=f"{self.help} (JSON or YAML; - for standard input)",
        )

    def value_in(self, parsed_args: argparse.Namespace) -> object:
        path = getattr(parsed_args, _dest(self.flag))
        return None if path is None else documents.read_document(path, self.kind)

    def flags(self, updating: bool) -> tuple[str, ...]:
        return (self.flag,)

    def document_keys(self) -> tuple[str, ...]:
        return self.field, _dest(self.flag), *self.keys


@dataclass(frozen=True)
class Switch(FieldOption):
    """A field that is on or off: one flag on create, a pair of flags on update."""

    field: str
    create: str
    on: str
    off: str
    help: str
    off_help: str
    keys: tuple[str, ...] = ()

    def add_to(self, parser: Parser, updating: bool) -> None:
        if not updating:
            parser.add_argument(
                self.create, dest=self.field, action="store_true", default=None, help=self.help
            )
            return
        pair = parser.add_mutually_exclusive_group()
        pair.add_argument(
            self.on, dest=self.field, action="store_true", default=None, help=self.help
        )
        pair.add_argument(
            self.off, dest=self.field, action="store_false", default=None, help=self.off_help
        )

    def value_in(self, parsed_args: argparse.Namespace) -> object:
        return getattr(parsed_args, self.field)

    def flags(self, updating: bool) -> tuple[str, ...]:
        return (self.on, self.off) if updating else (self.create,)

    def document_keys(self) -> tuple[str, ...]:
        flags = (self.create, self.on, self.off)
        return self.field, *(_dest(flag) for flag in flags if flag), *self.keys

    def document_value(self, key: str, value: object) -> object:
        return not value if key == _dest(self.off) and isinstance(value, bool) else value


def add_all(parser: Parser, options: Iterable[FieldOption], updating: bool) -> None:
    """Add options to the parser of a create or an update."""
    groups: dict[str, Parser] = {}
    for option in options:
        if option.group and option.group not in groups:
            groups[option.group] = parser.add_mutually_exclusive_group()
        option.add_to(groups.get(option.group, parser), updating)


def only_in(version: str, options: Iterable[FieldOption], *, updating: bool) -> Mapping[str, str]:
    """Return ``other_version_options`` of a command for options that one version has."""
    return {flag: version for option in options for flag in option.flags(updating)}


def switch(field: Field, help: str, off_help: str) -> Switch:
    """Return the switch of a field.

    The flags of an update are ``--<option>-enable`` and ``--<option>-disable``, but for sharing.
    """
    flag = f"--{field.option}"
    on, off = f"{flag}-enable", f"{flag}-disable"
    if field.name in _OPPOSITES:
        on, off = flag, _OPPOSITES[field.name]
    return Switch(field.name, flag, on, off, help, off_help, field.keys)


def sharing(resource: str) -> tuple[Switch, ...]:
    """Return the switches that every resource has: public and protected."""
    fields = shared_fields.sharing(resource)
    return tuple(switch(one, one.description, one.off_description) for one in fields)


def given(options: Iterable[FieldOption], parsed_args: argparse.Namespace) -> dict[str, object]:
    """Return the fields whose options are given."""
    values = ((option.field, option.value_in(parsed_args)) for option in options)
    return {field: value for field, value in values if value is not None}
