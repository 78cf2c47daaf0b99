"""Cinder: its database in an existing cloud, its user and its endpoints."""

from __future__ import annotations

from cloud import bootstrap, configuration, options, tables
from cloud.progress import step
from cloud.rest import Session
from cloud.services import CINDER
from cloud.state import LEGACY_REGION, REGION, Cloud


def prepare(cloud: Cloud) -> None:
    """Create the database if this cloud has none."""
    pristine = cloud.home / "pristine" / "cinder.sqlite"
    if pristine.exists():
        return
    step("Creating the database of Cinder.")
    options.database_file(cloud, "cinder").unlink(missing_ok=True)
    tables.create_file(cloud, "cinder")
    configuration.write(cloud, "cinder")
    tables.cinder(cloud)
    tables.copy_file(str(options.database_file(cloud, "cinder")), str(pristine))


def update_catalog(cloud: Cloud, admin: Session) -> None:
    """Add the endpoints of Cinder if it is enabled, or remove them if it is not."""
    service = CINDER["cinder"]
    services = admin.get("keystone", f"/v3/services?type={service.type}")["services"]
    if not cloud.cinder:
        for one in services:
            admin.delete("keystone", f"/v3/services/{one['id']}")
    elif not services:
        step("Adding volumes to the catalog.")
        if not admin.get("keystone", "/v3/users?name=cinder")["users"]:
            bootstrap.add_service_user(admin, "cinder")
        body = {"service": {"name": service.name, "type": service.type}}
        service_id = admin.post("keystone", "/v3/services", body)["service"]["id"]
        for region in (REGION, LEGACY_REGION):
            bootstrap.add_endpoints(
                admin, service_id, region, service.url(cloud) + service.endpoint
            )
