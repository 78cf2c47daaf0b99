"""What the commands rely on in the OpenStackClient, osc-lib and cliff that are installed."""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import os
import sys

import pytest
import requests
import requests_mock
from cliff.app import App
from openstackclient.shell import OpenStackShell
from osc_lib.clientmanager import ClientManager
from osc_lib.command import command as osc_command

from saharaclient.osc import openstackclient

CLOUD = {
    "OS_AUTH_URL": "http://keystone.test/v3",
    "OS_USERNAME": "ann",
    "OS_PASSWORD": "pw",
    "OS_PROJECT_NAME": "demo",
    "OS_USER_DOMAIN_ID": "default",
    "OS_PROJECT_DOMAIN_ID": "default",
    "OS_DATA_PROCESSING_URL": "http://sahara.test",
}
TOKEN = {
    "token": {
        "user": {"id": "u", "name": "ann", "domain": {"id": "default", "name": "Default"}},
        "project": {"id": "p", "name": "demo", "domain": {"id": "default", "name": "Default"}},
        "methods": ["password"],
        "issued_at": "2026-01-01T00:00:00.000000Z",
        "expires_at": "2999-01-01T00:00:00.000000Z",
        "catalog": [],
        "roles": [],
    }
}


@pytest.fixture
def openstack(monkeypatch, tmp_path):
    """Run the real ``openstack`` program, and return its exit status and stderr."""
    for name in list(os.environ):
        if name.startswith("OS_"):
            monkeypatch.delenv(name)
    for name, value in CLOUD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(App, "NAME", "openstack")  # the name of the program that runs
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]

    def run(*argv):
        for cache in vars(ClientManager).values():
            if hasattr(cache, "_handle"):
                cache._handle = None
        stderr = io.StringIO()
        with contextlib.redirect_stderr(stderr):
            try:
                status = OpenStackShell().run(list(argv))
            except SystemExit as exit_:
                status = exit_.code
        return status, stderr.getvalue()

    yield run
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture
def network():
    with requests_mock.Mocker() as mock:
        yield mock


@pytest.fixture
def keystone(network):
    version = {
        "id": "v3.14",
        "status": "stable",
        "links": [{"rel": "self", "href": "http://keystone.test/v3"}],
    }
    network.get("http://keystone.test/v3", json={"version": version})
    network.post(
        "http://keystone.test/v3/auth/tokens", json=TOKEN, headers={"X-Subject-Token": "t"}
    )


def test_wrong_command_line_sends_nothing(openstack, network):
    status, stderr = openstack("dataprocessing", "job", "template", "create")
    assert (status, stderr) == (
        2,
        "openstack dataprocessing job template create: error: A job template needs --name and"
        " --type, as options or in the file of --json.\n",
    )
    assert not network.request_history


def test_argparse_reports_before_the_login(openstack, network):
    status, stderr = openstack("dataprocessing", "plugin", "show")
    assert status == 2
    assert "the following arguments are required" in stderr
    assert not network.request_history


def test_outage_of_the_identity_service_is_one_sentence(openstack, network):
    network.register_uri(
        requests_mock.ANY, requests_mock.ANY, exc=requests.exceptions.SSLError("SSLError(1)")
    )
    status, stderr = openstack("dataprocessing", "plugin", "list")
    assert status == 1
    assert stderr.endswith(
        'There is no answer from "the identity service": the TLS connection failed.\n'
    )
    assert "SSLError" not in stderr


def test_refused_login_is_left_to_openstackclient(openstack, network, keystone):
    network.post(
        "http://keystone.test/v3/auth/tokens",
        status_code=401,
        json={"error": {"code": 401, "message": "Wrong password.", "title": "Unauthorized"}},
    )
    status, stderr = openstack("dataprocessing", "plugin", "list")
    assert status == 1
    assert "HTTP 401" in stderr


@pytest.mark.parametrize(
    ("option", "path"),
    [((), "/v1.1/plugins"), (("--os-data-processing-api-version", "2"), "/v2/plugins")],
)
def test_command_logs_in_and_asks_the_selected_version(openstack, network, keystone, option, path):
    network.get(f"http://sahara.test{path}", json={"plugins": []})
    assert openstack(*option, "dataprocessing", "plugin", "list") == (0, "")
    assert network.last_request.path == path


