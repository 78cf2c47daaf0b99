"""The pages and forms of the Sahara panels, logged in, against the devcloud.

What the pages show is made without any client, so that only what the dashboard does is tried.
"""

from __future__ import annotations

import json
import os
import time
import unittest
import uuid
from typing import Any

import lxml.html
import openstack
from django.test import Client
from django.urls import reverse
from keystoneauth1.adapter import Adapter

PROJECT = os.environ["IMPORTERS_PROJECT"]
VERSION_2 = os.environ["IMPORTERS_API_VERSION"] == "2"
PLUGIN = {"plugin_name": "fake", "plugin_version": "0.1"}
CHOSEN = "plugin_name=fake&hadoop_version=0.1&plugin_version=0.1"
PROCESSES = {"master": ["namenode", "jobtracker"], "worker": ["datanode", "tasktracker"]}
SECONDS = 60
#: Errors that a page shows, but for the one that is for browsers without scripts.
PROBLEMS = (
    "//*[contains(@class, 'alert-danger') or contains(@class, 'errorlist')]"
    "[not(ancestor-or-self::noscript)]"
)


def name(purpose: str) -> str:
    return f"{purpose}-{uuid.uuid4().hex[:8]}"


def page(panel: str, view: str, *args: str) -> str:
    return reverse(f"horizon:project:data_processing.{panel}:{view}", args=args)


class Sahara:
    """Sahara's API v2, without the client that is tried."""

    def __init__(self) -> None:
        session = openstack.connect().session
        endpoint = session.get_endpoint(service_type="data-processing", region_name="RegionOne")
        self.api = Adapter(session, endpoint_override=f"{endpoint.rstrip('/')}/v2")

    def create(self, collection: str, **fields: Any) -> dict[str, Any]:
        return self._patiently("post", f"/{collection}", fields)

    def get(self, collection: str, id: str) -> dict[str, Any]:
        return self._patiently("get", f"/{collection}/{id}")

    def register(self, image_id: str) -> None:
        self._patiently("post", f"/images/{image_id}", {"username": "ubuntu", "description": ""})
        self._patiently("put", f"/images/{image_id}/tags", {"tags": ["fake", "0.1"]})

    def find(self, collection: str, name: str) -> dict[str, Any]:
        found = self.api.get(f"/{collection}").json()[collection.replace("-", "_")]
        return next(one for one in found if one["name"] == name)

    def is_there(self, collection: str, id: str) -> bool:
        return bool(self.api.get(f"/{collection}/{id}", raise_exc=False).status_code == 200)

    def until(self, collection: str, id: str, status: str) -> dict[str, Any]:
        end = time.monotonic() + SECONDS
        while True:
            resource = self.get(collection, id)
            if resource.get("status", resource.get("info", {}).get("status")) == status:
                return resource
            assert time.monotonic() < end, resource
            time.sleep(0.3)

    def _patiently(self, method: str, url: str, body: Any = None) -> dict[str, Any]:
        """Send a request again that SQLite was too busy for."""
        for _ in range(5):
            response = self.api.request(url, method.upper(), json=body, raise_exc=False)
            if response.status_code != 500:
                break
            time.sleep(0.5)
        assert response.ok, response.text
        (resource,) = response.json().values()
        return dict(resource)


