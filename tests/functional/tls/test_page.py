"""What the page about TLS has users type does what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
from urllib import parse

import pytest

from tests.functional.docs.pages import Page, matches
from tests.functional.osc.program import PATIENCE
from tests.functional.tls.cases import without_asides
from tests.functional.tls.conftest import Tls

PAGE = Page("tls")
#: Ports of Keystone and Sahara as the page has them.
PORTS = {"keystone": 5443, "sahara": 8443}

COMMANDS = {
    line: lines for line, _, lines in PAGE.blocks("shell") if lines[0].startswith("openstack ")
}
OUTPUTS = {line: lines for line, _, lines in PAGE.blocks("text")}
#: The line of a command, and that of what it prints: the next block.
FAILING = [(max(line for line in COMMANDS if line < output), output) for output in OUTPUTS]
SUCCEEDING = [line for line in COMMANDS if line not in dict(FAILING)]


def typed(tls: Tls, warm: dict[str, str], line: int) -> subprocess.CompletedProcess[str]:
    """Type a command of the page, where the authority's file is at hand."""
    shutil.copy(tls.authority, "ca.pem")
    return subprocess.run(
        ["bash", "-c", here(tls, COMMANDS[line])],
        env={
            **os.environ,
            **warm,
            "OS_CLOUD": "" if "--os-cloud" in COMMANDS[line][0] else "devcloud",
            "OS_DATA_PROCESSING_API_VERSION": "2",
        },
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def here(tls: Tls, lines: list[str]) -> str:
    """Return lines of the page with the ports that the cloud under test has."""
    text = "\n".join(lines)
    for service, port in PORTS.items():
        text = text.replace(f":{port}", f":{parse.urlsplit(getattr(tls, service)).port}")
    return text


@pytest.mark.parametrize("line", SUCCEEDING)
def test_a_command_works(line: int, tls: Tls, warm_openstack: dict[str, str]) -> None:
    done = typed(tls, warm_openstack, line)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fake" in done.stdout.splitlines()


@pytest.mark.parametrize(("line", "output"), FAILING)
def test_command_fails_as_documented(
    line: int, output: int, tls: Tls, warm_openstack: dict[str, str]
) -> None:
    done = typed(tls, warm_openstack, line)
    assert (done.returncode, done.stdout) == (1, "")
    error = without_asides(done.stderr)
    assert matches(error, here(tls, OUTPUTS[output]).splitlines()), error


def test_the_page_shows_both() -> None:
    assert len(SUCCEEDING) == 2
    assert len(FAILING) == 3
