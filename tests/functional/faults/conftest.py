"""The proxies, the runs, and the table that they add up to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from keystoneauth1.identity import v3
from keystoneauth1.session import Session

from saharaclient.client import Client
from tests.functional.cloud import Account, Names
from tests.functional.conftest import FAST
from tests.functional.faults import table
from tests.functional.faults.proxy import Proxy, announced
from tests.functional.faults.run import Run, Steps, brief

#: Version of the API, fault and point to what has come of it.
Measured = dict[tuple[str, table.Fault, table.Point], table.Outcome]

_MEASURED: Measured = {}


@pytest.fixture(scope="session")
def sahara_proxy(account: Account) -> Iterator[Proxy]:
    url = account.sahara.endpoint_override.removesuffix("/v2")
    with Proxy(url, unread=(table.resets_unread,)) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def keystone_proxy(account: Account) -> Iterator[Proxy]:
    with Proxy(account.connection.config.auth["auth_url"].removesuffix("/v3")) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def keystone_session(account: Account, keystone_proxy: Proxy) -> Session:
    """A session that has its tokens through the proxy."""
    auth = {**account.connection.config.auth, "auth_url": f"{keystone_proxy.url}/v3"}
    return Session(auth=v3.Password(**auth))


@pytest.fixture
def faulty(sahara_proxy: Proxy, keystone_proxy: Proxy) -> Iterator[None]:
    """Proxies that know what comes, and a clock that can jump."""
    with announced(sahara_proxy, keystone_proxy), pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", table.CLOCK.time)
        yield
    sahara_proxy.plan = keystone_proxy.plan = None
    table.CLOCK.ahead = 0.0


@pytest.fixture(scope="session")
def steps(
    names: Names,
    cluster_template: dict[str, Any],
    worker: dict[str, Any],
    account: Account,
    image: str,
    network_id: str,
    api_version: str,
) -> Callable[..., Steps]:
    """Makes the steps of a cluster's life, each with a name of its own.

    :param description: of the cluster; it sets the time that the launch takes.
    """
    fields = {
        {"1.1": "hadoop_version", "2": "plugin_version"}[api_version]: "0.1",
        "cluster_template_id": cluster_template["id"],
        "default_image_id": account.connection.image.find_image(image).id,
        "net_id": network_id,
    }

    def make(description: str = FAST) -> Steps:
        described = {**fields, "description": description}
        return Steps(names("faulty"), cluster_template["name"], worker["name"], described)

    return make


@pytest.fixture(scope="session")
def runs() -> dict[tuple[str, table.Fault], Run]:
    """The runs there have been, for the tests of all points to look at."""
    return {}


@pytest.fixture
def run(
    runs: dict[tuple[str, table.Fault], Run],
    faulty: None,
    fault: table.Fault,
    api_version: str,
    account: Account,
    sahara_proxy: Proxy,
    keystone_proxy: Proxy,
    keystone_session: Session,
    steps: Callable[..., Steps],
) -> Run:
    """The run with a fault, in a version of the API."""
    if (api_version, fault) not in runs:
        keystone_session.get_token()
        slept: list[float] = []
        sahara = Client(
            api_version, session=keystone_session, sahara_url=sahara_proxy.url, sleep=brief(slept)
        )
        # While the client waits for an answer that does not come, the cluster must not be done.
        description = FAST if fault.timeout is None else "stage_seconds=0.2"
        made = steps(description)
        run = Run(sahara, account, fault, made, sahara_proxy, keystone_proxy, slept)
        runs[api_version, fault] = run
        run.live()
        _MEASURED.update(
            {(api_version, fault, point): run.outcomes[point] for point in table.Point}
        )
    return runs[api_version, fault]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what has come of each fault at each point, in either version."""
    if not _MEASURED:
        return
    rows = [["fault", *(point.value for point in table.Point)]]
    for fault in table.FAULTS:
        cells = []
        for point in table.Point:
            found = {_MEASURED.get((version, fault, point)) for version in ("1.1", "2")}
            cells.append(" or ".join(sorted(one.value for one in found if one is not None)) or "-")
        rows.append([fault.title, *cells])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    terminalreporter.section("faults and what has come of them")
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        terminalreporter.write_line("  ".join(cells).rstrip())
