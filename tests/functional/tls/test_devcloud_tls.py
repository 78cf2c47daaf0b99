"""``devcloud up --tls``: two more servers, and all else as it was."""

from __future__ import annotations

import stat
from typing import Any

import pytest
import requests

from tests.functional.cloud import Account
from tests.functional.marks import as_admin
from tests.functional.tls.conftest import Tls, devcloud_command


def test_a_second_time_changes_nothing(tls: Tls) -> None:
    before = (tls.folder / "tls" / "ca.pem").read_bytes()
    done = devcloud_command("up", "--tls")
    assert done.returncode == 0, done
    assert "All services were up already." in done.stdout
    assert (tls.folder / "tls" / "ca.pem").read_bytes() == before


def test_they_are_among_the_services(tls: Tls) -> None:
    done = devcloud_command("status")
    states = {row.split()[0]: row.split()[3] for row in done.stdout.splitlines()}
    assert (states["keystone-tls"], states["sahara-tls"]) == ("up", "up")
    assert devcloud_command("logs", "sahara-tls").returncode == 0


def test_the_private_key_is_its_owners(tls: Tls) -> None:
    assert stat.S_IMODE((tls.folder / "tls" / "server.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize("service", ["keystone", "sahara"])
def test_addresses_begin_with_https_for_those_who_come_by_it(tls: Tls, service: str) -> None:
    url = getattr(tls, service)
    answer = requests.get(url, verify=tls.authority, timeout=60)
    addresses = [part for part in answer.text.split('"') if "://" in part]
    assert addresses
    assert all(address.startswith(url) for address in addresses)


@as_admin
def test_the_plain_cloud_stays_as_it_is(tls: Tls, account: Account) -> None:
    session = account.connection.session
    session.auth.invalidate()  # its token may be older than the region, and so the catalog
    catalog: list[dict[str, Any]] = session.auth.get_access(session).service_catalog.catalog
    schemes = {
        (endpoint["region"], service["type"], endpoint["url"].partition(":")[0])
        for service in catalog
        for endpoint in service["endpoints"]
        if service["type"] in ("identity", "data-processing")
    }
    assert schemes == {
        (region, type, "https" if region == "RegionTLS" else "http")
        for region in ("RegionOne", "RegionLegacy", "RegionTLS")
        for type in ("identity", "data-processing")
    }


def test_one_of_them_is_restarted(tls: Tls) -> None:
    done = devcloud_command("restart", "sahara-tls")
    assert done.returncode == 0, done
    assert '"sahara-tls" is down.' in done.stdout
    assert '"sahara-tls" is up on port' in done.stdout
