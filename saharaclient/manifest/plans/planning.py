"""Plans: what an apply of a manifest would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from saharaclient.api.fields import Field
from saharaclient.client import AnyClient
from saharaclient.manifest.changes import Plan, Ref
from saharaclient.manifest.cloud import BY_KEY, Cloud
from saharaclient.manifest.lookups import Lookups
from saharaclient.manifest.model import Manifest
from saharaclient.manifest.plans import replacing, template_users
from saharaclient.manifest.plans.clusters import ClusterDrafter
from saharaclient.manifest.plans.drafter import Drafter
from saharaclient.manifest.plans.drafts import Draft
from saharaclient.manifest.plans.images import ImageDrafter
from saharaclient.manifest.plans.job_binaries import JobBinaryDrafter
from saharaclient.manifest.plans.templates import ClusterTemplateDrafter

_DRAFTERS: Mapping[str, type[Drafter]] = {
    "images": ImageDrafter,
    "cluster_templates": ClusterTemplateDrafter,
    "job_binaries": JobBinaryDrafter,
    "clusters": ClusterDrafter,
}


def plan(
    client: AnyClient,
    manifest: Manifest,
    lookups: Lookups,
    *,
    replace: Iterable[str] = (),
    update_secrets: bool = False,
) -> Plan:
    """Return what an apply would do; nothing is written.

    Each list that matters is read once: ``GET /<path>`` of each kind.

    :param client: client of either version of the API.
    :param manifest: what :func:`saharaclient.manifest.load` has returned.
    :param lookups: finds flavors, images, networks and security groups, for example
        :class:`saharaclient.manifest.ConnectionLookups`.
    :param replace: the resources that may be deleted and created again, each as ``KIND/NAME``,
        such as ``cluster-template/spark``.
    :param update_secrets: send credentials again, which the server does not return.
    :raises ManifestError: a name refers to nothing, or the manifest is for another project.
    :raises saharaclient.exceptions.APIException: a list cannot be read.
    """
    allowed = [replacing.parse(one) for one in replace]
    cloud = Cloud(client, manifest, lookups)
    cloud.check_project()
    cloud.read(kinds_in(manifest))
    drafters = {
        key: _DRAFTERS.get(key, Drafter)(cloud, update_secrets=update_secrets) for key in BY_KEY
    }
    drafts: dict[Ref, Draft] = {
        Ref(one.kind.key, one.name): drafters[one.kind.key].draft(one)
        for one in manifest.declarations
    }
    template_users.block_used(cloud, drafts)
    replacing.Replacements(cloud, drafters, drafts, allowed).apply()
    template_users.send_again(cloud, drafters["cluster_templates"], drafts)
    steps = tuple(step for draft in drafts.values() for step in draft.steps())
    return Plan(steps, cloud.project, cloud.project_id, update_secrets, lookups)


def kinds_in(manifest: Manifest) -> list[str]:
    """Return the kinds that a manifest declares or refers to."""
    kinds = [one.kind.key for one in manifest.declarations]
    for declaration in manifest.declarations:
        for one in declaration.kind:
            if declaration.fields.get(one.name):
                kinds += _referred(one)
    return [key for key in BY_KEY if key in kinds]


def _referred(one: Field) -> Iterator[str]:
    if isinstance(one.refers_to, str):
        yield one.refers_to
    for part in one.fields:
        yield from _referred(part)
