from __future__ import annotations

import io

import pytest

from saharaclient.osc.commands.job_binaries import CreateJobBinary, DownloadJobBinary
from saharaclient.osc.output import transfer_progress
from tests.unit.osc import samples
from tests.unit.osc.conftest import Terminal
from tests.unit.osc.samples import CONTENT_ID, JOB_BINARY_ID, Collection

CURSOR_IS_BACK = "\x1b[?25h"


def test_where_nobody_is_looking_there_is_nothing():
    stderr = io.StringIO()
    with transfer_progress.shown(stderr, "Uploading a.jar", is_quiet=False) as progress:
        assert progress is None
    assert stderr.getvalue() == ""


def test_terminal_shows_progress():
    stderr = Terminal()
    with transfer_progress.shown(stderr, "Uploading a.jar", is_quiet=False) as progress:
        progress(512, 2048)
    assert "Uploading a.jar" in stderr.getvalue()
    assert "0.5/2.0 KiB" in stderr.getvalue()


def test_size_need_not_be_known():
    stderr = Terminal()
    with transfer_progress.shown(stderr, "Downloading a.jar", is_quiet=False) as progress:
        progress(2048, None)
    assert "2.0/? KiB" in stderr.getvalue()


def test_name_is_no_markup():
    stderr = Terminal()
    with transfer_progress.shown(stderr, "Uploading [bold]a[/x].jar", is_quiet=False):
        pass
    assert "[bold]a[/x].jar" in stderr.getvalue()


@pytest.mark.parametrize("failure", [None, ValueError, KeyboardInterrupt])
def test_terminal_is_left_as_it_was(failure):
    stderr = Terminal()
    try:
        with transfer_progress.shown(stderr, "Uploading a.jar", is_quiet=False):
            if failure:
                raise failure
    except (ValueError, KeyboardInterrupt):
        pass
    assert CURSOR_IS_BACK in stderr.getvalue()


@pytest.fixture
def binary(service):
    return Collection(service, "job_binaries", samples.job_binary())


def test_download_is_shown(shell, service, terminal, binary, tmp_path):
    service.mock.get(
        f"{service.url}/job-binaries/{JOB_BINARY_ID}/data",
        content=b"x" * 2048,
        headers={"Content-Length": "2048"},
    )
    said = shell(DownloadJobBinary, "main.pig", "--file", str(tmp_path / "copy"))
    assert said == 'Job binary "main.pig" has been downloaded successfully.\n'
    assert "Downloading main.pig" in shell.stderr
    assert "2.0/2.0 KiB" in shell.stderr


def test_quiet_download_shows_nothing(shell, app, service, terminal, binary, tmp_path):
    app.options.verbose_level = 0
    service.mock.get(f"{service.url}/job-binaries/{JOB_BINARY_ID}/data", content=b"x" * 2048)
    shell(DownloadJobBinary, "main.pig", "--file", str(tmp_path / "copy"))
    assert shell.stderr == ""


@pytest.mark.parametrize("verbosity", [0, 1], ids=["quiet", "normal"])
@pytest.mark.parametrize("version", ["1.1"])
def test_upload_is_shown_unless_quiet(shell, app, service, terminal, binary, tmp_path, verbosity):
    def keep(request, context):
        assert b"".join(request.body) == b"x" * 2048
        return {"job_binary_internal": {"id": CONTENT_ID}}

    service.mock.put(f"{service.url}/job-binary-internals/a.jar", json=keep)
    path = tmp_path / "a.jar"
    path.write_bytes(b"x" * 2048)
    app.options.verbose_level = verbosity
    shell(CreateJobBinary, "--name", "a.jar", "--data", str(path))
    assert ("Uploading a.jar" in shell.stderr) is bool(verbosity)
    assert ("2.0/2.0 KiB" in shell.stderr) is bool(verbosity)
