"""``dataprocessing image ...``"""

from __future__ import annotations

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.compat import is_complete, is_table
from tests.functional.shell import Shell


@pytest.fixture
def glance_image(account: Account, names: Names) -> str:
    """Name of an image that Glance has and Sahara does not know of."""
    name = names("picture")
    account.create_image(name)
    return name


@pytest.fixture(scope="module")
def image(openstack: Shell, account: Account, names: Names) -> str:
    """Name of a registered image, whose tags and user name tests change."""
    name = names("picture")
    account.register_image(account.create_image(name))
    return name


def test_register_takes_a_name_and_says_who_logs_in(
    openstack: Shell, api_version: str, glance_image: str
) -> None:
    registered = openstack.json(
        "image register --username cloud-user --description", "for tests", glance_image
    )
    assert is_complete(api_version, "image register", registered)
    assert registered["Name"] == glance_image
    assert registered["Username"] == "cloud-user"
    assert registered["Description"] == "for tests"
    assert registered["Tags"] == []


def test_register_takes_an_id_and_an_empty_description(
    openstack: Shell, account: Account, names: Names
) -> None:
    image_id = account.create_image(names("picture"))
    assert openstack.id_of("image register --username ubuntu", image_id) == image_id
    assert openstack.json("image show", image_id)["Description"] == ""


def test_show_takes_a_name_or_an_id(openstack: Shell, api_version: str, image: str) -> None:
    by_name = openstack.json("image show", image)
    assert is_complete(api_version, "image show", by_name)
    assert openstack.json("image show", by_name["Id"]) == by_name


@pytest.mark.parametrize("command", ["image list", "image list --long"])
def test_list_shows_registered_images(
    openstack: Shell, api_version: str, image: str, command: str
) -> None:
    images = openstack.json(command)
    assert is_table(api_version, command, images)
    assert image in {one["Name"] for one in images}


def test_list_is_narrowed_by_a_regular_expression(openstack: Shell, image: str) -> None:
    assert openstack("image list -f value -c Name --name", f"^{image}$").lines == [image]
    assert openstack("image list -f value -c Name --name", f"^{image}.+").lines == []


def test_list_is_narrowed_by_user_name(openstack: Shell, names: Names, image: str) -> None:
    username = names("user")
    openstack("image register --username", username, image)
    found = openstack("image list -f value -c Name --username", username[:-1]).lines
    assert found == [image]


@pytest.mark.parametrize("options", [["--tags", "{}", "blue"], ["--tags", "{}", "--tags", "blue"]])
def test_list_is_narrowed_to_those_with_all_tags(
    openstack: Shell, names: Names, image: str, options: list[str]
) -> None:
    tag = names("tag")
    options = [option.format(tag) for option in options]
    openstack("image tags set", image, "--tags", tag)
    assert openstack("image list -f value -c Name", *options).lines == []
    openstack("image tags add", image, "--tags", "blue")
    assert openstack("image list -f value -c Name", *options).lines == [image]


def test_tags_are_set_added_and_removed(openstack: Shell, api_version: str, image: str) -> None:
    def tags(command: str, *options: str) -> list[str]:
        changed = openstack.json(f"image tags {command}", image, *options)
        assert is_complete(api_version, f"image tags {command}", changed)
        assert sorted(openstack.json("image show", image)["Tags"]) == sorted(changed["Tags"])
        return sorted(changed["Tags"])

    assert tags("set", "--tags", "a", "b") == ["a", "b"]
    assert tags("set", "--tags", "b", "--tags", "c") == ["b", "c"]
    assert tags("add", "--tags", "c", "d") == ["b", "c", "d"]
    assert tags("add", "--tags", "e", "--tags", "f") == ["b", "c", "d", "e", "f"]
    assert tags("remove", "--tags", "b", "c", "no-such-tag") == ["d", "e", "f"]
    assert tags("remove", "--tags", "d", "--tags", "e") == ["f"]
    assert tags("remove", "--all") == []


def test_unregister_says_so_of_each_and_leaves_glance_alone(
    openstack: Shell, account: Account, names: Names
) -> None:
    images = [names("picture"), names("picture")]
    for name in images:
        account.register_image(account.create_image(name))
    outcome = openstack("image unregister", *images)
    assert outcome.lines == [
        f'Image "{name}" has been unregistered successfully.' for name in images
    ]
    assert not account.named("images", images[0])
    assert account.connection.image.find_image(images[0]) is not None
