"""Heat's engine, in process, with stacks of Sahara's resources on the devcloud.

The engine's database is in memory, and it logs in with the user's password. Its client plugin, its
constraints and its resources are what is tried. Heat uses version 1.1 of the API only.
"""

from __future__ import annotations

import copy
import os
import time
import unittest
import uuid
from typing import Any

import openstack
from heat.common import context, messaging
from heat.db import api as db_api
from heat.db import models
from heat.engine import resources
from heat.engine import stack as heat_stack
from heat.engine import template as heat_template
from keystoneauth1.adapter import Adapter
from oslo_config import cfg
from oslo_db import options

PLUGIN = {"plugin_name": "fake", "hadoop_version": "0.1"}
SECONDS = 90


def set_up_engine() -> None:
    cfg.CONF([], project="heat", default_config_files=[])
    etc = os.path.join(os.environ["IMPORTERS_ENVIRONMENT"], "etc", "heat")
    cfg.CONF.set_override("environment_dir", os.path.join(etc, "environment.d"))
    cfg.CONF.set_override("template_dir", os.path.join(etc, "templates"))
    cfg.CONF.set_override("deferred_auth_method", "password")
    cfg.CONF.set_override("region_name_for_services", "RegionOne")
    options.set_defaults(cfg.CONF, connection="sqlite://")
    models.BASE.metadata.create_all(db_api.get_engine())
    messaging.setup("fake://", optional=True)
    resources.initialise()


def user() -> context.RequestContext:
    return context.RequestContext.from_dict(
        {
            "username": os.environ["IMPORTERS_PROJECT"],
            "password": os.environ["IMPORTERS_PASSWORD"],
            "user_domain_id": os.environ["IMPORTERS_DOMAIN_ID"],
            "tenant_id": os.environ["IMPORTERS_PROJECT_ID"],
            "project_id": os.environ["IMPORTERS_PROJECT_ID"],
            "auth_url": os.environ["IMPORTERS_AUTH_URL"],
            "region_name": "RegionOne",
            "roles": ["admin", "member"],
            "is_admin": False,
        }
    )


def name(purpose: str) -> str:
    return f"{purpose}-{uuid.uuid4().hex[:8]}"


def group(processes: list[str]) -> dict[str, Any]:
    properties = {
        **PLUGIN,
        "name": name("group"),
        "flavor": os.environ["IMPORTERS_FLAVOR_ID"],
        "node_processes": processes,
        "auto_security_group": True,
    }
    return {"type": "OS::Sahara::NodeGroupTemplate", "properties": properties}


IMAGE = {
    "type": "OS::Sahara::ImageRegistry",
    "properties": {
        "image": os.environ["IMPORTERS_IMAGE"],
        "username": "ubuntu",
        "tags": ["fake", "0.1"],
    },
}


def cluster_resources() -> dict[str, Any]:
    return {
        "master": group(["namenode", "jobtracker"]),
        "worker": group(["datanode", "tasktracker"]),
        "template": {
            "type": "OS::Sahara::ClusterTemplate",
            "properties": {
                **PLUGIN,
                "name": name("template"),
                "neutron_management_network": os.environ["IMPORTERS_NETWORK"],
                "node_groups": [
                    {
                        "name": role,
                        "count": 1,
                        "node_group_template_id": {"get_resource": role},
                    }
                    for role in ("master", "worker")
                ],
            },
        },
        "cluster": {
            "type": "OS::Sahara::Cluster",
            "properties": {
                **PLUGIN,
                "name": name("cluster"),
                "cluster_template_id": {"get_resource": "template"},
                "default_image_id": os.environ["IMPORTERS_IMAGE"],
                "neutron_management_network": os.environ["IMPORTERS_NETWORK"],
            },
        },
    }


def job_resources() -> dict[str, Any]:
    sources = {
        source: {
            "type": "OS::Sahara::DataSource",
            "properties": {
                "name": name(source),
                "type": "swift",
                "url": f"swift://container/{source}",
                "credentials": {"user": "joe", "password": "secret"},
            },
        }
        for source in ("input", "output")
    }
    return {
        **sources,
        "binary": {
            "type": "OS::Sahara::JobBinary",
            "properties": {
                "name": name("main.pig"),
                "url": "swift://container/main.pig",
                "credentials": {"user": "joe", "password": "secret"},
            },
        },
        "job": {
            "type": "OS::Sahara::Job",
            "properties": {
                "name": name("job"),
                "type": "Pig",
                "mains": [{"get_resource": "binary"}],
            },
        },
    }


