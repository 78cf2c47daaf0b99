"""Bad input for jobs, and for what they are made of, ends with one error and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.shell import Shell
from tests.unit.osc import samples
from tests.unit.shell.memory import Cloud

in_v2 = pytest.mark.parametrize("api_version", ["2"], ids=["v2"])


@pytest.fixture(autouse=True)
def nothing_sent(cloud: Cloud) -> Iterator[None]:
    yield
    assert cloud.changes == []


@pytest.mark.parametrize(
    ("kind", "identified"),
    [("job", "id"), ("job template", "name"), ("job binary", "name"), ("data source", "name")],
)
@pytest.mark.parametrize("verb", ["show", "delete", "update --public"])
@pytest.mark.parametrize("name", ["no-such-thing", samples.UNKNOWN_ID])
def test_unknown_resource_is_named(
    openstack: Shell, kind: str, identified: str, verb: str, name: str
) -> None:
    error = openstack.fails(f"{kind} {verb}", name, status=1)
    assert error.startswith("No matches found.")
    assert f'{kind} with {identified} "{name}"' in error


@pytest.mark.parametrize(
    "command",
    [
        "job cancel",
        "job suspend",
        "job wait",
        "job binary download",
        "job binary download --file -",
    ],
)
@pytest.mark.parametrize("name", ["no-such-thing", samples.UNKNOWN_ID])
def test_unknown_resource_of_an_action_is_named(
    openstack: Shell, empty_folder: Path, command: str, name: str
) -> None:
    assert f'"{name}"' in openstack.fails(command, name, status=1)
    assert not list(empty_folder.iterdir())


@in_v2
@pytest.mark.parametrize(
    ("command", "hints"),
    [
        ("job execute", ("--job-template", "--cluster")),
        ("job execute --configs nonsense", ('"nonsense"', "--configs")),
        ("job execute --params :x", ('":x"', "--params")),
        ("job execute --configs a:b --config-json x", ("--config-json",)),
        ("job execute --job-template x --cluster y --timeout 5", ("--wait",)),
        ("job delete x --poll-interval 5", ("--wait",)),
        ("job list --status asleep", ("'asleep'", "'running'")),
        ("job update x --public --private", ("--private",)),
        ("job cancel", ("<job>",)),
        ("job wait", ("<job>",)),
        ("job wait x --timeout soon", ("soon",)),
        ("job template create --name x --type Cobol", ("Cobol",)),
        ("job template create --name x --mains x", ("--type",)),
        ("job template list --type Cobol", ("Cobol",)),
        ("job template update x --type Pig", ("Pig",)),
        ("job binary create --name x", ("--url",)),
        ("job binary create --name x --url swift://x --data x", ("not allowed with",)),
        ("data source create x --type ftp --url ftp://x", ("'ftp'",)),
        ("data source create x --type swift", ("--url",)),
        ("data source create x --url swift://x", ("--type",)),
        ("data source list --type ftp", ("'ftp'",)),
        ("data source update x --public --private", ("--private",)),
        ("cluster create --name x --cluster-template y --timeout 5", ("only with --wait",)),
        ("cluster delete x --poll-interval 5", ("only with --wait",)),
        ("cluster scale x --instances x:1 --timeout 5", ("only with --wait",)),
        ("cluster verification --start x --timeout 5", ("only with --wait",)),
        ("cluster delete --wait x --timeout=0", ("duration",)),
        ("cluster delete --wait x --timeout=-1", ("duration",)),
        ("cluster delete --wait x --timeout=soon", ("duration",)),
        ("job list --limit=0", ('"0"',)),
        ("job list --limit=-1", ('"-1"',)),
        ("job list --limit=many", ('"many"',)),
        ("plugin list --limit 1", ("--limit",)),
        ("image list --limit 1", ("--limit",)),
        ("job type list --limit 1", ("--limit",)),
    ],
)
def test_usage_error_names_the_argument(
    openstack: Shell, command: str, hints: tuple[str, ...]
) -> None:
    error = openstack.fails(command, status=2)
    assert all(hint in error for hint in hints), error


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("job template create --name x --type Pig --mains no-such-thing", "job binary"),
        ("job template create --name x --type Java --libs no-such-thing", "job binary"),
        ("job template create --name x --type Java --interface no-such-thing", "no such file"),
        ("job template create --json no-such-thing", "no such file"),
        ("job execute --job-template no-such-thing --cluster c1", "job template"),
        ("job execute --job-template pig --cluster no-such-thing", "cluster"),
        ("job execute --job-template pig --cluster c1 --input no-such-thing", "data source"),
        ("job execute --job-template pig --cluster c1 --output no-such-thing", "data source"),
        ("job execute --job-template pig --cluster c1 --config-json no-such-thing", "no such file"),
        ("job execute --job-template pig --cluster c1 --interface no-such-thing", "no such file"),
        ("job execute --json no-such-thing", "no such file"),
    ],
)
def test_what_does_not_exist_is_named(openstack: Shell, command: str, hint: str) -> None:
    error = openstack.fails(command, status=1)
    assert '"no-such-thing"' in error
    assert hint in error


@pytest.mark.parametrize(
    ("options", "hint", "status"),
    [
        ("--type swift --url swift://x/y --username a", "--password-prompt", 2),
        ("--type swift --url swift://x/y --password a", "--username", 2),
        ("--type s3 --url s3a://x/y --access-key a", "--secret-key-prompt", 2),
        ("--type s3 --url s3a://x/y --secret-key a", "--access-key", 2),
        ("--type swift --url swift://x/y --username a --password-file nothing", '"nothing"', 1),
    ],
)
def test_missing_credentials_are_named(
    openstack: Shell, options: str, hint: str, status: int
) -> None:
    error = openstack.fails("data source create x", *options.split(), status=status)
    assert hint in error


@pytest.mark.parametrize("content", ["", "\n", "\nsecond line\n"])
def test_file_without_a_secret_is_named(openstack: Shell, content: str) -> None:
    Path("secret").write_text(content)
    error = openstack.fails(
        "data source create x --type swift --url swift://x --username u --password-file secret"
    )
    assert '"secret" has no secret' in error
