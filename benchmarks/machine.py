"""Where and with what it was measured."""

from __future__ import annotations

import datetime
import json
import os
import pathlib
import platform
from typing import Any

from benchmarks import children
from benchmarks.environments import Environment

PACKAGES = (
    "python-saharaclient",
    "python-openstackclient",
    "osc-lib",
    "cliff",
    "keystoneauth1",
    "requests",
    "urllib3",
)
_VERSIONS = """
import importlib.metadata, json, sys
found = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()}
print(json.dumps({name: found[name] for name in sys.argv[1:] if name in found}))
"""


def describe(environments: dict[str, Environment]) -> dict[str, Any]:
    """The machine, its load before the first run, and versions by environment."""
    return {
        "date": datetime.date.today().isoformat(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_at_start": round(os.getloadavg()[0], 2),
        "versions": {
            name: json.loads(
                children.run([environment.python, "-c", _VERSIONS, *PACKAGES], {}).stdout
            )
            for name, environment in environments.items()
        },
    }


def _cpu() -> str:
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
