"""Whatever a server answers, a caller gets a resource, a list, or an APIException."""

from __future__ import annotations

import copy
import io
import pickle
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saharaclient import exceptions
from saharaclient.api.base import Resource
from saharaclient.exceptions import APIException, WaitFailed, WaitTimedOut
from saharaclient.osc.arguments.types import duration

from .fuzzing import (
    LONE_SURROGATE,
    METHODS,
    Answer,
    Method,
    answers,
    any_json,
    as_json,
    connect,
    drained,
    examples,
    objects,
    one_after_the_other,
)

pytestmark = pytest.mark.slow

FIXED = (Resource, list, dict, bytes, type(None))


def survives(thing: Any) -> None:
    """Look at a resource or an exception in all the ways that programs do."""
    assert isinstance(str(thing), str)
    assert isinstance(repr(thing), str)
    for copied in (pickle.loads(pickle.dumps(thing)), copy.deepcopy(thing), copy.copy(thing)):
        assert type(copied) is type(thing)
        assert (str(copied), repr(copied)) == (str(thing), repr(thing))
    if isinstance(thing, Resource):
        assert repr(thing.to_dict()) == repr(thing._with_defaults())
        assert isinstance(thing.described, str)
        dir(thing)


def outcome_of(method: Method, replies: list[Answer]) -> Any:
    """Call a method of a client whose server gives these answers; return what has come of it."""
    client, _ = connect(method.version, one_after_the_other(replies))
    try:
        outcome = drained(method.of(client)(**method.arguments()))
        if method.name == "resolver":
            outcome = outcome("x0x")
    except APIException as error:
        return error
    return outcome


def check(outcome: Any) -> None:
    assert isinstance(outcome, (*FIXED, APIException))
    for one in outcome if isinstance(outcome, list) else [outcome]:
        if isinstance(one, (Resource, APIException)):
            survives(one)


BY_MANAGER: dict[tuple[str, str], list[Method]] = {}
for _method in METHODS:
    BY_MANAGER.setdefault((_method.version, _method.manager), []).append(_method)


@pytest.mark.parametrize("methods", BY_MANAGER.values(), ids=[" ".join(key) for key in BY_MANAGER])
@given(data=st.data())
@examples(22)
def test_any_answer_gives_a_resource_or_an_api_exception(methods, data):
    method = data.draw(st.sampled_from(methods))
    client, _ = connect(method.version, Answer())
    manager = getattr(client, method.manager)
    shaped = answers(manager.key, manager.plural_key)
    check(outcome_of(method, data.draw(st.lists(shaped, min_size=1, max_size=3))))


WHAT_PROXIES_SAY = (
    Answer(200, b"<html>"),
    Answer(404, b"<html>", "text/html"),
    Answer(204, b""),
    Answer(200, b'{"cluster": {"id": "a"'),
    Answer(200, b"[[]]"),
    Answer(500, b'{"error_code": "500", "error_message": ["a", null]}'),
    Answer(404, b'{"error_code": 404, "error_name": 7, "error_message": {"a": [null]}}'),
    Answer(400, b'{"errors": [[null]], "error": null}'),
)


@pytest.mark.parametrize("method", METHODS, ids=str)
def test_every_method_stands_what_proxies_and_failing_servers_say(method):
    for answer in WHAT_PROXIES_SAY:
        check(outcome_of(method, [answer]))


# Waits

CLUSTER_WAITS = ("wait_active", "wait_deleted")
JOB_WAITS = ("wait_over", "wait_suspended", "wait_deleted")
CLUSTER = {
    "id": "c",
    "name": "c",
    "status": "Active",
    "status_description": "why",
    "node_groups": [{"name": "worker", "count": 3}],
    "verification": {"id": "v", "status": "RED", "checks": [{"status": "RED", "name": "a"}]},
}
JOB = {"id": "j", "info": {"status": "FAILED", "actions": [{"errorMessage": "why"}]}}


