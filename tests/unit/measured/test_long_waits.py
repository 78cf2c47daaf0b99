"""Waits of six hours, by a clock that is set by hand: looks, lines, memory, tokens, limits."""

from __future__ import annotations

import gc
import io
import logging
import re
import threading
import tracemalloc
from types import SimpleNamespace

import pytest
from keystoneauth1 import session as ksa_session
from keystoneauth1.identity import v3
from osc_lib import exceptions as osc_exceptions

from saharaclient import exceptions
from saharaclient.api.waiters import LONGEST_INTERVAL
from saharaclient.client import Client
from saharaclient.osc.commands.cluster import lifecycle
from tests import THOROUGH
from tests.unit.conftest import KEYSTONE_URL, FakeClock

pytestmark = pytest.mark.slow

#: An hour of the waits that are tested. Short hours need fewer polls.
HOUR = 3600 if THOROUGH else 600
MINUTE = HOUR // 60
SIX_HOURS = 6 * HOUR
#: One look every five seconds, and the few more at the beginning.
MOST_LOOKS = SIX_HOURS // LONGEST_INTERVAL + 20
CLUSTER_ID = "7d6b21ac-5a3c-4a0e-9b0e-0d2f8f3a5c11"
#: How far a large cluster is after so many minutes: status, nodes ready in the step it is at.
PROGRESS = (
    (0, "Validating", None),
    (1, "InfraUpdating", None),
    (5, "Spawning", 0),
    *((5 + 10 * ready, "Spawning", ready) for ready in range(1, 20)),
    (205, "Waiting", 3),
    (270, "Preparing", None),
    (300, "Configuring", 11),
    (345, "Starting", None),
)
UNFINISHED = len(PROGRESS)


class Patience(FakeClock):
    """A clock that keeps no record of its thousands of sleeps."""

    longest = 0.0

    def sleep(self, seconds):
        self.longest = max(self.longest, seconds)
        self.now += seconds


class LargeCluster:
    """A service with one cluster, which takes its time.

    :param active_after: seconds.
    """

    #: Seconds that each answer takes.
    slowness = 0.0
    #: From when to when it answers 503, in seconds since the start.
    outage = (0, 0)
    #: Tokens that it takes, and until when; None for any.
    valid_until = None

    def __init__(self, sahara, clock, active_after):
        self.clock = clock
        self.start = clock()
        self.active_at = self.start + active_after
        self.looks = 0
        self.refused = 0
        #: Called with every look's number.
        self.on_look = lambda looks: None
        self._mocker = sahara.mocker
        for version in ("v1.1", "v2"):
            url = f"{sahara.url}/{version}/clusters"
            self._mocker.get(f"{url}/{CLUSTER_ID}", json=self._look)
            self._mocker.get(f"{url}?name=large", json=self._list)

    def cluster(self):
        waited = self.clock() - self.start
        if self.clock() >= self.active_at:
            status, ready = "Active", None
        else:
            _, status, ready = [at for at in PROGRESS if at[0] * MINUTE <= waited][-1]
        steps = [
            {
                "step_type": "Engine: create cluster",
                "step_name": f"Step of {status}",
                "successful": None,
                "completed": ready,
                "total": 20,
                "created_at": "2023-10-04T10:00:00",
            }
        ]
        return {
            "id": CLUSTER_ID,
            "name": "large",
            "status": status,
            "status_description": "",
            "provision_progress": [] if ready is None else steps,
        }

    def _look(self, request, context):
        self._mocker.reset_mock()  # it would keep every request
        self.clock.now += self.slowness
        since = self.clock() - self.start
        if self.outage[0] <= since < self.outage[1]:
            context.status_code = 503
            return {"error_code": 503, "error_message": "Down for maintenance"}
        token = request.headers.get("X-Auth-Token")
        if self.valid_until is not None and self.valid_until.get(token, 0) <= self.clock():
            self.refused += 1
            context.status_code = 401
            return {"error": {"code": 401, "title": "Unauthorized", "message": "No."}}
        self.looks += 1
        self.on_look(self.looks)
        return {"cluster": self.cluster()}

    def _list(self, request, context):
        return {"clusters": [self.cluster()], "markers": {"prev": None, "next": None}}


@pytest.fixture
def clock():
    return Patience()


@pytest.fixture
def launch(sahara, clock):
    """Return a function that starts a cluster that is Active after so many seconds."""
    return lambda seconds=SIX_HOURS: LargeCluster(sahara, clock, seconds)


@pytest.fixture
def command(connect):
    """Return a function that has ``cluster wait large`` do its work, and returns its stderr."""

    def run(version, *argv):
        app = SimpleNamespace(
            client_manager=SimpleNamespace(data_processing=connect(version)),
            options=SimpleNamespace(verbose_level=1),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )
        made = lifecycle.WaitForCluster(app, None)
        try:
            made._run(made.get_parser("wait").parse_args(["large", *argv]))
        except osc_exceptions.CommandError as error:
            return app.stderr.getvalue(), str(error)
        return app.stderr.getvalue(), app.stdout.getvalue()

    return run


# The library


