"""A service that has as many of everything as a test wants."""

from __future__ import annotations

import io
import uuid
from types import SimpleNamespace
from urllib import parse

import pytest


class Many:
    """Answers lists as the service does: filtered by name, a page at a time.

    :param filters_by_name: whether this version of the API has such a filter for the collection.
    """

    def __init__(self, sahara, collection, key, count, filters_by_name=True):
        self.key = key
        self.filters_by_name = filters_by_name
        self.held = [
            {
                "id": str(uuid.UUID(int=number + 1)),
                "name": f"one-{number:05}",
                "status": "Active",
                "description": "d" * 200,
            }
            for number in range(count)
        ]
        self.received = 0
        self._position = {one["id"]: number for number, one in enumerate(self.held)}
        self._sahara = sahara
        for version in ("v1.1", "v2"):
            url = f"{sahara.url}/{version}/{collection}"
            sahara.mocker.get(url, json=self._list)
            for method in ("get", "delete"):
                for one in self.held[:200]:
                    getattr(sahara.mocker, method)(f"{url}/{one['id']}", json={key: one})

    def _list(self, request, context):
        query = dict(parse.parse_qsl(parse.urlsplit(request.url).query))
        found = self.held
        if "name" in query and self.filters_by_name:
            found = [one for one in found if one["name"] == query["name"]]
        start = self._position[query["marker"]] + 1 if "marker" in query else 0
        end = start + int(query.get("limit", len(found)))
        following = found[end - 1]["id"] if end < len(found) else None
        page = {f"{self.key}s": found[start:end], "markers": {"prev": None, "next": following}}
        self.received += len(str(page))
        return page

    @property
    def asked(self):
        """How many requests there were of each method."""
        methods = [method for method, _path, _body in self._sahara.requests]
        return {method: methods.count(method) for method in sorted(set(methods))}


@pytest.fixture
def many(sahara):
    """Return a function that fills a collection."""
    return lambda *args, **kwargs: Many(sahara, *args, **kwargs)


@pytest.fixture
def take(connect):
    """Return a function that has a command do its work."""

    def take_(command_class, version, *argv):
        app = SimpleNamespace(
            client_manager=SimpleNamespace(data_processing=connect(version)),
            options=SimpleNamespace(verbose_level=1),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )
        command = command_class(app, None)
        return command.take_action(command.get_parser("command").parse_args(list(argv)))

    return take_
