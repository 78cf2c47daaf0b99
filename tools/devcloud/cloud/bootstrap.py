"""The content of a new cloud: accounts, catalog, flavors, images, networks, keypairs."""

from __future__ import annotations

from cloud.credentials import PASSWORDS
from cloud.rest import Session
from cloud.services import SERVICES
from cloud.state import LEGACY_REGION, REGION, Cloud

FLAVORS = (
    {"name": "m1.tiny", "ram": 512, "vcpus": 1, "disk": 1},
    {"name": "m1.small", "ram": 2048, "vcpus": 1, "disk": 20},
)
#: User and image. Only the owner of an image may register it with Sahara.
IMAGES = (
    ("admin", {"name": "fake-image", "visibility": "public"}),
    ("admin", {"name": "spare-image", "visibility": "public"}),
    ("member", {"name": "member-image", "visibility": "private"}),
)
#: Name, options, subnet.
NETWORKS = (
    ("private", {"shared": True}, "10.0.0.0/16"),
    ("public", {"router:external": True}, "172.24.4.0/24"),
)
KEYPAIR = "devcloud"


def run(cloud: Cloud) -> None:
    """Fill a cloud that only has what Keystone's own bootstrap created."""
    admin = Session(cloud, "admin", "admin")
    _create_accounts(admin)
    _create_catalog(cloud, admin)
    sessions = {"admin": admin, "member": Session(cloud, "member", "member")}
    _create_flavors(admin)
    for user, image in IMAGES:
        _create_image(sessions[user], image)
    _create_networks(admin)
    for session in sessions.values():
        session.post("nova", "/v2.1/os-keypairs", {"keypair": {"name": KEYPAIR}})


def _create_accounts(admin: Session) -> None:
    roles = {role["name"]: role["id"] for role in admin.get("keystone", "/v3/roles")["roles"]}
    # Nova refuses Sahara's service token unless its user has both roles.
    service_roles = [roles[name] for name in ("admin", "service")]
    for project, names, granted in (
        ("service", ["glance", "nova", "neutron", "sahara"], service_roles),
        ("member", ["member"], [roles["member"]]),
    ):
        created = admin.post("keystone", "/v3/projects", {"project": {"name": project}})
        add_users(admin, created["project"]["id"], names, granted)


def add_service_user(admin: Session, name: str) -> None:
    """Create the user of a service."""
    roles = {role["name"]: role["id"] for role in admin.get("keystone", "/v3/roles")["roles"]}
    (project,) = admin.get("keystone", "/v3/projects?name=service")["projects"]
    # Services accept each other's tokens only from users with both roles.
    add_users(admin, project["id"], [name], [roles["admin"], roles["service"]])


def add_users(admin: Session, project_id: str, names: list[str], roles: list[str]) -> None:
    """Create users with roles in a project."""
    for name in names:
        user_id = admin.post(
            "keystone",
            "/v3/users",
            {"user": {"name": name, "password": PASSWORDS[name], "default_project_id": project_id}},
        )["user"]["id"]
        for role in roles:
            admin.put("keystone", f"/v3/projects/{project_id}/users/{user_id}/roles/{role}")


def _create_catalog(cloud: Cloud, admin: Session) -> None:
    ids = {
        service["type"]: service["id"]
        for service in admin.get("keystone", "/v3/services")["services"]
    }
    admin.post("keystone", "/v3/regions", {"region": {"id": LEGACY_REGION}})
    for service in SERVICES.values():
        address = cloud.url(service.name) + service.endpoint
        if service.type not in ids:
            ids[service.type] = admin.post(
                "keystone",
                "/v3/services",
                {"service": {"name": service.name, "type": service.type}},
            )["service"]["id"]
            add_endpoints(admin, ids[service.type], REGION, address)
        # Old clouds have version and project in Sahara's endpoint.
        legacy = "/v1.1/%(project_id)s" if service.name == "sahara" else ""
        add_endpoints(admin, ids[service.type], LEGACY_REGION, address + legacy)


def add_endpoints(admin: Session, service_id: str, region: str, url: str) -> None:
    """Add the endpoints of a service in a region to the catalog."""
    for interface in ("public", "internal", "admin"):
        admin.post(
            "keystone",
            "/v3/endpoints",
            {
                "endpoint": {
                    "service_id": service_id,
                    "region_id": region,
                    "interface": interface,
                    "url": url,
                }
            },
        )


def _create_flavors(admin: Session) -> None:
    for flavor in FLAVORS:
        admin.post("nova", "/v2.1/flavors", {"flavor": flavor})


def _create_image(session: Session, image: dict[str, str]) -> None:
    # Glance inspects the content of all formats except raw.
    created = session.post(
        "glance", "/v2/images", {**image, "disk_format": "raw", "container_format": "bare"}
    )
    session.put("glance", f"/v2/images/{created['id']}/file", b"No machine boots from this.\n" * 64)


def _create_networks(admin: Session) -> None:
    for name, options, cidr in NETWORKS:
        network = admin.post("neutron", "/v2.0/networks", {"network": {"name": name, **options}})[
            "network"
        ]
        admin.post(
            "neutron",
            "/v2.0/subnets",
            {
                "subnet": {
                    "name": f"{name}-subnet",
                    "network_id": network["id"],
                    "ip_version": 4,
                    "cidr": cidr,
                }
            },
        )
