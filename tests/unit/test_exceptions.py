"""The exception tree that callers catch."""

from __future__ import annotations

import copy
import pickle

import pytest

from saharaclient import exceptions
from saharaclient.api import base


def subclasses(kind):
    return {kind, *(deeper for child in kind.__subclasses__() for deeper in subclasses(child))}


#: Those of requests; a manifest has an error of its own.
TREE = sorted(
    (one for one in subclasses(exceptions.APIException) if one.__module__ == exceptions.__name__),
    key=lambda kind: kind.__name__,
)


def test_kinds_of_errors_are_few():
    assert len(TREE) - 1 <= 12


def test_the_modules_docstring_draws_the_whole_tree():
    for kind in TREE:
        assert kind.__name__ in exceptions.__doc__
        assert getattr(exceptions, kind.__name__) is kind


def test_the_exceptions_answer_where_callers_import_them_from():
    assert base.APIException is exceptions.APIException


@pytest.mark.parametrize("kind", TREE)
def test_the_old_positional_order_holds(kind):
    error = kind(413, "QUOTA_EXCEEDED", "Too many")
    assert (error.error_code, error.error_name, error.error_message) == (
        413,
        "QUOTA_EXCEEDED",
        "Too many",
    )


def test_an_error_made_from_a_code_alone_has_its_word():
    error = base.APIException(error_code=404)
    assert error.error_code == 404
    assert error.error_name == "NOT_FOUND"
    assert str(error) == "The request failed (NOT_FOUND)."


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (exceptions.APIException, 0),
        (exceptions.BadRequest, 400),
        (exceptions.Forbidden, 403),
        (exceptions.NotFound, 404),
        (exceptions.Conflict, 409),
        (exceptions.NoUniqueMatch, 409),
        (exceptions.ServerFault, 500),
        (exceptions.ConnectionFailed, 0),
        (exceptions.InvalidResponse, 0),
        (exceptions.WaitFailed, 0),
        (exceptions.WaitTimedOut, 0),
    ],
)
def test_a_kind_stands_for_a_code(kind, code):
    assert kind(error_message="It is so.").error_code == code


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, "It is gone."),
        ({"url": "http://sahara.example"}, "It is gone. (HTTP 404)"),
        ({"request_id": "req-1"}, "It is gone. (request id req-1)"),
        (
            {"url": "http://sahara.example", "request_id": "req-1"},
            "It is gone. (HTTP 404, request id req-1)",
        ),
    ],
)
def test_the_text_is_the_sentence_then_where_it_comes_from(more, text):
    assert str(exceptions.NotFound(error_message="It is gone.", **more)) == text


@pytest.mark.parametrize("error", [exceptions.APIException(), exceptions.APIException(599)])
def test_no_text_names_pythons_none(error):
    assert "None" not in str(error)


@pytest.mark.parametrize("again", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy])
@pytest.mark.parametrize("kind", TREE)
def test_an_error_survives_pickling_and_copying(kind, again):
    error = kind(
        409, "IN_USE", "In use.", request_id="req-1", method="DELETE", url="http://sahara.example"
    )
    other = again(error)
    assert type(other) is kind
    assert vars(other) == vars(error)
    assert str(other) == str(error)


@pytest.mark.parametrize("kind", [exceptions.WaitFailed, exceptions.WaitTimedOut])
def test_the_end_of_a_wait_has_a_resource(kind):
    assert kind(0, "WAIT", "It is so.").resource is None


@pytest.mark.parametrize(
    ("status", "word"),
    [(404, "NOT_FOUND"), (409, "CONFLICT"), (500, "INTERNAL_SERVER_ERROR"), (599, None), (0, None)],
)
def test_a_status_has_a_word(status, word):
    assert exceptions.status_name(status) == word
