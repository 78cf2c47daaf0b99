"""``dataprocessing job ...``: starting, watching and ending jobs."""

from __future__ import annotations

import argparse
from typing import Any, TextIO

from osc_lib import exceptions

from saharaclient.api.job_executions import SUSPENDABLE_STATUSES, SUSPENDED_STATUSES, JobFields
from saharaclient.osc.arguments import options
from saharaclient.osc.arguments.options import Document, Value
from saharaclient.osc.output.views import JOB, JOB_V2
from saharaclient.osc.verbs import actions, create_update, list_show, waiting

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

_PARAMS = Value(
    "--params",
    "params",
    "Parameters of the job",
    "<name:value>",
    type=options.name_and_value,
    several=True,
)
_ARGS = Value(
    "--args",
    "args",
    "Arguments of the job; write --args=-x for one that begins with a dash",
    "<argument>",
    several=True,
)
_CONFIGS = Value(
    "--configs",
    "configs",
    "Configs of the job",
    "<name:value>",
    type=options.name_and_value,
    several=True,
)
_CONFIG_JSON = Document("--config-json", "configs", "Configs of the job, {name: value}")


def _watching(parsed_args: argparse.Namespace, stderr: TextIO) -> waiting.WaitSession:
    """Return the watch of a command that waits for jobs to get somewhere."""
    return waiting.WaitSession(parsed_args, stderr, "job", _describe, "job show {}")


def _describe(job: JobFields) -> str:
    return str(job.status)


class ExecuteJob(create_update.Create):
    """Start a job on a cluster, from options, a file, or both."""

    view = JOB
    can_show_existing = False
    options = (
        Value("--job-template", "job_template_id", "Name or id of the job template"),
        Value("--cluster", "cluster_id", "Name or id of the cluster, which must be Active"),
        Value("--input", "input_id", "Name or id of the data source to read"),
        Value("--output", "output_id", "Name or id of the data source to write"),
        *options.sharing("job"),
        Document("--interface", "interface", "Values for the template's interface, {name: value}"),
    )
    required = {"job_template_id": "--job-template", "cluster_id": "--cluster"}

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        for option in (_PARAMS, _ARGS):
            option.add_to(parser, updating=False)
        configs = parser.add_mutually_exclusive_group()
        for one in (_CONFIGS, _CONFIG_JSON):
            one.add_to(configs, updating=False)
        waiting.add_wait_options(parser, "the job has succeeded")

    def fields(self, parsed_args: argparse.Namespace) -> dict[str, Any]:
        fields = super().fields(parsed_args)
        # A document may have what the API takes, or what the library's create() takes.
        configs = fields.pop("job_configs", None) or fields.pop("configs", None) or {}
        if not isinstance(configs, dict):
            raise exceptions.CommandError(
                'The "job_configs" of a job must be an object with configs, args and params.'
            )
        configs = {**configs, **self._configs(parsed_args)}
        return {**fields, "configs": configs} if configs else fields

    def _configs(self, parsed_args: argparse.Namespace) -> dict[str, Any]:
        """Return what options say of configs, args and params."""
        given = options.given((_CONFIG_JSON, _CONFIGS, _ARGS, _PARAMS), parsed_args)
        pairs: dict[str, Any] = {
            name: dict(given[name]) for name in ("configs", "params") if name in given
        }
        return {**given, **pairs}

    def finalize(self, fields: dict[str, Any]) -> dict[str, Any]:
        managers = {
            "job_template_id": self.client.job_templates,
            "cluster_id": self.client.clusters,
            "input_id": self.client.data_sources,
            "output_id": self.client.data_sources,
        }
        return {
            field: managers[field].resolve(value).id if field in managers else value
            for field, value in fields.items()
            if field not in managers or value not in ("", "None")  # how scripts say: without
        }

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        watch = _watching(parsed_args, self.app.stderr)
        fields = self.fields(parsed_args)
        job = self.manager.create_from(fields)
        self.inform(f'Job "{job.id}" has been started successfully.')
        # The service takes these when a job is started, and goes by them in updates alone.
        sharing = {name: fields[name] for name in ("is_public", "is_protected") if name in fields}
        if sharing:
            job = self.manager.update_from(job.id, sharing)
        if parsed_args.wait:
            with watch:
                _, failures = watch.for_each([job.id], self.manager.wait_done)
            self.failure = failures.get(job.id)
            job = self.manager.get(job.id)
        return self.details(job)


class ListJobs(list_show.List):
    """List jobs."""

    view = JOB
    filters = (
        Value(
            "--status",
            "status",
            f"List only those in this status: {', '.join(_STATUSES)}",
            choices=tuple(_STATUSES),
        ),
    )

    def fetch(self, parsed_args: argparse.Namespace) -> Any:
        parsed_args.status = _STATUSES.get(parsed_args.status)
        return super().fetch(parsed_args)


class ListJobsV2(ListJobs):
    """List jobs."""

    view = JOB_V2


class ShowJob(list_show.Show):
    """Show a job."""

    view = JOB


class UpdateJob(create_update.Update):
    """Update a job."""

    view = JOB
    takes_json = False
    options = options.sharing("job")


class _OnJobs(actions.AsyncAction):
    view = JOB
    watching = staticmethod(_watching)


class DeleteJob(_OnJobs):
    """Delete one or more jobs; those that run are cancelled."""

    doing = "delete"
    process = "deletion"
    until = "the jobs are gone"

    def start(self, resource: Any, parsed_args: argparse.Namespace) -> None:
        self.manager.delete(resource.id)

    def wait(self, resource_id: str, **limits: Any) -> str:
        self.manager.wait_deleted(resource_id, **limits)
        return "has been removed successfully"


class CancelJob(_OnJobs):
    """Cancel one or more jobs; those that have ended stay as they are."""

    doing = "cancel"
    process = "cancellation"
    until = "the jobs have ended"

    def already(self, resource: Any) -> str | None:
        return f"has ended {resource.status} already" if resource.is_over else None

    def start(self, resource: Any, parsed_args: argparse.Namespace) -> None:
        self.manager.cancel(resource.id)

    def wait(self, resource_id: str, **limits: Any) -> str:
        return f"has ended {self.manager.wait_over(resource_id, **limits).status}"


class SuspendJob(_OnJobs):
    """Suspend one or more running jobs, of types that can be suspended."""

    doing = "suspend"
    process = "suspension"
    until = "the jobs are suspended"

    def already(self, resource: Any) -> str | None:
        if resource.status in SUSPENDED_STATUSES:
            return f"is {resource.status} already"
        if resource.status not in SUSPENDABLE_STATUSES:
            raise exceptions.CommandError(
                f"{resource.described} cannot be suspended, for it is {resource.status}; one that"
                f" is {' or '.join(sorted(SUSPENDABLE_STATUSES))} can."
            )
        return None

    def start(self, resource: Any, parsed_args: argparse.Namespace) -> None:
        self.manager.suspend(resource.id)

    def wait(self, resource_id: str, **limits: Any) -> str:
        return f"is {self.manager.wait_suspended(resource_id, **limits).status}"


class WaitForJob(actions.WaitCommand):
    """Wait until one or more jobs have succeeded; exit with 1 if one ends otherwise."""

    view = JOB
    watching = staticmethod(_watching)
    failed = "did not succeed"

    def wait(self, name: str, parsed_args: argparse.Namespace, **limits: Any) -> str:
        job = self.manager.wait_done(self.manager.resolve(name).id, **limits)
        return f"has ended {job.status}"
