"""Export: a manifest of what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from saharaclient.api.base import Resource
from saharaclient.api.fields import Kind
from saharaclient.api.kinds import CLUSTER, CLUSTER_TEMPLATE, IMAGE, KINDS, NODE_GROUP_TEMPLATE
from saharaclient.api.resource import objects_in
from saharaclient.client import AnyClient
from saharaclient.exceptions import NotFound
from saharaclient.manifest.cloud import BY_KEY, Cloud
from saharaclient.manifest.exported_fields import ExportedFields
from saharaclient.manifest.lookups import Lookups
from saharaclient.manifest.model import Manifest

_HEADER = """\
# Secrets are read from environment variables when a resource is created.
# The service does not return credentials: add the user or access key to each.
"""


def export(client: AnyClient, lookups: Lookups, clusters: Iterable[str] = ()) -> dict[str, object]:
    """Return a manifest of clusters with all that they are made of, or of the whole project.

    A plan of it on the same cloud has no changes.

    :param client: client of either version of the API.
    :param lookups: finds the names of flavors, networks and security groups.
    :param clusters: names or IDs of clusters; by default, all resources of the project are
        exported.
    :raises saharaclient.exceptions.NotFound: there is no such cluster.
    """
    cloud = Cloud(client, Manifest(None, ()), lookups)
    fields = ExportedFields(cloud)
    document: dict[str, object] = {"version": 1}
    for kind, resources in _Selection(cloud).by_kind([*clusters]):
        if resources:
            ordered = sorted(resources, key=lambda one: str(getattr(one, "name", "")))
            document[kind.key] = [fields.of(kind, one) for one in ordered]
    return document


def as_yaml(document: Mapping[str, object]) -> str:
    """Return an exported manifest as YAML."""
    import yaml  # here, because most programs that import the library need none

    text = yaml.safe_dump(
        dict(document), sort_keys=False, default_flow_style=None, allow_unicode=True, width=100
    )
    has_secrets = any("env:" in line for line in text.splitlines())
    return f"{_HEADER if has_secrets else ''}{text}"


class _Selection:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def by_kind(self, names: list[str]) -> Iterator[tuple[Kind, list[Resource]]]:
        """Yield the resources to export, by kind in the order of creation."""
        cloud = self._cloud
        if not names:
            cloud.read(BY_KEY)
            yield from ((kind, cloud.own(kind.key)) for kind in KINDS)
            return
        clusters = [self._cluster(name) for name in dict.fromkeys(names)]
        templates = self._those(
            CLUSTER_TEMPLATE, (getattr(one, "cluster_template_id", None) for one in clusters)
        )
        ids = [
            group.get("node_group_template_id")
            for one in (*templates, *clusters)
            for group in objects_in(getattr(one, "node_groups", None))
        ]
        node_group_templates = self._those(NODE_GROUP_TEMPLATE, ids)
        image_ids = [getattr(one, "default_image_id", None) for one in (*templates, *clusters)]
        image_ids += [getattr(one, "image_id", None) for one in node_group_templates]
        yield IMAGE, self._those(IMAGE, image_ids)
        yield NODE_GROUP_TEMPLATE, node_group_templates
        yield CLUSTER_TEMPLATE, templates
        yield CLUSTER, clusters

    def _cluster(self, name: str) -> Resource:
        found = self._cloud.find(CLUSTER.key, name) or self._cloud.with_id(CLUSTER.key, name)
        if found is None:
            # It has the near names.
            found = self._cloud.client.clusters.resolve(name)
            raise NotFound(error_message=f'Cluster "{found.name}" is of another project.')
        return found

    def _those(self, kind: Kind, ids: Iterable[object]) -> list[Resource]:
        wanted = {id for id in ids if id}
        if not wanted:
            return []
        return [one for one in self._cloud.own(kind.key) if one.id in wanted]
