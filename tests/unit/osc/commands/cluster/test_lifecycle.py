from __future__ import annotations

import json
import re

import pytest
from osc_lib import exceptions

from saharaclient.exceptions import NoUniqueMatch
from saharaclient.osc.commands.cluster import lifecycle as commands
from saharaclient.osc.commands.cluster.create import CreateCluster
from tests.unit.osc import samples
from tests.unit.osc.samples import (
    CLUSTER_ID,
    CLUSTER_TEMPLATE_ID,
    IMAGE_ID,
    SECOND_CLUSTER_ID,
    both_versions,
)

CREATE = ("--name", "c1", "--cluster-template", "small", "--image", "ubuntu")


@pytest.fixture
def held(service):
    """A cluster that the service has."""
    service.holds(clusters=samples.cluster())


@pytest.fixture
def parts(service, cloud):
    """What clusters are made from."""
    service.holds(
        images=samples.image(),
        cluster_templates=samples.cluster_template(),
        node_group_templates=[samples.node_group_template(), samples.master()],
    )
    cloud.network.ids["private"] = "net-1"


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


# Create


@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
def test_cluster_takes_plugin_and_version_of_its_template(shell, service, parts, field):
    shell.json(CreateCluster, *CREATE)
    assert service.sent("POST") == {
        "name": "c1",
        "cluster_template_id": CLUSTER_TEMPLATE_ID,
        "default_image_id": IMAGE_ID,
        "plugin_name": "fake",
        field: "0.1",
    }


@both_versions
def test_create_shows_the_cluster(shell, service, parts):
    service.answers("POST", "/clusters", {"cluster": samples.cluster(status="Validating")})
    shown = shell.json(CreateCluster, *CREATE)
    assert (shown["Id"], shown["Name"], shown["Status"]) == (CLUSTER_ID, "c1", "Validating")
    assert (shown["Image"], shown["Plugin version"]) == (IMAGE_ID, "0.1")


@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (["--description", "d"], {"description": "d"}),
        (["--user-keypair", "key"], {"user_keypair_id": "key"}),
        (["--neutron-network", "private"], {"neutron_management_network": "net-1"}),
        (["--transient"], {"is_transient": True}),
        (["--public", "--protected"], {"is_public": True, "is_protected": True}),
    ],
)
def test_create_with_an_option(shell, service, parts, argv, fields):
    shell.json(CreateCluster, *CREATE, *argv)
    sent = service.sent("POST")
    assert {name: sent[name] for name in fields} == fields


def test_count_of_one_is_a_cluster_like_any_other(shell, service, parts):
    shown = shell.json(CreateCluster, *CREATE, "--count", "1")
    assert "count" not in service.sent("POST")
    assert shown["Name"] == "c1"


@pytest.mark.parametrize(
    ("version", "path", "answer"),
    [
        ("1.1", "/clusters/multiple", {"clusters": [CLUSTER_ID, SECOND_CLUSTER_ID]}),
        (
            "2",
            "/clusters",
            {
                "clusters": [
                    {"cluster": samples.cluster(name="c1-1")},
                    {"cluster": samples.second_cluster(name="c1-2")},
                ]
            },
        ),
    ],
)
def test_several_clusters_are_shown_by_name_and_id(shell, service, parts, path, answer):
    service.holds(clusters=[samples.cluster(name="c1-1"), samples.second_cluster(name="c1-2")])
    service.answers("POST", path, answer)
    shown = shell.json(CreateCluster, *CREATE, "--count", "2")
    assert service.sent("POST")["count"] == 2
    assert shown == {"c1-1": CLUSTER_ID, "c1-2": SECOND_CLUSTER_ID}


@pytest.mark.parametrize("count", ["0", "-1", "x", "1.5"])
def test_count_must_be_a_number_above_zero(shell, service, count, capsys):
    with pytest.raises(SystemExit):
        shell(CreateCluster, *CREATE, "--count", count)
    assert not service.mock.request_history


@pytest.mark.parametrize(
    ("argv", "missing"),
    [
        ([], "--name and --cluster-template"),
        (CREATE[2:], "--name"),
    ],
)
def test_create_names_what_is_missing(shell, service, parts, argv, missing):
    sentence = shell.usage_error(CreateCluster, *argv)
    assert sentence.startswith(f"A cluster needs {missing}, as options")
    assert not service.mock.request_history


def test_image_and_network_can_come_from_the_template(shell, service, parts):
    shell.json(CreateCluster, *CREATE[:4])
    assert "default_image_id" not in service.sent("POST")


@pytest.mark.parametrize(
    ("argv", "field", "flags"),
    [
        (CREATE[:4], "default_image_id", "--image and --neutron-network"),
        (CREATE, "neutron_management_network", "--neutron-network"),
    ],
)
def test_missing_fields_are_reported_with_their_options(shell, service, parts, argv, field, flags):
    service.refuses("POST", "/clusters", 400, f"'{field}' field is not found")
    sentence = refusal(shell, CreateCluster, *argv)
    assert f"'{field}' field is not found" in sentence
    assert sentence.endswith(f"Add {flags}.")


