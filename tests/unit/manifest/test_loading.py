from __future__ import annotations

import io
import os

import pytest
import yaml

from saharaclient.api import kinds
from saharaclient.manifest import ManifestError, load
from saharaclient.manifest.model import Location, SecretReference

ENVIRONMENT = """\
version: 1
project: analytics
images:
  - {name: ubuntu-spark, username: ubuntu, tags: [spark, "2.3"]}
node_group_templates:
  - name: worker
    plugin_name: spark
    plugin_version: "2.3"
    flavor: m1.large
    node_processes: [datanode, slave]
cluster_templates:
  - name: spark
    node_groups: [{template: worker, count: 3}]
clusters:
  - {name: analytics, template: spark, image: ubuntu-spark, network: private, keypair: ops,
     node_groups: [{name: worker, count: 5}]}
data_sources:
  - {name: events, type: swift, url: swift://events/in,
     credentials: {user: etl, password: {env: ETL_PASSWORD}}}
job_binaries:
  - {name: count.jar, file: build/count.jar, url: swift://jars/count.jar,
     credentials: {user: etl, password: {file: secret}}}
job_templates:
  - {name: wordcount, type: Spark, mains: [count.jar]}
"""


def refusal_of(*paths, **kwargs):
    with pytest.raises(ManifestError) as raised:
        load(paths, environment={}, **kwargs)
    return str(raised.value)


def test_whole_environment(loaded, folder):
    manifest = loaded(ENVIRONMENT)
    assert manifest.project == "analytics"
    fields = {(one.kind, one.name): one.fields for one in manifest.declarations}
    assert list(fields) == [
        (kinds.IMAGE, "ubuntu-spark"),
        (kinds.NODE_GROUP_TEMPLATE, "worker"),
        (kinds.CLUSTER_TEMPLATE, "spark"),
        (kinds.DATA_SOURCE, "events"),
        (kinds.JOB_BINARY, "count.jar"),
        (kinds.JOB_TEMPLATE, "wordcount"),
        (kinds.CLUSTER, "analytics"),
    ]
    assert fields[kinds.NODE_GROUP_TEMPLATE, "worker"] == {
        "name": "worker",
        "plugin_name": "spark",
        "plugin_version": "2.3",
        "flavor_id": "m1.large",
        "node_processes": ["datanode", "slave"],
    }
    assert fields[kinds.CLUSTER_TEMPLATE, "spark"]["node_groups"] == [
        {"name": "worker", "node_group_template_id": "worker", "count": 3}
    ]
    assert fields[kinds.CLUSTER, "analytics"] == {
        "name": "analytics",
        "cluster_template_id": "spark",
        "default_image_id": "ubuntu-spark",
        "neutron_management_network": "private",
        "user_keypair_id": "ops",
        "node_groups": [{"name": "worker", "count": 5}],
    }
    assert fields[kinds.DATA_SOURCE, "events"]["credentials"] == {
        "user": "etl",
        "password": SecretReference(env="ETL_PASSWORD"),
    }
    assert fields[kinds.JOB_BINARY, "count.jar"] == {
        "name": "count.jar",
        "url": "swift://jars/count.jar",
        "extra": {"user": "etl", "password": SecretReference(file=str(folder / "secret"))},
    }


def test_declarations_have_lines(loaded):
    places = {one.name: one for one in loaded(ENVIRONMENT).declarations}
    worker = places["worker"]
    assert worker.location == Location("env.yaml", 6)
    assert worker.field_locations["flavor_id"] == Location("env.yaml", 9)
    assert places["analytics"].field_locations["node_groups[0].count"] == Location("env.yaml", 16)


def test_paths_are_relative_to_the_file(write, folder):
    binary = "job_binaries: [{name: a.jar, file: ../a.jar}]"
    write(binary, "envs/env.yaml")
    (declaration,) = load(["envs/env.yaml"]).declarations
    assert declaration.file == str(folder / "a.jar")
    assert "file" not in declaration.fields


def image(name):
    return f"images: [{{name: {name}, username: ubuntu}}]\n"


def names_of(manifest):
    return [one.name for one in manifest.declarations]


def test_files_of_a_folder_are_sorted(write, folder):
    write(image("c"), "envs/c.json")
    write(image("a"), "envs/a.yaml")
    write(image("b"), "envs/b.yml")
    write("no: manifest", "envs/notes.txt")
    write("no: manifest", "envs/.hidden.yaml")
    (folder / "envs" / "sub.yaml").mkdir()
    assert names_of(load(["envs"])) == ["a", "b", "c"]


def test_several_files_are_one_manifest(write):
    write(image("a") + "project: data", "a.yaml")
    write(image("b"), "b.yaml")
    manifest = load(["b.yaml", "a.yaml"])
    assert names_of(manifest) == ["b", "a"]
    assert manifest.project == "data"


def test_dash_is_standard_input(folder):
    text = "job_binaries: [{name: a.jar, file: a.jar}]"
    (declaration,) = load(["-"], stdin=io.StringIO(text)).declarations
    assert declaration.location == Location("<stdin>", 1)
    assert declaration.file == str(folder / "a.jar")


def test_standard_input_has_bytes(folder):
    stream = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + image("a").encode()), "ascii")
    assert names_of(load(["-"], stdin=stream)) == ["a"]


def test_byte_order_mark_is_ignored(write):
    assert names_of(load([write("\ufeff" + image("a"))])) == ["a"]


def test_json_with_tabs_and_escapes(declared):
    name = "a\\ud83d\\ude00\\\\ud83d\\t\\/"
    text = f'{{\n\t"images": [\n\t\t{{"name": "{name}", "username": "u"}}\n\t]\n}}'
    assert declared(text)["name"] == "a\U0001f600\\ud83d\t/"


