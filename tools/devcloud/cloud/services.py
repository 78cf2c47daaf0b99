"""The services and the TLS proxies of two of them, one declaration each."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time

from cloud import configuration, environments, mariadb
from cloud.errors import DevcloudError
from cloud.state import HOST, MARIADB, SOURCE, Cloud


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
        packaged = cloud.environments / self.environment / "etc"
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
            environments.fingerprint(self.environment),
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


SERVICES = {
    service.name: service
    for service in (
        # One thread: Keystone and Neutron read before they write in one transaction, and SQLite
        # refuses the second of two such writers at once, whatever its timeout.
        Service(
            "keystone",
            "identity",
            5000,
            endpoint="/v3",
            ready="/v3",
            module="keystone.wsgi.api",
            threads=1,
        ),
        Service("glance", "image", 9292, ready="/healthcheck", module="glance.wsgi.api"),
        Service("nova", "compute", 8774, endpoint="/v2.1", module="nova.wsgi.osapi_compute"),
        Service("neutron", "network", 9696, module="neutron.wsgi.api", threads=1),
        Service("sahara", "data-processing", 8386, environment="sahara", program="sahara-devcloud"),
    )
}


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
            environments.fingerprint(self.environment),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


SWIFT_BACKENDS = ("swift-account", "swift-container", "swift-object")
SWIFT = {
    server.name: server
    for server in (
        SwiftServer(
            "swift",
            "object-store",
            8080,
            endpoint="/v1/AUTH_%(project_id)s",
            program="swift-proxy-server",
        ),
        SwiftServer("swift-account", "", 6202, program="swift-account-server"),
        SwiftServer("swift-container", "", 6201, program="swift-container-server"),
        SwiftServer("swift-object", "", 6200, program="swift-object-server"),
    )
}


@dataclasses.dataclass(frozen=True)
class MariadbServer(PlainServer):
    """The database server of Sahara."""

    def command(self, cloud: Cloud) -> list[str]:
        return mariadb.command(cloud)


DATABASE_SERVERS = {"mariadb": MariadbServer("mariadb", "", 3307, scheme="tcp")}

TLS_PROXIES = {
    proxy.name: proxy
    for proxy in (
        TlsProxy("keystone-tls", "identity", 5443, endpoint="/v3", ready="/v3", backend="keystone"),
        TlsProxy("sahara-tls", "data-processing", 8443, backend="sahara"),
    )
}

#: In the order of ``--port-base``.
DEFAULT_PORTS = {
    name: service.port
    for name, service in {**SERVICES, **TLS_PROXIES, **SWIFT, **DATABASE_SERVERS}.items()
}


def of(cloud: Cloud) -> dict[str, Service]:
    """Return all servers of a cloud by name."""
    return {
        **(DATABASE_SERVERS if cloud.database == MARIADB else {}),
        **SERVICES,
        **(SWIFT if cloud.swift else {}),
        **(TLS_PROXIES if cloud.tls else {}),
    }


def named(cloud: Cloud, names: list[str]) -> list[Service]:
    """Return the named services in the order of their declaration, or all of them."""
    known = of(cloud)
    for name in names:
        if name not in known:
            raise DevcloudError(
                f'There is no service "{name}". The services are: {", ".join(known)}.'
            )
    return [service for name, service in known.items() if not names or name in names]
