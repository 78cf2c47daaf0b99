"""``dataprocessing job ...``: starting, watching and ending jobs."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.functional.cloud import Account, Names
from tests.functional.compat import is_complete, is_table
from tests.functional.marks import as_member, in_v2, smoke
from tests.functional.osc.conftest import LONG
from tests.functional.osc.program import Program, interrupt_after
from tests.functional.osc.service import listed, named
from tests.functional.shell import Outcome, Shell

SOON = ("--wait", "--poll-interval", "0.2")
NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"
MAIN_CLASS = "edp.java.main_class"

Template = Callable[..., str]
Running = Callable[[], str]


@pytest.fixture
def starting(job_template: Template, cluster: str) -> Callable[..., list[str]]:
    """The words behind ``job execute`` that start one."""

    def words(purpose: str = "good", description: str = "") -> list[str]:
        return ["--job-template", job_template(purpose, description), "--cluster", cluster]

    return words


def _configs(account: Account, job_id: str) -> dict[str, Any]:
    """Return what the server has of a job's configs."""
    return account.get("jobs", job_id)["job_configs"]


def _failed(outcome: Outcome) -> str:
    """Return why a command has failed, which has a result to show nevertheless."""
    assert outcome.exit_status == 1, outcome
    *_, error, command = outcome.stderr.splitlines()
    assert command.startswith("openstack dataprocessing "), outcome
    return f"{error}\n{command}"


# Starting


@pytest.fixture(scope="module")
def done(openstack: Shell, job_template: Template, cluster: str) -> dict[str, Any]:
    """A job that has succeeded, as ``execute --wait`` has shown it."""
    outcome = openstack.waits(
        "job execute -f json", *SOON, "--job-template", job_template(), "--cluster", cluster
    )
    lines = outcome.stderr.splitlines()
    assert all(outcome.json()["Id"] in line for line in lines)
    assert "has ended SUCCEEDED" in lines[-1]
    return outcome.json()


def test_a_job_that_is_waited_for_has_succeeded(
    done: dict[str, Any], api_version: str, account: Account, cluster: str, job_template: Template
) -> None:
    assert is_complete(api_version, "job execute", done)
    assert done["Status"] == "SUCCEEDED"
    assert done["Cluster id"] == account.named("clusters", cluster)[0]["id"]
    template_id = named(account, "job-templates", job_template())[0]["id"]
    assert done["Job template id"] == template_id
    assert done["Start time"] <= done["End time"]
    assert not done["Failure"]


def test_without_wait_a_job_is_only_started(
    openstack: Shell, account: Account, starting: Callable[..., list[str]]
) -> None:
    started = openstack.json("job execute", *starting())
    assert started["Status"] in ("PENDING", "READYTORUN", "RUNNING")
    assert account.get("jobs", started["Id"])["id"] == started["Id"]


@as_member
def test_templates_and_clusters_go_by_id_as_well(
    openstack: Shell, account: Account, job_template: Template, cluster: str
) -> None:
    template_id = named(account, "job-templates", job_template())[0]["id"]
    cluster_id = account.named("clusters", cluster)[0]["id"]
    job_id = openstack.id_of("job execute --job-template", template_id, "--cluster", cluster_id)
    assert account.get("jobs", job_id)["job_template_id"] == template_id


@as_member
def test_options_say_what_a_job_gets(
    openstack: Shell, account: Account, starting: Callable[..., list[str]]
) -> None:
    job_id = openstack.id_of(
        "job execute", *starting(),
        "--params", "INPUT:swift://box/in", "OUTPUT:x", "--args", "a b", "--args=-v", "--configs",
        "mapred.reduce.tasks:1", f"{MAIN_CLASS}:org.example.Main",
    )  # fmt: skip
    configs = _configs(account, job_id)
    assert configs["params"] == {"INPUT": "swift://box/in", "OUTPUT": "x"}
    assert configs["args"] == ["a b", "-v"]
    assert configs["configs"] == {
        "mapred.reduce.tasks": "1",
        MAIN_CLASS: "org.example.Main",
    }


