from __future__ import annotations

import io
import logging
import sys

import pytest
from osc_lib import exceptions

from saharaclient.exceptions import InvalidResponse, NotFound
from saharaclient.osc.commands import jobs as commands
from saharaclient.osc.commands.execute_job import ExecuteJob
from tests.unit.osc import samples
from tests.unit.osc.samples import (
    CLUSTER_ID,
    DATA_SOURCE_ID,
    JOB_ID,
    JOB_TEMPLATE_ID,
    OUTPUT_ID,
    UNKNOWN_ID,
    Collection,
    both_versions,
)

EXECUTE = ("--job-template", "pig", "--cluster", "c1")
PATHS = pytest.mark.parametrize(("version", "path"), [("1.1", "/job-executions"), ("2", "/jobs")])
DETAILS = f" For details:\nopenstack dataprocessing job show {JOB_ID}"
LISTS = pytest.mark.parametrize(
    ("version", "command"), [("1.1", commands.ListJobs), ("2", commands.ListJobsV2)]
)


@pytest.fixture
def held(service):
    """A job that the service has."""
    return Collection(service, "jobs", samples.job())


@pytest.fixture
def parts(service, held):
    """What a job is made of; the service starts it."""
    service.holds(clusters=samples.cluster())
    Collection(service, "data_sources", samples.data_source(), samples.output())
    templates = Collection(service, "job_templates", samples.job_template())
    started = {held.key: samples.job("PENDING")}
    if service.version == "1.1":
        path = f"{templates.path}/{JOB_TEMPLATE_ID}/execute"
    else:
        path = held.path
    service.answers("POST", path, started, status=202)
    return path


@pytest.fixture
def execute(shell, service, parts):
    """Return a function that starts a job and returns what was sent beside what must be."""

    def run(*argv):
        shell.json(ExecuteJob, *argv)
        sent = service.sent("POST")
        if service.version == "2":
            assert sent.pop("job_template_id") == JOB_TEMPLATE_ID
        assert sent.pop("cluster_id") == CLUSTER_ID
        return sent

    return run


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


# Execute


@both_versions
@pytest.mark.parametrize(
    "argv",
    [
        EXECUTE,
        ("--job-template", JOB_TEMPLATE_ID, "--cluster", CLUSTER_ID),
    ],
)
def test_execute_by_names_or_ids(execute, service, parts, argv):
    assert execute(*argv) == {}
    assert service.requests("POST") == [parts]


@both_versions
@pytest.mark.parametrize(
    ("argv", "fields"),
    [
        (
            ["--input", "input", "--output", "output"],
            {"input_id": DATA_SOURCE_ID, "output_id": OUTPUT_ID},
        ),
        (["--input", "None", "--output", ""], {}),
        (["--input", "None", "--output", OUTPUT_ID], {"output_id": OUTPUT_ID}),
        (["--public", "--protected"], {"is_public": True, "is_protected": True}),
        (["--params", "a:b:c", "d:"], {"job_configs": {"params": {"a": "b:c", "d": ""}}}),
        (["--params", "a:1", "--params", "b:2"], {"job_configs": {"params": {"a": "1", "b": "2"}}}),
        (["--args", "a", "b", "--args", "c"], {"job_configs": {"args": ["a", "b", "c"]}}),
        (["--args=-x"], {"job_configs": {"args": ["-x"]}}),
        (["--configs", "a.b:1"], {"job_configs": {"configs": {"a.b": "1"}}}),
        (
            ["--configs", "c:1", "--args", "a", "--params", "p:2"],
            {"job_configs": {"configs": {"c": "1"}, "args": ["a"], "params": {"p": "2"}}},
        ),
    ],
)
def test_execute_with_an_option(execute, argv, fields):
    assert execute(*EXECUTE, *argv) == fields


@both_versions
def test_execute_with_documents(execute, document):
    argv = (
        *("--config-json", document({"a": 1, "b": {"c": 2}}, "configs.json")),
        *("--interface", document({"in": "swift://c/o"}, "interface.json")),
    )
    assert execute(*EXECUTE, *argv) == {
        "job_configs": {"configs": {"a": 1, "b": {"c": 2}}},
        "interface": {"in": "swift://c/o"},
    }


