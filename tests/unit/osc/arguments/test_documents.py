from __future__ import annotations

import datetime
import io
import json
import os
import stat
import sys

import pytest
import yaml
from osc_lib import exceptions

from saharaclient.osc.arguments import documents


def refusal(*args, **kwargs):
    with pytest.raises(exceptions.CommandError) as raised:
        documents.read_document(*args, **kwargs)
    return str(raised.value)


@pytest.fixture
def stdin(monkeypatch):
    def say(text):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return say


@pytest.mark.parametrize(
    "text", ['{"name": "a", "count": 2}', "name: a\ncount: 2\n", "\ufeffname: a\ncount: 2\n"]
)
def test_document_is_json_or_yaml(document, text):
    assert documents.read_document(document(text)) == {"name": "a", "count": 2}


def test_document_can_be_a_list(document):
    assert documents.read_document(document("[1, 2]"), list) == [1, 2]


def test_dash_is_standard_input(stdin):
    stdin("name: a")
    assert documents.read_document("-") == {"name": "a"}


@pytest.mark.parametrize("written", ["2.10", "0.1", "3.0", "1e3", "2030-01-01", "2.7.1"])
def test_versions_and_dates_in_yaml_stay_as_they_are_written(document, written):
    assert documents.read_document(document(f"plugin_version: {written}")) == {
        "plugin_version": written
    }


@pytest.mark.parametrize(
    ("written", "value"), [("3", 3), ("true", True), ("null", None), ("'3'", "3"), ("[a]", ["a"])]
)
def test_other_values_in_yaml_have_the_types_of_json(document, written, value):
    assert documents.read_document(document(f"field: {written}")) == {"field": value}


def test_reading_leaves_other_users_of_yaml_alone(document):
    documents.read_document(document("a: 0.1"))
    assert yaml.safe_load("[0.1, 2030-01-01]") == [0.1, datetime.date(2030, 1, 1)]


def test_code_in_yaml_is_refused(document):
    assert "is neither JSON nor YAML" in refusal(document("!!python/object/apply:os.getcwd []"))


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("[1]", dict, "an object (names and values)"),
        ("just words", dict, "an object (names and values)"),
        ("{}", list, "a list"),
    ],
)
def test_document_of_another_kind_is_refused(document, text, kind, expected):
    path = document(text)
    assert refusal(path, kind) == f'The file "{path}" must hold {expected} as JSON or YAML.'


@pytest.mark.parametrize("text", ["", " \n"])
def test_empty_document_is_refused(document, text):
    path = document(text)
    assert refusal(path) == f'The file "{path}" is empty.'


def test_malformed_document_says_where(document):
    path = document("name: a\nflavor: [1,\n")
    sentence = refusal(path)
    assert sentence.startswith(f'The file "{path}" is neither JSON nor YAML: ')
    assert sentence.endswith(" at line 3, column 1.")


def test_malformed_standard_input_is_called_that(stdin):
    stdin("{")
    assert refusal("-").startswith("Standard input is neither JSON nor YAML: ")


def test_document_with_control_characters_is_refused(document):
    path = document("a: \x00")
    assert refusal(path) == f'The file "{path}" is neither JSON nor YAML: it cannot be parsed.'


def test_missing_file(tmp_path):
    path = str(tmp_path / "nothing.json")
    assert refusal(path) == f'The file "{path}" cannot be read: no such file or directory.'


def test_folder_in_place_of_a_file(tmp_path):
    assert refusal(str(tmp_path)) == f'The file "{tmp_path}" cannot be read: is a directory.'


def test_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "latin.json"
    path.write_bytes(b'{"name": "caf\xe9"}')
    assert refusal(str(path)) == f'The file "{path}" is not text in UTF-8.'


@pytest.mark.parametrize("text", ["a: 0x_", "a: !!int x"])
def test_number_that_yaml_cannot_make_sense_of_is_refused(document, text):
    assert "is neither JSON nor YAML" in refusal(document(text))


def written(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["out.json", "out", "out.txt"])
def test_document_is_written_as_json(tmp_path, name):
    path = tmp_path / name
    documents.write_document(str(path), {"b": 1, "a": ["é"]}, overwrite=False)
    assert json.loads(written(path)) == {"b": 1, "a": ["é"]}


@pytest.mark.parametrize("name", ["out.yaml", "out.yml", "OUT.YAML"])
def test_document_is_written_as_yaml_by_its_name(tmp_path, name):
    path = tmp_path / name
    documents.write_document(str(path), {"b": 1, "a": [2]}, overwrite=False)
    assert written(path) == "b: 1\na:\n- 2\n"


@pytest.mark.parametrize("name", ["out.json", "out.yaml"])
def test_what_was_written_is_read_back_as_it_was(tmp_path, name):
    content = {"plugin_version": "2.10", "date": "2030-01-01", "on": "yes", "count": 3}
    path = str(tmp_path / name)
    documents.write_document(path, content, overwrite=False)
    assert documents.read_document(path) == content


def test_json_ends_with_a_line_feed():
    assert documents.as_json({"a": 1}) == '{\n    "a": 1\n}\n'


def test_nothing_but_the_file_is_left(tmp_path):
    documents.write_document(str(tmp_path / "out"), {}, overwrite=False)
    assert os.listdir(tmp_path) == ["out"]