def waited(version: str, manager: str, name: str, states: list[Any]) -> Any:
    client, _ = connect(version, Answer())
    key = getattr(client, manager).key
    return outcome_of(Method(version, manager, name), [as_json({key: one}) for one in states])


@pytest.mark.parametrize(
    ("manager", "name", "like"),
    [
        *(("clusters", name, CLUSTER) for name in CLUSTER_WAITS),
        *(("job_executions", name, JOB) for name in JOB_WAITS),
    ],
)
@pytest.mark.parametrize("version", ["1.1", "2"])
@given(data=st.data())
@examples(12)
def test_a_wait_ends_well_or_with_an_api_exception(version, manager, name, like, data):
    manager = "jobs" if version == "2" and manager == "job_executions" else manager
    states = data.draw(st.lists(objects(like), min_size=1, max_size=3))
    outcome = waited(version, manager, name, states)
    assert outcome is None or isinstance(outcome, (Resource, APIException))
    for one in (outcome, getattr(outcome, "resource", None)):
        if one is not None:
            survives(one)


def test_wait_that_fails_or_times_out():
    failed = waited("2", "clusters", "wait_active", [{**CLUSTER, "status": "Error"}])
    late = waited("2", "clusters", "wait_active", [{**CLUSTER, "status": "Spawning"}])
    assert (type(failed), type(late)) == (WaitFailed, WaitTimedOut)
    for error in (failed, late):
        survives(error)
        assert pickle.loads(pickle.dumps(error)).resource == error.resource


# Exceptions


@pytest.mark.parametrize(
    "kind", sorted({APIException, *APIException.__subclasses__()}, key=lambda kind: kind.__name__)
)
@given(data=st.data())
@examples(10)
def test_any_exception_survives_being_shown_and_copied(kind, data):
    texts = st.one_of(st.none(), st.text())
    error = kind(
        data.draw(st.one_of(st.none(), st.integers())),
        data.draw(texts),
        data.draw(texts),
        request_id=data.draw(texts),
        method=data.draw(texts),
        url=data.draw(texts),
    )
    survives(error)


# What has failed once


@pytest.mark.parametrize("marker", [["a"], {"a": 1}], ids=repr)
def test_a_marker_that_is_no_text_ends_a_list(marker):
    client, _ = connect("2", as_json({"clusters": [{"id": "c"}], "markers": {"next": marker}}))
    with pytest.raises(exceptions.InvalidResponse):
        list(client.clusters.list_all())


def test_a_sorted_list_with_a_resource_without_id_is_invalid():
    client, _ = connect("2", as_json({"clusters": [{"name": "a"}]}))
    with pytest.raises(APIException):
        list(client.clusters.list_all(sort_by="name", marker="m"))


@pytest.mark.parametrize(
    "groups", ["absent", None, 5, [None], ["worker"], [{}], [{"name": []}]], ids=repr
)
def test_a_scaled_cluster_with_malformed_node_groups(groups):
    sent = {"id": "c", "name": "c", "status": "Active", "node_groups": groups}
    if groups == "absent":
        del sent["node_groups"]
    outcome = waited("2", "clusters", "wait_scaled", [sent])
    assert isinstance(outcome, APIException)


@pytest.mark.parametrize(
    "verification",
    [5, "RED", ["RED"], {"status": "RED", "checks": 5}, {"status": "RED", "checks": [None]}],
    ids=repr,
)
def test_a_verified_cluster_with_a_malformed_verification(verification):
    if isinstance(verification, dict):
        verification = {"id": "v", **verification}
    sent = {"id": "c", "name": "c", "status": "Active", "verification": verification}
    outcome = waited("2", "clusters", "wait_verified", [sent])
    assert isinstance(outcome, APIException)


def test_a_failed_job_with_malformed_actions():
    outcome = waited(
        "2", "jobs", "wait_done", [{"id": "j", "info": {"status": "FAILED", "actions": 5}}]
    )
    assert isinstance(outcome, APIException)


