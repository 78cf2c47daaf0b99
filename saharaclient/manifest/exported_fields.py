"""Fields of exported resources: what create accepts, and what differs from the default."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from saharaclient.api.base import Resource
from saharaclient.api.fields import Compare, Field, Kind, Lookup, Type
from saharaclient.api.kinds import CLUSTER, CLUSTER_TEMPLATE, NODE_GROUP_TEMPLATE
from saharaclient.api.resource import object_in, objects_in
from saharaclient.manifest.cloud import Cloud
from saharaclient.manifest.plans.compare import without_default
from saharaclient.manifest.plans.templates import PLUGIN, by_name, overrides
from saharaclient.transport.redaction import is_secret

#: The secret of a kind of storage, by the start of the URL.
_SECRETS = {"swift": "password", "s3": "secretkey"}


class ExportedFields:
    """Returns resources as a manifest declares them, with names for IDs.

    :param cloud: what there is.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def of(self, kind: Kind, resource: Resource) -> dict[str, object]:
        """Return a resource as a manifest declares it."""
        if kind is CLUSTER:
            return self._of_cluster(resource)
        fields = self._fields(kind, resource.to_dict())
        fields["name"] = self._name(kind.key, resource)
        if kind is CLUSTER_TEMPLATE:
            self._without_plugin(fields)
        return {"name": fields.pop("name"), **fields}

    def _fields(self, fields: Iterable[Field], values: Mapping[str, object]) -> dict[str, object]:
        """Return what create accepts and what differs from the server's default."""
        names = {field.v1_name: field.name for field in fields}
        values = {names.get(name, name): value for name, value in values.items()}
        result: dict[str, object] = {}
        for field in fields:
            if field.compare is Compare.NEVER:
                result |= self._credentials(field, values)
                continue
            value = without_default(field, values.get(field.name))
            is_meant = not field.needs or values.get(field.needs)
            is_usable = field.only_in in ("", self._cloud.api_version)
            if value is not None and is_meant and is_usable:
                result[field.name] = self._value(field, value)
        return result

    def _value(self, field: Field, value: object) -> object:
        if field.type is Type.CONFIGS:
            return {
                section: {
                    name: self._setting(name, one) for name, one in object_in(settings).items()
                }
                for section, settings in object_in(value).items()
            }
        if field.name == "node_groups":
            return [self._group(group) for group in objects_in(value)]
        if field.fields:
            return [self._fields(field.fields, one) for one in objects_in(value)]
        if isinstance(value, list):
            texts = [self._text(field, one) for one in value]
            return sorted(texts, key=str) if field.compare is Compare.SET else texts
        return self._text(field, value)

    def _text(self, field: Field, value: object) -> object:
        if field.refers_to is not None:
            value = self._named(field, value)
        return escaped(value) if isinstance(value, str) else value

    def _named(self, field: Field, value: object) -> object:
        """Return the name for an ID if it refers to the same resource, else the ID."""
        id = value.get("id") if isinstance(value, dict) else value
        if isinstance(field.refers_to, Lookup):
            return self._looked_up(field.refers_to, str(id))
        found = self._cloud.with_id(str(field.refers_to), id)
        return id if found is None else self._name(str(field.refers_to), found)

    def _name(self, kind: str, resource: Resource) -> str:
        named = [one for one in self._cloud.all(kind) if one.name == resource.name]
        own = [one for one in named if self._cloud.is_own(kind, one)]
        is_found = len(own or named) == 1 and (own or named)[0].id == resource.id
        return resource.name if is_found else resource.id

    def _looked_up(self, kind: Lookup, id: str) -> str:
        if kind in (Lookup.SECURITY_GROUP, Lookup.KEY_PAIR):  # as it was sent
            return id
        name = self._cloud.lookups.name_of(kind, id)
        try:
            return name if name and self._cloud.lookups.id_of(kind, name) == id else id
        except Exception:  # the name is not unique, or not usable for another reason
            return id

    @staticmethod
    def _setting(name: str, value: object) -> object:
        if isinstance(value, str) and is_secret(name):
            return {"env": variable_for(name)}
        if isinstance(value, (bool, int)):
            return value
        return escaped(value if isinstance(value, str) else json.dumps(value))

    @staticmethod
    def _credentials(field: Field, values: Mapping[str, object]) -> dict[str, object]:
        scheme = str(values.get("url")).partition(":")[0].removesuffix("a")
        part = _SECRETS.get(scheme)
        if part is None:
            return {}
        return {field.name: {part: {"env": variable_for(f"{values.get('name')}_{part}")}}}

    # Node groups

    def _group(self, group: Mapping[str, object]) -> dict[str, object]:
        template = self._cloud.with_id(NODE_GROUP_TEMPLATE.key, group.get("node_group_template_id"))
        known = CLUSTER_TEMPLATE["node_groups"].by_name
        fields = {
            name: value if value is None else self._value(known[name], value)
            for name, value in overrides(group, template).items()
        }
        fields["count"] = group.get("count") or 0
        if fields.get("name") == fields.get("node_group_template_id"):
            del fields["name"]
        return fields

    @staticmethod
    def _without_plugin(fields: dict[str, object]) -> None:
        if any("node_group_template_id" in one for one in objects_in(fields.get("node_groups"))):
            for name in PLUGIN:
                fields.pop(name, None)

    # Clusters

    def _of_cluster(self, cluster: Resource) -> dict[str, object]:
        """Return a cluster without what it has from its template."""
        template = self._cloud.with_id(
            CLUSTER_TEMPLATE.key, getattr(cluster, "cluster_template_id", None)
        )
        fields = self._fields(CLUSTER, cluster.to_dict())
        fields["name"] = cluster.name
        if template is not None:
            inherited = self._fields(CLUSTER_TEMPLATE, template.to_dict())
            own = ("name", "description", "is_public", "is_protected", "node_groups")
            for name in [one for one in fields if one not in own]:
                if fields[name] == inherited.get(name):
                    del fields[name]
            for name in PLUGIN:
                fields.pop(name, None)
            self._sizes(fields, cluster, template)
            self._own_settings(fields, inherited)
        return {"name": fields.pop("name"), **fields}

    def _sizes(self, fields: dict[str, object], cluster: Resource, template: Resource) -> None:
        """Keep the node groups that the template has not, or with other counts."""
        of_template = by_name(objects_in(getattr(template, "node_groups", None)))
        groups = []
        for name, group in by_name(objects_in(getattr(cluster, "node_groups", None))).items():
            if name not in of_template:
                groups.append(self._group(group))
            elif group.get("count") != of_template[name].get("count"):
                groups.append({"name": name, "count": group.get("count")})
        fields.pop("node_groups", None)
        if groups:
            fields["node_groups"] = groups

    @staticmethod
    def _own_settings(fields: dict[str, object], inherited: Mapping[str, object]) -> None:
        theirs = object_in(inherited.get("cluster_configs"))
        own = {
            section: {
                name: value
                for name, value in object_in(settings).items()
                if object_in(theirs.get(section)).get(name) != value
            }
            for section, settings in object_in(fields.pop("cluster_configs", None)).items()
        }
        own = {section: settings for section, settings in own.items() if settings}
        if own:
            fields["cluster_configs"] = own


def escaped(text: str) -> str:
    """Return a text as a manifest writes it, where ``${`` begins a variable."""
    return text.replace("${", "$${")


def variable_for(text: str) -> str:
    """Return the name of an environment variable for a secret."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_").upper()
    return f"_{name}" if name[:1].isdigit() else name