def test_resource_in_two_files_is_an_error_with_both_places(write):
    write(image("a"), "a.yaml")
    write("# again\n" + image("a"), "b.yaml")
    assert refusal_of("a.yaml", "b.yaml") == (
        'b.yaml:2: Image "a" is declared twice, see a.yaml:1.'
    )


def test_names_that_differ_in_case_only_are_an_error(write):
    write(image("a"), "a.yaml")
    write(image("A"), "b.yaml")
    assert 'differs from "a" in case only' in refusal_of("a.yaml", "b.yaml")


def test_resources_of_different_kinds_can_have_one_name(loaded):
    manifest = loaded(image("a") + "data_sources: [{name: a, type: hdfs, url: /data}]")
    assert names_of(manifest) == ["a", "a"]


def test_projects_must_agree(write):
    write("project: a", "a.yaml")
    write("project: b", "b.yaml")
    assert refusal_of("a.yaml", "b.yaml") == (
        'b.yaml:1: The project is "b" here, and "a" at a.yaml:1.'
    )


def test_file_that_is_given_twice(write):
    write(image("a"), "envs/a.yaml")
    assert refusal_of("envs", "envs/a.yaml") == "envs/a.yaml: The file is given twice."


def test_errors_of_all_files_are_reported(write):
    write("imagse: 1\nclusters: 2", "a.yaml")
    write("images: 3", "b.yaml")
    with pytest.raises(ManifestError) as raised:
        load(["missing.yaml", "a.yaml", "b.yaml"])
    assert [str(error.location) for error in raised.value.errors] == [
        *("missing.yaml", "a.yaml:1", "a.yaml:2", "b.yaml:1"),
    ]
    assert len(str(raised.value).splitlines()) == 4


def test_missing_file():
    assert refusal_of("env.yaml") == (
        "env.yaml: The file cannot be read: no such file or directory."
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_unreadable_file(write, folder):
    (folder / write("version: 1")).chmod(0)
    assert "permission denied" in refusal_of("env.yaml")


def test_path_that_cannot_be_one():
    assert "cannot be read" in refusal_of("env\0.yaml")


def test_folder_without_files(folder):
    (folder / "envs").mkdir()
    assert refusal_of("envs").startswith("envs: The folder has no file")


def test_file_in_another_encoding_names_the_line(folder):
    (folder / "env.yaml").write_bytes(b"version: 1\nproject: caf\xe9\n")
    assert refusal_of("env.yaml") == "env.yaml:2: The file is not text in UTF-8."


def test_closed_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    assert refusal_of("-") == "<stdin>: Standard input cannot be read: it is closed."


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("- 1", 1, "must be an object"),
        ("version: 2", 1, '"version" must be 1, not 2'),
        ("version: 1\nimages: {", 2, "neither YAML nor JSON"),
        ("version: 1\n\timages: []", 2, "tab"),
        ("version: 1\n---\nversion: 1", 2, "second document"),
        ("version: 1\nproject: *a", 2, "no anchor"),
        ("project: a\x00", 1, "control character"),
        ("x-a: 1\n" * 2, 2, 'The key "x-a" is there twice, see env.yaml:1'),
        ("? [a]\n: 1", 1, "A key must be text"),
        ("project: !foo a", 1, 'The tag "!foo" is not supported'),
        ("project: !!binary aGk=", 1, 'The tag "!!binary" is not supported'),
        ("x-a: &a {}\nimages:\n- {<<: *a, <<: *a, name: a, username: u}", 3, "twice"),
        ("images:\n- {<<: a, name: a, username: u}", 2, "must be an object, or a list of them"),
        ("imagse: []", 1, 'Unknown key "imagse": did you mean "images"?'),
        ("clusters: 3", 1, '"clusters" must be a list of objects, not 3'),
        ("clusters: [3]", 1, "A cluster must be an object, not 3"),
        ('images: [{"name": "\\ud83d", "username": "u"}]', 1, "Unicode"),
        ("project: {a: [b]}", 1, '"project" must be text'),
    ],
)
def test_wrong_file_is_an_error_with_its_line(refusal, text, line, words):
    first = refusal(text).splitlines()[0]
    assert first.startswith(f"env.yaml:{line}: ")
    assert words in first


def test_parser_in_python_reads_the_same(loaded, refusal, monkeypatch):
    with_libyaml = loaded(ENVIRONMENT)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert loaded(ENVIRONMENT) == with_libyaml
    assert refusal("images:\n- {name: ${A}, username: u}").endswith('quotes: "${NAME}".')
    for text in ('project: "\\ud83d"', '"\\ud83d": 1', "project: !a b", "a: *b", "project: \x01"):
        assert refusal(text).startswith("env.yaml:1: ")


def test_variable_without_quotes_in_braces_has_advice(refusal):
    assert 'variables need quotes: "${NAME}"' in refusal("images:\n- {name: ${A}, username: u}")


@pytest.mark.parametrize("text", ["[" * 5000, "{a: " * 5000, "a: &a [*a, *a]\nimages: *a"])
def test_endless_nesting_is_an_error(refusal, text):
    assert refusal(text).startswith("env.yaml:1: ")


def test_aliases_that_multiply_are_an_error(refusal):
    lines = ["x-0: &a0 [a, a, a, a, a, a, a, a, a, a]"]
    lines += [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    lines.append("images: *a8")
    assert "too large" in refusal("\n".join(lines))


def test_syntax_errors_do_not_quote_the_file(refusal):
    assert "geheim" not in refusal("a: 'geheim\nb: @geheim")
