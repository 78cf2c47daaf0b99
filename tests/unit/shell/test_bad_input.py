"""Bad input ends with one clear error and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.shell import PYTHON_SPEAK, Outcome, Shell
from tests.unit.loopback import Loopback, says
from tests.unit.osc import samples
from tests.unit.shell.memory import Cloud

NODE_GROUP = "node group template create --plugin fake --plugin-version 0.1 --processes datanode"
CLUSTER = "cluster create --name x --cluster-template small --image ubuntu"
in_v2 = pytest.mark.parametrize("api_version", ["2"], ids=["v2"])


@pytest.fixture(autouse=True)
def no_file_left_behind(empty_folder: Path) -> Iterator[None]:
    """Tests write their files into subfolders, so that a command has written all others."""
    yield
    assert [path.name for path in empty_folder.iterdir() if path.is_file()] == []


@pytest.fixture
def nothing_sent(cloud: Cloud) -> Iterator[None]:
    yield
    assert cloud.changes == []


def error_of(outcome: Outcome) -> str:
    """Return the only line on stderr of a command that has failed."""
    assert outcome.exit_status == 1, outcome
    assert outcome.stdout == "", outcome
    assert not PYTHON_SPEAK.search(outcome.stderr), outcome
    (error,) = outcome.stderr.splitlines()
    return error


# Unknown names


@pytest.mark.usefixtures("nothing_sent")
@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("plugin show {}", "plugin"),
        ("plugin configs get {} 0.1", ""),
        ("plugin configs get fake {}", ""),
        ("plugin show fake --plugin-version {}", ""),
        ("image show {}", "image"),
        ("image register --username ubuntu {}", "image"),
        ("image unregister {}", "image"),
        ("image tags add {} --tags a", "image"),
        ("image tags remove {} --all", "image"),
        ("node group template show {}", "node group template"),
        ("node group template update {} --public", "node group template"),
        ("node group template delete {}", "node group template"),
        ("node group template export {} --file exported", "node group template"),
        (NODE_GROUP + " --name x --flavor {}", "flavor"),
        (NODE_GROUP + " --name x --flavor m1.tiny --floating-ip-pool {}", "network"),
        ("cluster template show {}", "cluster template"),
        ("cluster template update {} --public", "cluster template"),
        ("cluster template delete {}", "cluster template"),
        ("cluster template export {} --file exported", "cluster template"),
        ("cluster template create --name x --node-groups {}:1", "node group template"),
        ("cluster show {} --full-dump-events", "cluster"),
        ("cluster update {} --public", "cluster"),
        ("cluster delete {} --wait", "cluster"),
        ("cluster scale {} --instances x:1", "cluster"),
        ("cluster verification --start {}", "cluster"),
        ("cluster create --name x --cluster-template small --image {}", "image"),
        (CLUSTER + " --neutron-network {}", "network"),
        ("cluster create --name x --image ubuntu --cluster-template {}", "cluster template"),
    ],
)
def test_unknown_name_is_named(openstack: Shell, command: str, kind: str) -> None:
    error = openstack.fails(command.format("no-such-thing"), status=1)
    assert kind in error
    assert "no-such-thing" in error


@pytest.mark.parametrize("kind", ["cluster", "cluster template", "node group template", "image"])
@pytest.mark.parametrize("name", ["no-such-thing", samples.UNKNOWN_ID])
def test_scripts_find_no_matches_found(openstack: Shell, kind: str, name: str) -> None:
    error = openstack.fails(f"{kind} show", name, status=1)
    assert error.startswith("No matches found.")
    assert f'"{name}"' in error


@pytest.mark.usefixtures("nothing_sent")
def test_name_is_never_part_of_a_path(openstack: Shell) -> None:
    error = openstack.fails("node group template delete", f"../clusters/{samples.CLUSTER_ID}")
    assert "No matches found." in error


# Ambiguous names


@pytest.mark.usefixtures("nothing_sent")
@pytest.mark.parametrize(
    ("collection", "command"),
    [
        ("images", "image show twin"),
        ("images", "image unregister twin"),
        ("node-group-templates", "node group template show twin"),
        ("clusters", "cluster delete twin"),
    ],
)
def test_ambiguous_name_lists_the_ids(
    openstack: Shell, cloud: Cloud, collection: str, command: str
) -> None:
    (sample,) = cloud.resources[collection][:1]
    ids = [cloud.add(collection, **{**sample, "name": "twin", "id": id}) for id in ("a-1", "a-2")]
    error = openstack.fails(command)
    assert error.startswith("Multiple matches found.")
    assert all(id in error for id in ("a-1", "a-2")), ids


@pytest.mark.usefixtures("nothing_sent")
def test_ambiguous_image_is_not_registered(openstack: Shell, cloud: Cloud) -> None:
    cloud.glance += [{"id": id, "name": "twin", "status": "active"} for id in ("a", "b")]
    error = openstack.fails("image register --username ubuntu twin")
    assert error.startswith("Multiple matches found.")


# Several names, some of them unknown


@pytest.mark.parametrize(
    ("kind", "verb", "done"),
    [
        ("node group template", "delete", "removed"),
        ("cluster template", "delete", "removed"),
        ("data source", "delete", "removed"),
        ("image", "unregister", "unregistered"),
    ],
)
def test_failures_do_not_stop_a_delete(
    openstack: Shell, cloud: Cloud, kind: str, verb: str, done: str
) -> None:
    collection = f"{kind.replace(' ', '-')}s"
    for name in ("good-1", "good-2"):
        cloud.add(collection, name=name)
    outcome = openstack.run(f"{kind} {verb} bad-1 good-1 bad-2 good-2")
    assert outcome.exit_status == 1
    title = "Data Source" if kind == "data source" else kind.capitalize()
    assert outcome.lines == [
        f'{title} "{name}" has been {done} successfully.' for name in ("good-1", "good-2")
    ]
    first, second, summary = outcome.stderr.splitlines()
    assert '"bad-1"' in first
    assert '"bad-2"' in second
    assert summary == f"2 of 4 {kind}s failed to {verb}."


# Arguments


@in_v2
@pytest.mark.usefixtures("nothing_sent")
@pytest.mark.parametrize(
    "word", ["worker", "worker:", ":3", "worker:many", "worker:-1", "worker:1.5"]
)
@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("cluster template create --name x", "--node-groups"),
        ("cluster template update x", "--node-groups"),
        ("cluster scale x", "--instances"),
    ],
)
def test_malformed_count_is_named(openstack: Shell, command: str, option: str, word: str) -> None:
    error = openstack.fails(command, option, word, status=2)
    assert option in error
    assert f'"{word}"' in error
    assert "NAME:COUNT" in error


@in_v2
@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("image register x", "--username"),
        ("image list --name [", '"["'),
        ("cluster create --count 0", '"0"'),
        ("cluster create --count many", '"many"'),
        ("cluster verification x", "--start"),
        ("cluster verification --start --show x", "--show"),
        ("cluster template import x", "--node-groups"),
        ("node group template import x", "--image_id"),
        ("node group template create --volumes-per-node two", '"two"'),
        ("node group template update x --public --private", "--private"),
        ("image tags remove x --all --tags a", "--tags"),
        ("cluster list --colour blue", "--colour"),
    ],
)
def test_usage_error_names_the_argument(openstack: Shell, command: str, named: str) -> None:
    assert named in openstack.fails(command, status=2)


@in_v2
@pytest.mark.usefixtures("nothing_sent")
@pytest.mark.parametrize(
    ("command", "flags"),
    [
        ("cluster create", ["--name", "--cluster-template"]),
        ("cluster template create --name x", ["--node-groups"]),
        ("node group template create --name x --plugin fake", ["--flavor", "--processes"]),
    ],
)
def test_missing_options_are_named(openstack: Shell, command: str, flags: list[str]) -> None:
    error = openstack.fails(command, status=2)
    assert all(flag in error for flag in flags)


@in_v2
@pytest.mark.usefixtures("nothing_sent")
@pytest.mark.parametrize(
    ("command", "verb"),
    [
        ("cluster scale c1", "scale"),
        ("image tags remove ubuntu", "remove"),
    ],
)
def test_command_without_changes_is_an_error(openstack: Shell, command: str, verb: str) -> None:
    assert f"Nothing to {verb}" in openstack.fails(command, status=2)


# Files

FILES = pytest.mark.parametrize(
    "command",
    [
        "node group template create --json {}",
        "node group template update worker --json {}",
        "node group template import {} --image_id ubuntu --flavor_id m1.tiny",
        NODE_GROUP + " --name x --flavor m1.tiny --configs {}",
        NODE_GROUP + " --name x --flavor m1.tiny --shares {}",
        "cluster template create --json {}",
        "cluster template import {} --node-groups worker:1",
        "cluster create --json {}",
        "cluster scale c1 --json {}",
        "cluster update c1 --shares {}",
        "plugin update fake {}",
    ],
)


@FILES
@pytest.mark.usefixtures("nothing_sent")
def test_missing_file_is_named(openstack: Shell, command: str) -> None:
    error = openstack.fails(command.format("no-such-file"))
    assert '"no-such-file"' in error
    assert "no such file" in error


@in_v2
@FILES
@pytest.mark.usefixtures("nothing_sent")
@pytest.mark.parametrize("content", [b'{"name": ', b"a: b: c", b"\xff\xfe\x00", b"just a text"])
def test_malformed_file_is_named(openstack: Shell, command: str, content: bytes) -> None:
    Path("files").mkdir()
    Path("files/broken").write_bytes(content)
    assert 'The file "files/broken"' in openstack.fails(command.format("files/broken"))


@pytest.mark.parametrize(
    "command", ["node group template export worker", "cluster template export small"]
)
def test_file_that_cannot_be_written_is_named(openstack: Shell, command: str) -> None:
    error = openstack.fails(command, "--file", "no-such-folder/file")
    assert '"no-such-folder/file"' in error


# Servers that do not answer, or not as expected


def run_against(openstack: Shell, url: str, command: str = "cluster list") -> Outcome:
    return openstack.run(command, options=("--os-data-processing-url", url))


def test_closed_port_is_named(openstack: Shell) -> None:
    error = error_of(run_against(openstack, "http://127.0.0.1:9"))
    assert "http://127.0.0.1:9" in error
    assert "connection refused" in error


@in_v2
@pytest.mark.parametrize("url", ["no-url", "http://no-such-host.invalid", "ftp://127.0.0.1"])
def test_unusable_endpoint_is_named(openstack: Shell, url: str) -> None:
    assert url in error_of(run_against(openstack, url))


PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please.</body></html>"


@in_v2
@pytest.mark.parametrize(
    "command", ["cluster list", "cluster show x", "plugin list", "image list", "cluster delete x"]
)
@pytest.mark.parametrize(
    ("status", "content_type", "body", "words"),
    [
        (200, "text/html", PAGE, 'HTML page titled "Sign in"'),
        (404, "text/html", PAGE, 'HTML page titled "Sign in"'),
        (200, "text/plain", b"hello", "not JSON"),
        (200, "application/json", b'{"clusters": ', "not JSON"),
        (200, "application/json", b"[]", "a JSON object"),
        (200, "application/json", b"{}", "a list"),
        (200, "application/json", b"", "empty"),
        (500, "application/json", b"{}", "500"),
    ],
)
def test_unexpected_answer_is_described(
    openstack: Shell, command: str, status: int, content_type: str, body: bytes, words: str
) -> None:
    with Loopback(says(status, body, Content_Type=content_type)) as proxy:
        assert words in error_of(run_against(openstack, proxy.url, command))


def test_wrong_password_is_one_error(openstack: Shell) -> None:
    error = error_of(openstack.run("cluster list", options=("--os-password", "wrong")))
    assert "authentication" in error


def test_region_without_the_service_is_named(openstack: Shell) -> None:
    error = error_of(openstack.run("cluster list", options=("--os-region-name", "Nowhere")))
    assert "Nowhere" in error


@in_v2
@pytest.mark.parametrize("version", ["3", "two", "1.2"])
def test_unknown_version_is_answered_with_the_known_ones(openstack: Shell, version: str) -> None:
    error = error_of(Shell(openstack.cloud, version).run("cluster list"))
    assert f'"{version}"' in error
    assert "1.1" in error
    assert "2" in error


def test_unknown_field_is_sent_to_the_server(openstack: Shell, cloud: Cloud) -> None:
    command = f"{NODE_GROUP} --name x --flavor m1.tiny --json -"
    outcome = openstack.waits(command, stdin='{"colour": 1}')
    assert "colour" in outcome.stderr
    assert cloud.resources["node-group-templates"][-1]["colour"] == 1
