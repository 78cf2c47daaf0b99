"""No option that may take a secret is missing in the table."""

from __future__ import annotations

import importlib.metadata
import json
import re
from pathlib import Path

import pytest

from tests.functional.secrets.table import PROMPTS, WAYS

SPEC = json.loads((Path(__file__).parents[2] / "spec" / "cli-compat.json").read_text("utf-8"))
#: Names of options and arguments that may take a secret, or a document with one in it.
_SUSPECT = re.compile(
    r"passw|secret|token|credential|private|key|config|param|extra|interface|json"
)
#: Suspects that take none.
HARMLESS = {
    ("cluster create", "--user-keypair"),  # the name of a public key
    ("plugin update", "json"),  # switches labels on and off
    ("node group template create", "--autoconfig"),
    ("node group template update", "--autoconfig-enable"),
    ("node group template update", "--autoconfig-disable"),
    ("cluster template create", "--autoconfig"),
    ("cluster template update", "--autoconfig-enable"),
    ("cluster template update", "--autoconfig-disable"),
}
COVERED = {(way.command, flag) for way in WAYS for flag in way.flags} | {
    (command, flag) for command, flags in PROMPTS.items() for flag in flags
}


def offered() -> set[tuple[str, str]]:
    """Return all commands that are installed, each with each of its options and arguments."""
    return {
        (point.name.removeprefix("dataprocessing_").replace("_", " "), flag)
        for version in SPEC
        for point in importlib.metadata.entry_points(group=f"openstack.data_processing.{version}")
        for action in point.load()(None, None).get_parser("")._actions
        if action.nargs != 0 or action.dest.endswith("prompt")
        for flag in action.option_strings or [action.dest]
    }


def specified() -> set[tuple[str, str]]:
    return {
        (name.removeprefix("dataprocessing "), flag)
        for commands in SPEC.values()
        for name, command in commands.items()
        for argument in [*command["options"], *command["positional"]]
        if argument["takes_value"]
        for flag in argument.get("flags") or [argument["metavar"].strip("<>")]
    }


def suspects(known: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(command, flag) for command, flag in known if _SUSPECT.search(flag)} - HARMLESS


@pytest.mark.parametrize("known", [offered, specified])
def test_every_suspect_is_in_it(known) -> None:
    assert suspects(known()) - COVERED == set()


def test_table_has_no_unknown_options() -> None:
    commands = offered()
    assert {one for one in COVERED if one[1] != "--acc"} - commands == set()
    assert suspects(commands)