@as_member
def test_a_job_is_public_and_protected_from_the_start(
    openstack: Shell, starting: Callable[..., list[str]]
) -> None:
    started = openstack.json("job execute --public --protected", *starting())
    openstack("job update --private --unprotected", started["Id"])
    assert started["Is public"] is started["Is protected"] is True


@as_member
@pytest.mark.parametrize("dump", [json.dumps, yaml.safe_dump], ids=["JSON", "YAML"])
def test_configs_come_from_a_file(
    openstack: Shell,
    account: Account,
    starting: Callable[..., list[str]],
    dump: Callable[[Any], str],
) -> None:
    configs = {MAIN_CLASS: "org.example.Main", "mapred.reduce.tasks": "1"}
    job_id = openstack.id_of("job execute --config-json -", *starting(), stdin=dump(configs))
    assert _configs(account, job_id)["configs"] == configs


@as_member
@pytest.mark.parametrize("key", ["configs", "job_configs"])
def test_all_of_it_comes_from_a_file_and_options_go_over_it(
    openstack: Shell, account: Account, job_template: Template, cluster: str, key: str
) -> None:
    document = {
        "job_template_id": "no-such-template",
        "cluster_id": cluster,
        key: {"configs": {"a": "1"}, "args": ["from the file"], "params": {"p": "file"}},
    }
    job_id = openstack.id_of(
        "job execute --json - --params p:option --job-template", job_template(),
        stdin=json.dumps(document),
    )  # fmt: skip
    configs = _configs(account, job_id)
    assert configs["configs"] == {"a": "1"}
    assert configs["args"] == ["from the file"]
    assert configs["params"] == {"p": "option"}


@as_member
def test_an_interface_gives_its_arguments_names(
    openstack: Shell, account: Account, names: Names, binary: dict[str, Any], cluster: str
) -> None:
    name = names("shell")
    interface = [
        {
            "name": "Table",
            "mapping_type": "params",
            "location": "TABLE",
            "value_type": "string",
            "required": True,
        }
    ]
    Path("template.json").write_text(json.dumps(interface))
    openstack(
        "job template create --type Shell --interface template.json --name", name,
        "--mains", binary["id"],
    )  # fmt: skip
    execute = ("job execute --job-template", name, "--cluster", cluster)
    Path("values.yaml").write_text("Table: cats\n")
    job_id = openstack.id_of(*execute, "--interface", "values.yaml")
    assert _configs(account, job_id)["params"] == {"TABLE": "cats"}
    Path("values.yaml").write_text("Other: dogs\n")
    assert "Other" in openstack.fails(*execute, "--interface", "values.yaml")


@as_member
def test_input_and_output_go_by_name_or_id(
    openstack: Shell, account: Account, names: Names, binary: dict[str, Any], cluster: str
) -> None:
    name = names("pig")
    openstack("job template create --type Pig --name", name, "--mains", binary["id"])
    sources = {
        role: account.create(
            "data-sources", name=names(role), type="hdfs", url=f"hdfs://node/{role}"
        )
        for role in ("input", "output")
    }
    started = openstack.json(
        "job execute --job-template", name, "--cluster", cluster,
        "--input", sources["input"]["name"], "--output", sources["output"]["id"],
    )  # fmt: skip
    assert started["Input id"] == sources["input"]["id"]
    assert started["Output id"] == sources["output"]["id"]


@as_member
def test_dry_run_shows_the_body_and_starts_nothing(
    openstack: Shell,
    api_version: str,
    account: Account,
    starting: Callable[..., list[str]],
    cluster: str,
) -> None:
    words = starting("dry-run")
    body = openstack(
        "job execute --dry-run --wait --configs fs.swift.service.sahara.password:s3cr3t a:b",
        *words,
    ).json()
    assert body["cluster_id"] == account.named("clusters", cluster)[0]["id"]
    assert body["job_configs"]["configs"] == {
        "fs.swift.service.sahara.password": "***",
        "a": "b",
    }
    (template,) = named(account, "job-templates", words[1])
    if api_version == "2":  # v1.1 has it in the URL
        assert body["job_template_id"] == template["id"]
    assert not [job for job in listed(account, "jobs") if job["job_template_id"] == template["id"]]


