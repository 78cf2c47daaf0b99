"""``manifest apply`` that is killed, and applied again."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.cloud import CLOUDS, Account
from tests.functional.faults.proxy import Exchange, Proxy, Way
from tests.functional.osc.manifests import Declare
from tests.functional.osc.program import PATIENCE, Program

#: The number of a write, and whether the service has carried it out when the process is killed.
SMOKE = (4, True)
POINTS = [(1, False), (4, False), (7, False), *((number, True) for number in range(1, 8))]
CASES = [
    pytest.param(
        *point,
        marks=() if point == SMOKE else pytest.mark.slow,
        id=f"{'after' if point[1] else 'before'}-write-{point[0]}",
    )
    for point in POINTS
]


@pytest.fixture
def program(user: str, api_version: str) -> Program:
    """Runs commands in processes of their own, which can be killed."""
    return Program(CLOUDS[user], api_version)


class KillingProxy(Proxy):
    """Kills a process at one of its writes.

    Requests are carried out one by one, and none after that.
    """

    number: int
    is_carried_out: bool
    process: subprocess.Popen[bytes] | None = None
    has_killed = False

    def take_way(self) -> Way:
        return self._deal

    def _deal(self, exchange: Exchange) -> None:
        with self._one_at_a_time:
            if self.has_killed:
                exchange.reset()
                return
            self._count += exchange.command != "GET"
            is_last = exchange.command != "GET" and self._count == self.number
            if is_last and not self.is_carried_out:
                self._kill()
                return
            answer = exchange.forward()
            if is_last:
                self._kill()
                return
        exchange.say(answer)

    def kill_at(self, number: int, is_carried_out: bool) -> None:
        """Take note of the write at which the process is killed."""
        self.number, self.is_carried_out = number, is_carried_out
        self._count = 0
        self._one_at_a_time = threading.Lock()

    def _kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.has_killed = True


@pytest.fixture
def proxy(account: Account) -> Iterator[KillingProxy]:
    with KillingProxy(account.sahara.endpoint_override.removesuffix("/v2")) as proxy:
        yield proxy


_EXPECTED: dict[tuple[str, str], Any] = {}


@pytest.fixture
def expected(
    declare: Declare,
    program: Program,
    account: Account,
    user: str,
    api_version: str,
) -> Any:
    """The state after one apply that nothing disturbs."""
    if (user, api_version) not in _EXPECTED:
        environment = declare()
        assert program.run("manifest apply", environment.path).returncode == 0
        _EXPECTED[user, api_version] = environment.state(account)
    return _EXPECTED[user, api_version]


@pytest.mark.every_combination
@pytest.mark.parametrize("user", ["member"], indirect=True)
@pytest.mark.parametrize(("number", "is_carried_out"), CASES)
def test_next_apply_completes_a_killed_one(
    declare: Declare,
    expected: Any,
    program: Program,
    proxy: KillingProxy,
    account: Account,
    number: int,
    is_carried_out: bool,
) -> None:
    environment = declare()
    proxy.kill_at(number, is_carried_out)
    proxy.process = program.start(
        "manifest apply", environment.path, options=("--os-data-processing-url", proxy.url)
    )
    _, stderr = proxy.process.communicate(timeout=PATIENCE)
    assert proxy.has_killed, stderr
    assert environment.state(account) != expected or (number, is_carried_out) == (7, True)

    completed = program.run("manifest apply", environment.path)
    assert completed.returncode == 0, completed
    assert environment.state(account) == expected
    assert environment.more_than_once(account) == []
    planned = program.run("manifest plan --exit-code", environment.path)
    assert planned.returncode == 0, planned