def test_wait_polls_every_five_seconds(client, clock, launch):
    service = launch()
    seen = client.clusters.wait_active(CLUSTER_ID, timeout=SIX_HOURS + HOUR)
    assert seen.status == "Active"
    assert clock.longest == LONGEST_INTERVAL
    assert service.looks <= MOST_LOOKS
    assert 0 <= clock() - service.active_at <= LONGEST_INTERVAL


def test_slow_polls_do_not_add_up(v2, clock, launch):
    service = launch()
    service.slowness = 2.5
    v2.clusters.wait_active(CLUSTER_ID, timeout=SIX_HOURS + HOUR)
    assert clock() - service.active_at <= LONGEST_INTERVAL + service.slowness
    assert service.looks >= SIX_HOURS // (LONGEST_INTERVAL + service.slowness)


@pytest.fixture
def no_records():
    """Let pytest keep no log lines, and coverage no tracer of each thread that polls."""
    trace = threading.gettrace()
    threading.settrace(None)
    logging.disable()
    yield
    logging.disable(logging.NOTSET)
    threading.settrace(trace)


@pytest.mark.usefixtures("no_records")
def test_polls_leave_nothing_in_memory(v2, launch):
    service = launch()
    grown = 0

    def trace(looks):
        nonlocal grown
        if looks == MOST_LOOKS // 6:
            tracemalloc.start()
        elif looks == MOST_LOOKS // 2:
            gc.collect()  # in a large process, cycles wait for the collector for long
            grown = tracemalloc.get_traced_memory()[0]
            tracemalloc.stop()

    service.on_look = trace
    v2.clusters.wait_active(CLUSTER_ID, timeout=SIX_HOURS + HOUR)
    # The poll in progress, and more than 200 before it; a record of each one would take more.
    assert 0 < grown < 32 * 1024 + 100 * MOST_LOOKS // 3


def test_timeout_is_exact(v2, clock, launch):
    service = launch(SIX_HOURS + HOUR)
    start = clock()
    with pytest.raises(exceptions.WaitTimedOut, match=rf"after {SIX_HOURS} s\.") as raised:
        v2.clusters.wait_active(CLUSTER_ID, timeout=SIX_HOURS)
    assert clock() - start == pytest.approx(SIX_HOURS, abs=0.001)
    assert service.looks <= MOST_LOOKS
    assert raised.value.resource.status == "Starting"


def test_slow_polls_end_one_poll_after_the_timeout(v2, clock, launch):
    service = launch(SIX_HOURS + HOUR)
    service.slowness = 2.5
    start = clock()
    with pytest.raises(exceptions.WaitTimedOut):
        v2.clusters.wait_active(CLUSTER_ID, timeout=SIX_HOURS)
    assert SIX_HOURS <= clock() - start <= SIX_HOURS + service.slowness


def test_wait_survives_long_outage(v2, clock, launch):
    service = launch()
    service.outage = (2 * HOUR, 2.5 * HOUR)
    v2.clusters.wait_active(CLUSTER_ID, timeout=SIX_HOURS + HOUR)
    assert clock() - service.active_at <= LONGEST_INTERVAL


def test_expired_token_is_replaced(keystone, clock, launch):
    keystone.speak_v3()
    service = launch()
    service.valid_until = {}
    give = keystone._v3_token

    def give_for_an_hour(request, context):
        token = give(request, context)
        service.valid_until[context.headers["X-Subject-Token"]] = clock() + HOUR
        return token

    keystone.mocker.post(f"{keystone.url}/v3/auth/tokens", json=give_for_an_hour)
    auth = v3.Password(
        f"{KEYSTONE_URL}/v3",
        username="ann",
        password="secret",
        project_name="data",
        user_domain_id="default",
        project_domain_id="default",
    )
    session = ksa_session.Session(auth=auth)
    client = Client("2", session=session, clock=clock, sleep=clock.sleep)
    seen = client.clusters.wait_active(CLUSTER_ID, timeout=SIX_HOURS + HOUR)
    assert seen.status == "Active"
    # One for each hour, none for each look.
    assert 6 <= keystone.tokens <= 8
    assert service.refused == keystone.tokens - 1


# The command


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_command_writes_a_line_for_each_change_only(command, launch, version):
    service = launch()
    progress, said = command(version, "--timeout", str(SIX_HOURS + HOUR))
    assert said.startswith('Cluster "large" is Active after ')
    lines = progress.splitlines()
    assert len(lines) == UNFINISHED + 1
    assert service.looks <= MOST_LOOKS
    times = [int(re.match(r" *(\d+)s large: ", line).group(1)) for line in lines]
    for line, seconds, (minutes, status, _) in zip(lines, times, PROGRESS, strict=False):
        assert f" {status}" in line
        assert 0 <= seconds - minutes * MINUTE <= LONGEST_INTERVAL
    assert 0 <= times[-1] - SIX_HOURS <= LONGEST_INTERVAL


def test_command_times_out_and_the_cluster_continues(command, clock, launch):
    launch(SIX_HOURS + HOUR)
    start = clock()
    progress, said = command("2", "--timeout", str(SIX_HOURS))
    assert f"Starting) after {SIX_HOURS} s." in said
    assert len(progress.splitlines()) == UNFINISHED
    assert clock() - start == pytest.approx(SIX_HOURS, abs=0.001)