# Failing


def test_a_job_that_fails_is_shown_and_the_reason_is_an_error(
    openstack: Shell, api_version: str, starting: Callable[..., list[str]]
) -> None:
    outcome = openstack.run("job execute -f json", *SOON, *starting("doomed"))
    error = _failed(outcome)
    shown = outcome.json()
    assert is_complete(api_version, "job execute", shown)
    assert shown["Status"] == "FAILED"
    assert "exit code [1]" in shown["Failure"]
    assert f'Job "{shown["Id"]}" has ended FAILED: Launcher ERROR' in error
    assert error.endswith(f"\nopenstack dataprocessing job show {shown['Id']}")
    assert openstack.json("job show", shown["Id"])["Failure"] == shown["Failure"]


@as_member
def test_scripts_have_the_id_of_a_job_that_fails(
    openstack: Shell, account: Account, starting: Callable[..., list[str]]
) -> None:
    outcome = openstack.run("job execute -f value -c Id", *SOON, *starting("doomed"))
    _failed(outcome)
    (job_id,) = outcome.lines
    assert account.get("jobs", job_id)["info"]["status"] == "FAILED"


@as_member
def test_time_runs_out_and_the_job_goes_on(
    openstack: Shell, account: Account, starting: Callable[..., list[str]]
) -> None:
    began = time.monotonic()
    outcome = openstack.run(
        "job execute -f json --wait --timeout 0.5 --poll-interval 0.2", *starting("long", LONG)
    )
    assert time.monotonic() - began < 5
    error = _failed(outcome)
    job_id = outcome.json()["Id"]
    assert f'Job "{job_id}" is not done yet' in error
    assert "nothing was stopped" in error
    assert account.get("jobs", job_id)["info"]["status"] in ("PENDING", "RUNNING")
    error = _failed(openstack.run("job wait --timeout 0.3 --poll-interval 0.1", job_id))
    assert f'Job "{job_id}" is not done yet' in error


@as_member
@pytest.mark.parametrize(
    ("words", "missing"),
    smoke(
        [
            ("--job-template no-such-thing --cluster {cluster}", "job template"),
            ("--job-template {template} --cluster no-such-thing", "cluster"),
            ("--job-template {template} --cluster {cluster} --input no-such-thing", "data source"),
            ("--job-template {template} --cluster {cluster} --output no-such-thing", "data source"),
            ("--job-template {template} --cluster {cluster} --config-json no-such-thing", "file"),
            ("--job-template {template} --cluster {cluster} --interface no-such-thing", "file"),
            ("--json no-such-thing", "file"),
        ]
    ),
)
def test_what_is_not_there_is_named(
    openstack: Shell, job_template: Template, cluster: str, words: str, missing: str
) -> None:
    given = words.format(template=job_template(), cluster=cluster).split()
    error = openstack.fails("job execute --wait", *given)
    assert '"no-such-thing"' in error
    assert missing in error


@in_v2
@as_member
@pytest.mark.parametrize(
    ("words", "hints", "status"),
    smoke(
        [
            ("execute", ("--job-template", "--cluster"), 2),
            ("execute --configs nonsense", ('"nonsense"', "--configs"), 2),
            ("execute --params :x", ('":x"', "--params"), 2),
            ("execute --configs a:b --config-json x", ("--config-json",), 2),
            ("execute --job-template x --cluster y --timeout 5", ("--wait",), 2),
            ("delete x --poll-interval 5", ("--wait",), 2),
            ("list --status asleep", ("'asleep'", "'running'"), 2),
            ("update x --public --private", ("--private",), 2),
            ("cancel", ("<job>",), 2),
            ("wait", ("<job>",), 2),
            ("wait x --timeout soon", ("soon",), 2),
        ]
    ),
)
def test_wrong_words_are_answered_with_what_is_expected(
    openstack: Shell, words: str, hints: tuple[str, ...], status: int
) -> None:
    error = openstack.fails(f"job {words}", status=status)
    assert all(hint in error for hint in hints), error


