"""The image registry: each method's request, and what it hands back."""

from __future__ import annotations

import pytest

from saharaclient.api.images import Image

ID = "bb8d12b5-f9bb-49f0-aecb-739b8a9bec89"
IMAGE = {
    "id": ID,
    "name": "sahara-vanilla-2.7.1-ubuntu-14.04",
    "status": "ACTIVE",
    "username": "ubuntu",
    "description": None,
    "tags": ["vanilla", "2.7.1"],
    "metadata": {"_sahara_username": "ubuntu", "_sahara_tag_vanilla": True},
    "OS-EXT-IMG-SIZE:size": 1101856768,
}


@pytest.fixture
def path(root):
    return f"{root}/images/{ID}"


@pytest.mark.parametrize(
    ("search_opts", "query"),
    [(None, ""), ({"tags": "vanilla"}, "?tags=vanilla"), ({"username": "u"}, "?username=u")],
)
def test_list(client, root, sahara, search_opts, query):
    sahara.on("GET", f"{root}/images", {"images": [IMAGE]})
    images = client.images.list(search_opts)
    assert sahara.requests == [("GET", f"{root}/images{query}", None)]
    assert [type(image) for image in images] == [Image]
    assert images[0].tags == ["vanilla", "2.7.1"]


def test_get(client, sahara, path):
    sahara.on("GET", path, {"image": IMAGE})
    image = client.images.get(id=ID)
    assert sahara.requests == [("GET", path, None)]
    assert type(image) is Image
    assert image.to_dict() == IMAGE
    assert getattr(image, "OS-EXT-IMG-SIZE:size") == 1101856768


@pytest.mark.parametrize("description", ["Ubuntu image for Hadoop 2.7.1", "", None])
def test_register(client, sahara, path, description):
    sahara.on("POST", path, sahara.answer(202, {"image": IMAGE}))
    image = client.images.update_image(ID, "ubuntu", desc=description)
    assert sahara.requests == [
        ("POST", path, {"username": "ubuntu", "description": description or ""})
    ]
    assert image.image == IMAGE


def test_unregister(client, sahara, path):
    sahara.on("DELETE", path, sahara.answer(204))
    assert client.images.unregister_image(ID) is None
    assert sahara.requests == [("DELETE", path, None)]


V1_PATH = f"/v1.1/images/{ID}"


@pytest.mark.parametrize(
    ("wanted", "changes"),
    [
        (["vanilla", "2.7.1"], []),
        (["vanilla", "2.7.1", "b", "a"], [("POST", f"{V1_PATH}/tag", {"tags": ["a", "b"]})]),
        (["vanilla"], [("POST", f"{V1_PATH}/untag", {"tags": ["2.7.1"]})]),
        ([], [("POST", f"{V1_PATH}/untag", {"tags": ["2.7.1", "vanilla"]})]),
        (
            iter(["spark"]),
            [
                ("POST", f"{V1_PATH}/tag", {"tags": ["spark"]}),
                ("POST", f"{V1_PATH}/untag", {"tags": ["2.7.1", "vanilla"]}),
            ],
        ),
    ],
)
def test_v1_replaces_tags_by_adding_and_removing(v1, sahara, wanted, changes):
    sahara.on("GET", V1_PATH, {"image": IMAGE})
    sahara.on("POST", f"{V1_PATH}/tag", sahara.answer(202, {"image": {**IMAGE, "tags": ["+"]}}))
    sahara.on("POST", f"{V1_PATH}/untag", sahara.answer(202, {"image": {**IMAGE, "tags": ["-"]}}))
    image = v1.images.update_tags(ID, wanted)
    assert sahara.requests == [("GET", V1_PATH, None), *changes]
    last = changes[-1][1].rpartition("/")[2] if changes else None
    assert image.tags == {None: IMAGE["tags"], "tag": ["+"], "untag": ["-"]}[last]


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [(["b", "a", "b"], ["a", "b"]), ([], []), (iter(["spark"]), ["spark"])],
)
def test_v2_replaces_tags_in_one_request(v2, sahara, wanted, sent):
    sahara.on("PUT", f"/v2/images/{ID}/tags", {"image": IMAGE})
    image = v2.images.update_tags(ID, wanted)
    assert sahara.requests == [("PUT", f"/v2/images/{ID}/tags", {"tags": sent})]
    assert image.image == IMAGE


def test_v2_returns_the_tags(v2, sahara):
    sahara.on("GET", f"/v2/images/{ID}/tags", ["vanilla", "2.7.1"])
    assert v2.images.get_tags(ID) == ["vanilla", "2.7.1"]
    assert sahara.requests == [("GET", f"/v2/images/{ID}/tags", None)]


def test_v2_returns_no_tags(v2, sahara):
    sahara.on("GET", f"/v2/images/{ID}/tags", {})
    assert v2.images.get_tags(ID) == []


def test_v2_removes_all_tags(v2, sahara):
    sahara.on("DELETE", f"/v2/images/{ID}/tags", sahara.answer(204))
    assert v2.images.delete_tags(ID) is None
    assert sahara.requests == [("DELETE", f"/v2/images/{ID}/tags", None)]


@pytest.mark.parametrize("method", ["get_tags", "delete_tags"])
def test_what_v2_alone_can_do_is_not_in_v1(v1, method):
    assert not hasattr(v1.images, method)


def test_single_tag_as_text_is_one_tag(v2, sahara):
    sahara.on("PUT", "/v2/images/1/tags", {"image": {"id": "1"}})
    v2.images.update_tags("1", "abc")
    assert sahara.requests == [("PUT", "/v2/images/1/tags", {"tags": ["abc"]})]
