"""Heat's resources for data processing, as they use the library since 4.2.0, word for word."""

from __future__ import annotations

import pytest
import requests

from saharaclient import client as sahara_client
from saharaclient.api import base as sahara_base
from tests.unit.api import recorded_jobs

TEMPLATE_ID = "0bb9f1a4-0c44-4dc5-9452-6741c62ed9ae"
CLUSTER_TEMPLATE_ID = "57c92a7c-5c6a-42ea-9c6f-9f40a5aa4b36"
CLUSTER_ID = "e172d86c-906d-418e-a29c-6189f53bfa42"
IMAGE_ID = "4118a476-dfdc-4b0e-8d5c-463cba08e9ae"
JOB_ID = "71defc8f-d005-484f-9d86-1aedf644d1ef"
EXECUTION_ID = "20da9edb-12ce-4b45-a473-41baeefef997"
GONE = {
    "error_code": 404,
    "error_name": "NOT_FOUND",
    "error_message": f"Cluster with id '{CLUSTER_ID}' not found\nError ID: 8c4d-0f5a",
}


class NotThereError(Exception):
    pass


class AmbiguousError(Exception):
    pass


class SaharaClientPlugin:
    """What Heat has between its resources and the library."""

    def __init__(self, session):
        self.client = sahara_client.Client(
            "1.1",
            session=session,
            endpoint_type="publicURL",
            service_type="data-processing",
            region_name="RegionOne",
            connect_retries=2,
        )

    def is_not_found(self, ex):
        return isinstance(ex, sahara_base.APIException) and ex.error_code == 404

    def is_over_limit(self, ex):
        return isinstance(ex, sahara_base.APIException) and ex.error_code == 413

    def is_conflict(self, ex):
        return isinstance(ex, sahara_base.APIException) and ex.error_code == 409

    def validate_hadoop_version(self, plugin_name, hadoop_version):
        plugin = self.client.plugins.get(plugin_name)
        return hadoop_version in plugin.versions

    def find_resource_by_name(self, resource_name, value):
        try:
            filters = {"name": value}
            obj = getattr(self.client, resource_name)
            obj = obj.find_unique(**filters)
        except sahara_base.APIException as ex:
            if ex.error_code == 404:
                raise NotThereError(value) from ex
            if ex.error_code == 409:
                raise AmbiguousError(value) from ex
            raise
        return obj.id

    def find_resource_by_name_or_id(self, resource_name, value):
        try:
            return getattr(self.client, resource_name).get(value).id
        except sahara_base.APIException:
            return self.find_resource_by_name(resource_name, value)

    def get_job_type(self, job_type):
        try:
            return self.client.job_types.find_unique(name=job_type).name
        except sahara_base.APIException as ex:
            raise NotThereError(job_type) from ex


@pytest.fixture
def heat(keystone_session, keystone):
    keystone.endpoint = "http://sahara.example:8386/v1.1/808d5032ea0446889097723bfc8e919d"
    return SaharaClientPlugin(keystone_session)


@pytest.fixture
def no_naps(heat, monkeypatch):
    """The client of the script takes its time from nowhere else."""
    naps = []
    monkeypatch.setattr(heat.client.api, "sleep", naps.append)
    return naps


def test_a_node_group_template(heat, sahara):
    path = f"/v1.1/node-group-templates/{TEMPLATE_ID}"
    info = {"id": TEMPLATE_ID, "name": "stack-worker-x7", "hadoop_version": "2.7.1"}
    sahara.on("GET", "/v1.1/plugins/vanilla", {"plugin": {"versions": ["2.7.1", "2.8.2"]}})
    created = sahara.answer(202, {"node_group_template": info})
    sahara.on("POST", "/v1.1/node-group-templates", created)
    sahara.on("PUT", path, sahara.answer(202, {"node_group_template": info}))
    sahara.on("DELETE", path, sahara.answer(204), sahara.answer(404, GONE))

    assert heat.validate_hadoop_version("vanilla", "2.7.1")
    args = {
        "name": "stack-worker-x7",
        "plugin_name": "vanilla",
        "hadoop_version": "2.7.1",
        "flavor_id": "2",
        "description": "",
        "volumes_per_node": 0,
        "volumes_size": None,
        "volume_type": None,
        "security_groups": None,
        "auto_security_group": True,
        "availability_zone": None,
        "volumes_availability_zone": None,
        "node_processes": ["datanode"],
        "floating_ip_pool": "033debed",
        "node_configs": None,
        "image_id": None,
        "is_proxy_gateway": False,
        "volume_local_to_instance": None,
        "use_autoconfig": True,
        "shares": [],
    }
    template = heat.client.node_group_templates.create(**args)
    assert template.id == TEMPLATE_ID
    assert template.hadoop_version == "2.7.1"
    heat.client.node_group_templates.update(template.id, **{**args, "flavor_id": "3"})
    heat.client.node_group_templates.delete(template.id)
    with pytest.raises(sahara_base.APIException) as failed:
        heat.client.node_group_templates.delete(template.id)
    assert heat.is_not_found(failed.value)

    _, create, update, *_ = sahara.requests
    assert create == (
        "POST",
        "/v1.1/node-group-templates",
        {name: value for name, value in args.items() if value is not None},
    )
    assert update == ("PUT", path, {**args, "flavor_id": "3"})
    assert sahara.history[0].headers["X-Auth-Token"] == "token-1"


