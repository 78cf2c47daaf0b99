"""Applies: order, failures at every request, interruptions, waits."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from saharaclient.manifest.execution.applying import Result, _Apply, apply
from saharaclient.manifest.execution.run import Run
from saharaclient.manifest.execution.tasks import Execution, Slots, State
from tests.unit.manifest.plans.conftest import Environment
from tests.unit.manifest.plans.environments import (
    MASTER,
    WORKER,
    cluster,
    cluster_template,
    group,
    spark,
)
from tests.unit.manifest.plans.fake_sahara import FakeSahara, Refusal

OWN = {
    "name": "spark",
    "node_groups": [group("spark-master", 1), group("workers", 3, "spark-worker", volume_type="x")],
}
#: From each of these environments to the next one, every kind of step is made.
STAGES = [
    spark(
        node_group_templates=[MASTER, {**WORKER, "description": "first"}],
        cluster_templates=[OWN, cluster_template("second")],
        clusters=[],
    ),
    spark(
        node_group_templates=[MASTER, {**WORKER, "description": "second"}],
        cluster_templates=[OWN, cluster_template("second", workers=4)],
        clusters=[cluster("analytics", node_groups=[])],
        images=[{"name": "ubuntu", "username": "root", "tags": ["2.3", "x"]}],
    ),
    spark(
        node_group_templates=[MASTER, {**WORKER, "description": "second"}],
        cluster_templates=[OWN, cluster_template("second", workers=4)],
        clusters=[
            cluster("analytics", node_groups=[{"name": "workers", "count": 5}], description="new")
        ],
        images=[{"name": "ubuntu", "username": "root", "tags": ["2.3", "x"]}],
    ),
    spark(
        node_group_templates=[MASTER, {**WORKER, "description": "third"}],
        cluster_templates=[{**OWN, "description": "third"}, cluster_template("second", workers=4)],
        clusters=[cluster("analytics", node_groups=[{"name": "workers", "count": 5}])],
        images=[],
    ),
]
REPLACE = [
    *("node-group-template/spark-worker", "cluster-template/spark", "cluster/analytics"),
    "cluster-template/second",
]


def options_of(stage: int) -> dict[str, Any]:
    return {"replace": REPLACE} if stage == 3 else {}


def expected(version: str, stage: int) -> Any:
    """Return the state after all stages without a failure."""
    sahara = FakeSahara()
    environment = Environment(sahara, version)
    for number in range(stage + 1):
        environment.apply(STAGES[number], **options_of(number))
    return sahara.state()


def prepared(environment: Environment, stage: int) -> None:
    for number in range(stage):
        environment.apply(STAGES[number], **options_of(number))


def writes_of(version: str, stage: int) -> int:
    sahara = FakeSahara()
    environment = Environment(sahara, version)
    prepared(environment, stage)
    before = len(sahara.writes)
    environment.apply(STAGES[stage], **options_of(stage))
    return len(sahara.writes) - before


def each_write(stage: int) -> Iterator[tuple[int, Environment, FakeSahara, Any]]:
    """Yield the number of each write of a stage in both versions, with a service ready for it.

    The last item is the state that the service is to have in the end.
    """
    for version in ("1.1", "2"):
        wanted = expected(version, stage)
        for number in range(1, writes_of(version, stage) + 1):
            sahara = FakeSahara()
            environment = Environment(sahara, version)
            prepared(environment, stage)
            yield number, environment, sahara, wanted


class Fault:
    """Disturbs one write, counted from now on.

    :param number: which, from 1.
    :param when: ``before`` or ``after`` it is carried out.
    :param error: what happens then.
    :param for_good: whether nothing works afterwards.
    """

    def __init__(
        self,
        sahara: FakeSahara,
        number: int,
        when: str,
        error: Callable[[], Exception],
        for_good: bool = False,
    ) -> None:
        self.happened = False
        self._left = itertools.count(1)
        self._number = number
        self._error, self._for_good = error, for_good
        setattr(sahara, when, self)

    def __call__(self, _: int) -> None:
        if next(self._left) == self._number or (self.happened and self._for_good):
            self.happened = True
            raise self._error()


def no_answer() -> Exception:
    return requests.exceptions.ConnectionError("Connection aborted.")


def locked() -> Exception:
    return Refusal(500, "INTERNAL_SERVER_ERROR", "database is locked")


def of_cluster(results: list[Result]) -> Result:
    """Return the result for the cluster, wherever it is among those of independent steps."""
    return next(one for one in results if one.step.kind.key == "clusters")


@pytest.mark.parametrize("stage", range(4))
def test_stages_lead_to_what_is_declared(environment: Environment, stage: int):
    prepared(environment, stage + 1)
    plan = environment.plan(STAGES[stage])
    assert not plan.has_changes
    assert not plan.has_conflicts


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("stage", "is_sqlite"), [*((stage, False) for stage in range(4)), (1, True)]
)
def test_next_apply_completes_one_that_was_killed_at_any_write(
    stage: int, is_sqlite: bool, when: str
):
    for version in ("1.1", "2"):
        wanted = expected(version, stage)
        for number in itertools.count(1):
            sahara = FakeSahara()
            sahara.is_sqlite = is_sqlite
            environment = Environment(sahara, version)
            prepared(environment, stage)
            fault = Fault(sahara, number, when, no_answer, for_good=True)
            environment.apply(STAGES[stage], **options_of(stage))
            setattr(sahara, when, lambda _: None)
            results = environment.apply(STAGES[stage], **options_of(stage))
            assert {one.state for one in results} == {State.DONE}, number
            assert sahara.state() == wanted, number
            if not fault.happened:
                break
        assert number > 2


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("error", [no_answer, locked])
@pytest.mark.parametrize("stage", range(4))
def test_apply_survives_a_failure_of_any_write(stage: int, when: str, error: Any):
    for number, environment, sahara, wanted in each_write(stage):
        fault = Fault(sahara, number, when, error)
        results = environment.apply(STAGES[stage], parallel=1, **options_of(stage))
        assert fault.happened
        failed = [one.outcome for one in results if one.state is not State.DONE]
        assert not failed, (environment.client.api_version, number, sahara.writes)
        assert sahara.state() == wanted, number


def test_nothing_is_created_twice_after_a_lost_answer(v2: Environment, sahara: FakeSahara):
    Fault(sahara, 1, "after", no_answer)
    template = {"node_group_templates": [WORKER]}
    assert v2.outcomes(template) == {"spark-worker": "created"}
    posts = [one for one in sahara.writes if one[0] == "POST"]
    assert len(posts) == 1


def test_looks_before_a_request_is_sent_again(v2: Environment, sahara: FakeSahara):
    Fault(sahara, 1, "before", locked)
    v2.apply({"node_group_templates": [WORKER]})
    assert [method for method, _, _ in sahara.history[-3:]] == ["POST", "GET", "POST"]


def test_does_not_send_for_ever(v2: Environment, sahara: FakeSahara):
    Fault(sahara, 1, "before", locked, for_good=True)
    (result,) = v2.apply({"node_group_templates": [WORKER]})
    assert result.state is State.FAILED
    assert "database is locked" in result.outcome
    assert len(sahara.writes) == 4


def test_second_apply_writes_nothing(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    before = len(sahara.writes)
    results = environment.apply(spark())
    assert {one.outcome for one in results} == {"unchanged"}
    assert len(sahara.writes) == before


def test_rest_is_done_after_a_failure(environment: Environment, sahara: FakeSahara):
    def refuse(_: int) -> None:
        _, _, body = sahara.history[-1]
        if body and body.get("name") == "spark-worker":
            raise Refusal(400, "INVALID_REFERENCE", "no such process")

    sahara.before = refuse
    outcomes = environment.outcomes(spark())
    assert outcomes["spark-worker"].startswith("failed: no such process")
    assert outcomes["spark"] == 'skipped: node group template "spark-worker" is not as declared'
    assert outcomes["analytics"] == 'skipped: cluster template "spark" is not as declared'
    assert outcomes["count"] == "created"
    sahara.before = lambda _: None
    assert {*environment.outcomes(spark()).values()} == {"created", "unchanged"}


def test_unreachable_service_is_tried_once(v2: Environment, sahara: FakeSahara):
    plan = v2.plan({"node_group_templates": [{**WORKER, "name": f"t{n}"} for n in range(20)]})
    tried = []

    def fail(*_: Any, **__: Any) -> Any:
        tried.append(1)
        raise no_answer()

    sahara.send = fail  # type: ignore[method-assign]
    events: list[str] = []
    results = list(
        apply(v2.client, plan, parallel=1, on_event=lambda _, what, __: events.append(what))
    )
    assert {one.state for one in results} == {State.FAILED}
    assert sum("not tried" in one.outcome for one in results) == 19
    assert len(tried) < 10
    assert len(events) == 1


def test_resource_that_somebody_else_has_created_meanwhile_is_taken(
    v2: Environment, sahara: FakeSahara
):
    plan = v2.plan({"node_group_templates": [WORKER]})
    v2.apply({"node_group_templates": [WORKER]})
    (result,) = apply(v2.client, plan)
    assert result.state is State.DONE
    assert len(sahara.resources["node-group-templates"]) == 1


def test_other_resource_that_somebody_else_has_created_meanwhile_is_an_error(
    v2: Environment, sahara: FakeSahara
):
    plan = v2.plan({"node_group_templates": [WORKER]})
    v2.apply({"node_group_templates": [{**WORKER, "flavor_id": "m1.small"}]})
    (result,) = apply(v2.client, plan)
    assert "created meanwhile, but differs: flavor_id" in result.outcome


def test_two_applies_at_once_create_nothing_twice(environment: Environment, sahara: FakeSahara):
    others = [Environment(sahara, environment.version) for _ in range(3)]
    threads = [threading.Thread(target=one.apply, args=(spark(),)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    environment.apply(spark())
    for of in sahara.resources.values():
        names = [one["name"] for one in of.values()]
        assert len(names) == len(set(names))
    assert environment.actions(spark()) == {}


def test_secrets_are_sent_on_create(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    assert sahara.secrets.count("secret of etl") == 2


def test_no_secret_in_results(environment: Environment, sahara: FakeSahara):
    def refuse(_: int) -> None:
        raise Refusal(400, "VALIDATION_ERROR", f"bad request: {sahara.history[-1][2]}")

    sahara.before = refuse
    assert "secret of etl" not in str(environment.apply(spark()))


@pytest.mark.parametrize("parallel", [1, 3])
def test_number_of_resources_at_the_same_time(v2: Environment, sahara: FakeSahara, parallel: int):
    plan = v2.plan({"node_group_templates": [{**WORKER, "name": f"t{n}"} for n in range(12)]})
    running, most = 0, 0
    lock, send = threading.Lock(), sahara.send

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        try:
            threading.Event().wait(0.01)
            return send(*args, **kwargs)
        finally:
            with lock:
                running -= 1

    sahara.send = counted  # type: ignore[method-assign]
    list(apply(v2.client, plan, parallel=parallel))
    assert most == parallel


# Clusters


class Status:
    """Has the clusters pass through statuses, one for each time that one is read."""

    def __init__(self, sahara: FakeSahara, *statuses: str) -> None:
        self._statuses: Iterator[str] = iter(statuses)
        self._sahara, self._send = sahara, sahara.send
        sahara.send = self  # type: ignore[assignment, method-assign]

    def __call__(self, request: Any, **kwargs: Any) -> Any:
        if request.method == "GET" and "/clusters/" in request.url:
            for one in list(self._sahara.resources["clusters"].values()):
                status = next(self._statuses, None)
                if status == "gone":
                    del self._sahara.resources["clusters"][one["id"]]
                elif status is not None:
                    one["status"] = status
        return self._send(request, **kwargs)


def test_cluster_is_not_waited_for(environment: Environment, sahara: FakeSahara):
    sahara.launching = "Validating"
    assert environment.outcomes(spark())["analytics"] == "started (Validating)"


def test_waits_until_the_cluster_is_active(environment: Environment, sahara: FakeSahara):
    sahara.launching = "Validating"
    Status(sahara, "Spawning", "Starting", "Active")
    events = []
    plan = environment.plan(spark())
    results = list(
        apply(
            environment.client,
            plan,
            wait=True,
            on_event=lambda step, what, _: events.append((step.name, what)),
        )
    )
    assert of_cluster(results).outcome == "created"
    assert [what for name, what in events if name == "analytics"] == [
        *("Spawning", "Starting", "Active", "created")
    ]


def test_cluster_that_fails_is_a_failure(environment: Environment, sahara: FakeSahara):
    sahara.launching = "Validating"
    Status(sahara, "Error")
    results = list(apply(environment.client, environment.plan(spark()), wait=True))
    assert of_cluster(results).state is State.FAILED


def test_wait_ends_at_the_timeout(environment: Environment, sahara: FakeSahara):
    sahara.launching = "Validating"
    plan = environment.plan(spark())
    results = list(apply(environment.client, plan, wait=True, timeout=0.01))
    assert "is not Active yet" in of_cluster(results).outcome


def test_waits_for_an_unchanged_cluster(environment: Environment, sahara: FakeSahara):
    sahara.launching = "Validating"
    environment.apply(spark())
    Status(sahara, "Starting", "Active")
    results = list(apply(environment.client, environment.plan(spark()), wait=True))
    assert of_cluster(results).outcome == "unchanged"


def test_waits_before_and_after_scaling(environment: Environment, sahara: FakeSahara):
    sahara.launching = "Starting"
    environment.apply(spark())
    Status(sahara, "Starting", "Starting", "Active", "Scaling: Spawning", "Active")
    changed = spark(clusters=[cluster("analytics", workers=5)])
    results = list(apply(environment.client, environment.plan(changed), wait=True))
    assert of_cluster(results).outcome == "scaled"
    assert environment.actions(changed) == {}


def test_cluster_without_a_status_is_not_scaled(v2: Environment, sahara: FakeSahara):
    v2.apply(spark())
    plan = v2.plan(spark(clusters=[cluster("analytics", workers=5)]))
    del sahara.named("clusters", "analytics")["status"]
    results = list(apply(v2.client, plan))
    assert "Its status is unknown" in of_cluster(results).outcome


def test_name_of_a_cluster_that_is_being_deleted_is_waited_for(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(spark())
    sahara.named("clusters", "analytics")["status"] = "Deleting"
    assert environment.actions(spark()) == {"analytics": "create"}
    Status(sahara, "Deleting", "gone")
    assert environment.outcomes(spark())["analytics"] == "created"


def test_launch_that_leaves_a_cluster_in_error_is_a_failure(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(spark(clusters=[]))
    sahara.launching = "Error"
    Fault(sahara, 1, "after", locked)
    assert "in Error" in environment.outcomes(spark())["analytics"]
    sahara.launching = None
    assert environment.outcomes(spark())["analytics"] == "replaced"


# Interruptions


def test_first_interruption_finishes_what_is_in_progress(
    v2: Environment, sahara: FakeSahara, monkeypatch: pytest.MonkeyPatch
):
    plan = v2.plan({"node_group_templates": [{**WORKER, "name": f"t{n}"} for n in range(8)]})
    interrupted = threading.Event()

    def wait(number: int) -> None:
        interrupted.wait(5)

    sahara.before = wait
    notes: list[str] = []
    receive = Execution._receive

    def interrupted_once(self: Any) -> Any:
        if not interrupted.is_set():
            interrupted.set()
            raise KeyboardInterrupt
        return receive(self)

    monkeypatch.setattr(Execution, "_receive", interrupted_once)
    results = list(
        apply(v2.client, plan, parallel=2, on_interrupt=lambda: notes.append("interrupted"))
    )
    states = [one.state for one in results]
    assert notes == ["interrupted"]
    assert 1 <= states.count(State.DONE) <= 2
    assert states.count(State.DONE) + states.count(State.NOT_STARTED) == 8
    assert len(sahara.resources["node-group-templates"]) == states.count(State.DONE)


def test_second_interruption_ends_at_once(
    v2: Environment, sahara: FakeSahara, monkeypatch: pytest.MonkeyPatch
):
    def interrupted(self: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(Execution, "_receive", interrupted)
    plan = v2.plan({"node_group_templates": [WORKER]})
    with pytest.raises(KeyboardInterrupt):
        list(apply(v2.client, plan))


def test_interruption_ends_waits(environment: Environment, sahara: FakeSahara):
    sahara.launching = "Validating"
    plan = environment.plan(spark())
    deadline = environment.client.api.clock() + 60.0
    applying = _Apply(environment.client, plan, Run(Slots(4), True, deadline, 0.0, None))
    sahara.after = lambda _: (
        applying._execution.stopping.set() if sahara.resources["clusters"] else None
    )
    result = of_cluster(list(applying.results(None)))
    assert result.outcome.startswith("interrupted")
    assert result.id == sahara.named("clusters", "analytics")["id"]
