"""Create, copy and restore the databases, and move their endpoints to other ports."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
from concurrent import futures
from typing import Any

from cloud import configuration, environments, options, services, tables
from cloud.progress import step
from cloud.state import HOST, Cloud

#: The file that marks complete data.
STAMP = "bootstrapped.json"


def clear(cloud: Cloud) -> None:
    """Delete all data."""
    shutil.rmtree(cloud.home / "data", ignore_errors=True)


def create(cloud: Cloud) -> None:
    """Create all databases with the content that the services need to start."""
    for name in options.sqlite_names(cloud):
        tables.create_file(cloud, name)
    for service in [*services.SERVICES, *(services.CINDER if cloud.cinder else [])]:
        configuration.write(cloud, service)
        cloud.log(f"database-{service}").write_text("")
    cloud.folder("data", "fernet-keys").chmod(0o700)
    with futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        # The slowest first.
        tasks = {
            pool.submit(make, cloud): name
            for name, make in (
                ("nova", tables.nova),
                ("keystone", tables.keystone),
                ("glance", tables.glance),
                ("neutron", tables.neutron),
                ("sahara", tables.sahara),
                *([("cinder", tables.cinder)] if cloud.cinder else []),
            )
        }
        for task in futures.as_completed(tasks):
            task.result()
            step(f'The database of "{tasks[task]}" is ready.')


def ready(cloud: Cloud) -> bool:
    """Return whether the data is complete and belongs to the installed versions."""
    stamp = _stamp(cloud)
    return bool(stamp) and stamp["pins"] == _pins(cloud)


def is_outdated(cloud: Cloud) -> bool:
    """Return whether the data is complete but belongs to other versions."""
    return bool(_stamp(cloud)) and not ready(cloud)


def mark_complete(cloud: Cloud) -> None:
    """Mark the cloud as complete, and save a copy of its data for ``restore``."""
    pristine = cloud.home / "pristine"
    shutil.rmtree(pristine, ignore_errors=True)
    shutil.copytree(cloud.folder("data", "images"), pristine / "images")
    for name in options.sqlite_names(cloud):
        tables.copy_file(str(_file(cloud, name)), str(pristine / f"{name}.sqlite"))
    _write_stamp(cloud)


def restore(cloud: Cloud) -> None:
    """Restore the data that the cloud had when it was complete.

    Each SQLite file is restored in one transaction, so its server may continue to run.
    """
    pristine = cloud.home / "pristine"
    for name in options.sqlite_names(cloud):
        tables.copy_file(str(pristine / f"{name}.sqlite"), str(_file(cloud, name)))
    if cloud.database:
        tables.delete_sahara_rows(cloud)
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
    _write_stamp(cloud, database=_stamp(cloud).get("database", ""))
    # A service that is new in the catalog has not moved.
    return any(cloud.ports[name] != port for name, port in before.items())


def has_moved(cloud: Cloud) -> bool:
    """Return whether Sahara has another database than before."""
    return bool(_stamp(cloud).get("database", "") != cloud.database)


def move_sahara(cloud: Cloud) -> None:
    """Create Sahara's database where it is now; the data of the other one stays there."""
    configuration.write(cloud, "sahara")
    if cloud.database:
        tables.migrate_sahara(cloud)
    elif not (pristine := cloud.home / "pristine" / "sahara.sqlite").exists():
        tables.create_file(cloud, "sahara")
        tables.sahara(cloud)
        tables.copy_file(_file(cloud, "sahara"), str(pristine))
    _write_stamp(cloud)


def _file(cloud: Cloud, name: str) -> str:
    return str(options.database_file(cloud, name))


def _pins(cloud: Cloud) -> list[str]:
    return [environments.fingerprint(cloud, name) for name in environments.ENVIRONMENTS]


def _stamp(cloud: Cloud) -> dict[str, Any]:
    path = cloud.home / "data" / STAMP
    return json.loads(path.read_text()) if path.exists() else {}


def _write_stamp(cloud: Cloud, **changes: object) -> None:
    stamp = {"pins": _pins(cloud), "ports": cloud.ports, "database": cloud.database, **changes}
    (cloud.home / "data" / STAMP).write_text(json.dumps(stamp) + "\n")
