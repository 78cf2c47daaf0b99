"""Deletion of what a manifest declares, in reverse order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api import waiters
from saharaclient.api.base import Resource
from saharaclient.api.kinds import CLUSTER, IMAGE, JOB_BINARY
from saharaclient.client import AnyClient
from saharaclient.manifest.changes import Action, Plan, Ref, Step
from saharaclient.manifest.cloud import Cloud
from saharaclient.manifest.execution.applying import Refused, Result, in_words, uses
from saharaclient.manifest.execution.job_binary_steps import delete_content
from saharaclient.manifest.execution.run import OnEvent, Run
from saharaclient.manifest.execution.tasks import Ended, Execution, Slots, State, Task
from saharaclient.manifest.execution.writes import Unreachable, Writer
from saharaclient.manifest.lookups import NoLookups
from saharaclient.manifest.model import Manifest
from saharaclient.manifest.plans.drafts import Draft


def plan_deletion(client: AnyClient, manifest: Manifest, *, images: bool = False) -> Plan:
    """Return what a deletion of a manifest would delete; nothing is written.

    :param images: unregister images, too. The Image service keeps them.
    :raises ManifestError: the manifest is for another project.
    :raises saharaclient.exceptions.APIException: a list cannot be read.
    """
    cloud = Cloud(client, manifest, NoLookups())
    cloud.check_project()
    cloud.read(one.kind.key for one in manifest.declarations)
    steps = []
    for declaration in reversed(manifest.declarations):
        existing = cloud.find(declaration.kind.key, declaration.name)
        draft = Draft(declaration, existing)
        step = Step(Action.NONE, draft.kind, declaration.name, (), "", existing, declaration)
        if existing is None:
            step = replace(step, reason="It does not exist.")
        elif draft.kind is IMAGE and not images:
            step = replace(step, reason="It stays registered without --images.")
        elif draft.is_kept_protected:
            reason = "It is protected: declare is_protected: false to delete it."
            step = replace(step, action=Action.CONFLICT, reason=reason)
        else:
            step = replace(step, action=Action.DELETE)
        steps.append(step)
    return Plan(tuple(steps), cloud.project, cloud.project_id)


def delete(
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
    """Delete what a plan says, and yield the result of each step as soon as it is known.

    What has to go before something else can be deleted is waited for, also without ``wait``.

    :param plan: what :func:`plan_deletion` has returned.
    :param wait: wait until all clusters are gone.

    The other parameters are those of :func:`saharaclient.manifest.apply`.
    """
    deadline = client.api.clock() + timeout
    run = Run(Slots(parallel), wait, deadline, poll_interval, on_event)
    return _Deletion(client, plan, run).results(on_interrupt)


class _Deletion:
    def __init__(self, client: AnyClient, plan: Plan, run: Run) -> None:
        self._plan = plan
        self._run = run
        self._steps = {step.ref: step for step in plan.steps}
        tasks = {
            ref: Task(self._users(step), self._work(step)) for ref, step in self._steps.items()
        }
        self._execution: Execution[Ref, str] = Execution(tasks, run.slots)
        self._writer = Writer(client, self._execution.stopping)

    def results(self, on_interrupt: Callable[[], None] | None) -> Iterator[Result]:
        for ended in self._execution.run(on_interrupt):
            step = self._steps[ended.key]
            outcome = self._outcome(step, ended)
            if step.action is Action.DELETE and not isinstance(ended.error, Unreachable):
                self._run.tell(step, outcome)
            yield Result(step, ended.state, outcome, step.resource_id, ended.error)

    def _users(self, step: Step) -> set[Ref]:
        """Return what has to be gone before."""
        if step.action is not Action.DELETE:
            return set()
        exist = (one for one in self._plan.steps if one.action is not Action.NONE)
        return {one.ref for one in exist if uses(one, step)}

    def _work(self, step: Step) -> Callable[[], str]:
        def run() -> str:
            if step.action is Action.CONFLICT:
                raise Refused(error_message=step.reason)
            if step.action is Action.NONE or step.existing is None:
                return "not there" if step.existing is None else "kept"
            self._writer.delete(step.kind.key, step.existing, unprotect=True)
            if step.kind is JOB_BINARY:
                delete_content(self._writer.client, step.existing)
            if step.kind is not CLUSTER:
                return "unregistered" if step.kind is IMAGE else "deleted"
            return self._until_gone(step, step.existing)

        return run

    def _until_gone(self, step: Step, cluster: Resource) -> str:
        deleted = (one for one in self._plan.steps if one.action is Action.DELETE)
        is_needed = any(uses(step, other) for other in deleted)
        if not self._run.wait and not is_needed:
            return "deletion started"
        self._run.wait_for(self._writer, step, cluster.id, conditions.DELETED)
        return "deleted"

    def _outcome(self, step: Step, ended: Ended[Ref, str]) -> str:
        if ended.state is State.DONE:
            return ended.result or ""
        if ended.state is State.SKIPPED and ended.cause is not None:
            return f"skipped: {self._steps[ended.cause].described} uses it"
        if ended.state is State.FAILED:
            return in_words(ended.error)
        return "not started: interrupted"
