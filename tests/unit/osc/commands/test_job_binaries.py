from __future__ import annotations

import io
import json
import os
import re
import stat
import sys
from types import SimpleNamespace

import pytest
import requests
from osc_lib import exceptions

from saharaclient.exceptions import APIException
from saharaclient.osc.commands import job_binaries as commands
from tests.unit.conftest import SAHARA_URL
from tests.unit.osc import samples
from tests.unit.osc.conftest import Terminal
from tests.unit.osc.samples import CONTENT_ID, JOB_BINARY_ID, LIB_ID, Collection, both_versions

V1 = pytest.mark.parametrize("version", ["1.1"])
BOTH_CREATES = pytest.mark.parametrize(
    ("version", "create"), [("1.1", commands.CreateJobBinary), ("2", commands.CreateJobBinaryV2)]
)
CONTENT = b"\x00a jar\xff"
INTERNAL_URL = f"internal-db://{CONTENT_ID}"
UPLOADED = {"job_binary_internal": {"id": CONTENT_ID, "name": "new.jar"}}
TAKEN = {"error_code": 400, "error_name": "NAME_ALREADY_EXISTS", "error_message": "It is taken"}
CONTENT_PATH = f"/job-binary-internals/{CONTENT_ID}"
DATA_PATH = f"/job-binaries/{JOB_BINARY_ID}/data"


def below(service, pattern):
    """Return what matches URLs of a service."""
    return re.compile(re.escape(service.url) + pattern)


@pytest.fixture(autouse=True)
def _binaries(service):
    """Two job binaries that the service has."""
    Collection(service, "job_binaries", samples.job_binary(), samples.lib())


@pytest.fixture
def contents(service):
    """The content that the service keeps, by the names under which it was sent."""
    kept = {}

    def keep(request, context):
        name = request.url.rpartition("/")[2]
        if name in kept:
            context.status_code = 400
            return TAKEN
        assert int(request.headers["Content-Length"]) == len(request.body)
        kept[name] = b"".join(request.body)
        context.status_code = 202
        return UPLOADED

    Collection(service, "job_binary_internals", {"id": CONTENT_ID, "name": "new.jar"})
    for name in ("new.jar", "main.pig"):
        service.mock.put(f"{service.url}/job-binary-internals/{name}", json=keep)
    service.mock.put(below(service, r"/job-binary-internals/new\.jar-[0-9a-f]{8}$"), json=keep)
    return kept


