"""Whatever stands behind an option, it becomes a value, or a sentence."""

from __future__ import annotations

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saharaclient.osc.arguments import types
from saharaclient.osc.output.views import CLUSTER

from .fuzzing import NASTY_TEXTS, examples

pytestmark = pytest.mark.slow

SORT_KEY = types.SortKey(CLUSTER.sort_keys)
TYPES = [
    types.name_and_count,
    types.name_and_value,
    types.duration,
    types.whole_number,
    types.positive_number,
    SORT_KEY,
]
IDS = ["name_and_count", "name_and_value", "seconds", "whole_number", "positive_number", "SortKey"]
texts = st.one_of(
    st.text(),
    st.text("0123456789.:-+eE_ infatyx²٣", max_size=8),
    st.sampled_from(
        (*NASTY_TEXTS, "", ":", "a:", ":1", "a:1:2", "name:desc", "name:", "caf\udce9")
    ),
)


@pytest.mark.parametrize("kind", TYPES, ids=IDS)
@given(text=texts)
@examples(80)
def test_any_text_gives_a_value_or_a_sentence(kind, text):
    try:
        outcome = kind(text)
    except argparse.ArgumentTypeError as error:
        outcome = str(error)
    assert outcome not in (None, "")


@given(name=st.text(min_size=1), count=st.integers(0, 10**18))
@examples(60)
def test_name_and_count_is_read_back(name, count):
    assert types.name_and_count(f"{name}:{count}") == types.Count(name, count)


@given(name=st.text(st.characters(exclude_characters=":"), min_size=1), value=st.text())
@examples(60)
def test_name_and_value_is_read_back(name, value):
    assert types.name_and_value(f"{name}:{value}") == (name, value)


@given(number=st.integers(0, 10**18))
@examples(40)
def test_numbers_are_read_back(number):
    assert types.whole_number(str(number)) == number
    assert types.positive_number(str(number + 1)) == number + 1


@given(number=st.floats(0, 1e8, exclude_min=True))
@examples(40)
def test_seconds_are_read_back(number):
    assert types.duration(repr(number)) == number


@pytest.mark.parametrize("key", CLUSTER.sort_keys)
@pytest.mark.parametrize(("ending", "reverse"), [("", False), (":asc", False), (":desc", True)])
def test_sort_keys_are_read_back(key, ending, reverse):
    assert SORT_KEY(key + ending) == {"sort_by": key, "reverse": reverse}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (types.name_and_count, "worker:" + "9" * 5000),
        (types.whole_number, "9" * 5000),
        (types.positive_number, "9" * 5000),
    ],
    ids=["name_and_count", "whole_number", "positive_number"],
)
def test_numbers_that_are_too_long_give_a_sentence(kind, text):
    with pytest.raises(argparse.ArgumentTypeError):
        kind(text)
