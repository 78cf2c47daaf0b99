"""Manifests, compared with their requests alone and with a command for each resource."""

from __future__ import annotations

import functools
import itertools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.cloud import VARIABLES
from benchmarks.environments import program
from benchmarks.figures import BASELINE, NEW, Figure, figure
from benchmarks.probes.rounds import alternate
from benchmarks.processes import PROBES, requests_of, run

V2 = {**VARIABLES, "OS_DATA_PROCESSING_API_VERSION": "2"}
_PLUGIN = {"plugin": "fake", "plugin_version": "0.1"}
_MINIMAL = f"{PROBES}/minimal_openstack.py"
_PLAN = ("dataprocessing", "manifest", "plan", "--exit-code", "-f", "json")


def manifests(quick: bool) -> list[Figure]:
    """Measure a plan of 100 unchanged resources, and an apply of 40 new ones."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            _plan(Path(folder, "plan.json"), 3 if quick else 11),
            _apply(Path(folder, "apply.json"), 1 if quick else 3),
        ]


def _plan(path: Path, runs: int) -> Figure:
    declared = _write(path, "unchanged", 20)
    _manifest("apply", path)
    try:
        sent = requests_of(NEW, [*_PLAN, str(path)], V2)
        assert len(declared) == 100
        replayed = path.with_name("requests.json")
        urls = [one["url"] for one in sent if "/auth/tokens" not in one["url"]]
        replayed.write_text(json.dumps(urls))
        words = {
            BASELINE: [program(BASELINE, "python"), _MINIMAL, "replay", str(replayed)],
            NEW: [program(NEW, "openstack"), *_PLAN, str(path)],
        }
        taken = alternate(
            {client: functools.partial(_seconds, words[client]) for client in words}, runs
        )
    finally:
        _manifest("delete", path)
    row, what = "`manifest plan` of 100 unchanged resources", "time over that of its requests"
    note = f"{len(sent)} requests, login included."
    return figure(row, what, "s", taken, 1.2, over="ratio", note=note)


def _seconds(command: list[str]) -> float:
    return run(command, V2).wall


def _apply(path: Path, runs: int) -> Figure:
    numbers = itertools.count()
    taken = alternate(
        {
            BASELINE: lambda: _create_seconds(path, numbers),
            NEW: lambda: _apply_seconds(path, numbers),
        },
        runs,
    )
    row = "`manifest apply` of 40 new resources"
    what = "time over that of 40 `create` commands"
    return figure(row, what, "s", taken, 0.2, over="ratio")


def _apply_seconds(path: Path, numbers: Iterator[int]) -> float:
    _write(path, f"applied-{next(numbers)}", 8)
    try:
        return _manifest("apply", path)
    finally:
        _manifest("delete", path)


def _create_seconds(path: Path, numbers: Iterator[int]) -> float:
    commands = _write(path, f"created-{next(numbers)}", 8)
    assert len(commands) == 40
    try:
        return sum(
            run([program(NEW, "openstack"), "dataprocessing", *words.split()], V2).wall
            for words in commands
        )
    finally:
        _manifest("delete", path)


def _manifest(verb: str, path: Path) -> float:
    return run([program(NEW, "openstack"), "dataprocessing", "manifest", verb, str(path)], V2).wall


def _write(path: Path, mark: str, each: int) -> list[str]:
    """Declare so many resources of each of five kinds; return the commands that create them."""
    declared: dict[str, list[dict[str, Any]]] = {}
    commands: dict[str, list[str]] = {}

    def add(kind: str, name: str, words: str, **fields: Any) -> None:
        declared.setdefault(kind, []).append({"name": name, **fields})
        commands.setdefault(kind, []).append(words)

    plugin = "--plugin fake --plugin-version 0.1"
    for number in range(each):
        group, template, source, binary, job = (
            f"{kind}-{mark}-{number}" for kind in ("group", "template", "source", "binary", "job")
        )
        add(
            "node_group_templates", group,
            f"node group template create --name {group} {plugin} --processes datanode"
            " --flavor m1.tiny",
            processes=["datanode"], flavor="m1.tiny", **_PLUGIN,
        )  # fmt: skip
        add(
            "cluster_templates", template,
            f"cluster template create --name {template} --node-groups {group}:1",
            node_groups=[{"template": group, "count": 1}],
        )  # fmt: skip
        add(
            "data_sources", source,
            f"data source create {source} --type hdfs --url hdfs://node/{source}",
            type="hdfs", url=f"hdfs://node/{source}",
        )  # fmt: skip
        url = f"manila://5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10/{binary}"
        add("job_binaries", binary, f"job binary create --name {binary} --url {url}", url=url)
        add(
            "job_templates", job,
            f"job template create --name {job} --type Pig --mains {binary}",
            type="Pig", mains=[binary],
        )  # fmt: skip
    path.write_text(json.dumps(declared))
    return list(itertools.chain(*commands.values()))
