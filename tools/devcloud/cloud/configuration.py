"""The configuration files of the services, as data: {section: {option: value}}."""

from __future__ import annotations

import pathlib

from cloud import credentials
from cloud.state import HOST, REGION, Cloud

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
    # A writer waits for another one, at most 30 seconds.
    return f"sqlite:///{database_file(cloud, name)}?timeout=30"


def keystone(cloud: Cloud) -> Options:
    keys = cloud.folder("data", "fernet-keys")
    return {
        "database": _database(cloud, "keystone"),
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
        "database": _database(cloud, "glance"),
        "glance_store": {"default_backend": "images"},
        "images": {"filesystem_store_datadir": cloud.folder("data", "images")},
        "os_glance_staging_store": {"filesystem_store_datadir": cloud.folder("data", "staging")},
        "os_glance_tasks_store": {"filesystem_store_datadir": cloud.folder("data", "tasks")},
        "keystone_authtoken": _authtoken(cloud, "glance"),
        "paste_deploy": {
            "flavor": "keystone",
            "config_file": _packaged(cloud, "services", "glance/glance-api-paste.ini"),
        },
    }


def nova(cloud: Cloud) -> Options:
    unlimited: dict[str, object] = dict.fromkeys(("instances", "cores", "ram", "key_pairs"), -1)
    return {
        "DEFAULT": {"state_path": cloud.folder("data", "nova"), "my_ip": HOST},
        "api": {"auth_strategy": "keystone"},
        "database": _database(cloud, "nova"),
        "api_database": _database(cloud, "nova_api"),
        "glance": {"api_servers": cloud.url("glance")},
        "keystone_authtoken": _authtoken(cloud, "nova"),
        "neutron": _login(cloud, "nova"),
        "placement": _login(cloud, "nova"),
        "oslo_concurrency": {"lock_path": cloud.folder("run", "nova-locks")},
        "quota": unlimited,
        "wsgi": {"api_paste_config": _packaged(cloud, "services", "nova/api-paste.ini")},
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
            "api_paste_config": _packaged(cloud, "services", "neutron/api-paste.ini"),
            "notify_nova_on_port_status_changes": False,
            "notify_nova_on_port_data_changes": False,
        },
        "database": _database(cloud, "neutron"),
        "keystone_authtoken": _authtoken(cloud, "neutron"),
        "ml2": {
            "type_drivers": "local,flat",
            "tenant_network_types": "local",
            # The driver that only logs its calls.
            "mechanism_drivers": "logger",
        },
        "oslo_concurrency": {"lock_path": cloud.folder("run", "neutron-locks")},
        "quotas": unlimited,
    }


def sahara(cloud: Cloud) -> Options:
    login = _login(cloud, "sahara")
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
            "api_paste_config": _packaged(cloud, "sahara", "sahara/api-paste.ini"),
            "os_region_name": REGION,
            "plugins": "fake,vanilla,spark",
            "remote": "devcloud",
            "use_floating_ips": False,
        },
        "database": _database(cloud, "sahara"),
        "devcloud": {"stage_seconds": cloud.stage_seconds},
        "keystone_authtoken": _authtoken(cloud, "sahara"),
        "trustee": {
            key: login[key]
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


FILES = {
    "keystone": ("keystone.conf", keystone),
    "glance": ("glance-api.conf", glance),
    "nova": ("nova.conf", nova),
    "neutron": ("neutron.conf", neutron),
    "sahara": ("sahara.conf", sahara),
}


def path(cloud: Cloud, service: str) -> pathlib.Path:
    return cloud.folder("etc", service) / FILES[service][0]


def write(cloud: Cloud, service: str) -> None:
    path(cloud, service).write_text(text(cloud, service))


def text(cloud: Cloud, service: str) -> str:
    """Return the content of the configuration file of a service."""
    options = FILES[service][1](cloud)
    for section, values in NO_MESSAGES.items():
        options[section] = {**values, **options.get(section, {})}
    return "\n".join(
        f"[{section}]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())
        for section, values in options.items()
    )


def _database(cloud: Cloud, name: str) -> dict[str, object]:
    # Speed matters more than the last second of data.
    return {"connection": database_url(cloud, name), "sqlite_synchronous": False}


def _login(cloud: Cloud, service: str) -> dict[str, object]:
    return {
        "auth_type": "password",
        "region_name": REGION,
        **credentials.login(cloud, service, "service"),
    }


def _authtoken(cloud: Cloud, service: str) -> dict[str, object]:
    return {
        **_login(cloud, service),
        "www_authenticate_uri": f"{cloud.url('keystone')}/v3",
        "service_token_roles_required": True,
    }


def _packaged(cloud: Cloud, environment: str, name: str) -> pathlib.Path:
    """Return the path of a file that the package of a service installs in etc/."""
    return cloud.environments / environment / "etc" / name
