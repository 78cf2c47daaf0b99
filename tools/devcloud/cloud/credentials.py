"""Accounts with fixed passwords, and the files that clients read them from."""

from __future__ import annotations

import json

from cloud.state import LEGACY_REGION, REGION, TLS_REGION, Cloud

#: Fixed, because all services listen on 127.0.0.1 only.
PASSWORDS = {
    "admin": "devcloud-admin",
    "member": "devcloud-member",
    "glance": "devcloud-glance",
    "nova": "devcloud-nova",
    "neutron": "devcloud-neutron",
    "sahara": "devcloud-sahara",
    "swift": "devcloud-swift",
    "cinder": "devcloud-cinder",
}
#: Access and secret of a user for S3, in the project with the user's name.
EC2_CREDENTIALS = {
    "admin": ("devcloud-admin-access", "devcloud-admin-secret"),
    "member": ("devcloud-member-access", "devcloud-member-secret"),
}

DOMAIN = {"user_domain_name": "Default", "project_domain_name": "Default"}

#: Cloud to user, project and region.
CLOUDS = {
    "devcloud": ("admin", "admin", REGION),
    "devcloud-member": ("member", "member", REGION),
    "devcloud-legacy": ("admin", "admin", LEGACY_REGION),
}
TLS_CLOUDS = {
    "devcloud-tls": ("admin", "admin", TLS_REGION),
    "devcloud-tls-member": ("member", "member", TLS_REGION),
}


def login(cloud: Cloud, user: str, project: str, over_tls: bool = False) -> dict[str, str]:
    """Return the options of a login with password, with keystoneauth's names."""
    url = cloud.url("keystone-tls", "https") if over_tls else cloud.url("keystone")
    return {
        "auth_url": f"{url}/v3",
        "username": user,
        "password": PASSWORDS[user],
        "project_name": project,
        **DOMAIN,
    }


def write(cloud: Cloud) -> None:
    """Write clouds.yaml and openrc."""
    clouds = {name: _entry(cloud, *whose) for name, whose in CLOUDS.items()}
    if cloud.tls:
        for name, whose in TLS_CLOUDS.items():
            clouds[name] = {
                **_entry(cloud, *whose, over_tls=True),
                "cacert": str(cloud.authority),
            }
    # JSON is valid YAML, and the standard library writes it.
    cloud.clouds_yaml.write_text(json.dumps({"clouds": clouds}, indent=2) + "\n")
    variables = {
        f"OS_{name.upper()}": value for name, value in login(cloud, "admin", "admin").items()
    }
    variables |= {"OS_REGION_NAME": REGION, "OS_IDENTITY_API_VERSION": "3"}
    cloud.openrc.write_text(
        "".join(f"export {name}='{value}'\n" for name, value in variables.items())
    )


def _entry(
    cloud: Cloud, user: str, project: str, region: str, over_tls: bool = False
) -> dict[str, object]:
    return {
        "auth": login(cloud, user, project, over_tls),
        "region_name": region,
        "identity_api_version": "3",
    }


def exports(cloud: Cloud) -> str:
    """Return lines for a shell to evaluate."""
    return f"export OS_CLIENT_CONFIG_FILE='{cloud.clouds_yaml}'\nexport OS_CLOUD=devcloud"
