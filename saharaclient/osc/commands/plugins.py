"""``dataprocessing plugin ...``"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from saharaclient.api.plugins import Plugin, PluginManagerV1, PluginManagerV2
from saharaclient.api.resource import object_in
from saharaclient.osc.arguments import documents, files, types
from saharaclient.osc.output import columns
from saharaclient.osc.output.columns import ListColumn
from saharaclient.osc.output.views import PLUGIN
from saharaclient.osc.verbs import command, dry_run, list_show

AnyPluginManager = PluginManagerV1 | PluginManagerV2


class ListPlugins(list_show.List):
    """List plugins and their versions."""

    view = PLUGIN


class ShowPlugin(list_show.ShowCommand[AnyPluginManager]):
    """Show a plugin with its labels, or a plugin version with its processes."""

    view = PLUGIN

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        _add_plugin(parser, "display")
        parser.add_argument(
            "--plugin-version",
            metavar="<plugin_version>",
            type=types.text,
            help="Version of the plugin (default: show the plugin itself)",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        if not parsed_args.plugin_version:
            plugin = self.resolve_argument(parsed_args)
            return self.details(plugin, _labels(plugin))
        plugin = self.manager.get_version_details(parsed_args.plugin, parsed_args.plugin_version)
        processes = sorted(object_in(getattr(plugin, "node_processes", None)).items())
        return self.details(
            plugin,
            _labels(plugin),
            ((service, ListColumn(names)) for service, names in processes),
        )


class GetPluginConfigs(command.Command[AnyPluginManager]):
    """Save the possible settings of a plugin version to a file."""

    view = PLUGIN

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        _add_plugin(parser, "get the settings of")
        parser.add_argument(
            "plugin_version",
            metavar="<plugin_version>",
            type=types.text,
            help="Version of the plugin",
        )
        parser.add_argument(
            "--file",
            metavar="<file>",
            type=types.text,
            help="New file to write: YAML if its name ends in .yaml or .yml, JSON otherwise; - for"
            " standard output (default: <plugin>-<plugin_version>)",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        plugin, version = parsed_args.plugin, parsed_args.plugin_version
        path = parsed_args.file or files.file_name_for(f"{plugin}-{version}")
        files.refuse_existing(path)
        configs = self.manager.get_version_details(plugin, version).to_dict()
        documents.write_document(path, configs, overwrite=False, stdout=self.app.stdout)
        self.write_about_file(
            path, f'"{plugin}" plugin "{version}" version configs was saved in "{path}" file'
        )


class UpdatePlugin(list_show.ShowCommand[AnyPluginManager]):
    """Update the labels of a plugin and its versions (administrators only)."""

    examples = (
        "plugin update fake labels.json",
        "plugin update fake labels.json --dry-run",
    )
    view = PLUGIN

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        _add_plugin(parser, "update")
        parser.add_argument(
            "json",
            metavar="<json>",
            type=types.text,
            help="JSON or YAML file with the labels, such as"
            ' {"plugin_labels": {"enabled": {"status": true}}}; - for standard input',
        )
        dry_run.add_dry_run(parser)

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        values = documents.read_document(parsed_args.json)
        plugin = self.manager.update(parsed_args.plugin, values)
        return self.details(plugin, _labels(plugin))


def _add_plugin(parser: argparse.ArgumentParser, doing: str) -> None:
    parser.add_argument(
        "plugin", metavar="<plugin>", type=types.text, help=f"Name of the plugin to {doing}"
    )


def _labels(plugin: Plugin) -> Iterator[tuple[str, object]]:
    """Yield a field for each label of a plugin and of its versions."""
    yield from _statuses("Plugin", getattr(plugin, "plugin_labels", None))
    for version, labels in sorted(object_in(getattr(plugin, "version_labels", None)).items()):
        yield from _statuses(f"Plugin version {version}", labels)


def _statuses(of: str, labels: object) -> Iterator[tuple[str, object]]:
    for label, state in sorted(object_in(labels).items()):
        yield f"{of}: {label}", object_in(state).get("status")
