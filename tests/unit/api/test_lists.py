"""Lists: one page with its markers, or all of it a page at a time."""

from __future__ import annotations

import itertools

import pytest

from saharaclient import exceptions
from saharaclient.api import base

PAGEABLE = [
    ("clusters", "/clusters", "clusters"),
    ("cluster_templates", "/cluster-templates", "cluster_templates"),
    ("node_group_templates", "/node-group-templates", "node_group_templates"),
]


def clusters(*ids, next=None, prev=None):
    answer = {"clusters": [{"id": id, "name": f"c-{id}"} for id in ids]}
    if next or prev:
        answer["markers"] = {"prev": prev, "next": next}
    return answer


@pytest.mark.parametrize(("manager", "path", "key"), PAGEABLE)
def test_a_plain_list_asks_for_everything(client, root, sahara, manager, path, key):
    sahara.on("GET", root + path, {key: [{"id": "a"}, {"id": "b"}]})
    page = getattr(client, manager).list()
    assert sahara.requests == [("GET", f"{root}{path}", None)]
    assert isinstance(page, base.Page)
    assert [item.id for item in page] == ["a", "b"]
    assert {type(item) for item in page} == {getattr(client, manager).resource_class}
    assert (page.prev, page.next, page.limit) == (None, None, None)


@pytest.mark.parametrize(("manager", "path", "key"), PAGEABLE)
def test_a_page_has_the_markers_of_its_neighbours(client, root, sahara, manager, path, key):
    sahara.on("GET", root + path, {key: [{"id": "c"}], "markers": {"prev": "a", "next": "c"}})
    page = getattr(client, manager).list(limit=1, marker="b")
    assert sahara.requests == [("GET", f"{root}{path}?limit=1&marker=b", None)]
    assert (page.prev, page.next, page.limit) == ("a", "c", 1)


@pytest.mark.parametrize(
    ("manager", "order"),
    [
        ("clusters", ("limit", "marker")),
        ("cluster_templates", ("marker", "limit")),
        ("node_group_templates", ("marker", "limit")),
    ],
)
def test_limit_and_marker_have_the_position_that_callers_know(client, root, sahara, manager, order):
    key = getattr(client, manager).plural_key
    path = f"{root}/{getattr(client, manager).path}"
    sahara.on("GET", path, {key: []})
    given = {"limit": 5, "marker": "m"}
    getattr(client, manager).list(None, *(given[name] for name in order))
    assert sahara.requests == [("GET", f"{path}?limit=5&marker=m", None)]


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({"sort_by": "name"}, "?sort_by=name"),
        ({"sort_by": "name", "reverse": True}, "?sort_by=-name"),
        ({"sort_by": "name", "reverse": False}, "?sort_by=name"),
        ({"reverse": True}, ""),
        ({"limit": 0}, "?limit=0"),
        ({"search_opts": {"name": "c"}, "limit": 2}, "?name=c&limit=2"),
        ({"search_opts": {}}, ""),
    ],
)
def test_order_limit_and_filters_go_into_the_query(client, root, sahara, given, query):
    sahara.on("GET", f"{root}/clusters", clusters())
    client.clusters.list(**given)
    assert sahara.requests == [("GET", f"{root}/clusters{query}", None)]


@pytest.mark.parametrize("given", ["hadoop_version", "plugin_version"])
def test_filters_have_the_name_of_the_version_that_is_asked(v1, v2, sahara, given):
    sahara.on("GET", "/v1.1/clusters", clusters())
    sahara.on("GET", "/v2/clusters", clusters())
    v1.clusters.list({given: "2.7.1"})
    v2.clusters.list({given: "2.7.1"})
    assert [path for _, path, _ in sahara.requests] == [
        "/v1.1/clusters?hadoop_version=2.7.1",
        "/v2/clusters?plugin_version=2.7.1",
    ]


def test_all_is_asked_for_a_page_at_a_time(client, root, sahara):
    sahara.on(
        "GET",
        f"{root}/clusters",
        clusters("a", "b", next="b"),
        clusters("c", "d", next="d", prev="a"),
        clusters("e", prev="b"),
    )
    found = client.clusters.list_all({"plugin_name": "fake"}, sort_by="id", page_size=2)
    assert [cluster.id for cluster in found] == ["a", "b", "c", "d", "e"]
    assert [path for _, path, _ in sahara.requests] == [
        f"{root}/clusters?plugin_name=fake&limit=2&sort_by=id",
        f"{root}/clusters?plugin_name=fake&limit=2&marker=b&sort_by=id",
        f"{root}/clusters?plugin_name=fake&limit=2&marker=d&sort_by=id",
    ]


def test_a_page_is_asked_for_when_it_is_needed(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters("a", "b", next="b"), clusters("c"))
    found = v2.clusters.list_all(page_size=2)
    assert sahara.requests == []
    assert [cluster.id for cluster in itertools.islice(found, 2)] == ["a", "b"]
    assert len(sahara.requests) == 1
    assert next(found).id == "c"
    assert len(sahara.requests) == 2


def test_page_has_500_by_default(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters())
    assert list(v2.clusters.list_all()) == []
    assert sahara.requests == [("GET", "/v2/clusters?limit=500", None)]


def test_a_limit_ends_the_list_and_the_last_request_asks_for_no_more(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters("a", "b", next="b"), clusters("c", next="c"))
    found = list(v2.clusters.list_all(limit=3, page_size=2))
    assert [cluster.id for cluster in found] == ["a", "b", "c"]
    assert [path for _, path, _ in sahara.requests] == [
        "/v2/clusters?limit=2",
        "/v2/clusters?limit=1&marker=b",
    ]


