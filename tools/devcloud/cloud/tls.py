"""What a cloud needs to be reached over TLS: a certificate, and a region of the catalog."""

from __future__ import annotations

import subprocess

from cloud import bootstrap, environments
from cloud.errors import DevcloudError
from cloud.progress import step
from cloud.rest import Session
from cloud.services import FRONTS, SERVICES
from cloud.state import HOST, SOURCE, TLS_REGION, Cloud


def ensure_certificate(cloud: Cloud) -> None:
    """Make an authority and the servers' certificate where there are none.

    It is for the address alone: whoever says "localhost" has called the servers by a wrong name.
    """
    if cloud.authority.exists():
        return
    made = subprocess.run(
        [
            environments.program(cloud, "services", "python"),
            str(SOURCE / "cloud" / "certificates.py"),
            str(cloud.authority.parent),
            HOST,
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise DevcloudError(f"The certificate could not be made:\n{made.stderr.strip()}")
    step("An authority and a certificate are made.")


def ensure_region(cloud: Cloud) -> None:
    """Have the catalog say where the services are for those who come over TLS."""
    admin = Session(cloud, "admin", "admin")
    path = f"/v3/endpoints?region_id={TLS_REGION}"
    there = {endpoint["service_id"] for endpoint in admin.get("keystone", path)["endpoints"]}
    regions = admin.get("keystone", "/v3/regions")["regions"]
    if TLS_REGION not in {region["id"] for region in regions}:
        admin.post("keystone", "/v3/regions", {"region": {"id": TLS_REGION}})
    fronts = {front.behind: front for front in FRONTS.values()}
    for known in admin.get("keystone", "/v3/services")["services"]:
        service = fronts.get(known["name"]) or SERVICES[known["name"]]
        if known["id"] not in there:
            url = service.url(cloud) + service.endpoint
            bootstrap.add_endpoints(admin, known["id"], TLS_REGION, url)