@pytest.fixture
def jar(tmp_path):
    """A file to upload."""
    path = tmp_path / "a.jar"
    path.write_bytes(CONTENT)
    return str(path)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, which is empty."""
    path = tmp_path / "here"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


# Create by URL


@BOTH_CREATES
def test_create_sends_what_is_given(shell, service, create):
    argv = ("--name", "a", "--url", "swift://c/a", "--description", "d", "--public", "--protected")
    shown = shell.json(create, *argv)
    assert service.requests("POST") == ["/job-binaries"]
    assert service.sent("POST") == {
        "name": "a",
        "url": "swift://c/a",
        "description": "d",
        "is_public": True,
        "is_protected": True,
    }
    assert shown == {
        "Description": "d",
        "Id": "new",
        "Is protected": True,
        "Is public": True,
        "Name": "a",
        "Url": "swift://c/a",
    }


@BOTH_CREATES
def test_create_from_a_file_and_options_over_it(shell, service, document, create):
    path = document({"name": "a", "url": "swift://c/a", "description": "kept"})
    shell.json(create, "--json", path, "--url", "swift://c/b")
    assert service.sent("POST") == {"name": "a", "url": "swift://c/b", "description": "kept"}


@BOTH_CREATES
def test_create_with_credentials(shell, service, create):
    argv = ("--name", "a", "--url", "swift://c/a", "--username", "ann", "--password", "pw")
    shell.json(create, *argv)
    assert service.sent("POST")["extra"] == {"user": "ann", "password": "pw"}


@BOTH_CREATES
def test_create_names_what_is_missing(shell, service, create):
    assert "needs --name and --url or --data, as options" in shell.usage_error(create)
    assert not service.mock.request_history


@pytest.mark.parametrize(
    ("create", "argv", "problem"),
    [
        (
            commands.CreateJobBinary,
            ("--url", "x", "--data", "y"),
            "argument --data: not allowed with argument --url",
        ),
    ],
)
def test_create_from_one_place_only(shell, service, capsys, create, argv, problem):
    with pytest.raises(SystemExit):
        shell(create, "--name", "a", *argv)
    assert problem in capsys.readouterr().err
    assert not service.mock.request_history


# Create with --data


@V1
def test_upload_becomes_a_job_binary(shell, service, contents, jar):
    shown = shell.json(commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    assert contents == {"new.jar": CONTENT}
    assert service.requests("POST") == ["/job-binaries"]
    assert service.sent("POST") == {"name": "new.jar", "url": INTERNAL_URL}
    assert shown["Url"] == INTERNAL_URL
    assert shell.stderr == ""


@V1
def test_upload_can_come_from_standard_input(shell, service, contents, monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CONTENT)))
    shell.json(commands.CreateJobBinary, "--name", "new.jar", "--data", "-")
    assert contents == {"new.jar": CONTENT}
    assert service.sent("POST")["url"] == INTERNAL_URL


@V1
def test_upload_that_cannot_be_read_sends_nothing(shell, service, tmp_path):
    path = str(tmp_path / "nothing.jar")
    sentence = refusal(shell, commands.CreateJobBinary, "--name", "a", "--data", path)
    assert sentence == f'The file "{path}" cannot be read: no such file or directory.'
    assert not service.mock.request_history


@V1
def test_empty_upload_sends_nothing(shell, service, tmp_path):
    path = tmp_path / "empty.jar"
    path.touch()
    with pytest.raises(APIException, match="There is no data to upload: it is empty"):
        shell(commands.CreateJobBinary, "--name", "a", "--data", str(path))
    assert not service.mock.request_history


@V1
def test_upload_without_a_name_sends_nothing(shell, service, jar):
    assert "needs --name," in shell.usage_error(commands.CreateJobBinary, "--data", jar)
    assert not service.mock.request_history


@V1
@pytest.mark.parametrize("status", [400, 403, 409])
def test_refused_create_deletes_the_upload(shell, service, contents, jar, status):
    service.refuses("POST", "/job-binaries", status, "No such field")
    sentence = refusal(shell, commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    assert "No such field" in sentence
    assert service.requests("DELETE") == [CONTENT_PATH]
    assert shell.stdout == ""


NO_ANSWER = {"exc": requests.exceptions.ReadTimeout("gone")}
LOST_ANSWERS = pytest.mark.parametrize(
    "answer",
    [
        NO_ANSWER,
        {"status_code": 504, "text": "<html><title>Gateway Timeout</title></html>"},
        {"status_code": 200, "text": "<html><title>Welcome</title></html>"},
    ],
    ids=["no answer", "a proxy has lost the answer", "a proxy has put a page in its place"],
)


@V1
@LOST_ANSWERS
def test_upload_without_a_job_binary_is_deleted(shell, service, contents, jar, answer):
    service.mock.post(f"{service.url}/job-binaries", **answer)
    refusal(shell, commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    assert service.requests("DELETE") == [CONTENT_PATH]


@V1
@LOST_ANSWERS
def test_create_whose_answer_is_lost_is_no_failure(shell, service, contents, jar, answer):
    created = samples.job_binary(name="new.jar", url=INTERNAL_URL)
    service.mock.post(f"{service.url}/job-binaries", **answer)
    service.mock.get(f"{service.url}/job-binaries", json={"binaries": [created]})
    assert INTERNAL_URL in shell(commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    assert not service.requests("DELETE")


@V1
def test_upload_that_may_have_a_job_binary_is_kept_and_named(shell, service, contents, jar):
    service.mock.post(f"{service.url}/job-binaries", **NO_ANSWER)
    service.mock.get(f"{service.url}/job-binaries", status_code=500)
    sentence = refusal(shell, commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    assert f'"{INTERNAL_URL}" is left in the database of the service' in sentence
    assert not service.requests("DELETE")


@V1
def test_upload_that_cannot_be_deleted_is_named(shell, service, contents, jar):
    service.refuses("POST", "/job-binaries", 400, "No such field")
    service.refuses("DELETE", CONTENT_PATH, 403, "Not yours")
    sentence = refusal(shell, commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    assert "No such field" in sentence
    assert f'"{INTERNAL_URL}" is left in the database of the service: Not yours' in sentence


@V1
def test_refused_upload_creates_nothing(shell, service, jar):
    service.refuses("PUT", "/job-binary-internals/new.jar", 413, "It is too large")
    sentence = refusal(shell, commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    assert sentence == 'CreateJobBinary "new.jar" failed: It is too large. (HTTP 413)'
    assert not service.requests("POST")


@V1
def test_name_of_left_over_content_is_no_obstacle(shell, service, contents, jar):
    contents["new.jar"] = b"left over"
    shell.json(commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    (other_name,) = contents.keys() - {"new.jar"}
    assert len(other_name) == len("new.jar-12345678")
    assert contents[other_name] == CONTENT
    assert service.sent("POST") == {"name": "new.jar", "url": INTERNAL_URL}


@V1
def test_other_name_of_content_is_not_too_long(shell, service, contents, jar):
    longest = "n" * 50
    service.answers("PUT", f"/job-binary-internals/{longest}", TAKEN, status=400)
    other = below(service, "/job-binary-internals/n{41}-[0-9a-f]{8}$")
    service.mock.put(other, json=UPLOADED)
    shell.json(commands.CreateJobBinary, "--name", longest, "--data", jar)
    assert service.sent("POST") == {"name": longest, "url": INTERNAL_URL}


@V1
@pytest.mark.parametrize("has_content", [True, False])
def test_existing_job_binary_is_a_conflict_with_a_way_out(
    shell, service, contents, jar, has_content
):
    if has_content:
        contents["main.pig"] = CONTENT
    service.answers("POST", "/job-binaries", TAKEN, status=400)
    sentence = refusal(shell, commands.CreateJobBinary, "--name", "main.pig", "--data", jar)
    assert sentence == (
        'CreateJobBinary "main.pig" failed: It is taken. (HTTP 400) To use the existing one, add'
        " --or-show."
    )
    # What was uploaded for nothing goes, and only that.
    assert service.requests("DELETE") == ([] if has_content else [CONTENT_PATH])


@V1
@pytest.mark.parametrize("has_content", [True, False])
def test_existing_job_binary_is_shown_on_demand(shell, service, contents, jar, has_content):
    if has_content:
        contents["main.pig"] = CONTENT
    service.answers("POST", "/job-binaries", TAKEN, status=400)
    argv = ("--name", "main.pig", "--data", jar, "--or-show")
    shown = shell.json(commands.CreateJobBinary, *argv)
    assert (shown["Id"], shown["Url"]) == (JOB_BINARY_ID, "swift://container/main.pig")


@V1
def test_content_left_over_beside_a_public_binary_of_others_is_no_obstacle(
    shell, service, contents, jar, session, monkeypatch
):
    monkeypatch.setattr(session.auth, "get_project_id", lambda *_, **__: "ours")
    theirs = samples.job_binary(name="new.jar", project_id="theirs", is_public=True)
    Collection(service, "job_binaries", theirs)
    contents["new.jar"] = b"left over"
    shown = shell.json(commands.CreateJobBinary, "--name", "new.jar", "--data", jar, "--or-show")
    assert shown["Id"] == "new"


@V1
def test_dry_run_uploads_nothing(shell, service, contents, jar):
    argv = ("--name", "new.jar", "--data", jar, "--dry-run")
    assert json.loads(shell(commands.CreateJobBinary, *argv)) == {"name": "new.jar"}
    assert contents == {}
    assert not service.requests("PUT") + service.requests("POST")


# List, show, update


@both_versions
def test_list_has_its_columns(shell):
    assert shell.json(commands.ListJobBinaries) == [
        {"Name": "main.pig", "Id": JOB_BINARY_ID, "Url": "swift://container/main.pig"},
        {"Name": "lib.jar", "Id": LIB_ID, "Url": "swift://container/main.pig"},
    ]


def test_long_list_has_more_columns(shell):
    assert shell.json(commands.ListJobBinaries, "--long")[0] == {
        "Name": "main.pig",
        "Id": JOB_BINARY_ID,
        "Url": "swift://container/main.pig",
        "Description": None,
        "Is public": False,
        "Is protected": False,
    }


@pytest.mark.parametrize(("text", "names"), [("jar", ["lib.jar"]), ("zip", [])])
def test_list_by_a_text_in_the_name(shell, service, text, names):
    rows = shell.json(commands.ListJobBinaries, "--name", text)
    assert [row["Name"] for row in rows] == names
    assert service.requests("GET") == ["/job-binaries?limit=500"]


@both_versions
def test_show_leaves_credentials_out_even_if_they_are_sent(shell, service):
    Collection(service, "job_binaries", samples.job_binary(extra={"password": "pw"}))
    shown = shell.json(commands.ShowJobBinary, "main.pig")
    assert shown == {
        "Description": None,
        "Id": JOB_BINARY_ID,
        "Is protected": False,
        "Is public": False,
        "Name": "main.pig",
        "Url": "swift://container/main.pig",
    }
    assert service.requests("GET") == ["/job-binaries?name=main.pig&limit=500"]


@pytest.mark.parametrize(("version", "method"), [("1.1", "PUT"), ("2", "PATCH")])
@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (["--name", "b", "--url", "swift://c/b"], {"name": "b", "url": "swift://c/b"}),
        (["--description", "", "--private"], {"description": "", "is_public": False}),
        (["--username", "u", "--password", "p"], {"extra": {"user": "u", "password": "p"}}),
    ],
)
def test_update_sends_what_is_given(shell, service, method, argv, fields):
    shell.json(commands.UpdateJobBinary, "main.pig", *argv)
    assert service.requests(method) == [f"/job-binaries/{JOB_BINARY_ID}"]
    assert service.sent(method) == fields


def test_update_from_a_file_and_options_over_it(shell, service, document):
    path = document({"name": "b", "description": "d"})
    shell.json(commands.UpdateJobBinary, "main.pig", "--json", path, "--name", "c")
    assert service.sent("PATCH") == {"name": "c", "description": "d"}


# Delete


@both_versions
def test_delete_is_reported(shell, service):
    said = shell(commands.DeleteJobBinary, "main.pig")
    assert said == 'Job binary "main.pig" has been removed successfully.\n'
    assert service.requests("DELETE") == [f"/job-binaries/{JOB_BINARY_ID}"]


@pytest.fixture
def kept(service):
    """A job binary whose content the service keeps."""
    Collection(service, "job_binary_internals", {"id": CONTENT_ID, "name": "main.pig"})
    return Collection(service, "job_binaries", samples.kept_binary(), samples.lib())


@pytest.mark.parametrize(
    ("version", "deleted"),
    [
        ("1.1", [f"/job-binaries/{JOB_BINARY_ID}", CONTENT_PATH]),
        ("2", [f"/job-binaries/{JOB_BINARY_ID}"]),  # which has no way to delete content
    ],
)
def test_delete_takes_kept_content_along(shell, service, kept, deleted):
    said = shell(commands.DeleteJobBinary, "main.pig")
    assert said == 'Job binary "main.pig" has been removed successfully.\n'
    assert service.requests("DELETE") == deleted


@V1
def test_content_that_another_one_has_stays(shell, service, kept):
    kept.items.append(samples.kept_binary(id=LIB_ID, name="also"))
    shell(commands.DeleteJobBinary, "main.pig")
    assert service.requests("DELETE") == [f"/job-binaries/{JOB_BINARY_ID}"]


@V1
def test_content_of_a_job_binary_that_stays_is_kept(shell, service, kept):
    service.refuses("DELETE", f"/job-binaries/{JOB_BINARY_ID}", 400, "A job template uses it")
    assert refusal(shell, commands.DeleteJobBinary, "main.pig") == (
        'Job binary "main.pig" failed to delete: A job template uses it. (HTTP 400)'
    )
    assert service.requests("DELETE") == [f"/job-binaries/{JOB_BINARY_ID}"]


@V1
def test_content_that_is_gone_already_is_no_failure(shell, service, kept):
    service.refuses("DELETE", CONTENT_PATH, 404, "Not there")
    said = shell(commands.DeleteJobBinary, "main.pig")
    assert said == 'Job binary "main.pig" has been removed successfully.\n'


REMOVED = 'Job binary "main.pig" has been removed successfully.\n'


@V1
@pytest.mark.parametrize("status", [403, 500])
def test_remaining_content_is_reported_with_the_removal(shell, service, kept, caplog, status):
    service.refuses("DELETE", CONTENT_PATH, status, "Not yours")
    sentence = refusal(shell, commands.DeleteJobBinary, "main.pig", "lib.jar")
    assert "The content of 1 job binary was not removed." in sentence
    assert shell.stdout == REMOVED + REMOVED.replace("main.pig", "lib.jar")
    (left,) = [one for one in caplog.messages if "has been removed, but its content" in one]
    assert CONTENT_ID in left
    assert "Not yours" in left


@V1
def test_delete_of_several_reads_the_list_once(shell, service, kept):
    kept.items.append(samples.kept_binary(id=LIB_ID, name="other", url="internal-db://2"))
    shell(commands.DeleteJobBinary, "main.pig", "other")
    lists = [one for one in service.requests("GET") if one.startswith("/job-binaries?limit")]
    assert len(lists) == 1
    assert len(service.requests("DELETE")) == 4


@V1
def test_content_goes_with_the_last_job_binary_that_has_it(shell, service, kept):
    kept.items.append(samples.kept_binary(id=samples.UNKNOWN_ID, name="also"))
    shell(commands.DeleteJobBinary, "main.pig", "also")
    assert service.requests("DELETE")[-1] == CONTENT_PATH


@V1
def test_nothing_is_deleted_if_the_list_cannot_be_read(shell, service, kept):
    service.answers("GET", "/job-binaries?name=main.pig", {"binaries": [samples.kept_binary()]})
    service.refuses("GET", "/job-binaries?limit=500", 403, "No list")
    assert "No list" in refusal(shell, commands.DeleteJobBinary, "main.pig")
    assert service.requests("DELETE") == []
    assert shell.stdout == ""


# Download


@pytest.fixture
def downloadable(service):
    service.mock.get(f"{service.url}{DATA_PATH}", content=CONTENT)


@both_versions
def test_download_has_the_name_of_the_job_binary(shell, service, downloadable, folder):
    said = shell(commands.DownloadJobBinary, "main.pig")
    assert said == 'Job binary "main.pig" has been downloaded successfully.\n'
    assert (folder / "main.pig").read_bytes() == CONTENT
    assert service.requests("GET")[-1] == DATA_PATH
    assert shell.stderr == ""


def test_download_is_for_its_owner_only_and_leaves_nothing_else(shell, downloadable, folder):
    shell(commands.DownloadJobBinary, "main.pig", "--file", "copy")
    assert os.listdir(folder) == ["copy"]
    assert stat.S_IMODE((folder / "copy").stat().st_mode) == 0o600


def test_forced_download_keeps_the_old_file_until_it_is_complete(shell, service, folder):
    (folder / "main.pig").write_text("old")
    seen = []

    def serve(*_):
        seen.extend(path.read_bytes() for path in folder.glob("main.pig"))
        return CONTENT

    service.mock.get(f"{service.url}{DATA_PATH}", content=serve)
    shell(commands.DownloadJobBinary, "main.pig", "--force")
    assert seen == [b"old"]


def test_name_with_a_slash_stays_in_the_folder(shell, service, folder):
    Collection(service, "job_binaries", samples.job_binary(name="../up/main.pig"))
    service.mock.get(f"{service.url}{DATA_PATH}", content=CONTENT)
    shell(commands.DownloadJobBinary, JOB_BINARY_ID)
    assert os.listdir(folder) == ["..-up-main.pig"]


def test_existing_file_is_kept_and_nothing_downloaded(shell, service, folder):
    (folder / "copy").write_text("precious")
    sentence = refusal(shell, commands.DownloadJobBinary, "main.pig", "--file", "copy")
    assert sentence.startswith('File "copy" already exists;')
    assert (folder / "copy").read_text() == "precious"
    assert not [path for path in service.requests("GET") if path.endswith("/data")]


def test_existing_file_of_the_same_name_is_kept(shell, service, folder):
    (folder / "main.pig").write_text("precious")
    sentence = refusal(shell, commands.DownloadJobBinary, "main.pig")
    assert sentence.startswith('File "main.pig" already exists;')
    assert (folder / "main.pig").read_text() == "precious"
    assert DATA_PATH not in service.requests("GET")
    assert shell.stdout == ""


@pytest.mark.parametrize("argv", [[], ["--file", "main.pig"]])
def test_existing_file_is_replaced_on_demand(shell, downloadable, folder, argv):
    (folder / "main.pig").write_text("old")
    shell(commands.DownloadJobBinary, "main.pig", "--force", *argv)
    assert (folder / "main.pig").read_bytes() == CONTENT
    assert os.listdir(folder) == ["main.pig"]


def test_link_counts_as_an_existing_file(shell, service, folder):
    (folder / "link").symlink_to("target")
    refusal(shell, commands.DownloadJobBinary, "main.pig", "--file", "link")
    assert os.listdir(folder) == ["link"]
    assert DATA_PATH not in service.requests("GET")


@pytest.mark.parametrize(
    "answer",
    [
        {"status_code": 403, "json": {"error_code": 403, "error_message": "No"}},
        {"content": CONTENT, "headers": {"Content-Length": "100"}},
        {"exc": requests.exceptions.ConnectionError("gone")},
    ],
    ids=["refused", "cut short", "no answer"],
)
def test_failed_download_leaves_no_file(shell, service, folder, answer):
    service.mock.get(f"{SAHARA_URL}/container/main.pig", status_code=403)
    service.mock.get(f"{service.url}{DATA_PATH}", **answer)
    sentence = refusal(shell, commands.DownloadJobBinary, "main.pig")
    assert sentence.startswith('DownloadJobBinary "main.pig" failed: ')
    assert os.listdir(folder) == []
    assert shell.stdout == ""


def test_failed_download_leaves_what_was_there(shell, service, folder):
    (folder / "main.pig").write_text("old")
    service.refuses("GET", DATA_PATH, 403, "No")
    service.mock.get(f"{SAHARA_URL}/container/main.pig", status_code=403)
    refusal(shell, commands.DownloadJobBinary, "main.pig", "--force")
    assert (folder / "main.pig").read_text() == "old"
    assert os.listdir(folder) == ["main.pig"]


def test_download_to_standard_output_is_nothing_else(shell, downloadable, folder, monkeypatch):
    stdout = SimpleNamespace(buffer=io.BytesIO(), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdout", stdout)
    assert shell(commands.DownloadJobBinary, "main.pig", "--file", "-") == ""
    assert stdout.buffer.getvalue() == CONTENT
    assert os.listdir(folder) == []


def test_download_to_standard_output_has_its_sentence_on_stderr(
    shell, terminal, downloadable, folder, monkeypatch
):
    stdout = SimpleNamespace(buffer=io.BytesIO(), isatty=lambda: False)
    monkeypatch.setattr(sys, "stdout", stdout)
    assert shell(commands.DownloadJobBinary, "main.pig", "--file", "-") == ""
    assert "has been downloaded successfully." in shell.stderr


def test_download_is_not_for_the_eye(shell, service, downloadable, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    sentence = refusal(shell, commands.DownloadJobBinary, "main.pig", "--file", "-")
    assert sentence == "Binary data is not written to a terminal: use --file FILE or a pipe."
    assert DATA_PATH not in service.requests("GET")


def test_download_of_an_unknown_one_writes_nothing(shell, folder):
    with pytest.raises(APIException, match='There is no job binary with name "nobody"'):
        shell(commands.DownloadJobBinary, "nobody", "--file", "copy")
    assert os.listdir(folder) == []


@pytest.mark.parametrize(
    ("url", "way"), [("swift://box/x.jar", "--username"), ("s3://box/x.jar", "--s3-endpoint")]
)
def test_missing_credentials_are_asked_for_by_their_options(shell, service, url, way):
    service.refuses("POST", "/job-binaries", 400, "add 'user' and 'password' to extra")
    sentence = refusal(shell, commands.CreateJobBinary, "--name", "x.jar", "--url", url)
    assert sentence.startswith('Job binary "x.jar" was rejected')
    assert way in sentence


@V1
def test_upload_that_is_answered_without_an_id_is_one_error(shell, service, jar):
    service.answers("PUT", "/job-binary-internals/new.jar", {"job_binary_internal": {}})
    with pytest.raises(APIException, match="without the ID of the job binary internal"):
        shell(commands.CreateJobBinary, "--name", "new.jar", "--data", jar)
    assert service.requests("POST") == []
