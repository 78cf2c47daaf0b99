"""``--limit``, ``--marker`` and ``--sort`` of lists, as the service understands them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_member, in_v2, smoke
from tests.functional.osc.service import listed, named
from tests.functional.shell import Shell

pytestmark = as_member

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
#: Keys that each list can be sorted by.
KEYS = {
    "cluster": ("name", "id", "plugin_name", "plugin_version", "status"),
    "cluster template": (
        "name", "id", "created_at", "updated_at", "plugin_name", "plugin_version",
    ),
    "node group template": (
        "name", "id", "created_at", "updated_at", "plugin_name", "plugin_version",
    ),
    "data source": ("name", "id", "created_at", "updated_at", "type"),
    "job binary": ("name", "id", "created_at", "updated_at"),
    "job template": ("name", "id", "created_at", "updated_at", "type"),
    "job": ("id",),
}  # fmt: skip
#: Keys that the client sorts by where a version of the service does not.
BY_CLIENT = {
    "cluster": ("created_at", "updated_at"),
    "job": ("created_at", "updated_at"),
}
COLLECTIONS = {resource: f"{resource.replace(' ', '-')}s" for resource in KEYS} | {
    "job binary": "job-binaries"
}
EVERY_KEY = [
    pytest.param(resource, key, marks=() if key == keys[0] else pytest.mark.slow)
    for resource, keys in KEYS.items()
    for key in keys
]


@pytest.fixture(scope="module", autouse=True)
def several(
    accounts: dict[str, Account],
    names: Names,
    cluster: str,
    cluster_template: dict[str, Any],
    worker: dict[str, Any],
    binary: dict[str, Any],
    job_template: Callable[..., str],
    flavor_id: str,
) -> None:
    """At least three of each kind but clusters, of which there is one for all tests."""
    account = accounts["member"]
    plugin = {"plugin_name": "fake", "plugin_version": "0.1"}
    template_id = named(account, "job-templates", job_template())[0]["id"]
    cluster_id = account.named("clusters", cluster)[0]["id"]
    for kind in ("hdfs", "maprfs", "hdfs"):
        account.create("data-sources", name=names("source"), type=kind, url=f"{kind}://node/data")
        account.create(
            "job-binaries",
            name=names("binary"),
            url=f"manila://{NOWHERE}/a",
        )
        account.create("job-templates", name=names("java"), type="Java", libs=[binary["id"]])
        account.create(
            "node-group-templates", name=names("workers"), node_processes=["datanode"],
            flavor_id=flavor_id, **plugin,
        )  # fmt: skip
        account.create("cluster-templates", name=names("template"), node_groups=[], **plugin)
        account.create("jobs", cluster_id=cluster_id, job_template_id=template_id)


@pytest.mark.parametrize(("resource", "key"), EVERY_KEY)
def test_the_service_sorts_by_every_key(
    openstack: Shell, account: Account, resource: str, key: str
) -> None:
    fields = {one["id"]: one for one in listed(account, COLLECTIONS[resource])}

    def values(direction: str) -> list[Any]:
        outcome = openstack(f"{resource} list -f value -c Id --sort {key}{direction}")
        assert any("sort_by=" in url for _, url in outcome.requests)
        # Public ones of other projects are listed, too.
        return [fields[id].get(key) for id in outcome.lines if id in fields]

    ordered = values(":asc")
    assert len(ordered) == len(fields)
    present = [value for value in ordered if value is not None]
    assert present == sorted(present)
    assert [value for value in values(":desc") if value is not None] == present[::-1]


@in_v2
@pytest.mark.parametrize("resource", smoke(KEYS))
def test_an_unknown_key_is_answered_with_those_there_are(openstack: Shell, resource: str) -> None:
    for word in ("colour", "id:up", ":desc"):
        error = openstack.fails(f"{resource} list --sort {word}", status=2)
        keys = ", ".join((*KEYS[resource], *BY_CLIENT.get(resource, ())))
        assert f'"{word}" is not KEY[:asc|desc]; the keys are {keys}.' in error


@pytest.mark.alone  # public resources of other projects must not come and go
@pytest.mark.parametrize("resource", KEYS)
def test_a_list_is_read_page_by_page(openstack: Shell, resource: str) -> None:
    everything = openstack(f"{resource} list -f value -c Id --sort id").lines
    size = len(everything) // 2 + 1
    page = (f"{resource} list -f value -c Id --sort id --limit {size}",)
    first = openstack(*page).lines
    assert len(first) == size
    assert first + openstack(*page, "--marker", first[-1]).lines == everything


@pytest.mark.parametrize("resource", [resource for resource in KEYS if resource != "cluster"])
def test_a_limit_is_one_short_request(openstack: Shell, resource: str) -> None:
    outcome = openstack(f"{resource} list -f value --limit 1")
    assert len(outcome.lines) == 1
    (asked,) = (url for _, url in outcome.requests if "limit=" in url)
    assert "limit=1" in asked.partition("?")[2].split("&")


def test_a_limit_counts_what_is_listed_not_what_is_looked_at(
    openstack: Shell, names: Names
) -> None:
    rows = openstack.json("data source list --type maprfs --limit 1 --sort created_at:desc")
    assert [row["Type"] for row in rows] == ["maprfs"]
    rows = openstack.json(f"job template list --name java{names.mark} --limit 2")
    assert len(rows) == 2
    rows = openstack.json("job list --status succeeded --limit 2")
    assert {row["Status"] for row in rows} <= {"SUCCEEDED"}


@pytest.mark.parametrize("resource", smoke(KEYS))
def test_an_unknown_marker_is_an_error(openstack: Shell, api_version: str, resource: str) -> None:
    if (api_version, resource) == ("1.1", "job binary"):
        pytest.skip("the service ignores it here")
    error = openstack.fails(f"{resource} list --marker {NOWHERE}")
    assert NOWHERE in error


@in_v2
@pytest.mark.parametrize("limit", smoke(["0", "-1", "many"]))
def test_a_limit_is_a_number_above_0(openstack: Shell, limit: str) -> None:
    error = openstack.fails(f"job list --limit={limit}", status=2)
    assert f'"{limit}"' in error


@in_v2
@pytest.mark.parametrize("resource", smoke(["plugin", "image", "job type"]))
def test_lists_that_cannot_be_paged_have_no_such_options(openstack: Shell, resource: str) -> None:
    assert "--limit" in openstack.fails(f"{resource} list --limit 1", status=2)
