"""Start servers, wait until they are ready, and stop them by their PID files."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from cloud.errors import DevcloudError, last_lines
from cloud.servers import Service
from cloud.state import HOST, Cloud

READY_SECONDS = 120
STOP_SECONDS = 8


@dataclasses.dataclass
class Process:
    """A server: its PID, start time and port, and the fingerprint of its configuration."""

    pid: int
    started: str
    port: int
    fingerprint: str

    @property
    def alive(self) -> bool:
        # Another process may have the PID by now.
        return self.started != "" and _start_time(self.pid) == self.started


def find(cloud: Cloud, service: Service) -> Process | None:
    """Return the running server of a service, or None."""
    try:
        process = Process(**json.loads(_pid_file(cloud, service).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return process if process.alive else None


def check_port(cloud: Cloud, service: Service) -> None:
    """Raise an error if another program uses the port of a service."""
    port = cloud.ports[service.name]
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise DevcloudError(
                    f'Port {port} for "{service.name}" cannot be used: {error.strerror}. '
                    f"Choose another one with --{service.name}-port."
                ) from error
            raise DevcloudError(
                f'Port {port} for "{service.name}" is in use by another program. Stop that '
                f"program, or choose another port with --{service.name}-port or "
                "--port-base."
            ) from error


def start(cloud: Cloud, service: Service) -> None:
    """Start the server of a service in a session of its own, with its output in its log."""
    service.configure(cloud)
    with open(cloud.log(service.name), "ab") as log:
        child = subprocess.Popen(
            service.command(cloud) + service.start_arguments(),
            cwd=cloud.folder("run"),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**_clean_environment(), **service.environment_variables(cloud)},
        )
    process = Process(
        child.pid, _start_time(child.pid), cloud.ports[service.name], service.fingerprint(cloud)
    )
    _pid_file(cloud, service).write_text(json.dumps(dataclasses.asdict(process)) + "\n")


def await_ready(cloud: Cloud, service: Service) -> None:
    """Wait until a service responds; raise an error if it exits or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready(cloud, service):
        if find(cloud, service) is None:
            raise DevcloudError(
                f'The server of "{service.name}" exited during its start. '
                + log_excerpt(cloud, service)
            )
        if time.monotonic() > deadline:
            raise DevcloudError(
                f'"{service.name}" does not respond at {service.url(cloud)} after '
                f"{READY_SECONDS} seconds. " + log_excerpt(cloud, service)
            )
        time.sleep(0.1)


def is_ready(cloud: Cloud, service: Service) -> bool:
    """Return whether a service responds."""
    if service.scheme == "tcp":
        return _greets(cloud.ports[service.name])
    context = None
    if service.scheme == "https":
        context = ssl.create_default_context(cafile=cloud.authority)
    return _responds(service.url(cloud) + service.ready, context)


def request_stop(cloud: Cloud, service: Service) -> bool:
    """Send SIGTERM to the server of a service; return whether there is one."""
    process = find(cloud, service)
    if process is not None:
        _signal(os.kill, process.pid, signal.SIGTERM)
    return process is not None


def await_stop(cloud: Cloud, service: Service) -> None:
    """Wait until the server of a service has exited; kill it if it takes too long."""
    process = find(cloud, service)
    if process is not None:
        deadline = time.monotonic() + STOP_SECONDS
        while process.alive and time.monotonic() < deadline:
            time.sleep(0.05)
        # The server leads a session of its own, so its group has no other processes than workers.
        _signal(os.killpg, process.pid, signal.SIGKILL)
    _pid_file(cloud, service).unlink(missing_ok=True)


def has_crashed(cloud: Cloud, service: Service) -> bool:
    """Return whether the server of a service exited without a request."""
    return _pid_file(cloud, service).exists() and find(cloud, service) is None


def log_excerpt(cloud: Cloud, service: Service) -> str:
    """Return the last lines of a server's log, with a heading."""
    path = cloud.log(service.name)
    return f"The last lines of {path}:\n{last_lines(path)}"


def _responds(url: str, context: ssl.SSLContext | None) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5, context=context):
            return True
    except urllib.error.HTTPError as error:
        # A choice of versions (300) and a request for a token (401) show that it is ready.
        return error.code < 500
    except OSError:
        return False


def _greets(port: int) -> bool:
    """Return whether a server sends data to a client that connects."""
    try:
        with socket.create_connection((HOST, port), timeout=5) as connection:
            return bool(connection.recv(1))
    except OSError:
        return False


def _clean_environment() -> dict[str, str]:
    """Return the environment without variables that influence the servers."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OS_", "PYTHON")) and "proxy" not in name.lower()
    }


def _start_time(pid: int) -> str:
    """Return the start time of a process in clock ticks, or "" if it is not running."""
    with contextlib.suppress(ChildProcessError):
        # Reap own children, which would stay zombies otherwise.
        os.waitpid(pid, os.WNOHANG)
    try:
        # The name in parentheses may contain blanks, so the fields are counted after it.
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    state, started = fields[0], fields[19]
    return "" if state == "Z" else started


def _signal(send: Callable[[int, int], None], target: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        send(target, number)


def _pid_file(cloud: Cloud, service: Service) -> pathlib.Path:
    return cloud.folder("run") / f"{service.name}.pid"
