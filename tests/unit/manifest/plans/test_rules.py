"""Plans: the rules about templates in use, clusters, replacements and protection."""

from __future__ import annotations

import pytest

from saharaclient.manifest.model import ManifestError
from tests.unit.manifest.plans.conftest import Environment
from tests.unit.manifest.plans.environments import (
    MASTER,
    WORKER,
    cluster,
    cluster_template,
    group,
    spark,
)
from tests.unit.manifest.plans.fake_sahara import OTHER_PROJECT, FakeSahara

TEMPLATES = {"node_group_templates": [MASTER, WORKER]}


def templates(*cluster_templates, **worker):
    return {
        "node_group_templates": [MASTER, {**WORKER, **worker}],
        "cluster_templates": list(cluster_templates),
    }


def groups(sahara: FakeSahara, name: str = "spark") -> dict[str, dict]:
    return {one["name"]: one for one in sahara.named("cluster-templates", name)["node_groups"]}


# Node groups of templates


def test_node_groups_are_compared_by_name(environment: Environment):
    declared = cluster_template("spark")
    environment.apply(templates(declared))
    reordered = {**declared, "node_groups": declared["node_groups"][::-1]}
    assert environment.actions(templates(reordered)) == {}


def test_changed_count_is_shown_with_its_node_group(environment: Environment):
    environment.apply(templates(cluster_template("spark", workers=3)))
    assert environment.changes("spark", templates(cluster_template("spark", workers=5))) == [
        {"field": "node_groups.spark-worker.count", "old": 3, "new": 5}
    ]


def test_node_group_that_is_not_declared_is_removed(environment: Environment, sahara: FakeSahara):
    environment.apply(templates(cluster_template("spark")))
    declared = templates({"name": "spark", "node_groups": [group("spark-worker", 3)]})
    (change,) = environment.changes("spark", declared)
    assert (change["field"], change["new"]) == ("node_groups.spark-master", None)
    environment.apply(declared)
    assert groups(sahara).keys() == {"spark-worker"}


def test_own_settings_of_a_node_group_are_compared(environment: Environment, sahara: FakeSahara):
    own = {"volumes_per_node": 2, "volumes_size": 5, "node_configs": {"HDFS": {"b": 2}}}
    declared = templates(
        {"name": "spark", "node_groups": [group("workers", 3, "spark-worker", **own)]},
        node_configs={"HDFS": {"a": 1}},
    )
    environment.apply(declared)
    assert groups(sahara)["workers"]["node_configs"] == {"HDFS": {"a": 1, "b": 2}}
    assert environment.actions(declared) == {}
    groups(sahara)["workers"]["volumes_per_node"] = 0
    (change,) = environment.changes("spark", declared)
    assert change["field"] == "node_groups.workers.volumes_per_node"


def test_setting_of_a_node_group_that_is_not_declared_is_shown_as_lost(
    environment: Environment, sahara: FakeSahara
):
    declared = templates(cluster_template("spark"))
    environment.apply(declared)
    groups(sahara)["spark-worker"]["volumes_per_node"] = 2
    assert environment.changes("spark", declared) == [
        {"field": "node_groups.spark-worker.volumes_per_node", "old": 2, "new": 0}
    ]


def test_node_groups_of_different_plugins_are_an_error(environment: Environment):
    declared = templates(cluster_template("spark"), plugin_version="2.4")
    with pytest.raises(ManifestError, match="one plugin and version"):
        environment.plan(declared)


# Updates of node group templates


@pytest.mark.parametrize("is_sqlite", [False, True], ids=["MariaDB", "SQLite"])
def test_rewritten_node_groups_are_sent_again(
    environment: Environment, sahara: FakeSahara, is_sqlite: bool
):
    sahara.is_sqlite = is_sqlite
    own = group("workers", 3, "spark-worker", volumes_per_node=2, volumes_size=5)
    declared = {"name": "spark", "node_groups": [group("spark-master", 1), own]}
    environment.apply(templates(declared))
    changed = templates(declared, description="new")
    plan = environment.plan(changed)
    assert [(step.name, step.action.value) for step in plan.steps if step.changes] == [
        ("spark-worker", "update"),
        ("spark", "update"),
    ]
    assert "sent again" in str(environment.changes("spark", changed))
    assert environment.outcomes(changed)["spark"] == "updated"
    assert groups(sahara)["workers"]["volumes_per_node"] == 2
    assert sahara.named("node-group-templates", "spark-worker")["description"] == "new"
    assert environment.actions(changed) == {}


@pytest.mark.parametrize("is_sqlite", [False, True], ids=["MariaDB", "SQLite"])
def test_node_groups_get_the_new_values_of_their_template(
    environment: Environment, sahara: FakeSahara, is_sqlite: bool
):
    sahara.is_sqlite = is_sqlite
    environment.apply(templates(cluster_template("spark")))
    changed = templates(cluster_template("spark"), flavor_id="m1.small")
    environment.apply(changed)
    assert groups(sahara)["spark-worker"]["flavor_id"] == "2"
    assert environment.actions(changed) == {}


