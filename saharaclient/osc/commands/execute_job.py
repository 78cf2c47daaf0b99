"""``dataprocessing job execute``"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from osc_lib import exceptions

from saharaclient.api import base_jobs
from saharaclient.osc.arguments import options, types
from saharaclient.osc.arguments.options import Document, FieldOption, Parser, Value
from saharaclient.osc.commands.jobs import WAIT_VIEW
from saharaclient.osc.output import columns
from saharaclient.osc.output.views import JOB
from saharaclient.osc.verbs import create_update, waiting

_PARTS = ("configs", "args", "params")


@dataclass(frozen=True)
class _JobConfigs(FieldOption):
    """The options of what a job is run with, which together are one field of the request."""

    field: str = "configs"
    has_parts = True

    options = (
        Value(
            "--params",
            "params",
            "Parameters of the job, such as input:/data",
            "<name:value>",
            type=types.name_and_value,
            several=True,
        ),
        Value(
            "--args",
            "args",
            "Arguments of the job; write --args=-x for an argument that begins with a dash",
            "<argument>",
            type=types.free_text,
            several=True,
        ),
        Value(
            "--configs",
            "configs",
            "Settings of the job, such as mapred.reduce.tasks:1",
            "<name:value>",
            type=types.name_and_value,
            several=True,
            group="configs",
        ),
        Document(
            "--config-json",
            "configs",
            "File with settings of the job, {name: value}",
            group="configs",
        ),
    )

    def add_to(self, parser: Parser, updating: bool) -> None:
        options.add_all(parser, self.options, updating)

    def value_in(self, parsed_args: argparse.Namespace) -> dict[str, object] | None:
        given = options.given(self.options, parsed_args)
        for name in ("configs", "params"):
            if isinstance(pairs := given.get(name), list):
                given[name] = dict(pairs)
        return given or None

    def document_keys(self) -> tuple[str, ...]:
        return "job_configs", "config_json", *_PARTS

    def document_value(self, key: str, value: object) -> dict[str, object]:
        if key in ("args", "params"):
            return {key: value}
        if not isinstance(value, (dict, type(None))):
            raise exceptions.CommandError(
                'The "job_configs" of a job must be an object with configs, args and params.'
            )
        value = value or {}
        # The library's create() takes all of it under the name of the option for a part.
        is_whole = key == "job_configs" or (key == "configs" and value.keys() <= set(_PARTS))
        return value if is_whole else {"configs": value}


class ExecuteJob(
    waiting.CanWait[base_jobs.BaseJobManager[base_jobs.JobFields]],
    create_update.Create[base_jobs.BaseJobManager[base_jobs.JobFields]],
):
    """Start a job on a cluster from options, a file, or both."""

    examples = (
        "job execute --job-template count --cluster example --input words --output counts --wait",
        "job execute --job-template count --cluster example --args 10 --configs "
        "mapred.reduce.tasks:2",
    )
    view = JOB
    wait_view = WAIT_VIEW
    resume = "job wait {} --for succeeded"
    can_show_existing = False
    options = (
        Value("--job-template", "job_template_id", "Name or ID of the job template"),
        Value("--cluster", "cluster_id", "Name or ID of the cluster, which must be Active"),
        Value(
            "--input",
            "input_id",
            "Name or ID of the data source to read",
            type=types.free_text,
        ),
        Value(
            "--output", "output_id", "Name or ID of the data source to write", type=types.free_text
        ),
        *options.sharing("job"),
        Document(
            "--interface",
            "interface",
            "File with values for the arguments of the job template, {name: value}",
        ),
        _JobConfigs(),
    )
    required = {"job_template_id": "--job-template", "cluster_id": "--cluster"}

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_wait_options(parser, "the job has succeeded")

    def with_ids(self, fields: dict[str, object]) -> dict[str, object]:
        managers = {
            "job_template_id": self.client.job_templates,
            "cluster_id": self.client.clusters,
            "input_id": self.client.data_sources,
            "output_id": self.client.data_sources,
        }
        return {
            field: managers[field].resolve(str(value)).id if field in managers else value
            for field, value in super().with_ids(fields).items()
            # How scripts leave a data source out.
            if not (field in managers and value in ("", "None"))
            and not (field == "configs" and not value)
        }

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        fields = self.fields(parsed_args)
        job = self.manager.create_from(fields)
        self.manager.created_ids(job)
        self.inform(f'Job "{job.id}" has been started successfully.')
        # Sahara ignores both when a job is created (JobExecution in service/edp/job_manager.py).
        sharing = {
            str(name): fields[name] for name in ("is_public", "is_protected") if name in fields
        }
        if sharing:
            job = self.manager.update_from(job.id, sharing)
        if parsed_args.wait:
            with self.wait_session(parsed_args) as session:
                ended = session.wait_for_one(self.manager, job, base_jobs.DONE)
            self.failure = ended.error
            job = ended.resource or job
        return self.details(job)
