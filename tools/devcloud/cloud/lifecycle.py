"""The commands: what up, down, restart, status, reset and logs do, in order."""

from __future__ import annotations

import os
import time

from cloud import bootstrap, credentials, databases, environments, processes, progress, tls
from cloud.errors import DevcloudError, last_lines
from cloud.progress import step
from cloud.services import SERVICES, Service, named, of
from cloud.state import Cloud


def up(cloud: Cloud, names: list[str], program: str) -> None:
    """Bring up the named services, or all; makes whatever of the cloud is missing."""
    with cloud.locked():
        wanted = named(cloud, names)
        complete = databases.ready(cloud)
        if not complete:
            wanted = named(cloud, [])
        for service in wanted:
            _check_startable(cloud, service)
        cloud.save()
        if not complete:
            # What is left of a broken attempt, or of other versions, must not run meanwhile.
            _end(cloud, named(cloud, []))
        environments.ensure(cloud)
        environments.ensure_engine(cloud)
        if not complete:
            if databases.outdated(cloud):
                step("The data was made by other versions of the services: it is made anew.")
            step("Making the databases.")
            databases.create(cloud)
        elif databases.follow_ports(cloud):
            step("The catalog follows the changed ports.")
            # Keystone would go on giving out the one that it has in its cache.
            ended = _end(cloud, [SERVICES["keystone"]])
            wanted = [one for one in of(cloud).values() if one in wanted or one in ended]
        if cloud.tls:
            tls.ensure_certificate(cloud)
        credentials.write(cloud)
        started = _start(cloud, wanted)
        if not complete:
            step("Filling the cloud: accounts, catalog, flavors, images, networks, keypairs.")
            bootstrap.run(cloud)
            databases.mark_ready(cloud)
        _ensure_tls_region(cloud)
    if not started:
        step("Everything was up already.")
    _greet(cloud, program)


def down(cloud: Cloud, names: list[str]) -> None:
    """End the named services, or all."""
    with cloud.locked():
        if not _end(cloud, named(cloud, names)):
            step("Nothing was up.")


def restart(cloud: Cloud, names: list[str]) -> None:
    """End the named services, or all, and start them anew; returns when they answer."""
    with cloud.locked():
        if not databases.ready(cloud):
            raise DevcloudError(
                'There is no complete cloud to restart. Make one with "devcloud up".'
            )
        wanted = named(cloud, names)
        _end(cloud, wanted)
        for service in wanted:
            processes.check_port(cloud, service)
        _start(cloud, wanted)


def reset(cloud: Cloud, program: str) -> None:
    """Put all data back to what it was when the cloud was new."""
    with cloud.locked():
        if not databases.ready(cloud):
            raise DevcloudError('There is no complete cloud to reset. Make one with "devcloud up".')
        running = [service for service in of(cloud).values() if processes.find(cloud, service)]
        # Keystone keeps a cache, and Sahara works on clusters that are about to vanish; the
        # others see the restored data at once.
        restarting = [service for service in running if service.name in ("keystone", "sahara")]
        _end(cloud, restarting)
        databases.restore(cloud)
        step("All data is as it was when the cloud was new.")
        _start(cloud, restarting)
        _ensure_tls_region(cloud)
    if not running:
        step(f'The cloud is down. Bring it up with "{program} up".')


def status(cloud: Cloud) -> bool:
    """Print a table of the services; True when all of them are up."""
    rows = [("SERVICE", "PORT", "PID", "STATE", "VERSION")]
    for service in of(cloud).values():
        process = processes.find(cloud, service)
        state = "up" if process else "died" if processes.died(cloud, service) else "down"
        if process and not processes.answers(cloud, service):
            state = "silent"
        rows.append(
            (
                service.name,
                str(cloud.ports[service.name]),
                str(process.pid) if process else "-",
                state,
                environments.version(cloud, service.environment, service.name) or "-",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    return all(row[3] == "up" for row in rows[1:])


def logs(cloud: Cloud, name: str, count: int, follow: bool) -> None:
    """Print the last lines of a log, and what is added to it."""
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
    """Start those that do not run as they should by now, all at once."""
    starting = [service for service in wanted if not _current(cloud, service)]
    outdated = [service for service in starting if processes.find(cloud, service)]
    if outdated:
        step("What runs with another configuration is restarted.")
        _end(cloud, outdated)
    for service in starting:
        processes.start(cloud, service)
    for service in starting:
        processes.await_ready(cloud, service)
        step(f'"{service.name}" answers on port {cloud.ports[service.name]}.')
    return starting


def _ensure_tls_region(cloud: Cloud) -> None:
    if cloud.tls and processes.find(cloud, SERVICES["keystone"]):
        tls.ensure_region(cloud)


def _current(cloud: Cloud, service: Service) -> bool:
    process = processes.find(cloud, service)
    return process is not None and process.fingerprint == service.fingerprint(cloud)


def _end(cloud: Cloud, services: list[Service]) -> list[Service]:
    ending = [service for service in services if processes.ask_to_end(cloud, service)]
    for service in services:
        processes.await_end(cloud, service)
        if service in ending:
            step(f'"{service.name}" is down.')
    return ending


def _check_startable(cloud: Cloud, service: Service) -> None:
    process = processes.find(cloud, service)
    if process is None or process.port != cloud.ports[service.name]:
        processes.check_port(cloud, service)
    if processes.died(cloud, service):
        step(f'"{service.name}" had ended by itself. {processes.log_excerpt(cloud, service)}')


def _greet(cloud: Cloud, program: str) -> None:
    print(f"""
The cloud is up, {progress.elapsed():.1f} seconds after the command.
Use it:  eval "$({program} env)"
         openstack token issue
Clouds in {cloud.clouds_yaml}:
  devcloud         user admin, project admin
  devcloud-member  user member, project member, no administrator
  devcloud-legacy  as devcloud, with the old shape of Sahara's address""")
    if cloud.tls:
        print("""\
  devcloud-tls, devcloud-tls-member
                   the first two, over TLS""")
