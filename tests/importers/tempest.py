"""The configuration that the Tempest suites of sahara-tests run with."""

from __future__ import annotations

import configparser
import pathlib
from collections.abc import Mapping


def write_configuration(
    folder: pathlib.Path, cloud: Mapping[str, str], api_version: str
) -> dict[str, str]:
    """Write ``tempest.conf``, and return the variables that point Tempest at it.

    :param cloud: the variables of :func:`tests.importers.cloud.project`.
    :param api_version: of the client: ``1.1`` or ``2``.
    """
    domain = "default"
    sections: dict[str, dict[str, object]] = {
        "auth": {
            "admin_username": cloud["IMPORTERS_PROJECT"],
            "admin_project_name": cloud["IMPORTERS_PROJECT"],
            "admin_password": cloud["IMPORTERS_PASSWORD"],
            "admin_domain_name": domain,
            "default_credentials_domain_name": domain,
            "tempest_roles": "member",
            "create_isolated_networks": False,
        },
        "identity": {
            "uri_v3": cloud["IMPORTERS_AUTH_URL"],
            "auth_version": "v3",
            "region": "RegionOne",
        },
        "compute": {
            "flavor_ref": cloud["IMPORTERS_FLAVOR_ID"],
            "image_ref": cloud["IMPORTERS_IMAGE_ID"],
            "fixed_network_name": cloud["IMPORTERS_NETWORK"],
        },
        "network": {
            "public_network_id": cloud["IMPORTERS_PUBLIC_NETWORK_ID"],
            "floating_network_name": cloud["IMPORTERS_PUBLIC_NETWORK"],
        },
        "service_available": {
            **dict.fromkeys(("glance", "neutron", "nova", "sahara"), True),
            **dict.fromkeys(("cinder", "swift"), False),
        },
        "data-processing": {
            "api_version_saharaclient": api_version,
            "cluster_timeout": 60,
            "request_timeout": 1,
            "test_image_name": cloud["IMPORTERS_IMAGE"],
        },
        "data-processing-feature-enabled": {"plugins": "fake"},
        "oslo_concurrency": {"lock_path": folder / "lock"},
    }
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_dict(
        {
            section: {name: str(value) for name, value in options.items()}
            for section, options in sections.items()
        }
    )
    with (folder / "tempest.conf").open("w") as file:
        parser.write(file)
    return {"TEMPEST_CONFIG_DIR": str(folder), "TEMPEST_CONFIG": "tempest.conf"}
