from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.osc.commands import images
from tests.unit.osc import samples
from tests.unit.osc.samples import IMAGE_ID, both_versions

SECOND_ID = "1a1a1a1a-0000-4000-8000-000000000002"


@pytest.fixture
def held(service):
    service.holds(
        images=[
            samples.image(),
            samples.image(id=SECOND_ID, name="fedora-40", username="fedora", tags=["fake"]),
        ]
    )


@both_versions
def test_list(shell, held):
    assert shell.json(images.ListImages)[0] == {
        "Name": "ubuntu",
        "Id": IMAGE_ID,
        "Username": "ubuntu",
        "Tags": ["fake", "0.1"],
    }


def test_long_list(shell, held):
    assert list(shell.json(images.ListImages, "--long")[0])[4:] == ["Status", "Description"]


@pytest.mark.parametrize(
    ("argv", "names"),
    [
        (["--name", "^fed"], ["fedora-40"]),
        (["--name", r"\d"], ["fedora-40"]),
        (["--name", "u"], ["ubuntu"]),
        (["--username", "ora"], ["fedora-40"]),
        (["--username", "u.*u"], []),
        (["--tags", "fake"], ["ubuntu", "fedora-40"]),
        (["--tags", "fake", "0.1"], ["ubuntu"]),
        (["--tags", "fake", "--tags", "0.1"], ["ubuntu"]),
        (["--tags", "spark"], []),
        (["--tags", "fake", "--name", "fed", "--username", "fed"], ["fedora-40"]),
    ],
)
def test_list_can_be_narrowed(shell, held, argv, names):
    assert [row["Name"] for row in shell.json(images.ListImages, *argv)] == names


@pytest.mark.parametrize("name", [None, 5, ["u"]])
def test_image_without_a_proper_name_is_no_obstacle(shell, service, held, name):
    service.holds(images=samples.image(id=samples.UNKNOWN_ID, name=name))
    assert [row["Name"] for row in shell.json(images.ListImages, "--name", "^u")] == ["ubuntu"]


def test_malformed_regular_expression(shell, service, capsys):
    with pytest.raises(SystemExit):
        shell(images.ListImages, "--name", "a(")
    assert 'argument --name: "a(" is not a regular expression: ' in capsys.readouterr().err
    assert not service.mock.request_history


@both_versions
@pytest.mark.parametrize("name_or_id", ["ubuntu", IMAGE_ID])
def test_show(shell, held, name_or_id):
    assert shell.json(images.ShowImage, name_or_id) == {
        "Description": "",
        "Id": IMAGE_ID,
        "Name": "ubuntu",
        "Status": "ACTIVE",
        "Tags": ["fake", "0.1"],
        "Username": "ubuntu",
    }


@both_versions
@pytest.mark.parametrize(("argv", "text"), [([], ""), (["--description", "mine"], "mine")])
def test_register_takes_an_image_of_the_image_service(shell, service, cloud, argv, text):
    cloud.image.ids["ubuntu"] = IMAGE_ID
    service.answers("POST", f"/images/{IMAGE_ID}", {"image": samples.image(username="me")})
    shown = shell.json(images.RegisterImage, "ubuntu", "--username", "me", *argv)
    assert service.sent("POST") == {"username": "me", "description": text}
    assert shown["Username"] == "me"


def test_register_of_an_image_that_is_nowhere(shell, service):
    with pytest.raises(exceptions.CommandError, match="There is no image with name or ID"):
        shell(images.RegisterImage, "debian", "--username", "me")
    assert not service.mock.request_history


@both_versions
def test_unregister_is_reported(shell, service, held):
    said = shell(images.UnregisterImage, "ubuntu", SECOND_ID)
    assert said == (
        'Image "ubuntu" has been unregistered successfully.\n'
        f'Image "{SECOND_ID}" has been unregistered successfully.\n'
    )
    assert service.requests("DELETE") == [f"/images/{IMAGE_ID}", f"/images/{SECOND_ID}"]


def test_failures_do_not_stop_unregister(shell, service, held, caplog):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(images.UnregisterImage, "debian", "ubuntu")
    assert str(raised.value) == "1 of 2 images failed to unregister."
    assert shell.stdout == 'Image "ubuntu" has been unregistered successfully.\n'
    assert caplog.messages[0].startswith("No matches found.")


CHANGES = pytest.mark.parametrize(
    ("command", "argv", "tags"),
    [
        (images.AddImageTags, ["--tags", "new", "fake"], ["0.1", "fake", "new"]),
        (images.AddImageTags, ["--tags", "b", "--tags", "a"], ["0.1", "a", "b", "fake"]),
        (images.SetImageTags, ["--tags", "new", "fake"], ["fake", "new"]),
        (images.RemoveImageTags, ["--tags", "fake", "other"], ["0.1"]),
        (images.RemoveImageTags, ["--all"], []),
    ],
)


@CHANGES
def test_tags_are_put_as_a_whole_in_v2(shell, service, held, command, argv, tags):
    answer = {"image": samples.image(tags=tags)}
    service.answers("PUT", f"/images/{IMAGE_ID}/tags", answer, status=202)
    shown = shell.json(command, "ubuntu", *argv)
    assert service.sent("PUT") == {"tags": tags}
    assert shown["Tags"] == tags


@CHANGES
@pytest.mark.parametrize("version", ["1.1"])
def test_tags_are_added_and_taken_away_in_v1(shell, service, held, command, argv, tags):
    for change in ("tag", "untag"):
        answer = {"image": samples.image(tags=tags)}
        service.answers("POST", f"/images/{IMAGE_ID}/{change}", answer, status=202)
    assert shell.json(command, "ubuntu", *argv)["Tags"] == tags
    before = {"fake", "0.1"}
    sent = {
        request.path.rpartition("/")[2]: set(request.json()["tags"])
        for request in service.mock.request_history
        if request.method == "POST"
    }
    wanted = {"tag": set(tags) - before, "untag": before - set(tags)}
    assert sent == {change: tags for change, tags in wanted.items() if tags}


def test_remove_needs_to_know_what(shell, service, held):
    assert "--tags or --all" in shell.usage_error(images.RemoveImageTags, "ubuntu")
    assert not service.mock.request_history


@pytest.mark.parametrize("command", [images.AddImageTags, images.SetImageTags])
def test_tags_must_be_given(shell, command):
    with pytest.raises(SystemExit):
        shell(command, "ubuntu")