def test_a_cluster_template(heat, sahara):
    created = {"cluster_template": {"id": CLUSTER_TEMPLATE_ID, "name": "stack-ct"}}
    sahara.on("POST", "/v1.1/cluster-templates", sahara.answer(202, created))
    node_groups = [{"name": "w", "count": 3, "node_group_template_id": TEMPLATE_ID}]
    template = heat.client.cluster_templates.create(
        name="stack-ct",
        plugin_name="vanilla",
        hadoop_version="2.7.1",
        description="",
        default_image_id=IMAGE_ID,
        anti_affinity=None,
        net_id="b1610452",
        cluster_configs=None,
        node_groups=node_groups,
        use_autoconfig=None,
        shares=None,
    )
    assert template.id == CLUSTER_TEMPLATE_ID
    assert sahara.requests == [
        (
            "POST",
            "/v1.1/cluster-templates",
            {
                "name": "stack-ct",
                "plugin_name": "vanilla",
                "hadoop_version": "2.7.1",
                "description": "",
                "default_image_id": IMAGE_ID,
                "neutron_management_network": "b1610452",
                "node_groups": node_groups,
            },
        )
    ]


def cluster(status, **more):
    return {
        "cluster": {
            "id": CLUSTER_ID,
            "name": "stack-cluster",
            "status": status,
            "status_description": "",
            "info": {"HDFS": {"NameNode": "hdfs://10.0.0.5:9000"}},
            **more,
        }
    }


def create_a_cluster(heat):
    return heat.client.clusters.create(
        "stack-cluster",
        "vanilla",
        "2.7.1",
        cluster_template_id=CLUSTER_TEMPLATE_ID,
        user_keypair_id="key",
        default_image_id=IMAGE_ID,
        net_id=None,
        use_autoconfig=None,
        shares=None,
    )


def test_a_cluster_from_its_creation_to_its_end(heat, sahara):
    path = f"/v1.1/clusters/{CLUSTER_ID}"
    sahara.on("POST", "/v1.1/clusters", sahara.answer(202, cluster("Validating")))
    sahara.on(
        "GET",
        path,
        cluster("Spawning"),
        cluster("Active"),
        cluster("Deleting"),
        sahara.answer(404, GONE),
    )
    sahara.on("DELETE", path, sahara.answer(204))

    assert create_a_cluster(heat).id == CLUSTER_ID
    statuses = [heat.client.clusters.get(CLUSTER_ID).status]
    while statuses[-1] != "Active":
        found = heat.client.clusters.get(CLUSTER_ID)
        statuses.append(found.status)
    assert found.info["HDFS"]["NameNode"] == "hdfs://10.0.0.5:9000"
    heat.client.clusters.delete(CLUSTER_ID)
    is_deleted = False
    while not is_deleted:
        try:
            statuses.append(heat.client.clusters.get(CLUSTER_ID).status)
        except sahara_base.APIException as ex:
            is_deleted = ex.error_code == 404
    assert statuses == ["Spawning", "Active", "Deleting"]
    assert sahara.requests[0] == (
        "POST",
        "/v1.1/clusters",
        {
            "name": "stack-cluster",
            "plugin_name": "vanilla",
            "hadoop_version": "2.7.1",
            "cluster_template_id": CLUSTER_TEMPLATE_ID,
            "user_keypair_id": "key",
            "default_image_id": IMAGE_ID,
        },
    )


def test_a_cluster_that_fails_has_a_reason(heat, sahara):
    error = cluster("Error", status_description="Creating cluster failed: quota")
    sahara.on("GET", f"/v1.1/clusters/{CLUSTER_ID}", error)
    found = heat.client.clusters.get(CLUSTER_ID)
    assert found.status == "Error"
    assert found.status_description == "Creating cluster failed: quota"


