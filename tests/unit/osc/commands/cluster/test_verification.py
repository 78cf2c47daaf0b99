from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.osc.commands.cluster.verification import VerificationUpdateCluster
from tests.unit.osc import samples
from tests.unit.osc.samples import both_versions

WAIT = ("c1", "--start", "--wait")


@pytest.fixture
def held(service):
    """A cluster that the service has."""
    service.holds(clusters=samples.cluster())


def refusal(shell, *argv):
    with pytest.raises(exceptions.CommandError) as raised:
        shell(*argv)
    return str(raised.value)


@both_versions
def test_started_verification_is_a_sentence(shell, service, held):
    said = shell(VerificationUpdateCluster, "c1", "--start")
    assert said == 'Cluster "c1" health verification has been started.\n'
    assert service.sent("PATCH") == {"verification": {"status": "START"}}


def test_started_verification_is_columns_for_programs(shell, service, held):
    service.cluster_becomes(samples.cluster(verification=samples.verification("CHECKING")))
    shown = shell.json(VerificationUpdateCluster, "c1", "--start")
    assert shown == {"Verification status": "CHECKING"}


@both_versions
def test_result_of_the_last_verification(shell, service):
    checked = samples.verification("GREEN", HDFS="GREEN")
    service.holds(clusters=samples.cluster(verification=checked))
    assert shell.json(VerificationUpdateCluster, "c1", "--show") == {
        "Verification status": "GREEN",
        "Health check (HDFS)": "GREEN",
    }
    assert not service.requests("PATCH")


@pytest.mark.parametrize("argv", [[], ["--start", "--show"]])
def test_verification_is_either_started_or_shown(shell, argv):
    with pytest.raises(SystemExit):
        shell(VerificationUpdateCluster, "c1", *argv)


def test_shown_verification_has_nothing_to_wait_for(shell, held):
    sentence = shell.usage_error(VerificationUpdateCluster, "c1", "--show", "--wait")
    assert "--wait needs --start" in sentence


# With --wait


@pytest.fixture
def checked_before(service):
    """A cluster whose last health check was good."""
    service.holds(clusters=samples.cluster(verification=samples.verification("GREEN", "v-1")))


def checked(status, id="v-2", **checks):
    return samples.cluster(verification=samples.verification(status, id, **checks))


@both_versions
def test_verification_shows_the_result_of_the_new_check(shell, service, checked_before):
    service.cluster_becomes(
        checked("GREEN", "v-1"), checked("CHECKING"), checked("YELLOW", HDFS="YELLOW")
    )
    assert shell.json(VerificationUpdateCluster, *WAIT) == {
        "Verification status": "YELLOW",
        "Health check (HDFS)": "YELLOW",
    }


def test_verification_shows_how_far_the_check_is(shell, service, checked_before):
    service.cluster_becomes(checked("CHECKING"), checked("GREEN"))
    shell(VerificationUpdateCluster, *WAIT)
    assert shell.progress == [
        "c1: health check CHECKING",
        'Cluster "c1" has been verified (GREEN) after 2s.',
    ]


def test_waiting_verification_writes_its_result_only(shell, service, checked_before):
    service.cluster_becomes(checked("GREEN"))
    assert "has been started" not in shell(VerificationUpdateCluster, *WAIT)


def test_waiting_verification_reports_its_start(shell, app, service, checked_before):
    app.options.verbose_level = 2
    service.cluster_becomes(checked("GREEN"))
    shell(VerificationUpdateCluster, *WAIT)
    assert shell.progress[0] == 'Cluster "c1" health verification has been started.'


def test_check_that_runs_already_is_joined(shell, app, service):
    app.options.verbose_level = 2
    service.holds(clusters=checked("CHECKING", "v-1"))
    service.cluster_becomes(checked("CHECKING", "v-1"), checked("GREEN", "v-1"))
    assert shell.json(VerificationUpdateCluster, *WAIT) == {"Verification status": "GREEN"}
    assert not service.requests("PATCH")
    assert shell.progress[0] == 'Cluster "c1" is already being verified.'


def test_bad_health_is_a_failure(shell, service, checked_before):
    service.cluster_becomes(checked("RED", HDFS="RED", YARN="GREEN"))
    with pytest.raises(exceptions.CommandError) as raised:
        shell(VerificationUpdateCluster, *WAIT)
    assert str(raised.value) == (
        'Cluster "c1" is not healthy: HDFS: HDFS is RED. For details:\n'
        "openstack dataprocessing cluster verification c1 --show"
    )


def test_verification_timeout(shell, service, checked_before):
    service.cluster_becomes(checked("CHECKING"))
    with pytest.raises(
        exceptions.CommandError, match=r"is still being verified .* Only the wait has ended"
    ):
        shell(VerificationUpdateCluster, *WAIT, "--timeout", "2")
