"""Processes of their own: the list of processes, temporary files, terminals, failing services."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.functional.cloud import CLOUDS, Account
from tests.functional.marks import as_member, in_v1, in_v2
from tests.functional.osc.program import PATH, PATIENCE, Program
from tests.functional.secrets.given import Given, Giving
from tests.functional.secrets.table import CREDENTIALS, DOCUMENTS, MISTAKES, PAIRS, Way
from tests.functional.secrets.traces import ODD, PLAIN, SECRETS, files_in, found_in

pytestmark = as_member

NOBODY = "http://127.0.0.1:9"
#: One of each kind: of credentials every source once, with either of their commands.
WAYS = [
    *(way for way in CREDENTIALS if way.command == "data source create" and not way.shows),
    *[way for way in CREDENTIALS if way.command == "job binary update" and way.shows][::2],
    *DOCUMENTS[1:6:2],
    *PAIRS[1:],
    *MISTAKES[1:3],
]
#: Version of the API and secret, in turn.
TURNS = (("1.1", "plain"), ("2", "odd"))
#: How the log begins the line of a request of ours that changes something.
CHANGES = (b"REQ: POST", b"REQ: PUT", b"REQ: PATCH")

Run = Callable[..., tuple[int, dict[str, bytes]]]


@pytest.fixture
def program(user: str, api_version: str) -> Program:
    """Runs commands in processes of their own, whose titles can be seen."""
    return Program(CLOUDS[user], api_version)


@pytest.fixture
def run(program: Program, empty_folder: Path) -> Run:
    """Runs a command in folders of its own; returns its status, and all that was to be seen."""
    folders = {name: empty_folder / name for name in ("HOME", "TMPDIR", "work")}
    for folder in folders.values():
        folder.mkdir()

    def run_(way: Way, given: Given, *options: str) -> tuple[int, dict[str, bytes]]:
        process = program.start(
            way.command, *given.words,
            options=("--log-file", "log", *options),
            environment={
                **given.environment, "HOME": str(folders["HOME"]), "TMPDIR": str(folders["TMPDIR"])
            },
            cwd=folders["work"],
            stdin=subprocess.PIPE if way.stdin else subprocess.DEVNULL,
            stdout=(empty_folder / "stdout").open("wb"),
            stderr=(empty_folder / "stderr").open("wb"),
        )  # fmt: skip
        if process.stdin is not None:
            process.stdin.write(given.stdin.encode())
            process.stdin.close()
        seen: dict[str, bytes] = {}
        end = time.monotonic() + PATIENCE
        while process.poll() is None:
            assert time.monotonic() < end
            title = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            if not way.shows and title:
                seen["process title"] = title
            for name in ("HOME", "TMPDIR", "work"):
                seen |= files_in(folders[name])
            time.sleep(0.05)
        return process.returncode, {**seen, **files_in(empty_folder, but=[given.file])}

    return run_


@pytest.mark.parametrize(
    ("way", "api_version", "secret"),
    # Sahara refuses job templates without a program; unit tests run them.
    [
        pytest.param(
            way, *TURNS[number % 2], marks=() if number % 5 == 0 else pytest.mark.slow, id=str(way)
        )
        for number, way in enumerate(WAYS)
        if way.command != "job template create"
    ],
    ids=str,
    indirect=["api_version"],
)
def test_nothing_shows_it(run: Run, giving: Giving, way: Way, secret: str) -> None:
    given = giving(way, SECRETS[secret])
    status, seen = run(way, given, "--debug")
    (log,) = (content for place, content in seen.items() if place.endswith("/log"))
    assert any(change in log for change in CHANGES) is way.sends
    assert status == way.exit_status
    if not way.shows:
        assert way.command.split()[-1].encode() in seen["process title"]
    assert found_in(seen, SECRETS[secret], in_command_line=way.shows) == []


@in_v2
def test_nor_do_the_errors_of_a_service_that_is_down(run: Run, giving: Giving) -> None:
    way = CREDENTIALS[4]
    address = ("--os-data-processing-url", NOBODY)
    status, seen = run(way, giving(way, PLAIN), *address, "--debug")
    assert status == 1
    assert b"There is no answer" in b"".join(seen.values())
    assert found_in(seen, PLAIN) == []


@in_v1
def test_nor_do_the_user_s_own_password_and_token_show(run: Run, account: Account) -> None:
    plain = Way("data source list", "")
    config = account.connection.config.config["auth"]
    token = account.connection.session.get_token()
    environment = {
        "OS_CLOUD": "",
        "OS_AUTH_TYPE": "v3token",
        "OS_AUTH_URL": config["auth_url"],
        "OS_TOKEN": token,
        "OS_PROJECT_NAME": config["project_name"],
        "OS_PROJECT_DOMAIN_NAME": config["project_domain_name"],
        "OS_REGION_NAME": "RegionOne",
    }
    status, seen = run(plain, Given([], environment, "", Path("none")), "--debug")
    assert status == 0, seen
    assert found_in(seen, token) == []
    environment |= {
        "OS_AUTH_TYPE": "password",
        "OS_TOKEN": "",
        "OS_USERNAME": "member",
        "OS_USER_DOMAIN_NAME": "Default",
        "OS_PASSWORD": PLAIN,
    }
    status, seen = run(plain, Given([], environment, "", Path("none")), "--debug")
    assert status == 1
    assert found_in(seen, PLAIN) == []


@pytest.mark.parametrize(
    ("api_version", "command", "option", "secret"),
    [
        ("1.1", "job binary create", "--password-prompt", PLAIN),
        ("2", "data source create", "--secret-key-prompt", ODD),
    ],
    indirect=["api_version"],
)
def test_a_terminal_does_not_echo_it(
    program: Program, giving: Giving, empty_folder: Path, command: str, option: str, secret: str
) -> None:
    kind = "--access-key" if "key" in option else "--username"
    (way,) = (
        way
        for way in CREDENTIALS
        if way.command == command and way.environment and kind in way.words
    )
    given = giving(way, secret)
    control, terminal = pty.openpty()

    def take_terminal() -> None:
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [PATH, "--debug", "--log-file", "log", "dataprocessing", *command.split(), *given.words,
         option],
        env={**os.environ, **program.environment, "LC_ALL": "C.UTF-8"},
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        preexec_fn=take_terminal,
    )  # fmt: skip
    os.close(terminal)
    shown = _answer(control, b"Password of Swift user" if "password" in option else b"key:", secret)
    assert process.wait(PATIENCE) == 0, shown
    assert b"REQ: POST" in shown
    assert found_in({"terminal": shown, **files_in(empty_folder)}, secret) == []


def _answer(control: int, prompt: bytes, secret: str) -> bytes:
    """Type a secret when a terminal asks for it, and return all that the terminal has shown."""
    shown, asked = b"", False
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not select.select([control], [], [], 1)[0]:
            continue
        try:
            piece = os.read(control, 65536)
        except OSError:  # the last one has closed it
            break
        if not piece:
            break
        shown += piece
        if not asked and prompt in shown:
            asked = True
            os.write(control, f"{secret}\n".encode())
    os.close(control)
    assert asked, shown
    return shown
