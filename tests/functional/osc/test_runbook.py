"""``runbook.sh``, what an operator would write: all of a cluster's life, twice in a row."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.functional.cloud import CLOUDS, COLLECTIONS, Account, Names
from tests.functional.conftest import API_VERSIONS, FAST
from tests.functional.osc.service import listed, uploads

RUNBOOK = Path(__file__).with_name("runbook.sh")
SECRET = "xyzzy-plugh-0451"
LEFTOVERS = (*COLLECTIONS, "job-templates", "job-binaries", "data-sources")


class Run:
    """A run of the script in one version of the API, beside the other one's."""

    def __init__(
        self, account: Account, api_version: str, name: str, image: str, warm: dict[str, str]
    ) -> None:
        self.account = account
        self.name = name
        self.image = image
        self.environment = {
            **os.environ,
            **warm,
            "OS_CLOUD": CLOUDS[account.user],
            "OS_DATA_PROCESSING_API_VERSION": api_version,
            "NAME": name,
            "IMAGE": image,
            "DESCRIPTION": FAST,
            "POLL": "0.2",
            "SWIFT_USER": "nobody",
            "SAHARA_PASSWORD": SECRET,
        }

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["bash", RUNBOOK],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def end(self) -> str:
        output, _ = self.process.communicate(timeout=600)
        return output

    def leftovers(self) -> list[str]:
        """Return the names of all that is left of it on the server."""
        found = [one for collection in LEFTOVERS for one in listed(self.account, collection)]
        found += uploads(self.account)
        left = [one["name"] for one in found if self.name in one["name"]]
        registered = {one["name"] for one in self.account.list("images")}
        return left + [name for name in registered if name == self.image]


@pytest.fixture
def runs(accounts: dict[str, Account], names: Names, warm_openstack: dict[str, str]) -> list[Run]:
    """One for each version of the API."""
    made = []
    for user, api_version in zip(accounts, API_VERSIONS, strict=True):
        image = names("image")
        accounts[user].create_image(image)
        made.append(Run(accounts[user], api_version, names("runbook"), image, warm_openstack))
    return made


def test_the_runbook_runs_twice_in_both_versions_and_leaves_nothing(runs: list[Run]) -> None:
    for _ in range(2):
        for run in runs:
            run.start()
        for run in runs:
            output = run.end()
            assert run.process.returncode == 0, output
            assert "has ended FAILED: Launcher ERROR" in output
            assert output.splitlines()[-1] == "== Done"
            assert "Traceback" not in output
            assert SECRET not in output
            assert run.leftovers() == []
