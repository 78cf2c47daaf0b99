from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.osc.commands.cluster.scale import ScaleCluster
from tests.unit.osc import samples
from tests.unit.osc.samples import CLUSTER_ID, MASTER_ID, WORKER_ID, both_versions

WAIT = ("c1", "--instances", "worker:5", "--wait")


@pytest.fixture
def held(service):
    """A cluster that the service has."""
    service.holds(clusters=samples.cluster())


@pytest.fixture
def parts(service):
    """The node group templates that the service has."""
    service.holds(node_group_templates=[samples.node_group_template(), samples.master()])


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


@pytest.mark.parametrize(
    "instances",
    [
        ["--instances", "worker:5"],
        ["--instances", f"{WORKER_ID}:5"],
        ["--instances", "worker:4", "worker:5"],
    ],
)
@both_versions
def test_node_group_is_resized_by_its_name_or_its_template(shell, service, held, parts, instances):
    shell.json(ScaleCluster, "c1", *instances)
    assert service.sent("PUT") == {"resize_node_groups": [{"name": "worker", "count": 5}]}


def test_node_group_with_another_name_is_found_by_its_template(shell, service, parts):
    groups = [{"name": "slaves", "count": 1, "node_group_template_id": WORKER_ID}]
    service.holds(clusters=samples.cluster(node_groups=groups))
    shell.json(ScaleCluster, "c1", "--instances", "worker:2")
    assert service.sent("PUT") == {"resize_node_groups": [{"name": "slaves", "count": 2}]}


def test_node_group_by_its_own_name_needs_no_lookup(shell, service, held):
    shell.json(ScaleCluster, "c1", "--instances", "worker:2")
    assert len(service.requests("GET")) == 1


def test_template_of_several_node_groups_is_ambiguous(shell, service, parts):
    groups = [
        {"name": name, "count": 1, "node_group_template_id": WORKER_ID} for name in ("w1", "w2")
    ]
    service.holds(clusters=samples.cluster(node_groups=groups))
    sentence = refusal(shell, ScaleCluster, "c1", "--instances", "worker:2")
    assert sentence == (
        'Several node groups of cluster "c1" are made from "worker": specify one of w1, w2.'
    )
    assert not service.requests("PUT")


@pytest.mark.parametrize(
    "instances",
    [
        ["--instances", "worker:2", "master:1"],
        ["--instances", "worker:2", "--instances", "master:1"],
    ],
)
def test_template_that_the_cluster_does_not_have_is_added(shell, service, parts, instances):
    service.holds(clusters=samples.cluster(node_groups=samples.node_groups(worker=1)))
    shell.json(ScaleCluster, "c1", *instances)
    assert service.sent("PUT") == {
        "resize_node_groups": [{"name": "worker", "count": 2}],
        "add_node_groups": [{"name": "master", "count": 1, "node_group_template_id": MASTER_ID}],
    }


def test_instances_come_on_top_of_the_file(shell, service, held, document):
    path = document({"resize_node_groups": samples.node_groups(master=2, worker=9)})
    shell.json(ScaleCluster, "c1", "--json", path, "--instances", "worker:1")
    assert service.sent("PUT") == {
        "resize_node_groups": [*samples.node_groups(master=2), {"name": "worker", "count": 1}]
    }


def test_file_alone_goes_through(shell, service, held, document):
    changes = {"resize_node_groups": [{"name": "worker", "count": 1, "instances": ["i-1"]}]}
    shell.json(ScaleCluster, "c1", "--json", document(changes))
    assert service.sent("PUT") == changes


def test_template_of_the_file_may_be_a_name(shell, service, held, parts, document):
    group = {"name": "more", "count": 1, "node_group_template_id": "worker"}
    shell.json(ScaleCluster, "c1", "--json", document({"add_node_groups": [group]}))
    group["node_group_template_id"] = WORKER_ID
    assert service.sent("PUT") == {"add_node_groups": [group]}


