"""Every way to hand over a secret, in either version of the API: no output or file has it."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from tests.functional.marks import as_member, in_v2
from tests.functional.secrets.conftest import Giving
from tests.functional.secrets.table import WAYS, Way
from tests.functional.secrets.traces import ODD, PLAIN, files_in, found_in
from tests.functional.shell import Outcome, Shell

pytestmark = as_member

#: All that OpenStackClient has to say, on stderr and in a file.
TALKATIVE = ("--debug", "--timing", "--log-file", "log")


def traces_of(secret: str, folder: Path, given: Path, *outcomes: Outcome) -> list[str]:
    places: dict[str, bytes | str] = dict(files_in(folder, but=[given]))
    for outcome in outcomes:
        places |= {"stdout": outcome.stdout, "stderr": outcome.stderr}
    return found_in(places, secret)


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The body of every request that is sent."""
    bodies: list[str] = []
    send = requests.Session.send

    def record(self: requests.Session, request: requests.PreparedRequest, **kwargs: object):
        body = request.body or b""
        bodies.append(body if isinstance(body, str) else body.decode(errors="replace"))
        return send(self, request, **kwargs)

    monkeypatch.setattr(requests.Session, "send", record)
    return bodies


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_nothing_shows_it(
    openstack: Shell,
    giving: Giving,
    bodies: list[str],
    empty_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: Way,
) -> None:
    given = giving(way, ODD)
    for name, value in given.environment.items():
        monkeypatch.setenv(name, value)
    done = openstack.run(
        way.command, *given.words, "-f", "json", stdin=given.stdin, options=TALKATIVE
    )
    assert done.exit_status in (0, 1, 2)
    assert any("frotz" in body for body in bodies) is way.sends, done
    assert (empty_folder / "log").stat().st_size or done.exit_status == 2
    assert traces_of(ODD, empty_folder, given.file, done) == []


@in_v2
@pytest.mark.parametrize("way", [way for way in WAYS if way.command != "cluster scale"], ids=str)
def test_nor_does_a_dry_run(
    openstack: Shell,
    giving: Giving,
    empty_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    way: Way,
) -> None:
    given = giving(way, PLAIN)
    for name, value in given.environment.items():
        monkeypatch.setenv(name, value)
    dry_run = openstack.run(
        way.command, *given.words, "--dry-run",
        stdin=given.stdin, options=("-v", "--log-file", "log"),
    )  # fmt: skip
    assert (dry_run.exit_status == 0) is way.sends, dry_run
    assert traces_of(PLAIN, empty_folder, given.file, dry_run) == []
