"""What all commands refuse or accept in their arguments."""

from __future__ import annotations

import argparse

import pytest

from tests.unit.meta.test_cli_compat import OFFERED, OUTPUT_KINDS, make

ALL = pytest.mark.parametrize(("version", "name"), OFFERED)
#: Arguments that may be empty: free text, and data sources that scripts leave out.
MAY_BE_EMPTY = {
    *((name, "description") for _, name in OFFERED),
    *(("dataprocessing job execute", dest) for dest in ("args", "input", "output")),
}


def own_arguments(version, name):
    """Return the arguments of a command without those of cliff."""
    command = make(version, name)
    kind = next(kind for kind in OUTPUT_KINDS.values() if isinstance(command, kind))
    of_cliff = {action.dest for action in kind.get_parser(command, name)._actions}
    return [one for one in command.get_parser(name)._actions if one.dest not in of_cliff]


def accepts_empty(action):
    if action.nargs == 0 or action.choices is not None:
        return False
    try:
        (action.type or str)("")
    except argparse.ArgumentTypeError:
        return False
    return True


@ALL
def test_only_free_text_may_be_empty(version, name):
    accepted = {one.dest for one in own_arguments(version, name) if accepts_empty(one)}
    assert accepted == {dest for of, dest in MAY_BE_EMPTY if of == name} & {
        one.dest for one in own_arguments(version, name)
    }
