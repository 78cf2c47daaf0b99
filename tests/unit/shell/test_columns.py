"""Every command shows the columns that it had in 4.2.0."""

from __future__ import annotations

import json

import pytest

from tests.functional import compat
from tests.functional.shell import Shell
from tests.unit.osc import samples
from tests.unit.shell.memory import Cloud

_GROUP = {"plugin_name": "fake", "plugin_version": "0.1", "node_processes": ["datanode"]}
_TEMPLATE = {"plugin_name": "fake", "plugin_version": "0.1", "node_groups": []}
_LABELS = {"plugin_labels": {"enabled": {"status": True}}}
_NEW_GROUP = "--name x --plugin fake --plugin-version 0.1 --processes datanode --flavor m1.tiny"
#: Calls of the specification: the words of the command line, and its standard input.
CALLS = {
    "plugin show": "plugin show fake",
    "plugin show --plugin-version": "plugin show fake --plugin-version 0.1",
    "plugin update": ("plugin update fake -", _LABELS),
    "image register": "image register new --username ubuntu",
    "image show": "image show ubuntu",
    "image tags set": "image tags set ubuntu --tags a",
    "image tags add": "image tags add ubuntu --tags a",
    "image tags remove": "image tags remove ubuntu --tags fake",
    "node group template create": f"node group template create {_NEW_GROUP}",
    "node group template show": "node group template show worker",
    "node group template update": "node group template update worker --name x",
    "node group template import": (
        "node group template import - --name x --flavor_id m1.tiny --image_id ubuntu",
        {"node_group_template": _GROUP},
    ),
    "cluster template create": "cluster template create --name x --node-groups worker:1",
    "cluster template show": "cluster template show small",
    "cluster template update": "cluster template update small --name x",
    "cluster template import": (
        "cluster template import - --name x --node-groups worker:1",
        {"cluster_template": _TEMPLATE},
    ),
    "cluster create": "cluster create --name x --cluster-template small --image ubuntu",
    "cluster show": "cluster show c1",
    "cluster update": "cluster update c1 --name x",
    "cluster scale": "cluster scale c1 --instances worker:4",
    "cluster verification --show": "cluster verification --show c1",
    "cluster show --verification": "cluster show --verification c1",
    "data source create": "data source create x --type hdfs --url hdfs://node/data",
    "data source show": "data source show input",
    "data source update": "data source update input --description x",
    "job binary create": "job binary create --name x --url swift://b/d --username u --password p",
    "job binary show": "job binary show main.pig",
    "job binary update": "job binary update main.pig --description x",
    "job template create": "job template create --name x --type Shell",
    "job template show": "job template show pig",
    "job template update": "job template update pig --description x",
    "job show": f"job show {samples.JOB_ID}",
    "job update": f"job update {samples.JOB_ID} --public",
    "job execute": "job execute --job-template pig --cluster c1",
}


@pytest.fixture
def ready(cloud: Cloud) -> None:
    """Everything that the calls refer to."""
    cloud.glance.append({"id": "new-image", "name": "new", "status": "active"})
    cloud.resources["jobs"].append(samples.job("SUCCEEDED"))
    plugins = [{"name": "fake", "versions": {}}]
    cloud.resources["job-types"].append({"name": "Pig", "plugins": plugins})
    for template in cloud.resources["node-group-templates"]:
        template["boot_from_volume"] = True
    check = samples.verification("GREEN", "v-2", HDFS="GREEN")
    cloud.resources["clusters"][0]["verification"] = check


def table_of(output: str) -> list[list[str]]:
    lines = [line for line in output.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("call", compat.calls())
def test_columns_are_as_specified(openstack: Shell, api_version: str, call: str) -> None:
    words, stdin = call, None
    if not call.removesuffix(" --long").endswith("list"):
        words = CALLS[call]
        if isinstance(words, tuple):
            words, stdin = words
    outcome = openstack.run(words, stdin=json.dumps(stdin))
    assert outcome.exit_status == 0, outcome
    rows = table_of(outcome.stdout)
    wanted = compat.columns(api_version, call)
    if rows[0] == ["Field", "Value"]:
        assert set(wanted) <= {row[0] for row in rows}, outcome
    else:
        assert rows[0][: len(wanted)] == wanted  # new columns follow
        assert len(rows) > 1
