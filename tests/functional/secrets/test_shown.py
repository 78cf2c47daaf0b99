"""What the service holds of secrets, and might send: no command that shows things shows them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functional.marks import as_member
from tests.functional.secrets.traces import ODD, found_in
from tests.functional.shell import Shell
from tests.unit.loopback import Exchange, Loopback

pytestmark = as_member

ID = "0f6c5a3e-2b6a-4e53-9f2f-6c1a1d0f7b21"
_KEPT = {"user": "nobody", "password": ODD, "accesskey": ODD, "secretkey": ODD}
_CONFIGS = {"HDFS": {"ssl.server.keystore.password": ODD}}
_GROUP = {
    "id": ID,
    "name": "worker",
    "count": 1,
    "node_configs": _CONFIGS,
    "node_processes": [],
    "instances": [],
}
#: All that the service might send of anything, secrets included.
EVERYTHING = {
    **_GROUP,
    "status": "Active",
    "type": "swift",
    "url": "swift://box/data",
    "plugin_name": "fake",
    "plugin_version": "0.1",
    "credentials": _KEPT,
    "extra": _KEPT,
    "cluster_configs": _CONFIGS,
    "node_groups": [_GROUP],
    "job_configs": {
        "configs": {"fs.swift.service.sahara.password": ODD},
        "params": {"api_token": ODD},
    },
    "interface": [{"name": "Swift password", "mapping_type": "args", "default": ODD}],
    "info": {"status": "SUCCEEDED", "externalId": "x"},
    "management_private_key": ODD,
}
KINDS = {
    "data-sources": ("data_source", "data_sources"),
    "job-binaries": ("job_binary", "binaries"),
    "jobs": ("job", "jobs"),
    "job-templates": ("job_template", "job_templates"),
    "job-executions": ("job_execution", "job_executions"),
    "clusters": ("cluster", "clusters"),
    "cluster-templates": ("cluster_template", "cluster_templates"),
    "node-group-templates": ("node_group_template", "node_group_templates"),
}
RESOURCES = (
    "data source",
    "job binary",
    "job",
    "job template",
    "cluster",
    "cluster template",
    "node group template",
)


def tells_all(exchange: Exchange) -> None:
    collection = exchange.arrived.path.partition("?")[0].split("/")[2]
    one, several = KINDS[collection]
    exchange.say(200, {one: EVERYTHING, several: [EVERYTHING], "markers": {"next": None}})


@pytest.fixture
def service() -> Iterator[str]:
    with Loopback(tells_all) as loopback:
        yield loopback.url


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("words", ["show worker", f"show {ID}", "list --long"])
@pytest.mark.parametrize("form", ["json", "yaml", "value"])
def test_no_form_of_output_has_them(
    openstack: Shell, service: str, resource: str, words: str, form: str
) -> None:
    if resource == "job":
        words = words.replace("worker", ID)
    done = openstack.run(
        f"{resource} {words} -f {form}", options=("--debug", "--os-data-processing-url", service)
    )
    assert done.exit_status == 0, done
    assert ID in done.stdout
    assert found_in({"stdout": done.stdout, "stderr": done.stderr}, ODD) == []
