"""Plans: the rules that concern one resource."""

from __future__ import annotations

import pytest

from saharaclient.manifest.model import ManifestError, SecretReference
from tests.unit.manifest.plans.conftest import Environment
from tests.unit.manifest.plans.environments import (
    cluster_template,
    group,
    node_group_template,
    spark,
)
from tests.unit.manifest.plans.fake_sahara import IMAGES, OTHER_PROJECT, FakeSahara

WORKER = {"node_group_templates": [node_group_template("spark-worker", ["datanode", "slave"])]}


def worker(**fields):
    return {"node_group_templates": [{**WORKER["node_group_templates"][0], **fields}]}


def test_new_environment_is_created_in_order(environment: Environment):
    steps = environment.plan(spark()).steps
    assert [step.name for step in steps] == [
        *("ubuntu", "spark-master", "spark-worker", "spark"),
        *("events", "count.jar", "count", "analytics"),
    ]
    assert {step.action.value for step in steps} == {"create"}


def test_plan_writes_nothing(environment: Environment, sahara: FakeSahara):
    environment.plan(spark())
    assert not sahara.writes


def test_applied_environment_has_no_changes(environment: Environment):
    environment.apply(spark())
    plan = environment.plan(spark())
    assert not plan.has_changes
    assert not plan.has_conflicts


def test_change_has_old_and_new_value(environment: Environment):
    environment.apply(WORKER)
    assert environment.changes("spark-worker", worker(flavor_id="m1.small")) == [
        {"field": "flavor_id", "old": "m1.large", "new": "m1.small"}
    ]


def test_create_lists_what_is_declared(environment: Environment):
    changes = environment.changes("spark-worker", WORKER)
    assert {"field": "flavor_id", "old": None, "new": "m1.large"} in changes


def test_field_that_is_left_out_is_not_compared(environment: Environment):
    environment.apply(worker(description="for Spark", volumes_per_node=2, volumes_size=10))
    assert environment.actions(WORKER) == {}


def test_null_clears_a_field(environment: Environment, sahara: FakeSahara):
    environment.apply(worker(description="for Spark"))
    cleared = worker(description=None)
    assert environment.actions(cleared) == {"spark-worker": "update"}
    environment.apply(cleared)
    assert sahara.named("node-group-templates", "spark-worker")["description"] is None
    assert environment.actions(cleared) == {}


def test_text_that_takes_no_null_is_cleared_by_empty_text(
    environment: Environment, sahara: FakeSahara
):
    source = {"name": "in", "type": "hdfs", "url": "hdfs://in", "description": "events"}
    environment.apply({"data_sources": [source]})
    environment.apply({"data_sources": [{**source, "description": None}]})
    assert sahara.named("data-sources", "in")["description"] == ""


@pytest.mark.parametrize(
    "value",
    [
        {"description": ""},
        {"description": None},
        {"volumes_per_node": 0},
        {"volume_mount_prefix": "/volumes/disk"},
        {"use_autoconfig": True},
        {"use_autoconfig": None},
        {"security_groups": []},
        {"node_configs": {}},
        {"is_public": False},
    ],
    ids=str,
)
def test_null_empty_and_default_are_equal(environment: Environment, value):
    environment.apply(WORKER)
    assert environment.actions(worker(**value)) == {}


def test_stored_null_equals_the_default(environment: Environment, sahara: FakeSahara):
    environment.apply(WORKER)
    stored = sahara.named("node-group-templates", "spark-worker")
    stored.update(use_autoconfig=None, is_public=None, volume_mount_prefix=None)
    assert environment.actions(worker(use_autoconfig=True, is_public=False)) == {}


def test_order_of_sets_does_not_matter(environment: Environment):
    image = {"name": "ubuntu", "username": "ubuntu", "tags": ["2.3", "spark", "a"]}
    environment.apply({"images": [image], **WORKER})
    reordered = worker(node_processes=["slave", "datanode"])
    assert (
        environment.actions({**reordered, "images": [{**image, "tags": ["a", "spark", "2.3"]}]})
        == {}
    )


def test_order_of_an_interface_matters(environment: Environment):
    binary = {"name": "count.jar", "url": "swift://jars/count.jar"}
    arguments = [{"name": name, "mapping_type": "args", "location": name} for name in "01"]
    template = {"name": "count", "type": "Spark", "mains": ["count.jar"], "interface": arguments}
    environment.apply({"job_binaries": [binary], "job_templates": [template]})
    assert environment.actions({"job_templates": [template]}) == {}
    reordered = {**template, "interface": arguments[::-1]}
    assert "interface" in environment.reasons({"job_templates": [reordered]})["count"]


