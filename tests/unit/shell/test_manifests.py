"""Plans and applies of manifests as commands, on the cloud in memory."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from saharaclient.manifest.execution.tasks import Execution
from saharaclient.osc.commands.manifest.lifecycle import CHANGES, CONFLICTS
from tests.functional.shell import Shell
from tests.unit.shell.memory import Cloud

MANIFEST = """
project: data
node_group_templates:
- {name: node, plugin: fake, plugin_version: 0.1, flavor: m1.tiny, processes: [datanode]}
cluster_templates:
- {name: many, node_groups: [{template: node, count: 3}], description: "${NOTE}"}
data_sources:
- {name: words, type: swift, url: swift://a/b, credentials: {user: u, password: {env: PASSWD}}}
job_binaries:
- {name: main.jar, url: swift://a/c}
clusters:
- {name: big, template: many, image: ubuntu, network: private}
"""
NAMES = ["node", "many", "words", "main.jar", "big"]
PASSWORD = "sesame of words"


@pytest.fixture(autouse=True)
def env_yaml(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty_folder / "env.yaml").write_text(MANIFEST)
    monkeypatch.setenv("NOTE", "first")
    monkeypatch.setenv("PASSWD", PASSWORD)


@pytest.fixture
def applied(openstack: Shell) -> None:
    openstack.waits("manifest apply env.yaml")


def rows(openstack: Shell, words: str) -> list[dict[str, object]]:
    outcome = openstack.waits(f"{words} -f json")
    found = json.loads(outcome.stdout)
    assert isinstance(found, list)
    return found


def test_plan_lists_all_resources(openstack: Shell, cloud: Cloud):
    found = rows(openstack, "manifest plan env.yaml")
    assert [row["Name"] for row in found] == NAMES
    assert {row["Action"] for row in found} == {"create"}
    assert {"field": "flavor_id", "old": None, "new": "m1.tiny"} in found[0]["Changes"]
    assert not cloud.changes


def test_apply_creates_them(openstack: Shell, cloud: Cloud):
    found = rows(openstack, "manifest apply env.yaml")
    assert [row["Name"] for row in found] == NAMES
    assert {row["Result"] for row in found} == {"created"}
    assert found[0]["ID"] == cloud.resources["node-group-templates"][-1]["id"]


def test_second_apply_changes_nothing(openstack: Shell, cloud: Cloud, applied: None):
    before = list(cloud.changes)
    found = rows(openstack, "manifest apply env.yaml")
    assert {row["Result"] for row in found} == {"unchanged"}
    assert cloud.changes == before


def test_progress_is_on_stderr(openstack: Shell):
    outcome = openstack.waits("manifest apply env.yaml")
    assert "cluster template many: created" in outcome.stderr
    assert "s cluster" not in outcome.stdout


def test_quiet_apply_has_no_progress(openstack: Shell):
    outcome = openstack.run("manifest apply env.yaml", options=("-q",))
    assert ": created" not in outcome.stderr


def test_plan_says_where_it_is_for(openstack: Shell):
    first, second = openstack.waits("manifest plan env.yaml").stderr.splitlines()
    assert first == "Project: data, region: RegionOne"
    assert re.fullmatch("Fingerprint: [0-9a-f]{16}", second)


def test_table_of_changes(openstack: Shell, applied: None, monkeypatch: pytest.MonkeyPatch):
    outcome = openstack.waits("manifest plan env.yaml --changed --var NOTE=second -f csv")
    (row,) = outcome.csv()
    assert row["Action"] == "conflict"
    assert row["Changes"].startswith("description: first -> second; Sahara changes no template")


def test_exit_status_says_whether_there_are_changes(openstack: Shell):
    words = "manifest plan env.yaml --exit-code"
    assert openstack.run(words).exit_status == CHANGES
    openstack.waits("manifest apply env.yaml")
    assert openstack.run(words).exit_status == 0
    assert openstack.run(f"{words} --var NOTE=x").exit_status == CONFLICTS
    assert openstack.run("manifest plan env.yaml --var NOTE=x").exit_status == 0


def test_apply_does_what_is_expected_only(openstack: Shell, cloud: Cloud):
    plan = openstack.waits("manifest plan env.yaml")
    (fingerprint,) = re.findall("Fingerprint: (.*)", plan.stderr)
    refused = openstack.run(f"manifest apply env.yaml --var NOTE=x --expect {fingerprint}")
    assert refused.exit_status == 1
    assert "Nothing was done" in refused.stderr
    assert not cloud.changes
    openstack.waits(f"manifest apply env.yaml --expect {fingerprint}")


def test_dry_run_shows_the_plan(openstack: Shell, cloud: Cloud):
    assert rows(openstack, "manifest apply env.yaml --dry-run") == rows(
        openstack, "manifest plan env.yaml"
    )
    assert not cloud.changes


@pytest.mark.parametrize("words", ["plan", "apply", "apply --dry-run", "apply --update-secrets"])
def test_secret_is_not_shown(openstack: Shell, applied: None, words: str):
    outcome = openstack.run(f"manifest {words} env.yaml -f json", options=("--debug",))
    assert outcome.exit_status == 0
    assert PASSWORD not in outcome.stdout + outcome.stderr


def test_failed_apply_shows_all_rows_and_exits_with_1(
    openstack: Shell, applied: None, empty_folder: Path
):
    more = "- {name: logs, type: hdfs, url: 'hdfs://logs'}\njob_binaries:"
    (empty_folder / "env.yaml").write_text(MANIFEST.replace("job_binaries:", more))
    outcome = openstack.run("manifest apply env.yaml --var NOTE=x -f json")
    results = {row["Name"]: row["Result"] for row in outcome.json()}
    assert outcome.exit_status == 1
    assert str(results["many"]).startswith("conflict: ")
    assert results["logs"] == "created"
    assert "1 of 6 resources is not as declared" in outcome.stderr


def test_wrong_project_is_refused(openstack: Shell, empty_folder: Path):
    (empty_folder / "env.yaml").write_text(MANIFEST.replace("project: data", "project: other"))
    assert '"other"' in openstack.fails("manifest plan env.yaml")


def test_near_name_of_a_replacement_is_suggested(openstack: Shell):
    error = openstack.fails("manifest plan env.yaml --replace cluster-template/mani")
    assert "Did you mean cluster-template/many?" in error


def test_unknown_flavor_is_an_error(openstack: Shell, empty_folder: Path):
    (empty_folder / "env.yaml").write_text(MANIFEST.replace("m1.tiny", "m1.huge"))
    assert 'flavor with name or ID "m1.huge"' in openstack.fails("manifest plan env.yaml")


@pytest.mark.parametrize("variable", ["NOTE", "=x", "a-b=x"])
def test_malformed_variable_is_a_usage_error(openstack: Shell, variable: str):
    assert "is not NAME=VALUE" in openstack.fails(
        "manifest plan env.yaml --var", variable, status=2
    )


def test_timeout_needs_wait(openstack: Shell):
    error = openstack.fails("manifest apply env.yaml --timeout 5", status=2)
    assert "only with --wait" in error


def test_replaces_what_is_named(openstack: Shell, cloud: Cloud, applied: None):
    words = "manifest apply env.yaml --var NOTE=x --replace cluster-template/many"
    outcome = openstack.run(f"{words} --replace cluster/big -f json")
    results = {row["Name"]: row["Result"] for row in outcome.json()}
    assert (results["many"], results["big"]) == ("replaced", "replaced")


def test_delete_removes_what_is_declared(openstack: Shell, cloud: Cloud, applied: None):
    before = {name: len(items) for name, items in cloud.resources.items()}
    found = rows(openstack, "manifest delete env.yaml")
    assert [row["Name"] for row in found] == ["big", "main.jar", "words", "many", "node"]
    assert {(row["Action"], row["Result"]) for row in found} == {("delete", "deleted")}
    left = {name: len(items) for name, items in cloud.resources.items()}
    assert sum(before.values()) - sum(left.values()) == len(NAMES)


def test_dry_run_of_a_deletion(openstack: Shell, cloud: Cloud, applied: None):
    before = list(cloud.changes)
    found = rows(openstack, "manifest delete env.yaml --dry-run")
    assert {row["Action"] for row in found} == {"delete"}
    assert cloud.changes == before


def test_failed_deletion_exits_with_1(openstack: Shell, cloud: Cloud, applied: None):
    cloud.resources["data-sources"][-1]["is_protected"] = True
    outcome = openstack.run("manifest delete env.yaml -f json")
    assert outcome.exit_status == 1
    assert "1 of 5 resources is not deleted" in outcome.stderr


def test_export_of_the_project_can_be_planned(openstack: Shell, applied: None, empty_folder: Path):
    (empty_folder / "exported.yaml").write_text(openstack("manifest export").stdout)
    outcome = openstack.waits("manifest plan exported.yaml --changed -f json")
    assert outcome.json() == []


def test_export_to_a_file(openstack: Shell, applied: None, empty_folder: Path):
    openstack("manifest export big --file big.yaml")
    text = (empty_folder / "big.yaml").read_text()
    assert "name: big" in text
    assert "words" not in text


def test_interrupted_apply_asks_for_the_same_command(
    openstack: Shell, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
):
    receive = Execution._receive
    interruptions = iter([KeyboardInterrupt])

    def interrupted_once(self: Execution[Any, Any]) -> Any:
        for interruption in interruptions:
            raise interruption
        return receive(self)

    monkeypatch.setattr(Execution, "_receive", interrupted_once)
    outcome = openstack.run("manifest apply env.yaml --parallel 1 -f json")
    assert outcome.exit_status == 1, outcome
    assert outcome.json()[-1]["Result"] == "not started: interrupted"
    assert "Run the command again: " in outcome.stderr
