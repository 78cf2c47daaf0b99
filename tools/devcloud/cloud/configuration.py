"""The configuration files of the services, as data: {section: {option: value}}."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Callable

from cloud import swift_configuration
from cloud.options import (
    NO_MESSAGES,
    PROXY_HEADERS,
    Options,
    authtoken,
    database,
    login,
    packaged,
)
from cloud.state import HOST, REGION, Cloud


def keystone(cloud: Cloud) -> Options:
    keys = cloud.folder("data", "fernet-keys")
    return {
        "database": database(cloud, "keystone"),
        # In the memory of its only process, which `reset` restarts, so it is never out of date.
        "cache": {"enabled": True, "backend": "dogpile.cache.memory"},
        # The lowest cost of bcrypt: a token takes milliseconds instead of most of a second.
        "identity": {"password_hash_rounds": 4},
        "token": {"expiration": 86400},
        "fernet_tokens": {"key_repository": keys},
        "fernet_receipts": {"key_repository": keys},
        "oslo_middleware": PROXY_HEADERS,
    }


def glance(cloud: Cloud) -> Options:
    return {
        "DEFAULT": {"enabled_backends": "images:file", "enabled_import_methods": "[]"},
        "database": database(cloud, "glance"),
        "glance_store": {"default_backend": "images"},
        "images": {"filesystem_store_datadir": cloud.folder("data", "images")},
        "os_glance_staging_store": {"filesystem_store_datadir": cloud.folder("data", "staging")},
        "os_glance_tasks_store": {"filesystem_store_datadir": cloud.folder("data", "tasks")},
        "keystone_authtoken": authtoken(cloud, "glance"),
        "paste_deploy": {
            "flavor": "keystone",
            "config_file": packaged(cloud, "services", "glance/glance-api-paste.ini"),
        },
    }


def nova(cloud: Cloud) -> Options:
    unlimited: dict[str, object] = dict.fromkeys(("instances", "cores", "ram", "key_pairs"), -1)
    return {
        "DEFAULT": {"state_path": cloud.folder("data", "nova"), "my_ip": HOST},
        "api": {"auth_strategy": "keystone"},
        "database": database(cloud, "nova"),
        "api_database": database(cloud, "nova_api"),
        "glance": {"api_servers": cloud.url("glance")},
        "keystone_authtoken": authtoken(cloud, "nova"),
        "neutron": login(cloud, "nova"),
        "placement": login(cloud, "nova"),
        "oslo_concurrency": {"lock_path": cloud.folder("run", "nova-locks")},
        "quota": unlimited,
        "wsgi": {"api_paste_config": packaged(cloud, "services", "nova/api-paste.ini")},
    }


def neutron(cloud: Cloud) -> Options:
    unlimited: dict[str, object] = {
        f"quota_{name}": -1
        for name in (
            "floatingip",
            "network",
            "port",
            "router",
            "security_group",
            "security_group_rule",
            "subnet",
        )
    }
    return {
        "DEFAULT": {
            "core_plugin": "ml2",
            "service_plugins": "router",
            "auth_strategy": "keystone",
            "state_path": cloud.folder("data", "neutron"),
            "api_paste_config": packaged(cloud, "services", "neutron/api-paste.ini"),
            "notify_nova_on_port_status_changes": False,
            "notify_nova_on_port_data_changes": False,
        },
        "database": database(cloud, "neutron"),
        "keystone_authtoken": authtoken(cloud, "neutron"),
        "ml2": {
            "type_drivers": "local,flat",
            "tenant_network_types": "local",
            # The driver that only logs its calls.
            "mechanism_drivers": "logger",
        },
        "oslo_concurrency": {"lock_path": cloud.folder("run", "neutron-locks")},
        "quotas": unlimited,
    }


def cinder(cloud: Cloud) -> Options:
    return {
        "DEFAULT": {
            "auth_strategy": "keystone",
            "api_paste_config": packaged(cloud, "cinder", "cinder/api-paste.ini"),
            "state_path": cloud.folder("data", "cinder"),
            "default_volume_type": "lvm",
            "default_availability_zone": "nova",
        },
        "database": database(cloud, "cinder"),
        "keystone_authtoken": authtoken(cloud, "cinder"),
        "nova": login(cloud, "nova"),
        "oslo_concurrency": {"lock_path": cloud.folder("run", "cinder-locks")},
    }


def sahara(cloud: Cloud) -> Options:
    trustee = login(cloud, "sahara")
    return {
        "DEFAULT": {
            # Beside what goes to its output, for otherwise every line is colored.
            "log_file": cloud.log("sahara"),
            # Sahara's context warns with every request.
            "default_log_levels": "sahara.context=ERROR,keystonemiddleware=WARNING,"
            "stevedore=WARNING,iso8601=WARNING,oslo_messaging=INFO",
            "host": HOST,
            "port": cloud.ports["sahara"],
            # One process: two of them lock each other out on SQLite.
            "api_workers": 0,
            "api_paste_config": packaged(cloud, "sahara", "sahara/api-paste.ini"),
            "os_region_name": REGION,
            "plugins": "fake,vanilla,spark",
            "remote": "devcloud",
            "use_floating_ips": False,
        },
        "database": database(cloud, "sahara"),
        "devcloud": {"stage_seconds": cloud.stage_seconds},
        "keystone_authtoken": authtoken(cloud, "sahara"),
        "trustee": {
            key: trustee[key]
            for key in (
                "auth_url",
                "username",
                "password",
                "project_name",
                "user_domain_name",
                "project_domain_name",
            )
        },
        "oslo_concurrency": {"lock_path": cloud.folder("run", "sahara-locks")},
        "oslo_middleware": PROXY_HEADERS,
    }


FILES: dict[str, tuple[str, Callable[[Cloud], Options]]] = {
    "keystone": ("keystone.conf", keystone),
    "glance": ("glance-api.conf", glance),
    "nova": ("nova.conf", nova),
    "neutron": ("neutron.conf", neutron),
    "sahara": ("sahara.conf", sahara),
    "cinder": ("cinder.conf", cinder),
    "swift": ("proxy-server.conf", swift_configuration.proxy),
    **{
        name: (
            f"{name.removeprefix('swift-')}-server.conf",
            functools.partial(swift_configuration.backend, name=name),
        )
        for name in ("swift-account", "swift-container", "swift-object")
    },
}


def path(cloud: Cloud, service: str) -> pathlib.Path:
    return cloud.folder("etc", service) / FILES[service][0]


def write(cloud: Cloud, service: str) -> None:
    path(cloud, service).write_text(text(cloud, service))


def text(cloud: Cloud, service: str) -> str:
    """Return the content of the configuration file of a service."""
    options = FILES[service][1](cloud)
    if not service.startswith("swift"):
        for section, values in NO_MESSAGES.items():
            options[section] = {**values, **options.get(section, {})}
    return "\n".join(
        f"[{section}]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())
        for section, values in options.items()
    )
