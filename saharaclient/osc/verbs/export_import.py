"""Taking templates out of a cloud and into another one: export and import."""

from __future__ import annotations

import argparse
from typing import TypeVar

from saharaclient.api.base_node_group_templates import BaseNodeGroupTemplateManager
from saharaclient.api.cluster_templates import BaseClusterTemplateManager
from saharaclient.osc.arguments import documents, files, types
from saharaclient.osc.verbs import command, create_update
from saharaclient.osc.verbs.command import M

#: The manager of resources that can be exported.
E = TypeVar("E", BaseClusterTemplateManager, BaseNodeGroupTemplateManager)


class Export(command.Command[E]):
    """``export``: a template without what ties it to this cloud."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "export")
        parser.add_argument(
            "--file",
            metavar="<filename>",
            type=types.text,
            default=files.STREAM,
            help="File to write: YAML if its name ends in .yaml or .yml, JSON otherwise"
            " (default: -, standard output)",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        exported = self.manager.export(self.resolve_argument(parsed_args).id)
        document = exported.to_dict()
        documents.write_document(parsed_args.file, document, overwrite=True, stdout=self.app.stdout)


class Import(create_update.Create[M]):
    """``import``: a template that was exported, with what ties it to this cloud."""

    takes_json = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "json",
            metavar="<json>",
            type=types.text,
            help=f"JSON or YAML file with the exported {self.view.name}; - for standard input",
        )
        super().add_arguments(parser)
