"""Whatever a name is made of, it stays one segment of a path or one value of a query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saharaclient.api.resource import V1_NAMES
from saharaclient.exceptions import APIException

from .fuzzing import (
    METHODS,
    NASTY_TEXTS,
    VERSIONS,
    Method,
    as_json,
    connect,
    drained,
    examples,
    managers,
)

pytestmark = pytest.mark.slow

TOKEN = "x0x"


def obliging(client: Any, manager: str) -> dict[str, Any]:
    """Return an answer that holds what any method may look for."""
    one = {"id": "i", "name": "n", "status": "Active", "tags": [], "node_groups": []}
    its = getattr(client, manager)
    return {its.key: one, its.plural_key: []}


def call(method: Method, **given: Any) -> Any:
    """Call a method, and return the transport that it has sent through."""
    client, wire = connect(method.version, as_json({}))
    body = as_json(obliging(client, method.manager))
    wire.answer = lambda request: body
    try:
        outcome = drained(method.of(client)(**method.arguments(**given)))
        if method.name == "resolver":
            outcome(given.get("name_or_id", TOKEN))
    except APIException:
        pass
    return wire


def places(method: Method) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Yield the parameters of a method that go into URLs, where to, and the paths that come."""
    for name, parameter in method.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD or name in ("limit", "page_size", "reverse"):
            continue
        if not isinstance(method.arguments().get(name, TOKEN), str):
            continue
        try:
            wire = call(method, **{name: TOKEN})
        except (TypeError, ValueError, AttributeError):  # takes no text
            continue
        if any(TOKEN in path for path in wire.paths) and name not in _also_elsewhere(method, name):
            yield name, "path", wire.paths
        elif any([TOKEN] in query.values() for query in wire.queries):
            yield name, "query", wire.paths


def _also_elsewhere(method: Method, name: str) -> set[str]:
    """Return the parameter, if the path has the token without its help."""
    wire = call(method, **{name: "other"})
    return set() if any("other" in path for path in wire.paths) else {name}


PLACES = [(method, *place) for method in METHODS for place in places(method)]
IN_PATH = [(method, name, paths) for method, name, where, paths in PLACES if where == "path"]
IN_QUERY = [(method, name) for method, name, where, _ in PLACES if where == "query"]

any_text = st.one_of(st.text(min_size=1), st.sampled_from(NASTY_TEXTS)).filter(
    lambda text: text not in (".", "..")
)


def labelled(cases: list[Any]) -> Any:
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=f"{case[0]}({case[1]})") for case in cases]
    )


def test_the_walk_has_found_the_methods():
    assert len(IN_PATH) >= 130
    assert {"marker", "sort_by"} <= {name for _, name in IN_QUERY}


@labelled(IN_PATH)
@given(text=any_text)
@examples(6)
def test_any_name_is_one_segment_of_the_path(case, text):
    method, name, paths = case
    wire = call(method, **{name: text})
    expected = [[text if part == TOKEN else part for part in path] for path in paths]
    # Other parameters have the token, too.
    others = [
        [text if a == TOKEN and b == text else a for a, b in zip(path, sent, strict=True)]
        for path, sent in zip(paths, wire.paths, strict=True)
    ]
    assert wire.paths in (expected, others)
    assert any(text in path for path in wire.paths)


REFUSED = [
    pytest.param((method, name, value), id=f"{method}({name}={value!r})")
    for method, name, _ in IN_PATH
    for value in (".", "..", "", None)
]


@pytest.mark.parametrize("case", REFUSED)
def test_what_no_path_can_have_is_refused_without_a_request(case):
    method, name, value = case
    client, wire = connect(method.version, as_json({}))
    with pytest.raises(APIException):
        drained(method.of(client)(**method.arguments(**{name: value})))
    assert wire.sent == []


@labelled(IN_QUERY)
@given(text=any_text)
@examples(6)
def test_any_text_is_one_value_of_the_query(case, text):
    method, name = case
    wire = call(method, **{name: text})
    name = "name" if name == "name_or_id" else name
    values = [query[name] for query in wire.queries if name in query]
    if name == "name":  # unless it is compared here
        assert values in ([], [[text]])
    elif name == "sort_by":
        assert all(value in ([text], [V1_NAMES.get(text)]) for value in values)
        assert values
    else:
        assert values == [[text]] * len(values) != []
    assert {len(path) for path in wire.paths} == {1}


FILTERS = [
    (version, name, field)
    for version in VERSIONS
    for name, manager in managers(connect(version, as_json({}))[0]).items()
    for field in sorted({*manager.server_filters, "name", "description"})
]


@pytest.mark.parametrize(("version", "manager", "field"), FILTERS)
@given(text=any_text)
@example(text="plain-1.0_a")
@examples(6)
def test_any_filter_is_one_value_of_the_query_or_compared_here(version, manager, field, text):
    client, wire = connect(version, as_json({}))
    its = getattr(client, manager)
    like, unlike = {"id": "1", field: text}, {"id": "2", field: text + "x"}
    if field == "status":
        like, unlike = (
            {"id": "1", "info": {"status": text}},
            {"id": "2", "info": {"status": text + "x"}},
        )
        if manager == "clusters":
            like, unlike = {"id": "1", "status": text}, {"id": "2", "status": text + "x"}
    body = as_json({its.plural_key: [like, unlike]})
    wire.answer = lambda request: body
    assert [one._info["id"] for one in its.find(**{field: text})] == ["1"]
    (query,) = wire.queries
    assert query.keys() <= {its._field_name(field), "limit"}
    assert query.get(its._field_name(field), [text]) == [text]


@pytest.mark.parametrize(("version", "manager", "field"), FILTERS)
@given(text=any_text)
@examples(6)
def test_any_search_option_is_one_value_of_the_query(version, manager, field, text):
    client, wire = connect(version, as_json({}))
    its = getattr(client, manager)
    wire.answer = lambda request: as_json({its.plural_key: []})
    its.list({field: text})
    (query,) = wire.queries
    (value,) = query.values()
    assert value == [text]


SURROGATE_CALLS = [
    Method("2", "plugins", "get"),
    Method("2", "jobs", "resolve"),
    Method("1.1", "job_binary_internals", "create"),
]


@pytest.mark.parametrize("method", SURROGATE_CALLS, ids=str)
def test_what_is_not_utf_8_on_the_command_line_is_refused_in_a_path(method):
    (name, *_) = method.parameters
    client, wire = connect(method.version, as_json({}))
    with pytest.raises(APIException):
        method.of(client)(**method.arguments(**{name: "caf\udce9"}))
    assert wire.sent == []


def test_what_is_not_utf_8_on_the_command_line_is_refused_in_a_query():
    client, wire = connect("2", as_json({"clusters": []}))
    with pytest.raises(APIException):
        list(client.clusters.list_all(marker="caf\udce9"))
    assert wire.sent == []
