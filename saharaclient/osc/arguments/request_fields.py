"""Fields of a request in the document of ``--json``: names of options, exports, unknown keys."""

from __future__ import annotations

import difflib
import inspect
import logging
from collections.abc import Collection, Iterable, Mapping

from osc_lib import exceptions

from saharaclient.api.fields import Field
from saharaclient.api.manager import BaseManager
from saharaclient.api.resource import RENAMED_FIELDS, Resource, object_in
from saharaclient.osc.arguments.options import FieldOption


def from_document(
    document: Mapping[str, object], options: Iterable[FieldOption], key: str, source: str
) -> dict[str, object]:
    """Return the fields of a document under v2's names.

    :param document: the fields, or an export that has them under the resource's key; a field may
        have the name of its option.
    :param options: options of the command.
    :param key: key of the resource in an export.
    :param source: what to call the document in an error.
    :raises osc_lib.exceptions.CommandError: a field is there under two names.
    """
    if is_export(document, key):
        document = object_in(document[key])
    by_key = {name: option for option in options for name in option.document_keys()}
    fields: dict[str, object] = {}
    named: dict[str, str] = {}
    for name, value in document.items():
        option = by_key.get(name.replace("-", "_"))
        field = option.field if option else RENAMED_FIELDS.get(name, name)
        if option:
            value = option.document_value(name.replace("-", "_"), value)
        if option and option.has_parts:
            fields[field] = {**object_in(fields.get(field)), **object_in(value)}
        elif field in fields:
            raise exceptions.CommandError(f'{source} has both "{named[field]}" and "{name}".')
        else:
            fields[field] = value
        named[field] = name
    return fields


def is_export(document: Mapping[str, object], key: str) -> bool:
    """Return whether a document has all fields under the key of the resource, as exports do."""
    return len(document) == 1 and isinstance(document.get(key), dict)


def without_placeholders(
    fields: Mapping[str, object],
    given: Mapping[str, object],
    details_of: Mapping[str, tuple[str, ...]],
    *,
    keep_null: bool,
) -> dict[str, object]:
    """Return the fields of a document without what an export leaves open.

    The service exports a field's name in braces, null, and details of what a template does not
    have, and does not accept them back.

    :param given: fields that options give.
    :param details_of: fields that have no meaning unless another one is set, by that one.
    :param keep_null: whether null clears a field, as in an update from a file that is no export.
    """
    together = {**fields, **given}
    void = {
        detail
        for field, details in details_of.items()
        if not together.get(field, keep_null)
        for detail in details
    }
    return {
        name: value
        for name, value in fields.items()
        if not (value is None and not keep_null) and value != f"{{{name}}}" and name not in void
    }


def known_fields(manager: BaseManager[Resource], options: Iterable[FieldOption]) -> set[str]:
    """Return v2's names of the fields that a manager's create and the options have."""
    names = set(inspect.signature(getattr(manager, "create", manager.create_from)).parameters)
    names |= manager.request_body(dict.fromkeys(names)).keys()
    return {RENAMED_FIELDS.get(name, name) for name in names} | {one.field for one in options}


def warn_of_unknown(
    log: logging.Logger,
    source: str,
    fields: Mapping[str, object],
    known: Collection[str],
    declared: Iterable[Field] = (),
) -> None:
    """Log a warning for each name that :func:`unknown_fields` finds in a document."""
    for unknown in unknown_fields(fields, known, declared):
        log.warning("%s has an unknown field: %s. It is sent unchanged.", source, unknown)


def unknown_fields(
    fields: Mapping[str, object], known: Collection[str], declared: Iterable[Field] = ()
) -> Iterable[str]:
    """Yield each name that is not known, as a sentence shows it, with the nearest known one.

    :param declared: fields whose objects may have no other names than those declared for them.
    """
    for name in fields:
        if name not in known:
            yield _with_nearest(name, known)
    for field in declared:
        names = {name for one in field.fields for name in (one.name, one.v1_name)}
        for place, item in _objects_of(field, fields.get(field.name)) if names else ():
            for name in item:
                if name not in names:
                    yield f"{_with_nearest(name, names)} in {place}"


def _with_nearest(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f'"{name}" (did you mean "{near[0]}"?)' if near else f'"{name}"'


def _objects_of(field: Field, value: object) -> Iterable[tuple[str, Mapping[str, object]]]:
    """Yield the objects in the value of a field, each with where it is."""
    if isinstance(value, dict):
        yield field.name, value
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield f"{field.name}[{index}]", item
