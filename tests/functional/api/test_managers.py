"""Every method of the managers that both versions of the API have, without a command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from saharaclient import client, exceptions
from saharaclient.api.base import APIException, Page
from tests.functional.cloud import Account, Names
from tests.functional.marks import as_admin, in_v2

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"


@pytest.fixture(scope="session")
def sahara(account: Account, api_version: str) -> Any:
    return client.Client(api_version, session=account.connection.session, region_name="RegionOne")


@pytest.fixture(scope="session")
def version_field(api_version: str) -> str:
    """What this version calls the version of a plugin."""
    return {"1.1": "hadoop_version", "2": "plugin_version"}[api_version]


@pytest.fixture
def plugin(version_field: str) -> dict[str, str]:
    return {"plugin_name": "fake", version_field: "0.1"}


@pytest.fixture
def group(sahara: Any, names: Names, plugin: dict[str, str], flavor_id: str) -> Any:
    return sahara.node_group_templates.create(
        name=names("group"),
        flavor_id=flavor_id,
        node_processes=["datanode"],
        description="old",
        **plugin,
    )


@pytest.fixture
def template(sahara: Any, names: Names, plugin: dict[str, str], group: Any) -> Any:
    node_groups = [{"name": "worker", "node_group_template_id": group.id, "count": 1}]
    return sahara.cluster_templates.create(
        name=names("template"), node_groups=node_groups, description="old", **plugin
    )


# Plugins and images


def test_plugins(sahara: Any) -> None:
    listed = {plugin.name: plugin for plugin in sahara.plugins.list()}
    fake = sahara.plugins.get("fake")
    assert fake.id == fake.name == "fake"
    assert listed["fake"].versions == fake.versions == ["0.1"]
    details = sahara.plugins.get_version_details("fake", "0.1")
    assert details.node_processes["HDFS"] == ["namenode", "datanode"]
    assert sahara.plugins.find_unique(name="fake").name == "fake"


@as_admin
def test_plugin_labels(sahara: Any) -> None:
    def hide(status: bool) -> Any:
        return sahara.plugins.update("fake", {"plugin_labels": {"hidden": {"status": status}}})

    assert hide(False).plugin_labels["hidden"]["status"] is False
    assert hide(True).plugin_labels["hidden"]["status"] is True


def test_images(sahara: Any, account: Account, names: Names) -> None:
    name = names("picture")
    image_id = account.create_image(name)
    image = sahara.images.update_image(image_id, "ubuntu", "from a test")
    assert image.image["name"] == name
    assert sahara.images.get(image_id).description == "from a test"
    assert image_id in {one.id for one in sahara.images.list()}
    assert [one.id for one in sahara.images.list({"name": name})] == [image_id]
    assert sahara.images.find_unique(name=name).id == image_id
    assert sorted(sahara.images.update_tags(image_id, ["a", "b"]).tags) == ["a", "b"]
    assert sorted(sahara.images.update_tags(image_id, ["b", "c"]).tags) == ["b", "c"]
    sahara.images.unregister_image(image_id)
    assert sahara.images.find(name=name) == []


@in_v2
def test_tags_of_an_image(sahara: Any, account: Account, names: Names) -> None:
    image_id = account.create_image(names("picture"))
    account.register_image(image_id, ["b", "c"])
    assert sorted(sahara.images.get_tags(image_id)) == ["b", "c"]
    sahara.images.delete_tags(image_id)
    assert sahara.images.get(image_id).tags == []


@in_v2
def test_an_image_without_tags_has_none(sahara: Any, account: Account, names: Names) -> None:
    image_id = account.create_image(names("picture"))
    account.register_image(image_id)
    assert sahara.images.get_tags(image_id) == []


# Templates


@pytest.fixture(params=["node_group_templates", "cluster_templates"])
def manager(request: pytest.FixtureRequest, sahara: Any) -> Any:
    """A manager of templates."""
    return getattr(sahara, request.param)


@pytest.fixture
def one(request: pytest.FixtureRequest, manager: Any) -> Any:
    """One of its templates, which nothing else uses."""
    fixture = "group" if manager.key == "node_group_template" else "template"
    return request.getfixturevalue(fixture)


def test_templates_are_got_and_found(manager: Any, one: Any) -> None:
    assert manager.get(one.id).name == one.name
    assert [found.id for found in manager.find(name=one.name)] == [one.id]
    assert manager.find_unique(name=one.name).id == one.id
    assert manager.find_unique(name=one.name, plugin_version="0.1").id == one.id
    assert one.id in {found.id for found in manager.find(description="old")}
    assert manager.find(name="no-such-template") == []


def test_a_template_answers_to_either_version_s_names(one: Any) -> None:
    assert one.plugin_version == one.hadoop_version == "0.1"


def test_updates_change_what_is_given_and_none_clears(manager: Any, one: Any) -> None:
    assert manager.update(one.id, is_public=True).is_public is True
    assert manager.get(one.id).description == "old"
    assert manager.update(one.id, description=None).description is None
    assert manager.get(one.id).is_public is True


def test_exports_have_no_ids(manager: Any, one: Any) -> None:
    envelope = manager.export(one.id).to_dict()
    assert list(envelope) == [manager.key]
    exported = envelope[manager.key]
    assert exported["name"] == one.name
    assert "id" not in exported


def test_lists_come_in_pages(manager: Any, one: Any, worker: Any, cluster_template: Any) -> None:
    first = manager.list(limit=1, sort_by="name")
    assert isinstance(first, Page)
    assert len(first) == first.limit == 1
    assert first.prev is None
    second = manager.list(limit=1, marker=first.next, sort_by="name")
    assert first[0].name <= second[0].name
    assert first[0].id != second[0].id
    last = manager.list(limit=1, sort_by="name", reverse=True)
    assert last[0].name >= second[0].name


def test_list_all_goes_through_all_pages(manager: Any, one: Any, worker: Any) -> None:
    def ids(resources: Any) -> list[str]:
        # Public ones of other projects come and go.
        return sorted(resource.id for resource in resources if not resource.is_public)

    everything = ids(manager.list())
    assert ids(manager.list_all(page_size=2)) == everything
    assert len(list(manager.list_all(limit=2, page_size=1))) == 2
    assert ids(manager.list_all({"name": one.name})) == [one.id]


def test_a_deleted_template_is_not_found(sahara: Any, template: Any, group: Any) -> None:
    sahara.cluster_templates.delete(template.id)
    sahara.node_group_templates.delete(group.id)
    with pytest.raises(exceptions.NotFound):
        sahara.cluster_templates.get(template.id)
    with pytest.raises(exceptions.NotFound):
        sahara.node_group_templates.get(group.id)


# Errors


@pytest.mark.parametrize(
    "manager", ["node_group_templates", "cluster_templates", "clusters", "images"]
)
def test_what_is_not_there_is_404(sahara: Any, manager: str) -> None:
    with pytest.raises(APIException, match=NOWHERE) as caught:
        getattr(sahara, manager).get(NOWHERE)
    assert caught.value.error_code == 404
    assert "Error ID" not in caught.value.error_message
    assert caught.value.request_id


def test_a_taken_name_has_its_word(
    sahara: Any, group: Any, plugin: dict[str, str], flavor_id: str
) -> None:
    with pytest.raises(APIException, match=group.name) as caught:
        sahara.node_group_templates.create(
            name=group.name, flavor_id=flavor_id, node_processes=["datanode"], **plugin
        )
    assert caught.value.error_name == "NAME_ALREADY_EXISTS"


def test_a_wrong_field_is_400(
    sahara: Any, names: Names, plugin: dict[str, str], flavor_id: str
) -> None:
    with pytest.raises(exceptions.BadRequest, match="chef") as caught:
        sahara.node_group_templates.create(
            name=names("group"), flavor_id=flavor_id, node_processes=["chef"], **plugin
        )
    assert caught.value.error_code == 400


def test_a_wrong_reference_has_its_word(
    sahara: Any,
    names: Names,
    plugin: dict[str, str],
    cluster_template: Any,
    network_id: str,
) -> None:
    with pytest.raises(APIException) as caught:
        sahara.clusters.create(
            name=names("cluster"),
            cluster_template_id=cluster_template["id"],
            default_image_id=NOWHERE,
            net_id=network_id,
            **plugin,
        )
    assert caught.value.error_name == "INVALID_REFERENCE"


def test_a_look_up_without_a_match_says_what_for(sahara: Any) -> None:
    with pytest.raises(exceptions.NotFound, match="no-such-cluster"):
        sahara.clusters.find_unique(name="no-such-cluster")


def test_a_look_up_with_several_matches_lists_them(sahara: Any, worker: Any, master: Any) -> None:
    with pytest.raises(exceptions.NoUniqueMatch) as caught:
        sahara.node_group_templates.find_unique(plugin_name="fake")
    assert worker["id"] in caught.value.error_message
    assert master["id"] in caught.value.error_message


# Clusters


@pytest.fixture(scope="session")
def fields(
    account: Account,
    image: str,
    cluster_template: dict[str, Any],
    network_id: str,
    version_field: str,
) -> dict[str, Any]:
    """What a cluster is created with, short of its name."""
    return {
        "plugin_name": "fake",
        version_field: "0.1",
        "cluster_template_id": cluster_template["id"],
        "default_image_id": account.connection.image.find_image(image).id,
        "net_id": network_id,
        "description": "stage_seconds=0.02",
    }


@pytest.fixture(scope="session")
def active(sahara: Any, names: Names, fields: dict[str, Any]) -> Iterator[Any]:
    """A cluster that is Active and has been checked."""
    cluster = sahara.clusters.create(name=names("library"), **fields)
    active = sahara.clusters.wait_active(cluster.id, poll_interval=0.2, timeout=60)
    sahara.clusters.wait_verified(cluster.id, poll_interval=0.2, timeout=60)
    yield active
    sahara.clusters.delete(active.id)


def test_clusters_are_got_listed_and_found(sahara: Any, active: Any) -> None:
    assert active.status == "Active"
    assert sahara.clusters.get(active.id).name == active.name
    progress = sahara.clusters.get(active.id, show_progress=True).provision_progress
    assert all(step["successful"] for step in progress)
    assert active.id in {cluster.id for cluster in sahara.clusters.list()}
    assert active.id in {cluster.id for cluster in sahara.clusters.list_all()}
    assert sahara.clusters.find_unique(name=active.name).id == active.id
    assert active.id in {one.id for one in sahara.clusters.find(plugin_version="0.1")}


def test_clusters_are_updated(sahara: Any, active: Any) -> None:
    updated = sahara.clusters.update(active.id, is_public=True)
    assert updated.is_public is True
    assert updated.cluster["id"] == active.id
    assert sahara.clusters.update(active.id, is_public=False).is_public is False


def test_clusters_are_scaled(sahara: Any, active: Any, worker: dict[str, Any]) -> None:
    change = {"resize_node_groups": [{"name": worker["name"], "count": 2}]}
    seen: list[str] = []
    sahara.clusters.scale(active.id, change)
    scaled = sahara.clusters.wait_scaled(
        active.id,
        change,
        poll_interval=0.1,
        timeout=60,
        on_poll=lambda cluster: seen.append(cluster.status),
    )
    assert {group["name"]: group["count"] for group in scaled.node_groups}[worker["name"]] == 2
    assert seen[-1] == "Active"


def test_clusters_are_verified(sahara: Any, account: Account, active: Any) -> None:
    before = account.until_checked(active.id)
    sahara.clusters.verification_update(active.id, "START")
    verified = sahara.clusters.wait_verified(
        active.id, before=before, poll_interval=0.1, timeout=60
    )
    assert verified.verification["status"] == "GREEN"
    assert verified.verification["id"] != before["id"]


@in_v2
def test_a_key_pair_is_updated(sahara: Any, active: Any) -> None:
    assert sahara.clusters.update_keypair(active.id).id == active.id


def test_several_clusters_are_created_and_deleted(
    sahara: Any, names: Names, fields: dict[str, Any]
) -> None:
    name = names("several")
    answer = sahara.clusters.create(name=name, count=2, **fields)
    assert len(answer.clusters) == 2
    ids = sahara.clusters.created_ids(answer)
    assert {sahara.clusters.get(one).name for one in ids} == {f"{name}-1", f"{name}-2"}
    for one in ids:
        sahara.clusters.delete(one)
    for one in ids:
        assert sahara.clusters.wait_deleted(one, poll_interval=0.1, timeout=60) is None


@in_v2
def test_a_cluster_is_deleted_by_force(sahara: Any, names: Names, fields: dict[str, Any]) -> None:
    cluster = sahara.clusters.create(
        name=names("forced"), **{**fields, "description": "stage_seconds=5"}
    )
    assert "stack_name" in sahara.clusters.force_delete(cluster.id)
    sahara.clusters.wait_deleted(cluster.id, poll_interval=0.1, timeout=60)


def test_a_wait_ends_with_the_reason_of_a_failure(
    sahara: Any, names: Names, fields: dict[str, Any]
) -> None:
    cluster = sahara.clusters.create(name=names("doomed"), **fields)
    with pytest.raises(exceptions.WaitFailed, match="No valid host was found") as caught:
        sahara.clusters.wait_active(cluster.id, poll_interval=0.1, timeout=60)
    assert caught.value.resource.status == "Error"


def test_a_wait_ends_when_time_is_up(sahara: Any, names: Names, fields: dict[str, Any]) -> None:
    cluster = sahara.clusters.create(
        name=names("late"), **{**fields, "description": "stage_seconds=5"}
    )
    with pytest.raises(exceptions.WaitTimedOut, match="nothing was stopped") as caught:
        sahara.clusters.wait_active(cluster.id, poll_interval=0.1, timeout=0.3)
    assert caught.value.resource.id == cluster.id
    sahara.clusters.delete(cluster.id)


@as_admin
@pytest.mark.parametrize("version", ["1.1", "1.0", 1.1, "2", 2])
def test_versions_may_be_numbers(account: Account, version: Any) -> None:
    sahara = client.Client(version, session=account.connection.session, region_name="RegionOne")
    assert sahara.plugins.get("fake").name == "fake"
