"""Sentences that scripts compare: they stay word for word, one line per object, on stdout."""

from __future__ import annotations

import json
import pathlib

import pytest

from saharaclient.exceptions import NotFound
from tests.unit.meta.test_cli_compat import ENTRY_POINTS
from tests.unit.osc import samples
from tests.unit.osc.samples import Collection, both_versions

SPEC = pathlib.Path(__file__).parents[3] / "spec/sentences.json"
SENTENCES = json.loads(SPEC.read_text(encoding="utf-8"))
NAMES = {
    "cluster": "c1",
    "cluster template": "small",
    "node group template": "worker",
    "image": "ubuntu",
    "data source": "input",
    "job binary": "main.pig",
    "job template": "pig",
    "job type": "Pig",
    "job": samples.JOB_ID,
    "plugin": "fake",
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def held(service):
    """One resource of each kind."""
    service.holds(
        clusters=samples.cluster(),
        cluster_templates=samples.cluster_template(),
        node_group_templates=samples.node_group_template(),
        images=samples.image(),
    )
    for name, one in (
        ("data_sources", samples.data_source()),
        ("job_binaries", samples.job_binary()),
        ("job_templates", samples.job_template()),
        ("jobs", samples.job()),
    ):
        Collection(service, name, one)
    data = f"{service.url}/job-binaries/{samples.JOB_BINARY_ID}/data"
    service.mock.get(data, content=b"main")
    templates = "jobs" if service.version == "1.1" else "job-templates"
    service.answers("GET", f"/{templates}/config-hints/Pig", {"job_config": {}})
    service.answers("GET", "/plugins/fake/0.1", {"plugin": samples.plugin()})


def command_of(version, call):
    """Return the class, the kind of resource and the options of a command line."""
    words = call.partition(" --")[0]
    point = ENTRY_POINTS["v1" if version == "1.1" else "v2"][f"dataprocessing {words}"]
    kind = max((kind for kind in NAMES if words.startswith(f"{kind} ")), key=len)
    return point.load(), kind, call.split()[len(words.split()) :]


@both_versions
@pytest.mark.parametrize("call", [call for call in SENTENCES if call != "unknown name"])
def test_sentences_are_as_specified(shell, held, version, call):
    command, kind, options = command_of(version, call)
    name = NAMES[kind]
    argv = [name, *(["0.1"] if kind == "plugin" else []), *options]
    if call.endswith((" get", " download")):
        argv += ["--file", "out"]
    expected = [sentence.format(name=name, file="out") for sentence in SENTENCES[call]]
    assert shell(command, *argv).splitlines() == expected


@both_versions
@pytest.mark.parametrize("call", [call for call in SENTENCES if call.endswith(" delete")])
def test_unknown_name_is_reported_as_specified(shell, held, version, call):
    command, _, options = command_of(version, call)
    with pytest.raises(NotFound) as raised:
        shell(command, "nobody", *options)
    assert SENTENCES["unknown name"][0] in str(raised.value)
    assert shell.stdout == ""
