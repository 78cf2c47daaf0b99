from __future__ import annotations

import io
import sys

import pytest
from osc_lib import exceptions, utils

from saharaclient.osc.commands.data_sources import CreateDataSource, UpdateDataSource
from saharaclient.osc.commands.job_binaries import (
    CreateJobBinary,
    CreateJobBinaryV2,
    UpdateJobBinary,
)
from tests.unit.osc import samples
from tests.unit.osc.samples import Collection, both_versions

SWIFT = ("in", "--type", "swift", "--url", "swift://c/o")
S3 = ("in", "--type", "s3", "--url", "s3://b/o")
NO_PASSWORD = (
    "A user name needs its password: give --password-prompt or --password-file, or set"
    " SAHARA_PASSWORD."
)
NO_SECRET_KEY = (
    "An access key needs its secret key: give --secret-key-prompt or --secret-key-file, or set"
    " SAHARA_SECRET_KEY."
)


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in ("SAHARA_PASSWORD", "SAHARA_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _held(service):
    Collection(service, "data_sources", samples.data_source())
    Collection(service, "job_binaries", samples.job_binary())


@pytest.fixture
def secret_from(monkeypatch, document):
    """Put a secret somewhere, and return the options that get it from there."""

    def put(source, secret, option, variable):
        if source == "option":
            return [option, secret]
        if source == "prompt":
            monkeypatch.setattr(utils, "get_password", lambda *_, **__: secret)
            return [f"{option}-prompt"]
        if source == "file":
            return [f"{option}-file", document(f"{secret}\nmore\n")]
        if source == "stdin":
            content = io.BytesIO(f"{secret}\r\nmore".encode())
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(content))
            return [f"{option}-file", "-"]
        monkeypatch.setenv(variable, secret)
        return []

    return put


SOURCES = pytest.mark.parametrize("source", ["option", "prompt", "file", "stdin", "environment"])


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


# Where a secret comes from


@both_versions
@SOURCES
def test_password_of_a_swift_user(shell, service, secret_from, source):
    secret = secret_from(source, "pa ss", "--password", "SAHARA_PASSWORD")
    shell(CreateDataSource, *SWIFT, "--username", "ann", *secret)
    assert service.sent("POST")["credentials"] == {"user": "ann", "password": "pa ss"}


@both_versions
@SOURCES
def test_secret_key_of_an_access_key(shell, service, secret_from, source):
    secret = secret_from(source, "k/ey", "--secret-key", "SAHARA_SECRET_KEY")
    shell(CreateDataSource, *S3, "--access-key", "AK", *secret)
    assert service.sent("POST")["credentials"] == {"accesskey": "AK", "secretkey": "k/ey"}


@pytest.mark.parametrize(
    ("option", "title"),
    [
        ("--password-prompt", 'Password of Swift user "ann": '),
        ("--secret-key-prompt", "S3 secret key: "),
    ],
)
def test_prompt_asks_once_for_what_is_needed(shell, monkeypatch, option, title):
    asked = []

    def ask(stdin, prompt, confirm):
        asked.append((stdin, prompt, confirm))
        return "pw"

    monkeypatch.setattr(utils, "get_password", ask)
    user = "--username" if "password" in option else "--access-key"
    kind = SWIFT if "password" in option else S3
    shell(CreateDataSource, *kind, user, "ann", option)
    assert asked == [(sys.stdin, title, False)]


def test_given_secret_wins_over_the_environment(shell, service, monkeypatch):
    monkeypatch.setenv("SAHARA_PASSWORD", "from the environment")
    shell(CreateDataSource, *SWIFT, "--username", "ann", "--password", "given")
    assert service.sent("POST")["credentials"]["password"] == "given"


def test_secret_in_the_environment_is_left_there_where_no_user_is_given(
    shell, service, monkeypatch
):
    monkeypatch.setenv("SAHARA_PASSWORD", "pw")
    monkeypatch.setenv("SAHARA_SECRET_KEY", "key")
    shell(CreateDataSource, *SWIFT)
    shell(CreateDataSource, *S3)
    assert not any("credentials" in sent.json() for sent in service.mock.request_history)


