"""What both kinds of templates have in common."""

from __future__ import annotations

import pytest

from saharaclient.api.cluster_templates import ClusterTemplate
from saharaclient.api.node_group_templates import NodeGroupTemplate

ID = "0f6c5a3e-2b6a-4e53-9f2f-6c1a1d0f7b21"
RESOURCES = {"cluster_template": ClusterTemplate, "node_group_template": NodeGroupTemplate}


@pytest.fixture(params=RESOURCES)
def key(request):
    return request.param


@pytest.fixture
def manager(client, key):
    return getattr(client, f"{key}s")


@pytest.fixture
def path(root, key):
    return f"{root}/{key.replace('_', '-')}s/{ID}"


def test_get(manager, sahara, path, key):
    sahara.on("GET", path, {key: {"id": ID, "name": "a"}})
    template = manager.get(ID)
    assert sahara.requests == [("GET", path, None)]
    assert type(template) is RESOURCES[key]
    assert (template.id, template.name) == (ID, "a")


def test_delete(manager, sahara, path):
    sahara.on("DELETE", path, sahara.answer(204))
    assert manager.delete(ID) is None
    assert sahara.requests == [("DELETE", path, None)]


def test_export(manager, sahara, path, key):
    exported = {"name": "a", "flavor_id": "{flavor_id}", "net": "{net}"}
    sahara.on("GET", f"{path}/export", {key: exported})
    found = manager.export(ID)
    assert found.to_dict() == found._info == {key: exported}
    assert getattr(found, key) == exported
    assert found.name == "a"
    assert sahara.requests == [("GET", f"{path}/export", None)]