@as_member
@pytest.mark.parametrize(
    "command", smoke(["show", "delete", "cancel", "suspend", "wait", "update --public"])
)
@pytest.mark.parametrize("job_id", ["no-such-job", NOWHERE])
def test_an_unknown_id_is_named(openstack: Shell, command: str, job_id: str) -> None:
    error = openstack.fails(f"job {command}", job_id)
    assert error.startswith("No matches found.")
    assert f'job with id "{job_id}"' in error


# Looking


@pytest.mark.parametrize("command", ["job list", "job list --long"])
def test_lists_have_their_columns(
    openstack: Shell, api_version: str, done: dict[str, Any], command: str
) -> None:
    assert is_table(api_version, command, openstack.json(command))
    rows = {row["Id"]: row for row in openstack(command, "-f", "csv").csv()}
    assert rows[done["Id"]]["Status"] == "SUCCEEDED"


def test_a_job_is_shown(openstack: Shell, api_version: str, done: dict[str, Any]) -> None:
    shown = openstack.json("job show", done["Id"])
    assert is_complete(api_version, "job show", shown)
    assert shown == done
    assert openstack("job show -f value -c Status", done["Id"]).lines == ["SUCCEEDED"]


@as_member
def test_a_list_is_narrowed_by_status(
    openstack: Shell, done: dict[str, Any], running: Running
) -> None:
    long = running()
    for word, member, other in (("running", long, done["Id"]), ("succeeded", done["Id"], long)):
        rows = openstack.json(f"job list --status {word}")
        ids = {row["Id"] for row in rows}
        assert {row["Status"] for row in rows} == {word.upper()}
        assert member in ids
        assert other not in ids
    assert openstack("job list -f value --status done-with-error").lines == []


def test_a_job_is_updated(openstack: Shell, api_version: str, done: dict[str, Any]) -> None:
    updated = openstack.json("job update --public --protected", done["Id"])
    assert is_complete(api_version, "job update", updated)
    assert updated["Is public"] is updated["Is protected"] is True
    assert "protected" in openstack.fails("job delete", done["Id"])
    updated = openstack.json("job update --private --unprotected", done["Id"])
    assert updated["Is public"] is updated["Is protected"] is False


@as_member
def test_dry_run_of_update_changes_nothing(
    openstack: Shell, account: Account, done: dict[str, Any]
) -> None:
    assert openstack("job update --public --dry-run", done["Id"]).json() == {"is_public": True}
    assert account.get("jobs", done["Id"])["is_public"] is False


# Waiting, and ending


@as_member
def test_several_are_waited_for_past_failures(
    openstack: Shell, starting: Callable[..., list[str]]
) -> None:
    good, bad = (openstack.id_of("job execute", *starting(one)) for one in ("good", "doomed"))
    outcome = openstack.run("job wait --poll-interval 0.2", bad, good, "no-such-job")
    assert outcome.exit_status == 1
    (line,) = outcome.lines
    assert line.startswith(f'Job "{good}" has ended SUCCEEDED')
    assert f'Job "{bad}" has ended FAILED: Launcher ERROR' in outcome.stderr
    assert '"no-such-job"' in outcome.stderr
    assert outcome.stderr.splitlines()[-1] == "2 of 3 jobs did not reach the awaited state."
    assert openstack.waits("job wait", good).lines == [f'Job "{good}" has ended SUCCEEDED.']


@as_member
def test_several_are_cancelled(openstack: Shell, account: Account, running: Running) -> None:
    ids = [running(), running()]
    outcome = openstack.waits("job cancel", *SOON, *ids)
    assert outcome.lines[:2] == [f'Job "{one}" cancellation has been started.' for one in ids]
    # Whichever ends first is reported first.
    assert set(outcome.lines[2:]) == {f'Job "{one}" has ended KILLED.' for one in ids}
    assert {account.get("jobs", one)["info"]["status"] for one in ids} == {"KILLED"}


