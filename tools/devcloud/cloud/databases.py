"""Create, copy and restore the databases, and move their endpoints to other ports."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import shutil
import sqlite3
import subprocess
from concurrent import futures
from typing import Any

from cloud import configuration, credentials, environments, options, services
from cloud.errors import DevcloudError, last_lines
from cloud.progress import step
from cloud.state import HOST, REGION, Cloud

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

#: The file that marks complete data.
STAMP = "bootstrapped.json"


def create(cloud: Cloud) -> None:
    """Create all databases with the content that the services need to start."""
    shutil.rmtree(cloud.home / "data", ignore_errors=True)
    for name in options.DATABASES:
        with contextlib.closing(sqlite3.connect(_file(cloud, name))) as database:
            # The mode is stored in the file, so the servers need not set it.
            database.execute("PRAGMA journal_mode = WAL")
    for service in services.SERVICES:
        configuration.write(cloud, service)
        cloud.log(f"database-{service}").write_text("")
    cloud.folder("data", "fernet-keys").chmod(0o700)
    with futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        # The slowest first.
        tasks = {
            pool.submit(make, cloud): name
            for name, make in (
                ("nova", _nova),
                ("keystone", _keystone),
                ("glance", _glance),
                ("neutron", functools.partial(_from_models, service="neutron")),
                ("sahara", functools.partial(_from_models, service="sahara")),
            )
        }
        for task in futures.as_completed(tasks):
            task.result()
            step(f'The database of "{tasks[task]}" is ready.')


def ready(cloud: Cloud) -> bool:
    """Return whether the data is complete and belongs to the installed versions."""
    stamp = _stamp(cloud)
    return bool(stamp) and stamp["pins"] == _pins()


def is_outdated(cloud: Cloud) -> bool:
    """Return whether the data is complete but belongs to other versions."""
    return bool(_stamp(cloud)) and not ready(cloud)


def mark_complete(cloud: Cloud) -> None:
    """Mark the cloud as complete, and save a copy of its data for ``restore``."""
    pristine = cloud.home / "pristine"
    shutil.rmtree(pristine, ignore_errors=True)
    shutil.copytree(cloud.folder("data", "images"), pristine / "images")
    for name in options.DATABASES:
        _copy(str(_file(cloud, name)), str(pristine / f"{name}.sqlite"))
    _write_stamp(cloud)


def restore(cloud: Cloud) -> None:
    """Restore the data that the cloud had when it was complete.

    Each SQLite file is restored in one transaction, so its server may continue to run.
    """
    pristine = cloud.home / "pristine"
    for name in options.DATABASES:
        _copy(str(pristine / f"{name}.sqlite"), str(_file(cloud, name)))
    images = cloud.folder("data", "images")
    for image in images.iterdir():
        image.unlink()
    shutil.copytree(pristine / "images", images, dirs_exist_ok=True)


def follow_ports(cloud: Cloud) -> bool:
    """Update the ports in the catalog; return whether a port has changed."""
    before = _stamp(cloud)["ports"]
    if before == cloud.ports:
        return False
    pristine = cloud.home / "pristine" / "keystone.sqlite"
    for path in (_file(cloud, "keystone"), pristine):
        with contextlib.closing(sqlite3.connect(path)) as database, database:
            # In two steps, because services may have swapped their ports.
            for old, new in [(f"{HOST}:{port}", f"<{name}>") for name, port in before.items()] + [
                (f"<{name}>", f"{HOST}:{port}") for name, port in cloud.ports.items()
            ]:
                database.execute("UPDATE endpoint SET url = replace(url, ?, ?)", (old, new))
    _write_stamp(cloud)
    # A service that is new in the catalog has not moved.
    return any(cloud.ports[name] != port for name, port in before.items())


def _keystone(cloud: Cloud) -> None:
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


def _glance(cloud: Cloud) -> None:
    _run(
        cloud,
        "glance",
        environments.program(cloud, "services", "glance-manage"),
        "--config-file",
        str(configuration.path(cloud, "glance")),
        "db_sync",
    )


def _nova(cloud: Cloud) -> None:
    manage = [
        environments.program(cloud, "services", "nova-manage"),
        "--config-file",
        str(configuration.path(cloud, "nova")),
    ]
    _run(cloud, "nova", *manage, "api_db", "sync")
    _run(cloud, "nova", *manage, "db", "sync", "--local_cell")
    # Cell 0 has the same tables; a copy saves a second migration.
    _copy(str(_file(cloud, "nova")), str(_file(cloud, "nova_cell0")))
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


def _copy(source: str, target: str) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as origin,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)


def _file(cloud: Cloud, name: str) -> str:
    return str(options.database_file(cloud, name))


def _pins() -> list[str]:
    return [environments.fingerprint(name) for name in environments.ENVIRONMENTS]


def _stamp(cloud: Cloud) -> dict[str, Any]:
    path = cloud.home / "data" / STAMP
    return json.loads(path.read_text()) if path.exists() else {}


def _write_stamp(cloud: Cloud) -> None:
    (cloud.home / "data" / STAMP).write_text(
        json.dumps({"pins": _pins(), "ports": cloud.ports}) + "\n"
    )
