"""What data sources, job binaries, job templates and jobs have in common, in either version."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import pytest
import requests_mock

from saharaclient import exceptions
from saharaclient.api import base, data_sources, job_binaries, job_binary_internals
from saharaclient.api import job_executions as jobs_v1
from saharaclient.api import jobs as job_templates_v1
from saharaclient.api.v2 import job_templates as job_templates_v2
from saharaclient.api.v2 import jobs as jobs_v2
from tests.unit.api import recorded_jobs

OTHER_ID = "b012a6e7-65af-4566-b0f2-fe3fd7efc567"
MISSING = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": "not found"}
HIDDEN = "hunter2-Zq9"


@dataclass
class ResourceView:
    version: str
    manager: str
    path: str
    key: str
    plural_key: str
    kind: type
    info: dict


CASES = [
    ResourceView(version, manager, path, key, plural_key, kind, recorded[version])
    for version, manager, path, key, plural_key, kind, recorded in (
        (
            "1.1",
            "data_sources",
            "/v1.1/data-sources",
            "data_source",
            "data_sources",
            data_sources.DataSources,
            recorded_jobs.DATA_SOURCE,
        ),
        (
            "2",
            "data_sources",
            "/v2/data-sources",
            "data_source",
            "data_sources",
            data_sources.DataSources,
            recorded_jobs.DATA_SOURCE,
        ),
        (
            "1.1",
            "job_binaries",
            "/v1.1/job-binaries",
            "job_binary",
            "binaries",
            job_binaries.JobBinaries,
            recorded_jobs.JOB_BINARY,
        ),
        (
            "2",
            "job_binaries",
            "/v2/job-binaries",
            "job_binary",
            "binaries",
            job_binaries.JobBinaries,
            recorded_jobs.JOB_BINARY,
        ),
        (
            "1.1",
            "job_binary_internals",
            "/v1.1/job-binary-internals",
            "job_binary_internal",
            "binaries",
            job_binary_internals.JobBinaryInternal,
            recorded_jobs.JOB_BINARY_INTERNAL,
        ),
        (
            "1.1",
            "jobs",
            "/v1.1/jobs",
            "job",
            "jobs",
            job_templates_v1.Job,
            recorded_jobs.JOB_TEMPLATE,
        ),
        (
            "2",
            "job_templates",
            "/v2/job-templates",
            "job_template",
            "job_templates",
            job_templates_v2.JobTemplate,
            recorded_jobs.JOB_TEMPLATE,
        ),
        (
            "1.1",
            "job_executions",
            "/v1.1/job-executions",
            "job_execution",
            "job_executions",
            jobs_v1.JobExecution,
            recorded_jobs.JOB,
        ),
        ("2", "jobs", "/v2/jobs", "job", "jobs", jobs_v2.Job, recorded_jobs.JOB),
    )
]
NAMED = [case for case in CASES if "name" in case.info]
#: All methods that take an ID: versions, manager, how it is called, HTTP method, what follows.
ID_METHODS = [
    (case.version, case.manager, method, args, verb, path)
    for case in CASES
    for method, args, verb, path in (
        ("get", (), "GET", case.path + "/{}"),
        ("delete", (), "DELETE", case.path + "/{}"),
    )
] + [
    ("1.1", "data_sources", "update", ({},), "PUT", "/v1.1/data-sources/{}"),
    ("2", "data_sources", "update", ({},), "PATCH", "/v2/data-sources/{}"),
    ("1.1", "job_binaries", "update", ({},), "PUT", "/v1.1/job-binaries/{}"),
    ("2", "job_binaries", "update", ({},), "PATCH", "/v2/job-binaries/{}"),
    ("1.1", "job_binaries", "get_file", (), "GET", "/v1.1/job-binaries/{}/data"),
    ("2", "job_binaries", "get_file", (), "GET", "/v2/job-binaries/{}/data"),
    ("1.1", "job_binary_internals", "create", (b"x",), "PUT", "/v1.1/job-binary-internals/{}"),
    ("1.1", "job_binary_internals", "update", (), "PATCH", "/v1.1/job-binary-internals/{}"),
    ("1.1", "job_binary_internals", "get_file", (), "GET", "/v1.1/job-binary-internals/{}/data"),
    ("1.1", "jobs", "update", (), "PATCH", "/v1.1/jobs/{}"),
    ("2", "job_templates", "update", (), "PATCH", "/v2/job-templates/{}"),
    ("1.1", "jobs", "get_configs", (), "GET", "/v1.1/jobs/config-hints/{}"),
    ("2", "job_templates", "get_configs", (), "GET", "/v2/job-templates/config-hints/{}"),
    ("1.1", "job_executions", "create", ("c",), "POST", "/v1.1/jobs/{}/execute"),
    ("1.1", "job_executions", "update", (), "PATCH", "/v1.1/job-executions/{}"),
    ("1.1", "job_executions", "cancel", (), "GET", "/v1.1/job-executions/{}/cancel"),
    (
        "1.1",
        "job_executions",
        "refresh_status",
        (),
        "GET",
        "/v1.1/job-executions/{}/refresh-status",
    ),
    ("1.1", "job_executions", "suspend", (), "PATCH", "/v1.1/job-executions/{}"),
    ("2", "jobs", "update", (), "PATCH", "/v2/jobs/{}"),
    ("2", "jobs", "cancel", (), "PATCH", "/v2/jobs/{}"),
    ("2", "jobs", "suspend", (), "PATCH", "/v2/jobs/{}"),
    ("2", "jobs", "refresh_status", (), "GET", "/v2/jobs/{}"),
]


@pytest.fixture(params=CASES, ids=lambda case: f"v{case.version} {case.manager}")
def case(request):
    return request.param


@pytest.fixture
def manager(connect, case):
    return getattr(connect(case.version), case.manager)


@pytest.fixture
def lists(sahara, case):
    """Return a function that lines up pages of a list."""

    def lists_(*infos, next=None):
        answer = {case.plural_key: list(infos), "markers": {"prev": None, "next": next}}
        sahara.on("GET", case.path, answer)

    return lists_


def test_get(manager, case, sahara):
    path = f"{case.path}/{case.info['id']}"
    sahara.on("GET", path, {case.key: case.info})
    found = manager.get(case.info["id"])
    assert sahara.requests == [("GET", path, None)]
    assert type(found) is case.kind
    assert found.manager is manager
    assert found.to_dict() == case.info


def test_the_raw_answer_has_the_name_that_callers_know(manager, case, sahara):
    sahara.on("GET", f"{case.path}/x", {case.key: case.info})
    assert getattr(manager.get("x"), case.key) == case.info


def test_the_project_answers_to_both_versions_names(manager, case, sahara):
    sahara.on("GET", f"{case.path}/x", {case.key: case.info})
    found = manager.get("x")
    assert found.tenant_id == found.project_id
    assert len(found.tenant_id) == 32


def test_delete(manager, case, sahara):
    sahara.on("DELETE", f"{case.path}/x", sahara.answer(204))
    assert manager.delete("x") is None
    assert sahara.requests == [("DELETE", f"{case.path}/x", None)]


def test_what_is_not_there_is_not_found(manager, case, sahara):
    sahara.on("GET", f"{case.path}/x", sahara.answer(404, MISSING))
    sahara.on("DELETE", f"{case.path}/x", sahara.answer(404, MISSING))
    for method in (manager.get, manager.delete):
        with pytest.raises(exceptions.NotFound) as failed:
            method("x")
        assert failed.value.error_code == 404


@pytest.mark.parametrize(
    ("id", "segment"),
    [("../clusters/x", "..%2Fclusters%2Fx"), ("a b/ü", "a%20b%2F%C3%BC"), ("x?y#z", "x%3Fy%23z")],
)
@pytest.mark.parametrize(
    ("version", "manager", "method", "args", "verb", "path"),
    ID_METHODS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_id_stays_one_segment(
    connect, sahara, version, manager, method, args, verb, path, id, segment
):
    sahara.mocker.register_uri(requests_mock.ANY, requests_mock.ANY, json={})
    getattr(getattr(connect(version), manager), method)(id, *args)
    assert [(sent.method, sent.url) for sent in sahara.history] == [
        (verb, sahara.url + path.format(segment))
    ]


@pytest.mark.parametrize("id", ["", ".", "..", None])
@pytest.mark.parametrize(
    ("version", "manager", "method", "args", "verb", "path"),
    ID_METHODS,
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_an_id_is_not_asked_for(
    connect, sahara, version, manager, method, args, verb, path, id
):
    # A PUT gives the name to something new, which cannot be missing.
    refusal = exceptions.BadRequest if verb == "PUT" and method == "create" else exceptions.NotFound
    with pytest.raises(refusal):
        getattr(getattr(connect(version), manager), method)(id, *args)
    assert sahara.requests == []


def test_a_plain_list_asks_for_everything(manager, case, sahara):
    sahara.on("GET", case.path, {case.plural_key: [case.info, {"id": OTHER_ID}]})
    page = manager.list()
    assert sahara.requests == [("GET", case.path, None)]
    assert isinstance(page, base.Page)
    assert [item.id for item in page] == [case.info["id"], OTHER_ID]
    assert {type(item) for item in page} == {case.kind}


def test_a_page_has_markers_filters_and_an_order(manager, case, sahara):
    markers = {"prev": "a", "next": "c"}
    sahara.on("GET", case.path, {case.plural_key: [case.info], "markers": markers})
    page = manager.list({"f": "v"}, limit=1, marker="b", sort_by="id", reverse=True)
    assert sahara.requests == [
        ("GET", f"{case.path}?f=v&limit=1&marker=b&sort_by=-id", None),
    ]
    assert (page.prev, page.next, page.limit) == ("a", "c", 1)


def test_limit_and_marker_have_the_position_that_callers_know(manager, case, sahara, lists):
    lists()
    marker_first = case.kind in (jobs_v1.JobExecution, jobs_v2.Job)
    manager.list(None, *(("m", 5) if marker_first else (5, "m")))
    assert sahara.requests == [("GET", f"{case.path}?limit=5&marker=m", None)]


def test_all_is_asked_for_a_page_at_a_time(manager, case, sahara):
    sahara.on(
        "GET",
        case.path,
        {case.plural_key: [{"id": "a"}], "markers": {"prev": None, "next": "a"}},
        {case.plural_key: [{"id": "b"}], "markers": {"prev": None, "next": None}},
    )
    assert [item.id for item in manager.list_all(page_size=1)] == ["a", "b"]
    assert [path for _, path, _ in sahara.requests] == [
        f"{case.path}?limit=1",
        f"{case.path}?limit=1&marker=a",
    ]


#: Which fields go to which server as a filter; all others are compared here.
FILTERS = {
    ("1.1", "data_sources"): {"name", "type"},
    ("2", "data_sources"): {"type"},
    ("1.1", "job_binaries"): {"name"},
    ("2", "job_binaries"): {"name"},
    ("1.1", "job_binary_internals"): {"name"},
    ("1.1", "jobs"): {"name", "type"},
    ("2", "job_templates"): {"name", "type"},
    ("1.1", "job_executions"): {"job_id", "cluster_id"},
    ("2", "jobs"): set(),
}


def test_the_server_filters_by_what_it_can_and_the_rest_is_compared_here(
    manager, case, sahara, lists
):
    other = {**dict.fromkeys(case.info, "other"), "id": OTHER_ID, "info": {}}
    for field in sorted(case.info):
        value = case.info[field]
        lists(other, case.info)
        assert [found.id for found in manager.find(**{field: value})] == [case.info["id"]]
        _, path, _ = sahara.requests[-1]
        filtered = field in FILTERS[case.version, case.manager]
        assert path == f"{case.path}?{f'{field}={value}&' if filtered else ''}limit=500", field


def test_a_field_is_looked_for_under_the_other_versions_name(manager, case, lists):
    lists({"id": OTHER_ID}, case.info)
    project = case.info.get("tenant_id") or case.info.get("project_id")
    assert len(manager.find(tenant_id=project)) == 1
    assert len(manager.find(project_id=project)) == 1


@pytest.fixture(params=NAMED, ids=lambda case: f"v{case.version} {case.manager}")
def named(request, connect):
    return request.param, getattr(connect(request.param.version), request.param.manager)


@pytest.mark.parametrize("name", ["swift*", "a|b", "^x$", "(x", "a b", ".*", "größe", ""])
def test_a_name_that_is_a_regular_expression_never_goes_to_the_server(named, sahara, name):
    case, manager = named
    infos = [case.info, {**case.info, "id": OTHER_ID, "name": name}]
    sahara.on("GET", case.path, {case.plural_key: infos})
    assert manager.find_unique(name=name).id == OTHER_ID
    assert sahara.requests == [("GET", f"{case.path}?limit=500", None)]


def test_a_filter_that_the_server_passes_over_finds_nothing_else(named, sahara):
    case, manager = named
    similar = {**case.info, "name": case.info["name"] + "-2"}
    sahara.on("GET", case.path, {case.plural_key: [similar]})
    with pytest.raises(exceptions.NotFound) as failed:
        manager.find_unique(name=case.info["name"])
    assert failed.value.error_code == 404
    assert str(failed.value).startswith(
        f"No matches found. There is no {case.kind.resource_name.lower()}"
        f' with name "{case.info["name"]}"'
    )


def test_several_of_one_name_are_reported_with_their_ids(named, sahara):
    case, manager = named
    infos = [case.info, {**case.info, "id": OTHER_ID}]
    sahara.on("GET", case.path, {case.plural_key: infos})
    with pytest.raises(exceptions.NoUniqueMatch, match=f"{case.info['id']}, {OTHER_ID}") as failed:
        manager.find_unique(name=case.info["name"])
    assert failed.value.error_code == 409


def test_an_id_is_tried_before_a_name(named, sahara):
    case, manager = named
    id = case.info["id"]
    sahara.on("GET", f"{case.path}/{id}", {case.key: case.info})
    sahara.on("GET", case.path, {case.plural_key: [case.info]})
    assert manager.resolve(id).id == id
    assert manager.resolve(case.info["name"]).id == id
    assert [re.sub(r"\?.*", "", path) for _, path, _ in sahara.requests] == [
        f"{case.path}/{id}",
        case.path,
    ]


@pytest.mark.parametrize(("version", "requests"), [("1.1", 4), ("2", 1)])
def test_many_names_cost_one_list_where_the_server_cannot_filter(
    connect, sahara, version, requests
):
    infos = [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}, {"id": "3", "name": "b"}]
    sahara.on("GET", f"/v{version}/data-sources", {"data_sources": infos})
    resolve = connect(version).data_sources.resolver()
    assert resolve("a").id == "1"
    assert resolve("a").id == "1"
    with pytest.raises(exceptions.NoUniqueMatch, match="2, 3"):
        resolve("b")
    with pytest.raises(exceptions.NotFound, match='name "c"'):
        resolve("c")
    assert len(sahara.requests) == requests


def secrets_of_a_data_source(client):
    client.data_sources.create("visible", "words", "swift", "swift://a", "ann", HIDDEN)


def secrets_of_s3(client):
    s3 = {"accesskey": HIDDEN, "secretkey": HIDDEN, "endpoint": "s3.example"}
    client.data_sources.create("visible", None, "s3", "s3://a", s3_credentials=s3)


def secrets_of_a_new_data_source(client):
    client.data_sources.update("x", {"name": "visible", "credentials": {"anything": HIDDEN}})


def secrets_of_a_job_binary(client):
    extra = {"user": "ann", "password": HIDDEN}
    client.job_binaries.create("visible", "swift://a", extra=extra)


def secrets_of_a_new_job_binary(client):
    client.job_binaries.update("x", {"name": "visible", "extra": {"anything": HIDDEN}})


def secrets_of_a_job(client):
    configs = {"fs.swift.service.sahara.password": HIDDEN, "edp.visible": "visible"}
    client.job_executions.create("x", "c", configs={"configs": configs})


@pytest.mark.parametrize(
    "send",
    [
        secrets_of_a_data_source,
        secrets_of_s3,
        secrets_of_a_new_data_source,
        secrets_of_a_job_binary,
        secrets_of_a_new_job_binary,
        secrets_of_a_job,
    ],
)
def test_secrets_are_sent_and_never_logged(client, sahara, caplog, send):
    caplog.set_level(logging.DEBUG)
    echo = {"id": "x", "name": "visible", "credentials": {"any": HIDDEN}, "extra": {"any": HIDDEN}}
    sahara.mocker.register_uri(requests_mock.ANY, requests_mock.ANY, json=echo)
    send(client)
    (sent,) = sahara.history
    assert HIDDEN in sent.text
    asked = [record.getMessage() for record in caplog.records if "REQ:" in record.getMessage()]
    assert len(asked) == 1
    assert asked[0].startswith(f"REQ: {sent.method} {sent.url}")
    assert "visible" in asked[0]
    assert '"***"' in asked[0]
    for record in caplog.records:
        assert HIDDEN not in record.getMessage()
        assert HIDDEN not in str(record.__dict__)


def test_what_is_uploaded_is_never_logged(v1, sahara, caplog):
    caplog.set_level(logging.DEBUG)
    sahara.on("PUT", "/v1.1/job-binary-internals/a", {"job_binary_internal": {"id": "x"}})
    v1.job_binary_internals.create("a", HIDDEN)
    assert "REQ: PUT http://sahara.example:8386/v1.1/job-binary-internals/a" in caplog.messages
    assert all(HIDDEN not in str(record.__dict__) for record in caplog.records)
