"""How each kind of server is started."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time

from cloud import configuration, environments, mariadb
from cloud.state import HOST, SOURCE, Cloud


@dataclasses.dataclass(frozen=True)
class Service:
    """A server.

    ``module`` is its WSGI application, which uWSGI runs; a service without one has a server of its
    own, ``program``. ``endpoint`` is the path of its endpoint, ``ready`` the path that responds if
    the service is ready.
    """

    name: str
    type: str
    port: int
    endpoint: str = ""
    ready: str = "/"
    environment: str = "services"
    module: str = ""
    program: str = ""
    threads: int = 4
    scheme: str = "http"
    package: str = ""

    def url(self, cloud: Cloud) -> str:
        return cloud.url(self.name, self.scheme)

    def configure(self, cloud: Cloud) -> None:
        """Write the configuration file."""
        configuration.write(cloud, self.name)

    def command(self, cloud: Cloud) -> list[str]:
        if self.program:
            return [
                environments.program(cloud, self.environment, self.program),
                "--config-file",
                str(configuration.path(cloud, self.name)),
            ]
        return [
            environments.program(cloud, self.environment, "pyuwsgi"),
            "--http-socket",
            f"{HOST}:{cloud.ports[self.name]}",
            "--module",
            f"{self.module}:application",
            "--master",
            "--die-on-term",
            "--lazy-apps",
            # Otherwise it stays up and responds with 500 if the application does not load.
            "--need-app",
            "--threads",
            str(self.threads),
            "--enable-threads",
            # uWSGI closes connections without this header, and clients reuse closed ones.
            "--add-header",
            "Connection: close",
            "--buffer-size",
            "65535",
            "--listen",
            "100",
        ]

    def environment_variables(self, cloud: Cloud) -> dict[str, str]:
        """Return the variables that name the configuration file."""
        path = configuration.path(cloud, self.name)
        packaged = cloud.environment(self.environment) / "etc"
        return {
            "keystone": {"OS_KEYSTONE_CONFIG_FILES": str(path)},
            "glance": {"OS_GLANCE_CONFIG_DIR": str(path.parent)},
            "nova": {"OS_NOVA_CONFIG_FILES": f"{packaged}/nova/api-paste.ini;{path}"},
            "neutron": {"OS_NEUTRON_CONFIG_FILES": str(path)},
            "sahara": {},
        }[self.name]

    def start_arguments(self) -> list[str]:
        """Return the arguments that differ between starts."""
        # Neutron needs the time of the start of its workers.
        return [] if self.program else ["--set", f"start-time={int(time.time())}"]

    def fingerprint(self, cloud: Cloud) -> str:
        """Return a digest of everything that needs a restart after a change."""
        parts = [
            self.command(cloud),
            self.environment_variables(cloud),
            configuration.text(cloud, self.name),
            environments.fingerprint(cloud, self.environment),
            environments.engine_fingerprint() if self.program else "",
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


TLS_PROXY = SOURCE / "cloud" / "tls_proxy.py"


@dataclasses.dataclass(frozen=True)
class PlainServer(Service):
    """A server that needs its command only."""

    def configure(self, cloud: Cloud) -> None:
        """Do nothing: the command has the configuration."""

    def environment_variables(self, cloud: Cloud) -> dict[str, str]:
        return {}

    def start_arguments(self) -> list[str]:
        return []

    def fingerprint(self, cloud: Cloud) -> str:
        return hashlib.sha256(json.dumps(self.command(cloud)).encode()).hexdigest()


@dataclasses.dataclass(frozen=True)
class TlsProxy(PlainServer):
    """A server that receives requests over TLS and forwards them to the service ``backend``."""

    backend: str = ""
    scheme: str = "https"

    def command(self, cloud: Cloud) -> list[str]:
        return [
            environments.program(cloud, self.environment, "python"),
            str(TLS_PROXY),
            str(cloud.ports[self.name]),
            str(cloud.ports[self.backend]),
            str(cloud.certificate),
        ]

    def fingerprint(self, cloud: Cloud) -> str:
        parts = [json.dumps(self.command(cloud)).encode()]
        parts += [path.read_bytes() for path in (TLS_PROXY, cloud.certificate) if path.exists()]
        return hashlib.sha256(b"".join(parts)).hexdigest()


@dataclasses.dataclass(frozen=True)
class CinderServer(Service):
    """The API server of Cinder, which reads its configuration file from its arguments."""

    def command(self, cloud: Cloud) -> list[str]:
        path = configuration.path(cloud, self.name)
        return [*super().command(cloud), "--pyargv", f"--config-file={path}"]

    def environment_variables(self, cloud: Cloud) -> dict[str, str]:
        return {}


@dataclasses.dataclass(frozen=True)
class SwiftServer(Service):
    """One of the servers of Swift."""

    ready: str = "/healthcheck"
    environment: str = "swift"
    package: str = "swift"

    def command(self, cloud: Cloud) -> list[str]:
        program = environments.program(cloud, self.environment, self.program)
        return [program, str(configuration.path(cloud, self.name)), "--verbose"]

    def environment_variables(self, cloud: Cloud) -> dict[str, str]:
        return {}

    def fingerprint(self, cloud: Cloud) -> str:
        parts = [
            self.command(cloud),
            configuration.text(cloud, self.name),
            environments.fingerprint(cloud, self.environment),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@dataclasses.dataclass(frozen=True)
class MariadbServer(PlainServer):
    """The database server of Sahara."""

    def command(self, cloud: Cloud) -> list[str]:
        return mariadb.command(cloud)
