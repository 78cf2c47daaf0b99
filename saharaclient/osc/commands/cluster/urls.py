"""``dataprocessing cluster url list``"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from osc_lib.command import command as osc_command

from saharaclient.api.clusters import BaseClusterManager, Cluster
from saharaclient.api.resource import object_in
from saharaclient.osc.output import columns
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import command
from saharaclient.text import redact_urls

_HEADERS = ("Service", "Name", "Url")


class ListClusterUrls(command.Command[BaseClusterManager], osc_command.Lister):
    """List the web interfaces that the plugin of a cluster publishes."""

    view = CLUSTER

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "list the web interfaces of")

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Table:
        cluster = self.resolve_argument_or_prefix(parsed_args)
        urls = sorted(web_urls(cluster))
        if not urls:
            self.inform(f"{cluster.described} has no web interfaces (status {cluster.status}).")
        return _HEADERS, urls


def web_urls(cluster: Cluster) -> Iterator[tuple[str, str, str]]:
    """Yield (service, name, URL) of the URLs for browsers in the ``info`` of a cluster."""
    for service, entries in object_in(getattr(cluster, "info", None)).items():
        for name, url in object_in(entries).items():
            if isinstance(url, str) and url.lower().startswith(("http://", "https://")):
                yield str(service), str(name), redact_urls(url)
