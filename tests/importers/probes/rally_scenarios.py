"""Rally's Sahara scenarios, run in process against the devcloud.

Rally has no processes of Sahara's fake plugin in its tables, so they are added here, and a setting
that takes a small number, as it sets the replication of HDFS. It asks for
version 1.1 of the API only.
"""

from __future__ import annotations

import os
import unittest
from typing import Any

import openstack
from keystoneauth1.adapter import Adapter
from oslo_config import cfg
from rally import plugins

plugins.load()

from rally_openstack.common import credential, osclients  # noqa: E402
from rally_openstack.task.contexts.sahara import (  # noqa: E402
    sahara_image,
    sahara_input_data_sources,
    sahara_output_data_sources,
)
from rally_openstack.task.scenarios.sahara import (  # noqa: E402
    clusters,
    consts,
    node_group_templates,
)

PROCESSES = {"master": ["namenode", "jobtracker"], "worker": ["datanode", "tasktracker"]}
PLUGIN = {"plugin_name": "fake", "hadoop_version": "0.1"}


class Rally(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        consts.NODE_PROCESSES["fake"] = {"0.1": PROCESSES}
        consts.REPLICATION_CONFIGS["fake"] = {
            "0.1": {"target": "general", "config_name": "Timeout for disk preparing"}
        }
        consts.ANTI_AFFINITY_PROCESSES["fake"] = {"0.1": ["datanode"]}
        cfg.CONF.set_override("sahara_cluster_check_interval", 1, "openstack")
        cls.credential = credential.OpenStackCredential(
            auth_url=os.environ["IMPORTERS_AUTH_URL"],
            username=os.environ["IMPORTERS_PROJECT"],
            password=os.environ["IMPORTERS_PASSWORD"],
            project_name=os.environ["IMPORTERS_PROJECT"],
            user_domain_name="default",
            project_domain_name="default",
            # Rally hands the endpoint of the catalog to the client, and 4.2.0 takes it as it is. So
            # this is the region whose endpoint has the version and the project, as old clouds do.
            region_name="RegionLegacy",
        )
        session = openstack.connect().session
        endpoint = session.get_endpoint(service_type="data-processing", region_name="RegionOne")
        sahara = Adapter(session, endpoint_override=f"{endpoint.rstrip('/')}/v2")
        image = f"/images/{os.environ['IMPORTERS_IMAGE_ID']}"
        sahara.post(image, json={"username": "ubuntu", "description": ""})
        sahara.put(f"{image}/tags", json={"tags": ["fake", "0.1"]})

    def context(self) -> dict[str, Any]:
        project = os.environ["IMPORTERS_PROJECT_ID"]
        tenant = {
            "id": project,
            "name": os.environ["IMPORTERS_PROJECT"],
            "networks": [{"id": os.environ["IMPORTERS_NETWORK_ID"], "router_id": None}],
            "sahara": {"image": os.environ["IMPORTERS_IMAGE_ID"]},
        }
        user = {"id": "user", "tenant_id": project, "credential": self.credential}
        return {
            "task": {"uuid": "importers"},
            "owner_id": "importers",
            "admin": {"credential": self.credential},
            "user": user,
            "users": [user],
            "tenant": tenant,
            "tenants": {project: tenant},
        }

    def run_scenario(self, scenario: Any, **arguments: Any) -> None:
        clients = osclients.Clients(self.credential)
        scenario(self.context(), clients=clients, admin_clients=clients).run(
            flavor=os.environ["IMPORTERS_FLAVOR_ID"], **arguments
        )

    def test_create_and_list_node_group_templates(self) -> None:
        self.run_scenario(node_group_templates.CreateAndListNodeGroupTemplates, **PLUGIN)

    def test_create_delete_node_group_templates(self) -> None:
        self.run_scenario(node_group_templates.CreateDeleteNodeGroupTemplates, **PLUGIN)

    def test_create_and_delete_cluster(self) -> None:
        self.run_scenario(
            clusters.CreateAndDeleteCluster,
            workers_count=1,
            floating_ip_pool=os.environ["IMPORTERS_PUBLIC_NETWORK_ID"],
            auto_security_group=True,
            **PLUGIN,
        )

    def test_create_scale_delete_cluster(self) -> None:
        self.run_scenario(
            clusters.CreateScaleDeleteCluster,
            master_flavor=os.environ["IMPORTERS_FLAVOR_ID"],
            worker_flavor=os.environ["IMPORTERS_FLAVOR_ID"],
            workers_count=1,
            deltas=[1, -1],
            floating_ip_pool=os.environ["IMPORTERS_PUBLIC_NETWORK_ID"],
            **PLUGIN,
        )

    def test_contexts_are_set_up_and_cleaned_up(self) -> None:
        for kind, settings in (
            (
                sahara_input_data_sources.SaharaInputDataSources,
                {"input_type": "hdfs", "input_url": "hdfs://host/in"},
            ),
            (
                sahara_output_data_sources.SaharaOutputDataSources,
                {"output_type": "hdfs", "output_url_prefix": "hdfs://host/out-"},
            ),
            (
                sahara_image.SaharaImage,
                {"image_uuid": os.environ["IMPORTERS_IMAGE_ID"], "username": "ubuntu", **PLUGIN},
            ),
        ):
            with self.subTest(kind.__name__):
                context = self.context()
                context["config"] = {kind.get_name(): settings}
                made = kind(context)
                made.setup()
                assert made.context["tenants"][os.environ["IMPORTERS_PROJECT_ID"]]["sahara"]
                made.cleanup()
