"""The commands: up, down, restart, status, reset and logs."""

from __future__ import annotations

import os
import time

from cloud import (
    bootstrap,
    credentials,
    databases,
    environments,
    mariadb,
    object_storage,
    processes,
    progress,
    tls,
    volumes,
)
from cloud.errors import DevcloudError, last_lines
from cloud.progress import step
from cloud.rest import Session
from cloud.servers import Service
from cloud.services import CINDER, DATABASE_SERVERS, SERVICES, SWIFT, named, of
from cloud.state import MARIADB, Cloud


def up(cloud: Cloud, names: list[str], program: str) -> None:
    """Start the named services, or all of them; create what is missing."""
    with cloud.locked():
        wanted = named(cloud, names)
        complete = databases.ready(cloud)
        if not complete:
            wanted = named(cloud, [])
        for service in wanted:
            _check_before_start(cloud, service)
        cloud.save()
        if not complete:
            # Servers of a failed attempt or of other versions must not use the new data.
            _stop(cloud, named(cloud, []))
        environments.ensure(cloud)
        environments.ensure_engine(cloud)
        if not complete:
            if databases.is_outdated(cloud):
                step("The data belongs to other versions of the services; it is created again.")
            databases.clear(cloud)
        if cloud.database:
            environments.ensure_driver(cloud)
        _start_database_server(cloud)
        if not complete:
            step("Creating the databases.")
            databases.create(cloud)
        elif databases.follow_ports(cloud):
            step("The catalog has the new ports.")
            # Keystone has the old catalog in its cache.
            stopped = _stop(cloud, [SERVICES["keystone"]])
            wanted = [one for one in of(cloud).values() if one in wanted or one in stopped]
        if complete and databases.has_moved(cloud):
            step("Sahara uses another database.")
            _stop(cloud, [SERVICES["sahara"]])
            databases.move_sahara(cloud)
            wanted = [one for one in of(cloud).values() if one in (*wanted, SERVICES["sahara"])]
        if cloud.tls:
            tls.ensure_certificate(cloud)
        if cloud.swift:
            object_storage.prepare(cloud)
        else:
            _stop(cloud, list(SWIFT.values()))
        if not cloud.cinder:
            _stop(cloud, list(CINDER.values()))
        elif complete:
            volumes.prepare(cloud)
        credentials.write(cloud)
        started = _start(cloud, wanted)
        if not complete:
            step("Creating accounts, catalog, flavors, images, networks and keypairs.")
            bootstrap.run(cloud)
            _update_catalog(cloud)
            databases.mark_complete(cloud)
        _update_catalog(cloud)
    if not started:
        step("All services were up already.")
    _print_summary(cloud, program)


def down(cloud: Cloud, names: list[str]) -> None:
    """Stop the named services, or all of them."""
    with cloud.locked():
        if not _stop(cloud, named(cloud, names)):
            step("No service was up.")


def restart(cloud: Cloud, names: list[str]) -> None:
    """Stop the named services, or all of them, and start them again."""
    with cloud.locked():
        if not databases.ready(cloud):
            raise DevcloudError(
                'There is no complete cloud to restart. Create one with "devcloud up".'
            )
        wanted = named(cloud, names)
        _stop(cloud, wanted)
        for service in wanted:
            processes.check_port(cloud, service)
        _start(cloud, wanted)


def reset(cloud: Cloud, program: str) -> None:
    """Restore the data of a new cloud."""
    with cloud.locked():
        if not databases.ready(cloud):
            raise DevcloudError(
                'There is no complete cloud to reset. Create one with "devcloud up".'
            )
        running = [service for service in of(cloud).values() if processes.find(cloud, service)]
        # Keystone has a cache, and Sahara works on clusters that will not exist any more. The
        # other services read the restored data at once.
        names = ("keystone", "sahara", *SWIFT, *CINDER)
        restarting = [service for service in running if service.name in names]
        _stop(cloud, restarting)
        temporary = _start_database_server(cloud)
        databases.restore(cloud)
        _stop(cloud, temporary)
        if cloud.swift:
            object_storage.clear(cloud)
        step("The data of a new cloud is restored.")
        _start(cloud, restarting)
        _update_catalog(cloud)
    if not running:
        step(f'The cloud is down. Start it with "{program} up".')


