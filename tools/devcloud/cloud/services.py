"""The services and the TLS proxies of two of them, one declaration each."""

from __future__ import annotations

from cloud.errors import DevcloudError
from cloud.servers import CinderServer, MariadbServer, Service, SwiftServer, TlsProxy
from cloud.state import MARIADB, Cloud

SERVICES = {
    service.name: service
    for service in (
        # One thread: Keystone, Glance and Neutron read before they write in one transaction, and
        # SQLite refuses the second of two such writers at once, whatever its timeout.
        Service(
            "keystone",
            "identity",
            5000,
            endpoint="/v3",
            ready="/v3",
            module="keystone.wsgi.api",
            threads=1,
        ),
        Service("glance", "image", 9292, ready="/healthcheck", module="glance.wsgi.api", threads=1),
        Service("nova", "compute", 8774, endpoint="/v2.1", module="nova.wsgi.osapi_compute"),
        Service("neutron", "network", 9696, module="neutron.wsgi.api", threads=1),
        Service("sahara", "data-processing", 8386, environment="sahara", program="sahara-devcloud"),
    )
}


CINDER = {
    "cinder": CinderServer(
        "cinder",
        "volumev3",
        8776,
        endpoint="/v3/%(project_id)s",
        ready="/healthcheck",
        environment="cinder",
        module="cinder.wsgi.api",
        threads=1,
    )
}


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
    for name, service in {**SERVICES, **TLS_PROXIES, **SWIFT, **DATABASE_SERVERS, **CINDER}.items()
}


def of(cloud: Cloud) -> dict[str, Service]:
    """Return all servers of a cloud by name."""
    return {
        **(DATABASE_SERVERS if cloud.database == MARIADB else {}),
        **SERVICES,
        **(SWIFT if cloud.swift else {}),
        **(CINDER if cloud.cinder else {}),
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
