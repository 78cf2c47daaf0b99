"""Bad input: one clear error each, and nothing left behind."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_admin, as_member, in_v2
from tests.functional.shell import PYTHON_SPEAK, Outcome, Shell

NOBODY = "http://127.0.0.1:9"
NODE_GROUP = "node group template create --plugin fake --plugin-version 0.1 --processes datanode"


@pytest.fixture(autouse=True)
def no_file_left_behind(empty_folder: Path) -> Iterator[None]:
    """Tests write their files into subfolders, so that all others are of commands."""
    yield
    assert [path.name for path in empty_folder.iterdir() if path.is_file()] == []


@pytest.fixture
def nothing_left_behind(names: Names, account: Account) -> Iterator[Callable[[], None]]:
    """Nothing on the server has come or gone.

    Call it for a new look, once the test has made what it needs.
    """
    before = names.in_use(account)

    def look() -> None:
        nonlocal before
        before = names.in_use(account)

    yield look
    assert names.in_use(account) == before


def _error_of(outcome: Outcome) -> str:
    """Return the one error that a command has come to, short of Python's ways."""
    assert outcome.exit_status == 1, outcome
    assert outcome.stdout == "", outcome
    assert not PYTHON_SPEAK.search(outcome.stderr), outcome
    (error,) = outcome.stderr.splitlines()
    return error


# Names of what is not there


@as_member
@pytest.mark.parametrize(
    ("command", "missing"),
    [
        ("plugin show {}", "plugin"),
        ("plugin configs get {} 0.1", "{}"),
        ("plugin configs get fake {}", "{}"),
        ("plugin show fake --plugin-version {}", "{}"),
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
        ("cluster create --name x --image {}", "image"),
        ("cluster create --name x --neutron-network {}", "network"),
    ],
)
def test_an_unknown_name_is_named(openstack: Shell, command: str, missing: str) -> None:
    error = openstack.fails(command.format("no-such-thing"))
    assert missing.format("no-such-thing") in error
    assert "no-such-thing" in error


@as_member
@pytest.mark.parametrize("kind", ["cluster", "cluster template", "node group template", "image"])
@pytest.mark.parametrize("name", ["no-such-thing", "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"])
def test_scripts_find_the_words_no_matches_found(openstack: Shell, kind: str, name: str) -> None:
    error = openstack.fails(f"{kind} show", name)
    assert error.startswith("No matches found.")
    assert f'"{name}"' in error


@pytest.mark.usefixtures("nothing_left_behind")
def test_an_unknown_cluster_template_is_named(openstack: Shell, names: Names, image: str) -> None:
    error = openstack.fails(
        "cluster create --cluster-template no-such-thing --neutron-network private",
        "--image", image, "--name", names("cluster"),
    )  # fmt: skip
    assert "cluster template" in error
    assert "no-such-thing" in error


def test_names_are_never_parts_of_a_path(openstack: Shell, cluster: str, account: Account) -> None:
    cluster_id = account.named("clusters", cluster)[0]["id"]
    error = openstack.fails("node group template delete", f"../clusters/{cluster_id}")
    assert "No matches found." in error
    assert account.get("clusters", cluster_id)["name"] == cluster


# Names that several have


@pytest.fixture
def twins(
    account: Account, names: Names, nothing_left_behind: Callable[[], None]
) -> tuple[str, list[str]]:
    """A name, and the ids of two registered images that have it."""
    name = names("twin")
    ids = [account.create_image(name) for _ in range(2)]
    for one in ids:
        account.register_image(one)
    nothing_left_behind()
    return name, ids


@pytest.mark.parametrize("command", ["image show {}", "image unregister {}"])
def test_an_ambiguous_name_is_answered_with_the_ids(
    openstack: Shell, twins: tuple[str, list[str]], command: str
) -> None:
    name, ids = twins
    error = openstack.fails(command.format(name))
    assert error.startswith("Multiple matches found.")
    assert all(one in error for one in ids)


def test_an_ambiguous_name_is_not_registered(
    openstack: Shell, twins: tuple[str, list[str]]
) -> None:
    error = openstack.fails("image register --username ubuntu", twins[0])
    assert error.startswith("Multiple matches found.")


@as_member
def test_a_public_template_of_another_project_makes_a_name_ambiguous(
    openstack: Shell,
    account: Account,
    accounts: dict[str, Account],
    names: Names,
    flavor_id: str,
    nothing_left_behind: Callable[[], None],
) -> None:
    fields = {
        "name": names("shared"),
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "flavor_id": flavor_id,
        "node_processes": ["datanode"],
    }
    mine = account.create("node-group-templates", **fields)
    theirs = accounts["admin"].create("node-group-templates", is_public=True, **fields)
    nothing_left_behind()
    error = openstack.fails("node group template show", fields["name"])
    assert error.startswith("Multiple matches found.")
    assert mine["id"] in error
    assert theirs["id"] in error