def status(cloud: Cloud) -> bool:
    """Print a table of the services; return whether all of them are up."""
    rows = [("SERVICE", "PORT", "PID", "STATE", "VERSION")]
    for service in of(cloud).values():
        process = processes.find(cloud, service)
        state = "up" if process else "crashed" if processes.has_crashed(cloud, service) else "down"
        if process and not processes.is_ready(cloud, service):
            state = "not responding"
        rows.append(
            (
                service.name,
                str(cloud.ports[service.name]),
                str(process.pid) if process else "-",
                state,
                environments.version(cloud, service.environment, service.package or service.name)
                or "-",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    return all(row[3] == "up" for row in rows[1:])


def logs(cloud: Cloud, name: str, count: int, follow: bool) -> None:
    """Print the last lines of a log, and with ``follow`` new lines."""
    logged = sorted(path.stem for path in cloud.folder("log").glob("*.log"))
    if name not in logged:
        raise DevcloudError(
            f'There is no log "{name}". The logs are: {", ".join(logged) or "none yet"}.'
        )
    path = cloud.log(name)
    print(last_lines(path, count), flush=True)
    if follow:
        with open(path, errors="replace") as log:
            log.seek(0, os.SEEK_END)
            while True:
                print(log.read(), end="", flush=True)
                time.sleep(0.5)


def _start(cloud: Cloud, wanted: list[Service]) -> list[Service]:
    """Start the services that do not run with their current configuration."""
    starting = [service for service in wanted if not _current(cloud, service)]
    outdated = [service for service in starting if processes.find(cloud, service)]
    if outdated:
        step("Services with a changed configuration are restarted.")
        _stop(cloud, outdated)
    for service in starting:
        processes.start(cloud, service)
    for service in starting:
        processes.await_ready(cloud, service)
        step(f'"{service.name}" is up on port {cloud.ports[service.name]}.')
    return starting


def _start_database_server(cloud: Cloud) -> list[Service]:
    """Start MariaDB if this cloud has it, or stop it; return what was started."""
    if cloud.database != MARIADB:
        _stop(cloud, list(DATABASE_SERVERS.values()))
        return []
    mariadb.prepare(cloud)
    return _start(cloud, list(DATABASE_SERVERS.values()))


def _update_catalog(cloud: Cloud) -> None:
    if processes.find(cloud, SERVICES["keystone"]):
        admin = Session(cloud, "admin", "admin")
        object_storage.update_catalog(cloud, admin)
        volumes.update_catalog(cloud, admin)
        if cloud.tls:
            tls.ensure_region(cloud, admin)


def _current(cloud: Cloud, service: Service) -> bool:
    process = processes.find(cloud, service)
    return process is not None and process.fingerprint == service.fingerprint(cloud)


def _stop(cloud: Cloud, services: list[Service]) -> list[Service]:
    stopping = [service for service in services if processes.request_stop(cloud, service)]
    for service in services:
        processes.await_stop(cloud, service)
        if service in stopping:
            step(f'"{service.name}" is down.')
    return stopping


def _check_before_start(cloud: Cloud, service: Service) -> None:
    process = processes.find(cloud, service)
    if process is None or process.port != cloud.ports[service.name]:
        processes.check_port(cloud, service)
    if processes.has_crashed(cloud, service):
        step(f'"{service.name}" had crashed. {processes.log_excerpt(cloud, service)}')


def _print_summary(cloud: Cloud, program: str) -> None:
    print(f"""
The cloud is up after {progress.elapsed():.1f} seconds.
Use it:  eval "$({program} env)"
         openstack token issue
Clouds in {cloud.clouds_yaml}:
  devcloud         user admin, project admin
  devcloud-member  user member, project member, no administrator
  devcloud-legacy  as devcloud, with version and project in Sahara's endpoint""")
    if cloud.tls:
        print("""\
  devcloud-tls, devcloud-tls-member
                   like the first two, over TLS""")
