"""What the service would refuse, and what cannot be right together."""

from __future__ import annotations

import pytest

NODES = (
    "node_group_templates:\n"
    "- {name: %s, plugin: spark, plugin_version: 1, flavor: 2, processes: [a]}"
)
TEMPLATE = "cluster_templates:\n- {name: t, node_groups: [%s]}\n"
JOB = "job_templates:\n- {name: j, %s}"


@pytest.mark.parametrize(
    "name", ["spark_worker", "2spark", "hadoop-2.7", "a-", "-a", "a..b", "", "a b", '"a\\n"']
)
def test_names_of_templates_are_host_names(refusal, name):
    assert "name" in refusal(NODES % (name or "''"))


@pytest.mark.parametrize("name", ["a", "spark-worker", "a.b-c.d", "A1", "a" * 50])
def test_host_names(loaded, name):
    assert loaded(NODES % name).declarations[0].name == name


def test_name_that_is_too_long(refusal):
    assert "at most 50 characters" in refusal(NODES % ("a" * 51))


@pytest.mark.parametrize("name", ["_a", "-a", ".a", "a b", "ä"])
def test_names_of_data_sources(refusal, name):
    assert "letters, digits" in refusal(f"data_sources: [{{name: '{name}', type: hdfs, url: /a}}]")


def test_names_of_data_sources_can_begin_with_digits(loaded):
    assert loaded("data_sources: [{name: 1_a.b-c, type: hdfs, url: /a}]")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("images: [{name: a}]", 'An image needs "username"'),
        ("images: [{username: a}]", 'An image needs "name"'),
        ("images: [{name: a, username: b, tags: [a b]}]", "letters, digits"),
        ("images: [{name: a, username: b, tags: a}]", '"tags" must be a list of texts, not "a"'),
        ("images: [{name: a, username: b, tags: [[]]}]", 'Each item of "tags" must be text'),
        ("node_group_templates: [{}]", '"plugin_name" or "plugin"'),
        ("node_group_templates: [{}]", '"flavor_id" or "flavor"'),
        (NODES % "a, volume_mount_prefix: x", "an absolute path"),
        (NODES % "a, volumes_size: 0", "1 or more, not 0"),
        (NODES % "a, node_processes: []", "same field"),
        (NODES.replace("[a]", "[]") % "a", "a list with an item at least"),
        ("job_binaries: [{name: a}]", '"url" or "file" or "data"'),
        ("data_sources: [{name: a, type: nfs, url: /a}]", "one of swift, hdfs, maprfs"),
    ],
)
def test_wrong_values(refusal, text, words):
    assert words in refusal(text)


@pytest.mark.parametrize(
    ("kind", "url", "schemes"),
    [
        ("swift", "hdfs://a/b", "swift://"),
        ("s3", "swift://a/b", "s3:// or s3a://"),
        ("hdfs", "s3://a/b", "hdfs:// or /"),
        ("manila", "/a", "manila://"),
    ],
)
def test_urls_fit_the_type_of_data_source(refusal, kind, url, schemes):
    said = refusal(f"data_sources: [{{name: a, type: {kind}, url: '{url}'}}]")
    assert said.endswith(f"of type {kind} must begin with {schemes}.")


def test_urls_of_job_binaries(refusal):
    assert "swift://" in refusal("job_binaries: [{name: a, url: http://a/b}]")
    said = refusal("job_binaries: [{name: a, file: a.jar, url: s3://a/b}]")
    assert said.endswith('a job binary with "file" must begin with swift://.')


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("type: Spark", 'need "mains"'),
        ("type: Java", 'need "libs"'),
        ("type: MapReduce, mains: [a], libs: [b]", 'have no "mains"'),
        ("type: Pig, mains: [a], libs: [a]", '"a" is in "mains" and in "libs"'),
        ("type: pig, mains: [a]", "one of Hive, Java"),
    ],
)
def test_binaries_of_a_type_of_job(refusal, fields, words):
    assert words in refusal(JOB % fields)


