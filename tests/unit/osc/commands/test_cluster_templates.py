from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands import cluster_templates as commands
from tests.unit.osc import samples
from tests.unit.osc.samples import (
    CLUSTER_TEMPLATE_ID,
    IMAGE_ID,
    MASTER_ID,
    WORKER_ID,
    both_versions,
)

NODE_GROUPS = [
    {"name": "master", "count": 1, "node_group_template_id": MASTER_ID},
    {"name": "worker", "count": 3, "node_group_template_id": WORKER_ID},
]


#: All that the service requires of a template.
FIELDS = {"name": "a", "plugin_name": "fake", "plugin_version": "0.1"}


@pytest.fixture(autouse=True)
def _node_group_templates(service):
    service.holds(node_group_templates=[samples.node_group_template(), samples.master()])


@pytest.fixture
def held(service):
    service.holds(cluster_templates=samples.cluster_template())


@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
@pytest.mark.parametrize(
    "node_groups",
    [
        ["--node-groups", "master:1", "worker:3"],
        ["--node-groups", "master:1", "--node-groups", f"{WORKER_ID}:3"],
    ],
)
def test_create_takes_plugin_and_version_of_its_node_groups(shell, service, field, node_groups):
    shell.json(commands.CreateClusterTemplate, "--name", "small", *node_groups)
    assert service.sent("POST") == {
        "name": "small",
        "plugin_name": "fake",
        field: "0.1",
        "node_groups": NODE_GROUPS,
    }


@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (["--anti-affinity", "a", "b"], {"anti_affinity": ["a", "b"]}),
        (["--description", "d"], {"description": "d"}),
        (["--autoconfig"], {"use_autoconfig": True}),
        (["--public", "--protected"], {"is_public": True, "is_protected": True}),
        (["--domain-name", "example.org."], {"domain_name": "example.org."}),
    ],
)
def test_create_with_an_option(shell, service, argv, fields):
    argv = ("--name", "small", "--node-groups", "worker:1", *argv)
    shell.json(commands.CreateClusterTemplate, *argv)
    sent = service.sent("POST")
    assert {name: sent[name] for name in fields} == fields


@pytest.mark.parametrize(
    ("flag", "field", "content"),
    [("--configs", "cluster_configs", {"HDFS": {}}), ("--shares", "shares", [{"id": "s"}])],
)
def test_create_with_documents(shell, service, document, flag, field, content):
    argv = ("--name", "small", "--node-groups", "worker:1", flag, document(content))
    shell.json(commands.CreateClusterTemplate, *argv)
    assert service.sent("POST")[field] == content


def test_node_groups_of_a_file_go_through(shell, service, document):
    path = document({**FIELDS, "node_groups": NODE_GROUPS})
    shell.json(commands.CreateClusterTemplate, "--json", path)
    assert service.sent("POST")["node_groups"] == NODE_GROUPS


@both_versions
@pytest.mark.parametrize(
    "node_groups",
    [
        ["master:1", "worker:3"],
        [{**NODE_GROUPS[0], "node_group_template_id": "master"}, "worker:3"],
    ],
)
def test_node_groups_of_a_file_may_have_names(shell, service, document, node_groups):
    path = document({**FIELDS, "node-groups": node_groups})
    shell.json(commands.CreateClusterTemplate, "--json", path)
    assert service.sent("POST")["node_groups"] == NODE_GROUPS


def test_malformed_node_group_of_a_file_is_refused(shell, service, document):
    path = document({**FIELDS, "node_groups": ["worker"]})
    with pytest.raises(exceptions.CommandError, match='"worker" is not NAME:COUNT'):
        shell(commands.CreateClusterTemplate, "--json", path)
    assert not service.requests("POST")


@both_versions
def test_template_of_a_file_needs_no_node_groups(shell, service, document):
    shell.json(commands.CreateClusterTemplate, "--json", document(FIELDS))
    assert service.sent("POST") == service.in_its_words(FIELDS)


