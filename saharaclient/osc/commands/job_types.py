"""``dataprocessing job type ...``"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from osc_lib import exceptions

from saharaclient.osc.arguments import documents, files, options, types
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.output.views import JOB_TYPE
from saharaclient.osc.verbs import command, list_show

JOB_TYPES = (
    "Hive",
    "Java",
    "MapReduce",
    "Storm",
    "Storm.Pyleus",
    "Pig",
    "Shell",
    "MapReduce.Streaming",
    "Spark",
)


class ListJobTypes(list_show.List):
    """List job types, and the plugins that run them."""

    view = JOB_TYPE
    filters = (
        Value("--type", "type", "List only this type", choices=JOB_TYPES),
        Value("--plugin", "plugin_name", "List only those that this plugin runs"),
        Value(
            "--plugin-version",
            "plugin_version",
            "List only those that this version of the plugin runs, with --plugin",
            "<plugin_version>",
        ),
    )

    def fetch(self, parsed_args: argparse.Namespace) -> Iterable[Any]:
        if parsed_args.plugin_version and not parsed_args.plugin:
            raise exceptions.CommandError("--plugin-version needs --plugin: give that, too.")
        types: Iterable[Any] = self.manager.list(options.given(self.filters, parsed_args))
        return types


class GetJobTypeConfigs(command.Command):
    """Save what jobs of a type can be configured with to a file."""

    view = JOB_TYPE

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "job_type", metavar="<job-type>", choices=JOB_TYPES, help="Type of the jobs"
        )
        parser.add_argument(
            "--file",
            metavar="<file>",
            type=types.text,
            help="File to write, which must not exist, - for standard output: YAML if its name ends"
            " in .yaml or .yml, JSON otherwise (default: the type)",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        job_type = parsed_args.job_type
        path = parsed_args.file or job_type
        files.refuse_existing(path)
        configs = self.client.job_templates.get_configs(job_type).to_dict()
        documents.write_document(path, configs, overwrite=False, stdout=self.app.stdout)
        self.write_about_file(path, f'"{job_type}" job configs were saved in "{path}" file')
