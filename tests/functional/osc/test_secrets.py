"""Secrets are sent, and shown nowhere: not with ``--debug``, not in the list of processes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_member, in_v1, in_v2
from tests.functional.osc.program import PATIENCE, Program
from tests.functional.osc.service import named
from tests.functional.shell import Shell

pytestmark = as_member

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
SECRET = "xyzzy-plugh-0451"
KEY = "AKIA-frotz-1977"
SWIFT = ("--url", "swift://box/data")
S3 = ("--url", "s3://bucket/data")
#: Without it the service refuses job binaries, though not data sources.
S3_ENDPOINT = ("--s3-endpoint", "s3.example.org")
#: Options that come by a secret, and the environment and standard input that they need.
SOURCES: dict[str, tuple[tuple[str, ...], dict[str, str], bytes]] = {
    "password": (("--username", "nobody", "--password", SECRET), {}, b""),
    "password=": (("--username", "nobody", f"--password={SECRET}"), {}, b""),
    "password-file": (("--username", "nobody", "--password-file", "secret"), {}, b""),
    "password-stdin": (
        ("--username", "nobody", "--password-file", "-"), {}, f"{SECRET}\n".encode()
    ),
    "password-environment": (("--username", "nobody"), {"SAHARA_PASSWORD": SECRET}, b""),
    "secret-key": (("--access-key", KEY, "--secret-key", SECRET), {}, b""),
    "secret-key-file": (("--access-key", KEY, "--secret-key-file", "secret"), {}, b""),
    "secret-key-environment": (("--access-key", KEY), {"SAHARA_SECRET_KEY": SECRET}, b""),
}  # fmt: skip
#: One of each where it is shown in a process of its own with ``--debug``.
DEBUGGED = [
    ("1.1", "data source create", "password"),
    ("1.1", "data source update", "secret-key-file"),
    ("1.1", "job binary create", "password="),
    ("1.1", "job binary update", "secret-key"),
    ("2", "data source create", "secret-key"),
    ("2", "data source update", "password-stdin"),
    ("2", "job binary create", "secret-key-environment"),
    ("2", "job binary update", "password-environment"),
]


@pytest.fixture
def secret_file(empty_folder: Path) -> None:
    Path("secret").write_text(f"{SECRET}\nnot this line\n")


@pytest.fixture
def wording(account: Account, names: Names) -> Callable[[str, str], list[str]]:
    """The words of a command that takes a secret, but for those of the secret."""

    def words(command: str, source: str) -> list[str]:
        is_s3 = source.startswith("secret-key")
        url = S3 if is_s3 else SWIFT
        kind = ["--type", "s3" if is_s3 else "swift"] if command.startswith("data") else []
        name = names("secretive")
        if command == "data source create":
            return [name, *kind, *url]
        if command == "job binary create":
            return ["--name", name, *url, *(S3_ENDPOINT if is_s3 else ())]
        if command == "data source update":
            account.create("data-sources", name=name, type="hdfs", url="hdfs://node/data")
        else:
            account.create("job-binaries", name=name, url=f"manila://{NOWHERE}/a")
        return [name, *kind, *url]

    return words


@pytest.mark.usefixtures("secret_file")
@pytest.mark.parametrize(("api_version", "command", "source"), DEBUGGED, indirect=["api_version"])
def test_debug_output_has_no_secrets(
    program: Program,
    wording: Callable[[str, str], list[str]],
    command: str,
    source: str,
) -> None:
    options, environment, stdin = SOURCES[source]
    done = program.run(
        command, *wording(command, source), *options,
        options=("--debug",), environment=environment, stdin=stdin,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    everything = (done.stdout + done.stderr).decode()
    assert "REQ: curl" in everything
    assert SECRET not in everything
    assert KEY not in everything


@in_v2
@pytest.mark.usefixtures("secret_file")
@pytest.mark.parametrize("command", ["data source create", "job binary create"])
@pytest.mark.parametrize("source", SOURCES)
def test_errors_and_rehearsals_have_no_secrets(
    openstack: Shell,
    monkeypatch: pytest.MonkeyPatch,
    wording: Callable[[str, str], list[str]],
    command: str,
    source: str,
) -> None:
    options, environment, stdin = SOURCES[source]
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    words = [command, *wording(command, source), *options]
    rehearsed = openstack(*words, "--dry-run", stdin=stdin.decode())
    assert rehearsed.json()["credentials" if "source" in command else "extra"] == "***"
    created = openstack(*words, "-f", "json", stdin=stdin.decode())
    failed = openstack.run(*words, stdin=stdin.decode(), options=("--debug",))
    assert failed.exit_status == 1
    for outcome in (rehearsed, created, failed):
        assert SECRET not in outcome.stdout + outcome.stderr
        assert KEY not in outcome.stdout + outcome.stderr


@in_v2
@pytest.mark.parametrize("source", ["password-file", "password-environment", "password-stdin"])
@pytest.mark.usefixtures("secret_file")
def test_the_list_of_processes_has_no_secrets(
    program: Program, account: Account, wording: Callable[[str, str], list[str]], source: str
) -> None:
    options, environment, stdin = SOURCES[source]
    words = wording("data source create", source)
    process = program.start("data source create", *words, *options, environment=environment)
    seen = b""
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        seen += Path(f"/proc/{process.pid}/cmdline").read_bytes()
        time.sleep(0.02)
    process.communicate(stdin, timeout=PATIENCE)
    assert process.returncode == 0
    assert words[0].encode() in seen
    assert SECRET.encode() not in seen
    assert named(account, "data-sources", words[0])


@in_v1
@pytest.mark.parametrize("content", ["", "\n", "\nsecond line\n"])
def test_a_file_without_a_secret_is_an_error(openstack: Shell, content: str) -> None:
    Path("secret").write_text(content)
    error = openstack.fails(
        "data source create x --type swift --url swift://x --username u --password-file secret"
    )
    assert '"secret" has no secret in its first line' in error


@in_v1
def test_a_prompt_needs_a_terminal(openstack: Shell) -> None:
    error = openstack.fails(
        "data source create x --type swift --url swift://x --username u --password-prompt"
    )
    assert "prompt" in error.lower() or "terminal" in error.lower()


@in_v1
def test_secrets_are_sent_as_they_are(
    openstack: Shell, monkeypatch: pytest.MonkeyPatch, wording: Callable[[str, str], list[str]]
) -> None:
    sent: list[str] = []
    send = requests.Session.send

    def record(self: requests.Session, request: Any, **kwargs: Any) -> Any:
        sent.append(str(request.body))
        return send(self, request, **kwargs)

    monkeypatch.setenv("SAHARA_PASSWORD", SECRET)
    monkeypatch.setattr(requests.Session, "send", record)
    openstack("data source create", *wording("data source create", "password"), "--username", "u")
    assert any(f'"password": "{SECRET}"' in body for body in sent)
