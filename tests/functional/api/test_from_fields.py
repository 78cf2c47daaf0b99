"""What managers have beside the verbs of the API: creation from fields, and lookups."""

from __future__ import annotations

from typing import Any

import pytest

from saharaclient import exceptions
from saharaclient.api.base import APIException
from tests.functional.cloud import Account, Names
from tests.functional.marks import as_member

pytestmark = as_member

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
#: A field for the version of a plugin, by either version's name.
VERSION_FIELDS = ("hadoop_version", "plugin_version")


@pytest.mark.parametrize("version_field", VERSION_FIELDS)
def test_templates_are_created_from_fields_of_either_version(
    sahara: Any, names: Names, flavor_id: str, version_field: str
) -> None:
    plugin = {"plugin_name": "fake", version_field: "0.1"}
    group = sahara.node_group_templates.create_from(
        {
            "name": names("group"),
            "flavor_id": flavor_id,
            "node_processes": ["datanode"],
            **plugin,
        }
    )
    changed = sahara.node_group_templates.update_from(group.id, {"description": "new"})
    assert (changed.plugin_version, changed.description) == ("0.1", "new")
    member = {"name": "worker", "node_group_template_id": group.id, "count": 1}
    fields = {"name": names("template"), "node_groups": [member], **plugin}
    template = sahara.cluster_templates.create_from(fields)
    changed = sahara.cluster_templates.update_from(template.id, {"description": "new"})
    assert (changed.plugin_version, changed.description) == ("0.1", "new")


@pytest.mark.parametrize("version_field", VERSION_FIELDS)
def test_templates_are_looked_up_by_fields_of_either_version(
    sahara: Any, worker: dict[str, Any], cluster_template: dict[str, Any], version_field: str
) -> None:
    for manager, made in (
        (sahara.node_group_templates, worker),
        (sahara.cluster_templates, cluster_template),
    ):
        wanted = {version_field: "0.1", "id": made["id"]}
        assert [one.id for one in manager.find_all(wanted)] == [made["id"]]
        assert manager.resolve(made["id"]).id == manager.resolve(made["name"]).id == made["id"]
        assert manager.resolver()(made["name"]).id == made["id"]
        this_version = "hadoop_version" if manager.api.api_version == "1.1" else "plugin_version"
        assert manager.request_body({version_field: "0.1"}) == {this_version: "0.1"}


def test_a_cluster_is_created_from_fields(
    sahara: Any,
    account: Account,
    names: Names,
    image: str,
    cluster_template: dict[str, Any],
    network_id: str,
) -> None:
    fields = sahara.clusters.request_body(
        {
            "name": names("fields"),
            "plugin_name": "fake",
            "plugin_version": "0.1",
            "cluster_template_id": cluster_template["id"],
            "default_image_id": account.connection.image.find_image(image).id,
            "net_id": network_id,
            "description": "stage_seconds=0.02",
        }
    )
    assert fields["neutron_management_network"] == network_id
    made = sahara.clusters.create_from(fields)
    assert sahara.clusters.created_ids(made) == [made.id]
    assert sahara.clusters.get(made.id).name == made.name
    sahara.clusters.delete(made.id)


def test_clusters_are_looked_up(sahara: Any, cluster: str, cluster_id: str) -> None:
    clusters = sahara.clusters
    assert clusters.resolve(cluster).id == clusters.resolve(cluster_id).id == cluster_id
    assert clusters.resolver()(cluster).id == cluster_id
    assert [one.id for one in clusters.find_all({"name": cluster})] == [cluster_id]
    assert clusters.update_from(cluster_id, {"is_protected": False}).is_protected is False


def test_images_are_looked_up(sahara: Any, account: Account, image: str) -> None:
    id = account.connection.image.find_image(image).id
    assert sahara.images.resolve(image).id == sahara.images.resolve(id).id == id
    assert sahara.images.resolver()(image).id == id
    assert [one.id for one in sahara.images.find_all({"name": image})] == [id]
    assert [one.id for one in sahara.images.find(id=id)] == [id]
    assert id in {one.id for one in sahara.images.list_all()}
    with pytest.raises(exceptions.NotFound, match=NOWHERE):
        sahara.images.resolve(NOWHERE)


def test_plugins_are_looked_up(sahara: Any) -> None:
    assert {"fake", "vanilla", "spark"} <= {one.name for one in sahara.plugins.list_all()}
    assert [one.id for one in sahara.plugins.find(name="fake")] == ["fake"]
    assert [one.id for one in sahara.plugins.find_all({"name": "fake"}, limit=1)] == ["fake"]
    assert sahara.plugins.resolve("fake").versions == ["0.1"]
    assert sahara.plugins.resolver()("fake").versions == ["0.1"]
    with pytest.raises(exceptions.NotFound, match="no-such-plugin"):
        sahara.plugins.resolve("no-such-plugin")


@pytest.mark.parametrize("manager", ["plugins", "images", "job_types"])
def test_what_the_api_cannot_create_is_refused(sahara: Any, manager: str) -> None:
    fields = getattr(sahara, manager).request_body({"name": "new"})
    with pytest.raises(APIException) as caught:
        getattr(sahara, manager).create_from(fields)
    assert caught.value.error_code == 405
    assert caught.value.error_name == "METHOD_NOT_ALLOWED"


@pytest.mark.parametrize(("manager", "code"), [("images", 405), ("job_types", 404)])
def test_what_the_api_cannot_update_is_refused(sahara: Any, manager: str, code: int) -> None:
    with pytest.raises(APIException) as caught:
        getattr(sahara, manager).update_from("some", {"name": "new"})
    assert caught.value.error_code == code


def test_an_ordinary_user_cannot_change_a_plugin(sahara: Any) -> None:
    labels = {"plugin_labels": {"hidden": {"status": True}}}
    for update in (sahara.plugins.update, sahara.plugins.update_from):
        with pytest.raises(exceptions.Forbidden, match="not authorized") as caught:
            update("fake", labels)
        assert caught.value.error_code == 403
