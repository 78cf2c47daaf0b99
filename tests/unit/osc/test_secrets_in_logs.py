"""Passwords and keys are sent, and shown nowhere: not in results, notices or logs of any level."""

from __future__ import annotations

import argparse
import logging

import pytest
from osc_lib import utils

from saharaclient.osc import plugin
from saharaclient.osc.commands.data_sources import CreateDataSource, UpdateDataSource
from saharaclient.osc.commands.job_binaries import CreateJobBinaryV2, UpdateJobBinary
from saharaclient.transport.redaction import Secret

from . import samples
from .samples import Collection, both_versions

HIDDEN = "h1dd3n"
COMMANDS = pytest.mark.parametrize(
    ("command", "argv"),
    [
        (CreateDataSource, ("in", "--type", "swift", "--url", "swift://c/o")),
        (CreateJobBinaryV2, ("--name", "a", "--url", "swift://c/o")),
        (UpdateDataSource, ("input",)),
        (UpdateJobBinary, ("main.pig",)),
    ],
)
SECRETS = pytest.mark.parametrize(
    "secrets",
    [
        ("--username", "ann", "--password", HIDDEN),
        ("--username", "ann", "--password-prompt"),
        ("--access-key", f"{HIDDEN}-access", "--secret-key", HIDDEN),
        ("--access-key", f"{HIDDEN}-access", "--secret-key-prompt"),
    ],
)


@pytest.fixture(autouse=True)
def _held(service, monkeypatch):
    Collection(service, "data_sources", samples.data_source())
    Collection(service, "job_binaries", samples.job_binary())
    monkeypatch.setattr(utils, "get_password", lambda *_, **__: HIDDEN)


@both_versions
@COMMANDS
@SECRETS
@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_secrets_are_shown_nowhere(
    shell, app, service, caplog, capsys, command, argv, secrets, more
):
    app.options.verbose_level = 3
    caplog.set_level(logging.DEBUG)
    shell(command, *argv, *secrets, *more)
    was_sent = any(HIDDEN in (sent.text or "") for sent in service.mock.request_history)
    assert was_sent is not bool(more)
    said = (shell.stdout, shell.stderr, caplog.text, *capsys.readouterr())
    assert HIDDEN not in "".join(said)
    assert not any(HIDDEN in repr(record.__dict__) for record in caplog.records)


@COMMANDS
@SECRETS
def test_secrets_are_starred_among_parsed_arguments(shell, command, argv, secrets):
    parsed = shell.parsed(command, *argv, *secrets)
    assert HIDDEN not in repr(parsed)
    given = [value for value in vars(parsed).values() if HIDDEN in str(value)]
    assert all(type(value) is Secret for value in given)


@COMMANDS
def test_refused_secrets_are_not_repeated(shell, service, command, argv, caplog):
    caplog.set_level(logging.DEBUG)
    service.refuses("POST", "/data-sources", 400, "No")
    service.refuses("POST", "/job-binaries", 400, "No")
    service.refuses("PATCH", f"/data-sources/{samples.DATA_SOURCE_ID}", 400, "No")
    service.refuses("PATCH", f"/job-binaries/{samples.JOB_BINARY_ID}", 400, "No")
    with pytest.raises(Exception, match="failed: No") as raised:
        shell(command, *argv, "--username", "ann", "--password", HIDDEN)
    assert HIDDEN not in f"{raised.value!r} {shell.stdout} {shell.stderr} {caplog.text}"


# What OpenStackClient logs of its command line


@pytest.fixture
def logged(caplog):
    """Log a command line as OpenStackClient does, and return what the log has of it."""
    caplog.set_level(logging.DEBUG)
    plugin.build_option_parser(argparse.ArgumentParser())

    def log(options, logger="osc_lib.shell"):
        logging.getLogger(logger).info("START with options: %s", options)
        return caplog.messages[-1].removeprefix("START with options: ")

    return log


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ("create --password x", "create --password ***"),
        ("create --password=x", "create --password=***"),
        ("create --password  x", "create --password  ***"),
        ("create --public --password x", "create --public --password ***"),
        # Where a secret ends cannot be told.
        ("create --password x --type swift", "create --password ***"),
        ("create --password two words --type swift", "create --password ***"),
        ("create --password=two words", "create --password=***"),
        ("create --password=two --words", "create --password=***"),
        ("create --password two\nlines --public", "create --password ***"),
        ("create --password - --public", "create --password ***"),
        ("create --secret-key x --public", "create --secret-key ***"),
        ("create --secret-key=x", "create --secret-key=***"),
        ("create --access-key x --public", "create --access-key ***"),
        ("create --access-key=x", "create --access-key=***"),
        ("create --acc x --secret-key y", "create --acc ***"),
        ("create --a x", "create --a ***"),
        ("create --ac=x", "create --ac=***"),
        ("execute --configs fs.password:two words b:c", "execute --configs fs.password:***"),
        ("execute --configs fs.password=x", "execute --configs fs.password=***"),
        ("execute --configs s3a.private.key:x", "execute --configs s3a.private.key:***"),
    ],
)
@pytest.mark.parametrize("logger", ["osc_lib.shell", "openstackclient.shell"])
def test_secrets_of_the_command_line_are_starred_in_the_log(logged, options, shown, logger):
    assert logged(options, logger) == shown


@pytest.mark.parametrize(
    "options",
    [
        "create in --type swift --url swift://c/o",
        "create --password-prompt --username ann",
        "create --password-file /run/secret --secret-key-file -",
        "list --all --access",
        "template create --anti-affinity namenode --availability-zone nova --autoconfig",
    ],
)
def test_other_options_stay_as_they_are(logged, options):
    assert logged(options) == options


def test_records_with_other_arguments_stay_as_they_are(caplog):
    caplog.set_level(logging.DEBUG)
    plugin.build_option_parser(argparse.ArgumentParser())
    log = logging.getLogger("osc_lib.shell")
    log.info("%d of %s", 1, None)
    log.info("%(a)s", {"a": "words"})
    log.info("no arguments")
    assert caplog.messages == ["1 of None", "words", "no arguments"]


def test_filter_is_there_once_however_many_parsers_are_built():
    for _ in range(2):
        plugin.build_option_parser(argparse.ArgumentParser())
    filters = logging.getLogger("osc_lib.shell").filters
    assert len([one for one in filters if type(one) is plugin._WithoutSecrets]) == 1
