"""``--dry-run``: the body that would be sent, secrets redacted, and nothing sent but lookups."""

from __future__ import annotations

import importlib
import json
import pathlib
import re

import pytest

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands import execute_job, jobs
from saharaclient.osc.commands.cluster.create import CreateCluster
from saharaclient.osc.commands.cluster.lifecycle import UpdateCluster
from saharaclient.osc.commands.cluster.scale import ScaleCluster, ScaleClusterV2
from saharaclient.osc.commands.cluster_templates import (
    CreateClusterTemplate,
    ImportClusterTemplate,
    UpdateClusterTemplate,
)
from saharaclient.osc.commands.data_sources import CreateDataSource, UpdateDataSource
from saharaclient.osc.commands.job_binaries import (
    CreateJobBinary,
    CreateJobBinaryV2,
    UpdateJobBinary,
)
from saharaclient.osc.commands.job_templates import CreateJobTemplate, UpdateJobTemplate
from saharaclient.osc.commands.node_group_templates import (
    CreateNodeGroupTemplate,
    CreateNodeGroupTemplateV2,
    ImportNodeGroupTemplate,
    UpdateNodeGroupTemplate,
    UpdateNodeGroupTemplateV2,
)
from saharaclient.osc.verbs import dry_run
from tests.unit.osc import samples
from tests.unit.osc.samples import (
    CLUSTER_ID,
    CLUSTER_TEMPLATE_ID,
    DATA_SOURCE_ID,
    IMAGE_ID,
    JOB_BINARY_ID,
    JOB_ID,
    JOB_TEMPLATE_ID,
    Collection,
    both_versions,
)

PLUGIN = {"plugin_name": "fake", "plugin_version": "0.1"}
GROUPS = samples.node_groups(worker=2)
NODE_GROUP_TEMPLATE = {
    "name": "w",
    **PLUGIN,
    "flavor_id": "42",
    "node_processes": ["datanode"],
}
NODE_GROUP_TEMPLATE_OPTIONS = (
    *("--name", "w", "--plugin", "fake", "--plugin-version", "0.1"),
    *("--flavor", "tiny", "--processes", "datanode"),
)
CLUSTER = {
    "name": "c",
    "cluster_template_id": CLUSTER_TEMPLATE_ID,
    "default_image_id": IMAGE_ID,
    **PLUGIN,
}
CLUSTER_OPTIONS = ("--name", "c", "--cluster-template", "small", "--image", "ubuntu")

CASES = pytest.mark.parametrize(
    ("command", "argv", "body"),
    [
        (CreateNodeGroupTemplate, NODE_GROUP_TEMPLATE_OPTIONS, NODE_GROUP_TEMPLATE),
        (CreateNodeGroupTemplateV2, NODE_GROUP_TEMPLATE_OPTIONS, NODE_GROUP_TEMPLATE),
        (UpdateNodeGroupTemplate, ("worker", "--flavor", "tiny"), {"flavor_id": "42"}),
        (UpdateNodeGroupTemplateV2, ("worker", "--private"), {"is_public": False}),
        (
            ImportNodeGroupTemplate,
            ("FILE", "--name", "w", "--image_id", "ubuntu", "--flavor_id", "tiny"),
            {**NODE_GROUP_TEMPLATE, "image_id": IMAGE_ID},
        ),
        (
            CreateClusterTemplate,
            ("--name", "t", "--node-groups", "worker:2"),
            {"name": "t", **PLUGIN, "node_groups": GROUPS},
        ),
        (
            UpdateClusterTemplate,
            ("small", "--node-groups", "worker:2"),
            {**PLUGIN, "node_groups": GROUPS},
        ),
        (
            ImportClusterTemplate,
            ("FILE", "--name", "t", "--node-groups", "worker:2"),
            {**NODE_GROUP_TEMPLATE, "name": "t", "node_groups": GROUPS},
        ),
        (CreateCluster, CLUSTER_OPTIONS, CLUSTER),
        (CreateCluster, (*CLUSTER_OPTIONS, "--wait"), CLUSTER),
        (CreateCluster, (*CLUSTER_OPTIONS, "--count", "2"), {**CLUSTER, "count": 2}),
        (UpdateCluster, ("c1", "--name", "c2"), {"name": "c2"}),
        (
            ScaleCluster,
            ("c1", "--instances", "worker:5", "--wait"),
            {"resize_node_groups": [{"name": "worker", "count": 5}]},
        ),
        (
            CreateDataSource,
            ("in", "--type", "hdfs", "--url", "x", "--username", "u", "--password", "p"),
            {"name": "in", "type": "hdfs", "url": "x", "credentials": "***"},
        ),
        (
            UpdateDataSource,
            ("input", "--access-key", "A", "--secret-key", "S"),
            {"credentials": "***"},
        ),
        (
            CreateJobBinary,
            ("--name", "a", "--url", "x", "--username", "u", "--password", "p"),
            {"name": "a", "url": "x", "extra": "***"},
        ),
        (CreateJobBinaryV2, ("--name", "a", "--url", "x"), {"name": "a", "url": "x"}),
        (UpdateJobBinary, ("main.pig", "--url", "x"), {"url": "x"}),
        (
            CreateJobTemplate,
            ("--name", "a", "--type", "Pig", "--mains", "main.pig"),
            {"name": "a", "type": "Pig", "mains": [JOB_BINARY_ID]},
        ),
        (UpdateJobTemplate, ("pig", "--public"), {"is_public": True}),
        (jobs.UpdateJob, (JOB_ID, "--public"), {"is_public": True}),
    ],
)
EXECUTE = (
    *("--job-template", "pig", "--cluster", "c1", "--input", "input", "--wait"),
    *("--configs", "a:1", "fs.swift.service.sahara.password:p"),
)
JOB_CONFIGS = {"configs": {"a": "1", "fs.swift.service.sahara.password": "***"}}


