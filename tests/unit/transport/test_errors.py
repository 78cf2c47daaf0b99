"""Every answer that is not a good one becomes an exception with a sentence for people."""

from __future__ import annotations

import json
import pickle
import time

import pytest

from saharaclient import exceptions

PATH = "/v2/data-sources/e172d86c"
URL = "http://sahara.example:8386/v2/data-sources/e172d86c"


#: HTML that a search for its title could go through again and again.
LONG_PAGE = {"content": b"<title>" * 20_000}


@pytest.fixture
def failed(connect, sahara):
    """Return a function that gives the exception for an answer."""

    def failed_(status, json=None, **more):
        sahara.on("GET", PATH, sahara.answer(status, json, **more))
        with pytest.raises(exceptions.APIException) as caught:
            connect("2", status_code_retries=0).data_sources.get("e172d86c")
        return caught.value

    return failed_


def test_saharas_own_shape(failed):
    error = failed(
        404,
        {
            "error_code": 404,
            "error_name": "NOT_FOUND",
            "error_message": "Object with {'id': 'e172d86c'} not found\n"
            "Error ID: 0d6f8e5e-6a0e-4e3a-a1f8-e6f2d1f7a111",
        },
        headers={"X-Openstack-Request-Id": "req-7f"},
    )
    assert type(error) is exceptions.NotFound
    assert error.error_code == 404
    assert error.error_name == "NOT_FOUND"
    assert error.error_message == "Object with {'id': 'e172d86c'} not found."
    assert error.request_id == "req-7f"
    assert error.method == "GET"
    assert error.url == URL
    assert str(error) == ("Object with {'id': 'e172d86c'} not found. (HTTP 404, request id req-7f)")


def test_the_error_name_of_the_server_is_kept(failed):
    error = failed(
        400,
        {
            "error_code": 400,
            "error_name": "IMAGE_NOT_REGISTERED",
            "error_message": "Requested image 'a1' is not registered",
        },
    )
    assert type(error) is exceptions.BadRequest
    assert error.error_name == "IMAGE_NOT_REGISTERED"


@pytest.mark.parametrize("number", [400, "400"])
def test_a_number_for_an_error_name_becomes_the_statuss_word(failed, number):
    error = failed(
        400,
        {
            "error_code": 400,
            "error_name": number,
            "error_message": "'a b' is not a 'valid_name_hostname'",
        },
    )
    assert error.error_name == "BAD_REQUEST"
    assert error.error_message == "'a b' is not a 'valid_name_hostname'."


@pytest.mark.parametrize("status", [404, 405])
def test_an_unknown_route_or_method(failed, status):
    error = failed(status, {"error": status, "error_message": "The method is not allowed"})
    assert error.error_code == status
    assert error.error_name == {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}[status]
    assert error.error_message == "The method is not allowed."


def test_keystones_middleware(failed):
    error = failed(
        401,
        {
            "error": {
                "code": 401,
                "title": "Unauthorized",
                "message": "The request you have made requires authentication.",
            }
        },
    )
    assert type(error) is exceptions.Forbidden
    assert error.error_code == 401
    assert error.error_name == "UNAUTHORIZED"
    assert error.error_message == "The request you have made requires authentication."


def test_keystones_title_is_the_name(failed):
    error = failed(403, {"error": {"code": 403, "title": "Not in scope!", "message": "No"}})
    assert error.error_name == "NOT_IN_SCOPE"


@pytest.mark.parametrize("message", ["Stop.", "Stop!", "Stop?"])
def test_a_sentence_that_has_an_end_gets_no_other(failed, message):
    assert failed(400, {"error_message": message}).error_message == message


def test_a_microversion_that_is_not_there(failed):
    error = failed(
        406,
        {
            "error_code": 406,
            "error_name": "NOT_ACCEPTABLE",
            "error_message": "Version 2.9 is not supported by the API."
            " Minimum is 2.0 and maximum is 2.0.",
            "max_version": "2.0",
            "min_version": "2.0",
        },
    )
    assert type(error) is exceptions.APIException
    assert error.error_code == 406
    assert error.error_name == "NOT_ACCEPTABLE"
    assert "maximum is 2.0." in error.error_message


