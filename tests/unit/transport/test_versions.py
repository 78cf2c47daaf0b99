"""A service that lacks the version of the API that was asked for is recognized."""

from __future__ import annotations

import pytest

from saharaclient import exceptions
from saharaclient.osc.output import advice

ROOT = {"versions": [{"id": "v1.0", "status": "SUPPORTED"}, {"id": "v1.1", "status": "CURRENT"}]}
BOTH = {"versions": [*ROOT["versions"], {"id": "v2", "status": "EXPERIMENTAL"}]}
UNKNOWN_PATH = {"error": 404, "error_message": "The requested URL was not found on the server."}


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "json": UNKNOWN_PATH},
        {"status": 404, "text": "404 Not Found"},
        {"status": 404, "text": "<html><title>404</title></html>"},
        {"status": 300, "json": ROOT},
    ],
)
def test_service_without_version_2_is_recognized(v2, sahara, answer):
    sahara.on("GET", "/v2/clusters", sahara.answer(**answer))
    sahara.on("GET", "/", sahara.answer(300, ROOT))
    with pytest.raises(exceptions.VersionNotAvailable) as failed:
        v2.clusters.list()
    assert failed.value.versions == ("1.0", "1.1")
    assert "has no version 2 of the API. Its versions: 1.0, 1.1." in str(failed.value)
    assert advice.sentence(failed.value).endswith('Try "--os-data-processing-api-version 1.1".')
    assert "X-Auth-Token" not in sahara.history[-1].headers or answer["status"] == 300


@pytest.mark.parametrize(
    "root", [{"json": BOTH}, {"text": "It works!"}, {"status": 503}, {"json": []}]
)
def test_other_404_stays_as_it_is(v2, sahara, root):
    sahara.on("GET", "/v2/clusters", sahara.answer(404, UNKNOWN_PATH))
    sahara.on("GET", "/", sahara.answer(root.pop("status", 300), **root))
    with pytest.raises(exceptions.NotFound, match="The requested URL was not found"):
        v2.clusters.list()


def test_404_about_a_resource_costs_no_other_request(v2, sahara):
    gone = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": "gone"}
    sahara.on("GET", "/v2/clusters/e1", sahara.answer(404, gone))
    with pytest.raises(exceptions.NotFound):
        v2.clusters.get("e1")
    assert len(sahara.requests) == 1


def test_service_that_has_answered_before_is_not_asked(v2, sahara):
    sahara.on("GET", "/v2/clusters", {"clusters": []}, sahara.answer(404, text="Not found"))
    sahara.on("GET", "/", sahara.answer(300, ROOT))
    v2.clusters.list()
    with pytest.raises(exceptions.InvalidResponse):
        v2.clusters.list()
    assert [path for _, path, _ in sahara.requests] == ["/v2/clusters"] * 2
