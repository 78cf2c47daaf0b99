"""The wheel in an environment with nothing but what it requires."""

from __future__ import annotations

from configparser import ConfigParser

import pytest

from tests.packaging.environment import Environment

API_VERSIONS = ("1.1", "2")


def test_it_has_what_it_requires(alone: Environment) -> None:
    alone.check()


def test_it_is_the_wheel_that_runs(alone: Environment, declared: ConfigParser) -> None:
    version, path = alone.evaluate(
        "import importlib.metadata, saharaclient.client",
        "[importlib.metadata.version('python-saharaclient'), saharaclient.client.__file__]",
    )
    assert version == declared["metadata"]["version"]
    assert path.startswith(str(alone.folder))


@pytest.mark.parametrize("version", API_VERSIONS)
def test_the_library_has_a_client(alone: Environment, version: str) -> None:
    managers = alone.evaluate(
        "from keystoneauth1.session import Session",
        "from saharaclient.client import Client",
        f"client = Client({version!r}, session=Session())",
        "sorted(dir(client))",
    )
    assert "clusters" in managers


def test_every_entry_point_can_be_loaded(alone: Environment, declared: ConfigParser) -> None:
    loaded = alone.evaluate(
        "from importlib.metadata import distribution",
        "points = distribution('python-saharaclient').entry_points",
        "sorted([point.group, point.name] for point in points if point.load())",
    )
    groups = declared["options.entry_points"]
    assert loaded == sorted(
        [group, line.split()[0]] for group in groups for line in groups[group].strip().splitlines()
    )


@pytest.mark.parametrize("version", API_VERSIONS)
def test_commands_have_help(alone: Environment, version: str) -> None:
    in_version = ("openstack", "--os-data-processing-api-version", version)
    command = ("dataprocessing", "cluster", "create")
    told = alone.run(*in_version, "help", *command)
    assert told.startswith("usage: openstack dataprocessing cluster create")
    assert "--cluster-template" in told
    assert alone.run(*in_version, *command, "--help") == told


def test_commands_are_found_by_their_first_word(alone: Environment) -> None:
    assert "  dataprocessing cluster scale\n" in alone.run("openstack", "help", "dataprocessing")
