"""Object storage: the rings of Swift, its user, its endpoints and the EC2 credentials."""

from __future__ import annotations

import json
import shutil
import subprocess

from cloud import bootstrap, environments, processes, swift_configuration
from cloud.credentials import EC2_CREDENTIALS
from cloud.errors import DevcloudError
from cloud.progress import step
from cloud.rest import Session
from cloud.services import SWIFT, SWIFT_BACKENDS
from cloud.state import LEGACY_REGION, REGION, SOURCE, Cloud


def prepare(cloud: Cloud) -> None:
    """Write the rings for the current ports, and create the folder of the device."""
    cloud.folder("data", "swift", "disk")
    folder = cloud.folder("etc", "swift")
    stamp = folder / "rings.json"
    ports = [str(cloud.ports[name]) for name in SWIFT_BACKENDS]
    if stamp.exists() and json.loads(stamp.read_text()) == ports:
        return
    # Servers keep a ring in memory.
    for name in SWIFT:
        processes.request_stop(cloud, SWIFT[name])
    for name in SWIFT:
        processes.await_stop(cloud, SWIFT[name])
    python = environments.program(cloud, "swift", "python")
    program = str(SOURCE / "cloud" / "swift_rings.py")
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = devcloud\n")
    written = subprocess.run(
        [python, program, str(folder), *ports],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if written.returncode:
        raise DevcloudError(f"The rings of Swift could not be written:\n{written.stderr.strip()}")
    stamp.write_text(json.dumps(ports))


def update_catalog(cloud: Cloud, admin: Session) -> None:
    """Add the endpoints of Swift if it is enabled, or remove them if it is not."""
    services = admin.get("keystone", "/v3/services?type=object-store")["services"]
    if not cloud.swift:
        for service in services:
            admin.delete("keystone", f"/v3/services/{service['id']}")
    elif not services:
        step("Adding object storage to the catalog.")
        if not admin.get("keystone", "/v3/users?name=swift")["users"]:
            _create_accounts(cloud, admin)
        proxy = SWIFT["swift"]
        body = {"service": {"name": proxy.name, "type": proxy.type}}
        service_id = admin.post("keystone", "/v3/services", body)["service"]["id"]
        for region in (REGION, LEGACY_REGION):
            url = proxy.url(cloud) + proxy.endpoint
            bootstrap.add_endpoints(admin, service_id, region, url)


def _create_accounts(cloud: Cloud, admin: Session) -> None:
    # Keystone validates S3 signatures for users with the role service only.
    bootstrap.add_service_user(admin, "swift")
    for user, (access, secret) in EC2_CREDENTIALS.items():
        owner = Session(cloud, user, user)
        credential = {
            "type": "ec2",
            "blob": json.dumps({"access": access, "secret": secret}),
            "user_id": owner.user_id,
            "project_id": owner.project_id,
        }
        admin.post("keystone", "/v3/credentials", {"credential": credential})


def clear(cloud: Cloud) -> None:
    """Delete all objects; the servers must not run."""
    shutil.rmtree(swift_configuration.devices(cloud), ignore_errors=True)
    cloud.folder("data", "swift", "disk")