def test_execute_with_configs_from_standard_input(execute, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: 1")))
    assert execute(*EXECUTE, "--config-json", "-") == {"job_configs": {"configs": {"a": 1}}}


@both_versions
@pytest.mark.parametrize("configs", ["configs", "job_configs"])
@pytest.mark.parametrize("template", ["job_id", "job_template_id"])
def test_file_may_have_the_field_names_of_either_version(execute, document, template, configs):
    fields = {template: "pig", "cluster_id": "c1", configs: {"args": ["a"]}, "input_id": "input"}
    assert execute("--json", document(fields)) == {
        "job_configs": {"args": ["a"]},
        "input_id": DATA_SOURCE_ID,
    }


@pytest.mark.parametrize(
    ("keys", "configs"),
    [
        ({"configs": {"a": 1}}, {"configs": {"a": 1}}),
        ({"config-json": {"a": 1}}, {"configs": {"a": 1}}),
        ({"args": ["a"], "params": {"p": "1"}}, {"args": ["a"], "params": {"p": "1"}}),
        (
            {"job_configs": {"args": ["a"]}, "params": {"p": "1"}},
            {"args": ["a"], "params": {"p": "1"}},
        ),
    ],
)
def test_file_may_have_the_names_of_the_options(execute, document, keys, configs):
    fields = {"job-template": "pig", "cluster": "c1", "output": "output", "public": True, **keys}
    assert execute("--json", document(fields)) == {
        "job_configs": configs,
        "output_id": OUTPUT_ID,
        "is_public": True,
    }


def test_options_override_the_file(execute, document):
    content = {
        "job_template_id": "nobody",
        "cluster_id": "c1",
        "input_id": "nobody",
        "is_public": True,
        "job_configs": {"configs": {"a": "1"}, "args": ["kept"], "params": {"p": "1"}},
    }
    argv = ("--job-template", "pig", "--input", "input", "--configs", "b:2", "--params", "q:3")
    assert execute("--json", document(content), *argv) == {
        "input_id": DATA_SOURCE_ID,
        "is_public": True,
        "job_configs": {"configs": {"b": "2"}, "args": ["kept"], "params": {"q": "3"}},
    }


@pytest.mark.parametrize("gap", [{"input_id": None}, {"input_id": "None"}, {"job_configs": None}])
def test_what_the_file_leaves_open_is_not_sent(execute, document, gap):
    fields = {"job_template_id": "pig", "cluster_id": "c1", **gap}
    assert execute("--json", document(fields)) == {}


@both_versions
def test_execute_shows_the_job(shell, parts):
    assert shell.json(ExecuteJob, *EXECUTE) == {
        "Cluster id": CLUSTER_ID,
        "Duration": 0,
        "End time": None,
        "Engine job id": "oozie-1",
        "Failure": "",
        "Id": JOB_ID,
        "Input id": DATA_SOURCE_ID,
        "Is protected": False,
        "Is public": False,
        "Job template id": JOB_TEMPLATE_ID,
        "Output id": OUTPUT_ID,
        "Start time": "2030-01-01T00:00:00",
        "Status": "PENDING",
    }
    assert shell.stderr == ""


def test_start_is_reported_on_a_terminal(shell, terminal, parts):
    shell(ExecuteJob, *EXECUTE)
    assert shell.stderr == f'Job "{JOB_ID}" has been started successfully.\n'


@pytest.mark.parametrize(
    ("argv", "missing"),
    [
        ([], "--job-template and --cluster"),
        (EXECUTE[:2], "--cluster"),
    ],
)
def test_execute_names_what_is_missing(shell, service, argv, missing):
    assert f"needs {missing}," in shell.usage_error(ExecuteJob, *argv)
    assert not service.mock.request_history


def test_execute_needs_more_than_the_word_for_no_cluster(shell, service, parts):
    sentence = refusal(shell, ExecuteJob, *EXECUTE[:2], "--cluster", "None")
    assert "needs --cluster," in sentence
    assert not service.requests("POST")


@pytest.mark.parametrize(
    ("argv", "kind"),
    [
        (("--job-template", "nobody", "--cluster", "c1"), "job template"),
        (("--job-template", "pig", "--cluster", "nobody"), "cluster"),
        ((*EXECUTE, "--input", "nobody"), "data source"),
        ((*EXECUTE, "--output", "nobody"), "data source"),
    ],
)
def test_unknown_name_starts_nothing(shell, service, parts, argv, kind):
    with pytest.raises(NotFound, match=f'There is no {kind} with name "nobody"'):
        shell(ExecuteJob, *argv)
    assert not service.requests("POST")
    assert shell.stdout == ""


@pytest.mark.parametrize("configs", ["job_configs", "configs"])
def test_malformed_configs_of_a_file_are_refused(shell, service, parts, document, configs):
    path = document({"job_template_id": "pig", "cluster_id": "c1", configs: ["a"]})
    assert refusal(shell, ExecuteJob, "--json", path) == (
        'The "job_configs" of a job must be an object with configs, args and params.'
    )
    assert not service.requests("POST")


@pytest.mark.parametrize(
    ("argv", "problem"),
    [
        (
            ["--configs", "a:1", "--config-json", "f"],
            "argument --config-json: not allowed with argument --configs",
        ),
        (["--configs", "a"], 'argument --configs: "a" is not NAME:VALUE;'),
        (["--params", ":1"], 'argument --params: ":1" is not NAME:VALUE;'),
    ],
)
def test_malformed_arguments(shell, service, capsys, argv, problem):
    with pytest.raises(SystemExit):
        shell(ExecuteJob, *EXECUTE, *argv)
    assert problem in capsys.readouterr().err
    assert not service.mock.request_history


def test_refused_start_is_not_called_started(shell, service, terminal, parts):
    service.refuses("POST", "/jobs", 400, "It lacks an input")
    sentence = refusal(shell, ExecuteJob, *EXECUTE)
    assert sentence == "ExecuteJob failed: It lacks an input. (HTTP 400)"
    assert (shell.stdout, shell.stderr) == ("", "")


# Execute with --wait


@pytest.fixture
def becomes(service, held):
    """Return a function that has every look at the job find the next of these states."""

    def become(*states):
        path = f"{held.path}/{JOB_ID}"
        held.becomes(*(states if service.version == "2" else states[-1:]))
        looks = [{held.key: state} for state in states]
        service.answers("GET", f"{path}/refresh-status", *looks)

    return become


@both_versions
def test_job_that_succeeds_is_shown_as_it_ends(shell, parts, becomes):
    becomes(samples.job("PENDING"), samples.job(), samples.job("SUCCEEDED", end_time="t"))
    shown = shell.json(ExecuteJob, *EXECUTE, "--wait")
    assert (shown["Status"], shown["End time"]) == ("SUCCEEDED", "t")
    assert shell.progress == [
        f"{JOB_ID}: PENDING",
        f"{JOB_ID}: RUNNING",
        f'Job "{JOB_ID}" has ended SUCCEEDED after 3s.',
    ]


@pytest.mark.parametrize("version", ["1.1"])
def test_engine_is_asked_where_the_service_can(shell, service, parts, becomes):
    becomes(samples.job("SUCCEEDED"))
    shell.json(ExecuteJob, *EXECUTE, "--wait")
    assert f"/job-executions/{JOB_ID}/refresh-status" in service.requests("GET")


@both_versions
@pytest.mark.parametrize("status", ["FAILED", "KILLED", "DONEWITHERROR", "SUSPENDFAILED"])
def test_job_that_fails_is_shown_and_is_a_failure(shell, parts, becomes, status):
    info = {"status": status, "actions": [{"errorMessage": "Main class\n [Pig], exit code [2]"}]}
    becomes(samples.job(), samples.job(info=info))
    sentence = refusal(shell, ExecuteJob, *EXECUTE, "--wait", "-f", "json")
    assert sentence == (
        f'Job "{JOB_ID}" has ended {status}: Main class [Pig], exit code [2].{DETAILS}'
    )
    assert f'"Status": "{status}"' in shell.stdout
    assert '"Failure": "Main class [Pig], exit code [2]."' in shell.stdout


def test_job_that_fails_without_reason(shell, parts, becomes):
    becomes(samples.job("FAILED"))
    assert refusal(shell, ExecuteJob, *EXECUTE, "--wait") == (
        f'Job "{JOB_ID}" has ended FAILED: the server gives no reason.{DETAILS}'
    )
    assert "Failure" not in shell.stdout


def test_job_timeout_shows_the_job(shell, parts, becomes):
    becomes(samples.job())
    argv = (*EXECUTE, "--wait", "--timeout", "10", "-f", "json")
    assert refusal(shell, ExecuteJob, *argv) == (
        f'Job "{JOB_ID}" is not done yet (status RUNNING) after 10 s. Only the wait has ended;'
        " nothing was stopped. To wait again:\n"
        f"openstack dataprocessing job wait {JOB_ID} --for succeeded"
    )
    assert '"Status": "RUNNING"' in shell.stdout


def test_job_is_looked_at_in_the_given_interval(shell, clock, parts, becomes):
    becomes(samples.job(), samples.job(), samples.job("SUCCEEDED"))
    shell(ExecuteJob, *EXECUTE, "--wait", "--poll-interval", "7")
    assert clock.sleeps == [7, 7]


def test_interrupted_wait_reports_what_continues(shell, service, parts):
    service.answers("GET", f"/jobs/{JOB_ID}", {"job": samples.job()}, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        shell(ExecuteJob, *EXECUTE, "--wait")
    assert shell.progress == [
        f"{JOB_ID}: RUNNING",
        f'Stopped waiting for job "{JOB_ID}". The operation continues on the server. To wait'
        " again:",
        f"openstack dataprocessing job wait {JOB_ID} --for succeeded",
    ]
    assert shell.stdout == ""


# List


@pytest.mark.parametrize(
    ("version", "command", "template_header"),
    [("1.1", commands.ListJobs, "Job id"), ("2", commands.ListJobsV2, "Job template id")],
)
def test_list_has_its_columns(shell, held, command, template_header):
    assert shell.json(command) == [
        {
            "Id": JOB_ID,
            "Cluster id": CLUSTER_ID,
            template_header: JOB_TEMPLATE_ID,
            "Status": "RUNNING",
        }
    ]


@LISTS
def test_long_list_has_more_columns(shell, held, command):
    assert list(shell.json(command, "--long")[0].items())[-3:] == [
        ("Start time", "2030-01-01T00:00:00"),
        ("End time", None),
        ("Duration", 0),
    ]


@LISTS
@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("done-with-error", "DONEWITHERROR"),
        ("failed", "FAILED"),
        ("killed", "KILLED"),
        ("pending", "PENDING"),
        ("running", "RUNNING"),
        ("succeeded", "SUCCEEDED"),
        ("to-be-killed", "TOBEKILLED"),
        ("prep", "PREP"),
        ("prep-suspended", "PREPSUSPENDED"),
        ("ready-to-run", "READYTORUN"),
        ("suspended", "SUSPENDED"),
        ("suspend-failed", "SUSPENDFAILED"),
        ("to-be-suspended", "TOBESUSPENDED"),
    ],
)
def test_list_by_status_is_filtered_by_the_server(shell, service, command, word, status):
    path = Collection(service, "jobs", samples.job(status), samples.second_job("OTHER")).path
    assert [row["Status"] for row in shell.json(command, "--status", word)] == [status]
    assert service.requests("GET") == [f"{path}?status={status}&limit=500"]
    for spelling in (status, status.lower(), word.upper()):
        assert [row["Status"] for row in shell.json(command, "--status", spelling)] == [status]


