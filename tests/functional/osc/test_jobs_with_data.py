"""Data sources of jobs: what the service checks, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_member, in_v2
from tests.functional.osc.service import named
from tests.functional.shell import Outcome, Shell

pytestmark = [as_member, in_v2]

SOON = ("--wait", "--poll-interval", "0.2", "-f", "json")
BY_NAME = "edp.substitute_data_source_for_name:true"
MAIN_CLASS = "edp.java.main_class:org.example.Main"
SWIFT, S3 = "swift://data/words.txt", "s3://data/words.txt"
LOGIN = {"user": "member", "password": "wrong"}
KEYS = {"accesskey": "wrong", "secretkey": "wrong", "endpoint": "s3.example.org"}

Run = Callable[..., Outcome]
Source = Callable[..., str]


@pytest.fixture(scope="module")
def source(accounts: dict[str, Account], names: Names) -> Source:
    """Creates data sources; returns their names."""

    def create(url: str, credentials: Any, owner: str = "member", **fields: Any) -> str:
        name = names("data")
        kind = url.partition(":")[0]
        given = {} if credentials is None else {"credentials": credentials}
        accounts[owner].create("data-sources", name=name, type=kind, url=url, **given, **fields)
        return name

    return create


@pytest.fixture(scope="module")
def output(source: Source) -> str:
    return source("swift://data/counts", LOGIN)


@pytest.fixture
def run(
    openstack: Shell, account: Account, names: Names, cluster: str, binary: dict[str, Any]
) -> Run:
    """Starts a job of a type, and waits for it."""

    def start(kind: str, *words: str) -> Outcome:
        template = names(kind.lower())
        account.create("job-templates", name=template, type=kind, mains=[binary["id"]])
        start = ("job execute", "--job-template", template, "--cluster", cluster)
        return openstack.run(*start, *words, *SOON)

    return start


@pytest.mark.parametrize(
    ("url", "credentials"),
    [
        (SWIFT, LOGIN),
        pytest.param(S3, KEYS, marks=pytest.mark.slow),
        pytest.param(S3, None, marks=pytest.mark.slow),
    ],
    ids=["swift", "s3", "s3 without keys"],
)
def test_wrong_credentials_are_not_found_out(
    run: Run, account: Account, source: Source, output: str, url: str, credentials: Any
) -> None:
    name = source(url, credentials)
    job = run("Pig", "--input", name, "--output", output)
    assert job.exit_status == 0, job
    assert job.json()["Status"] == "SUCCEEDED"
    assert job.json()["Input id"] == named(account, "data-sources", name)[0]["id"]


@pytest.mark.slow
def test_input_and_output_must_be_different_places(run: Run, source: Source) -> None:
    first, second = source(SWIFT, LOGIN), source(SWIFT, LOGIN)
    job = run("Pig", "--input", first, "--output", second)
    assert job.exit_status == 1
    assert "same location" in job.stderr


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--input", "{source}")])
def test_pig_needs_input_and_output(run: Run, source: Source, words: tuple[str, ...]) -> None:
    job = run("Pig", *(word.format(source=source(SWIFT, LOGIN)) for word in words))
    assert job.exit_status == 1
    assert "'input_id' and 'output_id'" in job.stderr


@pytest.mark.slow
def test_private_source_of_another_project_is_unknown(
    run: Run, source: Source, output: str
) -> None:
    private = source(SWIFT, LOGIN, owner="admin")
    job = run("Pig", "--input", private, "--output", output)
    assert job.exit_status == 1
    assert job.stderr.startswith("No matches found.")


@pytest.mark.slow
def test_private_source_of_another_project_is_refused_by_id(
    run: Run, accounts: dict[str, Account], source: Source, output: str
) -> None:
    private = source(SWIFT, LOGIN, owner="admin")
    (found,) = named(accounts["admin"], "data-sources", private)
    job = run("Pig", "--input", found["id"], "--output", output)
    assert job.exit_status == 1
    assert "No matches found." in job.stderr


@pytest.mark.slow
def test_public_source_of_another_project_is_usable(run: Run, source: Source, output: str) -> None:
    public = source(SWIFT, LOGIN, owner="admin", is_public=True)
    assert run("Pig", "--input", public, "--output", output).json()["Status"] == "SUCCEEDED"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["Shell", "Spark"])
@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
def test_sources_in_arguments_are_not_checked_at_the_start(
    run: Run, account: Account, source: Source, kind: str, known: bool
) -> None:
    name = source(SWIFT, LOGIN) if known else "nobody"
    main = [MAIN_CLASS] if kind == "Spark" else []
    job = run(kind, "--configs", BY_NAME, *main, "--args", f"datasource://{name}")
    assert job.json()["Status"] == "SUCCEEDED"
    configs = account.get("jobs", job.json()["Id"])["job_configs"]
    assert configs["args"] == [f"datasource://{name}"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("--type swift --url swift://data", "swift://container"),
        ("--type swift --url swift://data.d/x", "swift://container"),
        ("--type s3 --url s3://data", "Object name must be present"),
        ("--type swift --url s3://data/x", "swift"),
    ],
)
def test_url_is_checked_at_creation(
    openstack: Shell, names: Names, words: str, reason: str
) -> None:
    login = ("--username", "member", "--password", "x") if "--type swift" in words else ()
    error = openstack.fails("data source create", names("bad"), *words.split(), *login)
    assert reason in error


@pytest.mark.slow
def test_swift_needs_credentials_at_creation(openstack: Shell, names: Names) -> None:
    error = openstack.fails("data source create", names("bad"), "--type", "swift", "--url", SWIFT)
    assert "No credentials provided" in error