@pytest.mark.parametrize(
    ("status", "body", "questions"),
    [
        (
            413,
            {"error_code": 413, "error_name": "QUOTA_EXCEEDED", "error_message": "RAM"},
            {"is_over_limit"},
        ),
        (
            413,
            {"overLimit": {"code": 413, "message": "This request was rate-limited."}},
            {"is_over_limit"},
        ),
        (
            409,
            {"error_code": 409, "error_name": "DB_DUPLICATE_ENTRY", "error_message": "Taken"},
            {"is_conflict"},
        ),
        (404, {"error_code": 404, "error_name": "NOT_FOUND"}, {"is_not_found"}),
        (400, {"error_code": 400, "error_name": "INVALID_REFERENCE"}, set()),
        (400, {"error_code": 400, "error_name": "DB_DUPLICATE_ENTRY"}, set()),
        (403, {"error": {"code": 403, "title": "Forbidden", "message": "no"}}, set()),
        (500, {"error_code": 500, "error_name": "INTERNAL_SERVER_ERROR"}, set()),
    ],
)
def test_a_failure_answers_heats_questions(heat, sahara, status, body, questions):
    sahara.on("POST", "/v1.1/clusters", sahara.answer(status, body))
    with pytest.raises(sahara_base.APIException) as failed:
        create_a_cluster(heat)
    assert failed.value.error_code == status
    asked = {"is_not_found", "is_over_limit", "is_conflict"}
    assert {name for name in asked if getattr(heat, name)(failed.value)} == questions
    assert len(sahara.requests) == 1


def test_a_data_source(heat, sahara):
    info = recorded_jobs.DATA_SOURCE["1.1"]
    path = f"/v1.1/data-sources/{info['id']}"
    sahara.on("POST", "/v1.1/data-sources", sahara.answer(202, {"data_source": info}))
    sahara.on("PUT", path, sahara.answer(202, {"data_source": info}))
    args = {
        "name": "stack-input",
        "description": "",
        "data_source_type": "swift",
        "url": "swift://container/text",
        "credential_user": "dev",
        "credential_pass": "swordfish",
    }
    source = heat.client.data_sources.create(**args)
    assert source.id == info["id"]
    changes = {"name": "stack-input", "type": "swift", "credentials": {"user": "dev"}}
    heat.client.data_sources.update(source.id, changes)
    assert sahara.requests == [
        (
            "POST",
            "/v1.1/data-sources",
            {
                "name": "stack-input",
                "description": "",
                "type": "swift",
                "url": "swift://container/text",
                "credentials": {"user": "dev", "password": "swordfish"},
            },
        ),
        ("PUT", path, changes),
    ]


def test_a_job_binary(heat, sahara):
    info = recorded_jobs.JOB_BINARY["1.1"]
    path = f"/v1.1/job-binaries/{info['id']}"
    sahara.on("POST", "/v1.1/job-binaries", sahara.answer(202, {"job_binary": info}))
    sahara.on("PUT", path, sahara.answer(202, {"job_binary": info}))
    args = {"name": "a.jar", "url": "swift://c/a.jar", "extra": {"user": "dev"}}
    binary = heat.client.job_binaries.create(description="", **args)
    heat.client.job_binaries.update(binary.id, args)
    assert sahara.requests == [
        ("POST", "/v1.1/job-binaries", {"description": "", **args}),
        ("PUT", path, args),
    ]


