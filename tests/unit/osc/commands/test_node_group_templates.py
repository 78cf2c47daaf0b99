from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.osc.commands import node_group_templates as commands
from tests.unit.osc import samples
from tests.unit.osc.samples import WORKER_ID, both_versions

REQUIRED = (
    *("--name", "worker", "--plugin", "fake", "--plugin-version", "0.1"),
    *("--flavor", "tiny", "--processes", "datanode", "tasktracker"),
)


@pytest.fixture(autouse=True)
def _flavor_and_network(cloud):
    cloud.compute.ids["tiny"] = "42"
    cloud.network.ids["pool"] = "net-1"


@pytest.fixture
def held(service):
    service.holds(node_group_templates=[samples.node_group_template(), samples.master()])


@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
def test_create_with_what_is_required(shell, service, field):
    shell.json(commands.CreateNodeGroupTemplate, *REQUIRED)
    assert service.sent("POST") == {
        "name": "worker",
        "plugin_name": "fake",
        field: "0.1",
        "flavor_id": "42",
        "node_processes": ["datanode", "tasktracker"],
    }


@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (["--security-groups", "a", "b"], {"security_groups": ["a", "b"]}),
        (["--security-groups", "a", "--security-groups", "b"], {"security_groups": ["a", "b"]}),
        (["--auto-security-group"], {"auto_security_group": True}),
        (["--availability-zone", "nova"], {"availability_zone": "nova"}),
        (["--floating-ip-pool", "pool"], {"floating_ip_pool": "net-1"}),
        (["--volumes-per-node", "0"], {"volumes_per_node": 0}),
        (["--volumes-size", "10"], {"volumes_size": 10}),
        (["--volumes-type", "ssd"], {"volume_type": "ssd"}),
        (["--volumes-availability-zone", "az"], {"volumes_availability_zone": "az"}),
        (["--volumes-mount-prefix", "/v"], {"volume_mount_prefix": "/v"}),
        (["--volumes-locality"], {"volume_local_to_instance": True}),
        (["--description", "d"], {"description": "d"}),
        (["--autoconfig"], {"use_autoconfig": True}),
        (["--proxy-gateway"], {"is_proxy_gateway": True}),
        (["--public", "--protected"], {"is_public": True, "is_protected": True}),
    ],
)
def test_create_with_an_option(shell, service, argv, fields):
    shell.json(commands.CreateNodeGroupTemplate, *REQUIRED, *argv)
    sent = service.sent("POST")
    assert {name: sent[name] for name in fields} == fields


@pytest.mark.parametrize(("flag", "field"), [("--configs", "node_configs"), ("--shares", "shares")])
def test_create_with_documents(shell, service, document, flag, field):
    content = {"HDFS": {"a": 1}} if flag == "--configs" else [{"id": "s"}]
    shell.json(commands.CreateNodeGroupTemplate, *REQUIRED, flag, document(content))
    assert service.sent("POST")[field] == content


@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (["--boot-from-volume"], {"boot_from_volume": True}),
        (["--boot-volume-type", "ssd"], {"boot_volume_type": "ssd"}),
        (["--boot-volume-availability-zone", "az"], {"boot_volume_availability_zone": "az"}),
        (["--boot-volume-local-to-instance"], {"boot_volume_local_to_instance": True}),
    ],
)
def test_v2_can_boot_from_volumes(shell, service, argv, fields):
    shell.json(commands.CreateNodeGroupTemplateV2, *REQUIRED, *argv)
    sent = service.sent("POST")
    assert {name: sent[name] for name in fields} == fields


@pytest.mark.parametrize(
    ("command", "argv"),
    [
        (commands.CreateNodeGroupTemplate, (*REQUIRED, "--boot-from-volume")),
        (commands.CreateNodeGroupTemplate, (*REQUIRED, "--boot-volume-type", "ssd")),
        (commands.UpdateNodeGroupTemplate, ("worker", "--boot-from-volume-disable")),
        (commands.UpdateNodeGroupTemplate, ("worker", "--boot-volume-type=ssd")),
    ],
)
def test_boot_volumes_need_version_2(shell, command, argv):
    assert "needs API version 2:" in shell.usage_error(command, *argv)


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--volumes-per-node", "x"], 'argument --volumes-per-node: "x" is not a whole number.'),
        (["--volumes-size", "0"], 'argument --volumes-size: "0" is not a whole number above 0.'),
    ],
)
def test_malformed_numbers(shell, capsys, argv, sentence):
    with pytest.raises(SystemExit):
        shell(commands.CreateNodeGroupTemplate, *REQUIRED, *argv)
    assert sentence in capsys.readouterr().err


