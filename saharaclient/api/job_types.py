"""Job types: the kinds of job, and which plugins run them."""

from __future__ import annotations

from collections.abc import Mapping

from saharaclient.api import base
from saharaclient.api.base import Page
from saharaclient.api.resource import object_in, objects_in
from saharaclient.api.types import JobTypePlugin


class JobType(base.Resource):
    """A type of job."""

    resource_name = "Job type"
    wrapping_key = "job_type"

    #: Plugins that run jobs of the type.
    plugins: list[JobTypePlugin]


class JobTypesManager(base.ResourceManager[JobType]):
    """The job types of a service."""

    resource_class = JobType
    path = "job-types"
    key = "job_type"
    plural_key = "job_types"

    def list(self, search_opts: Mapping[str, object] | None = None) -> Page[JobType]:
        """Return the job types: ``GET /job-types``.

        :param search_opts: ``type``, ``plugin_name`` and ``plugin_version``. The last two are
            applied here, because Sahara 19 looks for them under other names (get_job_types in
            service/api/v2/job_types.py): the result has the types that such a plugin runs, with
            these plugins and versions only.
        """
        wanted = {**(search_opts or {})}
        version = wanted.pop("plugin_version", wanted.pop("hadoop_version", None))
        plugin = wanted.pop("plugin_name", None)
        types = self._list_page(wanted)
        if plugin is None and version is None:
            return types
        return Page(
            JobType(self, {**one.to_dict(), "plugins": plugins})
            for one in types
            if (plugins := _running(getattr(one, "plugins", None), plugin, version))
        )


def _running(plugins: object, name: object, version: object) -> list[dict[str, object]]:
    """Return the plugins of that name, with that version of theirs alone."""
    named = (plugin for plugin in objects_in(plugins) if name in (None, plugin.get("name")))
    if version is None:
        return list(named)
    return [
        {**plugin, "versions": {str(version): versions[version]}}
        for plugin in named
        if version in (versions := object_in(plugin.get("versions")))
    ]
