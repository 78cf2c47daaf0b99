"""Validation of volumes by Sahara and Cinder; Cinder is an option of the devcloud."""

from __future__ import annotations

from typing import Any

import pytest
from keystoneauth1.exceptions import EndpointNotFound

from tests.functional.cloud import Account, Names
from tests.functional.marks import as_admin

pytestmark = as_admin


@pytest.fixture(autouse=True)
def cinder(account: Account) -> None:
    session = account.connection.session
    try:
        session.get_endpoint(service_type="volumev3", region_name="RegionOne")
    except EndpointNotFound:
        pytest.skip('The cloud has no Cinder: "devcloud up --with-cinder".')


def create(account: Account, name: str, **fields: Any) -> tuple[int, str]:
    """Create a node group template with two volumes; return status and error."""
    (flavor,) = (one for one in account.connection.compute.flavors() if one.name == "m1.tiny")
    template = {
        "name": name,
        "plugin_name": "fake",
        "plugin_version": "0.1",
        "node_processes": ["datanode"],
        "flavor_id": flavor.id,
        "volumes_per_node": 2,
        "volumes_size": 1,
        **fields,
    }
    answer = account.sahara.post("/node-group-templates", json=template, raise_exc=False)
    return answer.status_code, answer.json().get("error_message", "")


@pytest.mark.parametrize("type", ["lvm", "ssd"])
def test_known_type_and_zone_are_accepted(account: Account, names: Names, type: str) -> None:
    known = {"volume_type": type, "volumes_availability_zone": "nova"}
    assert create(account, names("group"), **known)[0] == 202


@pytest.mark.parametrize(
    "unknown",
    [
        {"volume_type": "unknown"},
        {"volumes_availability_zone": "unknown"},
    ],
    ids=str,
)
def test_unknown_type_or_zone_is_refused(
    account: Account, names: Names, unknown: dict[str, Any]
) -> None:
    status, error = create(account, names("group"), **unknown)
    assert status == 400
    assert "unknown" in error


def test_sahara_does_not_validate_boot_volumes(account: Account, names: Names) -> None:
    boot = {"boot_from_volume": True, "boot_volume_type": "unknown"}
    assert create(account, names("group"), **boot)[0] == 202
