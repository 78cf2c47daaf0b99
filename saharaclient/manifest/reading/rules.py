"""Rules of a manifest that no schema expresses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from saharaclient.api import kinds
from saharaclient.api.fields import Field, Kind, Type
from saharaclient.manifest.model import Declaration, FieldValue, Location, ManifestError
from saharaclient.manifest.reading import job_rules
from saharaclient.manifest.reading.job_rules import Finding
from saharaclient.manifest.reading.variables import Unresolved

#: A host name that Sahara makes: CLUSTER-GROUP-NUMBER, a dot and a domain
#: (check_cluster_hostnames_lengths in service/validations/base.py of 19.0.0).
_LONGEST_HOST_NAME = 64


def check(
    declarations: Sequence[Declaration], projects: Sequence[tuple[str, Location]]
) -> Iterator[ManifestError]:
    """Yield an error for each rule that resources, alone or together, do not follow."""
    for project, location in projects[1:]:
        first, place = projects[0]
        if project != first:
            yield ManifestError(
                location, f'The project is "{project}" here, and "{first}" at {place}.'
            )
    yield from _duplicates(declarations)
    declared = {(one.kind.key, one.name): one for one in declarations}
    for one in declarations:
        for key, sentence in _findings(one, declared):
            yield ManifestError(_place(one, key), sentence)


def _duplicates(declarations: Sequence[Declaration]) -> Iterator[ManifestError]:
    seen: dict[tuple[str, str], Declaration] = {}
    for one in declarations:
        if isinstance(one.fields["name"], Unresolved):
            continue
        # MySQL and MariaDB compare names without regard to case.
        first = seen.setdefault((one.kind.key, one.name.casefold()), one)
        if first is one:
            continue
        is_same = first.name == one.name
        what = "is declared twice" if is_same else f'differs from "{first.name}" in case only'
        yield ManifestError(
            one.location,
            f'{_title(one.kind)} "{one.name}" {what}, see {first.location}.',
        )


def _title(kind: Kind) -> str:
    return f"{kind.name[0].upper()}{kind.name[1:]}"


def _place(declaration: Declaration, key: str) -> Location:
    """Return the line of a field, or of the nearest thing around it."""
    places = declaration.field_locations
    while key and key not in places:
        key = re.sub(r"(\[\d+\]|(^|\.)[^.\[]*)$", "", key)
    return places.get(key, declaration.location)


def _findings(
    one: Declaration, declared: Mapping[tuple[str, str], Declaration]
) -> Iterator[Finding]:
    yield from _texts(one.fields, one.kind.by_name)
    if one.kind in _CHECKS:
        yield from _CHECKS[one.kind](one)
    yield from _node_groups(one)
    if one.kind is kinds.CLUSTER_TEMPLATE:
        yield from _plugins(one, declared)
    if one.kind is kinds.CLUSTER:
        yield from _cluster(one, declared)


def _texts(
    values: Mapping[str, FieldValue], fields: Mapping[str, Field], prefix: str = ""
) -> Iterator[Finding]:
    """Check texts that the schema may have taken for a variable: $${ is none."""
    for name, value in values.items():
        field, key = fields[name], f"{prefix}{name}"
        if field.type is Type.OBJECTS and isinstance(value, list):
            for at, item in enumerate(value):
                if isinstance(item, dict):
                    yield from _texts(item, field.by_name, f"{key}[{at}].")
        elif field.type is Type.OBJECT and isinstance(value, dict):
            yield from _texts(value, field.by_name, f"{key}.")
        items = enumerate(value) if isinstance(value, list) else ((None, value),)
        for position, text in items:
            expected = _expected(field, text)
            if expected:
                at_item = key if position is None else f"{key}[{position}]"
                yield at_item, f'"{name}" must be {expected}, not {json.dumps(text)}.'


def _expected(field: Field, text: FieldValue) -> str | None:
    """Return what a text must be if it is not."""
    if not isinstance(text, str) or isinstance(text, Unresolved):
        return None
    if field.type is Type.NUMBER:
        return "a whole number"
    if field.type is Type.SWITCH:
        return "true or false"
    if field.choices and text not in field.choices:
        return f"one of {', '.join(field.choices)}"
    if field.format and not re.fullmatch(field.format.pattern, text):
        return field.format.description
    return None


def _node_groups(one: Declaration) -> Iterator[Finding]:
    groups = one.fields.get("node_groups")
    seen: dict[str, int] = {}
    for at, group in enumerate(groups if isinstance(groups, list) else ()):
        if not isinstance(group, dict):
            continue
        name, key = group.get("name"), f"node_groups[{at}]"
        has_template = group.get("node_group_template_id") is not None
        if name is None and not has_template:
            yield key, 'A node group needs "template", or "name".'
        elif isinstance(name, str) and not isinstance(name, Unresolved):
            if seen.setdefault(name.casefold(), at) != at:
                yield key, f'The node group "{name}" is there twice.'
            longest = f"{one.name}-{name}-001."
            if one.kind is kinds.CLUSTER and len(longest) >= _LONGEST_HOST_NAME:
                yield (
                    key,
                    f'Host names such as "{longest[:-1]}" are too long: choose a shorter name for'
                    " the cluster or the node group.",
                )
        if one.kind is kinds.CLUSTER_TEMPLATE and not has_template:
            missing = [key for key in ("flavor_id", "node_processes") if not group.get(key)]
            if name is not None and missing:
                yield key, f'A node group needs "template", or {" and ".join(missing)}.'


def _plugins(
    one: Declaration, declared: Mapping[tuple[str, str], Declaration]
) -> Iterator[Finding]:
    """Check that a cluster template has a plugin, and only one."""
    groups = one.fields.get("node_groups")
    groups = groups if isinstance(groups, list) else []
    templates = [group.get("node_group_template_id") for group in groups if isinstance(group, dict)]
    has_template = any(template is not None for template in templates)
    known: dict[str, tuple[str, str]] = {}
    for name in ("plugin_name", "plugin_version"):
        value = one.fields.get(name)
        if isinstance(value, str):
            known[name] = (value, f'"{name}"')
        elif not has_template:
            yield "name", f'A cluster template needs "{name}", or node groups with a template.'
    for at, template in enumerate(templates):
        found = declared.get((kinds.NODE_GROUP_TEMPLATE.key, str(template)))
        if found is None:
            continue
        for name in ("plugin_name", "plugin_version"):
            plugin = found.fields.get(name)
            if not isinstance(plugin, str) or isinstance(plugin, Unresolved):
                continue
            first, where = known.setdefault(name, (plugin, f'node group template "{template}"'))
            if first != plugin and not isinstance(first, Unresolved):
                yield (
                    f"node_groups[{at}]",
                    f'The {name.replace("_", " ")} of node group template "{template}" is'
                    f' "{plugin}", but that of {where} is "{first}".',
                )


def _cluster(
    one: Declaration, declared: Mapping[tuple[str, str], Declaration]
) -> Iterator[Finding]:
    """Check that a cluster has a template, or what one would give it."""
    template = one.fields.get("cluster_template_id")
    if template is None:
        for needed in ("plugin_name", "plugin_version", "node_groups"):
            if not one.fields.get(needed):
                yield "name", f'A cluster needs "template", or "{needed}".'
        return
    found = declared.get((kinds.CLUSTER_TEMPLATE.key, str(template)))
    if found is None:
        return
    known = {one.get("name") for one in _objects(found.fields.get("node_groups"))}
    for at, group in enumerate(_objects(one.fields.get("node_groups"))):
        name = group.get("name")
        is_new = group.get("node_group_template_id") or group.get("flavor_id")
        if isinstance(name, str) and not (name in known or is_new or _has_unresolved(known)):
            listed = ", ".join(sorted(str(group) for group in known if group)) or "none"
            yield (
                f"node_groups[{at}]",
                f'The cluster template "{template}" has no node group "{name}" (node groups:'
                f' {listed}). A new one needs "template".',
            )


def _objects(value: FieldValue) -> list[dict[str, FieldValue]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _has_unresolved(values: set[FieldValue]) -> bool:
    return any(isinstance(value, Unresolved) or value is None for value in values)


_CHECKS: Mapping[Kind, Callable[[Declaration], Iterator[Finding]]] = {
    kinds.DATA_SOURCE: job_rules.data_source,
    kinds.JOB_BINARY: job_rules.job_binary,
    kinds.JOB_TEMPLATE: job_rules.job_template,
}
