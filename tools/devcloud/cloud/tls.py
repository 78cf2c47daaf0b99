"""TLS: the certificate and the region in the catalog."""

from __future__ import annotations

import subprocess

from cloud import bootstrap, environments
from cloud.errors import DevcloudError
from cloud.progress import step
from cloud.rest import Session
from cloud.services import CINDER, SERVICES, SWIFT, TLS_PROXIES
from cloud.state import HOST, SOURCE, TLS_REGION, Cloud


def ensure_certificate(cloud: Cloud) -> None:
    """Create an authority and the servers' certificate if there are none.

    The certificate has the address only, so that "localhost" is a wrong host name.
    """
    if cloud.authority.exists():
        return
    created = subprocess.run(
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
    if created.returncode:
        raise DevcloudError(f"The certificate could not be created:\n{created.stderr.strip()}")
    step("An authority and a certificate are created.")


def ensure_region(cloud: Cloud, admin: Session) -> None:
    """Add the TLS endpoints to the catalog."""
    path = f"/v3/endpoints?region_id={TLS_REGION}"
    existing = {endpoint["service_id"] for endpoint in admin.get("keystone", path)["endpoints"]}
    regions = admin.get("keystone", "/v3/regions")["regions"]
    if TLS_REGION not in {region["id"] for region in regions}:
        admin.post("keystone", "/v3/regions", {"region": {"id": TLS_REGION}})
    proxies = {proxy.backend: proxy for proxy in TLS_PROXIES.values()}
    for known in admin.get("keystone", "/v3/services")["services"]:
        name = known["name"]
        service = proxies.get(name) or {**SERVICES, **SWIFT, **CINDER}[name]
        if known["id"] not in existing:
            url = service.url(cloud) + service.endpoint
            bootstrap.add_endpoints(admin, known["id"], TLS_REGION, url)