@as_member
def test_a_cancel_goes_on_past_failures_and_past_what_has_ended(
    openstack: Shell, done: dict[str, Any], running: Running
) -> None:
    long = running()
    outcome = openstack.run("job cancel no-such-job", done["Id"], long)
    assert outcome.exit_status == 1
    assert outcome.lines == [
        f'Job "{done["Id"]}" has ended SUCCEEDED already.',
        f'Job "{long}" cancellation has been started.',
    ]
    assert outcome.stderr.splitlines()[-1] == "1 of 3 jobs failed to cancel."
    ended = _failed(openstack.run("job wait --poll-interval 0.2", long))
    assert f'Job "{long}" has ended KILLED' in ended


@as_member
def test_a_running_job_is_suspended(openstack: Shell, account: Account, running: Running) -> None:
    long = running()
    outcome = openstack.waits("job suspend", *SOON, long)
    assert outcome.lines == [
        f'Job "{long}" suspension has been started.',
        f'Job "{long}" is SUSPENDED.',
    ]
    assert account.get("jobs", long)["info"]["status"] == "SUSPENDED"
    assert openstack("job suspend", long).lines == [f'Job "{long}" is SUSPENDED already.']
    assert openstack.waits("job cancel", *SOON, long).lines[-1] == f'Job "{long}" has ended KILLED.'


@as_member
def test_what_cannot_be_suspended_is_an_error(
    openstack: Shell, done: dict[str, Any], starting: Callable[..., list[str]]
) -> None:
    assert "cannot be suspended, for it is SUCCEEDED" in openstack.fails("job suspend", done["Id"])
    job_id = openstack.id_of("job execute", *starting("unsuspendable", LONG))
    while openstack("job show -f value -c Status", job_id).lines != ["RUNNING"]:
        time.sleep(0.1)
    error = _failed(openstack.run("job suspend", *SOON, job_id))
    assert f'Job "{job_id}" was not suspended: it has ended SUSPENDFAILED.' in error


@as_member
def test_a_deleted_job_is_gone(openstack: Shell, account: Account, running: Running) -> None:
    ids = [running(), running()]
    outcome = openstack.waits("job delete", *SOON, *ids)
    assert outcome.lines == [
        *(f'Job "{one}" deletion has been started.' for one in ids),
        *(f'Job "{one}" has been removed successfully.' for one in ids),
    ]
    assert not {one["id"] for one in listed(account, "jobs")} & set(ids)


@as_member
def test_deleting_goes_on_past_failures(
    openstack: Shell, account: Account, starting: Callable[..., list[str]]
) -> None:
    job_id = openstack.id_of("job execute", *starting())
    outcome = openstack.run("job delete", *SOON, "no-such-job", job_id)
    assert outcome.exit_status == 1
    assert outcome.lines[-1] == f'Job "{job_id}" has been removed successfully.'
    assert outcome.stderr.splitlines()[-1] == "1 of 2 jobs failed to delete."


# In a process of its own


@as_member
@pytest.mark.parametrize("command", ["execute", "wait"])
def test_an_interrupted_wait_says_what_goes_on(
    program: Program,
    account: Account,
    starting: Callable[..., list[str]],
    running: Running,
    command: str,
) -> None:
    if command == "execute":
        process = program.start("job execute --wait", *starting("long", LONG))
    else:
        process = program.start("job wait", running())
    stdout, stderr = interrupt_after(process, ": RUNNING")
    assert process.returncode == 130
    assert stdout == b""
    line, command_line = stderr.splitlines()
    assert line.startswith('Stopped waiting for job "')
    job_id = line.split('"')[1]
    assert command_line == f"openstack dataprocessing job wait {job_id} --for succeeded"
    assert account.get("jobs", job_id)["info"]["status"] == "RUNNING"
