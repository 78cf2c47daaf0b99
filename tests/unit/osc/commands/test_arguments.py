"""What all commands refuse or accept in their arguments."""

from __future__ import annotations

import argparse
import contextlib
import io
import shlex

import pytest

from saharaclient.osc.verbs.command import Command
from tests.unit.meta.test_cli_compat import COMMANDS, OFFERED, OUTPUT_KINDS, SPECIFIED, make

ALL = pytest.mark.parametrize(("version", "name"), OFFERED)
#: Arguments that may be empty: free text, and data sources that scripts leave out.
MAY_BE_EMPTY = {
    *((name, "description") for _, name in OFFERED),
    *(("dataprocessing job execute", dest) for dest in ("args", "input", "output")),
    ("dataprocessing cluster ssh", "words"),
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


def long_options(actions):
    return {flag: one for one in actions for flag in one.option_strings if flag.startswith("--")}


def abbreviations(version, name):
    """Yield each abbreviation that 4.2.0 understood, and the option that it stands for."""
    command = make(version, name)
    kind = next(kind for kind in OUTPUT_KINDS.values() if isinstance(command, kind))
    old = {flag for one in COMMANDS[version][name]["options"] for flag in one["flags"]}
    old |= long_options(kind.get_parser(command, name)._actions).keys()
    for flag in sorted(old):
        for length in range(3, len(flag)):
            if [one for one in old if one.startswith(flag[:length])] == [flag]:
                yield flag[:length], flag


@pytest.mark.parametrize(("version", "name"), SPECIFIED)
def test_abbreviations_of_4_2_0_are_still_understood(version, name):
    parser = make(version, name).get_parser(name)
    actions = long_options(parser._actions)
    wrong = []
    for text, flag in abbreviations(version, name):
        if text in actions:
            continue
        stderr = io.StringIO()
        with contextlib.redirect_stderr(stderr), contextlib.suppress(SystemExit):
            parser.parse_args([text])
        if "ambiguous option" in stderr.getvalue():
            wrong.append((text, flag))
    assert not wrong


def test_abbreviation_stands_for_the_option_of_4_2_0():
    parser = make("v2", "dataprocessing data source create").get_parser("create")
    argv = ["a", "--type", "swift", "--url", "swift://c/o", "--user", "ann", "--pass", "pw"]
    assert parser.parse_args(argv).password == "pw"
    assert parser.parse_args([*argv[:-2], "--password-f", "f"]).password_file == "f"


#: Last words of commands that change nothing.
READ_ONLY = (
    "list",
    "show",
    "export",
    "download",
    "get",
    "wait",
    "verification",
    "schema",
    "plan",
    "script",
    "refresh",
)


def has_examples(name):
    return name.split()[-1] not in READ_ONLY


@pytest.mark.parametrize(("version", "name"), [one for one in OFFERED if has_examples(one[1])])
def test_command_that_changes_something_has_two_examples(version, name):
    command = make(version, name)
    prefix = f"{name.removeprefix('dataprocessing ')} "
    examples = type(command).examples
    assert len(examples) >= 2
    assert all(example.startswith(prefix) for example in examples)
    help_text = command.get_parser(f"openstack {name}").format_help()
    for example in examples:
        assert f"\n  openstack dataprocessing {example}\n" in help_text
        parsed = command.get_parser(name).parse_args(shlex.split(example.removeprefix(prefix)))
        if isinstance(command, Command):
            command.check_arguments(parsed)
