"""``dataprocessing job type ...``"""

from __future__ import annotations

import argparse
from collections.abc import Iterable

from saharaclient.api.kinds.jobs import JOB_TYPES
from saharaclient.api.resource import Resource
from saharaclient.osc.arguments import documents, files, options, types
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.output.views import JOB_TYPE
from saharaclient.osc.verbs import command, list_show


class ListJobTypes(list_show.List):
    """List job types and the plugins that support them."""

    view = JOB_TYPE
    filters = (
        Value("--type", "type", f"List only this type: {', '.join(JOB_TYPES)}", choices=JOB_TYPES),
        Value("--plugin", "plugin_name", "List only types that this plugin supports"),
        Value(
            "--plugin-version",
            "plugin_version",
            "List only types that this plugin version supports; requires --plugin",
            "<plugin_version>",
        ),
    )

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        if parsed_args.plugin_version and not parsed_args.plugin:
            raise UsageError("--plugin-version requires --plugin.")

    def fetch(self, parsed_args: argparse.Namespace) -> Iterable[Resource]:
        return self.manager.list(options.given(self.filters, parsed_args))


class GetJobTypeConfigs(command.Command):
    """Save the possible settings of a job type to a file."""

    view = JOB_TYPE

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "job_type",
            metavar="<job-type>",
            choices=JOB_TYPES,
            help=f"Job type: {', '.join(JOB_TYPES)}",
        )
        parser.add_argument(
            "--file",
            metavar="<file>",
            type=types.text,
            help="New file to write: YAML if its name ends in .yaml or .yml, JSON otherwise; - for"
            " standard output (default: the name of the type)",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        job_type = parsed_args.job_type
        path = parsed_args.file or job_type
        files.refuse_existing(path)
        configs = self.client.job_templates.get_configs(job_type).to_dict()
        documents.write_document(path, configs, overwrite=False, stdout=self.app.stdout)
        self.write_about_file(path, f'"{job_type}" job configs were saved in "{path}" file')
