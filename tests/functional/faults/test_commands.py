"""The same faults through the commands: exit status, stdout, and an error without Python in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.functional.cloud import CLOUDS, Account, Names
from tests.functional.conftest import API_VERSIONS
from tests.functional.faults.proxy import Proxy
from tests.functional.faults.run import MAY_BE_DONE, fault_at
from tests.functional.faults.table import FAULTS, Fault, Outcome, Point
from tests.functional.marks import as_admin
from tests.functional.shell import PYTHON_SPEAK, Shell
from tests.functional.shell import Outcome as Done

Creating = Callable[[Fault, str, int], Done]

#: A request to create a cluster, and a look at one.
CREATING = r"POST .*/clusters$"
LOOKING = r"GET .*/clusters/[0-9a-f-]{36}"

#: The shell of the tests keeps its tokens, so that it never asks for another one.
SEEN = tuple(fault for fault in FAULTS if not fault.keystone_refuses)

#: One of each outcome; the others are slow. The library meets all of them in test_run.py.
ALWAYS = ("connection refused", "reset after the request", "429 with Retry-After", "token expired")


def _marks(fault: Fault) -> Any:
    return () if fault.title in ALWAYS else pytest.mark.slow


#: Each in one version of the API, for a wait takes its time; they take turns.
TURNS = [
    pytest.param(version, fault, id=f"v{version}-{fault.title}", marks=_marks(fault))
    for fault, version in zip(SEEN, itertools.cycle(API_VERSIONS))
]

with_every_fault = pytest.mark.parametrize(
    "fault", [pytest.param(fault, id=fault.title, marks=_marks(fault)) for fault in SEEN]
)


@pytest.fixture
def name(names: Names, account: Account) -> Iterator[str]:
    """A name for a cluster, of which there is never more than one."""
    name = names("ordered")
    yield name
    made = account.named("clusters", name)
    for cluster in made:
        account.sahara.delete(f"/clusters/{cluster['id']}", json={"force": True}, raise_exc=False)
    assert len(made) < 2


@pytest.fixture
def creating(
    faulty: None,
    openstack: Shell,
    sahara_proxy: Proxy,
    launching: Callable[..., list[str]],
    name: str,
) -> Creating:
    """Returns what has come of a ``cluster create --wait`` with a fault at a request."""

    def create(fault: Fault, requests: str, index: int) -> Done:
        with fault_at(sahara_proxy, requests, {index}, fault) as plan:
            done = openstack.run(
                "cluster create -f json --wait --timeout 60 --poll-interval 0.2",
                *launching(name),
                options=("--os-data-processing-url", sahara_proxy.url),
            )
        assert plan.met == 1, done
        assert not PYTHON_SPEAK.search(done.stderr), done
        return done

    return create


def is_active(done: Done, name: str) -> bool:
    """Tell whether a command has ended well, with its result and nothing else on stdout."""
    assert done.exit_status == 0, done
    shown: dict[str, Any] = done.json()
    return (shown["Name"], shown["Status"]) == (name, "Active")


@as_admin
@with_every_fault
def test_create(creating: Creating, account: Account, fault: Fault, name: str) -> None:
    done = creating(fault, CREATING, 0)
    outcome = fault.outcome_at(Point.CREATE)
    if outcome not in (Outcome.ERROR, Outcome.LOOK):
        assert is_active(done, name)
        return
    assert (done.exit_status, done.stdout) == (1, ""), done
    (error,) = done.stderr.splitlines()
    assert error.startswith((f'cluster create "{name}" failed: ', "The service did not report")), (
        done
    )
    assert bool(MAY_BE_DONE.search(error)) == (outcome is Outcome.LOOK), done
    if outcome is Outcome.ERROR:
        assert not account.named("clusters", name)


@as_admin
@pytest.mark.parametrize(("api_version", "fault"), TURNS, indirect=["api_version"])
def test_later_look(creating: Creating, fault: Fault, name: str) -> None:
    assert is_active(creating(fault, LOOKING, 2), name)


def test_keystone_that_is_down_is_an_error_that_names_it(devcloud: None, api_version: str) -> None:
    with Proxy("http://127.0.0.1") as proxy:
        closed = f"{proxy.url}/v3"
    done = Shell(CLOUDS["admin"], api_version).run(
        "cluster list", options=("--os-auth-url", closed)
    )
    assert (done.exit_status, done.stdout) == (1, ""), done
    assert closed in done.stderr, done
    assert not PYTHON_SPEAK.search(done.stderr), done
