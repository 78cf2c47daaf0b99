"""Deletion of what manifests declare, and export of what there is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from saharaclient.exceptions import NotFound
from saharaclient.manifest import as_yaml, delete, export, load, plan_deletion
from saharaclient.manifest.model import SecretReference
from tests.unit.manifest.plans.conftest import Environment
from tests.unit.manifest.plans.environments import (
    MASTER,
    WORKER,
    cluster,
    cluster_template,
    group,
    manifest,
    spark,
)
from tests.unit.manifest.plans.fake_sahara import OTHER_PROJECT, FakeSahara
from tests.unit.manifest.plans.test_apply import Fault, Status, locked


def outcomes(environment: Environment, declared: Any, **options: Any) -> dict[str, str]:
    images = options.pop("images", False)
    plan = plan_deletion(environment.client, manifest(**declared), images=images)
    return {one.step.name: one.outcome for one in delete(environment.client, plan, **options)}


@pytest.fixture
def applied(environment: Environment, sahara: FakeSahara) -> None:
    environment.apply(spark())
    Status(sahara, "Deleting", "gone")


# Delete


def test_deletes_everything_but_images(environment: Environment, sahara: FakeSahara, applied: None):
    done = outcomes(environment, spark())
    assert done.pop("ubuntu") == "kept"
    assert set(done.values()) == {"deleted"}
    left = {name: list(of) for name, of in sahara.resources.items() if of}
    assert left.keys() == {"images"}


def test_images_are_unregistered_on_request(
    environment: Environment, sahara: FakeSahara, applied: None
):
    assert outcomes(environment, spark(), images=True)["ubuntu"] == "unregistered"
    assert not sahara.resources["images"]


def test_deletes_only_what_is_declared(environment: Environment, sahara: FakeSahara):
    environment.apply(spark(clusters=[], job_templates=[]))
    outcomes(environment, {"data_sources": spark()["data_sources"]})
    assert not sahara.resources["data-sources"]
    assert sahara.resources["cluster-templates"]


def test_what_is_missing_is_fine(environment: Environment):
    assert set(outcomes(environment, spark()).values()) == {"not there"}


def test_foreign_resource_is_left_alone(environment: Environment, sahara: FakeSahara):
    sahara.add("data-sources", project_id=OTHER_PROJECT, name="events", is_public=True)
    declared = {"data_sources": spark()["data_sources"]}
    assert outcomes(environment, declared) == {"events": "not there"}


def test_cluster_alone_is_not_waited_for(
    environment: Environment, sahara: FakeSahara, applied: None
):
    declared = {"clusters": spark()["clusters"]}
    assert outcomes(environment, declared) == {"analytics": "deletion started"}


def test_cluster_is_waited_for_on_request(environment: Environment, applied: None):
    declared = {"clusters": spark()["clusters"]}
    assert outcomes(environment, declared, wait=True) == {"analytics": "deleted"}


def test_protected_resource_stays_and_what_it_uses(environment: Environment, sahara: FakeSahara):
    environment.apply(spark(clusters=[cluster("analytics", is_protected=True)]))
    done = outcomes(environment, spark())
    assert done["analytics"].startswith("conflict: It is protected")
    assert done["spark"] == 'skipped: cluster "analytics" uses it'
    assert done["events"] == "deleted"


def test_protection_is_removed_if_that_is_declared(environment: Environment, sahara: FakeSahara):
    source = {"name": "in", "type": "hdfs", "url": "hdfs://in", "is_protected": True}
    environment.apply({"data_sources": [source]})
    declared = {"data_sources": [{**source, "is_protected": False}]}
    assert outcomes(environment, declared) == {"in": "deleted"}


def test_resource_that_something_else_uses_is_reported(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(spark(clusters=[]))
    done = outcomes(environment, {"node_group_templates": [WORKER]})
    assert done["spark-worker"].startswith("failed: in use by spark")


def test_lost_answer_of_a_deletion(environment: Environment, sahara: FakeSahara):
    environment.apply({"node_group_templates": [WORKER]})
    Fault(sahara, 1, "after", locked)
    assert outcomes(environment, {"node_group_templates": [WORKER]}) == {"spark-worker": "deleted"}


def test_plan_of_a_deletion_writes_nothing(
    environment: Environment, sahara: FakeSahara, applied: None
):
    before = len(sahara.writes)
    plan = plan_deletion(environment.client, manifest(**spark()))
    assert [step.name for step in plan.steps][:2] == ["analytics", "count"]
    assert len(sahara.writes) == before


# Export


def exported(environment: Environment, *clusters: str) -> dict[str, Any]:
    return export(environment.client, environment.lookups, clusters)


def loaded(document: dict[str, Any], folder: Path, **environment: str) -> Any:
    path = folder / "exported.yaml"
    path.write_text(as_yaml(document), encoding="utf-8")
    return load([path], {}, environment)


def test_export_of_the_project_plans_nothing(
    environment: Environment, sahara: FakeSahara, tmp_path: Path
):
    environment.apply(spark())
    document = exported(environment)
    assert {key for key in document if key != "version"} == set(spark())
    assert environment.actions(loaded(document, tmp_path)) == {}


def test_export_has_names_and_no_defaults(environment: Environment):
    environment.apply(spark())
    document = exported(environment)
    assert document["node_group_templates"][1] == {
        "name": "spark-worker",
        "plugin_name": "spark",
        "plugin_version": "2.3",
        "flavor_id": "m1.large",
        "node_processes": ["datanode", "slave"],
    }
    assert document["cluster_templates"] == [
        {
            "name": "spark",
            "node_groups": [
                {"node_group_template_id": "spark-master", "count": 1},
                {"node_group_template_id": "spark-worker", "count": 3},
            ],
        }
    ]
    assert document["job_templates"] == [{"name": "count", "type": "Spark", "mains": ["count.jar"]}]


def test_export_of_a_cluster_has_what_it_is_made_of(environment: Environment, tmp_path: Path):
    other = {"name": "other", "node_groups": [group("spark-worker", 1)]}
    own = cluster("analytics", workers=7, description="main")
    environment.apply(spark(clusters=[own], cluster_templates=[cluster_template("spark"), other]))
    document = exported(environment, "analytics")
    assert [one["name"] for one in document["cluster_templates"]] == ["spark"]
    assert "data_sources" not in document
    (found,) = document["clusters"]
    found.pop("cluster_configs")
    assert found == {
        "name": "analytics",
        "cluster_template_id": "spark",
        "default_image_id": "ubuntu",
        "description": "main",
        "user_keypair_id": "ops",
        "neutron_management_network": "private",
        "node_groups": [{"name": "spark-worker", "count": 7}],
    }
    assert environment.actions(loaded(exported(environment, "analytics"), tmp_path)) == {}


def test_export_keeps_settings_of_node_groups(environment: Environment, tmp_path: Path):
    own = group("workers", 3, "spark-worker", volumes_per_node=2, volumes_size=5)
    environment.apply(
        {
            "node_group_templates": [MASTER, WORKER],
            "cluster_templates": [{"name": "spark", "node_groups": [own]}],
        }
    )
    document = exported(environment)
    assert document["cluster_templates"][0]["node_groups"] == [
        {
            "name": "workers",
            "node_group_template_id": "spark-worker",
            "count": 3,
            "volumes_per_node": 2,
            "volumes_size": 5,
        }
    ]
    assert environment.actions(loaded(document, tmp_path)) == {}


def test_export_of_secrets_are_placeholders(environment: Environment, tmp_path: Path):
    secret = SecretReference(env="KEY", environment={"KEY": "hunter22"})
    worker = {
        **WORKER,
        "node_configs": {"HDFS": {"fs.s3a.secret.key": secret, "a": "${user.name}"}},
    }
    environment.apply(spark(node_group_templates=[MASTER, worker]))
    document = exported(environment)
    text = as_yaml(document)
    assert "hunter22" not in text
    assert "secret of etl" not in text
    assert text.startswith("# Secrets are read from environment variables")
    assert document["data_sources"][0]["credentials"] == {"password": {"env": "EVENTS_PASSWORD"}}
    assert document["node_group_templates"][1]["node_configs"] == {
        "HDFS": {"fs.s3a.secret.key": {"env": "FS_S3A_SECRET_KEY"}, "a": "$${user.name}"}
    }
    again = loaded(document, tmp_path, FS_S3A_SECRET_KEY="hunter22")
    assert environment.actions(again) == {}


@pytest.mark.parametrize(
    "text", ["${x}", "$${x}", "2.10", "012", "true", "null", "a: b", "# no", "é\n x", "<<", "1e3"]
)
def test_texts_survive_an_export(environment: Environment, tmp_path: Path, text: str):
    declared = {**WORKER, "description": text, "node_configs": {"HDFS": {"a": text}}}
    environment.apply({"node_group_templates": [declared]})
    document = exported(environment)
    assert environment.actions(loaded(document, tmp_path)) == {}
    (found,) = loaded(document, tmp_path).declarations
    assert found.fields["description"] == text


def test_ambiguous_name_is_exported_as_id(environment: Environment, sahara: FakeSahara):
    for number in (1, 2):
        sahara.add("images", id=f"image-{number}", name="ubuntu", username="ubuntu", tags=[])
    assert {one["name"] for one in exported(environment)["images"]} == {"image-1", "image-2"}


def test_flavor_without_a_name_is_exported_as_id(environment: Environment, sahara: FakeSahara):
    environment.apply({"node_group_templates": [WORKER]})
    sahara.named("node-group-templates", "spark-worker")["flavor_id"] = "77"
    assert exported(environment)["node_group_templates"][0]["flavor_id"] == "77"


def test_unknown_cluster_is_an_error(environment: Environment):
    environment.apply(spark())
    with pytest.raises(NotFound, match=r"analytic\b"):
        exported(environment, "analytic")


def test_empty_project(environment: Environment, tmp_path: Path):
    assert yaml.safe_load(as_yaml(exported(environment))) == {"version": 1}
