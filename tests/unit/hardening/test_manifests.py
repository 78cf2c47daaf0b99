"""No file ends in a traceback, and what loads is what the published schema allows."""

from __future__ import annotations

import io
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saharaclient.api.fields import Field, Type, by_key
from saharaclient.api.kinds import KINDS
from saharaclient.manifest import ManifestError
from saharaclient.manifest.reading.loading import check
from saharaclient.manifest.reading.schema import schema
from saharaclient.manifest.reading.spelling import declared_by, fields_of

from .fuzzing import NASTY_TEXTS, examples

pytestmark = pytest.mark.slow

ENVIRONMENT = """\
version: 1
project: data
x-nodes: &nodes {plugin: fake, plugin_version: 0.1, flavor: "${FLAVOR}"}
images: [{name: ubuntu, username: ubuntu, tags: [fake, "0.1"]}]
node_group_templates:
- <<: *nodes
  name: worker
  processes: [datanode]
  volumes_per_node: 2
  configs: {HDFS: {a: 012, b: {env: SECRET}, c: $${user.name}}}
cluster_templates:
- name: small
  node_groups:
  - {template: worker, count: 3}
data_sources:
- {name: words, type: swift, url: "swift://a/b", username: ann, password: {file: secret}}
job_binaries:
- {name: a.jar, file: a.jar, url: "swift://a/a.jar"}
job_templates:
- name: words
  type: Spark
  mains: [a.jar]
  interface: [{name: a, mapping_type: args, location: 0, required: true}]
clusters:
- {name: words, template: small, image: ubuntu, node_groups: [{name: worker, count: 5}]}
"""
LINES = ENVIRONMENT.splitlines(keepends=True)
#: What has a meaning in YAML, or in a manifest.
TOKENS = (
    *("{", "}", "[", "]", ":", ": ", ",", "- ", "?", "|", ">", "&a ", "*a", "*nodes", "!!str "),
    *("!!set ", "<<: ", "'", '"', "#", "\t", "\n", "  ", "---\n", "...", "%YAML 1.2", "~", "null"),
    *("${A}", "${", "$${", "$", "env", "file", "name", "true", "-1", "1e999", ".nan", "\ufeff"),
    *NASTY_TEXTS,
)


def found_in(text: str) -> str | None:
    """Return what is wrong with a file, None for nothing; fail on any other exception."""
    found = check(["-"], {}, {}, io.StringIO(text))
    if not found.errors:
        return None
    said = str(ManifestError.of(found.errors))
    assert all(line.startswith("<stdin>") for line in said.splitlines()), said
    assert "Traceback" not in said
    return said


@examples(200)
@given(st.text(max_size=60) | st.lists(st.sampled_from(TOKENS), max_size=12).map("".join))
def test_any_text_loads_or_is_an_error_with_its_line(text: str) -> None:
    if "\n" not in text:
        found_in(f"images: [{{name: {text}}}]")
    check(["-"], {}, {}, io.StringIO(text))


@examples(300)
@given(st.data())
def test_damaged_manifest_loads_or_is_an_error_with_its_line(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        position = data.draw(st.integers(0, len(line)))
        end = data.draw(st.integers(position, len(line)))
        lines[at] = line[:position] + data.draw(st.sampled_from(("", *TOKENS))) + line[end:]
        if data.draw(st.booleans()):
            lines.insert(at, lines[data.draw(st.integers(0, len(lines) - 1))])
    check(["-"], {}, {}, io.StringIO("".join(lines)))


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.floats(0, 2, allow_nan=False),
    st.sampled_from(("", "a", "a-b", "swift", "swift://a/b", "/a", "Spark", "args", "0", "A_b")),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2),
        st.dictionaries(st.sampled_from(("a", "env", "file", "name")), inner, max_size=2),
    ),
    max_leaves=4,
)


def values_of(field: Field) -> st.SearchStrategy[Any]:
    """Return values of a field, most of them of its type."""
    texts = {"url": ("swift://a/b", "/a"), "type": ("swift", "hdfs", "Spark")}
    text = st.sampled_from(texts.get(field.name, field.choices or ("a", "a.b")))
    inner = st.deferred(lambda: objects_of(by_key(field.fields)))
    right: dict[Type, st.SearchStrategy[Any]] = {
        Type.TEXT: text,
        Type.NUMBER: st.integers(field.minimum or 0, 3),
        Type.SWITCH: st.booleans(),
        Type.TEXTS: st.lists(text, min_size=1, max_size=2, unique=True),
        Type.CONFIGS: st.dictionaries(st.just("HDFS"), st.dictionaries(st.just("a"), SCALARS)),
        Type.OBJECT: inner,
        Type.OBJECTS: st.lists(inner, max_size=1),
    }
    likely = st.just({"env": "A"}) if field.secret else right[field.type]
    return st.integers(0, 15).flatmap(lambda number: likely if number else ANYTHING)


def objects_of(fields: dict[str, Field]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects that have what is required, and a few other fields."""
    needed = {one.keys[-1]: values_of(one) for one in fields.values() if one.required}
    chosen = st.sampled_from(sorted(fields)).flatmap(
        lambda key: st.fixed_dictionaries({key: values_of(fields[key])})
    )
    return st.tuples(st.fixed_dictionaries(needed), st.lists(chosen, max_size=2)).map(
        lambda both: {**both[0], **{key: value for one in both[1] for key, value in one.items()}}
    )


DOCUMENTS = st.sampled_from(KINDS).flatmap(
    lambda kind: st.lists(objects_of(by_key(declared_by(kind))), min_size=1, max_size=1).map(
        lambda listed: {kind.key: listed}
    )
)


@pytest.mark.skipif(
    not hasattr(jsonschema, "Draft202012Validator"), reason="jsonschema 3 has no such draft"
)
@examples(400)
@given(DOCUMENTS)
def test_what_loads_is_what_the_schema_allows(document: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    problem = jsonschema.exceptions.best_match(validator.iter_errors(document))
    said = found_in(json.dumps(document, indent=1))
    if said is None:
        assert problem is None, problem
    if problem is not None:
        assert said


def test_every_key_of_the_schema_is_one_that_loads() -> None:
    for kind in KINDS:
        assert schema()["$defs"][kind.key]["properties"].keys() == fields_of(kind).keys()
