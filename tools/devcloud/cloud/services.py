"""The five services, and what stands in front of two of them for TLS, one declaration each."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time

from cloud import configuration, environments
from cloud.errors import DevcloudError
from cloud.state import HOST, SOURCE, Cloud


@dataclasses.dataclass(frozen=True)
class Service:
    """A server: where its program is, what it is asked to know that it is ready.

    `module` is its WSGI application, run by uWSGI; a service without one brings its own
    server, `program`. `endpoint` is what the catalog adds to its address.
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

    def url(self, cloud: Cloud) -> str:
        return cloud.url(self.name, self.scheme)

    def configure(self, cloud: Cloud) -> None:
        """Write what the server reads as it starts."""
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
            # Otherwise it would stay up and answer 500 when the application does not load.
            "--need-app",
            "--threads",
            str(self.threads),
            "--enable-threads",
            # uWSGI closes connections without saying so, and clients reuse dead ones.
            "--add-header",
            "Connection: close",
            "--buffer-size",
            "65535",
            "--listen",
            "100",
        ]

    def environment_variables(self, cloud: Cloud) -> dict[str, str]:
        """Where the WSGI applications look for their configuration."""
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
        """Arguments that differ from start to start."""
        # Neutron wants to know when its workers were first started.
        return [] if self.program else ["--set", f"start-time={int(time.time())}"]

    def fingerprint(self, cloud: Cloud) -> str:
        """A digest of everything that asks for a restart when it changes."""
        parts = [
            self.command(cloud),
            self.environment_variables(cloud),
            configuration.text(cloud, self.name),
            environments.fingerprint(self.environment),
            environments.engine_fingerprint() if self.program else "",
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


FORWARDER = SOURCE / "cloud" / "forwarder.py"


@dataclasses.dataclass(frozen=True)
class Front(Service):
    """A server that takes requests over TLS for the service called `behind`."""

    behind: str = ""
    scheme: str = "https"

    def configure(self, cloud: Cloud) -> None:
        """It has no file of its own."""

    def command(self, cloud: Cloud) -> list[str]:
        return [
            environments.program(cloud, self.environment, "python"),
            str(FORWARDER),
            str(cloud.ports[self.name]),
            str(cloud.ports[self.behind]),
            str(cloud.certificate),
        ]

    def environment_variables(self, cloud: Cloud) -> dict[str, str]:
        return {}

    def start_arguments(self) -> list[str]:
        return []

    def fingerprint(self, cloud: Cloud) -> str:
        parts = [json.dumps(self.command(cloud)).encode()]
        parts += [path.read_bytes() for path in (FORWARDER, cloud.certificate) if path.exists()]
        return hashlib.sha256(b"".join(parts)).hexdigest()


SERVICES = {
    service.name: service
    for service in (
        # Keystone and Neutron read before they write in one transaction, and SQLite fails the
        # second of two such writers at once, however long it is ready to wait: so there is one.
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

FRONTS = {
    front.name: front
    for front in (
        Front("keystone-tls", "identity", 5443, endpoint="/v3", ready="/v3", behind="keystone"),
        Front("sahara-tls", "data-processing", 8443, behind="sahara"),
    )
}

DEFAULT_PORTS = {name: service.port for name, service in {**SERVICES, **FRONTS}.items()}


def of(cloud: Cloud) -> dict[str, Service]:
    """All servers that a cloud has, by name."""
    return {**SERVICES, **(FRONTS if cloud.tls else {})}


def named(cloud: Cloud, names: list[str]) -> list[Service]:
    """The services of these names, in the order of their declaration; all for no names."""
    known = of(cloud)
    for name in names:
        if name not in known:
            raise DevcloudError(
                f'There is no service "{name}". The services are: {", ".join(known)}.'
            )
    return [service for name, service in known.items() if not names or name in names]
