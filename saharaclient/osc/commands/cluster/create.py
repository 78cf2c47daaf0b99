"""``dataprocessing cluster create``"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping

from osc_lib import exceptions

from saharaclient.api import cluster_conditions as conditions
from saharaclient.api.clusters import BaseClusterManager, Cluster
from saharaclient.api.kinds import CLUSTER as DECLARED
from saharaclient.exceptions import APIException, BadRequest, InvalidResponse
from saharaclient.osc.arguments import lookups, types
from saharaclient.osc.arguments.field_options import options_of
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.commands.cluster.progress import WAIT_VIEW
from saharaclient.osc.output import advice, columns
from saharaclient.osc.output.columns import Row
from saharaclient.osc.output.views import CLUSTER
from saharaclient.osc.verbs import create_update, waiting
from saharaclient.osc.verbs.failures import Failures

#: Fields that Sahara requires in the request or in the cluster template. It names the first that
#: is missing (_check_cluster_create in service/validations/clusters.py, 19.0.0).
_IN_TEMPLATE = ("default_image_id", "neutron_management_network")


class CreateCluster(waiting.CanWait[BaseClusterManager], create_update.Create[BaseClusterManager]):
    """Launch a cluster, or several alike, from options, a file, or both."""

    examples = (
        "cluster create --name example --cluster-template small --image fake-image "
        "--neutron-network private --wait",
        "cluster create --json cluster.yaml --count 3",
    )
    view = CLUSTER
    wait_view = WAIT_VIEW
    resume = "cluster wait {} --for active"
    options = (
        *options_of(
            DECLARED,
            user_keypair_id={"metavar": "<keypair>"},
            neutron_management_network={"metavar": "<network>"},
        ),
        Value(
            "--count",
            "count",
            "Launch that many clusters, named <name>-1 and on",
            type=types.positive_number,
        ),
    )
    # --or-show makes no sense here: create always launches.
    can_show_existing = False
    # An image and a network can come from the template; Sahara checks the rest.
    required = {
        "name": "--name",
        "plugin_name": "--cluster-template",
        "plugin_version": "--cluster-template",
    }

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_wait_options(parser, "the cluster is Active")

    def finalize(self, fields: dict[str, object]) -> dict[str, object]:
        count = fields.get("count")
        if count is not None and (type(count) is not int or count < 1):
            raise exceptions.CommandError('The "count" of clusters must be a number above 0.')
        name = str(fields.get("cluster_template_id") or "")
        if not name or (lookups.is_id(name) and fields.get("plugin_name")):
            return fields
        template = self.client.cluster_templates.resolve(name)
        return {
            **fields,
            "cluster_template_id": template.id,
            "plugin_name": template.plugin_name,
            "plugin_version": template.plugin_version,
        }

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        fields = self.fields(parsed_args)
        launched = self._launch(fields, parsed_args)
        ids = self._ids(launched)
        count = fields.get("count")
        wanted = count if isinstance(count, int) else 1
        failures = Failures(
            self.log, self.view, wanted, "did not become Active", self.advisor.sentence
        )
        is_one = ids == [getattr(launched, "id", None)]
        seen = {ids[0]: launched} if is_one else {}
        if len(ids) < wanted:
            self.failure = exceptions.CommandError(
                f"The service reported {len(ids)} of {wanted} clusters. To check whether it"
                f" launched the others:\n{self._list_command}"
            )
        if parsed_args.wait:
            self._wait(parsed_args, ids, seen, failures)
            self.failure = failures.error or self.failure
        if is_one:
            return self.details(seen[ids[0]])
        return self._names_and_ids(ids, seen, may_read=not parsed_args.wait)

    def _launch(self, fields: Mapping[str, object], parsed_args: argparse.Namespace) -> Cluster:
        try:
            return self.manager.create_from(fields)
        except BadRequest as error:
            if not re.search(rf"'({'|'.join(_IN_TEMPLATE)})' field is not found", str(error)):
                raise
            body = self.manager.request_body(fields)
            template_id = body.get("cluster_template_id")
            template = self.client.cluster_templates.get(str(template_id)) if template_id else None
            flags = [
                self.advisor.options[field][0]
                for field in _IN_TEMPLATE
                if not (body.get(field) or getattr(template, field, None))
            ]
            attempt = self._attempt(parsed_args, advice.quote_like(str(error)))
            raise exceptions.CommandError(
                f"{attempt} failed: {error} Add {' and '.join(flags)}."
            ) from error

    @property
    def _list_command(self) -> str:
        return self.command_lines.line("dataprocessing cluster list")

    def _ids(self, launched: Cluster) -> list[str]:
        """Return the IDs of the clusters that were launched."""
        try:
            ids = self.manager.created_ids(launched)
        except InvalidResponse:
            ids = []
        if not ids:
            raise exceptions.CommandError(
                "The service did not report what it launched. To check whether it launched"
                f" clusters:\n{self._list_command}"
            )
        return ids

    def _wait(
        self,
        parsed_args: argparse.Namespace,
        ids: list[str],
        seen: dict[str, Cluster],
        failures: Failures,
    ) -> None:
        """Wait for clusters; report failures when they happen, and note each as last seen."""
        names = {one: str(seen[one].name) if one in seen else one for one in ids}
        with self.wait_session(parsed_args) as session:
            for ended in session.wait(self.manager, names, conditions.ACTIVE, show_progress=True):
                if ended.resource is not None:
                    seen[ended.resource_id] = ended.resource
                if ended.error is not None:
                    with session.paused():
                        failures.add(ended.resource_id, ended.error)

    def _names_and_ids(self, ids: list[str], seen: Mapping[str, Cluster], *, may_read: bool) -> Row:
        """Return (names, IDs) of several clusters; one that cannot be read is called by its ID.

        :param may_read: whether clusters that were not seen are read. After a wait, whose time may
            be up, they are not: its polls did not find them.
        """
        names = []
        for one in ids:
            cluster = seen.get(one)
            try:
                if cluster is None and may_read:
                    cluster = self.manager.get(one)
            except APIException as error:
                self.log.warning("Cluster %s was launched, but cannot be read: %s", one, error)
            names.append(str(getattr(cluster, "name", one)))
        return names, ids