class Stacks(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        set_up_engine()
        session = openstack.connect().session
        endpoint = session.get_endpoint(service_type="data-processing", region_name="RegionOne")
        cls.sahara = Adapter(session, endpoint_override=f"{endpoint.rstrip('/')}/v2")

    def setUp(self) -> None:
        # Heat looks the image up before a stack could register it.
        id = os.environ["IMPORTERS_IMAGE_ID"]
        body = {"username": "ubuntu", "description": ""}
        self.sahara.post(f"/images/{id}", json=body)
        self.sahara.put(f"/images/{id}/tags", json={"tags": ["fake", "0.1"]})

    def stack(self, definitions: dict[str, Any], outputs: dict[str, Any] | None = None) -> Any:
        template = {
            "heat_template_version": "2018-08-31",
            "resources": definitions,
            "outputs": {name: {"value": value} for name, value in (outputs or {}).items()},
        }
        return heat_stack.Stack(
            user(), name("stack"), heat_template.Template(template), timeout_mins=3
        )

    def create(self, *definitions: Any, **outputs: Any) -> Any:
        stack = self.stack(*definitions, outputs)
        stack.store()
        stack.validate()
        stack.create()
        self.addCleanup(self.delete, stack)
        self.assert_state(stack, "CREATE")
        return stack

    def delete(self, stack: Any) -> None:
        if stack.action != "DELETE":
            stack.delete()
        self.assert_state(stack, "DELETE")

    def assert_state(self, stack: Any, action: str) -> None:
        assert stack.state == (action, "COMPLETE"), stack.status_reason

    def is_there(self, collection: str, id: str) -> bool:
        return bool(self.sahara.get(f"/{collection}/{id}", raise_exc=False).status_code == 200)

    def test_cluster(self) -> None:
        stack = self.create(
            cluster_resources(),
            status={"get_attr": ["cluster", "status"]},
            info={"get_attr": ["cluster", "info"]},
        )
        shown = {name: output.get_value() for name, output in stack.outputs.items()}
        assert shown["status"] == "Active"
        ids = {
            collection: stack[resource].resource_id
            for collection, resource in (
                ("clusters", "cluster"),
                ("cluster-templates", "template"),
                ("node-group-templates", "worker"),
            )
        }
        assert all(self.is_there(collection, id) for collection, id in ids.items())
        self.delete(stack)
        assert not any(self.is_there(collection, id) for collection, id in ids.items())

    def test_image_is_registered_and_unregistered(self) -> None:
        id = os.environ["IMPORTERS_IMAGE_ID"]
        definition = copy.deepcopy(IMAGE)
        definition["properties"]["description"] = "of a stack"
        stack = self.create({"image": definition})
        image = self.sahara.get(f"/images/{id}").json()["image"]
        assert image["description"] == "of a stack"
        assert set(image["tags"]) == {"fake", "0.1"}
        self.delete(stack)
        assert not self.is_there("images", id)

    def test_template_is_updated_in_place(self) -> None:
        definitions = {"worker": cluster_resources()["worker"]}
        stack = self.create(definitions)
        id = stack["worker"].resource_id
        changed = copy.deepcopy(definitions)
        changed["worker"]["properties"]["description"] = "changed"
        stack.update(self.stack(changed))
        self.assert_state(stack, "UPDATE")
        assert stack["worker"].resource_id == id
        group = self.sahara.get(f"/node-group-templates/{id}").json()["node_group_template"]
        assert group["description"] == "changed"

    def test_jobs(self) -> None:
        definitions = job_resources()
        stack = self.create(definitions)
        assert stack["job"].FnGetAtt("executions") == []
        ids = {key: stack[key].resource_id for key in definitions}
        changed = copy.deepcopy(definitions)
        changed["input"]["properties"]["description"] = "changed"
        changed["binary"]["properties"]["description"] = "changed"
        changed["job"]["properties"]["description"] = "changed"
        stack.update(self.stack(changed))
        self.assert_state(stack, "UPDATE")
        assert {key: stack[key].resource_id for key in definitions} == ids
        source = self.sahara.get(f"/data-sources/{ids['input']}").json()["data_source"]
        assert source["description"] == "changed"

    def test_job_is_executed_by_a_signal(self) -> None:
        stack = self.create({**cluster_resources(), **job_resources()})
        stack["job"].handle_signal(
            {
                "cluster": stack["cluster"].resource_id,
                "input": stack["input"].resource_id,
                "output": stack["output"].resource_id,
                "configs": {},
                "params": {},
                "args": [],
                "is_public": False,
                "interface": {},
            }
        )
        jobs = self.sahara.get("/jobs").json()["jobs"]
        (job,) = (one for one in jobs if one["job_template_id"] == stack["job"].resource_id)
        end = time.monotonic() + SECONDS
        while self.is_there("jobs", job["id"]):
            status = self.sahara.get(f"/jobs/{job['id']}").json()["job"]["info"]["status"]
            if status == "SUCCEEDED":
                break
            assert time.monotonic() < end, status
            time.sleep(0.5)
        self.sahara.delete(f"/jobs/{job['id']}")

    def test_unknown_names_are_refused(self) -> None:
        unknown = {
            "plugin": ("worker", "plugin_name", "nobody"),
            "version": ("worker", "hadoop_version", "9.9"),
            "template": ("cluster", "cluster_template_id", "nobody"),
            "image": ("cluster", "default_image_id", "nobody"),
        }
        for what, (resource, field, value) in unknown.items():
            with self.subTest(what):
                definitions = cluster_resources()
                definitions[resource]["properties"][field] = value
                needed = definitions if what == "image" else {resource: definitions[resource]}
                stack = self.stack(needed)
                with self.assertRaises(Exception) as raised:  # noqa: PT027
                    stack.validate()
                assert "Validation" in type(raised.exception).__name__, raised.exception

    def test_deleting_what_is_gone(self) -> None:
        stack = self.create({"input": job_resources()["input"]})
        self.sahara.delete(f"/data-sources/{stack['input'].resource_id}")
        self.delete(stack)
