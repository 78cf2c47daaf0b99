"""Sixty-four commands at once: each does what it was told to, or tells what the service said."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import CLOUDS, Account, Names
from tests.functional.osc.program import PATH
from tests.functional.osc.service import named

VERSIONS = ("1.1", "2")
#: How many processes of each kind there are.
EACH = 8
#: Seconds for all of them; they take a second of a processor's time each.
PATIENCE = 900
#: What the service says when it has too much to do, which is no fault of a command.
OVERLOADED = re.compile(r"\(HTTP (429|5\d\d), request id req-[0-9a-f-]+\)$")


@dataclass
class Process:
    """A command that was started."""

    kind: str
    name: str
    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def stdout(self) -> str:
        return (self.folder / "stdout").read_text()

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr").read_text()

    @property
    def has_worked(self) -> bool:
        return self.process.returncode == 0

    def __str__(self) -> str:
        return f"{self.process.args} {self.process.returncode}: {self.stdout}{self.stderr}"


@dataclass(frozen=True)
class Kind:
    """A command that is started several times.

    :param words: with ``{name}`` for what it is about.
    :param collection: where that is.
    :param exists: whether it was made before.
    :param shared: whether it is the same one for all.
    """

    words: str
    collection: str
    exists: bool = False
    shared: bool = False


_SOURCE = "data source create {name} --type hdfs --url hdfs://node/data -f json"
KINDS = {
    "create source": Kind(_SOURCE, "data-sources"),
    "create binary": Kind(
        "job binary create --name {name} --url manila://5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10/a"
        " -f json",
        "job-binaries",
    ),
    "create group": Kind(
        "node group template create --name {name} --plugin fake --plugin-version 0.1"
        " --processes datanode --flavor m1.tiny -f json",
        "node-group-templates",
    ),
    "share source": Kind(f"{_SOURCE} --or-show", "data-sources", shared=True),
    "delete source": Kind("data source delete {name}", "data-sources", exists=True),
    "delete group": Kind("node group template delete {name}", "node-group-templates", exists=True),
    "show source": Kind(
        "data source show {name} -f json", "data-sources", exists=True, shared=True
    ),
    "list sources": Kind("data source list -f json", "data-sources", exists=True, shared=True),
}
FIELDS: dict[str, dict[str, Any]] = {
    "data-sources": {"type": "hdfs", "url": "hdfs://node/data"},
    "node-group-templates": {
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "node_processes": ["datanode"],
    },
}


@pytest.fixture(scope="module")
def made(
    accounts: dict[str, Account],
    names: Names,
    flavor_id: str,
) -> dict[str, list[str]]:
    """The names that the commands of each kind are about, those made that must exist."""
    account = accounts["member"]
    made: dict[str, list[str]] = {}
    for kind, how in KINDS.items():
        called = [names("many") for _ in range(1 if how.shared else EACH)]
        for name in called if how.exists else ():
            more = {"flavor_id": flavor_id} if "group" in kind else {}
            account.create(how.collection, name=name, **FIELDS[how.collection], **more)
        made[kind] = called * (EACH if how.shared else 1)
    return made


@pytest.fixture(scope="module")
def start(
    devcloud: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Process]]:
    """Starts a command, whose output goes to files; none outlives the tests."""
    started: list[Process] = []

    def start_(kind: str, name: str, version: str) -> Process:
        folder = tmp_path_factory.mktemp("process")
        words = KINDS[kind].words.format(name=name).split()
        process = subprocess.Popen(
            [PATH, "--os-data-processing-api-version", version, "dataprocessing", *words],
            env={**os.environ, "OS_CLOUD": CLOUDS["member"]},
            stdin=subprocess.DEVNULL,
            stdout=(folder / "stdout").open("wb"),
            stderr=(folder / "stderr").open("wb"),
        )
        started.append(Process(kind, name, process, folder))
        return started[-1]

    yield start_
    for one in started:
        one.process.kill()
        one.process.wait()


@pytest.fixture(scope="module")
def ended(made: dict[str, list[str]], start: Callable[..., Process]) -> list[Process]:
    """All processes, which were started at once and have ended."""
    started = [
        start(kind, made[kind][number], VERSIONS[number % 2])
        for number in range(EACH)
        for kind in KINDS
    ]
    end = time.monotonic() + PATIENCE
    for one in started:
        one.process.wait(max(end - time.monotonic(), 0.1))
    return started


def of_kind(ended: list[Process], verb: str) -> list[Process]:
    return [one for one in ended if one.kind.startswith(verb)]


def test_each_works_or_tells_what_the_service_said(ended: list[Process]) -> None:
    assert len(ended) == 64
    for one in ended:
        if one.has_worked:
            assert one.stderr == "", one
        else:
            assert one.process.returncode == 1, one
            assert one.stdout == "", one
            assert one.stderr.count("\n") == 1, one
            assert OVERLOADED.search(one.stderr.strip()), one
    # A service that refuses all of them would pass the rest.
    assert sum(one.has_worked for one in ended) >= 32


def test_what_was_created_is_there_once(accounts: dict[str, Account], ended: list[Process]) -> None:
    for one in of_kind(ended, "create"):
        found = named(accounts["member"], KINDS[one.kind].collection, one.name)
        assert len(found) <= 1, one
        if one.has_worked:
            assert [each["id"] for each in found] == [json.loads(one.stdout)["Id"]], one


def test_what_all_create_with_or_show_is_one(
    accounts: dict[str, Account], ended: list[Process]
) -> None:
    sharing = of_kind(ended, "share")
    (found,) = named(accounts["member"], "data-sources", sharing[0].name)
    shown = {json.loads(one.stdout)["Id"] for one in sharing if one.has_worked}
    assert shown == {found["id"]}


def test_what_was_deleted_is_gone(accounts: dict[str, Account], ended: list[Process]) -> None:
    for one in of_kind(ended, "delete"):
        if one.has_worked:
            assert f'"{one.name}" has been removed successfully.' in one.stdout
            assert not named(accounts["member"], KINDS[one.kind].collection, one.name), one


def test_what_stays_is_shown_and_listed_by_all(
    made: dict[str, list[str]], ended: list[Process]
) -> None:
    stays = made["show source"][0]
    for one in of_kind(ended, "show"):
        assert not one.has_worked or json.loads(one.stdout)["Name"] == stays
    for one in of_kind(ended, "list"):
        listed = (
            [source["Name"] for source in json.loads(one.stdout)] if one.has_worked else [stays]
        )
        assert listed.count(stays) == 1
        assert len(listed) == len(set(listed))
