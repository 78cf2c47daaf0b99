"""One life of a cluster (create, wait, scale, wait, delete, wait) with one fault all along."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from saharaclient.exceptions import APIException, NotFound
from tests.functional.cloud import Account
from tests.functional.faults.proxy import Plan, Proxy
from tests.functional.faults.table import (
    CLOCK,
    LOOKS,
    PATIENCE_ASKED,
    Fault,
    Outcome,
    Point,
    asks_for_patience,
)

#: Seconds after which a wait has not gone on.
LIMIT = 60
#: What an error says when the request may have been carried out.
MAY_BE_DONE = re.compile(
    r"look whether it was carried out|(?i:check) whether|(?i:list) the clusters to see"
)
#: What no caller should have to read.
PYTHON_SPEAK = re.compile(r"Traceback|Errno|object at 0x|<class|\bNoneType\b|HTTPConnectionPool")


@contextmanager
def fault_at(proxy: Proxy, pattern: str, indices: Collection[int], fault: Fault) -> Iterator[Plan]:
    """Have a fault at some of the requests that match a pattern.

    In the end, the service has carried out what the client has given up on.
    """
    plan = Plan(re.compile(pattern), indices, fault.way, fault.timeout, fault.refused, fault.before)
    proxy.plan = plan
    try:
        yield plan
    finally:
        proxy.plan = None
        CLOCK.ahead = 0.0  # what is asked past the proxy would sleep until it is back
    with proxy.busy:
        pass


@dataclass
class Steps:
    """What the life of a cluster is made of.

    :param name: name of the cluster.
    :param template: name of the template, which is looked up.
    :param worker: name of the node group that is scaled.
    :param fields: what else the cluster is created from.
    """

    name: str
    template: str
    worker: str
    fields: dict[str, Any]

    @property
    def change(self) -> dict[str, Any]:
        return {"resize_node_groups": [{"name": self.worker, "count": 2}]}


@dataclass
class Run:
    """The run, and what has come of the fault at each point.

    :param sahara: the client, which goes through the proxies.
    :param account: the way past them.
    """

    sahara: Any
    account: Account
    fault: Fault
    steps: Steps
    proxy: Proxy
    keystone: Proxy
    #: What the client has slept between tries and looks, in seconds.
    slept: list[float]
    outcomes: dict[Point, Outcome] = field(default_factory=dict)
    errors: dict[Point, BaseException] = field(default_factory=dict)
    #: What should not have happened, in sentences.
    problems: list[str] = field(default_factory=list)

    def live(self) -> None:
        """Go through all steps; after an error do what its sentence says, and go on."""
        clusters, steps = self.sahara.clusters, self.steps
        with self._fault_at(Point.LOOK_UP):
            self.sahara.cluster_templates.resolve(steps.template)
        with self._fault_at(Point.CREATE):
            # Whoever creates a cluster wants its ID.
            clusters.created_ids(clusters.create(steps.name, "fake", **steps.fields))
        if not self._made():
            clusters.create(steps.name, "fake", **steps.fields)
        (cluster_id,) = self._made()
        with self._fault_at(Point.FIRST_LOOK, Point.LATER_LOOK):
            clusters.wait_active(cluster_id, **_limits())
        self.account.until_active(cluster_id, LIMIT)
        with self._fault_at(Point.SCALE):
            clusters.scale(cluster_id, steps.change)
        if not self._scaling(cluster_id):
            clusters.scale(cluster_id, steps.change)
        with self._fault_at(Point.LOOK_AFTER_SCALE):
            clusters.wait_scaled(cluster_id, steps.change, **_limits())
        self._expect(self._workers(cluster_id) == 2, "It does not have the nodes in the end.")
        with self._fault_at(Point.DELETE):
            clusters.delete(cluster_id)
        if self.outcomes[Point.DELETE] in (Outcome.ERROR, Outcome.LOOK):
            with suppress(NotFound):
                clusters.delete(cluster_id)
        with self._fault_at(Point.LOOK_AFTER_DELETE):
            clusters.wait_deleted(cluster_id, **_limits())
        self._expect(not self._made(), "It is not gone in the end.")

    @contextmanager
    def _fault_at(self, *points: Point) -> Iterator[None]:
        """Have the fault at the first request, for two points also at the one after the next."""
        fault = self.fault
        forwarded, logins = len(self.proxy.forwarded), len(self.keystone.forwarded)
        indices = [2 * index for index in range(len(points))]
        if fault.keystone_refuses:
            self.keystone.plan = Plan(re.compile("POST"), indices, refused=True)
        error: BaseException | None = None
        self.slept.clear()
        with fault_at(self.proxy, "", indices, fault) as plan:
            try:
                yield
            except Exception as caught:
                error = caught
            finally:
                self.keystone.plan = None
        self._expect(plan.met == len(points), f"{points} did not meet the fault.")
        for point in points:
            self.outcomes[point] = _outcome(point, plan.seen, error)
            if error is not None:
                self.errors[point] = error
                self._check(point, error)
        arrived = [request.split()[0] for request in self.proxy.forwarded[forwarded:]]
        creating = arrived.count("POST") + arrived.count("PUT")
        allowed = 2 if fault.new_token else 1  # the one with the old token was turned away
        self._expect(creating <= allowed, f"{points}: {arrived} have reached the service.")
        if fault.new_token:
            new = len(self.keystone.forwarded) - logins
            self._expect(new == plan.met, f"{points}: {new} new tokens.")
        if fault.way is asks_for_patience and self.outcomes[points[0]] is Outcome.AGAIN:
            self._expect(PATIENCE_ASKED in self.slept, f"{points}: slept {self.slept}.")

    def _check(self, point: Point, error: BaseException) -> None:
        """Take note of what is wrong with an error as such."""
        text = str(error)
        self._expect(isinstance(error, APIException), f"{point}: {error!r} is no APIException.")
        self._expect(not PYTHON_SPEAK.search(text), f"{point}: {text}")
        named = (self.proxy.url, self.steps.name, "data processing service")
        self._expect(any(name in text for name in named), f"{point}: who? {text}")
        lines = text.splitlines()
        self._expect(len(lines) == 1, f"{point}: {len(lines)} lines.")

    def _expect(self, holds: bool, problem: str) -> None:
        if not holds:
            self.problems.append(problem)

    # The truth, past the proxies

    def _made(self) -> list[str]:
        """Return the IDs of all clusters of that name."""
        made = [one["id"] for one in self.account.named("clusters", self.steps.name)]
        self._expect(len(made) < 2, "There are two of it.")
        return made

    def _workers(self, cluster_id: str) -> int:
        groups = self.account.get("clusters", cluster_id)["node_groups"]
        return next(group["count"] for group in groups if group["name"] == self.steps.worker)

    def _scaling(self, cluster_id: str) -> bool:
        cluster = self.account.get("clusters", cluster_id)
        return cluster["status"] != "Active" or self._workers(cluster_id) == 2


def _outcome(point: Point, seen: int, error: BaseException | None) -> Outcome:
    if error is not None:
        return Outcome.LOOK if MAY_BE_DONE.search(str(error)) else Outcome.ERROR
    if point in LOOKS:
        return Outcome.ON
    return Outcome.AS_USUAL if seen == 1 else Outcome.AGAIN


def _limits() -> dict[str, Any]:
    """Return the limits of a wait that looks often at first, and then lets the service work."""

    def interval(waited: float) -> float:
        return 0.05 if waited < 0.3 else 0.4

    return {"timeout": LIMIT, "poll_interval": interval}


def brief(slept: list[float]) -> Callable[[float], None]:
    """Return a sleep that takes note of long ones and does not take as long."""

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        time.sleep(min(seconds, 0.2))

    return sleep
