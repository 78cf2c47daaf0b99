"""``--limit``, ``--marker`` and ``--sort`` of lists."""

from __future__ import annotations

import pytest

from saharaclient.exceptions import NotFound
from saharaclient.osc.commands.cluster.lifecycle import ListClusters, ListClustersV2
from saharaclient.osc.commands.cluster_templates import ListClusterTemplates
from saharaclient.osc.commands.data_sources import ListDataSources
from saharaclient.osc.commands.images import ListImages
from saharaclient.osc.commands.job_binaries import ListJobBinaries
from saharaclient.osc.commands.job_templates import ListJobTemplates
from saharaclient.osc.commands.job_types import ListJobTypes
from saharaclient.osc.commands.jobs import ListJobs, ListJobsV2
from saharaclient.osc.commands.node_group_templates import ListNodeGroupTemplates
from saharaclient.osc.commands.plugins import ListPlugins
from tests.unit.osc import samples
from tests.unit.osc.samples import both_versions

BY_NAME_OR_TIME = "name, id, created_at, updated_at"
BY_PLUGIN = "plugin_name, plugin_version"
#: Lists that the server pages through: the version, the path, and the key in an answer.
NAMED = [
    *(
        (version, *rest)
        for version in ("1.1", "2")
        for rest in (
            (ListNodeGroupTemplates, "/node-group-templates", "node_group_templates"),
            (ListClusterTemplates, "/cluster-templates", "cluster_templates"),
            (ListClusters, "/clusters", "clusters"),
            (ListDataSources, "/data-sources", "data_sources"),
            (ListJobBinaries, "/job-binaries", "binaries"),
        )
    ),
    ("1.1", ListJobTemplates, "/jobs", "jobs"),
    ("2", ListJobTemplates, "/job-templates", "job_templates"),
]
JOBS = [
    ("1.1", ListJobs, "/job-executions", "job_executions"),
    ("2", ListJobsV2, "/jobs", "jobs"),
]
LISTS = pytest.mark.parametrize(("version", "command", "path", "key"), [*NAMED, *JOBS])


def of(number, **fields):
    """Return something that any list can show."""
    return {"id": f"id-{number}", "name": f"n-{number}", "info": {"status": "FAILED"}, **fields}


@pytest.fixture
def pages(service, path, key):
    """Return a function that has the server answer with these pages, one after the other."""

    def answer(*items_of_pages):
        bodies = []
        for position, items in enumerate(items_of_pages, 1):
            after = None if position == len(items_of_pages) else items[-1]["id"]
            bodies.append({key: items, "markers": {"prev": None, "next": after}})
        service.answers("GET", path, *bodies)

    return answer


@LISTS
def test_limit_is_what_the_server_is_asked_for(shell, service, command, path, pages):
    pages([of(1), of(2)], [of(3)])
    assert [row["Id"] for row in shell.json(command, "--limit", "2")] == ["id-1", "id-2"]
    assert service.requests("GET") == [f"{path}?limit=2"]


@LISTS
def test_all_is_listed_without_a_limit(shell, service, command, path, pages):
    pages([of(1), of(2)], [of(3)])
    assert len(shell.json(command)) == 3
    assert service.requests("GET") == [f"{path}?limit=500", f"{path}?limit=500&marker=id-2"]


@LISTS
def test_server_that_sends_less_at_a_time_is_asked_for_more(shell, service, command, path, pages):
    pages([of(1)], [of(2)], [of(3)])
    assert len(shell.json(command, "--limit", "2")) == 2
    assert len(service.requests("GET")) == 2


@LISTS
def test_list_continues_after_the_marker(shell, service, command, path, pages):
    pages([of(3)])
    shell.json(command, "--marker", "id-2", "--limit", "2")
    assert service.requests("GET") == [f"{path}?limit=2&marker=id-2"]


@LISTS
@pytest.mark.parametrize(("given", "sent"), [("id", "id"), ("id:asc", "id"), ("id:desc", "-id")])
def test_server_sorts(shell, service, command, path, pages, given, sent):
    pages([of(1)])
    shell.json(command, "--sort", given)
    assert service.requests("GET") == [f"{path}?limit=500&sort_by={sent}"]