def test_existing_file_is_kept(tmp_path):
    path = tmp_path / "out"
    path.write_text("precious")
    with pytest.raises(exceptions.CommandError) as raised:
        documents.write_document(str(path), {}, overwrite=False)
    assert str(raised.value) == (f'File "{path}" already exists; choose another one with --file.')
    assert written(path) == "precious"


def test_dangling_link_counts_as_existing(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nothing")
    with pytest.raises(exceptions.CommandError, match="already exists"):
        documents.refuse_existing(str(link))


def test_existing_file_is_replaced_on_demand(tmp_path):
    path = tmp_path / "out"
    path.write_text("old")
    documents.write_document(str(path), {"a": 1}, overwrite=True)
    assert json.loads(written(path)) == {"a": 1}


def test_folder_that_is_missing(tmp_path):
    path = str(tmp_path / "missing" / "out")
    with pytest.raises(exceptions.CommandError) as raised:
        documents.write_document(path, {}, overwrite=True)
    assert str(raised.value) == (f'The file "{path}" cannot be written: no such file or directory.')


def test_failed_write_leaves_no_part_behind(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    path = str(tmp_path / "out")
    with pytest.raises(exceptions.CommandError) as raised:
        documents.write_document(path, {}, overwrite=True)
    assert str(raised.value) == f'The file "{path}" cannot be written: no space left on device.'
    assert os.listdir(tmp_path) == []


def test_failed_write_leaves_what_was_there(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("no number")

    path = tmp_path / "out"
    path.write_text("old")
    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(exceptions.CommandError, match="cannot be written: unknown reason"):
        documents.write_document(str(path), {}, overwrite=True)
    assert written(path) == "old"


def test_folder_in_place_of_the_file_to_write_leaves_no_part_behind(tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(exceptions.CommandError, match="cannot be written: is a directory"):
        documents.write_document(str(tmp_path / "out"), {}, overwrite=True)
    assert os.listdir(tmp_path) == ["out"]


def test_what_is_no_ordinary_file_is_written_to_and_not_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        documents.write_document(str(path), {"a": 1}, overwrite=True)
        assert stat.S_ISFIFO(path.stat().st_mode)
        assert json.loads(os.read(reader, 1000)) == {"a": 1}
    finally:
        os.close(reader)


def test_link_is_neither_replaced_nor_followed(tmp_path):
    (tmp_path / "target").write_text("old")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "target")
    with pytest.raises(exceptions.CommandError) as raised:
        documents.write_document(str(link), {"a": 1}, overwrite=True)
    assert str(raised.value) == (f'"{link}" is a symbolic link; give the name of the file itself.')
    assert link.is_symlink()
    assert written(tmp_path / "target") == "old"


def test_written_file_is_for_its_owner_only(tmp_path):
    documents.write_document(str(tmp_path / "out"), {}, overwrite=True)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600


# Bytes


def test_bytes_of_a_file_are_read_as_they_are(tmp_path):
    path = tmp_path / "a.jar"
    path.write_bytes(b"\x00\xff\r\n")
    with documents.reading(str(path)) as file:
        assert file.read() == b"\x00\xff\r\n"
    assert file.closed


def test_bytes_of_standard_input_are_read_and_it_stays_open(monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(b"\x00\xff"))
    monkeypatch.setattr(sys, "stdin", stdin)
    with documents.reading("-") as file:
        assert file.read() == b"\x00\xff"
    assert not stdin.buffer.closed


@pytest.mark.parametrize(
    ("name", "reason"), [("nothing", "no such file or directory"), (".", "is a directory")]
)
def test_bytes_that_cannot_be_read(tmp_path, name, reason):
    path = str(tmp_path / name)
    with pytest.raises(exceptions.CommandError) as raised, documents.reading(path):
        pass
    assert str(raised.value) == f'The file "{path}" cannot be read: {reason}.'


@pytest.mark.parametrize("overwrite", [False, True])
def test_file_has_no_name_until_it_is_complete(tmp_path, overwrite):
    path = tmp_path / "out"
    with documents.writing(str(path), overwrite=overwrite) as file:
        file.write(b"\x00")
        assert not path.exists()
        (part,) = os.listdir(tmp_path)
        assert stat.S_IMODE((tmp_path / part).stat().st_mode) == 0o600
    assert path.read_bytes() == b"\x00"
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_interrupted_write_leaves_what_was_there(tmp_path, failure):
    path = tmp_path / "out"
    path.write_text("old")

    def write_half():
        with documents.writing(str(path), overwrite=True) as file:
            file.write(b"half")
            raise failure

    with pytest.raises(failure):
        write_half()
    assert written(path) == "old"
    assert os.listdir(tmp_path) == ["out"]


def test_file_that_has_come_in_the_meantime_is_kept(tmp_path):
    path = tmp_path / "out"
    with (
        pytest.raises(exceptions.CommandError, match="already exists"),
        documents.writing(str(path), overwrite=False),
    ):
        path.write_text("precious")
    assert written(path) == "precious"
    assert os.listdir(tmp_path) == ["out"]


def test_file_system_without_links_will_do(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", fail)
    documents.write_document(str(tmp_path / "out"), {"a": 1}, overwrite=False)
    assert json.loads(written(tmp_path / "out")) == {"a": 1}
    assert os.listdir(tmp_path) == ["out"]
