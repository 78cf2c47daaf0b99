"""Create the tables of the services, and the content that they need to start."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess

from cloud import configuration, credentials, environments, options, services
from cloud.errors import DevcloudError, last_lines
from cloud.state import REGION, Cloud

#: Programs that create tables from the models, because the migrations do not run on SQLite.
TABLES = {
    "neutron": """
import sys, sqlalchemy
from neutron.db.migration.models import head
head.get_metadata().create_all(sqlalchemy.create_engine(sys.argv[1]))
""",
    "sahara": """
import sys
from oslo_config import cfg
from sahara.db.sqlalchemy import api
cfg.CONF.set_override("connection", sys.argv[1], "database")
sys.exit(not api.setup_db())
""",
}

#: A program that adds volume types, and a volume service that never runs: Cinder derives its
#: availability zones from such services.
CINDER_ROWS = """
import sys
from cinder import context, objects
from cinder.common import config
from cinder.objects import base
from cinder.volume import rpcapi, volume_types
config.CONF(sys.argv[1:], project="cinder")
objects.register_all()
admin = context.get_admin_context()
objects.Service(
    admin,
    host="devcloud",
    binary="cinder-volume",
    topic="cinder-volume",
    availability_zone="nova",
    rpc_current_version=rpcapi.VolumeAPI.RPC_API_VERSION,
    object_current_version=base.OBJ_VERSIONS.get_current(),
).create()
for name in ("lvm", "ssd"):
    volume_types.create(admin, name)
"""

#: A program that deletes all rows of Sahara's tables.
DELETE_ROWS = """
import sys, sqlalchemy
from sahara.db.sqlalchemy import models
with sqlalchemy.create_engine(sys.argv[1]).begin() as connection:
    connection.execute(sqlalchemy.text("SET FOREIGN_KEY_CHECKS = 0"))
    for table in models.mb.SaharaBase.metadata.tables.values():
        connection.execute(table.delete())
"""


def create_file(cloud: Cloud, name: str) -> None:
    with contextlib.closing(sqlite3.connect(options.database_file(cloud, name))) as database:
        # The mode is stored in the file, so the servers need not set it.
        database.execute("PRAGMA journal_mode = WAL")


def sahara(cloud: Cloud) -> None:
    if cloud.database:
        migrate_sahara(cloud)
        delete_sahara_rows(cloud)
    else:
        _from_models(cloud, "sahara")


def migrate_sahara(cloud: Cloud) -> None:
    """Run Sahara's own migrations."""
    manage = environments.program(cloud, "sahara", "sahara-db-manage")
    path = str(configuration.path(cloud, "sahara"))
    _run(cloud, "sahara", manage, "--config-file", path, "upgrade", "head")


def delete_sahara_rows(cloud: Cloud) -> None:
    python = environments.program(cloud, "sahara", "python")
    _run(cloud, "sahara", python, "-c", DELETE_ROWS, options.database_url(cloud, "sahara"))


def keystone(cloud: Cloud) -> None:
    manage = [
        environments.program(cloud, "services", "keystone-manage"),
        "--config-file",
        str(configuration.path(cloud, "keystone")),
    ]
    url = f"{cloud.url('keystone')}/v3"
    _run(cloud, "keystone", *manage, "db_sync")
    _run(
        cloud,
        "keystone",
        *manage,
        "fernet_setup",
        "--keystone-user",
        str(os.getuid()),
        "--keystone-group",
        str(os.getgid()),
    )
    _run(
        cloud,
        "keystone",
        *manage,
        "bootstrap",
        "--bootstrap-password",
        credentials.PASSWORDS["admin"],
        "--bootstrap-region-id",
        REGION,
        "--bootstrap-public-url",
        url,
        "--bootstrap-internal-url",
        url,
        "--bootstrap-admin-url",
        url,
    )


def glance(cloud: Cloud) -> None:
    _run(
        cloud,
        "glance",
        environments.program(cloud, "services", "glance-manage"),
        "--config-file",
        str(configuration.path(cloud, "glance")),
        "db_sync",
    )


def nova(cloud: Cloud) -> None:
    manage = [
        environments.program(cloud, "services", "nova-manage"),
        "--config-file",
        str(configuration.path(cloud, "nova")),
    ]
    _run(cloud, "nova", *manage, "api_db", "sync")
    _run(cloud, "nova", *manage, "db", "sync", "--local_cell")
    # Cell 0 has the same tables; a copy saves a second migration.
    copy_file(
        str(options.database_file(cloud, "nova")), str(options.database_file(cloud, "nova_cell0"))
    )
    _run(
        cloud,
        "nova",
        *manage,
        "cell_v2",
        "map_cell0",
        "--database_connection",
        options.database_url(cloud, "nova_cell0"),
    )
    _run(
        cloud,
        "nova",
        *manage,
        "cell_v2",
        "create_cell",
        "--name",
        "cell1",
        "--database_connection",
        options.database_url(cloud, "nova"),
        "--transport-url",
        "fake://",
    )


def cinder(cloud: Cloud) -> None:
    manage = environments.program(cloud, "cinder", "cinder-manage")
    path = str(configuration.path(cloud, "cinder"))
    _run(cloud, "cinder", manage, "--config-file", path, "db", "sync")
    python = environments.program(cloud, "cinder", "python")
    _run(cloud, "cinder", python, "-c", CINDER_ROWS, "--config-file", path)


def neutron(cloud: Cloud) -> None:
    _from_models(cloud, "neutron")


def _from_models(cloud: Cloud, service: str) -> None:
    _run(
        cloud,
        service,
        environments.program(cloud, services.SERVICES[service].environment, "python"),
        "-c",
        TABLES[service],
        options.database_url(cloud, service),
    )


def _run(cloud: Cloud, service: str, *command: str) -> None:
    path = cloud.log(f"database-{service}")
    with open(path, "ab") as log:
        code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode
    if code:
        raise DevcloudError(
            f'The database of "{service}" could not be created. The last lines of {path}:\n'
            f"{last_lines(path)}"
        )


def copy_file(source: str, target: str) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as origin,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)
