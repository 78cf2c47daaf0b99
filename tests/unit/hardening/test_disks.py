"""Whatever happens to a disk, there is a whole file or none, and nothing beside it."""

from __future__ import annotations

import errno
import os
import pathlib
import stat
import tempfile
import threading
from typing import Any

import pytest
from osc_lib import exceptions

from saharaclient.osc.arguments import documents, files
from saharaclient.osc.commands import job_binaries, node_group_templates, plugins
from tests.unit.osc import samples

from .fuzzing import Answer
from .running import Run, holding

CONTENT = os.urandom(1 << 16) * 8  # several pieces of a download
NAME = "out.json"
#: What writes a file: the command, its arguments, and whether it writes over a file.
WRITERS = {
    "download": (job_binaries.DownloadJobBinary, [samples.JOB_BINARY_ID, "--file", NAME]),
    "configs": (plugins.GetPluginConfigs, ["fake", "0.1", "--file", NAME]),
    "export": (
        node_group_templates.ExportNodeGroupTemplate,
        [samples.WORKER_ID, "--file", NAME],
    ),
    "forced download": (
        job_binaries.DownloadJobBinary,
        [samples.JOB_BINARY_ID, "--file", NAME, "--force"],
    ),
}
OVERWRITES = ("export", "forced download")


def serving(content: bytes = CONTENT) -> Any:
    """Return a server that holds a large job binary, and all else."""

    def answer_of(client: Any) -> Any:
        held = holding(client)

        def answer(request: Any) -> Answer:
            if request.path_url.endswith("/data"):
                return Answer(200, content, "application/octet-stream")
            return held(request)

        return answer

    return answer_of


def write(writer: str) -> Run:
    command, argv = WRITERS[writer]
    return Run("2", command, argv, serving())


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


writers = pytest.mark.parametrize("writer", WRITERS)


class FailingFile:
    """A file that fails when it has been written to for a while.

    :param failure: what it fails with.
    :param after: how many bytes it takes.
    """

    def __init__(self, file: Any, failure: BaseException, after: int) -> None:
        self.__dict__.update(file=file, failure=failure, left=after)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Any:
        self.file.__enter__()
        return self

    def __exit__(self, *failure: Any) -> Any:
        return self.file.__exit__(*failure)

    def write(self, data: bytes) -> int:
        self.__dict__["left"] -= len(data)
        if self.left < 0:
            raise self.failure
        return self.file.write(data)


@pytest.fixture
def failing(monkeypatch):
    def fail(failure: BaseException, after: int = 10) -> None:
        for module, name in ((tempfile, "NamedTemporaryFile"), (os, "fdopen")):
            usual = getattr(module, name)
            monkeypatch.setattr(
                module,
                name,
                lambda *args, usual=usual, **kwargs: FailingFile(
                    usual(*args, **kwargs), failure, after
                ),
            )

    return fail


@writers
def test_a_full_disk_leaves_nothing(failing, tmp_path, writer):
    failing(OSError(errno.ENOSPC, "No space left on device"))
    ran = write(writer)
    assert str(ran.error) == f'The file "{NAME}" cannot be written: no space left on device.'
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("writer", OVERWRITES)
def test_a_full_disk_leaves_what_was_there(failing, tmp_path, writer):
    (tmp_path / NAME).write_text("old")
    failing(OSError(errno.ENOSPC, "No space left on device"))
    assert write(writer).status == 1
    assert os.listdir(tmp_path) == [NAME]
    assert (tmp_path / NAME).read_text() == "old"


@pytest.mark.parametrize("writer", ["download", "forced download"])
def test_a_disk_that_is_really_full_has_nothing_left_on_it(tiny_disk, monkeypatch, writer):
    monkeypatch.chdir(tiny_disk)
    ran = write(writer)
    assert "no space left on device" in str(ran.error)
    assert os.listdir(tiny_disk) == []


