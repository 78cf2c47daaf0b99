from __future__ import annotations

import argparse

import pytest

from saharaclient.api.fields import Field, Type
from saharaclient.osc.arguments import options, types
from saharaclient.osc.arguments.options import Document, Switch, Value


def parse(option, *argv, updating=False):
    parser = argparse.ArgumentParser(exit_on_error=False)
    option.add_to(parser, updating)
    return parser.parse_args(argv)


def value(option, *argv, updating=False):
    return option.value_in(parse(option, *argv, updating=updating))


#: How parsers with ``exit_on_error=False`` refuse arguments, before and since Python 3.13.
REFUSED = (SystemExit, argparse.ArgumentError)
NAME = Value("--name", "name", "A name")
TAGS = Value("--some-tags", "tags", "Tags", several=True)
GROUP = Value("--group_id", "group_id", "A group", repeated=True)
PUBLIC = Switch("is_public", "--public", "--public", "--private", "Public", "Private")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("worker:3", types.Count("worker", 3)),
        ("worker:0", types.Count("worker", 0)),
        ("a:b:12", types.Count("a:b", 12)),
    ],
)
def test_name_and_count(text, expected):
    assert types.name_and_count(text) == expected


@pytest.mark.parametrize(
    "text", ["worker", "worker:", ":3", ":", "", "worker:x", "worker:-1", "worker:1.5", "worker:²"]
)
def test_malformed_name_and_count(text):
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        types.name_and_count(text)
    assert str(raised.value) == (
        f'"{text}" is not NAME:COUNT; expected a name or ID, a colon and a whole number,'
        ' such as "worker:3".'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:1", ("a", "1")),
        ("a.b:c:d", ("a.b", "c:d")),
        ("a:", ("a", "")),
        ("a: b c", ("a", " b c")),
    ],
)
def test_name_and_value(text, expected):
    assert types.name_and_value(text) == expected


@pytest.mark.parametrize("text", ["a", "", ":", ":1"])
def test_malformed_name_and_value(text):
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        types.name_and_value(text)
    assert str(raised.value) == (
        f'"{text}" is not NAME:VALUE; expected a name, a colon and a value, such as'
        ' "mapred.reduce.tasks:1".'
    )


SORT_KEY = types.SortKey(("name", "id"))


@pytest.mark.parametrize(
    ("text", "key", "reverse"),
    [("name", "name", False), ("id:asc", "id", False), ("id:desc", "id", True)],
)
def test_sort_key(text, key, reverse):
    assert SORT_KEY(text) == {"sort_by": key, "reverse": reverse}


@pytest.mark.parametrize("text", ["", "age", "name:", "name:up", "name:DESC", ":desc", "-name"])
def test_malformed_sort_key(text):
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        SORT_KEY(text)
    assert str(raised.value) == f'"{text}" is not KEY[:asc|desc]; the keys are name, id.'


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7)])
def test_whole_number(text, number):
    assert types.whole_number(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "٣"])
def test_what_is_no_whole_number(text):
    with pytest.raises(argparse.ArgumentTypeError, match=r'^".*" is not a whole number\.$'):
        types.whole_number(text)


def test_positive_number():
    assert types.positive_number("2") == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", '"0" is not a whole number above 0.'),
        ("-1", '"-1" is not a whole number.'),
        ("x", '"x" is not a whole number.'),
    ],
)
def test_what_is_no_positive_number(text, sentence):
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        types.positive_number(text)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1.0),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("90s", 90.0),
        ("10m", 600.0),
        ("1.5h", 5400.0),
        ("2h", 7200.0),
    ],
)
def test_duration_has_a_unit_or_is_in_seconds(text, number):
    assert types.duration(text) == number


@pytest.mark.parametrize(
    "text", ["0", "-1", "", "soon", "inf", "nan", "-inf", "1 s", "s", "0m", "1m30s", "1d", "10M"]
)
def test_what_is_no_duration(text):
    with pytest.raises(argparse.ArgumentTypeError) as raised:
        types.duration(text)
    assert str(raised.value) == (
        f'"{text}" is not a duration above 0; give seconds, or a number with a unit, such as 90s,'
        " 10m or 2h."
    )


@pytest.mark.parametrize("option", [NAME, TAGS, GROUP, Document("--configs", "configs", "C")])
def test_option_that_is_not_given_has_no_value(option):
    assert value(option) is None


