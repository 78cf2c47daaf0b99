"""What happens to a cluster: its provisioning steps and their events, as polls find them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from saharaclient.api.clusters import Cluster
from saharaclient.api.resource import objects_in
from saharaclient.osc.commands.cluster.progress import steps_of, successful
from saharaclient.osc.output.live import TimeColumn
from saharaclient.osc.output.times import with_zone
from saharaclient.text import redact_urls

HEADERS = ("Time", "Step", "Done", "Instance", "Result", "Message")
_STEP_RESULTS = {None: "started", True: "completed", False: "failed"}


class Row(NamedTuple):
    """An event, or a step that starts, completes or fails."""

    time: TimeColumn
    step: str
    done: str
    instance: str
    result: str
    message: str


class EventLog:
    """The rows of a cluster that have not been shown yet.

    Sahara deletes the events of a step when the step completes
    (_cluster_provision_step_update in db/sqlalchemy/api.py, 19.0.0). So events that come and go
    between two polls are missing.
    """

    def __init__(self) -> None:
        #: Results of the steps that were shown, by ID.
        self._results: dict[str, bool | None] = {}
        #: IDs of the events that were shown.
        self._events: set[str] = set()

    def new_rows(self, cluster: Cluster) -> Iterator[Row]:
        """Yield what has happened since the cluster before."""
        for step in steps_of(cluster):
            name, total = str(step.get("step_name")), step.get("total") or 0
            key = str(step.get("id") or f"{name} {step.get('created_at')}")
            result = successful(step)
            if key not in self._results and result is None:
                yield Row(_time(step.get("created_at")), name, f"0/{total}", "", "started", "")
            done = 0
            for event in self._events_of(step):
                done += event.get("successful") is True
                yield from self._row_of(event, key, name, f"{done}/{total}")
            if result is not None and self._results.get(key, None) is not result:
                time = _time(step.get("updated_at") or step.get("created_at"))
                count = f"{total if result else done}/{total}"
                yield Row(time, name, count, "", _STEP_RESULTS[result], "")
            self._results[key] = result

    @staticmethod
    def _events_of(step: dict[str, object]) -> list[dict[str, object]]:
        return sorted(objects_in(step.get("events")), key=lambda one: str(one.get("created_at")))

    def _row_of(self, event: dict[str, object], step: str, name: str, done: str) -> Iterator[Row]:
        instance = str(event.get("instance_name") or "")
        key = str(event.get("id") or f"{step} {instance} {event.get('created_at')}")
        if key in self._events:
            return
        self._events.add(key)
        result = "failed" if event.get("successful") is False else "ok"
        message = redact_urls(" ".join(str(event.get("event_info") or "").split()))
        yield Row(_time(event.get("created_at")), name, done, instance, result, message)


def _time(text: object) -> TimeColumn:
    return TimeColumn(with_zone(text))
