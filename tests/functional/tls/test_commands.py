"""Whom commands talk to over TLS, and whom they refuse to talk to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.functional.marks import as_admin, as_member, in_v2
from tests.functional.osc.program import Program
from tests.functional.shell import PYTHON_SPEAK
from tests.functional.tls.cases import Case, each_case, without_asides
from tests.functional.tls.conftest import Tls
from tests.functional.tls.servers import Server

LIST = "plugin list -f json -c Name"

Entry = Callable[..., Mapping[str, str]]


def lists(program: Program, *options: str, **variables: str) -> bool:
    """Tell whether a list is the cloud's, in JSON and nothing else, with nothing else to say."""
    stdout = program(LIST, options=options, environment=variables)
    return "fake" in {plugin["Name"] for plugin in json.loads(stdout)}


def refusal(program: Program, *options: str, **variables: str) -> str:
    """Run a list that must fail, and return its one error."""
    done = program.run(LIST, options=options, environment=variables)
    assert (done.returncode, done.stdout) == (1, b""), done
    (error,) = without_asides(done.stderr.decode()).splitlines()
    assert "Traceback" not in error
    return error


# Both servers over TLS


def test_the_authority_of_clouds_yaml_is_taken(over_tls: Program, tls: Tls) -> None:
    assert lists(over_tls)


@as_member
def test_the_authority_is_taken_from_an_option(over_tls: Program, tls: Tls, entry: Entry) -> None:
    assert lists(over_tls, "--os-cacert", tls.authority, **entry())


@as_member
def test_the_authority_is_taken_from_the_environment(
    over_tls: Program, tls: Tls, entry: Entry
) -> None:
    assert lists(over_tls, OS_CACERT=tls.authority, **entry())


@as_member
def test_nothing_is_verified_on_demand(over_tls: Program, entry: Entry) -> None:
    assert lists(over_tls, "--insecure", **entry())
    assert lists(over_tls, **entry(verify=False))


@as_admin
@in_v2
def test_all_of_it_goes_over_tls(over_tls: Program, tls: Tls) -> None:
    done = over_tls.run(LIST, options=("--debug",))
    called = set(
        re.findall(r"REQ: (?:curl .*?)?(?:[A-Z]+ )?\"?(https?://[\d.]+:\d+)", done.stderr.decode())
    )
    assert called == {tls.keystone.removesuffix("/v3"), tls.sahara}


# Nobody is talked to who cannot be trusted


@as_member
@each_case
def test_sahara_is_refused(
    case: Case, plain: Program, tls: Tls, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(case.server)
    options = ["--os-data-processing-url", server.url(case.host)]
    if authority := case.authority(tls, server):
        options += ["--os-cacert", authority]
    before = len(server.requests)
    error = refusal(plain, *options)
    assert error.startswith(f'plugin list failed: There is no answer from "{options[1]}/v')
    for sentence in case.sentences:
        assert sentence in error
    assert not PYTHON_SPEAK.search(error)
    assert len(server.requests) == before


@as_member
@in_v2
@each_case
def test_keystone_is_refused(
    case: Case, over_tls: Program, tls: Tls, entry: Entry, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(case.server)
    authority = case.authority(tls, server)
    url = f"{server.url(case.host)}/v3"
    before = len(server.requests)
    error = refusal(over_tls, **entry(url, **({"cacert": authority} if authority else {})))
    assert url in error
    assert case.reason in error
    assert len(server.requests) == before


@as_member
@in_v2
def test_a_change_is_refused_as_well(plain: Program, by_address: Server) -> None:
    done = plain.run("cluster delete demo", options=("--os-data-processing-url", by_address.url()))
    assert (done.returncode, done.stdout) == (1, b"")
    assert "its TLS certificate is not trusted" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@as_member
def test_one_who_is_trusted_is_talked_to(plain: Program, by_address: Server) -> None:
    options = ("--os-data-processing-url", by_address.url())
    for more in (("--os-cacert", str(by_address.authority)), ("--insecure",)):
        before = len(by_address.requests)
        assert json.loads(plain(LIST, options=(*options, *more))) == []
        assert len(by_address.requests) == before + 1


@as_member
@in_v2
def test_the_cloud_itself_has_one_name_only(plain: Program, tls: Tls) -> None:
    url = tls.sahara.replace("127.0.0.1", "localhost")
    error = refusal(plain, "--os-cacert", tls.authority, "--os-data-processing-url", url)
    assert 'its TLS certificate is not for "localhost"' in error


# The file of the authority


@pytest.fixture
def no_certificate(empty_folder: Path) -> str:
    """A file that holds no certificate."""
    path = empty_folder / "notes.txt"
    path.write_text("The certificate is with Anna.\n")
    return str(path)


@as_member
@in_v2
def test_a_missing_file_is_named(plain: Program, over_tls: Program, tls: Tls, entry: Entry) -> None:
    missing = "/nonexistent/ca.pem"
    error = refusal(plain, "--os-cacert", missing, "--os-data-processing-url", tls.sahara)
    assert error.startswith("plugin list failed: ")
    assert missing in error
    assert missing in refusal(over_tls, "--os-cacert", missing, **entry())


@as_member
@in_v2
def test_a_file_without_certificates_is_refused(
    plain: Program, over_tls: Program, tls: Tls, entry: Entry, no_certificate: str
) -> None:
    error = refusal(plain, "--os-cacert", no_certificate, "--os-data-processing-url", tls.sahara)
    assert "the file of CA certificates holds no certificate" in error
    assert "--os-cacert" in error
    assert not PYTHON_SPEAK.search(error)
    error = refusal(over_tls, "--os-cacert", no_certificate, **entry())
    assert tls.keystone in error
