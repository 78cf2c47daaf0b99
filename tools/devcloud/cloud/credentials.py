"""Throwaway accounts, and the files that hand them to clients."""

from __future__ import annotations

import json

from cloud.state import LEGACY_REGION, REGION, Cloud

# Everything listens on 127.0.0.1 only, so fixed passwords are worth their convenience.
PASSWORDS = {
    "admin": "devcloud-admin",
    "member": "devcloud-member",
    "glance": "devcloud-glance",
    "nova": "devcloud-nova",
    "neutron": "devcloud-neutron",
    "sahara": "devcloud-sahara",
}

DOMAIN = {"user_domain_name": "Default", "project_domain_name": "Default"}

# Cloud name: user, project, region.
CLOUDS = {
    "devcloud": ("admin", "admin", REGION),
    "devcloud-member": ("member", "member", REGION),
    "devcloud-legacy": ("admin", "admin", LEGACY_REGION),
}


def account(cloud: Cloud, user: str, project: str) -> dict[str, str]:
    """Everything a password login needs, in keystoneauth's own terms."""
    return {
        "auth_url": f"{cloud.url('keystone')}/v3",
        "username": user,
        "password": PASSWORDS[user],
        "project_name": project,
        **DOMAIN,
    }


def write(cloud: Cloud) -> None:
    """Write clouds.yaml and openrc."""
    clouds = {
        name: {
            "auth": account(cloud, user, project),
            "region_name": region,
            "identity_api_version": "3",
        }
        for name, (user, project, region) in CLOUDS.items()
    }
    # JSON is YAML, and needs no library.
    cloud.clouds_yaml.write_text(json.dumps({"clouds": clouds}, indent=2) + "\n")
    variables = {
        f"OS_{name.upper()}": value for name, value in account(cloud, "admin", "admin").items()
    }
    variables |= {"OS_REGION_NAME": REGION, "OS_IDENTITY_API_VERSION": "3"}
    cloud.openrc.write_text(
        "".join(f"export {name}='{value}'\n" for name, value in variables.items())
    )


def exports(cloud: Cloud) -> str:
    """Lines for a shell to eval."""
    return f"export OS_CLIENT_CONFIG_FILE='{cloud.clouds_yaml}'\nexport OS_CLOUD=devcloud"