@pytest.mark.parametrize("format_", ["table", "json", "yaml", "csv", "value"])
def test_columns_work_with_every_formatter(openstack, network, keystone, format_, capsys):
    plugin = {"name": "fake", "versions": ["0.2", "0.1"]}
    network.get("http://sahara.test/v1.1/plugins", json={"plugins": [plugin]})
    assert openstack("dataprocessing", "plugin", "list", "-f", format_)[0] == 0
    shown = {
        "table": "| fake | 0.1, 0.2 |",
        "json": '"0.2",',
        "yaml": "  - '0.2'",
        "csv": '"fake","0.1, 0.2"',
        "value": "fake 0.1, 0.2",
    }
    assert shown[format_] in capsys.readouterr().out


@pytest.mark.parametrize("closed", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_closed_streams_are_like_dev_null(openstack, network, keystone, monkeypatch, closed):
    network.get("http://sahara.test/v1.1/data-sources", json={"data_sources": []})
    network.post("http://sahara.test/v1.1/data-sources", json={"data_source": {"id": "d"}})
    for name in closed:
        monkeypatch.setattr(sys, name, None)
    status = OpenStackShell().run(
        ["dataprocessing", "data", "source", "create", "in", "--type", "hdfs", "--url", "h"]
    )
    assert status == 0


def test_encoding_errors_of_stdout_are_restored(openstack, network, keystone, monkeypatch):
    raw = io.BytesIO()
    stdout = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
    monkeypatch.setattr(sys, "stdout", stdout)
    plugin = {"name": "größe", "versions": []}
    network.get("http://sahara.test/v1.1/plugins", json={"plugins": [plugin]})
    assert openstack("dataprocessing", "plugin", "list", "-f", "value")[0] == 0
    assert b"gr\\xf6\\xdfe" in raw.getvalue()
    assert stdout.errors == "strict"


def test_plugin_leaves_the_log_of_openstackclient_alone(openstack, network):
    openstack("dataprocessing", "plugin", "show")
    for name in ("osc_lib.shell", "openstackclient.shell"):
        assert not logging.getLogger(name).filters


def test_preferred_option_wins_an_abbreviation():
    parser = argparse.ArgumentParser()
    for flag in ("--password", "--password-file", "--pass-through"):
        parser.add_argument(flag)
    openstackclient.prefer_options(parser, {"--password-file": 1, "--pass-through": 1})
    assert parser.parse_args(["--pass=a"]).password == "a"
    assert parser.parse_args(["--password-f", "b"]).password_file == "b"
    assert parser.parse_args(["--pass-", "c"]).pass_through == "c"


def test_help_keeps_examples_and_puts_own_options_first():
    class Create(osc_command.ShowOne):
        def get_epilog(self):
            return "Examples:\n\n  openstack a --one \\\n    --two"

        def take_action(self, parsed_args):
            return (), ()

        def get_parser(self, prog_name):
            parser = super().get_parser(prog_name)
            parser.add_argument("--own")
            group = parser.add_mutually_exclusive_group(required=True)
            group.add_argument("--left")
            group.add_argument("--right")
            parser.add_argument("name")
            openstackclient.format_help(parser)
            return parser

    parser = Create(None, None).get_parser("openstack a")
    assert parser.format_help().endswith("Examples:\n\n  openstack a --one \\\n    --two\n")
    usage = " ".join(parser.format_usage().split())
    assert usage.startswith("usage: openstack a [-h] [--own OWN] (--left LEFT | --right RIGHT) [-f")
    assert usage.endswith("name")


# Words after --


@pytest.mark.parametrize(
    ("argv", "name", "words"),
    [
        (["x"], "x", []),
        (["x", "--"], "x", []),
        (["x", "--", "ls", "-l"], "x", ["ls", "-l"]),
        (["x", "--group", "g", "--", "--group", "--", "y"], "x", ["--group", "--", "y"]),
        (["x", "ls", "--", "-l"], "x", ["ls", "-l"]),
    ],
)
def test_words_after_dashes_are_kept(argv, name, words):
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("words", nargs="*", default=[])
    parser.add_argument("--group")
    parsed = openstackclient.collect_rest(parser, dest="words").parse_args(argv)
    assert (parsed.name, parsed.words) == (name, words)
