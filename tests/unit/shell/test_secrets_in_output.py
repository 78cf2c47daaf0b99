"""Secrets that the service sends are masked in every form of output."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functional.secrets.traces import ODD, found_in
from tests.functional.shell import Shell
from tests.unit.loopback import Exchange, Loopback

pytestmark = pytest.mark.slow

ID = "0f6c5a3e-2b6a-4e53-9f2f-6c1a1d0f7b21"
_CREDENTIALS = {"user": "nobody", "password": ODD, "accesskey": ODD, "secretkey": ODD}
_CONFIGS = {"HDFS": {"ssl.server.keystore.password": ODD}}
_GROUP = {
    "id": ID,
    "name": "worker",
    "count": 1,
    "node_configs": _CONFIGS,
    "node_processes": [],
    "instances": [],
}
#: All fields that the service may send for any resource, secrets included.
EVERYTHING = {
    **_GROUP,
    "status": "Active",
    "type": "swift",
    "url": "swift://box/data",
    "plugin_name": "fake",
    "plugin_version": "0.1",
    "credentials": _CREDENTIALS,
    "extra": _CREDENTIALS,
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


def send_everything(exchange: Exchange) -> None:
    collection = exchange.arrived.path.partition("?")[0].split("/")[2]
    one, several = KINDS[collection]
    exchange.say(200, {one: EVERYTHING, several: [EVERYTHING], "markers": {"next": None}})


@pytest.fixture
def service() -> Iterator[str]:
    with Loopback(send_everything) as loopback:
        yield loopback.url


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("words", ["show worker", f"show {ID}", "list --long"])
@pytest.mark.parametrize("form", ["json", "yaml", "value"])
def test_secrets_are_masked(
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
