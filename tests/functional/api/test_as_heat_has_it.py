"""A program written for release 4.2.0 runs as it is: what Heat's resources do, one by one."""

from __future__ import annotations

import time
from typing import Any

from keystoneauth1.session import Session

from saharaclient import client as sahara_client
from saharaclient.api import base as sahara_base
from tests.functional.cloud import Account, Names
from tests.functional.marks import as_member

pytestmark = as_member

SECONDS = 60


class Stack:
    """A stack of Sahara's resources, as Heat's engine makes and deletes them."""

    def __init__(self, session: Session) -> None:
        args = {
            "endpoint_type": "publicURL",
            "service_type": "data-processing",
            "session": session,
            "connect_retries": 2,
            "region_name": "RegionOne",
        }
        self.client = sahara_client.Client("1.1", **args)

    def find_by_name_or_id(self, resource_name: str, value: str) -> str:
        entity = getattr(self.client, resource_name)
        try:
            return entity.get(value).id
        except sahara_base.APIException:
            found = entity.find(name=value)
            assert len(found) == 1
            return found[0].id

    def is_gone(self, resource_name: str, id: str) -> bool:
        try:
            getattr(self.client, resource_name).get(id)
        except sahara_base.APIException as error:
            if error.error_code == 404:
                return True
            raise
        return False

    def is_not_listed(self, resource_name: str, id: str) -> bool:
        return id not in {one.id for one in getattr(self.client, resource_name).list()}

    def check_create_complete(self, cluster_id: str) -> bool:
        cluster = self.client.clusters.get(cluster_id)
        if cluster.status == "Error":
            raise RuntimeError(cluster.status_description)
        return bool(cluster.status == "Active")


def until(condition: Any, *args: str) -> None:
    end = time.monotonic() + SECONDS
    while not condition(*args):
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_stack_is_created_and_deleted(
    account: Account, names: Names, image: str, flavor_id: str, network_id: str
) -> None:
    stack = Stack(account.connection.session)
    sahara = stack.client
    assert "0.1" in sahara.plugins.get("fake").versions
    image_id = stack.find_by_name_or_id("images", image)
    assert sahara.images.find_unique(name=image).id == image_id

    group = sahara.node_group_templates.create(
        names("heat-group"),
        "fake",
        "0.1",
        flavor_id,
        description="",
        volumes_per_node=None,
        volumes_size=None,
        node_processes=["namenode", "jobtracker", "datanode", "tasktracker"],
        node_configs=None,
        floating_ip_pool=None,
        security_groups=None,
        auto_security_group=True,
        availability_zone=None,
        volume_type=None,
        is_proxy_gateway=None,
        volume_local_to_instance=None,
        use_autoconfig=None,
        shares=None,
    )
    template = sahara.cluster_templates.create(
        names("heat-template"),
        "fake",
        "0.1",
        description="",
        default_image_id=image_id,
        anti_affinity=None,
        net_id=network_id,
        cluster_configs=None,
        node_groups=[{"name": "all", "count": 1, "node_group_template_id": group.id}],
        use_autoconfig=None,
        shares=None,
    )
    assert sahara.cluster_templates.get(template.id).default_image_id == image_id
    cluster = sahara.clusters.create(
        names("heat"),
        "fake",
        "0.1",
        cluster_template_id=template.id,
        user_keypair_id="devcloud",
        default_image_id=image_id,
        net_id=network_id,
        use_autoconfig=True,
    )
    assert stack.check_create_complete(cluster.id) is False
    until(stack.check_create_complete, cluster.id)
    assert sahara.clusters.find_unique(name=cluster.name).id == cluster.id
    assert stack.find_by_name_or_id("clusters", cluster.name) == cluster.id
    shown = sahara.clusters.get(cluster.id)
    assert getattr(shown, "info", None) == shown.to_dict()["info"]

    binary = sahara.job_binaries.create(
        name=names("heat-binary"),
        url=f"manila://{network_id}/run.jar",
        description="",
        is_public=False,
        is_protected=False,
        extra={},
    )
    source = sahara.data_sources.create(
        name=names("heat-source"),
        data_source_type="maprfs",
        url="/in",
        description="",
        credential_user=None,
        credential_pass=None,
    )
    source = sahara.data_sources.update(source.id, {"description": "new"})
    job = sahara.jobs.create(
        name=names("heat-job"),
        type="Java",
        mains=[],
        libs=[stack.find_by_name_or_id("job_binaries", binary.name)],
        description="",
        is_public=False,
        is_protected=False,
    )
    sahara.jobs.update(job.id, description="new")
    execution = sahara.job_executions.create(
        job_id=job.id,
        cluster_id=cluster.id,
        input_id=None,
        output_id=None,
        is_public=False,
        interface={},
        configs={
            "configs": {"edp.java.main_class": "org.example.Main"},
            "params": {},
            "args": [],
        },
        is_protected=False,
    )
    assert [one.to_dict()["id"] for one in sahara.job_executions.find(job_id=job.id)] == [
        execution.id
    ]
    until(lambda id: sahara.job_executions.get(id).info["status"] == "SUCCEEDED", execution.id)

    sahara.job_executions.delete(execution.id)
    # Not by asking for it: while it goes, the server may answer 200 with "<Response ... [404]>".
    until(stack.is_not_listed, "job_executions", execution.id)
    sahara.jobs.delete(job.id)
    sahara.job_binaries.delete(binary.id)
    sahara.data_sources.delete(source.id)
    sahara.clusters.delete(cluster.id)
    until(stack.is_not_listed, "clusters", cluster.id)
    sahara.cluster_templates.delete(template.id)
    sahara.node_group_templates.delete(group.id)
    for resource_name, id in (
        ("clusters", cluster.id),
        ("job_executions", execution.id),
        ("jobs", job.id),
        ("job_binaries", binary.id),
        ("data_sources", source.id),
        ("cluster_templates", template.id),
        ("node_group_templates", group.id),
    ):
        assert stack.is_gone(resource_name, id)
