"""Job templates, which v1.1 calls jobs: what is sent to create and to update them."""

from __future__ import annotations

import pytest

from saharaclient import exceptions
from saharaclient.api import base
from tests.unit.api import recorded_jobs

ID = "71defc8f-d005-484f-9d86-1aedf644d1ef"
ARGUMENT = {
    "name": "Example Map",
    "mapping_type": "configs",
    "location": "mapred.map.tasks",
    "value_type": "number",
    "required": False,
    "default": "1",
}


@pytest.fixture
def collection(root):
    return {"/v1.1": "/v1.1/jobs", "/v2": "/v2/job-templates"}[root]


@pytest.fixture
def path(collection):
    return f"{collection}/{ID}"


@pytest.fixture
def key(root):
    return {"/v1.1": "job", "/v2": "job_template"}[root]


@pytest.fixture
def recorded(client):
    return recorded_jobs.JOB_TEMPLATE[client.api.api_version]


def test_create_sends_what_was_given(client, sahara, collection, key, recorded):
    sahara.on("POST", collection, sahara.answer(202, {key: recorded}))
    template = client.job_templates.create(
        "pig-job-example",
        "Pig",
        ["90d9d5ec-11aa-48bd-bc8c-34936ce0db6e"],
        ["320a2ca7-25fd-4b48-9bc3-4fb1b6c4ff27"],
        "This is pig job example",
        [ARGUMENT],
        True,
        False,
    )
    assert sahara.requests == [
        (
            "POST",
            collection,
            {
                "name": "pig-job-example",
                "type": "Pig",
                "mains": ["90d9d5ec-11aa-48bd-bc8c-34936ce0db6e"],
                "libs": ["320a2ca7-25fd-4b48-9bc3-4fb1b6c4ff27"],
                "description": "This is pig job example",
                "interface": [ARGUMENT],
                "is_public": True,
                "is_protected": False,
            },
        )
    ]
    assert getattr(template, key) == recorded
    assert template.mains[0]["name"] == "pig"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {}),
        ({"mains": None, "libs": None, "interface": None, "is_public": None}, {}),
        ({"mains": [], "libs": ["a"], "description": ""}, {"mains": [], "libs": ["a"]}),
    ],
)
def test_what_was_not_given_is_left_out(client, sahara, collection, key, recorded, given, sent):
    sahara.on("POST", collection, {key: recorded})
    client.job_templates.create(name="t", type="Java", **given)
    empty = {"description": ""} if "description" in given else {}
    assert sahara.requests == [
        ("POST", collection, {"name": "t", "type": "Java", **sent, **empty}),
    ]


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({"name": "public-pig-job-example"}, {"name": "public-pig-job-example"}),
        ({"description": None, "is_public": True}, {"description": None, "is_public": True}),
        ({"is_public": None, "is_protected": False}, {"is_public": None, "is_protected": False}),
        ({"name": base.NotUpdated(), "description": "d"}, {"description": "d"}),
        ({}, {}),
    ],
)
def test_update_patches_what_was_given_and_none(client, sahara, path, key, recorded, given, body):
    sahara.on("PATCH", path, sahara.answer(202, {key: recorded}))
    template = client.job_templates.update(ID, **given)
    assert sahara.history[0].url == sahara.url + path
    assert sahara.history[0].json() == body
    assert getattr(template, key) == recorded


def test_get_configs(client, sahara, collection):
    hints = {
        "job_config": {
            "configs": [
                {"name": "mapred.map.tasks", "value": "1", "description": "maps"},
            ],
            "args": [],
            "params": {},
        }
    }
    path = f"{collection}/config-hints/MapReduce.Streaming"
    sahara.on("GET", path, hints)
    found = client.job_templates.get_configs("MapReduce.Streaming")
    assert sahara.requests == [("GET", path, None)]
    assert found.job_config == hints["job_config"]


def test_one_that_has_jobs_is_not_deleted(client, sahara, path):
    in_use = {
        "error_code": 400,
        "error_name": "DELETION_FAILED",
        "error_message": f"Job deletion failed: job {ID} in use\nError ID: 0f5a8a2e-3b2c",
    }
    sahara.on("DELETE", path, sahara.answer(400, in_use))
    with pytest.raises(exceptions.BadRequest) as failed:
        client.job_templates.delete(ID)
    assert failed.value.error_message == f"Job deletion failed: job {ID} in use."


def test_v1_has_them_under_v2s_name_too(v1):
    assert v1.job_templates is v1.jobs
