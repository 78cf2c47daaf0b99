"""What the configuration files of the services have in common."""

from __future__ import annotations

import pathlib

from cloud import credentials, mariadb
from cloud.state import MARIADB, REGION, Cloud

Options = dict[str, dict[str, object]]

#: Every database of the cloud.
DATABASES = ("keystone", "glance", "nova_api", "nova", "nova_cell0", "neutron", "sahara")

#: No service sends messages, because none listens.
NO_MESSAGES: Options = {
    "DEFAULT": {"transport_url": "fake://"},
    "oslo_messaging_notifications": {"driver": "noop"},
}
#: The TLS proxy tells a service in a header that the client used https.
PROXY_HEADERS: dict[str, object] = {"enable_proxy_headers_parsing": True}


def database_file(cloud: Cloud, name: str) -> pathlib.Path:
    return cloud.folder("data") / f"{name}.sqlite"


def database_url(cloud: Cloud, name: str) -> str:
    if name == "sahara" and cloud.database:
        return mariadb.url(cloud) if cloud.database == MARIADB else cloud.database
    # A writer waits for another one, at most 30 seconds.
    return f"sqlite:///{database_file(cloud, name)}?timeout=30"


def sqlite_names(cloud: Cloud) -> tuple[str, ...]:
    """Return the names of the databases that are SQLite files."""
    names = (*DATABASES, "cinder") if cloud.cinder else DATABASES
    return tuple(name for name in names if not (name == "sahara" and cloud.database))


def database(cloud: Cloud, name: str) -> dict[str, object]:
    if name not in sqlite_names(cloud):
        return {"connection": database_url(cloud, name)}
    # Speed matters more than the last second of data.
    return {"connection": database_url(cloud, name), "sqlite_synchronous": False}


def login(cloud: Cloud, service: str) -> dict[str, object]:
    return {
        "auth_type": "password",
        "region_name": REGION,
        **credentials.login(cloud, service, "service"),
    }


def authtoken(cloud: Cloud, service: str) -> dict[str, object]:
    return {
        **login(cloud, service),
        "www_authenticate_uri": f"{cloud.url('keystone')}/v3",
        "service_token_roles_required": True,
    }


def packaged(cloud: Cloud, environment: str, name: str) -> pathlib.Path:
    """Return the path of a file that the package of a service installs in etc/."""
    return cloud.environment(environment) / "etc" / name