@pytest.mark.parametrize("updating", [False, True])
def test_switch_that_is_not_given_has_no_value(updating):
    assert value(PUBLIC, updating=updating) is None


@pytest.mark.parametrize(
    "argv",
    [
        ("--some-tags", "a", "b"),
        ("--some-tags", "a", "--some-tags", "b"),
    ],
)
def test_several_values_are_taken_both_ways(argv):
    assert value(TAGS, *argv) == ["a", "b"]


def test_repeated_option_takes_one_value_each_time():
    assert value(GROUP, "--group_id", "a", "--group_id", "b") == ["a", "b"]


@pytest.mark.parametrize(
    ("option", "metavar"),
    [
        (NAME, "<name>"),
        (TAGS, "<some-tags>"),
        (Value("--plugin-version", "plugin_version", "V", "<plugin_version>"), "<plugin_version>"),
    ],
)
def test_metavar_is_the_flag_unless_it_is_given(option, metavar):
    parser = argparse.ArgumentParser()
    option.add_to(parser, updating=False)
    assert parser._actions[-1].metavar == metavar


def test_required_option_must_be_given():
    with pytest.raises(REFUSED):
        parse(Value("--flavor", "flavor_id", "F", required=True))


def test_option_without_dashes_is_a_positional_argument():
    option = Value("name", "name", "A name")
    assert value(option, "a") == "a"
    with pytest.raises(REFUSED):
        parse(option)


def test_option_may_have_choices():
    option = Value("--type", "type", "A type", choices=("swift", "s3"))
    assert value(option, "--type", "s3") == "s3"
    with pytest.raises(REFUSED):
        parse(option, "--type", "nfs")


@pytest.mark.parametrize(("flag", "expected"), [("--public", True), ("--private", False)])
def test_switch_of_an_update_is_a_pair(flag, expected):
    assert value(PUBLIC, flag, updating=True) is expected


def test_switch_of_a_create_only_switches_on():
    assert value(PUBLIC, "--public") is True
    with pytest.raises(REFUSED):
        parse(PUBLIC, "--private")


def test_pair_of_a_switch_excludes_itself():
    with pytest.raises(REFUSED):
        parse(PUBLIC, "--public", "--private", updating=True)


def test_switch_of_a_field_names_its_flags():
    field = Field("use_autoconfig", Type.SWITCH, "On", option="autoconfig")
    switch = options.switch(field, "On", "Off")
    assert (switch.create, switch.on, switch.off) == (
        "--autoconfig",
        "--autoconfig-enable",
        "--autoconfig-disable",
    )


def test_sharing_is_public_and_protected():
    assert [switch.field for switch in options.sharing("cluster")] == ["is_public", "is_protected"]


def test_document_is_read_from_its_file(document):
    path = document({"service": {"config": 1}})
    assert value(Document("--configs", "configs", "C"), "--configs", path) == {
        "service": {"config": 1}
    }


def test_document_can_be_a_list(document):
    assert value(Document("--shares", "shares", "S", list), "--shares", document("- id: 1")) == [
        {"id": 1}
    ]


def test_given_leaves_out_what_is_not_given():
    parser = argparse.ArgumentParser()
    for option in (NAME, TAGS, PUBLIC):
        option.add_to(parser, updating=True)
    parsed = parser.parse_args(["--name", "a", "--private"])
    assert options.given((NAME, TAGS, PUBLIC), parsed) == {"name": "a", "is_public": False}


@pytest.mark.parametrize("convert", [types.text, types.secret])
def test_empty_value_is_refused(convert):
    with pytest.raises(argparse.ArgumentTypeError, match="must not be empty"):
        convert("")


def test_free_text_may_be_empty():
    assert types.free_text("") == ""


@pytest.mark.parametrize(
    "convert",
    [types.text, types.free_text, types.secret, types.name_and_count, types.name_and_value],
)
@pytest.mark.parametrize("text", ["caf\udce9:1", "\ud800:1"], ids=ascii)
def test_value_that_is_not_utf8_is_refused(convert, text):
    with pytest.raises(argparse.ArgumentTypeError, match="is not text in UTF-8"):
        convert(text)


@pytest.mark.parametrize("text", ["1_0", " 5", "5 ", "\u0663", "1e1_0", "inf", "nan", "0x5", ""])
def test_seconds_are_plain_decimals(text):
    with pytest.raises(argparse.ArgumentTypeError):
        types.duration(text)