def test_security_groups_are_equal_by_name_and_id(environment: Environment):
    environment.apply(worker(security_groups=["web"]))
    id = environment.lookups.IDS["security group"]["web"]
    assert environment.actions(worker(security_groups=[id])) == {}


def test_equal_security_groups_are_not_looked_up(environment: Environment):
    environment.apply(worker(security_groups=["unknown"]))
    assert environment.actions(worker(security_groups=["unknown"])) == {}


def test_failed_lookup_is_an_error(environment: Environment):
    environment.apply(WORKER)
    with pytest.raises(LookupError, match="huge"):
        environment.plan(worker(flavor_id="m1.huge"))


def test_id_without_a_name_is_shown_as_it_is(environment: Environment, sahara: FakeSahara):
    environment.apply(WORKER)
    sahara.named("node-group-templates", "spark-worker")["flavor_id"] = "77"
    (change,) = environment.changes("spark-worker", WORKER)
    assert change["old"] == "77"


def test_name_that_refers_to_nothing_names_the_nearest(environment: Environment):
    environment.apply(spark())
    with pytest.raises(ManifestError, match=r'env.yaml:61: .*"sprak".*"spark"\?'):
        environment.plan({"clusters": [{**spark()["clusters"][0], "cluster_template_id": "sprak"}]})