@pytest.fixture(autouse=True)
def _parts(service, cloud):
    """What is looked up."""
    service.holds(
        images=samples.image(),
        node_group_templates=[samples.node_group_template(), samples.master()],
        cluster_templates=samples.cluster_template(),
        clusters=samples.cluster(),
    )
    Collection(service, "data_sources", samples.data_source())
    Collection(service, "job_binaries", samples.job_binary())
    Collection(service, "job_templates", samples.job_template())
    Collection(service, "jobs", samples.job())
    cloud.compute.ids["tiny"] = "42"


def dry_run_of(shell, command, *argv):
    """Return the body that a command prints with ``--dry-run``."""
    return json.loads(shell(command, *argv, "--dry-run"))


def assert_only_reads(service):
    assert {request.method for request in service.mock.request_history} <= {"GET"}


@both_versions
@CASES
def test_body_is_printed_and_nothing_sent(shell, service, document, command, argv, body):
    exported = document({"node_group_template": NODE_GROUP_TEMPLATE})
    if command is ImportClusterTemplate:
        exported = document({"cluster_template": NODE_GROUP_TEMPLATE})
    argv = [exported if arg == "FILE" else arg for arg in argv]
    assert dry_run_of(shell, command, *argv) == service.in_its_words(body)
    assert_only_reads(service)
    assert shell.stderr == ""


@pytest.mark.parametrize(
    ("version", "body"),
    [
        ("1.1", {"cluster_id": CLUSTER_ID}),
        ("2", {"cluster_id": CLUSTER_ID, "job_template_id": JOB_TEMPLATE_ID}),
    ],
)
def test_job_is_not_started(shell, service, body):
    assert dry_run_of(shell, execute_job.ExecuteJob, *EXECUTE) == {
        **body,
        "input_id": DATA_SOURCE_ID,
        "job_configs": JOB_CONFIGS,
    }
    assert_only_reads(service)


def test_no_instance_is_removed(shell, service):
    groups = [{"name": "worker", "count": 1, "instances": [{"instance_id": "i-1"}]}]
    service.cluster_becomes(samples.cluster(node_groups=groups))
    assert dry_run_of(shell, ScaleClusterV2, CLUSTER_ID, "--remove-instance", "i-1") == {
        "resize_node_groups": [{"name": "worker", "count": 0, "instances": ["i-1"]}]
    }
    assert_only_reads(service)


def test_terminal_shows_what_was_not_sent(shell, terminal):
    dry_run_of(shell, UpdateCluster, "c1", "--name", "c2")
    assert shell.stderr == f"PATCH http://sahara.test/v2/clusters/{CLUSTER_ID} was not sent.\n"


@pytest.mark.parametrize("version", ["1.1"])
def test_people_are_told_where_several_clusters_would_have_been_launched(shell, terminal):
    dry_run_of(shell, CreateCluster, *CLUSTER_OPTIONS, "--count", "2")
    assert shell.stderr == "POST http://sahara.test/v1.1/clusters/multiple was not sent.\n"


def test_body_is_json_whatever_the_format(shell):
    printed = shell(UpdateCluster, "c1", "--name", "c2", "--dry-run", "-f", "yaml")
    assert printed == '{\n    "name": "c2"\n}\n'


def test_unknown_name_is_found_out(shell, service):
    with pytest.raises(NotFound, match='There is no job binary with name "nobody"'):
        shell(CreateJobTemplate, "--name", "a", "--type", "Pig", "--mains", "nobody", "--dry-run")
    assert shell.stdout == ""
    assert_only_reads(service)


@both_versions
def test_managers_of_the_client_send_nothing_either(client, service):
    _ = client.clusters  # used before, and others not
    wrapped = dry_run.wrap(client)
    for manager in (wrapped.clusters, wrapped.data_sources, wrapped.job_binaries):
        with pytest.raises(dry_run.DryRun):
            manager.delete("x")
    assert not service.mock.request_history


def test_dry_run_leaves_the_client_as_it_was(shell, client):
    dry_run_of(shell, UpdateCluster, "c1", "--name", "c2")
    assert not isinstance(client.clusters.api, dry_run.DryRunAdapter)


def read_changing_commands():
    """Return module:class of every command that makes or changes something with fields."""
    setup = pathlib.Path(__file__).parents[4] / "setup.cfg"
    lines = (line.split(" = ") for line in setup.read_text(encoding="utf-8").splitlines())
    verbs = re.compile(r"\s+dataprocessing_(?!plugin_)\w+_(create|update|import|scale|execute)")
    return sorted({line[1] for line in lines if verbs.fullmatch(line[0])})


@pytest.mark.parametrize("name", read_changing_commands())
def test_every_command_that_sends_fields_has_a_dry_run(shell, name):
    module, _, command = name.partition(":")
    made = getattr(importlib.import_module(module), command)(shell.app, None)
    assert "--dry-run" in made.get_parser("").format_help()
