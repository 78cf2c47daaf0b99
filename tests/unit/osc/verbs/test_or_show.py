"""``--or-show``: a create that is run again shows what the first one has made."""

from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.osc.commands import execute_job
from saharaclient.osc.commands.cluster.create import CreateCluster
from saharaclient.osc.commands.cluster_templates import CreateClusterTemplate, ImportClusterTemplate
from saharaclient.osc.commands.data_sources import CreateDataSource
from saharaclient.osc.commands.job_binaries import CreateJobBinary, CreateJobBinaryV2
from saharaclient.osc.commands.job_templates import CreateJobTemplate
from saharaclient.osc.commands.node_group_templates import (
    CreateNodeGroupTemplate,
    CreateNodeGroupTemplateV2,
    ImportNodeGroupTemplate,
)
from tests.unit.osc import samples
from tests.unit.osc.samples import Collection, both_versions

OURS, THEIRS = "p0", "p1"
NODE_GROUP_TEMPLATE = (
    *("--name", "taken", "--plugin", "fake", "--plugin-version", "0.1"),
    *("--flavor", "tiny", "--processes", "datanode"),
)
CREATES = pytest.mark.parametrize(
    ("command", "argv", "collection"),
    [
        (CreateNodeGroupTemplate, NODE_GROUP_TEMPLATE, "node_group_templates"),
        (CreateNodeGroupTemplateV2, NODE_GROUP_TEMPLATE, "node_group_templates"),
        (
            ImportNodeGroupTemplate,
            ("EXPORTED", "--image_id", "ubuntu", "--flavor_id", "tiny"),
            "node_group_templates",
        ),
        (
            CreateClusterTemplate,
            ("--name", "taken", "--node-groups", "worker:1"),
            "cluster_templates",
        ),
        (ImportClusterTemplate, ("EXPORTED", "--node-groups", "worker:1"), "cluster_templates"),
        (CreateDataSource, ("taken", "--type", "hdfs", "--url", "x"), "data_sources"),
        (CreateJobBinary, ("--name", "taken", "--url", "x"), "job_binaries"),
        (CreateJobBinaryV2, ("--name", "taken", "--url", "x"), "job_binaries"),
        (CreateJobTemplate, ("--name", "taken", "--type", "Java"), "job_templates"),
    ],
)
CONFLICTS = pytest.mark.parametrize(
    ("status", "word"),
    [(400, "NAME_ALREADY_EXISTS"), (400, "DB_DUPLICATE_ENTRY"), (409, "DB_DUPLICATE_ENTRY")],
)
SAMPLES = {
    "node_group_templates": samples.node_group_template,
    "cluster_templates": samples.cluster_template,
    "data_sources": samples.data_source,
    "job_binaries": samples.job_binary,
    "job_templates": samples.job_template,
}
#: What the service of the tests holds by itself.
IN_SERVICE = ("node_group_templates", "cluster_templates")


@pytest.fixture(autouse=True)
def _parts(service, cloud, session, monkeypatch):
    """What the creates look up, and the project that they are in."""
    service.holds(images=samples.image(), node_group_templates=samples.node_group_template())
    cloud.compute.ids["tiny"] = "42"
    monkeypatch.setattr(session.auth, "get_project_id", lambda *_, **__: OURS)


@pytest.fixture
def create_meets(service, collection):
    """Return a function that has the create refused, beside what these projects have already."""

    def refuse(*projects, status=400, word="NAME_ALREADY_EXISTS", name="taken"):
        there = [
            SAMPLES[collection](
                id=f"of-{project}", name=name, project_id=project, is_public=project == THEIRS
            )
            for project in projects
        ]
        path = f"/{collection.replace('_', '-')}"
        if collection in IN_SERVICE:
            service.holds(**{collection: there})
        else:
            path = Collection(service, collection, *there).path
        body = {"error_code": status, "error_name": word, "error_message": "It is refused"}
        service.answers("POST", path, body, status=status)
        return path

    return refuse


@pytest.fixture
def given(argv, document):
    """The arguments, with an exported template in the place of EXPORTED."""
    template = {"name": "taken", "plugin_name": "fake", "hadoop_version": "0.1"}
    exported = document({**template, "node_processes": ["datanode"]})
    return [exported if arg == "EXPORTED" else arg for arg in argv]


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


@both_versions
@CREATES
def test_existing_one_of_this_project_is_shown(shell, service, command, given, create_meets):
    create_meets(THEIRS, OURS)
    shown = shell.json(command, *given, "--or-show")
    assert (shown["Id"], shown["Name"]) == ("of-p0", "taken")
    assert len(service.requests("POST")) == 1
    assert not service.requests("PUT") + service.requests("PATCH")
    assert shell.stderr == ""


