"""OpenStackClient's hooks: global options, API versions, and how to make a client."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from osc_lib import exceptions, utils

if TYPE_CHECKING:
    from osc_lib.clientmanager import ClientManager

    from saharaclient.client import AnyClient

API_NAME = "data_processing"
SERVICE_TYPE = "data-processing"
API_VERSION_OPTION = "os_data_processing_api_version"
API_VERSIONS = ("1", "1.0", "1.1", "2", "2.0")
DEFAULT_API_VERSION = "1.1"
#: The name by which programs import it.
DEFAULT_DATA_PROCESSING_API_VERSION = DEFAULT_API_VERSION


def build_option_parser(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add this service's global options to OpenStackClient's."""
    parser.add_argument(
        "--os-data-processing-api-version",
        metavar="<data-processing-api-version>",
        # A default here would win over clouds.yaml; OpenStackClient falls back on the constant.
        default=utils.env("OS_DATA_PROCESSING_API_VERSION"),
        help="Data processing API version, 1.1 or 2, default="
        f"{DEFAULT_API_VERSION} (Env: OS_DATA_PROCESSING_API_VERSION)",
    )
    parser.add_argument(
        "--os-data-processing-url",
        metavar="<data-processing-url>",
        default=utils.env("OS_DATA_PROCESSING_URL"),
        help="URL of the data processing service, instead of the one in the service catalog"
        " (Env: OS_DATA_PROCESSING_URL)",
    )
    return parser


def check_api_version(version: str) -> bool:
    """Tell OpenStackClient that a version is good.

    :raises osc_lib.exceptions.CommandError: there is no such version.
    """
    if version not in API_VERSIONS:
        raise exceptions.CommandError(
            f'There is no version "{version}" of the data processing API; the versions are'
            " 1.1 and 2 (--os-data-processing-api-version)."
        )
    return True


def make_client(instance: ClientManager) -> AnyClient:
    """Return the client that commands find as ``client_manager.data_processing``."""
    from saharaclient.client import Client
    from saharaclient.osc import openstackclient

    cloud = openstackclient.cloud_of(instance)
    config = cloud.config
    # The key is the option without "os_". An option that is not given is empty or missing.
    version = config.get("data_processing_api_version") or DEFAULT_API_VERSION
    return Client(
        str(version),
        session=instance.session,
        sahara_url=config.get("data_processing_url")
        or config.get("data_processing_endpoint_override"),
        # Settings of this service in clouds.yaml, such as data_processing_interface, come first.
        endpoint_type=cloud.get_interface(SERVICE_TYPE) or "public",
        service_type=cloud.get_service_type(SERVICE_TYPE),
        region_name=cloud.get_region_name(SERVICE_TYPE),
        # It has the settings for object storage.
        sdk_connection=instance.sdk_connection,
    )
