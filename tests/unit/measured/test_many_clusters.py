"""Ten thousand clusters are listed in little memory, by commands and by programs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import THOROUGH
from tests.unit.loopback import Loopback
from tests.unit.measured.cluster_pages import ClusterPages

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is in /proc"),
    pytest.mark.parametrize("version", ["1.1", "2"] if THOROUGH else ["2"]),
    pytest.mark.slow,
]

MIB = 2**20
COUNT = 10_000
#: Seconds after which a process counts as stuck.
PATIENCE = 300

#: Does something in a process of its own, then prints the most that it ever had in memory.
MEASURED = """
import sys
{}
for line in open("/proc/self/status"):
    if line.startswith("VmHWM:"):
        print(int(line.split()[1]) * 1024, file=sys.stderr)
"""
COMMAND = """
from openstackclient.shell import main
if main(sys.argv[2:]):
    sys.exit("The command has failed.")
"""
LIBRARY = """
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint
from saharaclient.client import Client
session = ksa_session.Session(auth=token_endpoint.Token(sys.argv[1], "token"))
manager = Client(sys.argv[2], session=session).clusters
{}
"""


def measured(doing, *argv):
    """Return the most memory that a process needs to do something, and what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED.format(doing), *argv],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return int(done.stderr), done.stdout


@pytest.fixture
def pages():
    return ClusterPages(COUNT)


@pytest.fixture
def url(pages):
    with Loopback(pages, keeps_bodies=False) as loopback:
        yield loopback.url


def test_the_command_needs_less_than_200_mib(version, url, pages):
    peak, printed = measured(
        COMMAND, url,
        "--os-auth-type", "none", "--os-endpoint", url,
        "--os-data-processing-api-version", version,
        "dataprocessing", "cluster", "list", "--long", "-f", "json",
    )  # fmt: skip
    assert peak < 200 * MIB
    listed = json.loads(printed)
    assert len({cluster["Id"] for cluster in listed}) == COUNT
    assert listed[-1]["Name"] == f"nightly-report-{COUNT - 1:05}"
    assert pages.sent > COUNT * 4000


def test_a_program_that_goes_through_them_needs_less_than_100_mib(version, url):
    peak, printed = measured(
        LIBRARY.format("print(sum(1 for cluster in manager.list_all()))"), url, version
    )
    assert int(printed) == COUNT
    assert peak < 100 * MIB


def test_a_page_of_them_all_takes_less_than_eight_times_what_was_sent(version, url, pages):
    # Whoever asks for no limit gets one answer with all of it, and keeps all of it.
    peak, printed = measured(LIBRARY.format("print(len(manager.list()))"), url, version)
    assert int(printed) == COUNT
    assert peak < 8 * pages.sent