# Several names, some of them bad


@pytest.mark.parametrize("kind", ["node group template", "cluster template"])
def test_deleting_goes_on_past_failures(
    openstack: Shell,
    account: Account,
    names: Names,
    flavor_id: str,
    worker: dict[str, Any],
    kind: str,
) -> None:
    fields: dict[str, Any] = {"plugin_name": "fake", "plugin_version": "0.1"}
    if kind == "node group template":
        fields |= {"flavor_id": flavor_id, "node_processes": ["datanode"]}
    else:
        group = {"name": "worker", "node_group_template_id": worker["id"], "count": 1}
        fields |= {"node_groups": [group]}
    collection = kind.replace(" ", "-") + "s"
    good = [account.create(collection, name=names("good"), **fields)["name"] for _ in range(2)]
    outcome = openstack.run(f"{kind} delete", "bad-1", good[0], "bad-2", good[1])
    assert outcome.exit_status == 1
    assert outcome.lines == [
        f'{kind.capitalize()} "{name}" has been removed successfully.' for name in good
    ]
    first, second, summary = outcome.stderr.splitlines()
    assert '"bad-1"' in first
    assert '"bad-2"' in second
    assert summary == f"2 of 4 {kind}s failed to delete."


def test_unregistering_goes_on_past_failures(
    openstack: Shell, account: Account, names: Names
) -> None:
    name = names("good")
    account.register_image(account.create_image(name))
    outcome = openstack.run("image unregister", "bad-1", name)
    assert outcome.exit_status == 1
    assert outcome.lines == [f'Image "{name}" has been unregistered successfully.']
    assert outcome.stderr.splitlines()[-1] == "1 of 2 images failed to unregister."


def test_deleting_clusters_goes_on_past_failures(
    openstack: Shell, names: Names, launching: Callable[..., list[str]]
) -> None:
    name = names("good")
    openstack("cluster create", *launching(name))
    outcome = openstack.run("cluster delete --wait --poll-interval 0.2 bad-1", name, "bad-2")
    assert outcome.exit_status == 1
    assert outcome.lines == [
        f'Cluster "{name}" deletion has been started.',
        f'Cluster "{name}" has been removed successfully.',
    ]
    assert outcome.stderr.splitlines()[-1] == "2 of 3 clusters failed to delete."


# Arguments


@as_admin
@in_v2
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
def test_a_malformed_count_is_named_with_what_was_expected(
    openstack: Shell, command: str, option: str, word: str
) -> None:
    error = openstack.fails(command, option, word, status=2)
    assert option in error
    assert f'"{word}" is not NAME:COUNT' in error


@as_admin
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
def test_a_usage_error_names_the_argument(openstack: Shell, command: str, named: str) -> None:
    assert named in openstack.fails(command, status=2)


@as_admin
@in_v2
@pytest.mark.parametrize(
    ("command", "flags"),
    [
        ("cluster create", ["--name", "--cluster-template", "--image"]),
        ("cluster template create --name x", ["--node-groups"]),
        ("node group template create --name x --plugin fake", ["--flavor", "--processes"]),
    ],
)
def test_what_is_missing_is_named(openstack: Shell, command: str, flags: list[str]) -> None:
    error = openstack.fails(command)
    assert all(flag in error for flag in flags)


@as_admin
@in_v2
@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("cluster update {cluster}", "Nothing to update"),
        ("cluster scale {cluster}", "Nothing to scale"),
        ("node group template update {worker}", "Nothing to update"),
        ("cluster template update {template}", "Nothing to update"),
        ("image tags remove {image}", "Nothing to remove"),
    ],
)
def test_nothing_to_do_is_said(
    openstack: Shell,
    cluster: str,
    worker: dict[str, Any],
    cluster_template: dict[str, Any],
    image: str,
    command: str,
    hint: str,
) -> None:
    words = command.format(
        cluster=cluster, worker=worker["name"], template=cluster_template["name"], image=image
    )
    assert hint in openstack.fails(words)


# Files


FILES = pytest.mark.parametrize(
    "command",
    [
        "node group template create --json {}",
        "node group template update {worker} --json {}",
        "node group template import {} --image_id {image} --flavor_id m1.tiny",
        "node group template create --name x --configs {}",
        "node group template create --name x --shares {}",
        "cluster template create --json {}",
        "cluster template import {} --node-groups {worker}:1",
        "cluster create --json {}",
        "cluster scale {cluster} --json {}",
        "cluster update {cluster} --shares {}",
        "plugin update fake {}",
    ],
)


