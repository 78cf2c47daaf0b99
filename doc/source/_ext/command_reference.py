"""Directives that generate the documentation of the commands from their code.

``exit-statuses`` and ``environment-variables`` show the tables of ``reference``,
``command-summary`` lists the commands of an API version, ``command-reference`` describes the
commands of a resource, and ``output-options`` the options that all commands inherit from cliff.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import reference
from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.nodes import nested_parse_with_titles

#: Entry point groups, the latest API version first.
_GROUPS = ("openstack.data_processing.v2", "openstack.data_processing.v1")
_PREFIX = "dataprocessing "
#: What cliff adds to the epilog of commands that a plugin provides.
_PROVIDED_BY = re.compile(r"^This command is provided by the \S+ plugin\.$", re.MULTILINE)


def load_commands(group: str) -> dict[str, type[Any]]:
    """Return the command classes of an entry point group by name, such as "cluster create"."""
    points = importlib.metadata.entry_points(group=group)
    return {
        point.name.replace("_", " ").removeprefix(_PREFIX): point.load()
        for point in sorted(points, key=lambda point: point.name)
    }


def parser_of(name: str, command_class: type[Any]) -> argparse.ArgumentParser:
    """Return the parser of a command."""
    command = command_class(None, None)
    parser: argparse.ArgumentParser = command.get_parser(f"openstack {_PREFIX}{name}")
    return parser


def own_actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the visible arguments of a command, without those of cliff's formatters."""
    foreign = {
        id(action)
        for group in parser._action_groups
        if group.title and "formatter" in group.title
        for action in group._group_actions
    }
    return [
        action
        for action in parser._actions
        if id(action) not in foreign
        and action.help is not argparse.SUPPRESS
        and action.dest != "help"
    ]


class _Definitions(Directive):
    """A list of terms and their meanings."""

    def terms(self) -> Iterable[tuple[str, str]]:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        items = []
        for term, meaning in self.terms():
            definition = nodes.definition("", nodes.paragraph(text=meaning))
            name = nodes.term("", "", nodes.literal(text=term))
            items.append(nodes.definition_list_item("", name, definition))
        return [nodes.definition_list("", *items)]


class ExitStatuses(_Definitions):
    def terms(self) -> Iterable[tuple[str, str]]:
        return ((str(status), meaning) for status, meaning in reference.EXIT_STATUSES.items())


class EnvironmentVariables(_Definitions):
    def terms(self) -> Iterable[tuple[str, str]]:
        return reference.ENVIRONMENT.items()


class CommandSummary(_Definitions):
    """The commands of an entry point group, one line each; its argument is the group."""

    required_arguments = 1

    def terms(self) -> Iterable[tuple[str, str]]:
        for name, command_class in load_commands(self.arguments[0]).items():
            yield f"{_PREFIX}{name}", (command_class.__doc__ or "").partition("\n")[0]


class _Generated(Directive):
    """A part of a page that is generated as reStructuredText."""

    def lines(self) -> Iterator[str]:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        section = nodes.section()
        section.document = self.state.document
        nested_parse_with_titles(self.state, StringList(list(self.lines()), "commands"), section)
        return section.children


class CommandReference(_Generated):
    """The commands of a resource; its argument is the resource, such as "cluster template"."""

    required_arguments = 1
    final_argument_whitespace = True

    def lines(self) -> Iterator[str]:
        latest, oldest = (load_commands(group) for group in _GROUPS)
        resource = self.arguments[0]
        others = {"cluster template", "job binary", "job template", "job type"} - {resource}
        for name, command_class in latest.items():
            if not name.startswith(f"{resource} ") or name.startswith(tuple(others)):
                continue
            older = own_actions(parser_of(name, oldest[name])) if name in oldest else []
            yield from _describe(name, command_class, older, only_latest=name not in oldest)


class OutputOptions(_Generated):
    """The options of cliff's formatters, for lists and for single resources."""

    def lines(self) -> Iterator[str]:
        parser = parser_of("cluster list", load_commands(_GROUPS[0])["cluster list"])
        own = {id(action) for action in own_actions(parser)}
        yield from _options("openstack", [a for a in parser._actions if id(a) not in own], {})


def _describe(
    name: str, command_class: type[Any], older: list[argparse.Action], only_latest: bool
) -> Iterator[str]:
    """Yield the section of a command."""
    parser = parser_of(name, command_class)
    actions = own_actions(parser)
    yield from (name, "-" * len(name), "")
    yield from [*inspect.getdoc(command_class).splitlines(), ""]  # type: ignore[union-attr]
    if only_latest:
        yield from ("API v2 only.", "")
    words = ["openstack", *_PREFIX.split(), name, "[options]"]
    words += [_metavar(action) for action in actions if not action.option_strings]
    yield from (".. code-block:: text", "", f"   {' '.join(words)}", "")
    flags, old_flags = _flags(actions), _flags(older)
    actions += [action for action in older if not flags & set(action.option_strings or flags)]
    marks = dict.fromkeys(old_flags - flags, "API v1.1 only")
    if not only_latest:
        marks |= dict.fromkeys(flags - old_flags, "API v2 only")
    yield from _options(f"{_PREFIX}{name}", actions, marks)
    examples = _PROVIDED_BY.sub("", parser.epilog or "").strip("\n")
    if examples:
        yield from (".. code-block:: text", "")
        yield from (f"   {line}" for line in examples.splitlines())
        yield ""


def _flags(actions: Iterable[argparse.Action]) -> set[str]:
    return {flag for action in actions for flag in action.option_strings}


def _options(
    program: str, actions: Iterable[argparse.Action], marks: Mapping[str, str]
) -> Iterator[str]:
    """Yield the descriptions of arguments.

    :param marks: remarks by option, such as "API v2 only".
    """
    yield from (f".. program:: {program}", "")
    for action in actions:
        metavar = _metavar(action)
        flags = [f"{flag} {metavar}".strip() for flag in action.option_strings] or [metavar]
        text = " ".join((action.help or "").replace("%%", "%").split())
        mark = next((marks[flag] for flag in action.option_strings if flag in marks), "")
        if mark and mark not in text:
            text += f" ({mark})"
        yield from (f".. option:: {', '.join(flags)}", "", f"   {_escaped(text)}", "")


def _metavar(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    name = action.metavar or f"<{action.dest.replace('_', '-')}>"
    name = " ".join(name) if isinstance(name, tuple) else name
    several = f" [{name} ...]" if action.nargs in ("+", "*") else ""
    return f"{name}{several}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("*", r"\*").replace("`", r"\`").replace("|", r"\|")


def setup(app: Sphinx) -> dict[str, Any]:
    for name, directive in {
        "exit-statuses": ExitStatuses,
        "environment-variables": EnvironmentVariables,
        "command-summary": CommandSummary,
        "command-reference": CommandReference,
        "output-options": OutputOptions,
    }.items():
        app.add_directive(name, directive)
    return {"parallel_read_safe": True}
