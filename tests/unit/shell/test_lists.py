"""Lists and shows answer since when, how big, which one; tables have names in front of IDs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.functional.shell import Outcome, Shell
from tests.unit.osc import samples
from tests.unit.shell.memory import NETWORK_ID, Cloud
from tests.unit.shell.test_advice import sahara_requests
from tests.unit.shell.test_columns import table_of

in_v2 = pytest.mark.parametrize("api_version", ["2"], ids=["v2"])
REASON = "Creating cluster failed\nfor these reasons: No valid host.\nError ID: 8f2a-41"


def ago(**kwargs: float) -> str:
    """Return a time as the service sends it: in UTC, without a zone."""
    time = datetime.now(timezone.utc) - timedelta(**kwargs)
    return time.replace(microsecond=0, tzinfo=None).isoformat()


def rows_of(outcome: Outcome) -> list[dict[str, str]]:
    headers, *rows = table_of(outcome.stdout)
    return [dict(zip(headers, row, strict=True)) for row in rows]


def fields_of(outcome: Outcome) -> dict[str, str]:
    return dict(table_of(outcome.stdout)[1:])


@pytest.fixture
def failed(cloud: Cloud) -> dict[str, Any]:
    """A cluster in Error, older than the other one, and with a name that comes before it."""
    cluster = samples.second_cluster(
        name="a-failed",
        status="Error",
        status_description=REASON,
        created_at=ago(hours=3, minutes=5),
        updated_at=ago(minutes=4),
        neutron_management_network=NETWORK_ID,
    )
    cloud.resources["clusters"][0]["created_at"] = ago(minutes=1)
    cloud.resources["clusters"].append(cluster)
    return cluster


# Age, size, reason


def test_selected_column_of_a_long_list_needs_no_option(
    openstack: Shell, failed: dict[str, Any]
) -> None:
    row = rows_of(openstack("cluster list -c Name -c nodes"))[0]
    assert row == {"Name": failed["name"], "Nodes": "4"}
    rows = openstack("cluster instance list c1 -c Name -c Id -f json").json()
    assert all(row.keys() == {"Name", "Id"} for row in rows)


def test_long_list_of_clusters_answers_since_when_and_how_big(
    openstack: Shell, failed: dict[str, Any]
) -> None:
    row = rows_of(openstack("cluster list --long"))[0]
    assert row["Nodes"] == "4"
    assert row["Created at"] == f"{failed['created_at']}Z".replace("T", " ")
    assert row["Updated at"] == f"{failed['updated_at']}Z".replace("T", " ")
    assert row["Age"].startswith("3h 05m")
    assert row["Status description"] == "Creating cluster failed for these reasons: No valid host."


def test_show_of_a_cluster_answers_since_when_and_how_big(
    openstack: Shell, failed: dict[str, Any]
) -> None:
    shown = openstack.json("cluster show a-failed")
    assert list(shown)[-4:] == ["Nodes", "Created at", "Updated at", "Age"]
    assert shown["Nodes"] == 4
    assert shown["Created at"] == f"{failed['created_at']}Z"
    assert 3 * 3600 + 300 <= shown["Age"] < 3 * 3600 + 400
    assert fields_of(openstack("cluster show a-failed"))["Age"].startswith("3h 05m")


@in_v2
def test_times_are_the_same_in_all_formats_for_programs(
    openstack: Shell, failed: dict[str, Any]
) -> None:
    (row,) = openstack("cluster list --long -f csv --status error").csv()
    assert row["Created at"] == f"{failed['created_at']}Z"


def test_reason_is_unchanged_in_machine_formats(openstack: Shell, failed: dict[str, Any]) -> None:
    shown = {row["Name"]: row for row in openstack.json("cluster list --long")}
    assert shown["a-failed"]["Status description"] == REASON


@pytest.mark.parametrize(
    ("times", "seconds", "words"),
    [
        ({"start_time": "2030-01-01T00:00:00", "end_time": "2030-01-01T00:01:02"}, 62, "1m 02s"),
        ({"start_time": None}, None, ""),
        ({"start_time": "2030-01-01T00:00:00", "end_time": None}, None, ""),
        ({"start_time": "not a time", "end_time": "2030-01-01T00:01:02"}, None, ""),
    ],
)
def test_duration_of_an_ended_job(
    openstack: Shell, cloud: Cloud, times: dict[str, Any], seconds: int | None, words: str
) -> None:
    cloud.resources["jobs"].append(samples.job("SUCCEEDED", **times))
    assert openstack.json("job list --long")[0]["Duration"] == seconds
    assert rows_of(openstack("job list --long"))[0]["Duration"] == words
    assert openstack.json("job show", samples.JOB_ID)["Duration"] == seconds


def test_duration_of_a_running_job_goes_up_to_now(openstack: Shell, cloud: Cloud) -> None:
    cloud.resources["jobs"].append(samples.job(start_time=ago(minutes=2)))
    assert 120 <= openstack.json("job list --long")[0]["Duration"] < 180


# Order


def test_table_is_sorted_by_name(openstack: Shell, cloud: Cloud) -> None:
    for name in ("Zoo", "apple", "zebra"):
        cloud.add("data-sources", name=name)
    names = [row["Name"] for row in rows_of(openstack("data source list"))]
    assert names == ["apple", "input", "zebra", "Zoo"]


def test_table_of_jobs_is_sorted_by_start(openstack: Shell, cloud: Cloud) -> None:
    cloud.resources["jobs"] += [
        samples.job(id="waiting", start_time=None),
        samples.job(id="late", start_time="2030-01-02T00:00:00"),
        samples.job(id="early", start_time="2030-01-01T00:00:00"),
    ]
    ids = [row["Id"] for row in rows_of(openstack("job list"))]
    assert ids == ["early", "late", "waiting"]


@pytest.mark.parametrize(
    "arguments", ["-f json", "--limit 2 -f table", "--marker d5 -f table", "--sort id -f table"]
)
def test_other_lists_are_in_the_order_of_the_service(
    openstack: Shell, cloud: Cloud, arguments: str
) -> None:
    cloud.add("data-sources", name="apple")
    stdout = openstack(f"data source list {arguments}").stdout
    assert stdout.index("input") < stdout.index("apple")


# --sort created_at


def created(cloud: Cloud, collection: str, key: str) -> None:
    """Have three resources whose IDs tell the order of their creation, and one without a time."""
    sample = samples.cluster() if collection == "clusters" else samples.job()
    cloud.resources[collection] = [
        {**sample, "id": id, "name": id, key: time}
        for id, time in (
            ("second", "2030-01-02T00:00:00"),
            ("none", None),
            ("third", "2030-01-03T00:00:00"),
            ("first", "2030-01-01T00:00:00"),
        )
    ]


@pytest.mark.parametrize("key", ["created_at", "updated_at"])
@pytest.mark.parametrize(
    ("direction", "ids"),
    [
        ("", ["first", "second", "third", "none"]),
        (":desc", ["third", "second", "first", "none"]),
    ],
)
@pytest.mark.parametrize("format", ["json", "table"])
def test_jobs_are_sorted_by_the_client(
    openstack: Shell, cloud: Cloud, key: str, direction: str, ids: list[str], format: str
) -> None:
    created(cloud, "jobs", key)
    outcome = openstack(f"job list --sort {key}{direction} -f {format}")
    rows = outcome.json() if format == "json" else rows_of(outcome)
    assert [row["Id"] for row in rows] == ids
    assert not any("sort_by" in url for _, url in outcome.requests)


@pytest.mark.parametrize("api_version", ["1.1"])
def test_clusters_of_v1_are_sorted_by_the_client(openstack: Shell, cloud: Cloud) -> None:
    created(cloud, "clusters", "created_at")
    outcome = openstack("cluster list --sort created_at:desc --status active -f json")
    assert [row["Id"] for row in outcome.json()] == ["third", "second", "first", "none"]
    assert not any("sort_by" in url for _, url in outcome.requests)


@in_v2
def test_clusters_of_v2_are_sorted_by_the_service(openstack: Shell) -> None:
    outcome = openstack("cluster list --sort created_at:desc --limit 3 -f json")
    assert sahara_requests(outcome.requests) == ["GET v2/clusters?limit=3&sort_by=-created_at"]


@pytest.mark.parametrize("option", ["--limit 3", "--marker x"])
def test_client_does_not_sort_a_part_of_a_list(
    openstack: Shell, api_version: str, option: str
) -> None:
    commands = ["job list", *(["cluster list"] if api_version == "1.1" else [])]
    for command in commands:
        outcome = openstack.run(f"{command} --sort created_at {option}")
        assert (outcome.exit_status, outcome.requests) == (2, []), outcome
        assert "omit --limit and --marker" in outcome.stderr


# --status


def test_several_statuses_of_clusters(openstack: Shell, cloud: Cloud) -> None:
    for status in ("Error", "Spawning", "Scaling: Waiting"):
        cloud.add("clusters", name=status, status=status)
    rows = openstack.json("cluster list --status error --status scaling --status error")
    assert [row["Status"] for row in rows] == ["Error", "Scaling: Waiting"]


def test_several_statuses_of_jobs(openstack: Shell, cloud: Cloud, api_version: str) -> None:
    cloud.resources["jobs"] += [samples.job(one) for one in ("FAILED", "KILLED", "RUNNING")]
    outcome = openstack("job list --status failed --status RUNNING -f json")
    assert [row["Status"] for row in outcome.json()] == ["FAILED", "RUNNING"]
    path = "job-executions" if api_version == "1.1" else "jobs"
    assert sahara_requests(outcome.requests) == [f"GET v{api_version}/{path}?limit=500"]


# Names in front of IDs


def test_table_of_a_cluster_has_names(openstack: Shell, failed: dict[str, Any]) -> None:
    shown = fields_of(openstack("cluster show a-failed"))
    assert shown["Image"] == f"ubuntu ({samples.IMAGE_ID})"
    assert shown["Cluster template id"] == f"small ({samples.CLUSTER_TEMPLATE_ID})"
    assert shown["Neutron management network"] == f"private ({NETWORK_ID})"


def test_table_of_a_node_group_template_has_names(openstack: Shell, cloud: Cloud) -> None:
    cloud.resources["node-group-templates"][0]["flavor_id"] = "42"
    assert fields_of(openstack("node group template show worker"))["Flavor id"] == "m1.tiny (42)"


def test_tables_of_jobs_have_names(openstack: Shell, cloud: Cloud, api_version: str) -> None:
    cloud.resources["jobs"].append(samples.job())
    (row,) = rows_of(openstack("job list"))
    assert row["Cluster id"] == f"c1 ({samples.CLUSTER_ID})"
    header = "Job id" if api_version == "1.1" else "Job template id"
    assert row[header] == f"pig ({samples.JOB_TEMPLATE_ID})"
    shown = fields_of(openstack("job show", samples.JOB_ID))
    assert shown["Job template id"] == f"pig ({samples.JOB_TEMPLATE_ID})"
    assert shown["Input id"] == f"input ({samples.DATA_SOURCE_ID})"


@pytest.mark.parametrize("format", ["json", "yaml", "value", "csv"])
def test_lists_in_other_formats_have_ids_alone(openstack: Shell, cloud: Cloud, format: str) -> None:
    cloud.resources["jobs"].append(samples.job())
    outcome = openstack(f"job list -f {format}")
    assert samples.CLUSTER_ID in outcome.stdout
    assert f"({samples.CLUSTER_ID})" not in outcome.stdout


def test_name_that_cannot_be_read_is_left_out(openstack: Shell, cloud: Cloud) -> None:
    cloud.resources["images"].clear()
    cloud.resources["clusters"][0]["neutron_management_network"] = "gone"
    shown = fields_of(openstack("cluster show c1"))
    assert shown["Image"] == samples.IMAGE_ID
    assert shown["Neutron management network"] == "gone"


def test_names_of_a_list_that_fails_are_left_out(
    openstack: Shell, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.resources["jobs"].append(samples.job())
    cloud.refusals["GET clusters"] = "Not today"
    (row,) = rows_of(openstack("job list"))
    assert row["Cluster id"] == samples.CLUSTER_ID


# Requests


#: Commands with the requests that they send to the service: to look up, change and show, and for
#: names in a table.
REQUESTS: dict[str, tuple[list[str], list[str]]] = {
    "cluster list --long": (["GET clusters"], ["GET images"]),
    "cluster show c1": (["GET clusters"], ["GET images/", "GET cluster-templates/"]),
    "cluster template list": (["GET cluster-templates"], []),
    "cluster template show small": (["GET cluster-templates"], []),
    "cluster update c1 --public": (["GET clusters", "PATCH clusters/"], []),
    "cluster delete c1": (["GET clusters", "DELETE clusters/"], []),
    "data source delete input": (["GET data-sources", "DELETE data-sources/"], []),
    "image list": (["GET images"], []),
    "node group template show worker": (["GET node-group-templates"], []),
    "plugin show fake": (["GET plugins/"], []),
    "job list": (["GET jobs"], ["GET clusters", "GET job-templates"]),
    "job list --long --status running": (["GET jobs"], ["GET clusters", "GET job-templates"]),
    f"job show {samples.JOB_ID}": (
        ["GET jobs/"],
        ["GET clusters/", "GET job-templates/", "GET data-sources/", "GET data-sources/"],
    ),
    "cluster create --name x --cluster-template small --image ubuntu": (
        ["GET images", "GET cluster-templates", "POST clusters"],
        [],
    ),
}


def without_ids(requests: list[str]) -> list[str]:
    """Return requests without version, query and ID: ``GET clusters/`` for one cluster."""
    words = (request.partition("?")[0].split(" v2/") for request in requests)
    return [f"{method} {path.partition('/')[0]}{path.partition('/')[1]}" for method, path in words]


@in_v2
@pytest.mark.parametrize("command", REQUESTS)
@pytest.mark.parametrize("format", ["table", "json", "value"])
def test_successful_command_sends_no_more_requests(
    openstack: Shell, cloud: Cloud, command: str, format: str
) -> None:
    cloud.resources["jobs"].append(samples.job())
    is_table = format == "table"
    is_sentence = " delete " in command
    outcome = openstack.waits(command if is_sentence else f"{command} -f {format}")
    needed, for_names = REQUESTS[command]
    wanted = [*needed, *(for_names if is_table else [])]
    assert sorted(without_ids(sahara_requests(outcome.requests))) == sorted(wanted)


@in_v2
def test_columns_that_are_not_shown_cost_no_request(openstack: Shell, cloud: Cloud) -> None:
    cloud.resources["jobs"].append(samples.job())
    outcome = openstack("job list -c id -c CLUSTER_ID")
    assert without_ids(sahara_requests(outcome.requests)) == ["GET jobs", "GET clusters"]
    outcome = openstack("cluster show c1 -c Name")
    assert without_ids(sahara_requests(outcome.requests)) == ["GET clusters"]


@in_v2
def test_empty_list_costs_one_request(openstack: Shell) -> None:
    outcome = openstack("job list")
    assert without_ids(sahara_requests(outcome.requests)) == ["GET jobs"]
