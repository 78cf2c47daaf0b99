"""What is to be done about one resource, for kinds that have no rules of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from saharaclient.api.base import Resource
from saharaclient.api.fields import Compare, Field, Type
from saharaclient.manifest.changes import Action, Change
from saharaclient.manifest.cloud import Cloud, place_of
from saharaclient.manifest.model import Declaration, ManifestError
from saharaclient.manifest.plans.compare import Comparison, without_default
from saharaclient.manifest.plans.drafts import Draft
from saharaclient.transport.redaction import REDACTED

#: Kinds whose names Sahara compares with those of all visible resources, also of other projects
#: (the unique_name checks in sahara/service/validations, 19.0.0).
_UNIQUE_AMONG_VISIBLE = ("node_group_templates", "cluster_templates", "data_sources", "clusters")


class Drafter:
    """Makes the draft of a resource whose kind has no rules of its own.

    :param cloud: what there is.
    :param update_secrets: whether secrets are sent again.
    """

    def __init__(self, cloud: Cloud, update_secrets: bool = False) -> None:
        self.cloud = cloud
        self.comparison = Comparison(cloud)
        self.update_secrets = update_secrets

    def draft(self, declaration: Declaration) -> Draft:
        """Return what is to be done about a declared resource.

        :raises ManifestError: a name refers to nothing, or a field is of the other API version.
        """
        self._check_version(declaration, declaration.kind, declaration.fields)
        existing = self.cloud.find(declaration.kind.key, declaration.name)
        drafted = Draft(declaration, existing)
        if existing is None:
            self.create(drafted)
        else:
            self.update(drafted, existing)
        return drafted

    def _check_version(
        self, declaration: Declaration, fields: Iterable[Field], values: Mapping[str, object]
    ) -> None:
        for one in fields:
            if one.only_in and one.name in values and one.only_in != self.cloud.api_version:
                raise ManifestError(
                    place_of(declaration, one.name),
                    f"{one.name} needs API version {one.only_in}: add"
                    f" --os-data-processing-api-version {one.only_in}.",
                )

    # Create

    def create(self, drafted: Draft) -> None:
        """Draft the creation of what does not exist."""
        declaration, kind = drafted.declaration, drafted.kind
        drafted.action = Action.CREATE
        drafted.body = self.body_of_create(declaration)
        drafted.changes = [
            Change(one.name, None, self.comparison.shown(one, declaration.fields[one.name]))
            for one in kind
            if one.name in declaration.fields and one.name != "name"
        ]
        other = self.cloud.in_other_case(kind.key, declaration.name)
        if other is not None:
            drafted.refused.append(
                f'There is a {kind.name} "{other.name}": names that differ only in case are equal'
                " for MySQL and MariaDB."
            )
        if kind.key in _UNIQUE_AMONG_VISIBLE and self.cloud.foreign(kind.key, declaration.name):
            drafted.refused.append(
                f"A public {kind.name} of another project has this name, and Sahara accepts no"
                " second one."
            )

    def body_of_create(self, declaration: Declaration) -> dict[str, object]:
        """Return the fields of the request that creates what is declared."""
        return {
            name: self.resolved(declaration, name)
            for name, value in declaration.fields.items()
            if value is not None
        }

    def resolved(self, declaration: Declaration, name: str) -> object:
        """Return a declared field with IDs and :class:`Ref` for names."""
        return self.comparison.resolved(
            declaration.kind[name], declaration.fields[name], place_of(declaration, name)
        )

    # Update

    def update(self, drafted: Draft, existing: Resource) -> None:
        """Draft the update of what exists."""
        declaration = drafted.declaration
        fixed = []
        for one in drafted.kind:
            if one.name not in declaration.fields or one.name == "name":
                continue
            if one.compare is Compare.NEVER:
                self._secrets(drafted, one)
                continue
            changes = self.changes_of(drafted, one, getattr(existing, one.name, None))
            if changes:
                drafted.changes += changes
                drafted.body[one.name] = self._value_of_update(declaration, one)
                if not one.updatable:
                    fixed.append(one.name)
        if drafted.body:
            drafted.action = Action.UPDATE
            self._add_companions(drafted, existing)
        if fixed:
            names = ", ".join(fixed)
            drafted.blocked.append(f"{names} cannot change on an existing {drafted.kind.name}.")
        if drafted.is_kept_protected and drafted.body.keys() - {"is_public"}:
            drafted.refused.append("It is protected: declare is_protected: false to change it.")

    def changes_of(self, drafted: Draft, one: Field, current: object) -> list[Change]:
        """Return the differences of a field."""
        declaration = drafted.declaration
        location = place_of(declaration, one.name)
        declared = declaration.fields[one.name]
        return list(self.comparison.changes(one, declared, current, location))

    def _secrets(self, drafted: Draft, one: Field) -> None:
        if self.update_secrets:
            drafted.body[one.name] = drafted.declaration.fields[one.name]
            drafted.changes.append(Change(one.name, None, REDACTED))
        else:
            note = "not compared, for the server does not return it"
            drafted.changes.append(Change(one.name, note=note))

    def _value_of_update(self, declaration: Declaration, one: Field) -> object:
        value = self.resolved(declaration, one.name)
        # Sahara takes no null for the texts of jobs (sahara/service/validations/edp, 19.0.0).
        return "" if value is None and one.type is Type.TEXT and not one.nullable else value

    def _add_companions(self, drafted: Draft, existing: Resource) -> None:
        """Add the fields without which Sahara refuses others of an update.

        They are the version of a plugin, and the size of volumes (check_node_group_basic_fields
        in sahara/service/validations/base.py, 19.0.0).
        """
        for one in drafted.kind:
            is_of_plugin = one.name == "plugin_version" and "plugin_name" in drafted.body
            is_companion = is_of_plugin or bool(drafted.body.get(one.needs))
            if not is_companion or one.name in drafted.body:
                continue
            if one.name in drafted.declaration.fields:
                drafted.body[one.name] = self.resolved(drafted.declaration, one.name)
            elif without_default(one, getattr(existing, one.name, None)) is not None:
                drafted.body[one.name] = getattr(existing, one.name)