@pytest.mark.parametrize("sent", [{"id": "d"}, {"id": "d", "name": []}], ids=repr)
def test_lookup_ignores_resources_without_name(sent):
    client, _ = connect("2", as_json({"data_sources": [sent]}))
    with pytest.raises(APIException):
        client.data_sources.resolver()("input")


@pytest.mark.parametrize("sent", [{}, {"tags": None}, {"tags": 5}, {"tags": [{}]}], ids=repr)
def test_an_image_without_tags_is_given_some(sent):
    client, _ = connect("1.1", as_json({"image": {"id": "i", **sent}}))
    with pytest.raises(APIException):
        client.images.update_tags("i", ["a"])


@pytest.mark.parametrize("sent", [{}, {"plugins": None}, {"plugins": [{}]}], ids=repr)
def test_a_job_type_without_plugins_is_run_by_none(sent):
    client, _ = connect("2", as_json({"job_types": [{"name": "Pig", **sent}]}))
    assert client.job_types.list({"plugin_name": "fake"}) == []


@pytest.mark.parametrize("sent", [{}, {"clusters": 5}, {"clusters": [None]}, {"clusters": [{}]}])
def test_launched_clusters_without_ids(sent):
    client, _ = connect("2", as_json(sent))
    answer = client.clusters.create("c", "p", "1", count=2)
    with pytest.raises(APIException):
        client.clusters.created_ids(answer)


@pytest.mark.parametrize("status", [200, 400])
def test_json_that_is_too_deep_is_invalid(status):
    client, _ = connect("2", Answer(status, b"[" * 100_000))
    with pytest.raises(APIException):
        client.clusters.get("c")


def test_a_content_type_with_a_codec_that_decodes_nothing():
    client, _ = connect("2", Answer(502, b"<html>", "text/html; charset=undefined"))
    with pytest.raises(APIException):
        client.clusters.get("c")


def test_a_retry_after_that_no_calendar_has():
    date = "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"
    client, _ = connect("2", Answer(503, b"{}", headers={"Retry-After": date}))
    with pytest.raises(APIException):
        client.clusters.get("c")


def test_a_content_length_that_is_no_number_for_python():
    answer = Answer(200, b"{}", headers={"Content-Length": "9" * 5000})
    check(outcome_of(Method("2", "clusters", "get"), [answer]))


def test_an_endpoint_that_is_no_url():
    client, _ = connect("2", Answer())
    client.api.endpoint_override = "http://[sahara"
    with pytest.raises(APIException):
        client.clusters.get("c")


@pytest.mark.parametrize("message", [" ", "Error ID: 1234-abcd", "\n"])
def test_empty_error_message(message):
    client, _ = connect("2", as_json({"error_code": 400, "error_message": message}, 400))
    with pytest.raises(APIException) as raised:
        client.clusters.get("c")
    assert raised.value.error_message == (
        "The data processing service answered BAD_REQUEST without saying why."
    )


def test_a_poll_interval_that_no_clock_has():
    client, _ = connect("2", as_json({"cluster": {"id": "c", "status": "Spawning"}}))
    client.api.sleep = time.sleep
    try:
        limits = {"timeout": duration("1e300"), "poll_interval": duration("1e300")}
    except Exception:
        return
    client.clusters.wait_active("c", **limits)


@given(text=any_json)
@examples(30)
def test_any_text_can_be_downloaded(text):
    content = repr(text).encode("utf-8", "surrogatepass")
    client, _ = connect("2", Answer(200, content, "application/octet-stream"))
    file = io.BytesIO()
    client.job_binaries.download("b", file)
    assert file.getvalue() == client.job_binaries.get_file("b") == content


def test_lone_surrogates_of_a_server_do_no_harm_in_the_library():
    client, _ = connect("2", as_json({"cluster": {"id": "c", "name": LONE_SURROGATE}}))
    survives(client.clusters.get("c"))
