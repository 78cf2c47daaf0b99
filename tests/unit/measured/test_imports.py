"""What is imported, and when: the plugin is loaded with every command of OpenStackClient."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

#: Prints what importing something adds to the modules that are loaded.
ADDED = """
import json, sys
{first}
before = set(sys.modules)
{then}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def added(first, then):
    done = subprocess.run(
        [sys.executable, "-c", ADDED.format(first=first, then=then)],
        check=True,
        capture_output=True,
        text=True,
    )
    return set(json.loads(done.stdout))


def test_the_plugin_imports_nothing_that_openstackclient_has_not_loaded():
    # osc_lib.shell and argparse are what OpenStackClient starts with.
    assert added("import argparse, osc_lib.shell", "import saharaclient.osc.plugin") == {
        "saharaclient",
        "saharaclient.osc",
        "saharaclient.osc.plugin",
    }


def test_nor_do_its_options():
    loaded = added(
        "import argparse, osc_lib.shell; from saharaclient.osc import plugin",
        "plugin.build_option_parser(argparse.ArgumentParser())",
    )
    assert loaded == set()


@pytest.mark.parametrize("version", ["1.1", "2"])
def test_the_library_imports_keystoneauth_and_nothing_of_the_commands(version):
    loaded = added(
        "",
        "from keystoneauth1 import session\nfrom saharaclient.client import Client\n"
        f"Client({version!r}, session=session.Session())",
    )
    assert "saharaclient.api.client" in loaded
    packages = {name.partition(".")[0] for name in loaded}
    assert not packages & {
        "cliff",
        "openstack",
        "osc_lib",
        "rich",
        "yaml",
        "oslo_utils",
        "prettytable",
    }
    assert not any(name.startswith("saharaclient.osc") for name in loaded)


def test_the_manifest_imports_parsers_when_it_loads_files(tmp_path):
    packages = {name.partition(".")[0] for name in added("", "import saharaclient.manifest")}
    assert not packages & {"jsonschema", "osc_lib", "yaml"}
