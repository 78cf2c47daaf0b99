"""What lists keep in memory."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from saharaclient.api.resource import Resource

ROWS = [{"id": str(number), "name": f"n{number}", "status": "Active"} for number in range(5000)]


def held(make):
    """Bytes that what is made keeps in memory."""
    make()
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        made = make()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before if made else 0
    finally:
        tracemalloc.stop()


def test_a_resource_keeps_the_servers_own_dict_and_little_else():
    assert held(lambda: [Resource(None, row) for row in ROWS]) / len(ROWS) < 120


def test_its_fields_are_not_copied():
    assert Resource(None, ROWS[0])._info is ROWS[0]


@pytest.mark.parametrize("count", [2000, 8000])
def test_a_list_that_is_iterated_has_a_page_of_it_at_a_time(many, connect, count):
    many("clusters", "cluster", count)
    alive = most = 0

    class Counted(Resource):
        def __init__(self, manager, info):
            nonlocal alive, most
            super().__init__(manager, info)
            alive += 1
            most = max(most, alive)

        def __del__(self):
            nonlocal alive
            alive -= 1

    manager = connect("2").clusters
    manager.resource_class = Counted
    assert sum(1 for _one in manager.list_all(page_size=500)) == count
    # While the next page is made the last one is there.
    assert most <= 2 * 500 + 1