@pytest.mark.parametrize(
    ("argv", "variable", "sentence"),
    [
        ((*SWIFT, "--username", "ann"), "SAHARA_SECRET_KEY", NO_PASSWORD),
        ((*S3, "--access-key", "AK"), "SAHARA_PASSWORD", NO_SECRET_KEY),
    ],
)
def test_secret_of_the_other_kind_does_not_do(
    shell, service, monkeypatch, argv, variable, sentence
):
    monkeypatch.setenv(variable, "other")
    assert shell.usage_error(CreateDataSource, *argv) == sentence
    assert not service.mock.request_history


@pytest.mark.parametrize(
    "pair",
    [
        ("--username", "--access-key"),
        ("--password", "--password-file"),
        ("--password", "--secret-key"),
        ("--secret-key", "--secret-key-file"),
        ("--password-file", "--secret-key-file"),
    ],
)
def test_only_one_source_can_be_given(shell, service, capsys, pair):
    with pytest.raises(SystemExit):
        shell(CreateDataSource, *SWIFT, pair[0], "a", pair[1], "b")
    assert f"argument {pair[1]}: not allowed with argument {pair[0]}" in capsys.readouterr().err
    assert not service.mock.request_history


# What is missing


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        ((*SWIFT, "--username", "ann"), NO_PASSWORD),
        ((*S3, "--access-key", "AK"), NO_SECRET_KEY),
        (
            (*SWIFT, "--password", "pw"),
            "A secret needs its owner: give --username, too.",
        ),
        (
            (*S3, "--secret-key", "key"),
            "A secret needs its owner: give --access-key, too.",
        ),
    ],
)
def test_half_of_the_credentials_is_refused(shell, service, argv, sentence):
    assert shell.usage_error(CreateDataSource, *argv) == sentence
    assert not service.mock.request_history


@pytest.mark.parametrize(
    ("command", "argv", "sentence"),
    [
        (UpdateDataSource, ("input", "--username", "ann"), NO_PASSWORD),
        (UpdateJobBinary, ("main.pig", "--access-key", "AK"), NO_SECRET_KEY),
        (
            CreateJobBinaryV2,
            ("--name", "a", "--url", "s3://b/o", "--access-key", "A"),
            NO_SECRET_KEY,
        ),
    ],
)
def test_every_command_refuses_half_of_the_credentials(shell, service, command, argv, sentence):
    assert shell.usage_error(command, *argv) == sentence
    assert not service.mock.request_history


@pytest.mark.parametrize("where", [SWIFT, ("in", "--type", "hdfs", "--url", "hdfs://h/x")])
@pytest.mark.parametrize(
    "argv",
    [
        ("--access-key", "AK", "--secret-key", "key"),
        ("--username", "ann", "--secret-key-prompt"),
        ("--username", "ann", "--password", "pw", "--s3-endpoint", "e"),
        ("--username", "ann", "--password", "pw", "--disable-s3-ssl"),
    ],
)
def test_s3_options_are_refused_for_other_data(shell, service, where, argv):
    assert "is for data in S3" in shell.usage_error(CreateDataSource, *where, *argv)


@pytest.mark.parametrize("create", [CreateJobBinary, CreateJobBinaryV2])
def test_s3_keys_are_refused_for_a_job_binary_elsewhere(shell, create):
    argv = ("--name", "a", "--url", "swift://c/o", "--access-key", "A", "--secret-key", "S")
    assert "--access-key is for data in S3" in shell.usage_error(create, *argv)


@pytest.mark.parametrize("option", ["--password", "--secret-key", "--username", "--access-key"])
def test_empty_credential_is_refused_in_spite_of_the_environment(
    shell, service, monkeypatch, capsys, option
):
    monkeypatch.setenv("SAHARA_PASSWORD", "pw")
    monkeypatch.setenv("SAHARA_SECRET_KEY", "key")
    with pytest.raises(SystemExit):
        shell(CreateDataSource, *SWIFT, option, "")
    assert f"argument {option}: the value must not be empty" in capsys.readouterr().err
    assert not service.mock.request_history