def test_list_by_status_does_not_rely_on_the_server(shell, service):
    everything = [samples.job("FAILED"), samples.second_job("KILLED")]
    service.answers("GET", "/jobs", {"jobs": everything})
    assert [row["Id"] for row in shell.json(commands.ListJobsV2, "--status", "failed")] == [JOB_ID]


def test_unknown_status_is_refused(shell, service, capsys):
    with pytest.raises(SystemExit):
        shell(commands.ListJobsV2, "--status", "lost")
    assert "argument --status: invalid choice: 'lost'" in capsys.readouterr().err
    assert not service.mock.request_history


# Show and update


@PATHS
def test_show_by_id_is_one_request(shell, service, held, path):
    shown = shell.json(commands.ShowJob, JOB_ID)
    assert (shown["Id"], shown["Status"]) == (JOB_ID, "RUNNING")
    assert (shown["Job template id"], shown["Engine job id"]) == (JOB_TEMPLATE_ID, "oozie-1")
    assert service.requests("GET") == [f"{path}/{JOB_ID}"]


@pytest.mark.parametrize("info", [None, {}, {"status": None}])
def test_show_of_a_job_without_a_status(shell, service, info):
    Collection(service, "jobs", samples.job(info=info))
    assert shell.json(commands.ShowJob, JOB_ID)["Status"] is None


