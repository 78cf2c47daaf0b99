"""What must stay as users have it, from ``tests/spec``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.functional.shell import Shell

_SPEC = Path(__file__).parents[1] / "spec"
_COLUMNS = json.loads((_SPEC / "columns-compat.json").read_text())
_COMMANDS = json.loads((_SPEC / "cli-compat.json").read_text())


def calls() -> list[str]:
    """Return the calls of the specification: commands, some with an option that adds columns."""
    return sorted(
        {call.removeprefix("dataprocessing ") for calls in _COLUMNS.values() for call in calls}
    )


def columns(api_version: str, command: str) -> list[str]:
    """Return the columns of a command's output.

    :param command: its words behind ``openstack dataprocessing``.
    """
    return _COLUMNS[f"v{api_version[0]}"][f"dataprocessing {command}"]


def options(api_version: str, command: str) -> list[dict[str, Any]]:
    """Return the options of a command."""
    return _COMMANDS[f"v{api_version[0]}"][f"dataprocessing {command}"]["options"]


def is_complete(api_version: str, command: str, shown: dict[str, Any]) -> bool:
    """Tell whether what a command shows of one resource has all its columns."""
    missing = set(columns(api_version, command)) - set(shown)
    assert not missing, f"{command} does not show {missing}"
    return True


def is_table(api_version: str, command: str, rows: list[dict[str, Any]]) -> bool:
    """Tell whether a list has its columns, in their order, in every row; others follow them."""
    assert rows, f"{command} lists nothing"
    specified = columns(api_version, command)
    for row in rows:
        assert list(row)[: len(specified)] == specified
    return True


def lists(openstack: Shell, api_version: str, command: str, name: str) -> bool:
    """Tell whether a list has its columns, and a resource of that name in it."""
    assert is_table(api_version, command, openstack.json(command))
    return name in {row["Name"] for row in openstack(command, "-f", "csv").csv()}