@CREATES
def test_existing_one_with_a_name_in_another_case_is_named(shell, command, given, create_meets):
    create_meets(OURS, name="Taken")
    sentence = refusal(shell, command, *given)
    assert 'does not distinguish the name from "Taken"' in sentence
    assert "--or-show" in sentence


@CONFLICTS
@CREATES
def test_every_word_for_a_taken_name_is_known(shell, command, given, create_meets, status, word):
    create_meets(OURS, status=status, word=word)
    assert shell.json(command, *given, "--or-show")["Id"] == "of-p0"


@CREATES
def test_what_is_not_there_yet_is_created(shell, service, command, given, create_meets):
    path = create_meets()
    answer = {"id": "new", "name": "taken"}
    service.answers("POST", path, answer, status=202)
    assert shell.json(command, *given, "--or-show")["Id"] == "new"


@CONFLICTS
@CREATES
def test_taken_name_is_refused_with_a_way_out(shell, command, given, create_meets, status, word):
    create_meets(OURS, status=status, word=word)
    assert refusal(shell, command, *given).endswith(
        f" failed: It is refused. (HTTP {status}) To use the existing one, add --or-show."
    )
    assert shell.stdout == ""


@pytest.mark.parametrize(
    ("command", "argv", "collection", "described"),
    [
        (
            CreateDataSource,
            ("taken", "--type", "hdfs", "--url", "x"),
            "data_sources",
            'Data source "taken"',
        ),
        (
            CreateJobTemplate,
            ("--name", "taken", "--type", "Java"),
            "job_templates",
            'Job template "taken"',
        ),
    ],
)
def test_terminal_shows_that_nothing_was_created(
    shell, terminal, command, given, create_meets, described
):
    create_meets(OURS)
    shell(command, *given, "--or-show")
    assert shell.stderr == f"{described} already exists and is left unchanged.\n"


@CREATES
@pytest.mark.parametrize("more", [[], ["--or-show"]])
def test_public_one_of_another_project_is_neither_shown_nor_advised(
    shell, command, given, create_meets, more
):
    create_meets(THEIRS)
    sentence = refusal(shell, command, *given, *more)
    assert "It is refused" in sentence
    assert "of another project has this name: choose another one." in sentence
    assert "--or-show" not in sentence
    assert shell.stdout == ""


@CREATES
def test_existing_one_is_shown_if_the_project_is_unknown(
    shell, session, command, given, create_meets, monkeypatch
):
    monkeypatch.setattr(session.auth, "get_project_id", lambda *_, **__: None)
    create_meets(OURS)
    assert shell.json(command, *given, "--or-show")["Id"] == "of-p0"


@CREATES
def test_name_in_another_case_is_the_same_on_mysql(shell, command, given, create_meets):
    create_meets(OURS, name="Taken")
    assert shell.json(command, *given, "--or-show")["Name"] == "Taken"
    assert "add --or-show" in refusal(shell, command, *given)


@CREATES
def test_refusal_is_reported_if_the_name_is_not_found(shell, command, given, create_meets):
    create_meets()
    for more in ([], ["--or-show"]):
        sentence = refusal(shell, command, *given, *more)
        assert "It is refused" in sentence
        assert "--or-show" not in sentence


@CREATES
@pytest.mark.parametrize(
    ("status", "word"), [(400, "VALIDATION_ERROR"), (403, "FORBIDDEN"), (500, "INTERNAL")]
)
def test_other_refusals_stay_refusals(shell, command, given, create_meets, status, word):
    create_meets(OURS, status=status, word=word)
    sentence = refusal(shell, command, *given, "--or-show")
    assert "It is refused" in sentence
    assert "--or-show" not in sentence
    assert shell.stdout == ""


@pytest.mark.parametrize("command", [CreateCluster, execute_job.ExecuteJob])
def test_what_is_started_anew_each_time_is_not_shown_instead(shell, service, capsys, command):
    with pytest.raises(SystemExit):
        shell(command, "--or-show")
    assert "unrecognized arguments: --or-show" in capsys.readouterr().err
    assert not service.mock.request_history


def test_taken_name_of_a_cluster_has_no_such_way_out(shell, service):
    service.holds(cluster_templates=samples.cluster_template())
    taken = {"error_code": 409, "error_name": "NAME_ALREADY_EXISTS", "error_message": "Taken"}
    service.answers("POST", "/clusters", taken, status=409)
    argv = ("--name", "c", "--cluster-template", "small", "--image", "ubuntu")
    assert refusal(shell, CreateCluster, *argv) == 'CreateCluster "c" failed: Taken. (HTTP 409)'
