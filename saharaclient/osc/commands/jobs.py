"""``dataprocessing job ...``: starting, watching and ending jobs."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import ClassVar

from osc_lib import exceptions

from saharaclient.api import base_jobs
from saharaclient.api.base_jobs import (
    SUSPENDABLE_STATUSES,
    SUSPENDED_STATUSES,
    JobFields,
)
from saharaclient.api.job_executions import JobExecutionsManager
from saharaclient.api.resource import Resource
from saharaclient.api.v2.jobs import JobsManagerV2
from saharaclient.osc.arguments import options, types
from saharaclient.osc.output.views import JOB, JOB_V2
from saharaclient.osc.verbs import actions, create_update, list_show, watching
from saharaclient.osc.verbs.wait_session import WaitView

#: Words for ``--status``, and the statuses that they stand for.
_STATUSES = {
    "done-with-error": "DONEWITHERROR",
    "failed": "FAILED",
    "killed": "KILLED",
    "pending": "PENDING",
    "running": "RUNNING",
    "succeeded": "SUCCEEDED",
    "to-be-killed": "TOBEKILLED",
    "prep": "PREP",
    "prep-suspended": "PREPSUSPENDED",
    "ready-to-run": "READYTORUN",
    "suspended": "SUSPENDED",
    "suspend-failed": "SUSPENDFAILED",
    "to-be-suspended": "TOBESUSPENDED",
}


def _status(text: str) -> str:
    """Return the word for a status, for the word or the status in any case."""
    words = {status: word for word, status in _STATUSES.items()}
    return words.get(text.upper(), types.text(text).lower())


def _statuses(parsed_args: argparse.Namespace) -> list[str]:
    """Return the statuses that are asked for, each once."""
    return list(dict.fromkeys(_STATUSES[word] for word in parsed_args.status or ()))


def _describe(job: JobFields) -> str:
    return str(job.status)


def _outcome(job: JobFields) -> str:
    return f"has ended {job.status}" if job.is_over else f"is {job.status}"


AnyJobManager = JobExecutionsManager | JobsManagerV2
WAIT_VIEW = WaitView(_describe, "job show {}", _outcome)


class ListJobs(watching.WatchedList):
    """List jobs."""

    view = JOB

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--status",
            metavar="<status>",
            type=_status,
            choices=tuple(_STATUSES),
            action="append",
            help=f"List only jobs in this status: {', '.join(_STATUSES)}; repeat the option for"
            " several",
        )

    def filter_fields(self, parsed_args: argparse.Namespace) -> dict[str, object]:
        statuses = _statuses(parsed_args)
        return {"status": statuses[0]} if len(statuses) == 1 else {}

    def client_side_filter(
        self, parsed_args: argparse.Namespace
    ) -> Callable[[Resource], bool] | None:
        statuses = _statuses(parsed_args)  # the service filters by one only
        return (lambda job: job.status in statuses) if len(statuses) > 1 else None


class ListJobsV2(ListJobs):
    """List jobs."""

    view = JOB_V2


class ShowJob(list_show.Show):
    """Show a job."""

    view = JOB


class UpdateJob(create_update.Update):
    """Update a job."""

    examples = (
        "job update 4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42 --public",
        "job update 4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42 --unprotected",
    )
    view = JOB
    takes_json = False
    options = options.sharing("job")


class _OnJobs(actions.AsyncAction[AnyJobManager]):
    view = JOB
    wait_view = WAIT_VIEW


class DeleteJob(_OnJobs):
    """Delete one or more jobs. Running jobs are cancelled."""

    examples = (
        "job delete 4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42",
        "job delete 4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42 --wait",
    )
    doing = "delete"
    process = "deletion"
    until = "the jobs are gone"
    condition = base_jobs.DELETED
    resume = "job wait {} --for deleted"

    def start(self, resource: Resource, parsed_args: argparse.Namespace) -> None:
        self.manager.delete(resource.id)


class CancelJob(_OnJobs):
    """Cancel one or more jobs. Jobs that have ended are not changed."""

    examples = (
        "job cancel 4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42",
        "job cancel 4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42 --wait",
    )
    doing = "cancel"
    process = "cancellation"
    until = "the jobs have ended"
    condition = base_jobs.OVER
    resume = "job wait {} --for ended"

    def already(self, resource: Resource) -> str | None:
        return f"has ended {resource.status} already" if resource.is_over else None

    def start(self, resource: Resource, parsed_args: argparse.Namespace) -> None:
        self.manager.cancel(resource.id)


class SuspendJob(_OnJobs):
    """Suspend one or more running jobs, if their type supports it."""

    examples = (
        "job suspend 4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42",
        "job suspend 4f1c0a5e-2d7b-4c8a-9f36-0b1d5e7a9c42 --wait",
    )
    doing = "suspend"
    process = "suspension"
    until = "the jobs are suspended"
    condition = base_jobs.SUSPENDED
    resume = "job wait {} --for suspended"

    def already(self, resource: Resource) -> str | None:
        if resource.status in SUSPENDED_STATUSES:
            return f"is {resource.status} already"
        if resource.status not in SUSPENDABLE_STATUSES:
            raise exceptions.CommandError(
                f"{resource.described} cannot be suspended, for it is {resource.status}; one that"
                f" is {' or '.join(sorted(SUSPENDABLE_STATUSES))} can."
            )
        return None

    def start(self, resource: Resource, parsed_args: argparse.Namespace) -> None:
        self.manager.suspend(resource.id)


class WaitForJob(actions.WaitCommand):
    """Wait until one or more jobs succeed; exit with 1 if a job ends otherwise."""

    view = JOB
    wait_view = WAIT_VIEW
    failed = "did not reach the awaited state"
    goals: ClassVar[Mapping[str, actions.Goal]] = {
        "succeeded": actions.Goal(base_jobs.DONE, "have succeeded"),
        "ended": actions.Goal(base_jobs.OVER, "have ended, whichever way"),
        "suspended": actions.Goal(base_jobs.SUSPENDED, "are suspended"),
        "deleted": actions.Goal(base_jobs.DELETED, "are gone"),
    }
