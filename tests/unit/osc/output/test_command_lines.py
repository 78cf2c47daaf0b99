"""Command lines that errors and waits suggest."""

from __future__ import annotations

import argparse

import pytest

from saharaclient.osc.output.command_lines import CommandLines


def line(*names: str, command: str = "dataprocessing cluster wait {}", **options: str) -> str:
    return CommandLines(argparse.Namespace(**options)).line(command, *names)


def test_names_are_quoted() -> None:
    assert line("c1", "a b;") == "openstack dataprocessing cluster wait c1 'a b;'"


def test_command_may_have_braces() -> None:
    assert line(command="dataprocessing cluster show {x}").endswith(" show {x}")


@pytest.mark.parametrize(
    ("attribute", "flag"),
    [
        ("cloud", "--os-cloud"),
        ("region_name", "--os-region-name"),
        ("project_id", "--os-project-id"),
        ("project_name", "--os-project-name"),
        ("os_data_processing_api_version", "--os-data-processing-api-version"),
        ("os_data_processing_url", "--os-data-processing-url"),
    ],
)
def test_options_that_select_the_cloud_are_repeated(
    attribute: str, flag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = flag.lstrip("-").replace("-", "_").upper()
    monkeypatch.setenv(variable, "other")
    assert line("c1", **{attribute: "a b"}) == (
        f"openstack {flag} 'a b' dataprocessing cluster wait c1"
    )
    monkeypatch.setenv(variable, "a b")
    assert line("c1", **{attribute: "a b"}) == "openstack dataprocessing cluster wait c1"


def test_password_in_a_url_is_not_repeated() -> None:
    shown = line("c1", os_data_processing_url="http://ann:s3cret@sahara.test/v2")
    assert shown == "openstack dataprocessing cluster wait c1"
