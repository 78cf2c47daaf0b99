"""Errors of the library name the option that helps."""

from __future__ import annotations

import pytest
from osc_lib import exceptions

from saharaclient.exceptions import ConnectionFailed
from saharaclient.osc.commands.cluster import lifecycle
from saharaclient.osc.output import advice


@pytest.mark.parametrize("argv", [["demo"], ["demo", "other"]])
def test_redirected_change_names_option_for_new_url(service, shell, app, caplog, argv):
    service.holds(clusters=[{"id": name, "name": name} for name in argv])
    for name in argv:
        service.mock.delete(
            f"{service.url}/clusters/{name}",
            status_code=308,
            headers={"Location": f"https://sahara.test/v2/clusters/{name}"},
        )
    with pytest.raises(exceptions.CommandError) as failed:
        shell(lifecycle.DeleteCluster, *argv)
    shown = caplog.text + str(failed.value)
    assert shown.count('Use the new URL: "--os-data-processing-url https://sahara.test".') == len(
        argv
    )


def test_missing_ca_certificate_comes_with_the_option_for_it():
    error = ConnectionFailed(error_message="It is not trusted.")
    assert advice.sentence(error) == "It is not trusted."
    error.needs_ca_certificate = True
    assert advice.sentence(error).endswith("with --os-cacert.")


def test_other_errors_are_left_alone():
    assert advice.sentence(ValueError("It broke.")) == "It broke."
