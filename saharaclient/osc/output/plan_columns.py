"""Columns of the commands about manifests: what a step changes."""

from __future__ import annotations

import json

from saharaclient.manifest.changes import Action, Change, Step
from saharaclient.osc.openstackclient import Column
from saharaclient.text import redact_urls


class ChangesColumn(Column):
    """The changes of a step: a line for each in tables, objects in JSON and YAML.

    A table leaves out the fields of what is created, for the files have them.

    :param value: the step.
    """

    def __init__(self, value: Step) -> None:
        super().__init__(value)
        self._step = value

    def human_readable(self) -> str:
        return "\n".join(self._lines())

    def machine_readable(self) -> object:
        return self._step.to_dict()["changes"]

    def as_text(self) -> str:
        return "; ".join(self._lines())

    def _lines(self) -> list[str]:
        step = self._step
        changes = () if step.action is Action.CREATE else step.changes
        lines = [_line(change) for change in changes]
        return [redact_urls(line) for line in [*lines, *([step.reason] if step.reason else [])]]


def _line(change: Change) -> str:
    if change.note:
        return f"{change.field}: {change.note}"
    return f"{change.field}: {_text(change.old)} -> {_text(change.new)}"


def _text(value: object) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value) or "none"
    if value is None or value in ([], {}):
        return "none"
    return value if isinstance(value, str) else json.dumps(value)
