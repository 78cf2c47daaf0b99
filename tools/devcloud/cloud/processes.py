"""Starting servers, watching them get ready, ending them by their pid files."""

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
from cloud.services import Service
from cloud.state import HOST, Cloud

READY_SECONDS = 120
END_SECONDS = 8


@dataclasses.dataclass
class Process:
    """A server we started: its pid, when that pid began, its port, what it was started with."""

    pid: int
    began: str
    port: int
    fingerprint: str

    @property
    def alive(self) -> bool:
        # A pid alone may by now belong to somebody else's process.
        return self.began != "" and _began(self.pid) == self.began


def find(cloud: Cloud, service: Service) -> Process | None:
    """The running server of `service`, or None."""
    try:
        process = Process(**json.loads(_pid_file(cloud, service).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return process if process.alive else None


def check_port(cloud: Cloud, service: Service) -> None:
    """Raise when another program has the port of `service`."""
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
                f'Port {port} for "{service.name}" is taken by another program. End that '
                f"program, or choose another port with --{service.name}-port or "
                "--port-base."
            ) from error


def start(cloud: Cloud, service: Service) -> None:
    """Start the server of `service` in a session of its own, writing to its log alone."""
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
        child.pid, _began(child.pid), cloud.ports[service.name], service.fingerprint(cloud)
    )
    _pid_file(cloud, service).write_text(json.dumps(dataclasses.asdict(process)) + "\n")


def await_ready(cloud: Cloud, service: Service) -> None:
    """Return when `service` answers over HTTP; raise when its server ends or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    while not answers(cloud, service):
        if find(cloud, service) is None:
            raise DevcloudError(
                f'The server of "{service.name}" ended as it was started. '
                + log_excerpt(cloud, service)
            )
        if time.monotonic() > deadline:
            raise DevcloudError(
                f'"{service.name}" does not answer {service.url(cloud)} after '
                f"{READY_SECONDS} seconds. " + log_excerpt(cloud, service)
            )
        time.sleep(0.1)


def answers(cloud: Cloud, service: Service) -> bool:
    """Whether `service` answers over HTTP."""
    context = None
    if service.scheme == "https":
        context = ssl.create_default_context(cafile=cloud.authority)
    return _answers(service.url(cloud) + service.ready, context)


def ask_to_end(cloud: Cloud, service: Service) -> bool:
    """Ask the server of `service` to end, without waiting for it; False when there is none."""
    process = find(cloud, service)
    if process is not None:
        _signal(os.kill, process.pid, signal.SIGTERM)
    return process is not None


def await_end(cloud: Cloud, service: Service) -> None:
    """Return when the server of `service` has ended; takes it down when it lingers."""
    process = find(cloud, service)
    if process is not None:
        deadline = time.monotonic() + END_SECONDS
        while process.alive and time.monotonic() < deadline:
            time.sleep(0.05)
        # It leads a session of its own, so the group holds its workers and nobody else.
        _signal(os.killpg, process.pid, signal.SIGKILL)
    _pid_file(cloud, service).unlink(missing_ok=True)


def died(cloud: Cloud, service: Service) -> bool:
    """Whether the server of `service` ended without having been told to."""
    return _pid_file(cloud, service).exists() and find(cloud, service) is None


def log_excerpt(cloud: Cloud, service: Service) -> str:
    """The end of a server's log, introduced."""
    path = cloud.log(service.name)
    return f"The last lines of {path}:\n{last_lines(path)}"


def _answers(url: str, context: ssl.SSLContext | None) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5, context=context):
            return True
    except urllib.error.HTTPError as error:
        # Choices between versions (300) and a request for a token (401) are answers too.
        return error.code < 500
    except OSError:
        return False


def _clean_environment() -> dict[str, str]:
    """Our environment without what would lead the servers astray."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OS_", "PYTHON")) and "proxy" not in name.lower()
    }


def _began(pid: int) -> str:
    """When process `pid` began, in the kernel's own count; "" when it is not running."""
    with contextlib.suppress(ChildProcessError):
        # Reaps our own children, which would otherwise stay as zombies.
        os.waitpid(pid, os.WNOHANG)
    try:
        # The name in parentheses may hold anything, so count from behind it.
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    state, began = fields[0], fields[19]
    return "" if state == "Z" else began


def _signal(send: Callable[[int, int], None], target: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        send(target, number)


def _pid_file(cloud: Cloud, service: Service) -> pathlib.Path:
    return cloud.folder("run") / f"{service.name}.pid"