@pytest.mark.parametrize(
    ("errors", "name", "message"),
    [
        ([{"code": "sahara.no-version", "detail": "No"}], "SAHARA_NO_VERSION", "No."),
        ([{"title": "Not Acceptable"}], "NOT_ACCEPTABLE", "Not Acceptable."),
        (["?"], "NOT_ACCEPTABLE", None),
    ],
)
def test_a_list_of_errors_gives_the_first(failed, errors, name, message):
    error = failed(406, {"errors": errors, "max_version": "2.0"})
    assert error.error_name == name
    assert error.error_message == (
        message or "The data processing service answered NOT_ACCEPTABLE without saying why."
    )


def test_a_proxys_html_page_is_named_by_its_title(failed):
    error = failed(
        502,
        text="<html>\n<head><title>\n502 Bad\n Gateway</title></head><body>nginx</body></html>",
    )
    assert type(error) is exceptions.ServerFault
    assert error.error_name == "BAD_GATEWAY"
    assert error.error_message == (
        f'"{URL}" answered with an HTML page titled "502 Bad Gateway" instead of JSON;'
        " a proxy in between may be at fault."
    )


def test_html_without_a_title(failed):
    assert failed(503, text="<html></html>").error_message == (
        f'"{URL}" answered with an HTML page instead of JSON; a proxy in between may be at fault.'
    )


@pytest.mark.parametrize("text", ["", "no such page", "<html><title>404</title></html>"])
def test_a_404_that_is_not_the_apis_does_not_say_that_something_is_not_there(failed, text):
    error = failed(404, text=text)
    assert type(error) is exceptions.InvalidResponse
    assert error.error_code == 404


def test_several_lines_become_one_sentence(failed):
    error = failed(400, {"error_message": "These are wrong:\n  name;\n\n  count\n"})
    assert error.error_message == "These are wrong: name; count."


@pytest.mark.parametrize("body", [{"json": {"error_message": f"x{' ' * 50_000}y"}}, LONG_PAGE])
def test_long_message_takes_linear_time(failed, body):
    began = time.process_time()
    failed(400, **body)
    assert time.process_time() - began < 2


def test_server_error_is_reported_as_such(failed):
    error = failed(
        500, {"error_code": 500, "error_name": "DB_ERROR", "error_message": "database is locked"}
    )
    assert type(error) is exceptions.ServerFault
    assert error.error_name == "DB_ERROR"
    assert error.error_message == (
        "The data processing service failed: database is locked. Its log tells more."
    )


@pytest.mark.parametrize("text", ["upstream connect error", "{truncated"])
def test_an_error_that_is_not_json(failed, text):
    error = failed(500, text=text)
    assert error.error_message == f'"{URL}" answered with something that is not JSON.'


def test_an_error_with_an_empty_body(failed):
    error = failed(500, text="")
    assert type(error) is exceptions.ServerFault
    assert error.error_message == f'"{URL}" answered with an empty body.'


@pytest.mark.parametrize("body", [[], [{"error": 1}], "text", 7, {}, {"error_message": None}])
def test_an_error_that_does_not_say_why(failed, body):
    error = failed(500, body)
    assert error.error_code == 500
    assert error.error_name == "INTERNAL_SERVER_ERROR"
    assert error.error_message == (
        "The data processing service answered INTERNAL_SERVER_ERROR without saying why."
    )


def test_unknown_status_uses_the_servers_reason(failed):
    error = failed(599, {}, reason="Weird")
    assert error.error_name is None
    assert error.error_message == "The data processing service answered Weird without saying why."


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (300, exceptions.APIException),
        (400, exceptions.BadRequest),
        (401, exceptions.Forbidden),
        (403, exceptions.Forbidden),
        (404, exceptions.NotFound),
        (405, exceptions.APIException),
        (409, exceptions.Conflict),
        (413, exceptions.APIException),
        (500, exceptions.ServerFault),
        (501, exceptions.ServerFault),
    ],
)
def test_the_status_decides_the_exception(failed, status, kind):
    error = failed(status, {"error_code": 999, "error_message": "no"})
    assert type(error) is kind
    assert error.error_code == status
    assert isinstance(error.error_code, int)