def test_a_job_and_its_executions(heat, sahara):
    job, execution = recorded_jobs.JOB_TEMPLATE["1.1"], recorded_jobs.JOB["1.1"]
    of_this = {**execution, "job_id": JOB_ID}
    sahara.on("GET", "/v1.1/job-types", {"job_types": [{"name": "Pig", "plugins": []}]})
    sahara.on("POST", "/v1.1/jobs", sahara.answer(202, {"job": job}))
    started = sahara.answer(202, {"job_execution": of_this})
    sahara.on("POST", f"/v1.1/jobs/{JOB_ID}/execute", started)
    sahara.on("GET", "/v1.1/job-executions", {"job_executions": [of_this, execution]})
    sahara.on("DELETE", f"/v1.1/job-executions/{EXECUTION_ID}", sahara.answer(204))
    sahara.on("PATCH", f"/v1.1/jobs/{JOB_ID}", sahara.answer(202, {"job": job}))
    sahara.on("DELETE", f"/v1.1/jobs/{JOB_ID}", sahara.answer(204))

    assert heat.get_job_type("Pig") == "Pig"
    with pytest.raises(NotThereError):
        heat.get_job_type("Pigg")
    created = heat.client.jobs.create(
        name="stack-job",
        type="Pig",
        mains=["90d9d5ec"],
        libs=[],
        description="",
        is_public=False,
        is_protected=False,
    )
    heat.client.jobs.update(created.id, name="stack-job-2")
    heat.client.job_executions.create(
        job_id=created.id,
        cluster_id=CLUSTER_ID,
        input_id="in",
        output_id="out",
        is_public=False,
        interface={},
        configs={"configs": {}, "args": [], "params": {}},
        is_protected=False,
    )
    executions = heat.client.job_executions.find(job_id=created.id)
    assert [one.to_dict() for one in executions] == [of_this]
    for one in executions:
        heat.client.job_executions.delete(one.id)
    heat.client.jobs.delete(created.id)

    sent = {(method, path.partition("?")[0]): body for method, path, body in sahara.requests}
    assert sent["POST", "/v1.1/jobs"] == {
        "name": "stack-job",
        "type": "Pig",
        "mains": ["90d9d5ec"],
        "libs": [],
        "description": "",
        "is_public": False,
        "is_protected": False,
    }
    assert sent["PATCH", f"/v1.1/jobs/{JOB_ID}"] == {"name": "stack-job-2"}
    assert sent["POST", f"/v1.1/jobs/{JOB_ID}/execute"] == {
        "cluster_id": CLUSTER_ID,
        "input_id": "in",
        "output_id": "out",
        "is_public": False,
        "interface": {},
        "job_configs": {"configs": {}, "args": [], "params": {}},
        "is_protected": False,
    }
    assert ("DELETE", f"/v1.1/job-executions/{EXECUTION_ID}") in sent


NAMED = [
    ("node_group_templates", "/v1.1/node-group-templates", "node_group_templates"),
    ("cluster_templates", "/v1.1/cluster-templates", "cluster_templates"),
    ("clusters", "/v1.1/clusters", "clusters"),
    ("images", "/v1.1/images", "images"),
    ("data_sources", "/v1.1/data-sources", "data_sources"),
    ("job_binaries", "/v1.1/job-binaries", "binaries"),
    ("jobs", "/v1.1/jobs", "jobs"),
]


@pytest.mark.parametrize(("manager", "path", "key"), NAMED)
def test_a_name_is_looked_up(heat, sahara, manager, path, key):
    one, two = {"id": "1", "name": "one"}, {"id": "2", "name": "two"}
    sahara.on("GET", path, {key: [one, two, {"id": "3", "name": "two"}]})
    assert heat.find_resource_by_name(manager, "one") == "1"
    with pytest.raises(NotThereError):
        heat.find_resource_by_name(manager, "three")
    with pytest.raises(AmbiguousError):
        heat.find_resource_by_name(manager, "two")


@pytest.mark.parametrize(("manager", "path", "key"), NAMED)
def test_an_id_is_looked_up_before_a_name(heat, sahara, manager, path, key):
    wrapped = {"id": "1", "name": "one"}
    sahara.on("GET", f"{path}/1", wrapped)
    sahara.on("GET", f"{path}/one", sahara.answer(404, GONE))
    sahara.on("GET", path, {key: [wrapped]})
    assert heat.find_resource_by_name_or_id(manager, "1") == "1"
    assert heat.find_resource_by_name_or_id(manager, "one") == "1"


def test_the_retries_are_heats(heat, sahara, no_naps):
    sahara.on("GET", f"/v1.1/clusters/{CLUSTER_ID}", requests.exceptions.ConnectTimeout())
    with pytest.raises(sahara_base.APIException) as failed:
        heat.client.clusters.get(CLUSTER_ID)
    assert not heat.is_not_found(failed.value)
    assert len(sahara.requests) == 3
    assert len(no_naps) == 2


def test_a_catalog_without_a_version_in_it_will_do(heat, keystone, sahara):
    keystone.endpoint = "http://sahara.example:8386"
    sahara.on("GET", "/v1.1/plugins/vanilla", {"plugin": {"versions": []}})
    assert not heat.validate_hadoop_version("vanilla", "2.7.1")


def test_another_region_has_no_endpoint(keystone_session):
    client = sahara_client.Client("1.1", session=keystone_session, region_name="RegionTwo")
    with pytest.raises(sahara_base.APIException, match="RegionTwo"):
        client.plugins.list()
