from __future__ import annotations

import io
import os
import stat
import sys

import pytest
from osc_lib import exceptions

from saharaclient.osc.arguments import files


def refusal(function, *args, **kwargs):
    with pytest.raises(exceptions.CommandError) as raised:
        function(*args, **kwargs)
    return str(raised.value)


def write(path, content=b"new", overwrite=False):
    with files.writing(str(path), overwrite=overwrite) as file:
        file.write(content)


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def stdin(monkeypatch):
    def hold(content):
        stream = io.TextIOWrapper(io.BytesIO(content), encoding="ascii")
        monkeypatch.setattr(sys, "stdin", stream)
        return stream

    return hold


# Reading


def test_bytes_of_a_file_are_read_unchanged(tmp_path):
    path = tmp_path / "a.jar"
    path.write_bytes(b"\x00\xff\r\n")
    with files.reading(str(path)) as file:
        assert file.read() == b"\x00\xff\r\n"
    assert file.closed


def test_bytes_of_standard_input_are_read_and_it_stays_open(stdin):
    stream = stdin(b"\x00\xff")
    with files.reading("-") as file:
        assert file.read() == b"\x00\xff"
    assert not stream.buffer.closed


def test_text_of_standard_input_is_utf8_in_every_locale(stdin):
    stdin("größe".encode())
    assert files.read_text("-") == "größe"


def test_text_has_no_byte_order_mark(tmp_path):
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa: 1")
    assert files.read_text(str(tmp_path / "a")) == "a: 1"


def test_text_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "latin"
    path.write_bytes(b"caf\xe9")
    assert refusal(files.read_text, str(path)) == f'The file "{path}" is not text in UTF-8.'


@pytest.mark.parametrize(
    ("name", "reason"), [("nothing", "no such file or directory"), (".", "is a directory")]
)
def test_unreadable_file_is_reported_with_the_reason(tmp_path, name, reason):
    path = str(tmp_path / name)
    assert refusal(files.read_text, path) == f'The file "{path}" cannot be read: {reason}.'


def test_closed_standard_input_is_reported(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    assert "Standard input cannot be read" in refusal(files.read_text, "-")


# Writing


@pytest.mark.parametrize("overwrite", [False, True])
def test_new_file_is_for_its_owner_only(tmp_path, overwrite):
    path = tmp_path / "out"
    with files.writing(str(path), overwrite=overwrite) as file:
        file.write(b"\x00")
        (part,) = os.listdir(tmp_path)
        assert mode_of(tmp_path / part) == 0o600
    assert path.read_bytes() == b"\x00"
    assert mode_of(path) == 0o600
    assert os.listdir(tmp_path) == ["out"]


def test_existing_file_is_kept(tmp_path):
    path = tmp_path / "out"
    path.write_text("precious")
    sentence = refusal(write, path)
    assert sentence == f'File "{path}" already exists; choose another one with --file.'
    assert path.read_text() == "precious"


def test_overwritten_file_keeps_its_mode(tmp_path):
    path = tmp_path / "out"
    path.write_text("old")
    path.chmod(0o644)
    write(path, overwrite=True)
    assert path.read_bytes() == b"new"
    assert mode_of(path) == 0o644


def test_old_content_stays_until_the_new_one_is_complete(tmp_path):
    path = tmp_path / "out"
    path.write_text("old")
    with files.writing(str(path), overwrite=True) as file:
        file.write(b"new")
        file.flush()
        assert path.read_text() == "old"
    assert path.read_bytes() == b"new"


def test_dangling_link_counts_as_existing(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    assert "already exists" in refusal(files.refuse_existing, str(tmp_path / "link"))
    assert "already exists" in refusal(write, tmp_path / "link")


def test_file_called_like_the_stream_does_not_count_as_existing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-").touch()
    files.refuse_existing("-")


@pytest.mark.parametrize("target", ["target", "nothing"])
def test_overwriting_a_link_writes_the_file_it_points_to(tmp_path, target):
    (tmp_path / "target").write_text("old")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / target)
    write(link, overwrite=True)
    assert link.is_symlink()
    assert (tmp_path / target).read_bytes() == b"new"


def test_pipe_is_written_to_and_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write(path, overwrite=True)
        assert stat.S_ISFIFO(path.stat().st_mode)
        assert os.read(reader, 1000) == b"new"
    finally:
        os.close(reader)


@pytest.mark.parametrize(
    ("name", "reason"), [("missing/out", "no such file or directory"), ("", "is a directory")]
)
def test_unwritable_file_is_reported_with_the_reason(tmp_path, name, reason):
    path = str(tmp_path / name)
    sentence = refusal(write, path, overwrite=True)
    assert sentence == f'The file "{path}" cannot be written: {reason}.'
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (OSError(28, "No space left on device"), "no space left on device"),
        (OSError("no number"), "unknown reason"),
    ],
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_failed_write_leaves_the_folder_unchanged(tmp_path, failure, reason, overwrite):
    path = tmp_path / "out"
    if overwrite:
        path.write_text("old")

    def fail():
        with files.writing(str(path), overwrite=overwrite) as file:
            file.write(b"half")
            raise failure

    assert refusal(fail) == f'The file "{path}" cannot be written: {reason}.'
    assert os.listdir(tmp_path) == (["out"] if overwrite else [])
    assert not overwrite or path.read_text() == "old"


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit, BrokenPipeError])
@pytest.mark.parametrize("overwrite", [False, True])
def test_interrupted_write_leaves_the_folder_unchanged(tmp_path, failure, overwrite):
    path = tmp_path / "out"
    if overwrite:
        path.write_text("old")

    def write_half():
        with files.writing(str(path), overwrite=overwrite) as file:
            file.write(b"half")
            raise failure

    with pytest.raises(failure):
        write_half()
    assert os.listdir(tmp_path) == (["out"] if overwrite else [])
    assert not overwrite or path.read_text() == "old"


def test_file_of_a_resource_stays_in_the_current_folder():
    assert files.file_name_for("../a/b") == "..-a-b"
