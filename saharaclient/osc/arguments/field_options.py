"""The options of create and update, from the declarations of the fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from saharaclient.api.fields import Field, Kind, Lookup, Type
from saharaclient.osc.arguments import lookups, types
from saharaclient.osc.arguments.credentials import Credentials
from saharaclient.osc.arguments.options import Document, FieldOption, Value, switch

if TYPE_CHECKING:
    from osc_lib.clientmanager import ClientManager

#: What makes an ID of a name, by what the name refers to.
_FINDERS: Mapping[str | Lookup, Callable[[ClientManager, str], str]] = {
    Lookup.FLAVOR: lookups.flavor_id,
    Lookup.NETWORK: lookups.network_id,
    "images": lookups.registered_image_id,
}


class Particulars(TypedDict, total=False):
    """What the command line has of a field with a value, beyond the declaration."""

    flag: str
    metavar: str
    help: str
    group: str
    required: bool


def options_of(
    kind: Kind, only_in: str = "", **particulars: FieldOption | Particulars
) -> tuple[FieldOption, ...]:
    """Return the options of a kind of resource, one for each field that has an option.

    :param only_in: the API version whose fields are wanted, empty for those of both versions.
    :param particulars: by fields, what the command line has beyond the declaration: attributes
        of an option with a value, or another option.
    """
    unknown = particulars.keys() - kind.by_name.keys()
    if unknown:
        raise ValueError(f"A {kind.name} has no {', '.join(sorted(unknown))}.")
    return tuple(
        _option(field, kind, particulars.get(field.name, {}))
        for field in kind
        if (field.option or field.type is Type.OBJECT) and field.only_in == only_in
    )


def updatable(kind: Kind, options: Iterable[FieldOption]) -> tuple[FieldOption, ...]:
    """Return those options whose fields an update can change."""
    return tuple(option for option in options if kind[option.field].updatable)


def required_of(kind: Kind) -> dict[str, str]:
    """Return the fields that create needs, each with its option."""
    return {field.name: f"--{field.option}" for field in kind if field.required}


def details_of(kind: Kind) -> dict[str, tuple[str, ...]]:
    """Return the fields that mean nothing unless another one is set, by that one."""
    found: dict[str, tuple[str, ...]] = {}
    for field in kind:
        if field.needs:
            found[field.needs] = (*found.get(field.needs, ()), field.name)
    return found


def _option(field: Field, kind: Kind, particulars: FieldOption | Particulars) -> FieldOption:
    if isinstance(particulars, FieldOption):
        return particulars
    if field.type is Type.OBJECT:
        has_switches = "ssl" in field.by_name
        return Credentials(field.name, kind.name, has_switches, field.keys)
    flag = f"--{field.option}"
    help = _help(field, field.description, kind)
    if field.type is Type.SWITCH:
        off_help = _mark(field, field.off_description)
        return switch(field, help, off_help)
    if field.type in (Type.CONFIGS, Type.OBJECTS):
        content = dict if field.type is Type.CONFIGS else list
        return Document(flag, field.name, _of_file(help, content), content, keys=field.keys)
    value = Value(
        flag,
        field.name,
        help,
        type=_type(field),
        several=field.type is Type.TEXTS,
        choices=field.choices or None,
        finder=_FINDERS.get(field.refers_to) if field.refers_to else None,
        keys=field.keys,
    )
    return replace(value, **particulars)


def _type(field: Field) -> Callable[[str], object]:
    if field.type is Type.NUMBER:
        return types.positive_number if field.minimum else types.whole_number
    return types.free_text if field.name == "description" else types.text


def _help(field: Field, description: str, kind: Kind) -> str:
    """Return a description with what else there is to know."""
    if field.type is Type.SWITCH and field.default:
        description += " (default)"
    elif (field.type is Type.TEXT and field.default) or (
        field.type is Type.NUMBER and field.default == field.minimum
    ):
        description += f" (default: {field.default})"
    if field.needs:
        description += f"; requires --{kind[field.needs].option}"
    return _mark(field, description)


def _mark(field: Field, description: str) -> str:
    return f"{description} (API v{field.only_in} only)" if field.only_in else description


def _of_file(help: str, content: type[object]) -> str:
    article = "a " if content is list else ""
    return f"File with {article}{help[0].lower()}{help[1:]}"
