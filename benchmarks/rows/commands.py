"""Commands, and the cost of the installed plugin and of the first import."""

from __future__ import annotations

import functools
from typing import Any

from benchmarks.cloud import VARIABLES, devcloud, received, to_sahara
from benchmarks.environments import program
from benchmarks.figures import BASELINE, NEW, OLD, Figure, figure
from benchmarks.probes.rounds import alternate
from benchmarks.processes import PROBES, requests_of, run

CLIENTS = (BASELINE, OLD, NEW)
ADAPTER = "from keystoneauth1 import session, adapter; adapter.Adapter(session.Session())"
CLIENT = (
    "from keystoneauth1 import session; from saharaclient.client import Client;"
    " Client('{version}', session=session.Session())"
)
SHOW = ["dataprocessing", "cluster", "show", "seeded-00077"]
#: A command of OpenStackClient itself with the same number of requests.
REGION = ["region", "show", "RegionOne"]
DELETED = [f"seeded-{number:05}" for number in range(1001, 1101)]


def plugin(quick: bool) -> list[Figure]:
    """Measure ``openstack --version`` with the plugin installed."""

    def milliseconds(client: str) -> float:
        return run([program(client, "openstack"), "--version"], VARIABLES).cpu * 1000

    measures = {client: functools.partial(milliseconds, client) for client in CLIENTS}
    taken = alternate(measures, 15 if quick else 51)
    row = "`openstack --version` with the plugin installed"
    return [figure(row, "CPU time that it adds", "ms", taken, 3, over="difference")]


def imports(quick: bool) -> list[Figure]:
    """Measure the first import of the library and a client, in a new process."""

    def milliseconds(client: str, code: str) -> float:
        return run([program(client, "python"), "-c", code]).wall * 1000

    figures = []
    for version in ("1.1", "2"):
        row = f"First import of the library and a v{version} client"
        code = CLIENT.format(version=version)
        measures = {client: functools.partial(milliseconds, client, code) for client in (OLD, NEW)}
        measures[BASELINE] = functools.partial(milliseconds, BASELINE, ADAPTER)
        taken = alternate(measures, 7 if quick else 31)
        what = "time over keystoneauth's session and adapter"
        figures.append(figure(row, what, "ms", taken, 10, over="difference"))
    return figures


def show(quick: bool) -> list[Figure]:
    """Measure ``cluster show NAME`` among 500 and among 5,000 clusters."""
    devcloud("reset")
    figures = []
    # Among 5,000, one run of 4.2.0 takes about half a minute.
    for factor, runs in ((1, 11), (10, 5)):
        devcloud("seed", str(factor))
        row = f"`cluster show NAME` among {500 * factor:,} clusters"
        words = {BASELINE: REGION, OLD: SHOW, NEW: SHOW}
        sent = {client: requests_of(client, words[client], VARIABLES) for client in CLIENTS}
        sizes = {client: [received(sent[client])] for client in (OLD, NEW)}
        counts = {client: [len(sent[client])] for client in CLIENTS}
        taken = alternate(
            {client: functools.partial(_show_seconds, client) for client in CLIENTS},
            2 if quick else runs,
        )
        what = "time over that of a minimal command with the same requests"
        figures += [
            figure(row, "received", "bytes", sizes, 6000),
            figure(row, "requests, login included", "", counts, counts[BASELINE][0]),
            figure(row, what, "s", taken, 1.10, over="ratio"),
        ]
    return figures


def _show_seconds(client: str) -> float:
    command = [program(client, "openstack"), *SHOW]
    if client == BASELINE:
        command = [program(client, "python"), f"{PROBES}/minimal_openstack.py", "minimal", SHOW[-1]]
    return run(command, VARIABLES).wall


def delete(quick: bool) -> list[Figure]:
    """Count the requests that delete 100 of 2,000 data sources by name."""
    devcloud("reset")
    figures = []
    # v2 has no filter by name: it takes one list in pages of 500, then the deletes.
    for version, limit in (("1.1", 200), ("2", 105)):
        row = f"`data source delete` of 100 names, API v{version}"
        sent: dict[str, list[dict[str, Any]]] = {}
        for client in (OLD, NEW):
            devcloud("seed", "1")
            words = ["--os-data-processing-api-version", version, "dataprocessing"]
            words += ["data", "source", "delete", *DELETED]
            # 4.2.0 first asks the service for its versions (300).
            found = to_sahara(requests_of(client, words, VARIABLES))
            sent[client] = [one for one in found if one["status"] != 300]
        counts = {client: [len(requests)] for client, requests in sent.items()}
        sizes = {client: [received(requests)] for client, requests in sent.items()}
        figures.append(figure(row, "requests", "", counts, limit))
        if version == "1.1":
            figures.append(figure(row, "received", "bytes", sizes, 100_000))
    return figures
