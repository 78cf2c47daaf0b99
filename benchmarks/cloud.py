"""A devcloud for the benchmarks alone."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any
from urllib import parse

from benchmarks.environments import CHECKOUT, HOME

FOLDER = HOME / "cloud"
DATABASE = FOLDER / "data" / "sahara.sqlite"
#: Environment variables that select this cloud.
VARIABLES = {"OS_CLIENT_CONFIG_FILE": str(FOLDER / "clouds.yaml"), "OS_CLOUD": "devcloud"}
#: Not the ports of the devcloud for other uses.
PORT_BASE = 7400
#: The devcloud numbers its services: keystone, glance, nova, neutron, sahara.
SAHARA_PORT = PORT_BASE + 4


def devcloud(*words: str) -> None:
    """Run a command of the devcloud."""
    variables = {**os.environ, "DEVCLOUD_DIR": str(FOLDER)}
    # All clouds of a checkout share the environments of the services.
    variables.setdefault("DEVCLOUD_ENVIRONMENTS", str(CHECKOUT / ".devcloud" / "environments"))
    command = [sys.executable, f"{CHECKOUT}/tools/devcloud/devcloud", *words]
    subprocess.run(command, check=True, env=variables, stdout=sys.stderr)


def to_sahara(requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the requests that went to the data processing service."""
    return [one for one in requests if parse.urlsplit(one["url"]).port == SAHARA_PORT]


def received(requests: list[dict[str, Any]]) -> int:
    """Return the size of all response bodies from the data processing service, in bytes."""
    return sum(one["received"] for one in to_sahara(requests))