def test_ids_work_in_place_of_names(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    template = sahara.named("cluster-templates", "spark")
    cluster = {**spark()["clusters"][0], "cluster_template_id": template["id"]}
    cluster["default_image_id"] = IMAGES["ubuntu"]
    assert environment.actions(spark(clusters=[cluster])) == {}


def test_settings_of_templates_are_compared_as_a_whole(environment: Environment):
    environment.apply(worker(node_configs={"HDFS": {"a": 1, "b": "x"}}))
    changed = worker(node_configs={"HDFS": {"a": "1"}, "YARN": {"c": True}})
    assert environment.changes("spark-worker", changed) == [
        {"field": "node_configs.HDFS.b", "old": "x", "new": None},
        {"field": "node_configs.YARN.c", "old": None, "new": True},
    ]


def test_settings_of_clusters_are_compared_by_declared_keys(environment: Environment):
    (cluster,) = spark()["clusters"]
    configured = spark(clusters=[{**cluster, "cluster_configs": {"general": {"a": 1}}}])
    environment.apply(configured)
    assert environment.actions(configured) == {}
    other = spark(clusters=[{**cluster, "cluster_configs": {"general": {"a": 2}}}])
    assert "cluster_configs" in environment.reasons(other)["analytics"]


def test_secret_in_settings_is_compared_and_masked(environment: Environment):
    def declared(value: str):
        secret = SecretReference(env="KEY", environment={"KEY": value})
        return worker(node_configs={"HDFS": {"plain.name": secret}})

    environment.apply(declared("first of all"))
    assert environment.actions(declared("first of all")) == {}
    (change,) = environment.changes("spark-worker", declared("second of all"))
    assert change["field"] == "node_configs.HDFS.plain.name"
    assert "of all" not in str(change)


def test_setting_named_like_a_secret_is_masked(environment: Environment):
    environment.apply(worker(node_configs={"HDFS": {"fs.s3a.secret.key": "hunter22"}}))
    changes = environment.changes("spark-worker", worker(node_configs={}))
    assert "hunter22" not in str(changes)


def test_secret_that_cannot_be_read_is_an_error(environment: Environment):
    secret = SecretReference(env="KEY", environment={})
    declared = worker(node_configs={"HDFS": {"a": secret}})
    environment.apply(WORKER)
    with pytest.raises(ManifestError, match="KEY"):
        environment.plan(declared)


def test_credentials_are_not_compared(environment: Environment):
    environment.apply(spark())
    assert environment.changes("events", spark()) == [
        {"field": "credentials", "note": "not compared, for the server does not return it"}
    ]


def test_credentials_are_sent_again_on_request(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    sahara.secrets.clear()
    assert environment.actions(spark(), update_secrets=True) == {
        "events": "update",
        "count.jar": "update",
    }
    assert not sahara.secrets
    environment.apply(spark(), update_secrets=True)
    assert sahara.secrets.count("secret of etl") == 2


@pytest.mark.parametrize("options", [{}, {"update_secrets": True}], ids=["first", "again"])
def test_plan_shows_no_secret(environment: Environment, options):
    if options:
        environment.apply(spark())
    assert "secret of etl" not in str(environment.plan(spark(), **options).steps)


def test_public_resource_of_another_project_is_a_conflict(
    environment: Environment, sahara: FakeSahara
):
    fields = {**WORKER["node_group_templates"][0], "flavor_id": "3", "is_public": True}
    sahara.add("node-group-templates", project_id=OTHER_PROJECT, **fields)
    assert "another project" in environment.reasons(WORKER)["spark-worker"]


def test_job_binary_of_another_project_is_no_conflict(environment: Environment, sahara: FakeSahara):
    binary = {"name": "count.jar", "url": "swift://jars/count.jar"}
    sahara.add("job-binaries", project_id=OTHER_PROJECT, is_public=True, **binary)
    assert environment.actions({"job_binaries": [binary]}) == {"count.jar": "create"}


def test_public_resource_of_another_project_may_be_used(
    environment: Environment, sahara: FakeSahara
):
    fields = {"flavor_id": "3", "node_processes": ["master"], "is_public": True}
    for name in ("spark-master", "spark-worker"):
        fields |= {"name": name, "plugin_name": "spark", "plugin_version": "2.3"}
        sahara.add("node-group-templates", project_id=OTHER_PROJECT, **fields)
    declared = {"cluster_templates": [cluster_template("spark")]}
    assert environment.outcomes(declared) == {"spark": "created"}
    assert sahara.named("cluster-templates", "spark")["plugin_version"] == "2.3"


def test_name_in_another_case_is_a_conflict(environment: Environment):
    environment.apply(WORKER)
    declared = worker(name="Spark-Worker")
    assert "case" in environment.reasons(declared)["Spark-Worker"]


def test_manifest_for_another_project_is_refused(environment: Environment):
    from tests.unit.manifest.plans.environments import manifest

    with pytest.raises(ManifestError, match='"analytics"'):
        environment.plan(manifest("analytics", **WORKER))


def test_several_images_of_one_name_need_an_id(environment: Environment, sahara: FakeSahara):
    for number in (1, 2):
        sahara.add("images", id=f"image-{number}", name="ubuntu", username="ubuntu", tags=[])
    with pytest.raises(Exception, match="specify one of their IDs"):
        environment.plan({"images": [{"name": "ubuntu", "username": "ubuntu"}]})


def test_description_of_an_image_cannot_be_cleared(environment: Environment):
    image = {"name": "ubuntu", "username": "ubuntu", "description": "LTS"}
    environment.apply({"images": [image]})
    declared = {"images": [{**image, "description": ""}]}
    assert "description" in environment.reasons(declared)["ubuntu"]


def test_image_gets_exactly_the_declared_tags(environment: Environment, sahara: FakeSahara):
    image = {"name": "ubuntu", "username": "ubuntu", "tags": ["a", "b"]}
    environment.apply({"images": [image]})
    environment.apply({"images": [{**image, "username": "root", "tags": ["b", "c"]}]})
    stored = sahara.named("images", "ubuntu")
    assert (stored["username"], sorted(stored["tags"])) == ("root", ["b", "c"])


def test_field_of_the_other_version_is_an_error(sahara: FakeSahara):
    environment = Environment(sahara, "1.1")
    with pytest.raises(ManifestError, match="boot_from_volume needs API version 2"):
        environment.plan(worker(boot_from_volume=True))


def test_update_sends_what_sahara_needs_together(environment: Environment, sahara: FakeSahara):
    environment.apply(worker(volumes_per_node=1, volumes_size=10))
    environment.apply(worker(volumes_per_node=2))
    stored = sahara.named("node-group-templates", "spark-worker")
    assert (stored["volumes_per_node"], stored["volumes_size"]) == (2, 10)


def test_equal_plans_have_equal_fingerprints(environment: Environment):
    first, second = environment.plan(spark()), environment.plan(spark())
    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize(
    "other",
    [
        worker(flavor_id="m1.small"),
        worker(description="x"),
        {**WORKER, "cluster_templates": [{"name": "c", "node_groups": [group("spark-worker", 1)]}]},
    ],
    ids=["field", "more fields", "more resources"],
)
def test_different_plans_have_different_fingerprints(environment: Environment, other):
    assert environment.plan(WORKER).fingerprint != environment.plan(other).fingerprint


def test_plan_of_unchanged_resources_reads_each_list_once(
    environment: Environment, sahara: FakeSahara
):
    declared = {
        "node_group_templates": [
            node_group_template(f"t{number}", ["datanode"], security_groups=["web"])
            for number in range(100)
        ]
    }
    environment.apply(declared, parallel=1)
    sahara.history.clear()
    environment.lookups.asked.clear()
    assert not environment.plan(declared).has_changes
    assert [(method, path[-20:]) for method, path, _ in sahara.history] == [
        ("GET", "node-group-templates")
    ]
    assert environment.lookups.asked == [("flavor", "m1.large")]