@pytest.fixture
def wording(cluster: str, worker: dict[str, Any], image: str) -> Callable[[str, str], str]:
    """Fills in names of things that are there, so that a file alone is at fault."""

    def fill(command: str, file: str) -> str:
        return command.format(file, worker=worker["name"], image=image, cluster=cluster)

    return fill


@as_member
@FILES
def test_a_missing_file_is_named(
    openstack: Shell, wording: Callable[[str, str], str], command: str
) -> None:
    error = openstack.fails(wording(command, "no-such-file"))
    assert '"no-such-file"' in error
    assert "no such file" in error


@FILES
@pytest.mark.parametrize("content", [b'{"name": ', b"a: b: c", b"\xff\xfe\x00", b"just a text"])
@as_admin
@in_v2
def test_a_malformed_file_is_named(
    openstack: Shell,
    wording: Callable[[str, str], str],
    command: str,
    content: bytes,
) -> None:
    Path("files").mkdir()
    Path("files/broken").write_bytes(content)
    assert 'The file "files/broken"' in openstack.fails(wording(command, "files/broken"))


@pytest.mark.parametrize("command", ["node group template export", "cluster template export"])
def test_a_file_that_cannot_be_written_is_named(
    openstack: Shell, worker: dict[str, Any], cluster_template: dict[str, Any], command: str
) -> None:
    name = worker["name"] if "node" in command else cluster_template["name"]
    error = openstack.fails(command, name, "--file", "no-such-folder/file")
    assert '"no-such-folder/file"' in error


@pytest.mark.usefixtures("nothing_left_behind")
def test_fields_that_the_server_does_not_know_are_named(openstack: Shell, names: Names) -> None:
    error = openstack.fails(
        f"{NODE_GROUP} --flavor m1.tiny --json -", stdin='{"colour": 1, "name": "x"}'
    )
    assert "colour" in error


# Servers that do not answer, or not as they should


def _run_against(openstack: Shell, url: str, command: str = "cluster list") -> Outcome:
    return openstack.run(command, options=("--os-data-processing-url", url))


@as_member
def test_an_endpoint_that_nobody_listens_at_is_named(openstack: Shell) -> None:
    error = _error_of(_run_against(openstack, NOBODY))
    assert NOBODY in error
    assert "connection refused" in error


@as_admin
@pytest.mark.parametrize("url", ["no-url", "http://no-such-host.invalid", "ftp://127.0.0.1"])
def test_an_endpoint_that_makes_no_sense_is_named(openstack: Shell, url: str) -> None:
    assert url in _error_of(_run_against(openstack, url))


def test_an_endpoint_of_one_s_own_serves_both_versions(
    openstack: Shell, account: Account, cluster: str
) -> None:
    url = account.sahara.endpoint_override.removesuffix("/v2")
    outcome = _run_against(openstack, url, f"cluster show -f value -c Name {cluster}")
    assert outcome.lines == [cluster]


class _Odd(http.server.BaseHTTPRequestHandler):
    """Answers everything alike."""

    def _answer(self) -> None:
        status, content_type, body = self.server.answer  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def odd_server() -> Iterator[Callable[[int, str, bytes], str]]:
    """Starts a server that gives one answer to everything, and returns its URL."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def answering(status: int, content_type: str, body: bytes) -> str:
        server.answer = (status, content_type, body)  # type: ignore[attr-defined]
        return f"http://127.0.0.1:{server.server_port}"

    yield answering
    server.shutdown()
    server.server_close()


PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please.</body></html>"


@as_admin
@pytest.mark.parametrize(
    "command", ["cluster list", "cluster show x", "plugin list", "image list", "cluster delete x"]
)
@pytest.mark.parametrize(
    ("status", "content_type", "body", "hint"),
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
@in_v2
def test_an_answer_that_is_not_sahara_s_is_described(
    openstack: Shell,
    odd_server: Callable[[int, str, bytes], str],
    command: str,
    status: int,
    content_type: str,
    body: bytes,
    hint: str,
) -> None:
    url = odd_server(status, content_type, body)
    assert hint in _error_of(_run_against(openstack, url, command))


def test_a_wrong_password_is_one_error(openstack: Shell) -> None:
    error = _error_of(openstack.run("cluster list", options=("--os-password", "wrong")))
    assert "authentication" in error


@as_admin
def test_a_region_without_the_service_is_named(openstack: Shell) -> None:
    error = _error_of(openstack.run("cluster list", options=("--os-region-name", "Nowhere")))
    assert "Nowhere" in error


@pytest.mark.parametrize("version", ["3", "two", "1.2"])
@as_admin
@in_v2
def test_an_unknown_version_is_answered_with_those_there_are(
    openstack: Shell, version: str
) -> None:
    error = _error_of(Shell(openstack.cloud, version).run("cluster list"))
    assert f'"{version}"' in error
    assert "1.1" in error
    assert "2" in error