def test_create_names_all_that_is_missing(shell):
    sentence = shell.usage_error(commands.CreateNodeGroupTemplate, "--name", "a")
    assert "needs --plugin, --plugin-version, --processes and --flavor," in sentence


def test_unknown_flavor_sends_nothing(shell, service):
    with pytest.raises(exceptions.CommandError, match='There is no flavor with name or ID "huge"'):
        shell(commands.CreateNodeGroupTemplate, *REQUIRED, "--flavor", "huge")
    assert not service.mock.request_history


@pytest.mark.parametrize("key", ["flavor_id", "flavor"])
def test_flavor_in_a_file_may_be_a_name(shell, service, cloud, document, key):
    template = samples.node_group_template()
    del template["flavor_id"]
    shell.json(commands.CreateNodeGroupTemplate, "--json", document({**template, key: "tiny"}))
    assert service.sent("POST")["flavor_id"] == "42"


def test_number_of_a_flavor_in_yaml_is_an_id(shell, service, cloud, document):
    cloud.compute.ids["7"] = "7"
    text = "name: a\nplugin: fake\nplugin-version: 0.1\nflavor: 7\nprocesses: [datanode]\n"
    shell.json(commands.CreateNodeGroupTemplate, "--json", document(text, "a.yaml"))
    assert service.sent("POST") == {
        **{"name": "a", "plugin_name": "fake", "plugin_version": "0.1"},
        **{"flavor_id": "7", "node_processes": ["datanode"]},
    }


def test_unknown_field_of_a_file_is_sent_with_a_warning(shell, service, document, caplog):
    path = document(samples.node_group_template(flavor_id=samples.WORKER_ID, descripton="d"))
    shell.json(commands.CreateNodeGroupTemplate, "--json", path)
    assert service.sent("POST")["descripton"] == "d"
    (warning,) = [one for one in caplog.messages if "descripton" in one]
    assert 'did you mean "description"' in warning


def test_known_fields_of_a_file_have_no_warning(shell, service, document, caplog):
    fields = {"name": "a", "plugin": "fake", "hadoop_version": "0.1", "processes": ["datanode"]}
    path = document({**fields, "flavor": samples.WORKER_ID, "image_id": samples.IMAGE_ID})
    shell.json(commands.CreateNodeGroupTemplate, "--json", path)
    assert not [one for one in caplog.messages if "unknown field" in one]


@both_versions
@pytest.mark.parametrize(
    "command", [commands.UpdateNodeGroupTemplate, commands.UpdateNodeGroupTemplateV2]
)
def test_export_can_be_used_for_an_update(shell, service, held, document, command):
    exported = {
        "name": "worker",
        "image_id": "{image_id}",
        "flavor_id": "{flavor_id}",
        "volumes_per_node": 0,
        "volumes_size": 0,
        "description": None,
        "shares": None,  # which the service exports and refuses
    }
    shell.json(command, "worker", "--json", document({"node_group_template": exported}))
    method = "PUT" if service.version == "1.1" else "PATCH"
    assert service.sent(method) == {"name": "worker", "volumes_per_node": 0}


def test_null_of_a_file_that_is_no_export_clears_a_field(shell, service, held, document):
    path = document({"description": None, "image_id": "{image_id}"})
    shell.json(commands.UpdateNodeGroupTemplateV2, "worker", "--json", path)
    assert service.sent("PATCH") == {"description": None}


def test_boot_from_volume_can_be_turned_off_by_a_file(shell, service, held, document):
    path = document({"boot_from_volume": False})
    shell.json(commands.UpdateNodeGroupTemplateV2, "worker", "--json", path)
    assert service.sent("PATCH") == {"boot_from_volume": False}


@both_versions
def test_list_by_plugin_and_version(shell, service, held):
    service.holds(node_group_templates=samples.master(name="old", plugin_version="0.0"))
    argv = ("--plugin", "fake", "--plugin-version", "0.1", "--name", "er")
    assert [row["Name"] for row in shell.json(commands.ListNodeGroupTemplates, *argv)] == [
        "worker",
        "master",
    ]


def test_long_list(shell, held):
    row = shell.json(commands.ListNodeGroupTemplates, "--long")[0]
    assert (row["Node processes"], row["Description"]) == (["datanode", "tasktracker"], None)


def test_show_has_no_volumes_where_there_are_none(shell, held):
    assert "Volumes size" not in shell(commands.ShowNodeGroupTemplate, "worker")
    shown = shell.json(commands.ShowNodeGroupTemplate, "worker")
    assert (shown["Volumes per node"], shown["Volumes size"]) == (0, None)
    assert "Boot from volume" not in shown