def argument(more="", name="a", kind="args", location="0"):
    return f"{{name: {name}, mapping_type: {kind}, location: {location}, required: true{more}}}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([argument(), argument(location="1")], 'argument "a" is there twice'),
        ([argument(), argument(name="b")], 'the location "0" of args'),
        ([argument(location="1")], "0, 1, 2 and so on"),
        ([argument(location="x")], "0, 1, 2 and so on"),
        ([argument(kind="params")], "only configs or args"),
        ([argument().replace("true", "false")], "needs a default"),
        ([argument(kind="foo")], "one of args, configs, params"),
        (["{}"], 'An argument needs "mapping_type"'),
    ],
)
def test_arguments_of_jobs(refusal, arguments, words):
    listed = ", ".join(arguments)
    assert words in refusal(JOB % f"type: Spark, mains: [a], interface: [{listed}]")


def test_storm_jobs_without_arguments(refusal):
    text = JOB % f"type: Storm.Pyleus, mains: [a], interface: [{argument()}]"
    assert "have no arguments" in refusal(text)


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ("{count: 1}", 'needs "template", or "name"'),
        ("{template: a}", 'needs "count"'),
        ("{name: w, count: 1}", "or flavor_id and node_processes"),
        ("{template: a, count: 1}, {template: a, count: 2}", '"a" is there twice'),
        ("{template: a, name: b, count: 1}, {name: B, template: c, count: 2}", "twice"),
        ("{template: a, count: -1}", "0 or more"),
        ("{template: a_b, count: 1}", "host name"),
    ],
)
def test_node_groups(refusal, groups, words):
    assert words in refusal(TEMPLATE % groups)


def test_node_group_of_a_template_with_an_id_has_no_name_yet(declared):
    template = "5a1ee0b4-0000-4000-8000-000000000001"
    (group,) = declared(TEMPLATE % f"{{template: {template}, count: 1}}")["node_groups"]
    assert group == {"node_group_template_id": template, "count": 1}


def test_node_group_keeps_its_own_name(declared):
    (group,) = declared(TEMPLATE % "{template: a, name: b, count: 1}")["node_groups"]
    assert group["name"] == "b"


def test_cluster_template_needs_a_plugin(refusal):
    assert refusal("cluster_templates: [{name: t, plugin: spark}]") == (
        'env.yaml:1: A cluster template needs "plugin_version", or node groups with a template.'
    )


def test_node_groups_are_of_one_plugin(refusal):
    text = (
        "node_group_templates:\n"
        "- {name: a, plugin: spark, plugin_version: 1, flavor: 2, processes: [a]}\n"
        "- {name: b, plugin: spark, plugin_version: 2, flavor: 2, processes: [a]}\n"
    )
    said = refusal(text + TEMPLATE % "{template: a, count: 1}, {template: b, count: 1}")
    assert said == (
        'env.yaml:5: The plugin version of node group template "b" is "2", but that of node group'
        ' template "a" is "1".'
    )
    own = TEMPLATE.replace("name: t", "name: t, plugin_version: 2")
    assert '"plugin_version" is "2"' in refusal(text + own % "{template: a, count: 1}")


CLUSTER = "clusters:\n- {name: c, template: t, node_groups: [%s]}\n"


def test_node_groups_of_a_cluster_are_those_of_its_template(refusal):
    text = TEMPLATE % "{template: a, count: 1}" + CLUSTER % "{name: b, count: 1}"
    assert refusal(text) == (
        'env.yaml:4: The cluster template "t" has no node group "b" (node groups: a). A new one'
        ' needs "template".'
    )


def test_new_node_group_of_a_cluster(loaded):
    text = TEMPLATE % "{template: a, count: 1}" + CLUSTER % "{template: b, count: 1}"
    assert len(loaded(text).declarations) == 2


def test_cluster_needs_a_template_or_what_it_would_have(refusal):
    said = refusal("clusters: [{name: c, plugin: spark}]")
    assert said == (
        'env.yaml:1: A cluster needs "template", or "plugin_version".\n'
        'env.yaml:1: A cluster needs "template", or "node_groups".'
    )


def test_host_names_of_nodes_are_not_too_long(refusal):
    text = CLUSTER.replace("name: c", f"name: {'c' * 40}") % f"{{name: {'g' * 30}, count: 1}}"
    assert "are too long" in refusal(text)