def test_template_outside_of_the_files_that_would_lose_something_is_a_conflict(
    environment: Environment, sahara: FakeSahara
):
    other = {"name": "other", "node_groups": [group("workers", 1, "spark-worker")]}
    environment.apply(templates(cluster_template("spark"), other))
    changed = templates(cluster_template("spark"), description="new")
    assert '"workers" of cluster template "other"' in environment.reasons(changed)["spark-worker"]


def test_template_outside_of_the_files_that_loses_nothing_is_no_conflict(
    environment: Environment, sahara: FakeSahara
):
    other = {"name": "other", "node_groups": [group("spark-worker", 1)]}
    environment.apply(templates(cluster_template("spark"), other))
    changed = templates(cluster_template("spark"), flavor_id="m1.small")
    assert environment.reasons(changed) == {}
    environment.apply(changed)
    assert groups(sahara, "other")["spark-worker"]["flavor_id"] == "2"


def test_template_of_another_project_that_uses_it_is_a_conflict(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(TEMPLATES)
    id = sahara.named("node-group-templates", "spark-worker")["id"]
    used = [{"name": "spark-worker", "count": 1, "node_group_template_id": id}]
    sahara.add("cluster-templates", name="x", project_id=OTHER_PROJECT, node_groups=used)
    reasons = environment.reasons(templates(description="new"))
    assert "another project" in reasons["spark-worker"]


def test_protected_cluster_template_protects_its_node_group_templates(environment: Environment):
    declared = cluster_template("spark", is_protected=True)
    environment.apply(templates(declared))
    assert (
        "protected" in environment.reasons(templates(declared, description="new"))["spark-worker"]
    )


def test_cluster_template_is_unprotected_before_it_is_rewritten(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(templates(cluster_template("spark", is_protected=True)))
    changed = templates(cluster_template("spark", is_protected=False), description="new")
    outcomes = environment.outcomes(changed)
    assert (outcomes["spark-worker"], outcomes["spark"]) == ("updated", "updated")
    assert environment.actions(changed) == {}


# Templates in use


def test_template_that_a_cluster_was_made_from_is_a_conflict(environment: Environment):
    environment.apply(spark())
    changed = spark(
        node_group_templates=[MASTER, {**WORKER, "description": "new"}],
        cluster_templates=[cluster_template("spark", description="new")],
    )
    reasons = environment.reasons(changed)
    assert reasons.keys() == {"spark-worker", "spark"}
    assert 'used by cluster "analytics"' in reasons["spark"]
    assert "--replace cluster-template/spark --replace cluster/analytics" in reasons["spark"]


def test_conflict_does_not_stop_the_rest(environment: Environment):
    environment.apply(spark())
    changed = spark(
        cluster_templates=[cluster_template("spark", description="new")],
        data_sources=[{"name": "logs", "type": "hdfs", "url": "hdfs://logs"}],
    )
    outcomes = environment.outcomes(changed)
    assert outcomes["spark"].startswith("conflict: ")
    assert outcomes["logs"] == "created"
    assert outcomes["analytics"] == "unchanged"


# Replacements


def test_replaces_only_what_is_named(environment: Environment):
    environment.apply(spark())
    changed = spark(cluster_templates=[cluster_template("spark", description="new")])
    reasons = environment.reasons(changed, replace=["cluster-template/spark"])
    assert "Also add --replace cluster/analytics." in reasons["spark"]


def test_replaces_a_template_with_its_cluster(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    before = sahara.named("clusters", "analytics")["id"]
    changed = spark(cluster_templates=[cluster_template("spark", description="new")])
    replace = ["cluster-template/spark", "cluster/analytics"]
    assert environment.actions(changed, replace=replace) == {
        "spark": "replace",
        "analytics": "replace",
    }
    assert "data are lost" in str(environment.changes("analytics", changed, replace=replace))
    outcomes = environment.outcomes(changed, replace=replace)
    assert (outcomes["spark"], outcomes["analytics"]) == ("replaced", "replaced")
    assert sahara.named("clusters", "analytics")["id"] != before
    assert environment.actions(changed) == {}


def test_replaces_the_whole_chain(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    changed = spark(node_group_templates=[MASTER, {**WORKER, "flavor_id": "m1.small"}])
    replace = ["node-group-template/spark-worker", "cluster-template/spark", "cluster/analytics"]
    assert set(environment.outcomes(changed, replace=replace).values()) == {
        "unchanged",
        "replaced",
    }
    assert groups(sahara)["spark-worker"]["flavor_id"] == "2"
    assert environment.actions(changed) == {}


def test_what_can_be_updated_is_not_replaced(environment: Environment):
    environment.apply(TEMPLATES)
    changed = templates(description="new")
    actions = environment.actions(changed, replace=["node-group-template/spark-worker"])
    assert actions == {"spark-worker": "update"}


def test_user_outside_of_the_files_prevents_a_replacement(environment: Environment):
    environment.apply(spark())
    changed = spark(cluster_templates=[cluster_template("spark", description="new")], clusters=[])
    reasons = environment.reasons(changed, replace=["cluster-template/spark"])
    assert 'cluster "analytics" uses it' in reasons["spark"]


@pytest.mark.parametrize("option", ["spark", "cluster-template/", "image/ubuntu", "x/y"])
def test_malformed_replace_is_refused(environment: Environment, option: str):
    with pytest.raises(ManifestError, match="KIND/NAME"):
        environment.plan(spark(), replace=[option])


def test_replace_of_what_is_not_declared_is_refused(environment: Environment):
    with pytest.raises(ManifestError, match="cluster/other"):
        environment.plan(spark(), replace=["cluster/other"])


def test_job_template_is_replaced_for_new_binaries(environment: Environment, sahara: FakeSahara):
    binaries = [{"name": name, "url": f"swift://jars/{name}"} for name in ("a.jar", "b.jar")]
    job = {"name": "count", "type": "Spark", "mains": ["a.jar"]}
    environment.apply({"job_binaries": binaries, "job_templates": [job]})
    changed = {"job_binaries": binaries, "job_templates": [{**job, "mains": ["b.jar"]}]}
    assert "mains cannot change" in environment.reasons(changed)["count"]
    assert "--replace job-template/count" in environment.reasons(changed)["count"]
    environment.apply(changed, replace=["job-template/count"])
    assert environment.actions(changed) == {}


def test_no_replacement_if_what_it_needs_is_a_conflict(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(spark())
    id = sahara.named("cluster-templates", "spark")["id"]
    changed = spark(
        node_group_templates=[MASTER, {**WORKER, "description": "new"}],
        cluster_templates=[cluster_template("spark", description="new")],
    )
    replace = ["cluster-template/spark", "cluster/analytics"]
    outcomes = environment.outcomes(changed, replace=replace)
    assert outcomes["spark"].startswith("skipped: ")
    assert sahara.named("cluster-templates", "spark")["id"] == id


# Protection


@pytest.mark.parametrize("is_declared", [True, False])
def test_protected_resource_is_a_conflict(environment: Environment, is_declared: bool):
    environment.apply({"node_group_templates": [{**WORKER, "is_protected": True}]})
    more = {"is_protected": True} if is_declared else {}
    changed = {"node_group_templates": [{**WORKER, "description": "new", **more}]}
    assert "is_protected: false" in environment.reasons(changed)["spark-worker"]


def test_protection_is_removed_by_the_same_update(environment: Environment, sahara: FakeSahara):
    environment.apply({"node_group_templates": [{**WORKER, "is_protected": True}]})
    changed = {**WORKER, "description": "new", "is_protected": False}
    environment.apply({"node_group_templates": [changed]})
    assert sahara.named("node-group-templates", "spark-worker")["description"] == "new"


def test_protected_resource_may_become_public(environment: Environment, sahara: FakeSahara):
    protected = {**WORKER, "is_protected": True}
    environment.apply({"node_group_templates": [protected]})
    public = {"node_group_templates": [{**protected, "is_public": True}]}
    assert environment.outcomes(public) == {"spark-worker": "updated"}


def test_protected_cluster_is_not_scaled(environment: Environment):
    environment.apply(spark(clusters=[cluster("analytics", is_protected=True)]))
    changed = spark(clusters=[cluster("analytics", workers=5)])
    assert "protected" in environment.reasons(changed)["analytics"]


def test_protected_cluster_is_unprotected_and_then_scaled(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(spark(clusters=[cluster("analytics", is_protected=True)]))
    changed = spark(clusters=[cluster("analytics", workers=5, is_protected=False)])
    steps = [step.action.value for step in environment.plan(changed).steps if step.changes]
    assert steps[-2:] == ["update", "scale"]
    environment.apply(changed)
    assert environment.actions(changed) == {}


def test_cluster_is_scaled_before_it_is_protected(environment: Environment):
    environment.apply(spark())
    changed = spark(clusters=[cluster("analytics", workers=5, is_protected=True)])
    assert [one.outcome for one in environment.apply(changed)][-2:] == ["scaled", "updated"]
    assert environment.actions(changed) == {}


def test_protected_user_prevents_a_replacement(environment: Environment):
    environment.apply(spark(clusters=[cluster("analytics", is_protected=True)]))
    changed = spark(cluster_templates=[cluster_template("spark", description="new")])
    replace = ["cluster-template/spark", "cluster/analytics"]
    assert "protected" in environment.reasons(changed, replace=replace)["spark"]


# Clusters


def test_cluster_is_launched_with_its_own_counts(environment: Environment, sahara: FakeSahara):
    environment.apply(spark(clusters=[cluster("analytics", workers=7)]))
    launched = sahara.named("clusters", "analytics")
    counts = {one["name"]: one["count"] for one in launched["node_groups"]}
    assert counts == {"spark-master": 1, "spark-worker": 7}


def test_cluster_keeps_settings_of_node_groups_of_its_template(
    environment: Environment, sahara: FakeSahara
):
    own = group("spark-worker", 3, volumes_per_node=2, volumes_size=5)
    declared = {"name": "spark", "node_groups": [group("spark-master", 1), own]}
    environment.apply(spark(cluster_templates=[declared], clusters=[]))
    # The template is not in the files of the cluster.
    environment.apply({"clusters": [cluster("analytics", workers=7)]})
    (workers,) = (
        one
        for one in sahara.named("clusters", "analytics")["node_groups"]
        if one["name"] == "spark-worker"
    )
    assert (workers["count"], workers["volumes_per_node"]) == (7, 2)


def test_cluster_is_scaled(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    changed = spark(clusters=[cluster("analytics", workers=5)])
    assert environment.changes("analytics", changed) == [
        {"field": "node_groups.spark-worker.count", "old": 3, "new": 5}
    ]
    assert environment.outcomes(changed)["analytics"] == "scaled"
    assert environment.actions(changed) == {}


def test_counts_that_are_not_declared_are_not_compared(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(spark())
    for one in sahara.named("clusters", "analytics")["node_groups"]:
        one["count"] = 9
    undeclared = {**cluster("analytics")}
    del undeclared["node_groups"]
    assert environment.actions(spark(clusters=[undeclared])) == {}


def test_node_group_is_added_and_none_is_removed(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    more = [group("more", 2, "spark-worker")]
    changed = spark(clusters=[cluster("analytics", node_groups=more)])
    assert environment.actions(changed) == {"analytics": "scale"}
    environment.apply(changed)
    names = [one["name"] for one in sahara.named("clusters", "analytics")["node_groups"]]
    assert names == ["spark-master", "spark-worker", "more"]


def test_new_node_group_needs_a_template(environment: Environment):
    unknown = cluster("analytics", node_groups=[{"name": "unknown", "count": 1}])
    with pytest.raises(ManifestError, match='no node group "unknown"'):
        environment.plan(spark(clusters=[unknown]))


def test_cluster_that_is_not_active_is_not_scaled(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    sahara.named("clusters", "analytics")["status"] = "Spawning"
    changed = spark(clusters=[cluster("analytics", workers=5)])
    assert environment.actions(changed) == {"analytics": "scale"}
    assert "Spawning" in str(environment.changes("analytics", changed))
    outcome = environment.outcomes(changed)["analytics"]
    assert outcome.startswith("failed: ")
    assert "--wait" in outcome


def test_status_is_part_of_the_plan(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    sahara.named("clusters", "analytics")["status"] = "Starting"
    assert environment.changes("analytics", spark()) == [{"reason": "Its status is Starting."}]


def test_cluster_in_error_is_a_conflict_with_its_reason(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(spark())
    stored = sahara.named("clusters", "analytics")
    stored.update(status="Error", status_description="No valid host.")
    stored["node_groups"][0]["instances"] = [{"id": "i"}]
    assert "No valid host." in environment.reasons(spark())["analytics"]
    assert "--replace cluster/analytics" in environment.reasons(spark())["analytics"]
    assert environment.actions(spark(), replace=["cluster/analytics"]) == {"analytics": "replace"}


def test_cluster_in_error_without_instances_is_replaced(
    environment: Environment, sahara: FakeSahara
):
    environment.apply(spark())
    sahara.named("clusters", "analytics").update(status="Error", status_description="Quota.")
    assert environment.actions(spark()) == {"analytics": "replace"}
    assert environment.outcomes(spark())["analytics"] == "replaced"
    assert sahara.named("clusters", "analytics")["status"] == "Active"


def test_what_cannot_change_on_a_cluster_is_a_conflict(environment: Environment):
    environment.apply(spark())
    changed = spark(clusters=[cluster("analytics", user_keypair_id="other")])
    assert "user_keypair_id cannot change" in environment.reasons(changed)["analytics"]


def test_cluster_is_updated(environment: Environment, sahara: FakeSahara):
    environment.apply(spark())
    changed = spark(clusters=[cluster("analytics", description="new")])
    assert environment.outcomes(changed)["analytics"] == "updated"
    assert sahara.named("clusters", "analytics")["description"] == "new"