def test_full_device_is_reported(tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("There is no /dev/full here.")
    with pytest.raises(exceptions.CommandError, match="no space left on device"):
        documents.write_document("/dev/full", {"a": 1}, overwrite=True, stdout=None)


@writers
def test_an_interrupted_command_leaves_nothing(failing, tmp_path, writer):
    failing(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write(writer)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("after", [0, 1, 200_000, len(CONTENT) - 1])
def test_a_download_that_is_interrupted_anywhere_leaves_what_was_there(failing, tmp_path, after):
    (tmp_path / NAME).write_text("old")
    failing(KeyboardInterrupt(), after)
    with pytest.raises(KeyboardInterrupt):
        write("forced download")
    assert os.listdir(tmp_path) == [NAME]
    assert (tmp_path / NAME).read_text() == "old"


@writers
def test_unwritable_folder_is_reported(monkeypatch, tmp_path, writer):
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    ran = write(writer)
    assert str(ran.error) == f'The file "{NAME}" cannot be written: permission denied.'
    assert os.listdir(tmp_path) == []


@writers
def test_real_unwritable_folder_is_reported(monkeypatch, tmp_path, writer):
    # In the kernel's own folders, root cannot write either.
    folder = pathlib.Path("/sys/kernel") if os.geteuid() == 0 else tmp_path
    monkeypatch.chdir(folder)
    tmp_path.chmod(0o500)
    before = os.listdir(folder)
    try:
        assert "permission denied" in str(write(writer).error)
    finally:
        tmp_path.chmod(0o700)
    assert os.listdir(folder) == before


def test_folder_that_vanishes_is_reported(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    path = str(folder / "out")

    def write_into_what_vanishes() -> None:
        with files.writing(path, overwrite=True) as file:
            file.write(b"a")
            for part in os.listdir(folder):
                os.unlink(folder / part)
            folder.rmdir()

    with pytest.raises(exceptions.CommandError, match="no such file or directory"):
        write_into_what_vanishes()
    assert os.listdir(tmp_path) == []


def test_disk_that_becomes_read_only_is_reported(failing, monkeypatch):
    failing(OSError(errno.EIO, "Input/output error"))

    def refuse(*_: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "unlink", refuse)
    assert "input/output error" in str(write("download").error)


@writers
def test_new_files_are_for_their_owner_alone_and_others_keep_their_mode(tmp_path, writer):
    if writer in OVERWRITES:
        (tmp_path / NAME).write_text("old")
        (tmp_path / NAME).chmod(0o666)
    before = os.umask(0)
    try:
        assert write(writer).status == 0
    finally:
        os.umask(before)
    mode = 0o666 if writer in OVERWRITES else 0o600
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == mode
    assert os.listdir(tmp_path) == [NAME]


@pytest.mark.parametrize("writer", [writer for writer in WRITERS if writer not in OVERWRITES])
@pytest.mark.parametrize("target", ["target", "nothing"])
def test_links_are_not_followed_unless_files_are_written_over(tmp_path, writer, target):
    (tmp_path / "target").write_text("precious")
    (tmp_path / NAME).symlink_to(tmp_path / target)
    assert write(writer).status == 1
    assert (tmp_path / NAME).is_symlink()
    assert (tmp_path / "target").read_text() == "precious"
    assert sorted(os.listdir(tmp_path)) == [NAME, "target"]


def at_once(count: int, act: Any) -> list[Any]:
    """Do the same in several threads, which begin at the same time."""
    begin = threading.Barrier(count)
    outcomes: list[Any] = []

    def run(number: int) -> None:
        begin.wait(10)
        try:
            outcomes.append(act(number))
        except exceptions.CommandError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return outcomes


def writing_slowly(path: str, overwrite: bool) -> Any:
    def write_one(number: int) -> int:
        with files.writing(path, overwrite=overwrite) as file:
            for _ in range(200):
                file.write(bytes([number]) * 1000)
        return number

    return write_one


@pytest.mark.parametrize("round_", range(5))
@pytest.mark.parametrize("overwrite", [False, True])
def test_of_two_downloads_at_once_one_has_the_name_whole(tmp_path, overwrite, round_):
    path = tmp_path / "out"
    outcomes = at_once(2, writing_slowly(str(path), overwrite))
    done = [one for one in outcomes if isinstance(one, int)]
    refused = [str(one) for one in outcomes if not isinstance(one, int)]
    assert len(done) == (2 if overwrite else 1)
    assert all("already exists" in one for one in refused)
    assert path.read_bytes() in [bytes([one]) * 200_000 for one in done]
    assert os.listdir(tmp_path) == ["out"]


NAMES = ["", ".", "..", "a" * 300, "../out", "/out", "~", "a\nb"]


def download(name):
    """Run ``job binary download`` for a job binary of that name."""
    binary = samples.job_binary(name=name)
    return Run(
        "2",
        job_binaries.DownloadJobBinary,
        [samples.JOB_BINARY_ID],
        lambda client: holding(client, job_binaries=binary),
    )


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_download_stays_in_its_folder_whatever_the_binary_is_called(tmp_path, name):
    inside = tmp_path / "inside"
    inside.mkdir()
    os.chdir(inside)
    ran = download(name)
    assert os.listdir(tmp_path) == ["inside"]
    assert ran.status == 1 or len(os.listdir(inside)) == 1


@pytest.mark.parametrize("name", ["a\0b", "\ud800", None, 5], ids=ascii)
def test_binary_with_impossible_file_name_is_refused_or_renamed(name):
    ran = download(name)
    assert ran.status == 1 or len(os.listdir()) == 1