@pytest.mark.parametrize("job", [UNKNOWN_ID, "name"])
def test_show_of_an_unknown_job(shell, held, job):
    with pytest.raises(NotFound) as raised:
        shell(commands.ShowJob, job)
    assert str(raised.value) == (f'No matches found. There is no job with id "{job}".')


@PATHS
def test_update_sends_what_is_given(shell, service, held, path):
    shown = shell.json(commands.UpdateJob, JOB_ID, "--public", "--unprotected")
    assert service.requests("PATCH") == [f"{path}/{JOB_ID}"]
    assert service.sent("PATCH") == {"is_public": True, "is_protected": False}
    assert shown["Is public"] is True


@pytest.mark.parametrize("option", ["--configs", "--params"])
def test_secret_among_the_configs_of_a_job_is_not_logged(shell, parts, caplog, option):
    caplog.set_level(logging.DEBUG)
    shell(ExecuteJob, *EXECUTE, option, "fs.swift.service.sahara.password:h1dd3n")
    assert "h1dd3n" not in caplog.text


def test_execute_that_is_answered_without_an_id_is_one_error(shell, service, parts):
    service.answers("POST", "/jobs", {"job": {"name": "pig"}}, status=202)
    with pytest.raises(InvalidResponse, match="without the ID of the job"):
        shell(ExecuteJob, *EXECUTE)
