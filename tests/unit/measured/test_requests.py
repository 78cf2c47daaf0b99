"""How many requests commands make, and how much they are sent, whatever else the cloud has."""

from __future__ import annotations

import pytest

from saharaclient.osc.commands import data_sources
from saharaclient.osc.commands.cluster import lifecycle

NAMES = [f"one-{number:05}" for number in range(100)]


@pytest.mark.parametrize("version", ["1.1", "2"])
@pytest.mark.parametrize("count", [500, 5000])
def test_a_cluster_by_its_name_is_one_request_and_one_cluster(many, take, version, count):
    service = many("clusters", "cluster", count)
    take(lifecycle.ShowCluster, version, "one-00077")
    assert service.asked == {"GET": 1}
    assert service.received < 1000


def test_a_hundred_names_are_deleted_with_two_requests_each(many, take):
    service = many("data-sources", "data_source", 2000)
    take(data_sources.DeleteDataSource, "1.1", *NAMES)
    assert service.asked == {"DELETE": 100, "GET": 100}
    assert service.received < 100 * 1000


def test_where_nothing_filters_by_name_all_names_share_one_paged_list(many, take):
    service = many("data-sources", "data_source", 2000, filters_by_name=False)
    take(data_sources.DeleteDataSource, "2", *NAMES)
    assert service.asked == {"DELETE": 100, "GET": 4}