@pytest.mark.parametrize(("version", "command", "path", "key"), NAMED)
def test_list_that_is_sorted_by_what_several_have_comes_whole(shell, service, command, path, pages):
    pages([of(3), of(2), of(1)])
    rows = shell.json(command, "--sort", "name:desc", "--limit", "2")
    assert [row["Id"] for row in rows] == ["id-3", "id-2"]
    assert service.requests("GET") == [f"{path}?limit=2&sort_by=-name"]


@both_versions
@pytest.mark.parametrize(
    ("command", "path", "key"),
    [
        (ListNodeGroupTemplates, "/node-group-templates", "node_group_templates"),
        (ListClusterTemplates, "/cluster-templates", "cluster_templates"),
        (ListClusters, "/clusters", "clusters"),
    ],
)
@pytest.mark.parametrize(
    ("given", "sent"),
    [("plugin_version", "hadoop_version"), ("plugin_version:desc", "-hadoop_version")],
)
def test_version_is_sorted_by_under_its_old_name(shell, service, command, path, pages, given, sent):
    pages([of(1)])
    shell.json(command, "--sort", given)
    assert service.requests("GET") == [f"{path}?sort_by={sent}"]


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        (ListNodeGroupTemplates, f"{BY_NAME_OR_TIME}, {BY_PLUGIN}"),
        (ListClusterTemplates, f"{BY_NAME_OR_TIME}, {BY_PLUGIN}"),
        (ListClusters, f"name, id, {BY_PLUGIN}, status, created_at, updated_at"),
        (ListClustersV2, f"name, id, {BY_PLUGIN}, status, created_at, updated_at"),
        (ListDataSources, f"{BY_NAME_OR_TIME}, type"),
        (ListJobBinaries, BY_NAME_OR_TIME),
        (ListJobTemplates, f"{BY_NAME_OR_TIME}, type"),
        (ListJobs, "id, created_at, updated_at"),
        (ListJobsV2, "id, created_at, updated_at"),
    ],
)
@pytest.mark.parametrize("given", ["colour", "id:up", "id:", ":desc", "", "ID", "-id"])
def test_unknown_key_is_answered_with_those_there_are(shell, service, capsys, command, keys, given):
    with pytest.raises(SystemExit):
        shell(command, f"--sort={given}")
    assert f'argument --sort: "{given}" is not KEY[:asc|desc]; the keys are {keys}.' in (
        capsys.readouterr().err
    )
    assert not service.mock.request_history


@pytest.mark.parametrize("limit", ["0", "-1", "x"])
def test_limit_must_be_a_number_above_zero(shell, service, limit):
    with pytest.raises(SystemExit):
        shell(ListClusters, f"--limit={limit}")
    assert not service.mock.request_history


@pytest.mark.parametrize("command", [ListPlugins, ListImages, ListJobTypes])
@pytest.mark.parametrize("option", ["--limit=1", "--marker=x", "--sort=name"])
def test_lists_that_come_whole_have_no_pages(shell, command, option):
    with pytest.raises(SystemExit):
        shell(command, option)


# Filters that are applied here

BY_TEXT = pytest.mark.parametrize(
    ("command", "path", "key", "argv"),
    [
        (ListClusters, "/clusters", "clusters", ("--name", "yes")),
        (ListClusters, "/clusters", "clusters", ("--status", "active")),
        (ListJobBinaries, "/job-binaries", "binaries", ("--name", "yes")),
        (ListJobTemplates, "/job-templates", "job_templates", ("--name", "yes")),
    ],
)


@pytest.fixture
def sparse_pages(pages):
    """Three pages, each with one that is looked for and one that is not."""

    def pair(number):
        return [
            of(f"{number}-no", status="Error"),
            of(f"{number}-yes", status="Active"),
        ]

    pages(pair(1), pair(2), pair(3))


@BY_TEXT
def test_limit_is_of_those_that_are_kept(shell, service, command, path, argv, sparse_pages):
    rows = shell.json(command, *argv, "--limit", "2")
    assert [row["Name"] for row in rows] == ["n-1-yes", "n-2-yes"]
    # More are looked at than are kept, as few times as it takes.
    assert service.requests("GET") == [f"{path}?limit=500", f"{path}?limit=500&marker=id-1-yes"]


