from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest
from keystoneauth1 import noauth, session
from openstack.config import cloud_region
from osc_lib import exceptions

from saharaclient.api.client import Client, ClientV2
from saharaclient.osc import plugin


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    for name in ("OS_DATA_PROCESSING_API_VERSION", "OS_DATA_PROCESSING_URL"):
        monkeypatch.delenv(name, raising=False)


def parse(*argv):
    return plugin.build_option_parser(argparse.ArgumentParser()).parse_args(argv)


def make_client(version="1.1", interface="internal", region="north", **config):
    config = {
        "interface": interface,
        "region_name": region,
        "data_processing_api_version": version,
        **config,
    }
    return plugin.make_client(
        SimpleNamespace(
            sdk_connection=SimpleNamespace(config=cloud_region.CloudRegion("cloud", config=config)),
            session=session.Session(auth=noauth.NoAuth()),
        )
    )


@pytest.mark.parametrize("option", ["os_data_processing_api_version", "os_data_processing_url"])
def test_options_have_no_default_that_would_win_over_clouds_yaml(option):
    assert not getattr(parse(), option)


@pytest.mark.parametrize(
    ("variable", "option"),
    [
        ("OS_DATA_PROCESSING_API_VERSION", "os_data_processing_api_version"),
        ("OS_DATA_PROCESSING_URL", "os_data_processing_url"),
    ],
)
def test_options_fall_back_on_the_environment(monkeypatch, variable, option):
    monkeypatch.setenv(variable, "from the environment")
    assert getattr(parse(), option) == "from the environment"


def test_options_win_over_the_environment(monkeypatch):
    monkeypatch.setenv("OS_DATA_PROCESSING_API_VERSION", "1.1")
    parsed = parse("--os-data-processing-api-version", "2")
    assert parsed.os_data_processing_api_version == "2"


@pytest.mark.parametrize("version", ["1", "1.0", "1.1", "2", "2.0"])
def test_good_version_is_accepted(version):
    assert plugin.check_api_version(version) is True


def test_default_version_is_a_good_one():
    assert plugin.check_api_version(plugin.DEFAULT_API_VERSION)


@pytest.mark.parametrize("version", ["3", "1.2", "v2", ""])
def test_unknown_version_is_answered_with_those_there_are(version):
    with pytest.raises(exceptions.CommandError) as raised:
        plugin.check_api_version(version)
    assert str(raised.value) == (
        f'There is no version "{version}" of the data processing API; the versions are'
        " 1.1 and 2 (--os-data-processing-api-version)."
    )


@pytest.mark.parametrize("version", plugin.API_VERSIONS)
def test_every_version_has_a_client(version):
    made = make_client(version)
    assert type(made) is (ClientV2 if version.startswith("2") else Client)


@pytest.mark.parametrize("version", [None, ""])
def test_default_version_has_a_client(version):
    assert type(make_client(version)) is Client


def test_version_of_clouds_yaml_may_be_a_number():
    assert type(make_client(2)) is ClientV2


def test_interface_of_the_cloud_is_taken():
    assert make_client(interface="internal").api.interface == "internal"


def test_interface_is_public_where_the_cloud_names_none():
    assert make_client(interface=None).api.interface == "public"


def test_region_of_the_cloud_is_taken():
    assert make_client(region="south").api.region_name == "south"


def test_settings_of_the_service_in_clouds_yaml_win_over_those_of_the_cloud():
    api = make_client(
        data_processing_interface="admin",
        data_processing_region_name="west",
        data_processing_service_type="data-processing-beta",
    ).api
    assert (api.interface, api.region_name) == ("admin", "west")
    assert api.service_type == "data-processing-beta"


def test_service_type_is_the_official_one_by_default():
    assert make_client().api.service_type == "data-processing"


@pytest.mark.parametrize("name", ["data_processing_url", "data_processing_endpoint_override"])
def test_endpoint_can_be_given(name):
    made = make_client(**{name: "http://elsewhere:8386"})
    assert made.api.service_url() == "http://elsewhere:8386/v1.1"


def test_url_option_wins_over_the_endpoint_of_clouds_yaml():
    made = make_client(
        data_processing_url="http://option", data_processing_endpoint_override="http://file"
    )
    assert made.api.endpoint_override == "http://option"


@pytest.mark.parametrize("config", [{}, {"data_processing_url": ""}])
def test_endpoint_comes_from_the_catalog_otherwise(config):
    assert make_client(**config).api.endpoint_override is None


def test_session_is_the_one_of_openstackclient():
    assert make_client().api.session.auth.__class__ is noauth.NoAuth
