"""A devcloud of the benchmarks' own, seeded."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

from benchmarks.environments import CHECKOUT

DEVCLOUD = CHECKOUT / "tools" / "devcloud" / "devcloud"
#: Away from the ports of the devcloud that one tries things on.
PORT_BASE = 7400


class Cloud:
    """A devcloud.

    :param home: its folder.
    """

    def __init__(self, home: pathlib.Path) -> None:
        self.home = home
        #: What points a client at it.
        self.variables = {
            "OS_CLIENT_CONFIG_FILE": str(home / "clouds.yaml"),
            "OS_CLOUD": "devcloud",
        }
        self.database = home / "data" / "sahara.sqlite"

    def up(self) -> None:
        self._run("up", "--port-base", str(PORT_BASE))

    def down(self) -> None:
        self._run("down")

    def reset(self) -> None:
        self._run("reset")

    def seed(self, factor: int) -> None:
        """Have at least ``factor`` times 500 clusters and 2,000 data sources."""
        self._run("seed", str(factor))

    def _run(self, *words: str) -> None:
        variables = {**os.environ, "DEVCLOUD_DIR": str(self.home)}
        # The services are installed once for all clouds of a checkout.
        variables.setdefault("DEVCLOUD_ENVIRONMENTS", str(CHECKOUT / ".devcloud" / "environments"))
        subprocess.run(
            [sys.executable, DEVCLOUD, *words], check=True, env=variables, stdout=sys.stderr
        )