def test_unknown_fields_of_the_file_are_named(shell, service, held, document, caplog):
    group = {"name": "worker", "count": 1, "instance": ["i-1"]}
    shell.json(ScaleCluster, "c1", "--json", document({"resize_node_groups": [group]}))
    (warning,) = caplog.messages
    assert '"instance" (did you mean "instances"?) in resize_node_groups[0]' in warning
    assert service.sent("PUT") == {"resize_node_groups": [group]}


@pytest.mark.parametrize("groups", [None, {"name": "worker", "count": 1}, ["worker:1"], 3])
@pytest.mark.parametrize("kind", ["resize_node_groups", "add_node_groups"])
def test_malformed_file_is_refused(shell, service, document, kind, groups):
    path = document({kind: groups})
    sentence = refusal(shell, ScaleCluster, "c1", "--json", path)
    assert sentence == (
        f'The file "{path}" needs objects in the list "{kind}", each with name and count.'
    )
    assert not service.mock.request_history


def test_nothing_to_scale(shell, service):
    sentence = shell.usage_error(ScaleCluster, "c1")
    assert sentence == "Nothing to scale: add --instances or --json."
    assert not service.mock.request_history


def test_malformed_instances(shell, capsys):
    with pytest.raises(SystemExit):
        shell(ScaleCluster, "c1", "--instances", "worker:many")
    assert 'argument --instances: "worker:many" is not NAME:COUNT; ' in capsys.readouterr().err


def test_refused_scale_is_not_called_started(shell, service, terminal, held):
    service.refuses("PUT", f"/clusters/{CLUSTER_ID}", 400, "Cluster is not Active")
    sentence = refusal(shell, ScaleCluster, "c1", "--instances", "worker:1")
    assert "Cluster is not Active" in sentence
    assert shell.stderr == ""


def test_scale_reports_its_start_on_a_terminal(shell, app, held):
    app.options.verbose_level = 2
    shown = shell.json(ScaleCluster, "c1", "--instances", "worker:1")
    assert shown["Name"] == "c1"
    assert shell.stderr == 'Cluster "c1" scaling has been started.\n'


def test_scale_prints_only_the_result_without_terminal(shell, held):
    shell.json(ScaleCluster, "c1", "--instances", "worker:1")
    assert shell.stderr == ""


# With --wait


def scaled(**changes):
    return samples.cluster(node_groups=samples.node_groups(master=1, worker=5), **changes)


@both_versions
def test_scaled_cluster_is_shown_with_its_nodes(shell, service, held):
    service.cluster_becomes(samples.cluster(status="Scaling: Spawning"), scaled())
    shown = shell.json(ScaleCluster, *WAIT)
    assert [group["count"] for group in shown["Node groups"]] == [1, 5]
    assert shell.progress == [
        "c1: 2/5 Scaling: Spawning instances",
        'Cluster "c1" is Active after 2s.',
    ]


def test_scale_that_falls_back_has_failed(shell, service, held):
    back = samples.cluster(status_description="Quota exceeded.")
    service.cluster_becomes(samples.cluster(status="Scaling: Spawning"), back)
    with pytest.raises(exceptions.CommandError) as raised:
        shell(ScaleCluster, *WAIT)
    assert str(raised.value) == (
        'Cluster "c1" was not scaled (worker 3 of 5): Quota exceeded. For details:\n'
        "openstack dataprocessing cluster event list c1 --long"
    )


def test_scale_timeout(shell, service, held):
    service.cluster_becomes(samples.cluster(status="Scaling: Waiting"))
    with pytest.raises(
        exceptions.CommandError, match=r"not finished scaling yet .* Only the wait has ended"
    ):
        shell(ScaleCluster, *WAIT, "--timeout", "3")


def test_interrupted_scale_reports_what_continues(shell, service, held):
    service.answers("GET", f"/clusters/{CLUSTER_ID}", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        shell(ScaleCluster, *WAIT)
    assert shell.stderr.splitlines()[-1] == (
        "openstack dataprocessing cluster wait c1 --for active"
    )
