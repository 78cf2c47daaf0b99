"""The configuration files of the services."""

from __future__ import annotations

import configparser

import pytest
from cloud import configuration, services
from cloud.services import SWIFT


def options(cloud, service):
    parser = configparser.RawConfigParser()
    parser.read_string(configuration.text(cloud, service))
    return parser


@pytest.mark.parametrize("service", configuration.FILES)
def test_file_has_sections_and_options(cloud, service):
    assert options(cloud, service).sections()


def test_proxy_validates_keystone_tokens_and_s3_signatures(cloud):
    proxy = options(cloud, "swift")
    pipeline = proxy["pipeline:main"]["pipeline"].split()
    assert pipeline.index("authtoken") < pipeline.index("s3api") < pipeline.index("s3token")
    for name in pipeline:
        assert proxy.has_section(f"filter:{name}") or name == "proxy-server"
    for section in ("filter:authtoken", "filter:s3token"):
        assert proxy[section]["username"] == "swift"


@pytest.mark.parametrize("service", SWIFT)
def test_swift_runs_without_root(cloud, home, service):
    defaults = options(cloud, service)["DEFAULT"]
    assert defaults["swift_dir"].startswith(str(home))
    assert defaults["devices"].startswith(str(home))
    assert int(defaults["bind_port"]) == services.SWIFT[service].port
