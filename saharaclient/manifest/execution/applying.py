"""Apply: carrying out a plan."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from saharaclient.api import waiters
from saharaclient.api.base import Resource
from saharaclient.api.kinds import CLUSTER, JOB_BINARY
from saharaclient.client import AnyClient
from saharaclient.exceptions import APIException
from saharaclient.manifest.changes import Action, Plan, Ref, Step
from saharaclient.manifest.execution.cluster_steps import ClusterSteps
from saharaclient.manifest.execution.job_binary_steps import JobBinarySteps
from saharaclient.manifest.execution.run import OnEvent, Run
from saharaclient.manifest.execution.steps import Steps
from saharaclient.manifest.execution.tasks import Ended, Execution, Slots, State, Task
from saharaclient.manifest.execution.writes import NotFinished, Unreachable, Writer
from saharaclient.manifest.model import Manifest
from saharaclient.manifest.plans.planning import plan as make_plan

_Key: TypeAlias = tuple[Ref, str]
#: The first half of a replacement.
_DELETE = "delete"
_PAST = {
    Action.CREATE: "created",
    Action.UPDATE: "updated",
    Action.UPLOAD: "uploaded",
    Action.SCALE: "scaled",
    Action.REPLACE: "replaced",
    Action.NONE: "unchanged",
}


@dataclass(frozen=True)
class Result:
    """The result of a step.

    :ivar step: the step of the plan.
    :ivar state: how it ended.
    :ivar outcome: that in words: ``created``, ``unchanged``, ``failed: ...``.
    :ivar id: ID of the resource, None without one.
    :ivar error: why it failed.
    """

    step: Step
    state: State
    outcome: str
    id: str | None = None
    error: Exception | None = None


class Refused(APIException):
    """A step of the plan that is a conflict."""


def apply(
    client: AnyClient,
    plan: Plan,
    *,
    parallel: int = 4,
    wait: bool = False,
    timeout: float = waiters.TIMEOUT,
    poll_interval: waiters.Interval | None = None,
    on_event: OnEvent | None = None,
    on_interrupt: Callable[[], None] | None = None,
) -> Iterator[Result]:
    """Carry out a plan, and yield the result of each step as soon as it is known.

    What does not depend on a failed step is still done. After a failure or an interruption, make
    a new plan and apply it: what is done is not done again. The first ``KeyboardInterrupt`` ends
    the apply when the requests in progress are answered, the second one at once.

    :param client: client of the version that the plan was made for.
    :param plan: what :func:`saharaclient.manifest.plan` has returned.
    :param parallel: number of resources that are worked on at the same time.
    :param wait: wait until clusters are Active.
    :param timeout: seconds that all waits together may take.
    :param poll_interval: seconds between two polls of a cluster.
    :param on_event: called from other threads when something happens.
    :param on_interrupt: called at the first ``KeyboardInterrupt``.
    """
    deadline = client.api.clock() + timeout
    run = Run(Slots(parallel), wait, deadline, poll_interval, on_event)
    return _Apply(client, plan, run).results(on_interrupt)


class _Apply:
    def __init__(self, client: AnyClient, plan: Plan, run: Run) -> None:
        self._plan = plan
        self._run = run
        self._steps = {_key(step): step for step in plan.steps}
        self._replaced = {step.ref for step in plan.steps if step.action is Action.REPLACE}
        self._execution: Execution[_Key, Resource | None] = Execution(self._tasks(), run.slots)
        writer = Writer(client, self._execution.stopping)
        for step in plan.steps:
            if step.resource_id is not None:
                writer.ids[step.ref] = step.resource_id
        self._writer = writer
        self._other = Steps(writer, plan, self._replan)
        self._binaries = JobBinarySteps(writer, plan, self._replan)
        self._clusters = ClusterSteps(writer, plan, self._replan, run)

    def results(self, on_interrupt: Callable[[], None] | None) -> Iterator[Result]:
        reported: set[_Key] = set()
        for ended in self._execution.run(on_interrupt):
            ref, what = ended.key
            key = (ref, Action.REPLACE.value if what == _DELETE else what)
            if key in reported or (what == _DELETE and ended.state is State.DONE):
                continue
            reported.add(key)
            step = self._steps[key]
            result = self._result(step, ended)
            is_news = not isinstance(ended.error, Unreachable)
            if step.action not in (Action.NONE, Action.CONFLICT) and is_news:
                self._run.tell(step, result.outcome)
            yield result

    # Tasks

    def _tasks(self) -> dict[_Key, Task[_Key, Resource | None]]:
        tasks: dict[_Key, Task[_Key, Resource | None]] = {}
        for (ref, what), step in self._steps.items():
            is_written = step.action not in (Action.NONE, Action.CONFLICT)
            needs = self._needs(step) if is_written else set()
            if step.action is Action.REPLACE:
                first = {key for key in needs if key[0] not in self._replaced}
                first |= {
                    (one.ref, _DELETE)
                    for one in self._plan.steps
                    if one.action is Action.REPLACE and uses(one, step)
                }
                tasks[ref, _DELETE] = Task(first, self._deletion(step))
                needs.add((ref, _DELETE))
            tasks[ref, what] = Task(needs, self._work(step))
        return tasks

    def _needs(self, step: Step) -> set[_Key]:
        """Return the steps that must be done before: of its own resource, those before it."""
        earlier = itertools.takewhile(lambda key: key != _key(step), self._steps)
        own = {key for key in earlier if key[0] == step.ref}
        return own | {key for key in self._steps if key[0] in step.needs}

    def _deletion(self, step: Step) -> Callable[[], Resource | None]:
        def run() -> None:
            self._run.tell(step, "deleting")
            self._handler(step).delete(step)

        return run

    def _work(self, step: Step) -> Callable[[], Resource | None]:
        def run() -> Resource | None:
            if step.action is Action.CONFLICT:
                raise Refused(error_message=step.reason)
            done = self._handler(step).run(step)
            if done is not None:
                self._writer.ids[step.ref] = done.id
            return done

        return run

    def _handler(self, step: Step) -> Steps:
        if step.kind is JOB_BINARY:
            return self._binaries
        return self._clusters if step.kind is CLUSTER else self._other

    def _replan(self, step: Step) -> Step | None:
        """Return what there is still to do about a resource, None if that is unknown."""
        declaration, lookups = step.declaration, self._plan.lookups
        if declaration is None or lookups is None:
            return None
        manifest = Manifest(None, (declaration,))
        steps = make_plan(self._writer.client, manifest, lookups).steps
        return next((one for one in steps if one.action is not Action.NONE), steps[0])

    # Results

    def _result(self, step: Step, ended: Ended[_Key, Resource | None]) -> Result:
        outcome = _PAST.get(step.action, "")
        if ended.state is State.FAILED:
            outcome = in_words(ended.error)
        elif ended.state is State.SKIPPED and ended.cause is not None:
            cause = next(one for one in self._plan.steps if one.ref == ended.cause[0])
            outcome = f"skipped: {cause.described} is not as declared"
        elif ended.state is not State.DONE:
            outcome = "not started: interrupted"
        elif status := self._clusters.status_of_unfinished(step, ended.result):
            words = {Action.SCALE: "scaling", Action.CREATE: "started", Action.REPLACE: "started"}
            outcome = f"{words.get(step.action, outcome)} ({status})"
        done = ended.result
        return Result(
            step,
            ended.state,
            outcome,
            done.id if done is not None else self._writer.ids.get(step.ref),
            ended.error,
        )


def in_words(error: Exception | None) -> str:
    """Return the outcome of a step that has ended with an error."""
    if isinstance(error, NotFinished):
        return str(error)
    return f"{'conflict' if isinstance(error, Refused) else 'failed'}: {error}"


def _key(step: Step) -> _Key:
    return step.ref, step.action.value


def uses(user: Step, used: Step) -> bool:
    """Return whether a resource on the server uses another one, by the IDs in it."""
    return used.resource_id is not None and used.resource_id in ids_in(user)


def ids_in(step: Step) -> set[str]:
    """Return all texts in the resource of a step, IDs among them."""
    found: set[str] = set()
    pending: list[object] = [] if step.existing is None else [step.existing.to_dict()]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, str):
            found.add(value)
    return found - {step.resource_id or ""}
