"""Run a schedule, and check after each operation that the client has kept its promises."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from unittest import mock

from tests.simulation import invariants, samples
from tests.simulation.clock import VirtualClock, replace_default_clocks, virtual
from tests.simulation.drivers import Driver
from tests.simulation.drivers.library import Library
from tests.simulation.drivers.shell import Shell
from tests.simulation.model import Identity, Service
from tests.simulation.network import IDENTITY_URL, Network
from tests.simulation.schedules import Schedule

Start = Callable[[Schedule, Service, VirtualClock], Driver]

#: The environment of a user, without proxies and whatever else is set where tests run.
ENVIRONMENT = {
    "OS_AUTH_URL": f"{IDENTITY_URL}/v3",
    "OS_USERNAME": "ann",
    "OS_PASSWORD": samples.PASSWORD,
    "OS_PROJECT_NAME": "data",
    "OS_USER_DOMAIN_ID": "default",
    "OS_PROJECT_DOMAIN_ID": "default",
    "OS_IDENTITY_API_VERSION": "3",
    "COLUMNS": "200",
    "LANG": "C.UTF-8",
    "PATH": os.environ.get("PATH", ""),
}

DRIVERS: dict[str, Start] = {"library": Library, "commands": Shell}


def run(start: Start, schedule: Schedule) -> invariants.Trace:
    """Carry out a schedule.

    :param start: makes the driver.
    :raises invariants.Violation: a promise is broken.
    """
    replace_default_clocks_once()
    clock = VirtualClock()
    service = Service(clock, schedule.behavior)
    identity = Identity(IDENTITY_URL, _catalog_url(schedule))
    network = Network(clock, service, identity, schedule.endpoint.base, schedule.faults)
    trace = invariants.Trace(schedule, service, network)
    with _environment(), virtual(clock), network.installed(), _log(schedule.debug) as records:
        driver = start(schedule, service, clock)
        for number, operation in enumerate(schedule.operations):
            network.begin(number, operation.faults)
            records.clear()
            before = invariants.Before(clock.now, service)
            outcome = driver.carry_out(operation)
            if outcome is None:
                continue
            service.catch_up()
            outcome.texts += [record.getMessage() for record in records]
            invariants.check(trace, invariants.Step(operation, number, before, outcome, clock.now))
            if isinstance(outcome.error, invariants.Endless):
                break
    return trace


@functools.cache
def _home() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="simulation-")


def _environment() -> contextlib.AbstractContextManager[object]:
    environment = {**ENVIRONMENT, "HOME": _home().name}
    return mock.patch.dict(os.environ, environment, clear=True)


def _catalog_url(schedule: Schedule) -> str:
    endpoint = schedule.endpoint
    return "http://elsewhere.example" if endpoint.override else endpoint.url


_replaced = False


def replace_default_clocks_once() -> None:
    global _replaced
    if not _replaced:
        replace_default_clocks()
        _replaced = True


@contextlib.contextmanager
def _log(debug: bool) -> Iterator[list[logging.LogRecord]]:
    """Keep what is logged; down to DEBUG, if the user wants that."""
    records: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            # The client has no part in what others log.
            if record.name.startswith("saharaclient"):
                records.append(record)

    root, handler = logging.getLogger(), Keeper()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG if debug else logging.WARNING)
    try:
        yield records
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
