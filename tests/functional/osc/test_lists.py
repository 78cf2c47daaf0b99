"""Lists of clusters and templates, and the two ways to name what they list."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional import compat
from tests.functional.marks import every_combination
from tests.functional.shell import Shell


@pytest.fixture(params=["node group template", "cluster template", "cluster"])
def resource(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def listed(
    resource: str, worker: dict[str, Any], cluster_template: dict[str, Any], cluster: str
) -> str:
    """Name of one of them, of plugin fake 0.1."""
    return {
        "node group template": worker["name"],
        "cluster template": cluster_template["name"],
        "cluster": cluster,
    }[resource]


@every_combination
@pytest.mark.parametrize("option", ["", " --long"])
def test_list_has_its_columns(
    openstack: Shell, api_version: str, resource: str, listed: str, option: str
) -> None:
    rows = openstack.json(f"{resource} list{option}")
    assert compat.is_table(api_version, f"{resource} list{option}", rows)
    assert listed in {one["Name"] for one in rows}


@pytest.mark.parametrize(
    ("options", "is_listed"),
    [
        (["--plugin", "fake"], True),
        (["--plugin", "fake", "--plugin-version", "0.1"], True),
        (["--plugin-version", "0.1"], True),
        (["--plugin", "vanilla"], False),
        (["--plugin-version", "2.7.1"], False),
    ],
)
def test_list_is_narrowed_by_plugin(
    openstack: Shell, resource: str, listed: str, options: list[str], is_listed: bool
) -> None:
    found = openstack(f"{resource} list -f value -c Name", *options).lines
    assert (listed in found) is is_listed


def test_list_is_narrowed_by_a_part_of_the_name(
    openstack: Shell, resource: str, listed: str
) -> None:
    part = listed[2:]
    found = openstack(f"{resource} list -f csv --name", part).csv()
    assert listed in {one["Name"] for one in found}
    assert all(part in one["Name"] for one in found)
    assert openstack(f"{resource} list -f value --name no-such-part").lines == []


@every_combination
def test_show_takes_a_name_or_an_id(
    openstack: Shell, api_version: str, resource: str, listed: str
) -> None:
    by_name = openstack.json(f"{resource} show", listed)
    assert compat.is_complete(api_version, f"{resource} show", by_name)
    by_id = openstack.json(f"{resource} show", by_name["Id"])
    assert {**by_id, "Age": None} == {**by_name, "Age": None}


def test_clusters_are_listed_with_size_and_age_by_their_creation(
    openstack: Shell, cluster: str
) -> None:
    """v2 of the service sorts, and the client does under v1.1."""
    rows = openstack.json("cluster list --long --sort created_at:desc")
    times = [row["Created at"] for row in rows]
    assert times == sorted(times, reverse=True)
    (row,) = (row for row in rows if row["Name"] == cluster)
    assert row["Nodes"] == 2
    assert row["Age"] >= 0
    assert row["Created at"].endswith("Z")


def test_tables_have_names_and_other_formats_ids(
    openstack: Shell, cluster: str, cluster_template: dict[str, Any]
) -> None:
    shown = openstack(f"cluster show {cluster} -c CLUSTER_TEMPLATE_ID -c image")
    assert f"{cluster_template['name']} ({cluster_template['id']})" in shown.stdout
    value = openstack(f"cluster show {cluster} -f value -c CLUSTER_TEMPLATE_ID").lines
    assert value == [cluster_template["id"]]