@pytest.mark.parametrize("field", FIELDS)
def test_template_of_a_file_needs_what_the_service_requires(shell, service, document, field):
    path = document({name: value for name, value in FIELDS.items() if name != field})
    with pytest.raises(exceptions.CommandError, match="A cluster template needs"):
        shell(commands.CreateClusterTemplate, "--json", path)
    assert not service.requests("POST")


def test_node_groups_of_different_plugins_are_refused(shell, service):
    other = samples.master(id=samples.UNKNOWN_ID, name="spark-master", plugin_name="spark")
    service.holds(node_group_templates=other)
    argv = ("--name", "a", "--node-groups", "worker:1", "spark-master:1")
    with pytest.raises(exceptions.CommandError) as raised:
        shell(commands.CreateClusterTemplate, *argv)
    assert str(raised.value) == (
        "The node groups of a cluster must be of one plugin and version, and these are not:"
        ' "worker" of fake 0.1, "spark-master" of spark 0.1.'
    )
    assert not service.requests("POST")


def test_unknown_node_group_is_named(shell, service):
    with pytest.raises(NotFound, match='There is no node group template with name "edge"'):
        shell(commands.CreateClusterTemplate, "--name", "a", "--node-groups", "edge:1")
    assert not service.requests("POST")


def test_malformed_node_group(shell, service, capsys):
    with pytest.raises(SystemExit):
        shell(commands.CreateClusterTemplate, "--name", "a", "--node-groups", "worker")
    assert 'argument --node-groups: "worker" is not NAME:COUNT; ' in capsys.readouterr().err


def test_create_names_what_is_missing(shell):
    sentence = shell.usage_error(commands.CreateClusterTemplate)
    assert "needs --name and --node-groups" in sentence


@both_versions
def test_long_list(shell, held):
    assert shell.json(commands.ListClusterTemplates, "--long") == [
        {
            "Name": "small",
            "Id": CLUSTER_TEMPLATE_ID,
            "Plugin name": "fake",
            "Plugin version": "0.1",
            "Node groups": NODE_GROUPS,
            "Description": None,
        }
    ]


def test_list_by_name(shell, held):
    assert shell.json(commands.ListClusterTemplates, "--name", "big") == []


def test_show_has_node_groups_as_text_for_people(shell, held):
    assert "| master:1, worker:3 " in shell(commands.ShowClusterTemplate, "small")


def test_update_of_node_groups_updates_the_plugin_with_them(shell, service, held):
    shell.json(commands.UpdateClusterTemplate, "small", "--node-groups", "worker:2")
    assert service.sent("PATCH") == {
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "node_groups": [{"name": "worker", "count": 2, "node_group_template_id": WORKER_ID}],
    }


def test_update_of_something_else_leaves_node_groups_alone(shell, service, held):
    shell.json(commands.UpdateClusterTemplate, "small", "--autoconfig-enable")
    assert service.sent("PATCH") == {"use_autoconfig": True}


def test_delete(shell, held):
    said = shell(commands.DeleteClusterTemplate, "small")
    assert said == 'Cluster template "small" has been removed successfully.\n'


def test_export_has_its_key(shell, service, held):
    exported = {"cluster_template": {"name": "small"}}
    service.answers("GET", f"/cluster-templates/{CLUSTER_TEMPLATE_ID}/export", exported)
    assert '"cluster_template": {' in shell(commands.ExportClusterTemplate, "small")


@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
def test_import_has_node_groups_of_this_cloud(shell, service, document, field):
    service.holds(images=samples.image())
    exported = {"name": "small", "plugin_version": "0.0", "node_groups": [{"name": "old"}]}
    path = document({"cluster_template": exported})
    node_groups = ("--node-groups", "master:1", "worker:3")
    shell.json(
        commands.ImportClusterTemplate,
        *(path, *node_groups, "--name", "mine", "--default-image-id", "ubuntu"),
    )
    assert service.sent("POST") == {
        "name": "mine",
        "plugin_name": "fake",
        field: "0.1",
        "default_image_id": IMAGE_ID,
        "node_groups": NODE_GROUPS,
    }


def test_import_needs_node_groups(shell, document):
    with pytest.raises(SystemExit):
        shell(commands.ImportClusterTemplate, document({"cluster_template": {"name": "a"}}))
