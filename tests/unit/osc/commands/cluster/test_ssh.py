from __future__ import annotations

import shutil
import subprocess

import pytest
from osc_lib import exceptions

from saharaclient.osc.commands.cluster import ssh
from saharaclient.osc.commands.cluster.ssh import SshCluster
from tests.unit.osc import samples
from tests.unit.osc.conftest import Terminal
from tests.unit.osc.samples import CLUSTER_ID, both_versions


def instance(name, address, **changes):
    id = f"id-of-{name}"
    return {"instance_name": name, "instance_id": id, "management_ip": address, **changes}


def launched(**changes):
    master, worker = samples.node_groups(master=1, worker=2)
    master["instances"] = [instance("c1-master-000", "10.0.0.1")]
    worker["instances"] = [
        instance("c1-worker-001", "10.0.0.3"),
        instance("c1-worker-000", "10.0.0.2"),
    ]
    return samples.cluster(**{"node_groups": [worker, master], **changes})


@pytest.fixture
def held(service):
    service.holds(clusters=launched(), images=samples.image())


@pytest.fixture
def executed(monkeypatch):
    """What this process would be replaced by."""
    calls = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(ssh, "replace_process", lambda *call: calls.append(call))
    monkeypatch.setattr(subprocess, "run", lambda argv, check: subprocess.CompletedProcess(argv, 7))
    return calls


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(SshCluster, *argv)
    return str(raised.value)


@both_versions
@pytest.mark.parametrize(
    ("argv", "line"),
    [
        ((), "ssh ubuntu@10.0.0.1"),
        (("--node-group", "worker"), "ssh ubuntu@10.0.0.2"),
        (("--instance", "c1-worker-001"), "ssh ubuntu@10.0.0.3"),
        (("--instance", "id-of-c1-worker-001"), "ssh ubuntu@10.0.0.3"),
        (("--user", "root"), "ssh root@10.0.0.1"),
        (("--identity", "my key"), "ssh -i 'my key' ubuntu@10.0.0.1"),
        (("--", "df", "-h"), "ssh ubuntu@10.0.0.1 'df -h'"),
        (("--", "df -h | tail -1"), "ssh ubuntu@10.0.0.1 'df -h | tail -1'"),
        (
            ("--", "ls", "a b", "--", "--user"),
            """ssh ubuntu@10.0.0.1 'ls '"'"'a b'"'"' -- --user'""",
        ),
        (("uptime",), "ssh ubuntu@10.0.0.1 uptime"),
    ],
)
def test_command_line_is_printed(shell, held, argv, line):
    assert shell(SshCluster, "--print", "c1", *argv) == f"{line}\n"


def test_this_process_is_replaced_by_ssh(shell, held, executed):
    shell(SshCluster, "c1", "--", "true")
    assert executed == [("/usr/bin/ssh", ["ssh", "ubuntu@10.0.0.1", "true"])]
    assert shell.stdout == ""
    assert shell.stderr == ""


def test_terminal_shows_where_it_connects_to(shell, held, executed, terminal):
    shell(SshCluster, "c1")
    assert shell.stderr == 'Connecting to "c1-master-000": ubuntu@10.0.0.1\n'


def test_interactive_mode_continues_with_the_exit_status_of_ssh(shell, app, held, executed):
    app.interactive_mode = True
    assert shell.run(SshCluster, "c1") == 7
    assert not executed


def test_missing_program_is_named(shell, held, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert 'The program "ssh" was not found' in refusal(shell, "c1")


def test_user_that_is_given_is_not_looked_up(shell, service, held):
    shell(SshCluster, "c1", "--user", "root", "--print")
    assert not [path for path in service.requests("GET") if path.startswith("/images")]


def test_image_of_the_node_group_comes_first(shell, service):
    cluster = launched()
    cluster["node_groups"][0]["image_id"] = "another"
    service.holds(
        clusters=cluster, images=[samples.image(), samples.image(id="another", username="centos")]
    )
    line = shell(SshCluster, "c1", "--node-group", "worker", "--print")
    assert line == "ssh centos@10.0.0.2\n"


@pytest.mark.parametrize(
    ("image", "words"),
    [([], "is not registered"), ([samples.image(username=None)], "is not registered")],
)
def test_unknown_user_is_an_error_that_names_the_option(shell, service, image, words):
    service.holds(clusters=launched(), images=image)
    error = refusal(shell, "c1", "--print")
    assert words in error
    assert error.endswith("Add --user.")


def test_cluster_without_image_needs_a_user(shell, service):
    service.holds(clusters=launched(default_image_id=None))
    assert "has no image" in refusal(shell, "c1", "--print")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("--node-group", "gateway"), 'has no node group "gateway"'),
        (("--instance", "c1-worker-009"), 'has no instance "c1-worker-009".'),
        (
            ("--node-group", "master", "--instance", "c1-worker-000"),
            'has no instance "c1-worker-000" in its node group "master".',
        ),
    ],
)
def test_unknown_instance_is_named(shell, held, argv, words):
    assert words in refusal(shell, "c1", *argv)


def test_cluster_without_instances_shows_its_status(shell, service):
    service.holds(clusters=samples.cluster(status="Spawning"))
    error = refusal(shell, "c1")
    assert "has no instances. Its status is Spawning. To list" in error
    assert error.endswith("\nopenstack dataprocessing cluster instance list c1")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (None, "has no management address"),
        ("", "has no management address"),
        ("-oProxyCommand=reboot", "is no address"),
        ("a b", "is no address"),
    ],
)
def test_instance_without_a_usable_address_is_an_error(shell, service, executed, address, words):
    (master,) = samples.node_groups(master=1)
    master["instances"] = [instance("c1-master-000", address)]
    service.holds(clusters=samples.cluster(node_groups=[master]), images=samples.image())
    assert words in refusal(shell, "c1")
    assert not executed


@pytest.mark.parametrize("address", ["fe80::1", "node-1.example"])
def test_address_may_be_of_any_kind(shell, service, address):
    (master,) = samples.node_groups(master=1)
    master["instances"] = [instance("c1-master-000", address)]
    service.holds(clusters=samples.cluster(node_groups=[master]), images=samples.image())
    assert shell(SshCluster, "c1", "--print") == f"ssh ubuntu@{address}\n"


@pytest.mark.parametrize("user", ["-l", "a b", "a@b", "$(id)"])
def test_user_that_ssh_would_take_for_something_else_is_refused(shell, service, executed, user):
    service.holds(clusters=launched(), images=samples.image(username=user))
    assert "cannot be the name of a user" in refusal(shell, "c1")
    assert not executed


def test_beginning_of_an_id_is_enough_on_a_terminal(shell, app, held):
    app.stdout = Terminal()
    assert "ubuntu@10.0.0.1" in shell(SshCluster, CLUSTER_ID[:6], "--print")
