"""What ``cluster show --long`` adds: instances, and what happened last."""

from __future__ import annotations

from dataclasses import asdict

from saharaclient.api.clusters import Cluster
from saharaclient.osc.commands.cluster.event_log import HEADERS, EventLog
from saharaclient.osc.commands.cluster.instances import instances_of
from saharaclient.osc.commands.cluster.verification import health
from saharaclient.osc.output.columns import ListColumn
from saharaclient.text import escape_control_chars

#: How many events are shown.
_LAST = 5


class LinesColumn(ListColumn):
    """A list of objects: a line for each in tables, and the objects in JSON and YAML.

    :param lines: the lines.
    :param objects: the objects.
    """

    def __init__(self, lines: list[str], objects: list[dict[str, object]]) -> None:
        super().__init__(objects)
        self._lines = lines

    def human_readable(self) -> str:
        return "\n".join(escape_control_chars(line) for line in self._lines)

    def as_text(self) -> str:
        return "; ".join(self._lines)


def long_fields(cluster: Cluster) -> list[tuple[str, object]]:
    """Return (header, value) of the fields of ``--long``.

    :param cluster: the cluster with its provisioning steps.
    """
    instances = sorted(instances_of(cluster), key=lambda one: one.name)
    rows = sorted(EventLog().new_rows(cluster), key=lambda row: str(row.time.value))[-_LAST:]
    keys = [header.lower() for header in HEADERS]
    return [
        (
            "Instances",
            LinesColumn(
                [f"{one.name} {one.management_ip or 'no address'}" for one in instances],
                [asdict(one) for one in instances],
            ),
        ),
        (
            "Last events",
            LinesColumn(
                [" ".join(filter(None, map(str, (row.time.value, *row[1:])))) for row in rows],
                [dict(zip(keys, (row.time.value, *row[1:]), strict=True)) for row in rows],
            ),
        ),
        *health(cluster),
    ]