class Pages(unittest.TestCase):
    sahara: Sahara
    made: dict[str, dict[str, Any]]
    browser: Client

    @classmethod
    def setUpClass(cls) -> None:
        cls.sahara = sahara = Sahara()
        flavor = os.environ["IMPORTERS_FLAVOR_ID"]
        sahara.register(os.environ["IMPORTERS_IMAGE_ID"])
        cls.made = made = {}
        for role, processes in PROCESSES.items():
            made[role] = sahara.create(
                "node-group-templates",
                **{"name": name(role), "node_processes": processes, "flavor_id": flavor, **PLUGIN},
            )
        groups = [
            {"name": role, "node_group_template_id": made[role]["id"], "count": 1}
            for role in PROCESSES
        ]
        made["template"] = sahara.create(
            "cluster-templates", name=name("template"), node_groups=groups, **PLUGIN
        )
        made["cluster"] = cls.launch()
        made["source"] = sahara.create(
            "data-sources", name=name("source"), type="hdfs", url="hdfs://host/in"
        )
        made["target"] = sahara.create(
            "data-sources", name=name("target"), type="hdfs", url="hdfs://host/out"
        )
        made["binary"] = sahara.create(
            "job-binaries",
            name=name("main.pig"),
            url="swift://container/main.pig",
            extra={"user": "joe", "password": "secret"},
        )
        made["job-template"] = sahara.create(
            "job-templates", name=name("pig"), type="Pig", mains=[made["binary"]["id"]]
        )
        sahara.until("clusters", made["cluster"]["id"], "Active")
        made["job"] = sahara.create(
            "jobs",
            cluster_id=made["cluster"]["id"],
            job_template_id=made["job-template"]["id"],
            input_id=made["source"]["id"],
            output_id=made["target"]["id"],
        )
        cls.browser = Client()
        response = cls.browser.post(
            "/auth/login/",
            {
                "auth_type": "credentials",
                "username": PROJECT,
                "password": os.environ["IMPORTERS_PASSWORD"],
                "region": "default",
            },
        )
        assert response.status_code == 302, response.content.decode()

    @classmethod
    def launch(cls, **fields: Any) -> dict[str, Any]:
        return cls.sahara.create(
            "clusters",
            name=name("cluster"),
            cluster_template_id=cls.made["template"]["id"],
            default_image_id=os.environ["IMPORTERS_IMAGE_ID"],
            neutron_management_network=os.environ["IMPORTERS_NETWORK_ID"],
            description="stage_seconds=0.05",
            **PLUGIN,
            **fields,
        )

    # What a person does

    def see(self, url: str, *texts: str) -> lxml.html.HtmlElement:
        """Open a page; it has no error, and shows the texts."""
        return self.check(self.browser.get(url), *texts)

    def check(self, response: Any, *texts: str) -> lxml.html.HtmlElement:
        shown = response.content.decode()
        if response.status_code == 302:
            return self.see(response["Location"], *texts)
        assert response.status_code == 200, (response.status_code, shown)
        document = lxml.html.fromstring(shown)
        for element in document.xpath(PROBLEMS):
            raise AssertionError(" ".join(element.text_content().split()))
        for message in json.loads(response.headers.get("X-Horizon-Messages") or "[]"):
            assert message[0] != "error", message
        for text in texts:
            assert text in shown, f"{text} is not on the page"
        return document

    def submit(self, url: str, form_url: str = "", **fields: Any) -> Any:
        """Fill in the form of a page and send it; it is accepted."""
        document = self.see(form_url or url)
        form = next(
            form
            for form in document.forms
            if form.get("method", "").upper() == "POST" and "logout" not in (form.action or "")
        )
        values = dict(form.form_values())
        values.update(fields)
        return self.check(self.browser.post(url, values))

    def press(self, table: str, action: str, id: str, index: str) -> Any:
        """Press the button of a row of a table."""
        return self.browser.post(index, {"action": f"{table}__{action}__{id}"})

    # Clusters, templates, images, plugins

    def test_clusters(self) -> None:
        self.see(page("clusters", "index"), self.made["cluster"]["name"])

    def test_clusters_filtered(self) -> None:
        self.see(
            f"{page('clusters', 'index')}?tab=cluster_tabs__clusters_tab"
            f"&clusters__filter__q_field=name&clusters__filter__q={self.made['cluster']['name']}",
            self.made["cluster"]["name"],
        )

    def test_cluster_tabs(self) -> None:
        tabs = {
            "node_group_templates_tab": self.made["worker"]["name"],
            "cluster_templates_tab": self.made["template"]["name"],
            "image_registry_tab": os.environ["IMPORTERS_IMAGE"],
        }
        for tab, shown in tabs.items():
            with self.subTest(tab):
                self.see(f"{page('clusters', 'index')}?tab=cluster_tabs__{tab}", shown)

    def test_cluster_details(self) -> None:
        for tab in ("details", "nodegroups", "instances", "cluster_events", "health_checks"):
            with self.subTest(tab):
                self.see(
                    f"{page('clusters', 'cluster-details', self.made['cluster']['id'])}"
                    f"?tab=cluster_details__{tab}_tab",
                    self.made["cluster"]["name"],
                )

    def test_cluster_events(self) -> None:
        url = page("clusters", "events", self.made["cluster"]["id"])
        steps = self.browser.get(url).json()["provision_steps"]
        assert steps
        assert all(step["completed"] == step["total"] for step in steps), steps

    def test_cluster_verifications(self) -> None:
        url = page("clusters", "verifications", self.made["cluster"]["id"])
        assert "checks" in self.browser.get(url).json()

    def test_cluster_check(self) -> None:
        self.check(
            self.press(
                "clusters", "check_cluster", self.made["cluster"]["id"], page("clusters", "index")
            )
        )

    def test_cluster_launch(self) -> None:
        cluster = name("form")
        url = f"{page('clusters', 'configure-cluster')}?{CHOSEN}"
        self.submit(
            url,
            cluster_name=cluster,
            cluster_template=self.made["template"]["id"],
            image=os.environ["IMPORTERS_IMAGE_ID"],
            neutron_management_network=os.environ["IMPORTERS_NETWORK_ID"],
            description="stage_seconds=0.05",
        )
        found = self.sahara.find("clusters", cluster)
        self.sahara.until("clusters", found["id"], "Active")

    def test_cluster_launch_several(self) -> None:
        cluster = name("several")
        self.submit(
            f"{page('clusters', 'configure-cluster')}?{CHOSEN}",
            cluster_name=cluster,
            cluster_count="2",
            cluster_template=self.made["template"]["id"],
            image=os.environ["IMPORTERS_IMAGE_ID"],
            neutron_management_network=os.environ["IMPORTERS_NETWORK_ID"],
        )
        self.sahara.find("clusters", f"{cluster}-1")
        self.sahara.find("clusters", f"{cluster}-2")

    def test_cluster_scale(self) -> None:
        cluster = self.launch()
        cluster = self.sahara.until("clusters", cluster["id"], "Active")
        url = page("clusters", "scale", cluster["id"])
        groups = {group["name"]: group["count"] for group in cluster["node_groups"]}
        document = self.see(url)
        form = next(form for form in document.forms if "scale" in (form.action or ""))
        numbers = [
            field.rpartition("_")[2]
            for field, value in form.form_values()
            if field.startswith("group_name_") and value == "worker"
        ]
        assert numbers, list(form.form_values())
        self.submit(url, **{f"count_{numbers[0]}": str(groups["worker"] + 1)})
        scaled = self.sahara.until("clusters", cluster["id"], "Active")
        assert {group["name"]: group["count"] for group in scaled["node_groups"]} != groups

    def test_cluster_delete(self) -> None:
        for action in ("delete", "force_delete"):
            with self.subTest(action):
                cluster = self.launch()
                self.sahara.until("clusters", cluster["id"], "Active")
                self.check(self.press("clusters", action, cluster["id"], page("clusters", "index")))
                end = time.monotonic() + SECONDS
                while self.sahara.is_there("clusters", cluster["id"]):
                    assert time.monotonic() < end
                    time.sleep(0.3)

    def test_node_group_template_pages(self) -> None:
        worker = self.made["worker"]
        for view in ("details", "copy", "edit"):
            with self.subTest(view):
                self.see(page("clusters", view, worker["id"]), worker["name"])

    def node_group_template_fields(self) -> dict[str, Any]:
        return {
            "flavor": os.environ["IMPORTERS_FLAVOR_ID"],
            "storage": "ephemeral_drive",
            "processes": ["HDFS:datanode", "MapReduce:tasktracker"],
        }

    def test_node_group_template_create(self) -> None:
        template = name("form")
        self.submit(
            f"{page('clusters', 'configure-nodegroup-template')}?{CHOSEN}",
            nodegroup_name=template,
            **self.node_group_template_fields(),
        )
        found = self.sahara.find("node-group-templates", template)
        assert set(found["node_processes"]) == {"datanode", "tasktracker"}

    def test_node_group_template_edit(self) -> None:
        url = page("clusters", "edit", self.new_node_group_template()["id"])
        changed = name("edited")
        self.submit(url, nodegroup_name=changed, **self.node_group_template_fields())
        self.sahara.find("node-group-templates", changed)

    def test_node_group_template_delete(self) -> None:
        template = self.new_node_group_template()
        self.check(
            self.press("nodegroup_templates", "delete", template["id"], page("clusters", "index"))
        )
        assert not self.sahara.is_there("node-group-templates", template["id"])

    def new_node_group_template(self) -> dict[str, Any]:
        return self.sahara.create(
            "node-group-templates",
            name=name("new"),
            node_processes=PROCESSES["worker"],
            flavor_id=os.environ["IMPORTERS_FLAVOR_ID"],
            **PLUGIN,
        )

    def exported(self, table: str, id: str) -> bytes:
        response = self.press(table, "export", id, page("clusters", "index"))
        assert response["Content-Type"] == "application/json", response.content
        return bytes(response.content)

    def test_node_group_template_import_what_was_exported(self) -> None:
        exported = self.exported("nodegroup_templates", self.made["worker"]["id"])
        assert "node_group_template" in json.loads(exported)
        imported = name("imported")
        self.check(
            self.browser.post(
                page("clusters", "import-nodegroup-template-details"),
                {
                    "template": exported.decode(),
                    "name": imported,
                    "flavor": os.environ["IMPORTERS_FLAVOR_ID"],
                    "image_id": os.environ["IMPORTERS_IMAGE_ID"],
                    "floating_ip_pool": "",
                },
            )
        )
        self.sahara.find("node-group-templates", imported)

    def test_cluster_template_pages(self) -> None:
        template = self.made["template"]
        for view in ("ct-details", "ct-copy", "ct-edit"):
            with self.subTest(view):
                self.see(page("clusters", view, template["id"]), template["name"])

    def test_cluster_template_create_page(self) -> None:
        self.see(f"{page('clusters', 'configure-cluster-template')}?{CHOSEN}")

    def test_cluster_template_edit(self) -> None:
        template = self.new_cluster_template()
        changed = name("edited")
        self.submit(page("clusters", "ct-edit", template["id"]), cluster_template_name=changed)
        self.sahara.find("cluster-templates", changed)

    def test_cluster_template_copy(self) -> None:
        copied = name("copied")
        self.submit(
            page("clusters", "ct-copy", self.made["template"]["id"]), cluster_template_name=copied
        )
        self.sahara.find("cluster-templates", copied)

    def test_cluster_template_delete(self) -> None:
        template = self.new_cluster_template()
        self.check(
            self.press("cluster_templates", "delete", template["id"], page("clusters", "index"))
        )
        assert not self.sahara.is_there("cluster-templates", template["id"])

    def new_cluster_template(self) -> dict[str, Any]:
        groups = [
            {"name": role, "node_group_template_id": self.made[role]["id"], "count": 1}
            for role in PROCESSES
        ]
        return self.sahara.create(
            "cluster-templates", name=name("new"), node_groups=groups, **PLUGIN
        )

    def test_cluster_template_export(self) -> None:
        exported = json.loads(self.exported("cluster_templates", self.made["template"]["id"]))
        assert exported["cluster_template"]["name"] == self.made["template"]["name"]

    def test_wizard_pages(self) -> None:
        for view in ("cluster_guide", "plugin_select", "ngt_select", "image_register"):
            with self.subTest(view):
                self.see(page("clusters", view))
        for view in ("create-cluster", "create-cluster-template", "create-nodegroup-template"):
            with self.subTest(view):
                self.see(page("clusters", view), "fake")

    def test_image_register_page(self) -> None:
        self.see(page("clusters", "register"))

    def test_image_tags(self) -> None:
        id = os.environ["IMPORTERS_IMAGE_ID"]
        self.submit(
            page("clusters", "edit_tags", id),
            image_id=id,
            user_name="fedora",
            description="changed",
            tags_list='["fake", "0.1"]',
        )
        assert self.sahara.get("images", id)["username"] == "fedora"

    def test_plugins(self) -> None:
        self.see(page("data_plugins", "index"), "Fake Plugin")

    def test_plugin_details(self) -> None:
        for tab in ("details", "label_details"):
            with self.subTest(tab):
                self.see(f"{page('data_plugins', 'plugin-details', 'fake')}?tab={tab}_tab", "fake")

    def test_plugin_update(self) -> None:
        self.submit(page("data_plugins", "update", "fake"))

    # Jobs

    def test_job_tabs(self) -> None:
        tabs = {
            "jobs_tab": self.made["job"]["id"],
            "job_templates_tab": self.made["job-template"]["name"],
            "data_sources_tab": self.made["source"]["name"],
            "job_binaries_tab": self.made["binary"]["name"],
        }
        for tab, shown in tabs.items():
            with self.subTest(tab):
                self.see(f"{page('jobs', 'index')}?tab=job_tabs__{tab}", shown)

    def test_job_details(self) -> None:
        self.see(page("jobs", "details", self.made["job"]["id"]), self.made["job-template"]["name"])

    def test_job_template_details(self) -> None:
        self.see(
            page("jobs", "jt-details", self.made["job-template"]["id"]),
            self.made["job-template"]["name"],
        )

    def test_job_binary_pages(self) -> None:
        for view in ("jb-details", "edit-job-binary"):
            with self.subTest(view):
                self.see(page("jobs", view, self.made["binary"]["id"]), self.made["binary"]["name"])

    def test_data_source_pages(self) -> None:
        for view in ("ds-details", "edit-data-source"):
            with self.subTest(view):
                self.see(page("jobs", view, self.made["source"]["id"]), self.made["source"]["name"])

    def test_data_source_create_edit_delete(self) -> None:
        created, edited = name("form"), name("edited")
        fields = {
            "data_source_type": "swift",
            "data_source_credential_user": "joe",
            "data_source_credential_pass": "secret",
        }
        self.submit(
            page("jobs", "create-data-source"),
            data_source_name=created,
            data_source_url="swift://container/form",
            **fields,
        )
        id = self.sahara.find("data-sources", created)["id"]
        self.submit(
            page("jobs", "edit-data-source", id),
            data_source_name=edited,
            data_source_url="swift://container/edited",
            **fields,
        )
        assert self.sahara.get("data-sources", id)["url"].endswith("container/edited")
        self.check(self.press("data_sources", "delete", id, page("jobs", "index")))
        assert not self.sahara.is_there("data-sources", id)

    def test_job_binary_create_edit_delete(self) -> None:
        created, edited = name("form.jar"), name("edited.jar")
        fields = {
            "job_binary_type": "swift",
            "job_binary_url": "container/form.jar",
            "job_binary_username": "joe",
            "job_binary_password": "secret",
        }
        self.submit(page("jobs", "create-job-binary"), job_binary_name=created, **fields)
        id = self.sahara.find("job-binaries", created)["id"]
        self.submit(page("jobs", "edit-job-binary", id), job_binary_name=edited, **fields)
        assert self.sahara.get("job-binaries", id)["name"] == edited
        self.check(self.press("job_binaries", "delete", id, page("jobs", "index")))
        assert not self.sahara.is_there("job-binaries", id)

    def test_job_template_create_and_delete(self) -> None:
        created = name("form")
        self.submit(
            page("jobs", "create-job"),
            job_name=created,
            job_type="pig",
            main_binary=self.made["binary"]["id"],
            lib_ids="[]",
            argument_ids="[]",
        )
        id = self.sahara.find("job-templates", created)["id"]
        self.check(self.press("job_templates", "delete", id, page("jobs", "index")))
        assert not self.sahara.is_there("job-templates", id)

    def test_job_launch(self) -> None:
        url = f"{page('jobs', 'launch-job')}?job_id={self.made['job-template']['id']}"
        self.submit(
            url,
            job=self.made["job-template"]["id"],
            job_input=self.made["source"]["id"],
            job_output=self.made["target"]["id"],
            cluster=self.made["cluster"]["id"],
            job_type="Pig",
            job_configs="{}",
            job_params="{}",
            job_args_array="[]",
            argument_ids="{}",
        )

    def test_job_delete(self) -> None:
        job = self.sahara.create(
            "jobs",
            cluster_id=self.made["cluster"]["id"],
            job_template_id=self.made["job-template"]["id"],
            input_id=self.made["source"]["id"],
            output_id=self.made["target"]["id"],
        )
        self.check(self.press("jobs", "delete", job["id"], page("jobs", "index")))
        assert not self.sahara.is_there("jobs", job["id"])
