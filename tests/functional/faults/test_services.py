"""Services that are really ended and started again while a client waits."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from saharaclient.client import Client
from saharaclient.exceptions import ConnectionFailed, WaitTimedOut
from tests.functional.cloud import Account
from tests.functional.conftest import DEVCLOUD
from tests.functional.faults.proxy import Proxy
from tests.functional.faults.run import LIMIT, Steps
from tests.functional.marks import as_admin

pytestmark = pytest.mark.alone

#: Seconds after which a service has not come back.
PATIENCE = 180
#: A description that has a cluster take its time.
SLOW = "stage_seconds=2"


class Devcloud:
    """The cloud under test, as the one who runs it."""

    def __init__(self) -> None:
        self.starting: subprocess.Popen[bytes] | None = None

    def end(self, service: str) -> None:
        subprocess.run([DEVCLOUD, "down", service], check=True, timeout=PATIENCE)

    def start(self, service: str) -> None:
        """Start a service, without waiting until it is there."""
        self.starting = subprocess.Popen([DEVCLOUD, "up", service])

    def settle(self) -> None:
        """Wait until what was started is there."""
        if self.starting is not None:
            assert self.starting.wait(PATIENCE) == 0


@pytest.fixture
def devcloud_itself() -> Iterator[Devcloud]:
    devcloud = Devcloud()
    yield devcloud
    devcloud.settle()


@pytest.fixture
def sahara(api_version: str, account: Account, keystone_session: Any) -> Any:
    """A client that goes to the service itself, and to Keystone through the proxy."""
    url = account.sahara.endpoint_override
    return Client(api_version, session=keystone_session, sahara_url=url)


@pytest.fixture
def cluster_id(steps: Callable[..., Steps], account: Account, sahara: Any) -> Iterator[str]:
    """A cluster that was created a moment ago."""
    made = steps(SLOW)
    cluster = sahara.clusters.create(made.name, "fake", **made.fields)
    yield cluster.id
    account.sahara.delete(f"/clusters/{cluster.id}", json={"force": True}, raise_exc=False)


@as_admin
def test_a_wait_outlives_a_restart_of_sahara(
    sahara: Any, account: Account, cluster_id: str, devcloud_itself: Devcloud
) -> None:
    account.until_active(cluster_id, LIMIT)
    sahara.clusters.delete(cluster_id)

    statuses: list[str] = []

    def look(cluster: Any) -> None:
        statuses.append(cluster.status)
        if len(statuses) == 1:
            devcloud_itself.end("sahara")
            devcloud_itself.start("sahara")
        if len(statuses) == 2:
            # Sahara forgets at a restart what it was about to do.
            account.sahara.delete(f"/clusters/{cluster_id}")

    sahara.clusters.wait_deleted(cluster_id, timeout=PATIENCE, poll_interval=0.5, on_poll=look)
    assert set(statuses) == {"Deleting"}
    assert len(statuses) > 1
    assert cluster_id not in {one["id"] for one in account.list("clusters")}


@as_admin
def test_a_wait_outlives_a_keystone_that_is_down_when_a_new_token_is_needed(
    sahara: Any, account: Account, cluster_id: str, devcloud_itself: Devcloud, keystone_session: Any
) -> None:
    def look(cluster: Any) -> None:
        # Earlier than that, the service itself needs Keystone, for a trust.
        if cluster.status == "Waiting" and not down:
            devcloud_itself.end("keystone")
            keystone_session.auth.invalidate()
            down.append(0)

    def sleep(seconds: float) -> None:
        down[:] = [sleeps + 1 for sleeps in down]
        if down == [3]:
            devcloud_itself.start("keystone")
        time.sleep(seconds)

    #: How often the client has slept since Keystone went down.
    down: list[int] = []
    sahara.api.sleep = sleep
    cluster = sahara.clusters.wait_active(
        cluster_id, timeout=PATIENCE, poll_interval=0.5, on_poll=look
    )
    assert down >= [3]
    assert cluster.status == "Active"


@as_admin
def test_a_keystone_that_stays_down_is_named_when_the_time_is_up(
    sahara: Any, cluster_id: str, keystone_session: Any, keystone_proxy: Proxy
) -> None:
    with Proxy(keystone_proxy.target) as nobody:
        auth = keystone_session.auth
    auth_url, auth.auth_url = auth.auth_url, f"{nobody.url}/v3"
    auth.invalidate()
    try:
        with pytest.raises(WaitTimedOut) as timed_out:
            sahara.clusters.wait_active(cluster_id, timeout=3, poll_interval=0.5)
        with pytest.raises(ConnectionFailed) as failed:
            sahara.clusters.list()
    finally:
        auth.auth_url = auth_url
    unreachable = f'There is no answer from "{nobody.url}/v3/auth/tokens": connection refused.'
    assert f'"{cluster_id}" is not Active yet' in str(timed_out.value)
    assert unreachable in str(timed_out.value)
    assert str(failed.value) == unreachable
