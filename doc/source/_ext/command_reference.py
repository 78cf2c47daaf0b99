"""Directives that show what the code says of the commands: nothing of it is typed twice.

``exit-statuses`` and ``environment-variables`` show the tables of ``reference``,
``command-summary`` the commands of a version of the API in a line each.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable
from typing import Any

import reference
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx


class _Definitions(Directive):
    """A list of terms, and what each means."""

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
    """Its argument is the group of entry points."""

    required_arguments = 1

    def terms(self) -> Iterable[tuple[str, str]]:
        points = importlib.metadata.entry_points(group=self.arguments[0])
        for point in sorted(points, key=lambda point: point.name):
            yield point.name.replace("_", " "), (point.load().__doc__ or "").partition("\n")[0]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("exit-statuses", ExitStatuses)
    app.add_directive("environment-variables", EnvironmentVariables)
    app.add_directive("command-summary", CommandSummary)
    return {"parallel_read_safe": True}