def test_empty_answer_to_the_prompt_is_refused(shell, service, monkeypatch):
    monkeypatch.setattr(utils, "get_password", lambda *_, **__: "")
    argv = (*SWIFT, "--username", "ann", "--password-prompt")
    assert "nothing was entered" in refusal(shell, CreateDataSource, *argv)
    assert not service.mock.request_history


@pytest.mark.parametrize("content", ["", "\n", "\r\nlater"])
def test_file_without_a_secret_in_its_first_line_is_refused(shell, service, document, content):
    path = document(content)
    argv = (*SWIFT, "--username", "ann", "--password-file", path)
    assert refusal(shell, CreateDataSource, *argv) == (
        f'The file "{path}" has no secret in its first line.'
    )
    assert not service.mock.request_history


def test_standard_input_without_a_secret_is_refused(shell, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    argv = (*SWIFT, "--username", "ann", "--password-file", "-")
    assert refusal(shell, CreateDataSource, *argv) == (
        "Standard input has no secret in its first line."
    )


def test_secret_file_that_is_not_there_is_refused(shell, service, tmp_path):
    path = str(tmp_path / "nothing")
    argv = (*S3, "--access-key", "AK", "--secret-key-file", path)
    assert refusal(shell, CreateDataSource, *argv) == (
        f'The file "{path}" cannot be read: no such file or directory.'
    )
    assert not service.mock.request_history


# Swift or S3


@pytest.mark.parametrize(
    ("argv", "credentials"),
    [
        (["--s3-endpoint", "https://e"], {"endpoint": "https://e"}),
        (["--enable-s3-ssl"], {"ssl": True}),
        (["--disable-s3-ssl"], {"ssl": False}),
        (["--enable-s3-bucket-in-path"], {"bucket_in_path": True}),
        (["--disable-s3-bucket-in-path"], {"bucket_in_path": False}),
        (
            ["--access-key", "A", "--secret-key", "S", "--s3-endpoint", "e", "--enable-s3-ssl"],
            {"accesskey": "A", "secretkey": "S", "endpoint": "e", "ssl": True},
        ),
    ],
)
def test_s3_has_switches_and_an_endpoint(shell, service, argv, credentials):
    shell(CreateDataSource, *S3, *argv)
    assert service.sent("POST")["credentials"] == credentials


def test_switch_excludes_itself(shell, capsys):
    with pytest.raises(SystemExit):
        shell(CreateDataSource, *S3, "--enable-s3-ssl", "--disable-s3-ssl")
    assert "--disable-s3-ssl: not allowed with argument --enable-s3-ssl" in capsys.readouterr().err


@pytest.mark.parametrize("create", [CreateJobBinary, CreateJobBinaryV2])
def test_job_binary_in_s3_has_an_endpoint_and_no_switches(shell, service, create):
    argv = ("--name", "a", "--url", "s3://b/o", "--access-key", "A", "--secret-key", "S")
    shell(create, *argv, "--s3-endpoint", "e")
    assert service.sent("POST")["extra"] == {"accesskey": "A", "secretkey": "S", "endpoint": "e"}
    with pytest.raises(SystemExit):
        shell(create, *argv, "--enable-s3-ssl")


@pytest.mark.parametrize(("version", "method"), [("1.1", "PUT"), ("2", "PATCH")])
@pytest.mark.parametrize(
    ("command", "name", "field"),
    [(UpdateDataSource, "input", "credentials"), (UpdateJobBinary, "main.pig", "extra")],
)
@pytest.mark.parametrize(
    ("argv", "credentials"),
    [
        (["--username", "u", "--password", "p"], {"user": "u", "password": "p"}),
        (["--access-key", "A", "--secret-key", "S"], {"accesskey": "A", "secretkey": "S"}),
        (["--s3-endpoint", "e"], {"endpoint": "e"}),
    ],
)
def test_update_knows_the_kind_by_what_is_given(
    shell, service, method, command, name, field, argv, credentials
):
    shell(command, name, *argv)
    assert service.sent(method) == {field: credentials}
