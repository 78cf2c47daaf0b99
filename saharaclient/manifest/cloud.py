"""What there is on the server when a plan is made: one list of each kind that matters."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from concurrent import futures

from keystoneauth1 import exceptions as ksa_exceptions

from saharaclient.api.base import Resource, ResourceManager
from saharaclient.api.fields import Kind, Lookup
from saharaclient.api.kinds import KINDS
from saharaclient.client import AnyClient
from saharaclient.exceptions import NoUniqueMatch
from saharaclient.manifest.changes import Ref
from saharaclient.manifest.lookups import CachedLookups, Lookups, refuse_ambiguous
from saharaclient.manifest.model import Declaration, Location, Manifest, ManifestError

BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in KINDS}
#: The lists that are read at the same time.
_AT_ONCE = 4


class Cloud:
    """The resources on the server, each list read when it is first asked for.

    :param client: client of either version.
    :param manifest: what is declared.
    :param lookups: finds names in other services.
    """

    def __init__(self, client: AnyClient, manifest: Manifest, lookups: Lookups) -> None:
        self.client = client
        self.manifest = manifest
        self.lookups = CachedLookups(lookups)
        self.project_id, self.project = project_of(client)
        self.declared = {Ref(one.kind.key, one.name): one for one in manifest.declarations}
        self._lists: dict[str, list[Resource]] = {}

    @property
    def api_version(self) -> str:
        """The version of the API, ``1.1`` or ``2``."""
        return self.client.api_version

    def check_project(self) -> None:
        """Refuse a manifest that is for another project.

        :raises ManifestError: it is.
        """
        wanted = self.manifest.project
        if wanted is not None and wanted not in (self.project, self.project_id):
            raise ManifestError(
                None,
                f'The manifest is for project "{wanted}", but the session is for project'
                f' "{self.project}". Nothing was done.',
            )

    # Lists

    def manager(self, kind: str) -> ResourceManager[Resource]:
        """Return the manager of a kind."""
        manager: ResourceManager[Resource] = getattr(self.client, BY_KEY[kind].manager)
        return manager

    def read(self, kinds: Iterable[str]) -> None:
        """Read the lists of kinds, some at the same time."""
        missing = [kind for kind in dict.fromkeys(kinds) if kind not in self._lists]
        if not missing:
            return
        with futures.ThreadPoolExecutor(min(_AT_ONCE, len(missing))) as pool:
            lists = pool.map(lambda kind: list(self.manager(kind).list_all()), missing)
            self._lists.update(zip(missing, lists, strict=True))

    def all(self, kind: str) -> list[Resource]:
        """Return all resources of a kind that the project sees."""
        self.read([kind])
        return self._lists[kind]

    def own(self, kind: str) -> list[Resource]:
        """Return the resources of a kind in the own project; images belong to none."""
        return [one for one in self.all(kind) if self.is_own(kind, one)]

    def is_own(self, kind: str, resource: Resource) -> bool:
        """Return whether a resource is in the own project."""
        if kind == "images" or self.project_id is None:
            return True
        return getattr(resource, "project_id", None) in (None, self.project_id)

    # Resources

    def find(self, kind: str, name: str) -> Resource | None:
        """Return the resource of the own project with a name.

        :raises NoUniqueMatch: there are several, which is possible for images.
        """
        found = [one for one in self.own(kind) if getattr(one, "name", None) == name]
        if kind == "images" and not found:
            found = [one for one in self.own(kind) if one.id == name]
        if len(found) > 1:
            raise refuse_ambiguous(BY_KEY[kind].name, name, [one.id for one in found])
        return found[0] if found else None

    def with_id(self, kind: str, id: object) -> Resource | None:
        """Return the resource with an ID, if the project sees it."""
        return next((one for one in self.all(kind) if getattr(one, "id", None) == id), None)

    def foreign(self, kind: str, name: str) -> list[Resource]:
        """Return the public resources of other projects with a name."""
        return [
            one
            for one in self.all(kind)
            if getattr(one, "name", None) == name and not self.is_own(kind, one)
        ]

    def in_other_case(self, kind: str, name: str) -> Resource | None:
        """Return the resource of the own project whose name differs only in case."""
        folded = name.casefold()
        for one in self.own(kind):
            other = str(getattr(one, "name", None))
            if other != name and other.casefold() == folded:
                return one
        return None

    def id_of(self, value: object) -> object:
        """Return the ID of a :class:`Ref`, None if it has none yet; other values as they are."""
        if not isinstance(value, Ref):
            return value
        found = self.find(value.kind, value.name)
        if found is not None:
            return found.id
        if value.kind == "images":
            return self.lookups.id_of(Lookup.IMAGE, value.name)
        return None

    def refer(self, kind: str, name_or_id: str, location: Location | None) -> Ref | str:
        """Return what a name or ID refers to: something declared, or the ID of what there is.

        :raises ManifestError: there is nothing, or several.
        """
        if Ref(kind, name_or_id) in self.declared:
            return Ref(kind, name_or_id)
        found = self.with_id(kind, name_or_id) or self._named(kind, name_or_id, location)
        if found is None:
            declared = [ref.name for ref in self.declared if ref.kind == kind]
            names = [*declared, *(str(getattr(one, "name", "")) for one in self.all(kind))]
            near = difflib.get_close_matches(name_or_id, names, n=1)
            place = "registered" if kind == "images" else "in the files or in the project"
            raise ManifestError(
                location,
                f'There is no {BY_KEY[kind].name} "{name_or_id}" {place}.'
                + (f' Did you mean "{near[0]}"?' if near else ""),
            )
        # What is declared by its name may be named here by its ID.
        ref = Ref(kind, str(getattr(found, "name", "")))
        return ref if ref in self.declared and self.is_own(kind, found) else found.id

    def _named(self, kind: str, name: str, location: Location | None) -> Resource | None:
        try:
            found = self.find(kind, name)
            foreign = [] if found is not None else self.foreign(kind, name)
            if len(foreign) > 1:
                raise refuse_ambiguous(BY_KEY[kind].name, name, [one.id for one in foreign])
        except NoUniqueMatch as error:
            raise ManifestError(location, str(error)) from error
        return found or (foreign[0] if foreign else None)

    # Names

    def name_of(self, refers_to: str | Lookup, id: object) -> object:
        """Return the name for an ID, to be shown; the ID if it is not known."""
        if isinstance(id, Ref):
            return id.name
        if not isinstance(id, str):
            return id
        if isinstance(refers_to, Lookup):
            return self.lookups.name_of(refers_to, id) or id
        found = self.with_id(refers_to, id)
        return id if found is None else getattr(found, "name", id)


def project_of(client: AnyClient) -> tuple[str | None, str | None]:
    """Return ID and name of the project of a client's session, None for what is not known."""
    api = client.api
    project_id: str | None = api.get_project_id()
    auth = api.auth or getattr(api.session, "auth", None)
    get_access = getattr(auth, "get_access", None)
    try:
        name: str | None = get_access(api.session).project_name if get_access else None
    except (AttributeError, ksa_exceptions.ClientException):  # plugins without a catalog
        name = None
    return project_id, name or project_id


def place_of(declaration: Declaration, path: str) -> Location:
    """Return where a field is declared, or a part of it such as ``node_groups[0].count``."""
    return declaration.field_locations.get(path, declaration.location)