def test_field_of_the_template_is_not_reported_as_missing(shell, service):
    template = samples.cluster_template(default_image_id=IMAGE_ID)
    service.holds(cluster_templates=template, images=samples.image())
    service.refuses("POST", "/clusters", 400, "'neutron_management_network' field is not found")
    assert refusal(shell, CreateCluster, *CREATE[:4]).endswith("Add --neutron-network.")


@pytest.mark.parametrize("count", ["2", 0, -1, 1.5, True, [2]])
def test_count_of_a_file_must_be_a_number(shell, service, parts, document, count):
    path = document({"name": "c1", "cluster_template_id": "small", "count": count})
    assert '"count"' in refusal(shell, CreateCluster, "--json", path)
    assert not service.requests("POST")


def test_status_that_is_null_is_no_match(shell, service):
    service.holds(clusters=samples.cluster(status=None))
    assert shell.json(commands.ListClusters, "--status", "active") == []


def test_cluster_without_a_template_can_come_from_a_file(shell, service, document):
    content = {
        "name": "c1",
        "plugin_name": "fake",
        "hadoop_version": "0.1",
        "default_image_id": IMAGE_ID,
        "node_groups": samples.node_groups(master=1),
    }
    shell.json(CreateCluster, "--json", document(content))
    sent = service.sent("POST")
    assert sent["plugin_version"] == "0.1"
    assert sent["node_groups"] == samples.node_groups(master=1)


def test_template_of_a_file_may_be_a_name(shell, service, parts, document):
    path = document({"name": "c1", "cluster_template_id": "small", "default_image_id": IMAGE_ID})
    shell.json(CreateCluster, "--json", path)
    assert service.sent("POST")["cluster_template_id"] == CLUSTER_TEMPLATE_ID


@pytest.mark.parametrize("name", [2030, "0123456789abcdef0123456789abcdef"])
def test_template_of_a_file_may_be_called_like_a_number(shell, service, document, name):
    service.holds(cluster_templates=samples.cluster_template(name=str(name)))
    plugin = {"plugin_name": "fake", "plugin_version": "0.1"}
    shell.json(
        CreateCluster, "--json", document({"name": "c1", "cluster_template": name, **plugin})
    )
    assert service.sent("POST")["cluster_template_id"] == CLUSTER_TEMPLATE_ID


def test_template_option_beside_a_file_with_a_plugin_is_looked_up(shell, service, parts, document):
    path = document({"plugin_name": "spark", "plugin_version": "2.3"})
    shell.json(CreateCluster, "--json", path, *CREATE)
    sent = service.sent("POST")
    assert sent["cluster_template_id"] == CLUSTER_TEMPLATE_ID
    assert (sent["plugin_name"], sent["plugin_version"]) == ("fake", "0.1")


def test_unregistered_image_comes_with_a_hint(shell, service, parts):
    argv = (*CREATE[:4], "--image", "debian")
    assert "dataprocessing image register" in refusal(shell, CreateCluster, *argv)
    assert not service.requests("POST")


def test_unknown_network_starts_nothing(shell, service, parts):
    argv = (*CREATE, "--neutron-network", "nowhere")
    sentence = refusal(shell, CreateCluster, *argv)
    assert "There is no network with name or ID" in sentence
    assert sentence.endswith("\nopenstack network list")
    assert not service.requests("POST")


# List, show, update


@both_versions
def test_long_list(shell, held):
    assert shell.json(commands.ListClusters, "--long") == [
        {
            "Name": "c1",
            "Id": CLUSTER_ID,
            "Plugin name": "fake",
            "Plugin version": "0.1",
            "Status": "Active",
            "Description": None,
            "Image": IMAGE_ID,
            "Nodes": 4,
            "Created at": None,
            "Updated at": None,
            "Age": None,
            "Status description": "",
        }
    ]


@pytest.mark.parametrize(
    ("argv", "names"),
    [
        (["--plugin", "spark"], []),
        (["--plugin", "fake", "--plugin-version", "0.1"], ["c1", "c2"]),
        (["--name", "2"], ["c2"]),
    ],
)
def test_list_can_be_narrowed(shell, service, argv, names):
    service.holds(clusters=[samples.cluster(), samples.second_cluster()])
    assert [row["Name"] for row in shell.json(commands.ListClusters, *argv)] == names


@both_versions
def test_show_by_name_is_one_filtered_request(shell, service, held):
    shell.json(commands.ShowCluster, "c1")
    assert service.requests("GET") == ["/clusters?name=c1&limit=500"]


@pytest.mark.parametrize(("reason", "shown"), [("", False), (None, False), ("Why", True)])
def test_show_has_a_reason_where_there_is_one(shell, service, reason, shown):
    service.holds(clusters=samples.cluster(status_description=reason))
    assert ("Status description" in shell(commands.ShowCluster, "c1")) is shown


def test_show_of_an_ambiguous_name_lists_the_ids(shell, service):
    service.holds(clusters=[samples.cluster(), samples.second_cluster(name="c1")])
    with pytest.raises(NoUniqueMatch) as raised:
        shell(commands.ShowCluster, "c1")
    assert str(raised.value) == (
        'Multiple matches found. There are 2 clusters with name "c1"; specify one of their IDs'
        f" instead: {CLUSTER_ID}, {SECOND_CLUSTER_ID}."
    )


