"""The modules between a command line and its request, as the architecture page lists them."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import requests

from tests.functional.shell import Shell
from tests.unit.shell.memory import Cloud
from tests.unit.shell.test_examples import ready  # noqa: F401  a fixture

ROOT = Path(__file__).parents[3]
COMMAND = (
    "cluster create --name new --cluster-template small --image fake-image"
    " --neutron-network private --wait"
)


def listed() -> list[str]:
    """The modules that the page lists."""
    page = (ROOT / "doc/source/architecture.rst").read_text()
    section = page.partition("From the command line to the request\n")[2].partition("\nRules\n")[0]
    paths = re.findall(r"^#\. ``(\S+)\.py``", section, re.MULTILINE)
    return [f"saharaclient.{path.replace('/', '.')}" for path in paths]


@pytest.mark.usefixtures("ready")
def test_page_lists_modules_between_command_and_request(
    openstack: Shell, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: set[str] = set()
    stack: set[str] = set()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if not stack:
            called.add(frame.f_globals.get("__name__", ""))

    def send(*args: Any, **kwargs: Any) -> requests.Response:
        if args[1].method == "POST" and args[1].url.endswith("/clusters"):
            frame: FrameType | None = sys._getframe()
            while frame is not None:
                stack.add(frame.f_globals.get("__name__", ""))
                frame = frame.f_back
        return original(*args, **kwargs)

    original = requests.Session.send
    monkeypatch.setattr(requests.Session, "send", send)
    sys.setprofile(note)
    try:
        outcome = openstack.run("", *COMMAND.split())
    finally:
        sys.setprofile(None)

    assert outcome.exit_status == 0, outcome
    ours = {name for name in stack if name.startswith("saharaclient.")}
    assert len(ours) > 5, ours
    assert ours <= {*listed()}
    assert {*listed()} <= called
    assert len(listed()) <= 12