@BY_TEXT
def test_filtered_list_begins_behind_the_marker(shell, service, command, path, argv, sparse_pages):
    shell.json(command, *argv, "--limit", "1", "--marker", "id-0", "--sort", "id:desc")
    assert service.requests("GET") == [f"{path}?limit=500&marker=id-0&sort_by=-id"]


@BY_TEXT
def test_sorted_list_begins_behind_the_marker(shell, service, command, path, pages, argv):
    pages([of(f"{number}-yes", status="Active") for number in (1, 2, 3)])
    rows = shell.json(command, *argv, "--limit", "1", "--marker", "id-1-yes", "--sort", "name")
    assert [row["Id"] for row in rows] == ["id-2-yes"]
    assert service.requests("GET") == [f"{path}?sort_by=name"]


def test_unknown_marker_of_a_sorted_list(shell, service):
    service.answers("GET", "/clusters", {"clusters": [of(1)]})
    with pytest.raises(NotFound, match='There is no cluster with id "id-0"'):
        shell(ListClusters, "--marker", "id-0", "--sort", "name")
    assert shell.stdout == ""


# Jobs, whose later pages begin with the marker


@pytest.fixture
def repeating(service):
    """Three jobs, of which a page begins with the marker; the markers go on from page to page."""

    def page(request, _):
        marker = request.qs.get("marker")
        first = int(marker[0][-1]) if marker else 1
        size = int(request.qs["limit"][0])
        items = [of(number) for number in range(first, 4)][:size]
        after = first + size if marker else size
        next_ = f"id-{after}" if after < (4 if marker else 3) else None
        return {"jobs": items, "markers": {"prev": None, "next": next_}}

    service.mock.get(f"{service.url}/jobs", json=page)


@pytest.mark.parametrize(
    ("argv", "ids"),
    [
        ((), ["id-1", "id-2", "id-3"]),
        (("--limit", "2"), ["id-1", "id-2"]),
        (("--marker", "id-1"), ["id-2", "id-3"]),
        (("--marker", "id-1", "--limit", "2"), ["id-2", "id-3"]),
        (("--marker", "id-1", "--limit", "1"), ["id-2"]),
    ],
)
def test_no_job_is_listed_twice_and_none_left_out(shell, repeating, argv, ids):
    assert [row["Id"] for row in shell.json(ListJobsV2, *argv)] == ids


# Status of clusters


def statuses(shell, *argv):
    return [row["Status"] for row in shell.json(ListClusters, *argv)]


@pytest.fixture
def clusters(service):
    found = ["Active", "Error", "Spawning", "Scaling: Spawning", "Scaling: Waiting", "Deleting"]
    service.holds(
        clusters=[samples.cluster(id=status, name=status, status=status) for status in found]
    )


@both_versions
@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("active", ["Active"]),
        ("Active", ["Active"]),
        ("ERROR", ["Error"]),
        ("spawning", ["Spawning"]),
        ("scaling", ["Scaling: Spawning", "Scaling: Waiting"]),
        ("validating", []),
    ],
)
def test_clusters_by_their_status(shell, service, clusters, given, found):
    assert statuses(shell, "--status", given) == found
    assert service.requests("GET") == ["/clusters?limit=500"]


def test_clusters_by_status_and_name(shell, clusters):
    assert statuses(shell, "--status", "scaling", "--name", "Wait") == ["Scaling: Waiting"]


def test_clusters_by_status_and_plugin(shell, service, clusters):
    assert statuses(shell, "--status", "active", "--plugin", "spark") == []
    assert service.requests("GET") == ["/clusters?plugin_name=spark&limit=500"]


def test_unknown_status_is_answered_with_those_there_are(shell, service, capsys):
    with pytest.raises(SystemExit):
        shell(ListClusters, "--status", "lost")
    said = capsys.readouterr().err
    assert "argument --status: invalid choice: 'lost'" in said
    assert "awaitingtermination" in said
    assert not service.mock.request_history