def test_show_with_its_health(shell, service):
    checked = samples.verification("RED", HDFS="RED", YARN="GREEN")
    service.holds(clusters=samples.cluster(verification=checked))
    shown = shell.json(commands.ShowCluster, "c1", "--verification")
    assert {name: value for name, value in shown.items() if "ealth" in name or "erif" in name} == {
        "Verification status": "RED",
        "Health check (HDFS)": "RED",
        "Health check (YARN)": "GREEN",
    }


@pytest.mark.parametrize("verification", [{}, None])
def test_health_is_unknown_where_nobody_has_checked(shell, service, verification):
    service.holds(clusters=samples.cluster(verification=verification))
    shown = shell.json(commands.ShowCluster, "c1", "--verification")
    assert shown["Verification status"] == "UNKNOWN"


@pytest.fixture
def provisioned(service, held):
    """The cluster's provisioning steps, in the order of time."""
    steps = [
        samples.step("Run", True, created_at="2030-01-01T00:00:01"),
        samples.step("Wait", False, created_at="2030-01-01T00:00:02"),
        samples.step("Start", None, created_at="2030-01-01T00:00:03"),
    ]
    service.cluster_becomes(samples.cluster(status="Starting", provision_progress=steps[::-1]))
    return steps


@both_versions
def test_show_with_its_provisioning_steps(shell, service, provisioned):
    shown = shell.json(commands.ShowCluster, "c1", "--show-progress")
    assert list(shown.items())[-7:-4] == [
        ("Engine: create cluster: Run", "Step completed successfully"),
        ("Engine: create cluster: Wait", "Step has failed events"),
        ("Engine: create cluster: Start", "Step in progress"),
    ]
    assert service.requests("GET")[-1] == f"/clusters/{CLUSTER_ID}?show_progress=True"


def test_events_are_saved_to_a_file(shell, provisioned, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = shell.json(commands.ShowCluster, "c1", "--full-dump-events")
    name = shown["Event log file"]
    assert re.fullmatch(r"event-logs-[0-9a-f]{8}", name)
    assert json.loads((tmp_path / name).read_text()) == provisioned
    assert shell.stderr == ""


def test_terminal_shows_where_the_events_are(shell, terminal, provisioned, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shell(commands.ShowCluster, "c1", "--full-dump-events")
    assert re.fullmatch(r"Event log dump saved to file: event-logs-[0-9a-f]{8}\n", shell.stderr)


@both_versions
@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (["--name", "c2"], {"name": "c2"}),
        (["--description", ""], {"description": ""}),
        (["--private", "--unprotected"], {"is_public": False, "is_protected": False}),
    ],
)
def test_update(shell, service, held, argv, fields):
    shell.json(commands.UpdateCluster, "c1", *argv)
    assert service.sent("PATCH") == fields


def test_update_of_shares(shell, service, held, document):
    shell.json(commands.UpdateCluster, "c1", "--shares", document([{"id": "s"}]))
    assert service.sent("PATCH") == {"shares": [{"id": "s"}]}


def test_v1_has_no_update_of_the_key_pair(shell):
    assert "keypair needs API version 2" in shell.usage_error(
        commands.UpdateCluster, "keypair", "c1"
    )


def test_cluster_may_be_called_keypair(shell, service):
    service.holds(clusters=samples.cluster(name="keypair"))
    shell.json(commands.UpdateCluster, "keypair", "--public")
    assert service.sent("PATCH") == {"is_public": True}


def test_update_of_the_key_pair(shell, service, held):
    shown = shell.json(commands.UpdateKeypairCluster, "c1")
    assert service.sent("PATCH") == {"update_keypair": True}
    assert shown["Name"] == "c1"


# Delete


@both_versions
@pytest.mark.parametrize("command", [commands.DeleteCluster, commands.DeleteClusterV2])
def test_delete_reports_its_start(shell, service, held, command):
    assert shell(command, "c1") == 'Cluster "c1" deletion has been started.\n'
    assert service.requests("DELETE") == [f"/clusters/{CLUSTER_ID}"]


@pytest.mark.parametrize("answer", [{"stack_name": "c1-stack"}, {}])
def test_forced_delete(shell, service, held, answer):
    service.answers("DELETE", f"/clusters/{CLUSTER_ID}", answer)
    said = shell(commands.DeleteClusterV2, "c1", "--force")
    assert service.sent("DELETE") == {"force": True}
    assert said == 'Cluster "c1" deletion has been started.\n'


def test_v1_has_no_forced_delete(shell):
    assert "--force needs API version 2" in shell.usage_error(
        commands.DeleteCluster, "c1", "--force"
    )


def test_failures_do_not_stop_a_delete(shell, held, caplog):
    sentence = refusal(shell, commands.DeleteCluster, "nobody", "c1")
    assert sentence == "1 of 2 clusters failed to delete."
    assert shell.stdout == 'Cluster "c1" deletion has been started.\n'
    assert caplog.messages[0].startswith("No matches found.")
