from __future__ import annotations

import datetime
import io
import json
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
    def hold(text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    return hold


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


TEXTS = (
    *("2.10", "0.1", "3.0", "1e3", "2.7.1", "0.5", ".5", "1.", ".nan", ".inf", "-.inf"),
    *("2030-01-01", "2030-01-01 10:00:00", "12:30", "1:30:00", "190:20:30"),
    *("022", "010", "00", "-01", "0o17", "0x1f", "0b1", "1_000", "+5", "--5"),
    *("yes", "no", "on", "off", "y", "n", "Yes", "NO", "True", "FALSE", "Null", "NULL", "~"),
    *("=", "<<", "truetrue", "trues", "nulls", "5 GB", "a"),
)


@pytest.mark.parametrize("written", TEXTS)
def test_yaml_value_stays_text(document, written):
    assert documents.read_document(document(f"a: {written}\nb: [{written}]")) == {
        "a": written,
        "b": [written],
    }


@pytest.mark.parametrize("written", [*TEXTS, "1", "true", "null", "-5"])
def test_yaml_name_is_text(document, written):
    if written == "<<":
        pytest.skip("As a name, << merges.")
    assert documents.read_document(document(f"{written}: 1")) == {written: 1}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("3", 3), ("0", 0), ("-5", -5), ("12345678901234567890", 12345678901234567890)),
        *(("true", True), ("false", False), ("null", None), ("", None)),
        *(("'3'", "3"), ('"true"', "true"), ("[a]", ["a"]), ("!!float '0.5'", 0.5)),
    ],
)
def test_yaml_value_has_a_type_of_json(document, written, value):
    read = documents.read_document(document(f"field: {written}"))
    assert read == {"field": value}
    assert type(read["field"]) is type(value)


def test_yaml_merges_what_it_refers_to(document):
    text = "base: &base {a: 1, 022: x}\nmore: {<<: *base, b: 2}\n"
    read = documents.read_document(document(text))
    assert read["more"] == {"a": 1, "022": "x", "b": 2}


@pytest.mark.parametrize("start", ["", "\ufeff", "\n  ", "\ufeff\n"])
def test_json_keeps_its_numbers(document, start):
    text = f'{start}{{"a": 0.5, "b": 1e3, "c": 022}}'.replace(" 022", ' [2.10, "022"]')
    assert documents.read_document(document(text)) == {"a": 0.5, "b": 1000.0, "c": [2.1, "022"]}


def test_tabs_after_a_byte_order_mark_are_json(document):
    assert documents.read_document(document('\ufeff{\r\n\t"a": 1\r\n}')) == {"a": 1}


def test_braces_that_are_not_json_may_be_yaml(document):
    assert documents.read_document(document("{a: 022, b: [x]}")) == {"a": "022", "b": ["x"]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1\n "b": 2}', "Expecting ',' delimiter at line 2, column 2"),
        ('{\n  // why\n  "a": 1\n}', "Expecting property name enclosed in double quotes"),
        ('{"a": "x', "Unterminated string starting at line 1, column 7"),
        ('[{"a": 1}', "Expecting ',' delimiter at line 1, column 10"),
    ],
)
def test_malformed_json_has_the_message_of_the_json_parser(document, text, problem):
    sentence = refusal(document(text))
    assert "is neither JSON nor YAML: " in sentence
    assert problem in sentence


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: a\nflavor: [1,\n", "found '<stream end>' at line 3"),
        ("a: [1, 2}", "expected ',' or ']', but got '}' at line 1"),
        ("a: *secret", "found undefined alias ... at line 1"),
        ("a: !secret x", "the tag ... at line 1"),
        ("a: !it's-secret x", "the tag ... at line 1"),
    ],
)
def test_yaml_message_quotes_nothing_of_the_file(document, text, problem):
    sentence = refusal(document(text))
    assert problem in sentence
    assert "secret" not in sentence.removeprefix("The file")


@pytest.mark.parametrize(
    "text",
    ['{"a": NaN}', '{"a": [Infinity]}', '{"a": -Infinity}', '{"a": 1e999}', "a: !!float .nan"],
)
def test_number_that_is_not_finite_is_refused(document, text):
    assert "NaN or an infinite number" in refusal(document(text))


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', '{"\\udfff": 1}', 'a: "\\ud800"'])
def test_half_of_a_surrogate_pair_is_refused(document, text):
    assert "not Unicode" in refusal(document(text))


def test_surrogate_pair_in_json_is_one_character(document):
    assert documents.read_document(document('{"a": "\\ud83d\\ude00"}')) == {"a": "\U0001f600"}


@pytest.mark.parametrize("text", ["a: !!set {b}", "a: !!binary aGk=", "a: !!timestamp 2030-01-01"])
def test_value_that_json_does_not_have_is_refused(document, text):
    assert "JSON does not have" in refusal(document(text))


@pytest.mark.parametrize("text", ['{"a": %s}', "a: %s"], ids=["json", "yaml"])
def test_number_with_too_many_digits_is_refused(document, text):
    assert "is neither JSON nor YAML" in refusal(document(text % ("1" * 5000)))


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 2_000 + "a", "&a [*a]"])
def test_document_that_is_nested_too_deeply_is_refused(document, text):
    assert "nested too deeply" in refusal(document(text), list)


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


def test_malformed_standard_input_is_called_that(stdin):
    stdin("{")
    assert refusal("-").startswith("Standard input is neither JSON nor YAML: ")


def test_document_with_control_characters_is_refused(document):
    path = document("a: \x00")
    assert refusal(path) == f'The file "{path}" is neither JSON nor YAML: it cannot be parsed.'


@pytest.mark.parametrize("text", ["a: !!int x", "a: !!float x"])
def test_number_that_yaml_cannot_make_sense_of_is_refused(document, text):
    assert "is neither JSON nor YAML" in refusal(document(text))


def written(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["out.json", "out", "out.txt"])
def test_document_is_written_as_json(tmp_path, name):
    path = tmp_path / name
    documents.write_document(str(path), {"b": 1, "a": ["é"]}, overwrite=False, stdout=None)
    assert json.loads(written(path)) == {"b": 1, "a": ["é"]}


@pytest.mark.parametrize("name", ["out.yaml", "out.yml", "OUT.YAML"])
def test_document_is_written_as_yaml_by_its_name(tmp_path, name):
    path = tmp_path / name
    documents.write_document(str(path), {"b": 1, "a": [2]}, overwrite=False, stdout=None)
    assert written(path) == "b: 1\na:\n- 2\n"


@pytest.mark.parametrize("name", ["out.json", "out.yaml"])
def test_what_was_written_is_read_back_as_it_was(tmp_path, name):
    content = {"plugin_version": "2.10", "date": "2030-01-01", "on": "yes", "count": 3}
    path = str(tmp_path / name)
    documents.write_document(path, content, overwrite=False, stdout=None)
    assert documents.read_document(path) == content


def test_json_ends_with_a_line_feed():
    assert documents.as_json({"a": 1}) == '{\n    "a": 1\n}\n'


@pytest.mark.parametrize("number", [0.5, 1e300, 5e-324, -0.1, 1e16, 100.0])
def test_fraction_is_read_back_from_yaml(tmp_path, number):
    path = str(tmp_path / "out.yaml")
    documents.write_document(path, {"a": number}, overwrite=False, stdout=None)
    assert documents.read_document(path) == {"a": number}


def test_dash_is_standard_output(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stdout = io.StringIO()
    documents.write_document("-", {"a": 1}, overwrite=False, stdout=stdout)
    assert json.loads(stdout.getvalue()) == {"a": 1}
    assert not list(tmp_path.iterdir())