def test_show_has_volumes_where_there_are_some(shell, service):
    service.holds(
        node_group_templates=samples.node_group_template(volumes_per_node=2, volumes_size=10)
    )
    shown = shell.json(commands.ShowNodeGroupTemplate, "worker")
    assert shown["Volumes size"] == 10
    assert {
        "Volume type",
        "Volume local to instance",
        "Volume mount prefix",
        "Volumes availability zone",
    } <= set(shown)


@pytest.mark.parametrize("boots", [True, False])
def test_show_has_the_boot_volume_where_there_is_one(shell, service, boots):
    template = samples.node_group_template(boot_from_volume=boots, boot_volume_type="ssd")
    service.holds(node_group_templates=template)
    shown = shell.json(commands.ShowNodeGroupTemplate, "worker")
    assert (shown["Boot from volume"], shown["Boot volume type"]) == (boots, "ssd")
    table = shell(commands.ShowNodeGroupTemplate, "worker")
    assert ("Boot volume type" in table) is boots


@pytest.mark.parametrize(
    ("command", "argv", "fields"),
    [
        (commands.UpdateNodeGroupTemplate, ["--flavor", "tiny"], {"flavor_id": "42"}),
        (commands.UpdateNodeGroupTemplate, ["--autoconfig-disable"], {"use_autoconfig": False}),
        (
            commands.UpdateNodeGroupTemplate,
            ["--processes", "a", "b"],
            {"node_processes": ["a", "b"]},
        ),
        (
            commands.UpdateNodeGroupTemplateV2,
            ["--boot-from-volume-enable"],
            {"boot_from_volume": True},
        ),
    ],
)
def test_update(shell, service, held, command, argv, fields):
    shell.json(command, "worker", *argv)
    assert service.sent("PATCH") == fields


@both_versions
def test_delete(shell, service, held):
    said = shell(commands.DeleteNodeGroupTemplate, "worker")
    assert said == 'Node group template "worker" has been removed successfully.\n'


def test_export_has_its_key(shell, service, held):
    exported = {"node_group_template": {"name": "worker"}}
    service.answers("GET", f"/node-group-templates/{WORKER_ID}/export", exported)
    assert '"node_group_template": {' in shell(commands.ExportNodeGroupTemplate, "worker")


@pytest.mark.parametrize(
    ("argv", "in_file"),
    [
        (["--volumes-per-node", "2"], {"volumes_size": 10}),
        (["--volumes-per-node", "2"], {"volumes_per_node": 0, "volume_type": "ssd"}),
        (["--boot-from-volume"], {"boot_volume_type": "ssd"}),
    ],
)
def test_details_in_a_file_combine_with_options(shell, service, document, argv, in_file):
    path = document(in_file)
    shell.json(commands.CreateNodeGroupTemplateV2, *REQUIRED, *argv, "--json", path)
    name = list(in_file)[-1]
    assert service.sent("POST")[name] == in_file[name]


def test_export_without_volumes_can_be_imported(shell, service, document):
    exported = {
        "name": "worker",
        "flavor_id": "{flavor_id}",
        "image_id": "{image_id}",
        "security_groups": "{security_groups}",
        "floating_ip_pool": None,
        "volumes_per_node": 0,
        "volumes_size": 0,
        "volume_mount_prefix": "/volumes/disk",
        "boot_from_volume": False,
        "boot_volume_local_to_instance": False,
    }
    service.holds(images=samples.image())
    path = document({"node_group_template": exported})
    argv = ("--image_id", "ubuntu", "--flavor_id", "tiny")
    shell.json(commands.ImportNodeGroupTemplate, path, *argv)
    assert service.sent("POST") == {
        "name": "worker",
        "image_id": samples.IMAGE_ID,
        "flavor_id": "42",
        "volumes_per_node": 0,
    }


@both_versions
def test_import_takes_what_ties_it_to_this_cloud(shell, service, document):
    service.holds(images=samples.image())
    path = document({"node_group_template": {"name": "worker", "security_groups": ["old"]}})
    shell.json(
        commands.ImportNodeGroupTemplate,
        *(path, "--name", "mine", "--image_id", "ubuntu", "--flavor_id", "tiny"),
        *("--security_groups", "a", "--security_groups", "b", "--floating_ip_pool", "pool"),
    )
    assert service.sent("POST") == {
        "name": "mine",
        "image_id": samples.IMAGE_ID,
        "flavor_id": "42",
        "security_groups": ["a", "b"],
        "floating_ip_pool": "net-1",
    }