@pytest.mark.parametrize("name", ["NAME_ALREADY_EXISTS", "DB_DUPLICATE_ENTRY"])
def test_a_taken_name_is_a_conflict_whatever_its_status(failed, name):
    error = failed(400, {"error_code": 400, "error_name": name, "error_message": "taken"})
    assert type(error) is exceptions.Conflict
    assert error.error_code == 400


def test_redirect_without_target(failed):
    assert "redirects instead of answering" in str(failed(304, text=""))


@pytest.mark.parametrize("text", ["", "not json", "<html><title>Hi</title></html>"])
def test_a_good_status_without_json_is_an_invalid_response(failed, text):
    error = failed(200, text=text)
    assert type(error) is exceptions.InvalidResponse
    assert error.error_code == 200
    assert error.error_name == "INVALID_RESPONSE"
    assert error.url == URL


@pytest.mark.parametrize("body", [[], [{"cluster": {}}], None, "text", 7])
def test_another_kind_of_json_than_promised_is_an_invalid_response(v2, sahara, body):
    sahara.on("GET", PATH, sahara.answer(200, text=json.dumps(body)))
    with pytest.raises(exceptions.InvalidResponse, match="answered without a JSON object"):
        v2.data_sources.get("e172d86c")


@pytest.mark.parametrize("inner", [None, [], "e172d86c"])
def test_a_key_that_wraps_no_object_is_an_invalid_response(failed, inner):
    error = failed(200, {"data_source": inner})
    assert type(error) is exceptions.InvalidResponse
    assert error.error_name == "INVALID_RESPONSE"
    assert error.error_message == (
        'The data processing service answered without an object under "data_source".'
    )


@pytest.mark.parametrize(
    "body", [{}, {"clusters": None}, {"clusters": {}}, {"clusters": ["id"]}, {"items": []}]
)
def test_a_list_without_its_key_is_an_invalid_response(v2, sahara, body):
    sahara.on("GET", "/v2/clusters", body)
    with pytest.raises(exceptions.InvalidResponse, match='a list of objects under "clusters"'):
        v2.clusters.list()


@pytest.mark.parametrize("markers", ["e172d86c", ["e172d86c"]])
def test_markers_that_are_no_object_are_an_invalid_response(v2, sahara, markers):
    sahara.on("GET", "/v2/clusters", {"clusters": [], "markers": markers})
    with pytest.raises(exceptions.InvalidResponse):
        v2.clusters.list()


def test_an_object_where_an_array_is_promised_is_an_invalid_response(v2, sahara):
    sahara.on("GET", "/v2/images/a1/tags", {"tags": []})
    with pytest.raises(exceptions.InvalidResponse, match="answered without a JSON array"):
        v2.images.get_tags("a1")


def test_an_invalid_response_keeps_the_parsers_error_as_its_cause(failed):
    assert isinstance(failed(200, text="not json").__cause__, ValueError)


def test_an_answers_exception_survives_pickling(failed):
    error = failed(409, {"error_name": "IN_USE", "error_message": "In use"})
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is exceptions.Conflict
    assert vars(again) == vars(error)
    assert str(again) == str(error)


def test_duplicate_name_hides_the_database_table(v2, sahara):
    body = {
        "error_code": 400,
        "error_name": "DB_DUPLICATE_ENTRY",
        "error_message": "Duplicate entry for JobBinary: ['name', 'tenant_id']\nError ID: 1f2e3d4c",
    }
    sahara.on("POST", "/v2/job-binaries", sahara.answer(400, body))
    with pytest.raises(exceptions.Conflict, match=r"^There is one of that name already") as taken:
        v2.job_binaries.create("main.pig", "swift://scripts/main.pig")
    assert taken.value.error_name == "DB_DUPLICATE_ENTRY"
