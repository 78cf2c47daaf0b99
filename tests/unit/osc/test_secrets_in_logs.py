"""Passwords and keys are sent, and shown nowhere: not in results, notices or logs of any level."""

from __future__ import annotations

import logging

import pytest
from osc_lib import utils

from saharaclient.osc.commands.data_sources import CreateDataSource, UpdateDataSource
from saharaclient.osc.commands.job_binaries import CreateJobBinaryV2, UpdateJobBinary
from saharaclient.transport.redaction import Secret

from . import samples
from .samples import Collection, both_versions

HIDDEN = "h1dd3n"
COMMANDS = pytest.mark.parametrize(
    ("command", "argv"),
    [
        (CreateDataSource, ("in", "--type", "{store}", "--url", "{store}://c/o")),
        (CreateJobBinaryV2, ("--name", "a", "--url", "{store}://c/o")),
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


def in_store(argv, secrets):
    """Return the arguments with the store that the secrets are for."""
    store = "s3" if "--access-key" in secrets else "swift"
    return [arg.format(store=store) for arg in argv]


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
    shell(command, *in_store(argv, secrets), *secrets, *more)
    was_sent = any(HIDDEN in (sent.text or "") for sent in service.mock.request_history)
    assert was_sent is not bool(more)
    said = (shell.stdout, shell.stderr, caplog.text, *capsys.readouterr())
    assert HIDDEN not in "".join(said)
    assert not any(HIDDEN in repr(record.__dict__) for record in caplog.records)


@COMMANDS
@SECRETS
def test_secrets_are_masked_in_parsed_arguments(shell, command, argv, secrets):
    parsed = shell.parsed(command, *in_store(argv, secrets), *secrets)
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
        shell(command, *in_store(argv, ()), "--username", "ann", "--password", HIDDEN)
    assert HIDDEN not in f"{raised.value!r} {shell.stdout} {shell.stderr} {caplog.text}"
