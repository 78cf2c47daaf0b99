"""``manifest validate`` and ``manifest schema``, which need no cloud."""

from __future__ import annotations

import json

import jsonschema
import pytest

from tests.functional.shell import Shell

ENVIRONMENT = """\
project: data
node_group_templates:
- name: worker
  plugin: fake
  plugin_version: 0.1
  flavor: ${FLAVOR}
  processes: [datanode]
data_sources:
- {name: words, type: swift, url: "swift://${FLAVOR}/b", username: ann, password: {env: SECRET}}
"""


@pytest.fixture
def offline(api_version, monkeypatch, tmp_path) -> Shell:
    """Runs commands without any settings of a cloud."""
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(tmp_path / "none.yaml"))
    monkeypatch.setenv("COLUMNS", "500")
    return Shell("", api_version)


@pytest.fixture
def write(empty_folder):
    def write_(text, name="env.yaml"):
        (empty_folder / name).write_text(text)

    return write_


def test_validate_lists_unset_variables(offline, write):
    write(ENVIRONMENT)
    outcome = offline("manifest validate env.yaml")
    assert outcome.stdout == "env.yaml:6: The variable FLAVOR is not set.\n"
    assert outcome.requests == []


def test_validate_is_silent_in_scripts(offline, write, monkeypatch):
    write(ENVIRONMENT)
    assert offline("manifest validate env.yaml --var FLAVOR=m1.tiny").stdout == ""
    monkeypatch.setenv("FLAVOR", "m1.tiny")
    assert offline("manifest validate env.yaml").stdout == ""


def test_validate_reads_folders_and_standard_input(offline, write):
    write(ENVIRONMENT)
    duplicate = "\n\nnode_group_templates: [{name: worker}]"
    outcome = offline.run("manifest validate . -", stdin=duplicate)
    assert outcome.exit_status == 1
    assert outcome.stderr.startswith('<stdin>:3: A node group template needs "plugin_name"')


def test_validate_reports_all_errors_with_their_lines(offline, write):
    write(ENVIRONMENT.replace("processes", "procesess"))
    outcome = offline.run("manifest validate env.yaml missing.yaml")
    assert outcome.exit_status == 1
    assert outcome.stdout == ""
    assert [line.partition(": ")[0] for line in outcome.stderr.splitlines()] == [
        *("env.yaml:7", "missing.yaml"),
    ]


def test_validate_needs_a_file(offline):
    outcome = offline.run("manifest validate")
    assert outcome.exit_status == 2
    assert "<file>" in outcome.stderr


@pytest.mark.skipif(
    not hasattr(jsonschema, "Draft202012Validator"), reason="jsonschema 3 has no such draft"
)
def test_schema_is_one_of_draft_2020_12(offline):
    schema = json.loads(offline("manifest schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)
