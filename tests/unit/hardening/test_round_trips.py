"""What was exported is what is imported, whichever the version and the format."""

from __future__ import annotations

import json
from typing import Any
from urllib import parse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from osc_lib import exceptions

from saharaclient.osc.arguments import documents
from saharaclient.osc.commands import cluster_templates, node_group_templates
from tests.unit.osc import samples

from .fuzzing import Answer, as_json, examples
from .running import Run, in_words_of

pytestmark = pytest.mark.slow

UUID = "11111111-0000-4000-8000-000000000001"
#: Text that any file can hold, and that stands for nothing but itself.
text = st.text(max_size=12)
words = st.one_of(
    text,
    st.sampled_from(
        *(("yes", "null", "~", "0.1", "2.10", "1e3", "0x1F", "1:30", "1_000", "<<", "=", "- a"),)
    ),
    st.sampled_from(
        ("2030-01-01", "!tag", "&a", "*a", "# no", "a: b", "\ufeff", "\x07", "é😀\u2028")
    ),
)
values = st.recursive(
    st.one_of(st.booleans(), st.integers(), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=5,
)
configs = st.dictionaries(words, st.dictionaries(words, values, max_size=3), max_size=3)
shares = st.lists(st.fixed_dictionaries({"id": words, "access_level": words}), max_size=2)
common = {
    "description": text,
    "shares": shares,
    "is_public": st.booleans(),
    "is_protected": st.booleans(),
    "use_autoconfig": st.booleans(),
}
plugin = {"name": words, "plugin_name": words, "plugin_version": words}
NODE_GROUP = st.fixed_dictionaries(
    {**plugin, "flavor_id": st.just("42"), "image_id": st.just(UUID)},
    optional={
        **common,
        "node_processes": st.lists(words, max_size=3),
        "node_configs": configs,
        "security_groups": st.lists(words, max_size=2),
        "availability_zone": words,
        "volume_type": words,
        "volumes_size": st.integers(1),
        "is_proxy_gateway": st.booleans(),
    },
)
CLUSTER = st.fixed_dictionaries(
    {
        **plugin,
        "node_groups": st.just(
            [{"name": "worker", "count": 3, "node_group_template_id": samples.WORKER_ID}]
        ),
    },
    optional={
        **common,
        "cluster_configs": configs,
        "anti_affinity": st.lists(words, max_size=2),
        "domain_name": words,
        "default_image_id": st.just(samples.IMAGE_ID),
    },
)
KINDS = {
    "node_group_templates": (
        node_group_templates.ExportNodeGroupTemplate,
        node_group_templates.ImportNodeGroupTemplate,
        ["--flavor_id", "tiny", "--image_id", UUID],
    ),
    "cluster_templates": (
        cluster_templates.ExportClusterTemplate,
        cluster_templates.ImportClusterTemplate,
        ["--node-groups", "worker:3"],
    ),
}


def holding_one(manager: str, one: dict[str, Any], worker: dict[str, Any]) -> Any:
    """Return a server that exports one template, and creates what it is told."""

    def answer_of(client: Any) -> Any:
        its = getattr(client, manager)
        version = client.api.api_version

        def answer(request: Any) -> Answer:
            path = parse.urlsplit(request.url).path
            if its.path not in path:
                sent = in_words_of(version, worker)
                return as_json({"node_group_templates": [sent]})
            if request.method == "POST":
                return as_json({its.key: {"id": "new", "name": "new"}}, 202)
            return as_json({its.key: in_words_of(version, {**one, "id": UUID})})

        def exporting(request: Any) -> Answer:
            if request.url.endswith("/export"):
                return as_json({its.key: in_words_of(version, one)})
            return answer(request)

        return exporting

    return answer_of


def imported(version: str, manager: str, one: dict[str, Any], path: str) -> Any:
    """Export a template from a cloud, import it, and return what was sent to create it."""
    export, import_, argv = KINDS[manager]
    plugin = {key: one[key] for key in ("plugin_name", "plugin_version")}
    server = holding_one(manager, one, {**samples.node_group_template(), **plugin})
    assert Run(version, export, [UUID, "--file", path], server).status == 0
    ran = Run(version, import_, [path, *argv, "-f", "json"], server)
    assert ran.status == 0, ran.error
    (sent,) = [request for request in ran.wire.sent if request.method == "POST"]
    return json.loads(sent.body)


@pytest.mark.parametrize("version", ["1.1", "2"])
@pytest.mark.parametrize("form", ["json", "yaml"])
@pytest.mark.parametrize(
    ("manager", "templates"), [("node_group_templates", NODE_GROUP), ("cluster_templates", CLUSTER)]
)
@given(data=st.data())
@examples(15)
def test_what_was_exported_is_imported_as_it_was(
    tmp_path_factory, version, form, manager, templates, data
):
    one = data.draw(templates)
    path = str(tmp_path_factory.getbasetemp() / f"{version}-{manager}.{form}")
    wanted = {
        name: value
        for name, value in one.items()
        if manager == "cluster_templates" or name not in DEPEND
    }
    assert imported(version, manager, one, path) == in_words_of_fields(version, wanted)


#: Details of volumes; the service does not take them back without volumes.
DEPEND = ("volume_type", "volumes_size")


def in_words_of_fields(version: str, fields: dict[str, Any]) -> dict[str, Any]:
    names = {"plugin_version": "hadoop_version"} if version == "1.1" else {}
    return {names.get(name, name): value for name, value in fields.items()}


@given(document=st.dictionaries(words, values, max_size=4), name=st.sampled_from(("a", "a.yaml")))
@examples(60)
def test_any_document_is_read_back_as_it_was_written(tmp_path_factory, document, name):
    path = str(tmp_path_factory.getbasetemp() / name)
    documents.write_document(path, document, overwrite=True, stdout=None)
    assert documents.read_document(path) == document


@given(content=st.one_of(st.binary(max_size=40), st.text("{}[]:,-\n \"'&*!|>%@`a1~<", max_size=12)))
@examples(150)
def test_any_file_is_a_document_or_refused_in_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "content"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        document = documents.read_document(str(path))
    except exceptions.CommandError as error:
        document = {"refused": str(error)}
    assert isinstance(document, dict)


@pytest.mark.parametrize("manager", sorted(KINDS))
def test_a_float_in_yaml_is_imported_as_a_float(tmp_path, manager):
    field = {"node_group_templates": "node_configs", "cluster_templates": "cluster_configs"}
    one = {
        **{"name": "a", "plugin_name": "fake", "plugin_version": "0.1"},
        field[manager]: {"YARN": {"ratio": 0.75}},
    }
    sent = imported("2", manager, one, str(tmp_path / "a.yaml"))
    assert sent[field[manager]] == {"YARN": {"ratio": 0.75}}


@pytest.mark.parametrize("content", ["[" * 100_000, "- " * 2_000 + "a"], ids=["json", "yaml"])
def test_a_document_that_is_too_deep_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "deep"
    path.write_text(content)
    with pytest.raises(exceptions.CommandError):
        documents.read_document(str(path), list)


@pytest.mark.parametrize("content", ["a: !!binary aGk=\n", "a: !!set {b}\n"])
def test_a_document_that_json_cannot_hold_is_refused_in_a_sentence(tmp_path, content):
    path = tmp_path / "a.yaml"
    path.write_text(content)
    try:
        document = documents.read_document(str(path))
    except exceptions.CommandError:
        return
    json.dumps(document)