def test_a_limit_of_nothing_asks_for_nothing(v2, sahara):
    assert list(v2.clusters.list_all(limit=0)) == []
    assert sahara.requests == []


def test_a_list_can_start_at_a_marker(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters("c"))
    assert [cluster.id for cluster in v2.clusters.list_all(marker="b")] == ["c"]
    assert sahara.requests == [("GET", "/v2/clusters?limit=500&marker=b", None)]


def test_a_list_can_go_backwards(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters("c"))
    list(v2.clusters.list_all(sort_by="id", reverse=True))
    assert sahara.requests == [("GET", "/v2/clusters?limit=500&sort_by=-id", None)]


def test_a_list_that_is_sorted_by_what_may_repeat_comes_in_one_answer(v2, sahara):
    """The server leaves out of later pages what equals the marker in that field."""
    sahara.on("GET", "/v2/clusters", clusters("a", "b", "c", next="c"))
    assert len(list(v2.clusters.list_all(sort_by="status", page_size=1))) == 3
    assert len(list(v2.clusters.list_all(sort_by="status", limit=3))) == 3
    assert [path for _, path, _ in sahara.requests] == [
        "/v2/clusters?sort_by=status",
        "/v2/clusters?limit=3&sort_by=status",
    ]


def test_sorted_list_continues_after_a_marker(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters("a", "b", "c", "d"))
    found = v2.clusters.list_all(sort_by="plugin_version", marker="b", limit=1)
    assert [cluster.id for cluster in found] == ["c"]
    assert sahara.requests == [("GET", "/v2/clusters?sort_by=hadoop_version", None)]
    with pytest.raises(exceptions.NotFound, match='no cluster with id "x"'):
        list(v2.clusters.list_all(sort_by="name", marker="x"))


def test_what_the_server_repeats_at_the_start_of_a_page_is_listed_once(v2, sahara):
    """It does so with the second page of jobs, and with no later one."""
    pages = [("a", "b"), ("b", "c"), ("d", "e"), ("f",)]
    sahara.on(
        "GET",
        "/v2/clusters",
        *[clusters(*ids, next=next_) for ids, next_ in zip(pages, "bdf", strict=False)],
        clusters("f"),
    )
    assert "".join(one.id for one in v2.clusters.list_all(page_size=2)) == "abcdef"


def test_an_empty_page_ends_the_list_whatever_its_marker(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters("a", next="a"), clusters(next="b"))
    assert [cluster.id for cluster in v2.clusters.list_all()] == ["a"]
    assert len(sahara.requests) == 2


@pytest.mark.parametrize(
    "markers", [["a", "a"], ["a", "b", "a"], ["a", "b", "c", "b"]], ids=["1", "2", "late"]
)
def test_markers_that_go_in_a_circle_are_an_error(v2, sahara, markers):
    sahara.on("GET", "/v2/clusters", *[clusters(marker, next=marker) for marker in markers])
    with pytest.raises(exceptions.InvalidResponse, match=f'repeats the marker "{markers[-1]}"'):
        list(v2.clusters.list_all())
    assert len(sahara.requests) == len(markers)


def test_list_whose_marker_is_deleted_meanwhile(v2, sahara):
    gone = sahara.answer(404, {"error_code": 404, "error_name": "NOT_FOUND"})
    sahara.on("GET", "/v2/clusters", clusters("a", next="a"), gone)
    with pytest.raises(exceptions.InvalidResponse, match="changed while it was being read"):
        list(v2.clusters.list_all())


def test_a_marker_of_the_caller_that_is_not_there_is_not_found(v2, sahara):
    gone = sahara.answer(404, {"error_code": 404, "error_name": "NOT_FOUND"})
    sahara.on("GET", "/v2/clusters", gone)
    with pytest.raises(exceptions.NotFound):
        list(v2.clusters.list_all(marker="a"))


def test_a_list_that_never_leaves_its_first_marker_is_an_error(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters("b", next="a"))
    with pytest.raises(exceptions.InvalidResponse, match='the marker "a"'):
        list(v2.clusters.list_all(marker="a"))
    assert len(sahara.requests) == 1


@pytest.mark.parametrize(("manager", "key"), [("images", "images"), ("plugins", "plugins")])
def test_what_has_no_pages_is_asked_for_once(client, root, sahara, manager, key):
    sahara.on("GET", f"{root}/{key}", {key: [{"name": "a"}, {"name": "b"}]})
    found = list(getattr(client, manager).list_all(page_size=1))
    assert [item.name for item in found] == ["a", "b"]
    assert sahara.requests == [("GET", f"{root}/{key}", None)]


@pytest.mark.parametrize("key", ["images", "plugins"])
def test_a_limit_holds_for_what_has_no_pages(v2, sahara, key):
    sahara.on("GET", f"/v2/{key}", {key: [{"name": "a"}, {"name": "b"}]})
    assert len(list(getattr(v2, key).list_all(limit=1))) == 1


def test_a_limit_holds_where_the_server_passes_it_over(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters("a", "b", "c"))
    assert len(list(v2.clusters.list_all(limit=2))) == 2


@pytest.mark.parametrize(
    ("given", "reverse", "sent"),
    [
        ("-name", True, "name"),
        ("-name", False, "-name"),
        ("-name", None, "-name"),
        ("-plugin_version", None, "-hadoop_version"),
        ("plugin_version", True, "-hadoop_version"),
    ],
)
def test_reversing_a_descending_order_is_ascending(v2, sahara, given, reverse, sent):
    sahara.on("GET", "/v2/clusters", {"clusters": []})
    v2.clusters.list(sort_by=given, reverse=reverse)
    assert sahara.requests == [("GET", f"/v2/clusters?sort_by={sent}", None)]
