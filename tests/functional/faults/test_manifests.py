"""``manifest apply`` with each fault at a create: it ends as declared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.faults.proxy import Proxy
from tests.functional.faults.run import fault_at
from tests.functional.faults.table import Fault
from tests.functional.faults.test_commands import TURNS
from tests.functional.marks import as_admin
from tests.functional.shell import PYTHON_SPEAK, Shell

_CREATING = r"POST .*/cluster-templates$"
_NODES = {"plugin_name": "fake", "plugin_version": "0.1", "flavor": "m1.tiny"}


@pytest.fixture
def declared(names: Names, empty_folder: Path) -> dict[str, str]:
    """A manifest in ``env.json``; the name of its resource in each collection."""
    group, template = names("group"), names("template")
    groups = [{"name": group, "processes": ["namenode", "jobtracker"], **_NODES}]
    node_groups = [{"template": group, "count": 1}]
    manifest = {
        "node_group_templates": groups,
        "cluster_templates": [{"name": template, "node_groups": node_groups}],
    }
    (empty_folder / "env.json").write_text(json.dumps(manifest))
    return {"node-group-templates": group, "cluster-templates": template}


@as_admin
@pytest.mark.slow
@pytest.mark.parametrize(("api_version", "fault"), TURNS, indirect=["api_version"])
def test_apply(
    faulty: None,
    openstack: Shell,
    sahara_proxy: Proxy,
    account: Account,
    declared: dict[str, str],
    fault: Fault,
) -> None:
    with fault_at(sahara_proxy, _CREATING, {0}, fault) as plan:
        done = openstack.run(
            "manifest apply env.json --parallel 1 -f json",
            options=("--os-data-processing-url", sahara_proxy.url),
        )
    assert plan.met == 1, done
    assert not PYTHON_SPEAK.search(done.stderr + done.stdout), done
    results = [row["Result"] for row in done.json()]
    assert (done.exit_status, results) == (0, ["created", "created"]), done

    openstack.waits("manifest apply env.json")
    planned = openstack.run("manifest plan env.json --exit-code")
    assert planned.exit_status == 0, planned
    for collection, name in declared.items():
        assert len(account.named(collection, name)) == 1
