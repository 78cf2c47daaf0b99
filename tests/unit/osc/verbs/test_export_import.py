from __future__ import annotations

import json

import pytest

from saharaclient.exceptions import NotFound
from saharaclient.osc.arguments import lookups
from saharaclient.osc.arguments.options import Value
from saharaclient.osc.output.views import CLUSTER_TEMPLATE
from saharaclient.osc.verbs import export_import
from tests.unit.osc import samples
from tests.unit.osc.samples import CLUSTER_TEMPLATE_ID, both_versions


class ExportTemplate(export_import.Export):
    view = CLUSTER_TEMPLATE


class ImportTemplate(export_import.Import):
    view = CLUSTER_TEMPLATE
    options = (
        Value("--name", "name", "Name"),
        Value("--image", "default_image_id", "Image", finder=lookups.registered_image_id),
    )


@pytest.fixture
def exported(service):
    service.holds(cluster_templates=samples.cluster_template())
    content = {"name": "small", "plugin_version": "0.1"}
    path = f"/cluster-templates/{CLUSTER_TEMPLATE_ID}/export"
    service.answers("GET", path, {"cluster_template": content})
    return {"cluster_template": service.in_its_words(content)}


@both_versions
def test_export_goes_to_stdout_as_json(shell, exported):
    assert json.loads(shell(ExportTemplate, "small")) == exported


def test_export_goes_to_a_file(shell, exported, tmp_path):
    path = tmp_path / "small.json"
    assert shell(ExportTemplate, "small", "--file", str(path)) == ""
    assert json.loads(path.read_text()) == exported


def test_export_to_dash_goes_to_stdout(shell, exported, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert json.loads(shell(ExportTemplate, "small", "--file", "-")) == exported
    assert not list(tmp_path.iterdir())


def test_export_is_yaml_by_the_name_of_the_file(shell, exported, tmp_path):
    path = tmp_path / "small.yaml"
    shell(ExportTemplate, "small", "--file", str(path))
    assert path.read_text() == "cluster_template:\n  name: small\n  plugin_version: '0.1'\n"


def test_export_writes_over_a_file(shell, exported, tmp_path):
    path = tmp_path / "small.json"
    path.write_text("old")
    shell(ExportTemplate, "small", "--file", str(path))
    assert json.loads(path.read_text()) == exported


def test_export_of_what_is_not_there_writes_no_file(shell, tmp_path):
    path = tmp_path / "small.json"
    with pytest.raises(NotFound):
        shell(ExportTemplate, "nobody", "--file", str(path))
    assert not path.exists()


@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
@pytest.mark.parametrize("in_file", ["hadoop_version", "plugin_version"])
def test_export_of_either_version_can_be_imported(shell, service, document, field, in_file):
    path = document({"cluster_template": {"name": "small", in_file: "0.1"}})
    shell.json(ImportTemplate, path, "--name", "other", "--image", samples.IMAGE_ID)
    assert service.sent("POST") == {
        "name": "other",
        field: "0.1",
        "default_image_id": samples.IMAGE_ID,
    }


def test_import_needs_a_file(shell):
    with pytest.raises(SystemExit):
        shell(ImportTemplate)
